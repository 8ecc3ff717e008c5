//! Money from bodies that were written before money told its own digits.

use crate::scalars::minor_units;

/// The digits of a currency behind the decimal point, for a body that lacks the property which tells them. `None` for a
/// currency that has none.
pub fn currency_digits<T: TryFrom<u32>>(currency: &str) -> Option<T> {
    let digits = minor_units(currency)?;
    T::try_from(digits).ok()
}
