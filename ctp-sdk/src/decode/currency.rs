//! Money from bodies that were written before money told its own digits.

use std::fmt;

use super::Integer;
use crate::scalars::minor_units;

/// The digits of a currency behind the decimal point, for a body that lacks the property which tells them.
///
/// # Errors
///
/// When the currency is none that has digits.
pub fn currency_digits<T: Integer>(
    property: &'static str,
    currency: &str,
) -> Result<T, UnknownDigits> {
    minor_units(currency)
        .map(|digits| T::saturating_from(digits.into()))
        .ok_or(UnknownDigits { property })
}

/// A property lacks, and the currency does not tell what it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownDigits {
    property: &'static str,
}

// The words of serde's error for a property that lacks, so that a `DecodeFailure` shows them. The currency is not named:
// nobody knows what stands in its place.
impl fmt::Display for UnknownDigits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let property = self.property;
        write!(
            formatter,
            "missing field `{property}`, and ISO 4217 does not tell it for this currency"
        )
    }
}
