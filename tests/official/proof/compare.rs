//! Whether what a model writes is what it should write.

use std::fmt;

use serde_json::Value;

use super::{
    place::{Place, Step},
    rules::Expected,
};

/// Where a value is not what it should be, and what is there.
#[derive(Debug)]
pub struct Difference {
    place: Place,
    what: String,
}

/// Where what is written is not the example key for key. Members that are null may be missing.
pub fn key_for_key(example: &Value, written: &Value) -> Option<Difference> {
    match (example, written) {
        (Value::Object(example), Value::Object(written)) => {
            let lost = example
                .iter()
                .find_map(|(name, value)| match written.get(name) {
                    Some(written) => below(name.as_str(), key_for_key(value, written)),
                    None if value.is_null() => None,
                    None => Difference::at(name.as_str(), "is lost"),
                });
            lost.or_else(|| {
                let mut names = written.keys();
                let added = names.find(|name| !example.contains_key(*name))?;
                Difference::at(added.as_str(), "is added")
            })
        }
        (Value::Array(example), Value::Array(written)) if example.len() == written.len() => {
            let mut pairs = example.iter().zip(written).enumerate();
            pairs
                .find_map(|(index, (example, written))| below(index, key_for_key(example, written)))
        }
        (example, written) if is_same(example, written) => None,
        (example, written) => Difference::here(format!("is {written} instead of {example}")),
    }
}

/// Where what is written is not what the rules expect.
pub fn difference(expected: &Expected, written: &Value) -> Option<Difference> {
    match (expected, written) {
        (Expected::Anything, _) => None,
        (Expected::Same(value), written) if is_same(value, written) => None,
        (Expected::Same(value), written) => {
            Difference::here(format!("is {written} instead of {value}"))
        }
        (Expected::List(elements), Value::Array(written)) if elements.len() == written.len() => {
            let mut pairs = elements.iter().zip(written).enumerate();
            pairs.find_map(|(index, (element, written))| below(index, difference(element, written)))
        }
        (
            Expected::Object {
                declared,
                undeclared,
            },
            Value::Object(written),
        ) => {
            let lost = declared
                .iter()
                .find_map(|(name, value)| match written.get(name) {
                    Some(written) => below(name.as_str(), difference(value, written)),
                    None if may_be_absent(value) => None,
                    None => Difference::at(name.as_str(), "is lost"),
                });
            lost.or_else(|| {
                let mut others = written.iter();
                let (name, value) = others.find(|(name, value)| {
                    let is_kept = || {
                        undeclared
                            .get(*name)
                            .is_some_and(|kept| is_same(kept, value))
                    };
                    !declared.contains_key(*name) && !is_nothing(value) && !is_kept()
                })?;
                Difference::at(name.as_str(), &format!("is invented as {value}"))
            })
        }
        (Expected::List(elements), written) => Difference::here(format!(
            "is {written} instead of a list of {}",
            elements.len()
        )),
        (Expected::Object { .. }, written) => {
            Difference::here(format!("is {written} instead of an object"))
        }
    }
}

/// Whether two values are equal, but that a whole number may be written as 5 or 5.0.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_there = |(name, value)| one.get(name).is_some_and(|one| is_same(one, value));
            one.len() == other.len() && other.iter().all(is_there)
        }
        _ => one == other,
    }
}

/// Whether a value may stand for a list, a map, an enum or a union that was absent.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn may_be_absent(expected: &Expected) -> bool {
    match expected {
        Expected::Anything => true,
        Expected::List(elements) => elements.is_empty(),
        Expected::Object { declared, .. } => declared.is_empty(),
        Expected::Same(_) => false,
    }
}

fn below(step: impl Into<Step>, difference: Option<Difference>) -> Option<Difference> {
    difference.map(|Difference { place, what }| Difference {
        place: place.below(step.into()),
        what,
    })
}

impl Difference {
    fn here(what: String) -> Option<Self> {
        Some(Self {
            place: Place::default(),
            what,
        })
    }

    fn at(name: &str, what: &str) -> Option<Self> {
        below(name, Self::here(what.to_owned()))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` {}", self.place, self.what)
    }
}
