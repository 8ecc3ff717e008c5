//! The zero value for a missing required field.

use serde_json::Value;

use super::object::{Filling, Object};
use super::{MissingFields, Outcome, Part, Source, State, Tag, Take};
use crate::JsonObject;
use crate::decode::Step;

/// The first of these strings that is valid is used: the empty one, or the first timestamp, date or time.
const TEXTS: [&str; 5] = [
    "",
    "1970-01-01T00:00:00.000Z",
    "1970-01-01",
    "00:00:00",
    "1970-01-01T00:00:00",
];

/// The maximum nesting of objects of zeros: an object that requires itself would have no end.
const DEPTH: usize = 16;

/// The zero value of each type.
pub(super) struct Zero<'s> {
    state: &'s mut State,
}

/// Reads a missing required field as zero, if that is tolerated.
pub(super) fn missing(name: &'static str, state: &mut State, fill: &mut dyn Part) -> Outcome<()> {
    if state.rules.missing_fields == MissingFields::Refuse || state.zeros >= DEPTH {
        return Err(state.fail(message(name)));
    }
    state.step(
        || Step::Member(name),
        |state| {
            let place = state.place();
            state.note(
                &place,
                "the API did not send this field; it is read as zero",
            );
            state.zeros += 1;
            let outcome = fill.read(&mut Zero { state: &mut *state });
            state.zeros -= 1;
            outcome
        },
    )
}

/// The message for a missing member.
pub(super) fn message(name: &str) -> String {
    format!("missing field `{name}`")
}

impl Source for Zero<'_> {
    fn string(&mut self) -> Outcome<String> {
        Ok(String::new())
    }

    fn text(&mut self, expected: &'static str, take: &mut dyn Take) -> Outcome<()> {
        if TEXTS.iter().any(|text| take.take(text)) {
            return Ok(());
        }
        Err(self.fail(format!("there is no zero value of {expected}")))
    }

    fn integer(&mut self) -> Outcome<i64> {
        Ok(0)
    }

    fn number(&mut self) -> Outcome<f64> {
        Ok(0.0)
    }

    fn boolean(&mut self) -> Outcome<bool> {
        Ok(false)
    }

    fn value(&mut self) -> Outcome<Value> {
        Ok(Value::Null)
    }

    // An optional member is not read, because it may be missing.
    fn optional(&mut self, part: &mut dyn Part) -> Outcome<()> {
        part.read(self)
    }

    fn list(&mut self, _: &mut dyn Part) -> Outcome<()> {
        Ok(())
    }

    fn map(
        &mut self,
        _: &mut dyn FnMut(&mut String, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        Ok(())
    }

    fn object(&mut self, object: Object<'_>) -> Outcome<()> {
        Filling::new(object).end(self.state)
    }

    fn tagged(
        &mut self,
        _: &'static str,
        _: &[&'static str],
        read: &mut dyn FnMut(Tag, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        read(Tag::Missing, self)
    }

    fn look(&mut self, read: &mut dyn FnMut(&Value, &mut State) -> Outcome<()>) -> Outcome<()> {
        read(&Value::Object(JsonObject::new()), self.state)
    }

    fn state(&mut self) -> &mut State {
        self.state
    }
}
