//! An object of one of several kinds, before and after its tag was found.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::object::{Filling, Object};
use super::serde_source::{PartSeed, ended, fill, read_with};
use super::value_source::ValueSource;
use super::{Failed, Outcome, Part, Source, State, Tag, Take};
use crate::JsonObject;
use crate::decode::Step;

/// Looks for the tag, and continues reading from there. Only the members before the tag are [kept](Kept) until then. The API
/// sends the tag first, except in messages.
pub(super) struct TagVisitor<'r> {
    pub(super) property: &'static str,
    pub(super) tags: &'r [&'static str],
    pub(super) read: &'r mut dyn FnMut(Tag, &mut dyn Source) -> Outcome<()>,
    pub(super) state: &'r mut State,
}

impl<'de> Visitor<'de> for TagVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self {
            property,
            tags,
            read,
            state,
        } = self;
        let mut before: Vec<(Cow<'de, str>, Kept<'de>)> = Vec::new();
        let mut tag = Tag::Missing;
        let mut is_there = false;
        while let Some(name) = map.next_key_seed(PropertySeed(property))? {
            let Some(name) = name else {
                state.step_by_format(
                    || Step::Member(property),
                    |state| {
                        map.next_value_seed(PartSeed {
                            part: &mut |source: &mut dyn Source| read_tag(source, tags, &mut tag),
                            state,
                        })
                    },
                )?;
                is_there = true;
                break;
            };
            let kept = match state.keeps_texts {
                true => Kept::Text(map.next_value()?),
                false => Kept::Value(map.next_value()?),
            };
            before.push((name, kept));
        }
        let mut object = OpenObject {
            map: &mut map,
            property,
            tags,
            tag: is_there.then(|| tag.clone()),
            before,
            error: None,
            is_read: false,
            state,
        };
        let outcome = read(tag, &mut object);
        let (error, is_read) = (object.error.take(), object.is_read);
        ended(outcome, error)?;
        if !is_read {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        }
        Ok(())
    }
}

/// Reads the text of a tag.
pub(super) fn read_tag(
    source: &mut dyn Source,
    tags: &[&'static str],
    tag: &mut Tag,
) -> Outcome<()> {
    source.optional(&mut |source: &mut dyn Source| {
        source.text("a string", &mut |text: &str| {
            *tag = match tags.iter().position(|known| *known == text) {
                Some(kind) => Tag::Known(kind),
                None => Tag::Unknown(text.to_owned()),
            };
            true
        })
    })
}

/// The name of a member, or `None` if it is the tag.
struct PropertySeed(&'static str);

impl<'de> DeserializeSeed<'de> for PropertySeed {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for PropertySeed {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok((name != self.0).then_some(Cow::Borrowed(name)))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok((name != self.0).then(|| Cow::Owned(name.to_owned())))
    }
}

/// A member that was found before the kind of its object was known.
pub(super) enum Kept<'de> {
    /// A part of the JSON text that is read.
    Text(&'de RawValue),
    /// A copy.
    Value(Value),
}

impl Kept<'_> {
    pub(super) fn read(&self, state: &mut State, part: &mut dyn Part) -> Outcome<()> {
        let text = match self {
            Self::Value(value) => return part.read(&mut ValueSource::new(value, state)),
            Self::Text(text) => text.get(),
        };
        // Within a text its members are copied, so that the depth of the recursion has a limit: each text has one of its own.
        state.keeps_texts = false;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let outcome = read_with(&mut deserializer, state, part);
        state.keeps_texts = true;
        outcome.map_err(|_| state.fail("a part of the text does not fit"))
    }

    fn into_value(self) -> serde_json::Result<Value> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Text(text) => serde_json::from_str(text.get()),
        }
    }
}

/// An object whose tag was read: the members before it were kept, those after it are still to be read.
struct OpenObject<'m, 'de, A, E> {
    map: &'m mut A,
    property: &'static str,
    tags: &'m [&'static str],
    /// For a copy of the whole object; `None` if it has no such member.
    tag: Option<Tag>,
    before: Vec<(Cow<'de, str>, Kept<'de>)>,
    error: Option<E>,
    is_read: bool,
    state: &'m mut State,
}

