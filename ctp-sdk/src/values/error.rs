//! Errors of typed values.

use crate::decode::Place;

/// Why a value does not have the expected type.
///
/// It names the attribute or field, the expected type and the actual type. It never contains the value, which could be
/// anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// There is no attribute or field with this name, or its value is `null`.
    #[error("`{place}`: there is no value")]
    Missing {
        /// Its name; for an element of a set with its index, such as `sizes[2]`.
        place: String,
    },
    /// The value has another type.
    #[error("`{place}`: expected {expected}, found {found}")]
    WrongKind {
        /// The name; for an element of a set with its index, such as `sizes[2]`.
        place: String,
        /// The expected type, such as `a date`.
        expected: String,
        /// The actual type, such as `a number`.
        found: &'static str,
    },
    /// A part of the value does not fit.
    #[error("{}{message}", in_front(place))]
    Unreadable {
        /// The place, such as `price.centAmount`; empty for all values together.
        place: String,
        /// The reason.
        message: String,
    },
    /// The given value is not a set of named values.
    #[error("expected a struct or a map with string keys, to write as named values")]
    Unwritable,
}

impl ValueError {
    /// The place of the error, such as `sizes[2]` or `price.centAmount`; empty for an error in writing.
    pub fn place(&self) -> &str {
        match self {
            Self::Missing { place }
            | Self::WrongKind { place, .. }
            | Self::Unreadable { place, .. } => place,
            Self::Unwritable => "",
        }
    }

    /// The text of the error for the code that reads an outer value, which adds its own place.
    pub(super) fn carried(&self) -> String {
        let Self::Unreadable { place, message } = self else {
            return self.to_string();
        };
        Place::carry(&Place::default(), &Place::of_text(place), message)
    }
}

/// Empty if an error is about all values together, such as a missing one.
fn in_front(place: &str) -> String {
    if place.is_empty() {
        String::new()
    } else {
        format!("`{place}`: ")
    }
}
