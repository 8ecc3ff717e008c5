//! A member that is missing.

use serde_json::Value;

use super::{Failed, Object, Outcome, Part, Source, State, Tag, Take};

/// A missing member: types that may be absent stay blank, all others fail.
pub(super) struct Absent<'s> {
    state: &'s mut State,
    takes_any: bool,
}

impl<'s> Absent<'s> {
    pub(super) fn new(state: &'s mut State) -> Self {
        Self {
            state,
            takes_any: false,
        }
    }

    /// Whether any value was requested: then `null` is a value like any other, and not a missing member.
    pub(super) fn takes_any(&self) -> bool {
        self.takes_any
    }
}

impl Source for Absent<'_> {
    fn string(&mut self) -> Outcome<String> {
        Err(Failed)
    }

    fn text(&mut self, _: &'static str, _: &mut dyn Take) -> Outcome<()> {
        Err(Failed)
    }

    fn integer(&mut self) -> Outcome<i64> {
        Err(Failed)
    }

    fn number(&mut self) -> Outcome<f64> {
        Err(Failed)
    }

    fn boolean(&mut self) -> Outcome<bool> {
        Err(Failed)
    }

    fn value(&mut self) -> Outcome<Value> {
        self.takes_any = true;
        Err(Failed)
    }

    fn optional(&mut self, _: &mut dyn Part) -> Outcome<()> {
        Ok(())
    }

    fn list(&mut self, _: &mut dyn Part) -> Outcome<()> {
        Err(Failed)
    }

    fn map(
        &mut self,
        _: &mut dyn FnMut(&mut String, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        Err(Failed)
    }

    fn object(&mut self, _: Object<'_>) -> Outcome<()> {
        Err(Failed)
    }

    fn tagged(
        &mut self,
        _: &'static str,
        _: &[&'static str],
        _: &mut dyn FnMut(Tag, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        Err(Failed)
    }

    fn look(&mut self, _: &mut dyn FnMut(&Value, &mut State) -> Outcome<()>) -> Outcome<()> {
        Err(Failed)
    }

    fn state(&mut self) -> &mut State {
        self.state
    }

    fn is_absent(&self) -> bool {
        true
    }
}
