//! Rounding modes.

use super::MoneyError;

/// How an amount is rounded. The modes differ only exactly at the half.
///
/// ```
/// use ctp_sdk::money::{Amount, Rounding};
///
/// let half: Amount = "0.125 EUR".parse()?;
/// assert_eq!(half.round_to_cents(Rounding::HalfEven)?.to_string(), "0.12 EUR");
/// assert_eq!(half.round_to_cents(Rounding::HalfUp)?.to_string(), "0.13 EUR");
/// assert_eq!(half.round_to_cents(Rounding::HalfDown)?.to_string(), "0.12 EUR");
/// # Ok::<(), ctp_sdk::money::MoneyError>(())
/// ```
///
/// # Sources
///
/// [RoundingMode](https://docs.commercetools.com/api/projects/carts#roundingmode) in commercetools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// The half is rounded to the even neighbor (banker's rounding), as the API does by default.
    #[default]
    HalfEven,
    /// The half is rounded away from zero.
    HalfUp,
    /// The half is rounded towards zero.
    HalfDown,
}

impl Rounding {
    /// `dividend / divisor` as a whole number.
    pub(super) fn divide(self, dividend: i128, divisor: i128) -> Result<i128, MoneyError> {
        let towards_zero = dividend.checked_div(divisor).ok_or(if divisor == 0 {
            MoneyError::NoShares
        } else {
            MoneyError::Overflow
        })?;
        let rest = dividend
            .checked_rem(divisor)
            .ok_or(MoneyError::Overflow)?
            .unsigned_abs();
        // The remainder is less than the divisor, so the difference to the next number can be compared without an overflow.
        let missing = divisor.unsigned_abs() - rest;
        let is_away = match self {
            _ if rest == 0 => false,
            Self::HalfEven if rest == missing => towards_zero % 2 != 0,
            Self::HalfUp => rest >= missing,
            Self::HalfEven | Self::HalfDown => rest > missing,
        };
        if !is_away {
            return Ok(towards_zero);
        }
        let away = if (dividend < 0) == (divisor < 0) {
            1
        } else {
            -1
        };
        towards_zero.checked_add(away).ok_or(MoneyError::Overflow)
    }
}
