//! Reads and writes dates and times in the notation of [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339).
//!
//! jiff reads more notations than can be written back unchanged (`2024-01-31 12:00+02`), so these functions read dates and
//! times: everything that they accept, they also write, byte for byte.

use std::fmt;

use jiff::civil;
use serde::de;

/// A text that is not a date, a time or a timestamp in the expected notation.
///
/// The message contains the text, truncated after 64 characters, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    text: String,
    expected: &'static str,
}

impl ParseError {
    pub(super) fn new(text: &str, expected: &'static str) -> Self {
        const SHOWN: usize = 64;
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self {
            text: shown,
            expected,
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is not {}", self.text, self.expected)
    }
}

impl std::error::Error for ParseError {}

/// The number of digits of a fraction of a second: 0 (no fraction) to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FractionDigits(u8);

impl FractionDigits {
    /// Milliseconds, as the API writes them.
    pub(super) const MILLISECONDS: Self = Self(3);

    /// Milliseconds, as the API writes them, or as many more as the value needs.
    pub(super) fn for_nanosecond(nanosecond: i32) -> Self {
        match nanosecond {
            n if n % 1_000_000 == 0 => Self::MILLISECONDS,
            n if n % 1_000 == 0 => Self(6),
            _ => Self(9),
        }
    }
}

/// The letter between a date and a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// `T`.
    Upper,
    /// `t`.
    Lower,
}

impl Separator {
    pub(super) fn as_char(self) -> char {
        match self {
            Self::Upper => 'T',
            Self::Lower => 't',
        }
    }
}

/// Reads a text from left to right; every step is `None` if the text does not fit.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text.as_bytes(),
        }
    }

    /// `2024-01-31`, or `-000044-03-15` before the year 0.
    pub(super) fn date(&mut self) -> Option<civil::Date> {
        let year = if self.byte_if(|byte| byte == b'-').is_some() {
            // There is no year -0, so it could not be written back.
            -self.number(6).filter(|&year| year != 0)?
        } else {
            self.number(4)?
        };
        self.literal(b'-')?;
        let month = self.number(2)?;
        self.literal(b'-')?;
        let day = self.number(2)?;
        civil::Date::new(
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
        )
        .ok()
    }

    /// `14:00:00` with an optional fraction of up to nine digits.
    pub(super) fn time(&mut self) -> Option<(civil::Time, FractionDigits)> {
        let hour = self.number(2)?;
        self.literal(b':')?;
        let minute = self.number(2)?;
        self.literal(b':')?;
        // A leap second is read as the second before it, as in jiff.
        let second = match self.number(2)? {
            60 => 59,
            second => second,
        };
        let (nanosecond, digits) = self.fraction()?;
        let time = civil::Time::new(
            hour.try_into().ok()?,
            minute.try_into().ok()?,
            second.try_into().ok()?,
            nanosecond,
        )
        .ok()?;
        Some((time, digits))
    }

    /// The letter between a date and a time.
    pub(super) fn separator(&mut self) -> Option<Separator> {
        match self.byte_if(|byte| matches!(byte, b'T' | b't'))? {
            b't' => Some(Separator::Lower),
            _ => Some(Separator::Upper),
        }
    }

    pub(super) fn literal(&mut self, expected: u8) -> Option<()> {
        self.byte_if(|byte| byte == expected).map(|_| ())
    }

    pub(super) fn byte_if(&mut self, fits: impl Fn(u8) -> bool) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        fits(first).then(|| {
            self.rest = rest;
            first
        })
    }

    /// Exactly `digits` decimal digits, at most nine.
    pub(super) fn number(&mut self, digits: u8) -> Option<i32> {
        let mut number = 0;
        for _ in 0..digits {
            number = number * 10 + self.digit()?;
        }
        Some(number)
    }

    pub(super) fn end(&self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }

    fn digit(&mut self) -> Option<i32> {
        self.byte_if(|byte| byte.is_ascii_digit())
            .map(|byte| i32::from(byte - b'0'))
    }

    fn fraction(&mut self) -> Option<(i32, FractionDigits)> {
        if self.literal(b'.').is_none() {
            return Some((0, FractionDigits(0)));
        }
        let mut nanosecond = self.digit()?;
        let mut digits = 1;
        while digits < 9
            && let Some(digit) = self.digit()
        {
            nanosecond = nanosecond * 10 + digit;
            digits += 1;
        }
        for _ in digits..9 {
            nanosecond *= 10;
        }
        Some((nanosecond, FractionDigits(digits)))
    }
}

/// Writes `14:00:00.000` with the given number of fraction digits.
pub(super) fn write_time(
    formatter: &mut fmt::Formatter<'_>,
    time: civil::Time,
    digits: FractionDigits,
) -> fmt::Result {
    write!(
        formatter,
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    )?;
    if digits.0 > 0 {
        let dropped = 10_i32.pow(u32::from(9_u8.saturating_sub(digits.0)));
        let fraction = time.subsec_nanosecond() / dropped;
        write!(
            formatter,
            ".{fraction:0width$}",
            width = usize::from(digits.0)
        )?;
    }
    Ok(())
}

/// Reads a value from a string with its `FromStr`, and reports what was expected if the string does not fit.
pub(super) struct TextVisitor<T> {
    pub(super) expected: &'static str,
    pub(super) parse: fn(&str) -> Result<T, ParseError>,
}

impl<T> de::Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// Implements serde for a type that is written as text, with its `FromStr` and `Display`.
macro_rules! serde_as_text {
    ($name:ident, $expected:expr) => {
        impl $name {
            /// The expected form of the text.
            pub(crate) const EXPECTED: &'static str = $expected;
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::scalars::notation::TextVisitor {
                    expected: $expected,
                    parse: |text| text.parse(),
                })
            }
        }
    };
}
pub(super) use serde_as_text;

/// Implements comparison, hash and `Debug` (the text) for a type with one significant part.
macro_rules! compare_by {
    ($name:ident, |$value:ident| $key:expr) => {
        impl $name {
            fn key(&self) -> impl Ord + ::std::hash::Hash {
                let $value = *self;
                $key
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.key() == other.key()
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                self.key().cmp(&other.key())
            }
        }

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.key().hash(state);
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, formatter)
            }
        }
    };
}
pub(super) use compare_by;
