//! The scalar types of the API: moments, dates, times, and texts by locale.
//!
//! All of them remember how they were written, so that a value which is read and sent back goes out byte for byte as it
//! came in.

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
