//! The rules by which models are read and written, on small models of all forms.
//!
//! Places, messages and positions of failures have their tests in [`crate::decode`].

#![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub)]

mod absence;
mod beside;
mod elements;
mod fallbacks;
// Without the feature, an expanded resource is not written.
#[cfg(feature = "serialize")]
mod identity;
mod kinds;
mod models;
mod nulls;
mod numbers;
#[cfg(feature = "serialize")]
mod random;
mod unions;
mod warnings;
mod zeros;

use std::fmt::Debug;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{MissingFields, Place, Read, UnreadElements, Write, fill_from_slice, from_slice};
use crate::{DecodeFailure, runtime};

/// A type of the caller's with a model in it.
#[derive(Debug, Deserialize)]
struct Own<T> {
    model: T,
}

/// What a text is, in each of the ways in which a model can be read.
fn ways<T: Read + DeserializeOwned>(text: &str) -> Vec<(&'static str, Result<T, String>)> {
    let own = format!(r#"{{"model":{text}}}"#);
    vec![
        (
            "by the client",
            runtime::body(text.as_bytes()).map_err(|failure| failure.to_string()),
        ),
        ("from a text", serde_json::from_str(text).map_err(visible)),
        (
            "from a reader",
            serde_json::from_reader(text.as_bytes()).map_err(visible),
        ),
        (
            "from a value",
            serde_json::from_str(text)
                .and_then(|value: Value| serde_json::from_value(value))
                .map_err(visible),
        ),
        (
            "in a type of the caller's",
            serde_json::from_str::<Own<T>>(&own)
                .map(|own| own.model)
                .map_err(visible),
        ),
    ]
}

/// The text of an error, without the marks that carry its place.
fn visible(error: serde_json::Error) -> String {
    error.to_string().replace('\u{2063}', "")
}

/// Reads a text in each way, with the same outcome.
#[track_caller]
fn read<T: Read + DeserializeOwned + PartialEq + Debug>(text: &str) -> T {
    let mut read = ways::<T>(text)
        .into_iter()
        .map(|(way, outcome)| match outcome {
            Ok(value) => (way, value),
            Err(error) => unreachable!("{way}: {text}: {error}"),
        });
    let (_, first) = read.next().unwrap();
    for (way, value) in read {
        assert_eq!(value, first, "{way}: {text}");
    }
    first
}

/// Asserts that a text is refused in each way, with an error that begins with `start`.
#[track_caller]
fn assert_refused<T: Read + DeserializeOwned + Debug>(text: &str, start: &str) {
    for (way, outcome) in ways::<T>(text) {
        let error = outcome.unwrap_err();
        assert!(error.starts_with(start), "{way}: {text}: {error}");
    }
}

/// Asserts that a value is the same after it was written and read, in each way, and gives what was written.
#[track_caller]
fn written<T: Read + Write + serde::Serialize + DeserializeOwned + PartialEq + Debug>(
    value: &T,
) -> Value {
    let written = serde_json::to_value(value).unwrap();
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), written);
    assert_eq!(&read::<T>(&text), value, "{text}");
    written
}

/// Reads a text and writes the value.
#[track_caller]
fn rewritten<T>(text: &str) -> Value
where
    T: Read + Write + serde::Serialize + DeserializeOwned + PartialEq + Debug,
{
    written(&read::<T>(text))
}

/// Reads a text by the client, where missing fields are tolerated.
fn read_tolerating<T: Read>(text: &str) -> Result<T, DecodeFailure> {
    from_slice(text.as_bytes(), MissingFields::Tolerate)
}

/// The JSON of a value with one member changed; `None` removes it.
fn with(json: &Value, member: &str, value: Option<Value>) -> Value {
    let mut json = json.clone();
    let members = json.as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(member.to_owned(), value),
        None => members.remove(member),
    };
    json
}

/// Reads a page whose list in the member `elements_of` may have elements that cannot be read.
fn from_slice_with_elements<T: Read>(
    text: &[u8],
    missing_fields: MissingFields,
    elements_of: &'static str,
) -> Result<(T, UnreadElements), DecodeFailure> {
    let mut page = T::blank();
    let place = &mut Place(&mut page);
    let unread = fill_from_slice(place, text, missing_fields, Some(elements_of))?;
    Ok((page, unread))
}
