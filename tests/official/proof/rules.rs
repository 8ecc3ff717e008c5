//! How a received body is read, told once more: from the specification alone, so that what the models do can be held
//! against it.
//!
//! Absence is tolerated where it is harmless and an error if it is not. See "Presence" in ARCHITECTURE.md.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    exceptions::Exceptions,
    place::{Place, Step},
    specification::{Field, Kind, Specification, Type, Use},
};

/// What a body that is read looks like when it is written again.
#[derive(Debug)]
pub enum Expected {
    /// This value.
    Same(Value),
    /// An object of declared members. It may keep the others too.
    Object {
        declared: BTreeMap<String, Expected>,
        undeclared: Map<String, Value>,
    },
    List(Vec<Expected>),
    /// Something that the specification does not describe.
    Anything,
}

/// Why a body is not read.
#[derive(Debug)]
pub enum Refusal {
    /// Because of what stands, or does not stand, at this place.
    At(Place),
    /// Nobody has said what this means, so nothing is asserted about it.
    NobodySays,
}

/// The rules, for one specification.
pub struct Rules<'s> {
    pub specification: &'s Specification,
    /// Properties whose absence means something, though they are required.
    pub exceptions: &'s Exceptions,
}

type Reading = Result<Expected, Refusal>;

impl Rules<'_> {
    /// Reads a value as a type.
    pub fn read(&self, of: &Use, value: &Value) -> Reading {
        let fits = match self.specification.kind(of) {
            Kind::List(items) => return self.list(items, value),
            Kind::Map(values) => return self.map(values, value),
            Kind::Object(of) => return self.object(of, value, None),
            Kind::Union(of) => return self.union(of, value),
            Kind::Unlisted | Kind::KeyUnion => return Ok(Expected::Anything),
            Kind::Any => true,
            Kind::Text | Kind::Enum => value.is_string(),
            Kind::Number => value.is_number(),
            Kind::Boolean => value.is_boolean(),
            Kind::Whole => value.is_i64() || value.as_f64().is_some_and(|of| of.fract() == 0.0),
        };
        if fits {
            Ok(Expected::Same(value.clone()))
        } else {
            Err(here())
        }
    }

    fn list(&self, items: &Use, value: &Value) -> Reading {
        let values = value.as_array().ok_or_else(here)?;
        let elements = values.iter().enumerate().map(|(index, value)| {
            self.read(items, value)
                .map_err(|refusal| refusal.below(index))
        });
        elements.collect::<Result<_, _>>().map(Expected::List)
    }

    fn map(&self, values: &Use, value: &Value) -> Reading {
        let mut declared = BTreeMap::new();
        for (name, value) in value.as_object().ok_or_else(here)? {
            let read = self.read(values, value);
            let read = read.map_err(|refusal| refusal.below(name.as_str()))?;
            declared.insert(name.clone(), read);
        }
        Ok(Expected::Object {
            declared,
            undeclared: Map::new(),
        })
    }

    /// Reads an object; `tag` is the property that a union has looked at already.
    fn object(&self, of: &Type, value: &Value, tag: Option<&str>) -> Reading {
        let members = value.as_object().ok_or_else(here)?;
        let mut declared = BTreeMap::new();
        for (name, field) in &of.fields {
            let value = members.get(name).filter(|value| !value.is_null());
            let read = match value {
                Some(value) if Some(name.as_str()) == tag => {
                    Ok(Some(Expected::Same(value.clone())))
                }
                Some(value) if of.discriminator.as_deref() == Some(name) => {
                    self.own_tag(of, value).map(Some)
                }
                Some(value) => self.field(name, field, value).map(Some),
                None => self.absent(of, name, field),
            };
            let read = read.map_err(|refusal| refusal.below(name.as_str()))?;
            declared.extend(read.map(|read| (name.clone(), read)));
        }
        let mut undeclared = members.clone();
        undeclared.retain(|name, value| !of.fields.contains_key(name) && !value.is_null());
        if let Some(values) = &of.map {
            // Its other members are declared by a pattern, so they must be kept.
            for (name, value) in std::mem::take(&mut undeclared) {
                let read = self.read(values, &value);
                let read = read.map_err(|refusal| refusal.below(name.as_str()))?;
                declared.insert(name, read);
            }
        }
        Ok(Expected::Object {
            declared,
            undeclared,
        })
    }

    /// A struct that has a tag of one value checks it.
    fn own_tag(&self, of: &Type, value: &Value) -> Reading {
        match &of.tag {
            Some(tag) if value != tag => Err(here()),
            _ => Ok(Expected::Same(value.clone())),
        }
    }

    fn field(&self, name: &str, field: &Field, value: &Value) -> Reading {
        match self.read(&field.of, value) {
            // The expanded resource of a reference does not fail its owner.
            Err(Refusal::At(_)) if name == "obj" => Ok(Expected::Same(value.clone())),
            read => read,
        }
    }

    /// What it means that a property is absent, or null.
    fn absent(&self, of: &Type, name: &str, field: &Field) -> Result<Option<Expected>, Refusal> {
        if !field.required {
            return Ok(None);
        }
        let is_named = |of: &Type| {
            let property = format!("{}.{name}", of.name);
            self.exceptions.has("absence", &property, "")
        };
        if self.specification.lineage(of).any(is_named) {
            return Ok(Some(Expected::Anything));
        }
        let is_harmless = match self.specification.kind(&field.of) {
            // A value that may be anything may be nothing as well. Of the tag of an object that is not read as one of a
            // union, it is only said that a wrong one is refused.
            Kind::Any | Kind::Unlisted | Kind::KeyUnion => return Err(Refusal::NobodySays),
            _ if Specification::is_tagged(of) && of.discriminator.as_deref() == Some(name) => {
                return Err(Refusal::NobodySays);
            }
            Kind::List(_) | Kind::Map(_) | Kind::Enum => true,
            Kind::Union(of) => !shared(of).any(|(_, field)| field.required),
            Kind::Text | Kind::Whole | Kind::Number | Kind::Boolean | Kind::Object(_) => false,
        };
        if is_harmless { Ok(None) } else { Err(here()) }
    }

    fn union(&self, of: &Type, value: &Value) -> Reading {
        let members = value.as_object().ok_or_else(here)?;
        let property = of.discriminator.as_deref().unwrap_or_default();
        let tag = members.get(property).filter(|tag| !tag.is_null());
        let kind = match tag {
            None => return self.untagged(of, property, value),
            Some(tag) => {
                let tag = tag.as_str().ok_or_else(|| here().below(property))?;
                self.specification.tagged(of, tag)
            }
        };
        match kind.map(|kind| self.object(kind, value, Some(property))) {
            Some(Err(Refusal::At(_))) | None => {
                // One of a kind that is not known, or whose body cannot be read, is kept if what all kinds share is there.
                for (name, field) in shared(of) {
                    let read = match members.get(name).filter(|value| !value.is_null()) {
                        Some(value) => self.field(name, field, value).map(drop),
                        None => self.absent(of, name, field).map(drop),
                    };
                    read.map_err(|refusal| refusal.below(name.as_str()))?;
                }
                Ok(Expected::Same(value.clone()))
            }
            Some(read) => read,
        }
    }

    /// A body that does not say of which kind it is.
    fn untagged(&self, of: &Type, property: &str, value: &Value) -> Reading {
        let place = format!("{}.{property}", of.name);
        if self.exceptions.has("absence", &place, "") {
            return Ok(Expected::Anything);
        }
        match of.fields.get(property) {
            Some(field) if !field.required => Ok(Expected::Same(value.clone())),
            _ => Err(here().below(property)),
        }
    }
}

impl Refusal {
    fn below(self, step: impl Into<Step>) -> Self {
        match self {
            Self::At(place) => Self::At(place.below(step.into())),
            Self::NobodySays => Self::NobodySays,
        }
    }
}

fn here() -> Refusal {
    Refusal::At(Place::default())
}

/// The properties that all kinds of a union share.
fn shared(union: &Type) -> impl Iterator<Item = (&String, &Field)> {
    let is_tag = |name: &str| union.discriminator.as_deref() == Some(name);
    union.fields.iter().filter(move |(name, _)| !is_tag(name))
}
