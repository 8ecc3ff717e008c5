//! Reading JSON, with errors that name the place and never a value.
//!
//! A response can hold names, addresses and tokens, so a [`DecodeFailure`] says where the body is wrong and what kind of
//! value is there, but does not quote it.

mod currency;
mod excerpt;
mod failure;
mod place;

use std::any::type_name;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;
use serde_path_to_error::Track;

use crate::JsonObject;
pub use currency::{UnknownDigits, currency_digits};
pub use failure::DecodeFailure;

/// Reads a whole JSON text as a `T`.
///
/// # Errors
///
/// When the text is not JSON, when it does not fit `T`, and when more text follows.
pub fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeFailure> {
    let mut track = Track::new();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read = T::deserialize(serde_path_to_error::Deserializer::new(
        &mut deserializer,
        &mut track,
    ));
    read.and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| DecodeFailure::new(type_name::<T>(), &track.path(), &error, bytes))
}

/// Reads a JSON object as a `T`, for a `Deserialize` that looks at the object before it knows what to read.
///
/// The place of an error inside of the object survives in the text of the error; [`body`] joins it with the place of the
/// object.
pub(crate) fn object<T: DeserializeOwned, E: de::Error>(object: JsonObject) -> Result<T, E> {
    let mut track = Track::new();
    let deserializer = serde_path_to_error::Deserializer::new(Value::Object(object), &mut track);
    T::deserialize(deserializer).map_err(|error| E::custom(place::carry(&track.path(), &error)))
}

/// Reads a list, of which `null` is an empty one. For `deserialize_with`.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    or_default_with(deserializer, Vec::new)
}

/// Reads a value, for which `fallback` steps in where it is `null`. For `deserialize_with`.
pub fn or_default_with<'de, D, T>(deserializer: D, fallback: fn() -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(|value| value.unwrap_or_else(fallback))
}

/// The constant `DEFAULT`, as a function. For serde's `default`.
pub fn default_bool<const DEFAULT: bool>() -> bool {
    DEFAULT
}

/// Reads a truth value, which is `DEFAULT` where it is `null`. For `deserialize_with`.
pub fn bool_or<'de, D, const DEFAULT: bool>(deserializer: D) -> Result<bool, D::Error>
where
    D: Deserializer<'de>,
{
    or_default_with(deserializer, default_bool::<DEFAULT>)
}

/// The constant `DEFAULT`, as a function. For serde's `default`.
pub fn default_int<T: Integer, const DEFAULT: i64>() -> T {
    T::saturating_from(DEFAULT)
}

/// Reads an integer, which is `DEFAULT` where it is `null`. For `deserialize_with`.
pub fn int_or<'de, D, T, const DEFAULT: i64>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Integer + Deserialize<'de>,
{
    or_default_with(deserializer, default_int::<T, DEFAULT>)
}

/// The integers that the API has.
pub trait Integer {
    /// `value`, or the nearest one that there is.
    fn saturating_from(value: i64) -> Self;
}

impl Integer for i64 {
    fn saturating_from(value: i64) -> Self {
        value
    }
}

impl Integer for i32 {
    fn saturating_from(value: i64) -> Self {
        Self::try_from(value).unwrap_or(if value < 0 { Self::MIN } else { Self::MAX })
    }
}

#[cfg(test)]
mod tests;
