//! Timestamps.

use std::fmt;
use std::str::FromStr;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, civil};

use super::ParseError;
use super::notation::{FractionDigits, Reader, Separator, compare_by, serde_as_text, write_time};

const DATE_TIME: &str =
    "a date and time with offset such as 2024-01-31T14:00:00.000Z, with at most 9 fraction digits";

/// A timestamp, such as `2024-01-31T14:00:00.000Z`.
///
/// It is written as it was read: with the same number of fraction digits, and with the same offset in the same spelling
/// (`Z`, `z`, `+00:00`, `+02:00`). A leap second (`23:59:60`) is the one exception: it is read as `23:59:59`.
///
/// Comparisons use only the point in time. Neither the offset nor the number of fraction digits matters, so these are all
/// equal, and have the same hash:
///
/// ```
/// use ctp_sdk::DateTime;
///
/// let utc: DateTime = "2024-01-31T12:00:00Z".parse()?;
/// let precise: DateTime = "2024-01-31T12:00:00.000Z".parse()?;
/// let berlin: DateTime = "2024-01-31T13:00:00+01:00".parse()?;
/// assert!(utc == precise && utc == berlin);
/// assert_eq!(berlin.to_string(), "2024-01-31T13:00:00+01:00");
/// # Ok::<(), ctp_sdk::ParseError>(())
/// ```
///
/// Create one from jiff, in UTC and with milliseconds, as the API writes it:
///
/// ```
/// use ctp_sdk::DateTime;
/// use ctp_sdk::jiff::{Timestamp, ToSpan};
///
/// let release = DateTime::from(Timestamp::UNIX_EPOCH + 36.hours());
/// assert_eq!(release.to_string(), "1970-01-02T12:00:00.000Z");
/// ```
///
/// # Sources
///
/// `date-time` of [RFC 3339, section 5.6](https://www.rfc-editor.org/rfc/rfc3339#section-5.6), with `T` and `Z` in either
/// case; [DateTime](https://docs.commercetools.com/api/types#datetime) in commercetools.
// The written clock time and its offset, not a `jiff::Timestamp`, which ends a day before `9999-12-31T23:59:59Z`: many
// shops write this for "forever".
#[derive(Clone, Copy)]
pub struct DateTime {
    clock: civil::DateTime,
    separator: Separator,
    digits: FractionDigits,
    offset: Offset,
    spelling: OffsetSpelling,
}

/// The notation of an offset.
#[derive(Clone, Copy)]
enum OffsetSpelling {
    /// `Z`.
    Zulu,
    /// `z`.
    LowerZulu,
    /// `+00:00`, `+02:00`, `-05:30`.
    Numeric,
    /// `-00:00`: the local offset is unknown (RFC 3339, section 4.3).
    Unknown,
}

impl DateTime {
    /// The value before it is read.
    pub(crate) const EPOCH: Self = Self {
        clock: civil::date(1970, 1, 1).at(0, 0, 0, 0),
        separator: Separator::Upper,
        digits: FractionDigits::MILLISECONDS,
        offset: Offset::UTC,
        spelling: OffsetSpelling::Zulu,
    };

    /// The point in time at which a clock with the given offset from UTC shows the given date and time.
    ///
    /// It is written with the offset in digits and with milliseconds, or more digits if the value needs them. The seconds
    /// of an offset are dropped, because the notation does not support them.
    ///
    /// ```
    /// use ctp_sdk::{DateTime, jiff::civil::date, jiff::tz};
    ///
    /// let noon = DateTime::with_offset(date(2024, 1, 31).at(12, 0, 0, 0), tz::offset(1));
    /// assert_eq!(noon.to_string(), "2024-01-31T12:00:00.000+01:00");
    /// ```
    pub fn with_offset(clock: civil::DateTime, offset: Offset) -> Self {
        let whole_minutes = offset.seconds() / 60 * 60;
        Self {
            clock,
            separator: Separator::Upper,
            digits: FractionDigits::for_nanosecond(clock.subsec_nanosecond()),
            offset: Offset::from_seconds(whole_minutes).unwrap_or(Offset::UTC),
            spelling: OffsetSpelling::Numeric,
        }
    }

