//! Dates and times without a time zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil;

use super::ParseError;
use super::notation::{FractionDigits, Reader, Separator, compare_by, serde_as_text, write_time};

const DATE: &str = "a date such as 2024-01-31";
const TIME: &str = "a time such as 14:00:00.000, with at most 9 fraction digits";
const LOCAL_DATE_TIME: &str = "a date and time without offset such as 2024-01-31T14:00:00.000, with at most 9 fraction digits";

/// A date of the calendar, such as `2024-01-31`.
///
/// ```
/// use ctp_sdk::Date;
///
/// let date: Date = "2024-01-31".parse()?;
/// assert_eq!(date.civil().month(), 1);
/// assert_eq!(date, Date::from(jiff::civil::date(2024, 1, 31)));
/// # Ok::<(), ctp_sdk::ParseError>(())
/// ```
///
/// # Sources
///
/// `full-date` of [RFC 3339, section 5.6](https://www.rfc-editor.org/rfc/rfc3339#section-5.6);
/// [Date](https://docs.commercetools.com/api/types#date) in commercetools.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    date: civil::Date,
}

impl Date {
    /// The value before it is read.
    pub(crate) const EPOCH: Self = Self {
        date: civil::date(1970, 1, 1),
    };

    /// The date as a type of jiff.
    pub fn civil(self) -> civil::Date {
        self.date
    }
}

impl FromStr for Date {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut reader = Reader::new(text);
        let date = reader.date();
        date.filter(|_| reader.end().is_some())
            .map(Self::from)
            .ok_or_else(|| ParseError::new(text, DATE))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date.fmt(formatter)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self { date }
    }
}

impl From<Date> for civil::Date {
    fn from(date: Date) -> Self {
        date.date
    }
}

serde_as_text!(Date, DATE);

/// A time of the day, such as `14:00:00.000`.
///
/// It is written with the fraction digits that it was read with. They do not affect comparisons: `14:00:00` and
/// `14:00:00.000` are equal.
///
/// ```
/// use ctp_sdk::Time;
///
/// let time: Time = "14:00:00.250".parse()?;
/// assert_eq!(time.civil().hour(), 14);
/// assert_eq!(Time::from(jiff::civil::time(14, 0, 0, 0)).to_string(), "14:00:00.000");
/// # Ok::<(), ctp_sdk::ParseError>(())
/// ```
///
/// # Sources
///
/// `partial-time` of [RFC 3339, section 5.6](https://www.rfc-editor.org/rfc/rfc3339#section-5.6);
/// [Time](https://docs.commercetools.com/api/types#time) in commercetools.
#[derive(Clone, Copy)]
pub struct Time {
    time: civil::Time,
    digits: FractionDigits,
}

impl Time {
    /// The value before it is read.
    pub(crate) const EPOCH: Self = Self {
        time: civil::Time::midnight(),
        digits: FractionDigits::MILLISECONDS,
    };

    /// The time as a type of jiff.
    pub fn civil(self) -> civil::Time {
        self.time
    }
}

impl FromStr for Time {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut reader = Reader::new(text);
        let time = reader.time();
        time.filter(|_| reader.end().is_some())
            .map(|(time, digits)| Self { time, digits })
            .ok_or_else(|| ParseError::new(text, TIME))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_time(formatter, self.time, self.digits)
    }
}

/// Three fraction digits, as the API writes them; six or nine if the value needs them.
impl From<civil::Time> for Time {
    fn from(time: civil::Time) -> Self {
        Self {
            time,
            digits: FractionDigits::for_nanosecond(time.subsec_nanosecond()),
        }
    }
}

impl From<Time> for civil::Time {
    fn from(time: Time) -> Self {
        time.time
    }
}

compare_by!(Time, |time| time.time);
serde_as_text!(Time, TIME);

/// A date and a time without a time zone, such as `2024-01-31T14:00:00.000`.
///
/// It is written as it was read: with the same fraction digits, and with the same `T` or `t`. Neither affects comparisons.
///
/// ```
/// use ctp_sdk::LocalDateTime;
///
/// let opening: LocalDateTime = "2024-01-31T09:30:00".parse()?;
/// assert_eq!(opening.civil(), jiff::civil::date(2024, 1, 31).at(9, 30, 0, 0));
/// # Ok::<(), ctp_sdk::ParseError>(())
/// ```
///
/// # Sources
///
/// `full-date "T" partial-time` of [RFC 3339, section 5.6](https://www.rfc-editor.org/rfc/rfc3339#section-5.6), which is
/// `datetime-only` in
/// [RAML 1.0](https://github.com/raml-org/raml-spec/blob/master/versions/raml-10/raml-10.md#date).
#[derive(Clone, Copy)]
pub struct LocalDateTime {
    datetime: civil::DateTime,
    separator: Separator,
    digits: FractionDigits,
}

impl LocalDateTime {
    /// The value before it is read.
    pub(crate) const EPOCH: Self = Self {
        datetime: civil::date(1970, 1, 1).at(0, 0, 0, 0),
        separator: Separator::Upper,
        digits: FractionDigits::MILLISECONDS,
    };

    /// The date and time as a type of jiff.
    pub fn civil(self) -> civil::DateTime {
        self.datetime
    }
}

impl FromStr for LocalDateTime {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        read_local_date_time(text).ok_or_else(|| ParseError::new(text, LOCAL_DATE_TIME))
    }
}

fn read_local_date_time(text: &str) -> Option<LocalDateTime> {
    let mut reader = Reader::new(text);
    let date = reader.date()?;
    let separator = reader.separator()?;
    let (time, digits) = reader.time()?;
    reader.end()?;
    Some(LocalDateTime {
        datetime: date.to_datetime(time),
        separator,
        digits,
    })
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = self.separator.as_char();
        write!(formatter, "{}{separator}", self.datetime.date())?;
        write_time(formatter, self.datetime.time(), self.digits)
    }
}

/// Three fraction digits, as the API writes them; six or nine if the value needs them.
impl From<civil::DateTime> for LocalDateTime {
    fn from(datetime: civil::DateTime) -> Self {
        Self {
            datetime,
            separator: Separator::Upper,
            digits: FractionDigits::for_nanosecond(datetime.subsec_nanosecond()),
        }
    }
}

impl From<LocalDateTime> for civil::DateTime {
    fn from(datetime: LocalDateTime) -> Self {
        datetime.datetime
    }
}

compare_by!(LocalDateTime, |datetime| datetime.datetime);
serde_as_text!(LocalDateTime, LOCAL_DATE_TIME);
