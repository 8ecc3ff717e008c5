//! Amounts as text, such as `19.99 EUR`.

use std::fmt;
use std::str::FromStr;

use super::amount::power_of_ten;
use super::{Amount, Currency, MoneyError};

/// Digits, a decimal point if there are fraction digits, and the code of the currency, independent of the locale.
impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&written(*self))
    }
}

fn written(amount: Amount) -> String {
    let sign = if amount.is_negative() { "-" } else { "" };
    // An amount has at most 20 digits.
    let unit = power_of_ten(u8::try_from(amount.digits()).unwrap_or_default()).unsigned_abs();
    let units = amount.units().unsigned_abs();
    let (whole, fraction, code) = (units / unit, units % unit, amount.currency());
    match amount.digits() as usize {
        0 => format!("{sign}{whole} {code}"),
        digits => format!("{sign}{whole}.{fraction:0digits$} {code}"),
    }
}

/// Reads what `Display` writes, with up to 20 fraction digits.
impl FromStr for Amount {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (number, code) = text.split_once(' ').ok_or(MoneyError::NotAnAmount)?;
        let currency: Currency = code.parse()?;
        let (sign, number) = match number.strip_prefix('-') {
            Some(number) => (-1, number),
            None => (1, number),
        };
        let (whole, fraction) = match number.split_once('.') {
            // A point must have digits on both sides.
            Some((_, "")) => return Err(MoneyError::NotAnAmount),
            Some(parts) => parts,
            None => (number, ""),
        };
        if whole.is_empty() {
            return Err(MoneyError::NotAnAmount);
        }
        let mut units: i128 = 0;
        for digit in whole.chars().chain(fraction.chars()) {
            let digit = digit.to_digit(10).ok_or(MoneyError::NotAnAmount)?;
            units = units
                .checked_mul(10)
                .and_then(|units| units.checked_add(sign * i128::from(digit)))
                .ok_or(MoneyError::Overflow)?;
        }
        let digits = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
        Self::from_units(units, digits, currency)
    }
}
