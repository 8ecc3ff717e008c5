//! Why a value is not what was asked for.

use crate::decode::Place;

/// Why a value is not what was asked for.
///
/// It names the attribute or field, the kind that was wanted and the kind that is there. It never holds the value,
/// which could be anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// There is no attribute or field of that name, or its value is `null`.
    #[error("`{place}`: there is no value")]
    Missing {
        /// Its name; with the place in the list for an element of a set, such as `sizes[2]`.
        place: String,
    },
    /// The value is of another kind.
    #[error("`{place}`: expected {expected}, found {found}")]
    WrongKind {
        /// The name; with the place in the list for an element of a set, such as `sizes[2]`.
        place: String,
        /// The kind that was asked for, such as `a date`.
        expected: String,
        /// The kind that is there, such as `a number`.
        found: &'static str,
    },
    /// Something in the value does not fit.
    #[error("{}{message}", in_front(place))]
    Unreadable {
        /// Where, such as `price.centAmount`; empty for all the values together.
        place: String,
        /// What does not fit there.
        message: String,
    },
    /// What was given is no set of named values.
    #[error("expected a struct or a map with texts as keys, to write as named values")]
    Unwritable,
}

impl ValueError {
    /// Where the value is wrong, such as `sizes[2]` or `price.centAmount`; empty for an error in writing.
    pub fn place(&self) -> &str {
        match self {
            Self::Missing { place }
            | Self::WrongKind { place, .. }
            | Self::Unreadable { place, .. } => place,
            Self::Unwritable => "",
        }
    }

    /// The text of the error for the reader of a value around this one, which puts its own place in front.
    pub(super) fn carried(&self) -> String {
        let Self::Unreadable { place, message } = self else {
            return self.to_string();
        };
        Place::carry(&Place::default(), &Place::of_text(place), message)
    }
}

/// Nothing where an error is about all the values together, such as one that lacks.
fn in_front(place: &str) -> String {
    if place.is_empty() {
        String::new()
    } else {
        format!("`{place}`: ")
    }
}
