//! A copied value, before it is read.

use serde_json::Value;

use super::members::read_tag;
use super::object::{Filling, Object};
use super::values::{kind_of, whole};
use super::{Failed, Outcome, Part, Source, State, Tag, Take};
use crate::decode::Step;

/// A copied value. In contrast to a deserializer, it can be read again.
pub(super) struct ValueSource<'v, 's> {
    value: &'v Value,
    /// The member that identified the kind of object, which is not read again.
    tag: Option<&'static str>,
    state: &'s mut State,
}

impl<'v, 's> ValueSource<'v, 's> {
    pub(super) fn new(value: &'v Value, state: &'s mut State) -> Self {
        Self {
            value,
            tag: None,
            state,
        }
    }

    fn is_no(&mut self, expected: &str) -> Failed {
        let kind = kind_of(self.value);
        self.state
            .fail(format!("invalid type: {kind}, expected {expected}"))
    }
}

impl Source for ValueSource<'_, '_> {
    fn string(&mut self) -> Outcome<String> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            _ => Err(self.is_no("a string")),
        }
    }

    fn text(&mut self, expected: &'static str, take: &mut dyn Take) -> Outcome<()> {
        match self.value {
            Value::String(text) if take.take(text) => Ok(()),
            Value::String(_) => Err(self
                .state
                .fail(format!("invalid value: string, expected {expected}"))),
            _ => Err(self.is_no(expected)),
        }
    }

    fn integer(&mut self) -> Outcome<i64> {
        let number = self
            .value
            .as_i64()
            .or_else(|| whole(self.value.as_f64().filter(|_| self.value.is_f64())?));
        number.ok_or_else(|| self.is_no("i64"))
    }

    fn number(&mut self) -> Outcome<f64> {
        self.value.as_f64().ok_or_else(|| self.is_no("f64"))
    }

    fn boolean(&mut self) -> Outcome<bool> {
        self.value.as_bool().ok_or_else(|| self.is_no("a boolean"))
    }

    fn value(&mut self) -> Outcome<Value> {
        Ok(self.value.clone())
    }

    fn optional(&mut self, part: &mut dyn Part) -> Outcome<()> {
        match self.value {
            Value::Null => Ok(()),
            _ => part.read(self),
        }
    }

    fn list(&mut self, part: &mut dyn Part) -> Outcome<()> {
        let Value::Array(elements) = self.value else {
            return Err(self.is_no("a sequence"));
        };
        for (index, element) in elements.iter().enumerate() {
            self.state.step(
                || Step::Index(index),
                |state| part.read(&mut ValueSource::new(element, state)),
            )?;
        }
        Ok(())
    }

    fn map(
        &mut self,
        read: &mut dyn FnMut(&mut String, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        let Value::Object(members) = self.value else {
            return Err(self.is_no("a map"));
        };
        for (name, value) in members {
            self.state.step(
                || Step::Key(name.clone()),
                |state| read(&mut name.clone(), &mut ValueSource::new(value, state)),
            )?;
        }
        Ok(())
    }

    fn object(&mut self, object: Object<'_>) -> Outcome<()> {
        let Value::Object(members) = self.value else {
            return Err(self.is_no("an object"));
        };
        let mut filling = Filling::new(object);
        for (name, value) in members {
            if self.tag.is_none_or(|tag| tag != name) {
                filling.read_kept(name, self.state, |state, part| {
                    part.read(&mut ValueSource::new(value, state))
                })?;
            }
        }
        filling.end(self.state)
    }

    fn tagged(
        &mut self,
        property: &'static str,
        tags: &[&'static str],
        read: &mut dyn FnMut(Tag, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        let Value::Object(members) = self.value else {
            return Err(self.is_no("an object"));
        };
        let mut tag = Tag::Missing;
        if let Some(value) = members.get(property) {
            self.state.step(
                || Step::Member(property),
                |state| read_tag(&mut ValueSource::new(value, state), tags, &mut tag),
            )?;
        }
        let mut object = ValueSource {
            value: self.value,
            tag: Some(property),
            state: &mut *self.state,
        };
        read(tag, &mut object)
    }

    fn look(&mut self, read: &mut dyn FnMut(&Value, &mut State) -> Outcome<()>) -> Outcome<()> {
        read(self.value, self.state)
    }

    fn state(&mut self) -> &mut State {
        self.state
    }
}
