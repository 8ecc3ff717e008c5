//! A value that a serde deserializer reads: the boundary to serde's generics.

use std::cell::RefCell;
use std::fmt;

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::failures::read_or_keep;
use super::members::TagVisitor;
use super::object::{Filling, Found, Object};
use super::values::whole;
use super::{Failed, Outcome, Part, Source, State, Tag, Take};
use crate::decode::Step;

/// Reads with a deserializer.
pub(super) fn read_with<'de, D: Deserializer<'de>>(
    input: D,
    state: &mut State,
    part: &mut dyn Part,
) -> Result<(), D::Error> {
    let mut source = SerdeSource {
        input: Some(input),
        error: None,
        state,
    };
    let outcome = part.read(&mut source);
    ended(outcome, source.error)
}

/// The outcome as an error of serde. If there is no error of the format, the state knows the reason.
pub(super) fn ended<E: de::Error>(outcome: Outcome<()>, error: Option<E>) -> Result<(), E> {
    outcome.map_err(|Failed| error.unwrap_or_else(|| E::custom("the value does not fit")))
}

struct SerdeSource<'s, D, E> {
    /// Taken when it is read.
    input: Option<D>,
    error: Option<E>,
    state: &'s mut State,
}

impl<'de, D: Deserializer<'de>> SerdeSource<'_, D, D::Error> {
    fn read<T>(&mut self, read: impl FnOnce(D, &mut State) -> Result<T, D::Error>) -> Outcome<T> {
        let Some(input) = self.input.take() else {
            return Err(self.state.fail("a value that has already been read"));
        };
        read(input, self.state).map_err(|error| {
            self.error = Some(error);
            Failed
        })
    }
}

impl<'de, D: Deserializer<'de>> Source for SerdeSource<'_, D, D::Error> {
    fn string(&mut self) -> Outcome<String> {
        self.read(|input, _| String::deserialize(input))
    }

    fn text(&mut self, expected: &'static str, take: &mut dyn Take) -> Outcome<()> {
        self.read(|input, _| input.deserialize_str(TextVisitor { expected, take }))
    }

    fn integer(&mut self) -> Outcome<i64> {
        self.read(|input, _| input.deserialize_i64(IntegerVisitor))
    }

    fn number(&mut self) -> Outcome<f64> {
        self.read(|input, _| f64::deserialize(input))
    }

    fn boolean(&mut self) -> Outcome<bool> {
        self.read(|input, _| bool::deserialize(input))
    }

    fn value(&mut self) -> Outcome<Value> {
        self.read(|input, _| Value::deserialize(input))
    }

    fn optional(&mut self, part: &mut dyn Part) -> Outcome<()> {
        self.read(|input, state| input.deserialize_option(OptionVisitor { part, state }))
    }

    fn list(&mut self, part: &mut dyn Part) -> Outcome<()> {
        self.read(|input, state| input.deserialize_seq(ListVisitor { part, state }))
    }

    fn map(
        &mut self,
        read: &mut dyn FnMut(&mut String, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        self.read(|input, state| input.deserialize_map(MapVisitor { read, state }))
    }

    fn object(&mut self, object: Object<'_>) -> Outcome<()> {
        let mut filling = Filling::new(object);
        self.read(|input, state| {
            input.deserialize_map(ObjectVisitor {
                filling: &mut filling,
                state,
            })
        })?;
        filling.end(self.state)
    }

    fn tagged(
        &mut self,
        property: &'static str,
        tags: &[&'static str],
        read: &mut dyn FnMut(Tag, &mut dyn Source) -> Outcome<()>,
    ) -> Outcome<()> {
        self.read(|input, state| {
            input.deserialize_map(TagVisitor {
                property,
                tags,
                read,
                state,
            })
        })
    }

    fn look(&mut self, read: &mut dyn FnMut(&Value, &mut State) -> Outcome<()>) -> Outcome<()> {
        let value = self.value()?;
        read(&value, self.state)
    }

    fn state(&mut self) -> &mut State {
        self.state
    }
}

/// Reads a part of the value, with the deserializer that serde provides for it.
pub(super) struct PartSeed<'r> {
    pub(super) part: &'r mut dyn Part,
    pub(super) state: &'r mut State,
}

impl<'de> DeserializeSeed<'de> for PartSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        read_with(input, self.state, self.part)
    }
}

struct TextVisitor<'r> {
    expected: &'static str,
    take: &'r mut dyn Take,
}

