//! Amounts: integers in a unit that is a power of ten of the currency.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::currency::checked_digits;
use super::{Currency, MoneyError, Rounding};

/// An exact amount of money, in cents or in a finer unit.
///
/// It has at least the fraction digits of its currency and at most 20. Amounts are equal if they have the same value,
/// whatever their number of digits:
///
/// ```
/// use ctp_sdk::money::Amount;
///
/// let price: Amount = "19.99 EUR".parse()?;
/// assert_eq!(price, Amount::from_cents(1999, "EUR".parse()?));
/// assert_eq!(price, "19.9900 EUR".parse()?);
/// assert!(price < "20 EUR".parse()?);
/// # Ok::<(), ctp_sdk::money::MoneyError>(())
/// ```
///
/// Amounts of different currencies are not equal, cannot be compared, and cannot be added:
///
/// ```
/// # use ctp_sdk::money::{Amount, MoneyError};
/// let euros: Amount = "5 EUR".parse()?;
/// let francs: Amount = "5 CHF".parse()?;
/// assert!(matches!(euros.checked_add(francs), Err(MoneyError::DifferentCurrencies { .. })));
/// # Ok::<(), ctp_sdk::money::MoneyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    units: i128,
    digits: u8,
    currency: Currency,
}

impl Amount {
    /// An amount in the smallest unit of the currency: 500 is 5 EUR, but 500 JPY.
    pub fn from_cents(cents: i64, currency: Currency) -> Self {
        Self {
            units: cents.into(),
            digits: currency.few_digits(),
            currency,
        }
    }

    /// An amount in units of 10 to the power of minus `digits`, as in `preciseAmount` and `fractionDigits`.
    ///
    /// ```
    /// use ctp_sdk::money::Amount;
    ///
    /// let price = Amount::from_units(123_456, 5, "EUR".parse()?)?;
    /// assert_eq!(price.to_string(), "1.23456 EUR");
    /// # Ok::<(), ctp_sdk::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When there are more than 20 digits, and when the amount in cents overflows.
    pub fn from_units(units: i128, digits: u32, currency: Currency) -> Result<Self, MoneyError> {
        let amount = Self {
            units,
            digits: checked_digits(digits)?,
            currency,
        };
        amount.with_at_least(currency.few_digits())
    }

    /// Zero in a currency.
    pub fn zero(currency: Currency) -> Self {
        Self::from_cents(0, currency)
    }

    /// The sum of amounts in one currency; zero if there are none.
    ///
    /// ```
    /// use ctp_sdk::money::Amount;
    ///
    /// let prices: [Amount; 2] = ["1.50 EUR".parse()?, "2.25 EUR".parse()?];
    /// assert_eq!(Amount::sum("EUR".parse()?, prices)?.to_string(), "3.75 EUR");
    /// # Ok::<(), ctp_sdk::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When an amount is in another currency, and when the sum overflows.
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts
            .into_iter()
            .try_fold(Self::zero(currency), Self::checked_add)
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in units of 10 to the power of minus [`digits`](Self::digits).
    pub fn units(self) -> i128 {
        self.units
    }

    /// The number of fraction digits of the [`units`](Self::units).
    pub fn digits(self) -> u32 {
        self.digits.into()
    }

    /// The amount in cents.
    ///
    /// # Errors
    ///
    /// When it is not a whole number of cents (see [`round_to_cents`](Self::round_to_cents)), and when it overflows.
    pub fn cents(self) -> Result<i64, MoneyError> {
        let digits = self.currency.few_digits();
        let unit = power_of_ten(self.digits.saturating_sub(digits));
        if self.units % unit != 0 {
            return Err(MoneyError::Inexact {
                digits: digits.into(),
            });
        }
        i64::try_from(self.units / unit).map_err(|_| MoneyError::Overflow)
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// Whether it is less than zero.
    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    /// The sum, in the finer unit of the two.
    ///
    /// # Errors
    ///
    /// When they are in different currencies, and when the sum overflows.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        let (left, right) = self.aligned(other)?;
        left.with_units(left.units.checked_add(right.units))
    }

