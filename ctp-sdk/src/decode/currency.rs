//! Money from bodies that were written before money told its own digits.

use crate::scalars::minor_units;

/// The digits of a currency behind the decimal point, for a body that lacks the property which tells them. `None` for a
/// currency that has none.
pub fn currency_digits(currency: &str) -> Option<i64> {
    minor_units(currency).map(i64::from)
}
