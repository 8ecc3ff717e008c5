//! A whole number in JSON, in any of the forms that services write.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A whole number: `172800`, and as some services and proxies write it, `172800.0`, `1e3` or `"172800"`.
///
/// A fraction is refused, because the intended number is unknown. Numbers beyond `i64` become the nearest value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WholeNumber(i64);

impl WholeNumber {
    /// The number; `None` if it is negative.
    pub(super) fn non_negative(self) -> Option<u64> {
        u64::try_from(self.0).ok()
    }

    /// The number; 0 if it is negative.
    pub(super) fn or_zero(self) -> u64 {
        self.non_negative().unwrap_or(0)
    }
}

impl<'de> Deserialize<'de> for WholeNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = WholeNumber;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<WholeNumber, E> {
        Ok(WholeNumber(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<WholeNumber, E> {
        Ok(WholeNumber(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "it has no fraction, and beyond the range the nearest value is meant"
    )]
    fn visit_f64<E: Error>(self, number: f64) -> Result<WholeNumber, E> {
        if number.fract() == 0.0 {
            Ok(WholeNumber(number as i64))
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<WholeNumber, E> {
        if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
            // It is unreadable only if it is too large.
            Ok(WholeNumber(text.parse().unwrap_or(i64::MAX)))
        } else {
            // The text is not included: it may be anything, for example a token.
            Err(E::invalid_type(Unexpected::Other("text"), &self))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<i64> {
        let number: WholeNumber = serde_json::from_str(json).ok()?;
        Some(number.0)
    }

    #[test]
    fn a_whole_number_is_read_in_any_way_that_it_is_written() {
        for (json, number) in [
            ("5", 5),
            ("-1", -1),
            ("5.0", 5),
            ("-1.0", -1),
            ("1e3", 1_000),
            ("1.5e1", 15),
            ("\"172800\"", 172_800),
            ("\"0\"", 0),
            ("18446744073709551615", i64::MAX),
            ("1e300", i64::MAX),
            ("\"99999999999999999999\"", i64::MAX),
        ] {
            assert_eq!(read(json), Some(number), "{json}");
        }
    }

    #[test]
    fn a_fraction_and_anything_else_is_none() {
        for json in [
            "5.5", "1e-3", "\"\"", "\" 5\"", "\"5.0\"", "\"-5\"", "\"+5\"", "\"1e3\"", "\"soon\"",
            "null", "true", "[5]", "{}",
        ] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
