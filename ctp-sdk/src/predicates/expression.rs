//! A predicate as a whole, and how predicates are put together.

use std::fmt;
use std::ops::Not;

/// A condition that the results of a query must meet.
///
/// It is made by the fields of a model, or of a text in the platform's predicate language, and is taken wherever a text
/// is:
///
/// ```
/// use ctp_sdk::predicates::{Predicate, bound, field, not};
///
/// let is_german = field("country").text().eq("DE");
/// let predicate = not(is_german).and(Predicate::from(r#"key = "a" or key = "b""#));
/// assert_eq!(predicate.as_str(), r#"not(country = "DE") and (key = "a" or key = "b")"#);
///
/// let predicate = field("key").text().eq(bound("key", r#"any "text""#));
/// assert_eq!(predicate.as_str(), "key = :key");
/// assert_eq!(predicate.variables().collect::<Vec<_>>(), [("key", r#"any "text""#)]);
/// ```
///
/// `Debug` shows the predicate and the names of its variables, but not their values.
#[derive(Clone, PartialEq, Eq)]
pub struct Predicate {
    text: String,
    joined_by: Joined,
    variables: Vec<(String, String)>,
}

/// What holds the parts of a predicate together, outside of all parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joined {
    /// It has one part.
    Single,
    /// `and`
    And,
    /// `or`
    Or,
    /// Nobody knows: it was given as a text.
    Unknown,
}

impl Predicate {
    pub(super) fn single(text: String, variables: Vec<(String, String)>) -> Self {
        Self {
            text,
            joined_by: Joined::Single,
            variables,
        }
    }

    /// Both must hold.
    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        self.join(Joined::And, " and ", other.into())
    }

    /// One of the two must hold.
    #[must_use]
    pub fn or(self, other: impl Into<Self>) -> Self {
        self.join(Joined::Or, " or ", other.into())
    }

    /// The predicate in the platform's language, variables by their names.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names and values of the variables, in the order in which they were bound. A variable that is bound to a list is
    /// there once for each of its values. They are sent as `var.<name>=<value>`, which the `matching` of a query does.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn into_variables(self) -> Vec<(String, String)> {
        self.variables
    }

    fn join(self, by: Joined, word: &str, other: Self) -> Self {
        let mut text = self.part_of(by);
        text.push_str(word);
        text.push_str(&other.part_of(by));
        let mut variables = self.variables;
        let known: Vec<String> = variables.iter().map(|(name, _)| name.clone()).collect();
        for (name, value) in other.variables {
            // One variable that is used twice is sent once: the API takes it for a list if it is sent twice.
            let is_there = known.contains(&name)
                && variables
                    .iter()
                    .any(|(other, there)| *other == name && *there == value);
            if !is_there {
                variables.push((name, value));
            }
        }
        Self {
            text,
            joined_by: by,
            variables,
        }
    }

    /// The text as a part of a larger predicate. Parentheses stand wherever another word than the one around joins the
    /// parts, so that nobody needs to know which of them binds tighter.
    fn part_of(&self, by: Joined) -> String {
        if self.joined_by == Joined::Single || self.joined_by == by {
            self.text.clone()
        } else {
            format!("({})", self.text)
        }
    }
}

/// The predicate that holds where the given one does not. `!predicate` is the same.
pub fn not(predicate: impl Into<Predicate>) -> Predicate {
    let predicate = predicate.into();
    Predicate::single(format!("not({})", predicate.text), predicate.variables)
}

impl Not for Predicate {
    type Output = Self;

    fn not(self) -> Self {
        not(self)
    }
}

impl From<&str> for Predicate {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Predicate {
    fn from(text: String) -> Self {
        Self {
            text,
            joined_by: Joined::Unknown,
            variables: Vec::new(),
        }
    }
}

impl From<&Self> for Predicate {
    fn from(predicate: &Self) -> Self {
        predicate.clone()
    }
}

impl From<Predicate> for String {
    fn from(predicate: Predicate) -> Self {
        predicate.text
    }
}

impl AsRef<str> for Predicate {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Predicate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.variables().map(|(name, _)| name).collect();
        formatter
            .debug_struct("Predicate")
            .field("text", &self.text)
            .field("variables", &names)
            .finish()
    }
}
