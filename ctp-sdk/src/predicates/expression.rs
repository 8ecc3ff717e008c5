//! A whole predicate, and the combination of predicates.

use std::fmt;
use std::ops::Not;

/// A condition for the results of a query.
///
/// It is created from the fields of a model, or from a string in the predicate language of the platform, and can be passed
/// wherever a string can:
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

/// The operator that joins the parts of a predicate, outside of all parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joined {
    /// There is a single part.
    Single,
    /// `and`
    And,
    /// `or`
    Or,
    /// Unknown, because it was given as a string.
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

    /// Both predicates must match.
    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        self.join(Joined::And, " and ", other.into())
    }

    /// One of the predicates must match.
    #[must_use]
    pub fn or(self, other: impl Into<Self>) -> Self {
        self.join(Joined::Or, " or ", other.into())
    }

    /// The predicate in the language of the platform, with the names of its variables.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names and values of the variables, in the order in which they were bound. A variable that is bound to a list
    /// occurs once for each value. They are sent as `var.<name>=<value>`, for example by the `matching` method of a query.
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
            // A variable that is used twice is sent once, because the API would treat a repeated one as a list.
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

    /// The predicate as a part of a larger one. It is put in parentheses if it is joined by another operator, so that
    /// precedence does not matter.
    fn part_of(&self, by: Joined) -> String {
        if self.joined_by == Joined::Single || self.joined_by == by {
            self.text.clone()
        } else {
            format!("({})", self.text)
        }
    }
}

/// The negation of a predicate. `!predicate` is the same.
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