impl Visitor<'_> for TextVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        if self.take.take(text) {
            return Ok(());
        }
        Err(E::invalid_value(
            de::Unexpected::Other("string"),
            &self.expected,
        ))
    }
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = i64;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("i64")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<i64, E> {
        whole(number).ok_or_else(|| E::invalid_type(de::Unexpected::Float(number), &self))
    }
}

struct OptionVisitor<'r> {
    part: &'r mut dyn Part,
    state: &'r mut State,
}

impl<'de> Visitor<'de> for OptionVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value or null")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        read_with(input, self.state, self.part)
    }
}

struct ListVisitor<'r> {
    part: &'r mut dyn Part,
    state: &'r mut State,
}

impl<'de> Visitor<'de> for ListVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { part, state } = self;
        let one_by_one = puts_aside(state);
        for index in 0.. {
            let mut is_there = false;
            let element = state.step_by_format(
                || Step::Index(index),
                |state| {
                    let part: &mut dyn Part = if one_by_one {
                        &mut |source: &mut dyn Source| put_aside(index, source, &mut *part)
                    } else {
                        &mut *part
                    };
                    let element = list.next_element_seed(PartSeed { part, state })?;
                    is_there = element.is_some();
                    Ok(())
                },
            );
            element?;
            if !is_there {
                break;
            }
        }
        Ok(())
    }
}

/// Whether elements of the current list are stored separately if they cannot be read.
fn puts_aside(state: &State) -> bool {
    match (state.rules.elements_of, state.steps()) {
        (Some(member), [Step::Member(at)]) => *at == member,
        _ => false,
    }
}

/// Reads an element, and stores it separately if that fails.
fn put_aside(index: usize, source: &mut dyn Source, part: &mut dyn Part) -> Outcome<()> {
    if let Some(unread) = read_or_keep(source, "an element of a page", part)? {
        source.put_aside(index, unread);
    }
    Ok(())
}

struct MapVisitor<'r> {
    read: &'r mut dyn FnMut(&mut String, &mut dyn Source) -> Outcome<()>,
    state: &'r mut State,
}

impl<'de> Visitor<'de> for MapVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { read, state } = self;
        while let Some(name) = map.next_key::<String>()? {
            // The entry may take the name, but only after it was read.
            let name = RefCell::new(name);
            state.step_by_format(
                || Step::Key(name.borrow().clone()),
                |state| {
                    map.next_value_seed(PartSeed {
                        part: &mut |source: &mut dyn Source| read(&mut name.borrow_mut(), source),
                        state,
                    })
                },
            )?;
        }
        Ok(())
    }
}

struct ObjectVisitor<'r, 'o> {
    filling: &'r mut Filling<'o>,
    state: &'r mut State,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        fill(&mut map, self.filling, self.state)
    }
}

/// Reads the remaining members of an object.
pub(super) fn fill<'de, A: MapAccess<'de>>(
    map: &mut A,
    filling: &mut Filling<'_>,
    state: &mut State,
) -> Result<(), A::Error> {
    while let Some((found, name)) = map.next_key_seed(NameSeed(filling))? {
        match found {
            Found::Field(place) => {
                let step = filling.step(place);
                state.step_by_format(
                    || step,
                    |state| {
                        map.next_value_seed(PartSeed {
                            part: &mut |source: &mut dyn Source| filling.fill(place, source),
                            state,
                        })
                    },
                )?;
            }
            Found::Tag => {
                let step = filling.tag_step();
                state.step_by_format(
                    || step,
                    |state| {
                        map.next_value_seed(PartSeed {
                            part: &mut |source: &mut dyn Source| filling.check_tag(source),
                            state,
                        })
                    },
                )?;
            }
            Found::Extra => {
                let name = RefCell::new(name.unwrap_or_default());
                state.step_by_format(
                    || Step::Key(name.borrow().clone()),
                    |state| {
                        map.next_value_seed(PartSeed {
                            part: &mut |source: &mut dyn Source| {
                                filling.keep(&mut name.borrow_mut(), source)
                            },
                            state,
                        })
                    },
                )?;
            }
            Found::Nowhere => {
                map.next_value::<IgnoredAny>()?;
            }
        }
    }
    Ok(())
}

/// Finds where a member belongs, without a copy of its name unless it is kept.
struct NameSeed<'r, 'o>(&'r mut Filling<'o>);

impl<'de> DeserializeSeed<'de> for NameSeed<'_, '_> {
    type Value = (Found, Option<String>);

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed<'_, '_> {
    type Value = (Found, Option<String>);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        let found = self.0.find(name);
        Ok((found, (found == Found::Extra).then(|| name.to_owned())))
    }
}
