//! Conversion of amounts from and to `rust_decimal`.

use rust_decimal::Decimal;

use super::{Amount, Currency, MoneyError, Rounding};

impl Amount {
    /// The exact value as a `Decimal`.
    ///
    /// ```
    /// use ctp_sdk::money::Amount;
    /// use rust_decimal::Decimal;
    ///
    /// let price: Amount = "19.90 EUR".parse()?;
    /// assert_eq!(price.to_decimal()?, Decimal::new(1990, 2));
    /// # Ok::<(), ctp_sdk::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it does not fit the 96 bits of a `Decimal`.
    pub fn to_decimal(self) -> Result<Decimal, MoneyError> {
        let digits = self.digits();
        Decimal::try_from_i128_with_scale(self.units(), digits)
            .or_else(|_| {
                // It may fit without trailing zeros.
                let (units, digits) = self.shortest();
                Decimal::try_from_i128_with_scale(units, digits.into())
            })
            .map_err(|_| MoneyError::Overflow)
    }

    /// An amount in the main unit of the currency, which must be a whole number of cents.
    ///
    /// ```
    /// use ctp_sdk::money::{Amount, MoneyError};
    /// use rust_decimal::Decimal;
    ///
    /// let euro = "EUR".parse()?;
    /// assert_eq!(Amount::from_decimal(Decimal::new(5, 0), euro)?.to_string(), "5.00 EUR");
    /// let third = Amount::from_decimal(Decimal::new(3333, 3), euro);
    /// assert_eq!(third, Err(MoneyError::Inexact { digits: 2 }));
    /// # Ok::<(), ctp_sdk::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is not a whole number of cents.
    pub fn from_decimal(decimal: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let amount =
            Self::from_precise_decimal(decimal, currency).map_err(|error| match error {
                // Twenty digits were not enough, so the digits of the currency are not enough either.
                MoneyError::Inexact { .. } => MoneyError::Inexact {
                    digits: currency.digits(),
                },
                error => error,
            })?;
        amount.cents_only()
    }

    /// An amount in the main unit of the currency, rounded to cents.
    ///
    /// # Errors
    ///
    /// When the result overflows.
    pub fn from_decimal_rounded(
        decimal: Decimal,
        currency: Currency,
        rounding: Rounding,
    ) -> Result<Self, MoneyError> {
        // Rounded in one step, because two steps could round up a value below the half.
        let (units, scale) = parts(decimal);
        let surplus = scale.saturating_sub(currency.digits());
        let units = rounding.divide(units, 10_i128.saturating_pow(surplus))?;
        Self::from_units(units, scale.min(currency.digits()), currency)
    }

    /// An amount in the main unit of the currency, with up to 20 fraction digits.
    ///
    /// # Errors
    ///
    /// When it has more.
    pub fn from_precise_decimal(decimal: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let (units, scale) = parts(decimal);
        Self::from_units(units, scale, currency).map_err(|error| match error {
            MoneyError::FractionDigits { .. } => MoneyError::Inexact {
                digits: super::currency::MOST_DIGITS.into(),
            },
            error => error,
        })
    }

    /// The amount in cents, if it has no smaller parts.
    fn cents_only(self) -> Result<Self, MoneyError> {
        let (_, digits) = self.shortest();
        let currency = self.currency();
        if u32::from(digits) > currency.digits() {
            return Err(MoneyError::Inexact {
                digits: currency.digits(),
            });
        }
        self.round_to_cents(Rounding::default())
    }
}

/// The digits of a decimal without trailing zeros, and the number of fraction digits.
fn parts(decimal: Decimal) -> (i128, u32) {
    let decimal = decimal.normalize();
    (decimal.mantissa(), decimal.scale())
}
