//! Places in a JSON value.

use std::fmt;

use serde_json::Value;

/// A place in a JSON value, as the steps that lead to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place(Vec<Step>);

/// A step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Member(String),
    Element(usize),
}

impl Place {
    /// The same place, seen from further out.
    pub fn below(mut self, step: Step) -> Self {
        self.0.insert(0, step);
        self
    }

    /// A place further in.
    pub fn then(&self, step: Step) -> Self {
        let mut place = self.clone();
        place.0.push(step);
        place
    }

    /// The value that this is a member or an element of, and which one it is.
    pub fn split(&self) -> (Self, Option<Step>) {
        let mut outer = self.clone();
        let last = outer.0.pop();
        (outer, last)
    }

    /// The value at this place.
    pub fn find_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        self.0.iter().try_fold(value, |value, step| match step {
            Step::Member(name) => value.get_mut(name),
            Step::Element(index) => value.get_mut(index),
        })
    }

    /// Removes the member at this place.
    pub fn remove_from(&self, value: &mut Value) {
        if let (outer, Some(Step::Member(name))) = self.split()
            && let Some(members) = outer.find_mut(value).and_then(Value::as_object_mut)
        {
            members.remove(&name);
        }
    }
}

impl From<&str> for Step {
    fn from(name: &str) -> Self {
        Self::Member(name.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Element(index)
    }
}

/// As the SDK writes it: `lineItems[0].price.value`, `slug["en-"]`.
impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '?');
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Element(index) => write!(formatter, "[{index}]")?,
                Step::Member(name) if name.is_empty() || !name.chars().all(is_plain) => {
                    write!(formatter, "[{name:?}]")?;
                }
                Step::Member(name) if position == 0 => formatter.write_str(name)?,
                Step::Member(name) => write!(formatter, ".{name}")?,
            }
        }
        Ok(())
    }
}
