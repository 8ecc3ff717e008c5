//! Money in older bodies, which do not contain the number of digits.

use crate::scalars::minor_units;

/// The number of decimal digits of a currency, for a body without that property. `None` if the currency has none.
pub fn currency_digits(currency: &str) -> Option<i64> {
    minor_units(currency).map(i64::from)
}
