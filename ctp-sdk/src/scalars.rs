//! The scalar types of the API: timestamps, dates, times, and values by locale.
//!
//! They keep their original notation, so that a value that is read and sent back is unchanged byte for byte.

mod calendar;
mod currency;
mod date_time;
mod localized;
mod notation;

pub use calendar::{Date, LocalDateTime, Time};
pub(crate) use currency::minor_units;
pub use date_time::DateTime;
pub use localized::Localized;
pub use notation::ParseError;

#[cfg(test)]
mod tests;
