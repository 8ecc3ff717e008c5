//! Decoding of JSON, with errors that name the place but contain no values.
//!
//! A response can contain names, addresses and tokens, so a [`DecodeFailure`] names the place and the kind of the value,
//! but does not quote it.

mod currency;
mod excerpt;
mod failure;
mod place;

use std::any::type_name;

use serde::de::DeserializeOwned;
use serde_path_to_error::Track;

pub use currency::currency_digits;
pub use failure::DecodeFailure;
pub(crate) use failure::of_value;
pub(crate) use place::{Place, Step};

/// Decodes a whole JSON text as a type of the caller. Models of the SDK are decoded by [`crate::json`].
///
/// # Errors
///
/// When the text is not JSON, does not fit `T`, or is followed by more text.
pub(crate) fn foreign<T: DeserializeOwned>(text: &[u8]) -> Result<T, DecodeFailure> {
    let mut track = Track::new();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let read = T::deserialize(serde_path_to_error::Deserializer::new(
        &mut deserializer,
        &mut track,
    ));
    read.and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| {
            let place = Place::from(&track.path());
            DecodeFailure::new(type_name::<T>(), &place, None, &error, text)
        })
}

#[cfg(test)]
mod tests;