impl<'de, A: MapAccess<'de>> OpenObject<'_, 'de, A, A::Error> {
    fn done<T>(&mut self, outcome: Result<T, A::Error>) -> Outcome<T> {
        outcome.map_err(|error| {
            self.error = Some(error);
            Failed
        })
    }

    /// The whole object, with its tag.
    fn whole(&mut self) -> Outcome<JsonObject> {
        self.is_read = true;
        let mut whole = JsonObject::new();
        for (name, kept) in std::mem::take(&mut self.before) {
            // With the step, the error is at another place than that of the second reading, whose position in the text is kept.
            let mut value = Value::Null;
            let outcome = self.state.step(
                || Step::Key(name.clone().into_owned()),
                |_| {
                    value = kept.into_value().map_err(A::Error::custom)?;
                    Ok(())
                },
            );
            self.done(outcome)?;
            whole.insert(name.into_owned(), value);
        }
        if let Some(tag) = self.tag.take() {
            let tag = match tag {
                Tag::Known(kind) => self.tags.get(kind).copied().map(Value::from),
                Tag::Unknown(tag) => Some(Value::from(tag)),
                Tag::Missing => None,
            };
            whole.insert(self.property.to_owned(), tag.unwrap_or_default());
        }
        loop {
            let entry = self.map.next_entry::<String, Value>();
            let Some((name, value)) = self.done(entry)? else {
                return Ok(whole);
            };
            whole.insert(name, value);
        }
    }

    fn is_no(&mut self, expected: &str) -> Failed {
        self.state
            .fail(format!("invalid type: map, expected {expected}"))
    }
}

impl<'de, A: MapAccess<'de>> Source for OpenObject<'_, 'de, A, A::Error> {
    fn string(&mut self) -> Outcome<String> {
        Err(self.is_no("a string"))
    }

    fn text(&mut self, expected: &'static str, _: &mut dyn Take) -> Outcome<()> {
        Err(self.is_no(expected))
    }

    fn integer(&mut self) -> Outcome<i64> {
        Err(self.is_no("i64"))
    }

    fn number(&mut self) -> Outcome<f64> {
        Err(self.is_no("f64"))
    }

    fn boolean(&mut self) -> Outcome<bool> {
        Err(self.is_no("a boolean"))
    }

    fn value(&mut self) -> Outcome<Value> {
        self.whole().map(Value::Object)
    }

    fn optional(&mut self, part: &mut dyn Part) -> Outcome<()> {
        part.read(self)
    }

    fn list(&mut self, _: &mut dyn Part) -> Outcome<()> {
        Err(self.is_no("a sequence"))
    }

    fn map(
        &mut self,
        read: &mut dyn FnMut(&mut String, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        let whole = self.value()?;
        ValueSource::new(&whole, self.state).map(read)
    }

    fn object(&mut self, object: Object<'_>) -> Outcome<()> {
        self.is_read = true;
        let mut filling = Filling::new(object);
        for (name, kept) in std::mem::take(&mut self.before) {
            filling.read_kept(&name, self.state, |state, part| kept.read(state, part))?;
        }
        let outcome = fill(self.map, &mut filling, self.state);
        self.done(outcome)?;
        filling.end(self.state)
    }

    fn tagged(
        &mut self,
        property: &'static str,
        tags: &[&'static str],
        read: &mut dyn FnMut(Tag, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        let whole = self.value()?;
        ValueSource::new(&whole, self.state).tagged(property, tags, read)
    }

    fn look(&mut self, read: &mut dyn FnMut(&Value, &mut State) -> Outcome<()>) -> Outcome<()> {
        let whole = self.value()?;
        read(&whole, self.state)
    }

    fn state(&mut self) -> &mut State {
        self.state
    }
}