    /// The timestamp as a type of jiff.
    ///
    /// A jiff timestamp ends 26 hours before the year 10000. A later value, such as `9999-12-31T23:59:59Z`, returns
    /// [`Timestamp::MAX`]; one before the first timestamp returns [`Timestamp::MIN`]. `Timestamp::try_from` returns an
    /// error instead.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::try_from(self).unwrap_or(if self.clock.year() > 0 {
            Timestamp::MAX
        } else {
            Timestamp::MIN
        })
    }

    /// The offset from UTC, as written; zero for `Z`.
    pub fn offset(self) -> Offset {
        self.offset
    }

    /// The date and time that a clock with this [`offset`](Self::offset) shows, as written.
    pub fn civil(self) -> civil::DateTime {
        self.clock
    }

    /// The time since 0000-01-01T00:00:00Z.
    fn moment(self) -> SignedDuration {
        let offset = SignedDuration::from_secs(self.offset.seconds().into());
        // Ten thousand years in seconds are far below the maximum of a `SignedDuration`.
        self.clock
            .duration_since(civil::DateTime::ZERO)
            .saturating_sub(offset)
    }
}

impl FromStr for DateTime {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        read_date_time(text).ok_or_else(|| ParseError::new(text, DATE_TIME))
    }
}

fn read_date_time(text: &str) -> Option<DateTime> {
    let mut reader = Reader::new(text);
    let date = reader.date()?;
    let separator = reader.separator()?;
    let (time, digits) = reader.time()?;
    let (offset, spelling) = read_offset(&mut reader)?;
    reader.end()?;
    Some(DateTime {
        clock: date.to_datetime(time),
        separator,
        digits,
        offset,
        spelling,
    })
}

fn read_offset(reader: &mut Reader<'_>) -> Option<(Offset, OffsetSpelling)> {
    let sign = match reader.byte_if(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-'))? {
        b'Z' => return Some((Offset::UTC, OffsetSpelling::Zulu)),
        b'z' => return Some((Offset::UTC, OffsetSpelling::LowerZulu)),
        b'-' => -1,
        _ => 1,
    };
    let hours = reader.number(2).filter(|hours| *hours < 24)?;
    reader.literal(b':')?;
    let minutes = reader.number(2).filter(|minutes| *minutes < 60)?;
    let seconds = sign * (hours * 60 + minutes) * 60;
    let spelling = match (seconds, sign) {
        (0, -1) => OffsetSpelling::Unknown,
        _ => OffsetSpelling::Numeric,
    };
    Some((Offset::from_seconds(seconds).ok()?, spelling))
}

impl fmt::Display for DateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}{}",
            self.clock.date(),
            self.separator.as_char()
        )?;
        write_time(formatter, self.clock.time(), self.digits)?;
        match self.spelling {
            OffsetSpelling::Zulu => formatter.write_str("Z"),
            OffsetSpelling::LowerZulu => formatter.write_str("z"),
            OffsetSpelling::Unknown => formatter.write_str("-00:00"),
            OffsetSpelling::Numeric => {
                let seconds = self.offset.seconds();
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// In UTC, written `Z`, with milliseconds as the API writes them; six or nine digits if the value needs them.
impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        let clock = Offset::UTC.to_datetime(timestamp);
        Self {
            clock,
            separator: Separator::Upper,
            digits: FractionDigits::for_nanosecond(clock.subsec_nanosecond()),
            offset: Offset::UTC,
            spelling: OffsetSpelling::Zulu,
        }
    }
}

/// Fails if [`DateTime::timestamp`] returns the nearest timestamp instead.
impl TryFrom<DateTime> for Timestamp {
    type Error = jiff::Error;

    fn try_from(moment: DateTime) -> Result<Self, jiff::Error> {
        moment.offset.to_timestamp(moment.clock)
    }
}

compare_by!(DateTime, |moment| moment.moment());
serde_as_text!(DateTime, DATE_TIME);