    /// The difference, in the finer unit of the two.
    ///
    /// # Errors
    ///
    /// When they are in different currencies, and when the difference overflows.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        let (left, right) = self.aligned(other)?;
        left.with_units(left.units.checked_sub(right.units))
    }

    /// The product with a whole number.
    ///
    /// # Errors
    ///
    /// When the product overflows.
    pub fn checked_mul(self, times: i64) -> Result<Self, MoneyError> {
        self.with_units(self.units.checked_mul(times.into()))
    }

    /// The negated amount.
    ///
    /// # Errors
    ///
    /// When it overflows.
    pub fn checked_neg(self) -> Result<Self, MoneyError> {
        self.with_units(self.units.checked_neg())
    }

    /// The fraction `numerator / denominator` of the amount, rounded to its unit.
    ///
    /// ```
    /// use ctp_sdk::money::{Amount, Rounding};
    ///
    /// let price: Amount = "19.99 EUR".parse()?;
    /// let discount = price.checked_ratio(15, 100, Rounding::HalfEven)?;
    /// assert_eq!(discount.to_string(), "3.00 EUR");
    /// # Ok::<(), ctp_sdk::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the denominator is zero, and when the result overflows.
    pub fn checked_ratio(
        self,
        numerator: i64,
        denominator: i64,
        rounding: Rounding,
    ) -> Result<Self, MoneyError> {
        let times = self
            .units
            .checked_mul(numerator.into())
            .ok_or(MoneyError::Overflow)?;
        let units = rounding.divide(times, denominator.into())?;
        self.with_units(Some(units))
    }

    /// The amount rounded to this number of fraction digits. It is unchanged if it does not have more.
    ///
    /// # Errors
    ///
    /// When the result overflows.
    pub fn round(self, digits: u32, rounding: Rounding) -> Result<Self, MoneyError> {
        let Some(surplus) = self.digits().checked_sub(digits).filter(|more| *more > 0) else {
            return Ok(self);
        };
        // An amount has at most 20 digits.
        let unit = power_of_ten(u8::try_from(surplus).unwrap_or(self.digits));
        Self::from_units(rounding.divide(self.units, unit)?, digits, self.currency)
    }

    /// The amount rounded to the digits of its currency.
    ///
    /// # Errors
    ///
    /// When the result overflows.
    pub fn round_to_cents(self, rounding: Rounding) -> Result<Self, MoneyError> {
        self.round(self.currency.digits(), rounding)
    }

    /// Compares two amounts. `<` and `>` do the same, and are false for different currencies.
    ///
    /// # Errors
    ///
    /// When they are in different currencies.
    pub fn compare(self, other: Self) -> Result<Ordering, MoneyError> {
        self.partial_cmp(&other)
            .ok_or(MoneyError::DifferentCurrencies {
                left: self.currency,
                right: other.currency,
            })
    }

    /// An amount in the same unit, with another number of units.
    pub(super) fn with_units(self, units: Option<i128>) -> Result<Self, MoneyError> {
        let units = units.ok_or(MoneyError::Overflow)?;
        Ok(Self { units, ..self })
    }

    /// The same value with at least this number of digits.
    pub(super) fn with_at_least(self, digits: u8) -> Result<Self, MoneyError> {
        let finer = power_of_ten(digits.saturating_sub(self.digits));
        let amount = self.with_units(self.units.checked_mul(finer))?;
        Ok(Self {
            digits: self.digits.max(digits),
            ..amount
        })
    }

    fn aligned(self, other: Self) -> Result<(Self, Self), MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::DifferentCurrencies {
                left: self.currency,
                right: other.currency,
            });
        }
        Ok((
            self.with_at_least(other.digits)?,
            other.with_at_least(self.digits)?,
        ))
    }

    /// Units and digits without trailing zeros: the same for equal amounts.
    pub(super) fn shortest(self) -> (i128, u8) {
        let (mut units, mut digits) = (self.units, self.digits);
        while digits > 0 && units % 10 == 0 {
            units /= 10;
            digits -= 1;
        }
        (units, digits)
    }

    /// The whole part and the fraction in the finest possible unit, both rounded down: they can be compared without an
    /// overflow.
    fn parts(self) -> (i128, i128) {
        let whole = power_of_ten(self.digits);
        let finest = power_of_ten(super::currency::MOST_DIGITS.saturating_sub(self.digits));
        (
            self.units.div_euclid(whole),
            self.units.rem_euclid(whole).saturating_mul(finest),
        )
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.currency == other.currency && self.shortest() == other.shortest()
    }
}

impl Eq for Amount {}

impl Hash for Amount {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.currency, self.shortest()).hash(state);
    }
}

/// Only amounts of the same currency are ordered.
impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.parts().cmp(&other.parts()))
    }
}

/// Twenty digits are far below the maximum of an `i128`.
pub(super) fn power_of_ten(digits: u8) -> i128 {
    10_i128.saturating_pow(digits.into())
}
