//! Money in older bodies, which do not contain the number of digits.

use crate::scalars::minor_units;

/// The number of decimal digits of a currency, for a body without that property. `None` if the currency has none.
pub fn currency_digits<T: TryFrom<u32>>(currency: &str) -> Option<T> {
    let digits = minor_units(currency)?;
    T::try_from(digits).ok()
}
