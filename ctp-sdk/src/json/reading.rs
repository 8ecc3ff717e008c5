//! Reading whole values.

use serde::de::{Deserializer, Error as _};
use serde_json::Value;

use super::failures::Unread;
use super::places::{Place, Whole, put};
use super::serde_source::read_with;
use super::value_source::ValueSource;
use super::{Failed, MissingFields, Outcome, Read, Rules, Source, State, Take};
use crate::decode::{self, of_value};
use crate::{DecodeFailure, JsonObject};

/// Reads a value with a deserializer, for the `Deserialize` of a model.
///
/// # Errors
///
/// When the value does not fit. The message begins with the place.
pub fn deserialize<'de, D: Deserializer<'de>, T: Read>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    let mut state = State::new(Rules::TOLERANT);
    match read_with(deserializer, &mut state, &mut |source: &mut dyn Source| {
        value.fill(source)
    }) {
        Ok(()) => {
            state.log();
            Ok(value)
        }
        Err(error) => {
            let (by_format, in_copy) = state.places();
            let message = match state.failure() {
                Some(message) => message,
                None => {
                    let message = error.to_string();
                    if !is_of_value(&message) {
                        return Err(error);
                    }
                    // The caller may log the message, so it must not quote the value.
                    of_value(&message)
                }
            };
            Err(D::Error::custom(decode::Place::carry(
                &by_format, &in_copy, &message,
            )))
        }
    }
}

/// Whether a message of serde is about a value, and not about the format or the input.
fn is_of_value(message: &str) -> bool {
    const STARTS: [&str; 4] = ["invalid ", "missing ", "duplicate ", "unknown "];
    STARTS.iter().any(|start| message.starts_with(start))
}

/// Reads an enum from its string, without a copy.
///
/// # Errors
///
/// When it is not a string.
pub fn fill_by_text<T: for<'t> From<&'t str>>(
    value: &mut T,
    source: &mut dyn Source,
) -> Outcome<()> {
    text_unless_null(source, &mut |text: &str| {
        put(value, T::from(text));
        true
    })
}

fn text_unless_null(source: &mut dyn Source, take: &mut dyn Take) -> Outcome<()> {
    source.optional(&mut |source: &mut dyn Source| source.text("a string", take))
}

/// Reads a whole JSON text.
///
/// # Errors
///
/// When it is not JSON, when it does not fit, and when more text follows.
pub(crate) fn from_slice<T: Read>(
    text: &[u8],
    missing_fields: MissingFields,
) -> Result<T, DecodeFailure> {
    let mut value = T::blank();
    fill_from_slice(&mut Place(&mut value), text, missing_fields, None)?;
    Ok(value)
}

/// Reads a whole JSON text into a value that is blank.
///
/// If the text is an object, unreadable elements of the list in its member `elements_of` are stored separately.
///
/// # Errors
///
/// The same errors as [`from_slice`], for everything else.
pub(crate) fn fill_from_slice(
    value: &mut dyn Whole,
    text: &[u8],
    missing_fields: MissingFields,
    elements_of: Option<&'static str>,
) -> Result<UnreadElements, DecodeFailure> {
    let strict = Rules {
        missing_fields: MissingFields::Refuse,
        ..Rules::default()
    };
    // Without copies; if that fails, again with a copy of each part that may be unreadable.
    let Err(first) = read_once(text, strict, value) else {
        return Ok(Vec::new());
    };
    value.reset();
    let tolerant = Rules {
        missing_fields,
        elements_of,
        is_tolerant: true,
    };
    // The first reading knows the position in the text; the second has read copies.
    read_once(text, tolerant, value).map_err(|second| second.at_position_of(&first))
}

/// The elements of a list that could not be read, each with its index.
pub(crate) type UnreadElements = Vec<(usize, Unread)>;

/// Reads the JSON of an object with the defaults of the specification; `None` if a required member is missing.
pub fn from_json<T: Read>(text: &str) -> Option<T> {
    from_slice(text.as_bytes(), MissingFields::Refuse).ok()
}

/// Reads a copied object.
///
/// # Errors
///
/// When it does not fit.
pub fn from_object<T: Read>(object: &JsonObject) -> Result<T, DecodeFailure> {
    from_value(&Value::Object(object.clone()))
}

/// Reads a copied value.
///
/// # Errors
///
/// When it does not fit.
pub(crate) fn from_value<T: Read>(value: &Value) -> Result<T, DecodeFailure> {
    let mut read = T::blank();
    fill_from_value(&mut Place(&mut read), value)?;
    Ok(read)
}

fn fill_from_value(place: &mut dyn Whole, value: &Value) -> Result<(), DecodeFailure> {
    let mut state = State::new(Rules::TOLERANT);
    match place.read(&mut ValueSource::new(value, &mut state)) {
        Ok(()) => {
            state.log();
            Ok(())
        }
        Err(Failed) => {
            let (at, message) = (state.place(), state.failure().unwrap_or_default());
            Err(DecodeFailure::of_part(&at, &message, place.type_name()))
        }
    }
}

/// Why a text cannot be read further.
const NOT_UTF_8: &str = "the text is not UTF-8";

fn read_once(
    text: &[u8],
    rules: Rules,
    value: &mut dyn Whole,
) -> Result<UnreadElements, DecodeFailure> {
    let mut state = State::new(rules);
    // Only in the first reading, whose errors are not reported: they would be those of the part alone.
    state.keeps_texts = !rules.is_tolerant;
    // Checking the whole text is faster than checking each string.
    let (valid, is_valid) = match std::str::from_utf8(text) {
        Ok(valid) => (valid, true),
        Err(error) => (valid_start(text, error.valid_up_to()), false),
    };
    let mut deserializer = serde_json::Deserializer::from_str(valid);
    let outcome = read_with(&mut deserializer, &mut state, value)
        .and_then(|()| deserializer.end())
        .and_then(|()| match is_valid {
            true => Ok(()),
            false => Err(serde_json::Error::custom(NOT_UTF_8)),
        });
    match outcome {
        Ok(()) => {
            state.log();
            Ok(state.elements)
        }
        Err(error) => {
            let place = state.place();
            let ends_early = !is_valid && error.is_eof();
            let message = state
                .failure()
                .or_else(|| ends_early.then(|| NOT_UTF_8.to_owned()));
            Err(DecodeFailure::new(
                value.type_name(),
                &place,
                message,
                &error,
                text,
            ))
        }
    }
}

fn valid_start(text: &[u8], length: usize) -> &str {
    text.get(..length)
        .and_then(|start| std::str::from_utf8(start).ok())
        .unwrap_or_default()
}
