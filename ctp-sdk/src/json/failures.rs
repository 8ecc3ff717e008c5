//! The content of a part that could not be read.

use serde_json::Value;

use super::state::Attempt;
use super::value_source::ValueSource;
use super::{Outcome, Part, Source};
use crate::DecodeFailure;

/// A part that could not be read, unchanged, with the reason.
#[derive(Clone)]
pub struct Unread {
    pub(crate) body: Value,
    pub(crate) failure: DecodeFailure,
}

impl Unread {
    pub(super) fn new(body: Value, attempt: &Attempt, type_name: &'static str) -> Self {
        let failure = DecodeFailure::of_part(&attempt.place, &attempt.message, type_name);
        Self { body, failure }
    }
}

/// Reads a part that may be unreadable without an error of the whole. With tolerant rules it is then kept.
pub(crate) fn read_or_keep(
    source: &mut dyn Source,
    type_name: &'static str,
    part: &mut dyn Part,
) -> Outcome<Option<Unread>> {
    if !source.rules().is_tolerant {
        part.read(source)?;
        return Ok(None);
    }
    let mut unread = None;
    source.look(&mut |value, state| {
        let attempt = state.attempt(|state| part.read(&mut ValueSource::new(value, state)));
        if let Err(attempt) = attempt {
            state.note(
                &attempt.place,
                &format!("kept as JSON: {}", attempt.message),
            );
            unread = Some(Unread::new(value.clone(), &attempt, type_name));
        }
        Ok(())
    })?;
    Ok(unread)
}
