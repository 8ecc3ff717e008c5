//! Currencies with their number of digits.

use std::fmt;
use std::str::FromStr;

use super::MoneyError;
use crate::scalars::minor_units;

/// The maximum number of fraction digits of an amount, as in the API.
pub(super) const MOST_DIGITS: u8 = 20;

/// A currency: its code, and its number of decimal digits.
///
/// ```
/// use ctp_sdk::money::Currency;
///
/// let euro: Currency = "EUR".parse()?;
/// assert_eq!((euro.code(), euro.digits()), ("EUR", 2));
/// assert_eq!("JPY".parse::<Currency>()?.digits(), 0);
/// # Ok::<(), ctp_sdk::money::MoneyError>(())
/// ```
///
/// The API has variants of some currencies without decimal digits; their code ends with a zero:
///
/// ```
/// # use ctp_sdk::money::Currency;
/// assert_eq!("HUF".parse::<Currency>()?.digits(), 2);
/// assert_eq!("HUF0".parse::<Currency>()?.digits(), 0);
/// # Ok::<(), ctp_sdk::money::MoneyError>(())
/// ```
///
/// # Sources
///
/// [CurrencyCode](https://docs.commercetools.com/api/types#currencycode) in commercetools; [ISO
/// 4217](https://www.iso.org/iso-4217-currency-codes.html).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    /// ASCII; the rest is zero.
    code: [u8; 4],
    digits: u8,
}

impl Currency {
    /// A currency that is not in ISO 4217, or whose number of digits is different.
    ///
    /// ```
    /// use ctp_sdk::money::{Amount, Currency};
    ///
    /// let points = Currency::with_digits("XTS", 1)?;
    /// assert_eq!(Amount::from_cents(15, points).to_string(), "1.5 XTS");
    /// # Ok::<(), ctp_sdk::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the code is not three upper-case letters, optionally followed by a zero, and when there are more than 20
    /// digits.
    pub fn with_digits(code: &str, digits: u32) -> Result<Self, MoneyError> {
        let digits = checked_digits(digits)?;
        let letters = code.strip_suffix('0').unwrap_or(code);
        let is_code =
            letters.len() == 3 && letters.bytes().all(|letter| letter.is_ascii_uppercase());
        if !is_code {
            return Err(unknown(code));
        }
        let mut bytes = [0; 4];
        for (to, from) in bytes.iter_mut().zip(code.bytes()) {
            *to = from;
        }
        Ok(Self {
            code: bytes,
            digits,
        })
    }

    /// The code, such as `EUR`.
    pub fn code(&self) -> &str {
        let code = self
            .code
            .split(|byte| *byte == 0)
            .next()
            .unwrap_or_default();
        // Only ASCII is accepted.
        std::str::from_utf8(code).unwrap_or_default()
    }

    /// The number of decimal digits: 2 for EUR, 0 for JPY.
    pub fn digits(self) -> u32 {
        self.digits.into()
    }

    pub(super) fn few_digits(self) -> u8 {
        self.digits
    }
}

/// A currency of ISO 4217.
impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        let digits = match code.strip_suffix('0') {
            // The same currency without decimal digits.
            Some(base) => minor_units(base).map(|_| 0),
            None => minor_units(code),
        };
        Self::with_digits(code, digits.ok_or_else(|| unknown(code))?)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({} digits)", self.code(), self.digits)
    }
}

/// For fields of models that take a code.
impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// A valid number of digits for an amount.
pub(super) fn checked_digits(digits: u32) -> Result<u8, MoneyError> {
    u8::try_from(digits)
        .ok()
        .filter(|few| *few <= MOST_DIGITS)
        .ok_or(MoneyError::FractionDigits {
            digits: digits.into(),
        })
}

/// The text can be anything from a body, so an error shows only as much of it as a code would have.
fn unknown(code: &str) -> MoneyError {
    MoneyError::UnknownCurrency {
        code: code.chars().take(4).flat_map(char::escape_debug).collect(),
    }
}
