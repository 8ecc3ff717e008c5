//! Conversion of amounts from and to the models.

use super::amount::power_of_ten;
use super::{Amount, Currency, MoneyError, Rounding};
use crate::models::{
    CentPrecisionMoney, CentPrecisionMoneyDraft, HighPrecisionMoney, HighPrecisionMoneyDraft,
    Money, RoundingMode, TypedMoney, TypedMoneyDraft,
};
use crate::{Value, json};

impl CentPrecisionMoney {
    /// The amount for calculations. Its number of digits is `fraction_digits`.
    ///
    /// # Errors
    ///
    /// When the code is not a valid currency code, and when there are fewer than 0 or more than 20 digits.
    pub fn amount(&self) -> Result<Amount, MoneyError> {
        let digits = digits(self.fraction_digits)?;
        let currency = Currency::with_digits(&self.currency_code, digits)?;
        Ok(Amount::from_cents(self.cent_amount, currency))
    }
}

impl HighPrecisionMoney {
    /// The precise amount for calculations.
    ///
    /// # Errors
    ///
    /// When the currency is not in ISO 4217, and when there are fewer than 0 or more than 20 digits.
    pub fn amount(&self) -> Result<Amount, MoneyError> {
        let digits = digits(self.fraction_digits)?;
        Amount::from_units(
            self.precise_amount.into(),
            digits,
            self.currency_code.parse()?,
        )
    }
}

impl TypedMoney {
    /// The amount for calculations: the precise one if it has high precision.
    ///
    /// # Errors
    ///
    /// When its kind is unknown, and the errors of the known kinds.
    pub fn amount(&self) -> Result<Amount, MoneyError> {
        match self {
            Self::CentPrecision(money) => money.amount(),
            Self::HighPrecision(money) => money.amount(),
            Self::Unknown(_) => Err(MoneyError::UnknownKind),
        }
    }
}

impl Money {
    /// The amount for calculations: the precise one if `extra` contains a high-precision amount.
    ///
    /// # Errors
    ///
    /// When the currency is not in ISO 4217, and the errors of [`TypedMoney::amount`].
    pub fn amount(&self) -> Result<Amount, MoneyError> {
        if self.extra.is_empty() {
            let currency = self.currency_code.parse()?;
            return Ok(Amount::from_cents(self.cent_amount, currency));
        }
        let mut body = self.extra.clone();
        body.insert("centAmount".to_owned(), self.cent_amount.into());
        body.insert("currencyCode".to_owned(), self.currency_code.clone().into());
        json::from_value::<TypedMoney>(&Value::Object(body))
            .map_err(|_| MoneyError::UnknownKind)?
            .amount()
    }
}

fn digits(digits: i32) -> Result<u32, MoneyError> {
    u32::try_from(digits).map_err(|_| MoneyError::FractionDigits {
        digits: digits.into(),
    })
}

/// An amount that is a whole number of cents.
impl TryFrom<Amount> for CentPrecisionMoney {
    type Error = MoneyError;

    fn try_from(amount: Amount) -> Result<Self, MoneyError> {
        let currency = amount.currency();
        Ok(Self {
            cent_amount: amount.cents()?,
            currency_code: currency.into(),
            fraction_digits: currency.few_digits().into(),
        })
    }
}

/// An amount that is a whole number of cents.
impl TryFrom<Amount> for CentPrecisionMoneyDraft {
    type Error = MoneyError;

    fn try_from(amount: Amount) -> Result<Self, MoneyError> {
        Ok(Self::new(amount.currency()).cent_amount(amount.cents()?))
    }
}

/// An amount that is a whole number of cents.
impl TryFrom<Amount> for Money {
    type Error = MoneyError;

    fn try_from(amount: Amount) -> Result<Self, MoneyError> {
        Ok(Self::new(amount.cents()?, amount.currency()))
    }
}

/// `cent_amount` is rounded half to even, as the API does.
impl TryFrom<Amount> for HighPrecisionMoney {
    type Error = MoneyError;

    fn try_from(amount: Amount) -> Result<Self, MoneyError> {
        let cents = amount.round_to_cents(Rounding::HalfEven)?.cents()?;
        let (precise_amount, fraction_digits) = precise(amount)?;
        let currency = amount.currency();
        Ok(Self::new(cents, currency, fraction_digits, precise_amount))
    }
}

/// The API computes the `cent_amount`.
impl TryFrom<Amount> for HighPrecisionMoneyDraft {
    type Error = MoneyError;

    fn try_from(amount: Amount) -> Result<Self, MoneyError> {
        let (precise_amount, fraction_digits) = precise(amount)?;
        let currency = amount.currency();
        Ok(Self::new(currency, fraction_digits, precise_amount))
    }
}

/// In cents if it is a whole number of cents, otherwise in high precision.
impl TryFrom<Amount> for TypedMoney {
    type Error = MoneyError;

    fn try_from(amount: Amount) -> Result<Self, MoneyError> {
        match CentPrecisionMoney::try_from(amount) {
            Err(MoneyError::Inexact { .. }) => {
                HighPrecisionMoney::try_from(amount).map(Self::HighPrecision)
            }
            cents => cents.map(Self::CentPrecision),
        }
    }
}

/// In cents if it is a whole number of cents, otherwise in high precision.
impl TryFrom<Amount> for TypedMoneyDraft {
    type Error = MoneyError;

    fn try_from(amount: Amount) -> Result<Self, MoneyError> {
        match CentPrecisionMoneyDraft::try_from(amount) {
            Err(MoneyError::Inexact { .. }) => {
                HighPrecisionMoneyDraft::try_from(amount).map(Self::HighPrecision)
            }
            cents => cents.map(Self::CentPrecision),
        }
    }
}

/// `preciseAmount` and `fractionDigits`. There are more digits than the currency has, but no more than necessary, so that
/// fewer amounts overflow.
fn precise(amount: Amount) -> Result<(i64, i32), MoneyError> {
    let (units, digits) = amount.shortest();
    let least = amount.currency().few_digits().saturating_add(1);
    let finer = power_of_ten(least.saturating_sub(digits));
    let units = units.checked_mul(finer).ok_or(MoneyError::Overflow)?;
    let units = i64::try_from(units).map_err(|_| MoneyError::Overflow)?;
    Ok((units, digits.max(least).into()))
}

/// The rounding mode of a cart, to calculate in the same way.
impl TryFrom<&RoundingMode> for Rounding {
    type Error = MoneyError;

    fn try_from(mode: &RoundingMode) -> Result<Self, MoneyError> {
        match mode {
            RoundingMode::HalfEven => Ok(Self::HalfEven),
            RoundingMode::HalfUp => Ok(Self::HalfUp),
            RoundingMode::HalfDown => Ok(Self::HalfDown),
            RoundingMode::Unknown(_) => Err(MoneyError::UnknownRounding),
        }
    }
}
