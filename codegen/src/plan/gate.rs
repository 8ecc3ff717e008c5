//! The features with which something is compiled.

use std::collections::BTreeSet;

/// The features with which something is compiled.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// Always.
    Always,
    /// With any of these features; never, if there are none.
    Any(BTreeSet<String>),
}

impl Gate {
    /// With one feature.
    pub fn feature(name: &str) -> Self {
        Self::Any([name.to_owned()].into())
    }

    /// Adds the features of another gate. Returns whether that changed anything.
    pub fn open_with(&mut self, other: &Self) -> bool {
        let before = match self {
            Self::Always => return false,
            Self::Any(features) => features.len(),
        };
        match (&mut *self, other) {
            (Self::Any(features), Self::Any(others)) => {
                features.extend(others.iter().cloned());
                features.len() > before
            }
            _ => {
                *self = Self::Always;
                true
            }
        }
    }

    /// The features it names.
    pub fn features(&self) -> impl Iterator<Item = &str> {
        let features = match self {
            Self::Always => None,
            Self::Any(features) => Some(features),
        };
        features.into_iter().flatten().map(String::as_str)
    }
}
