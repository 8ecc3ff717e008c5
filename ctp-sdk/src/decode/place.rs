//! The place of an error in a JSON text, such as `lineItems[0].price.value`, and how it is passed through serde.
//!
//! With serde, the error of a `Deserialize` is only a text. If a model is decoded as part of a type of the caller, that
//! text contains the place within the model before the message, between two separators. The code that decodes the whole
//! joins it with its own place.

use std::fmt;

use serde_path_to_error::{Path, Segment};

/// INVISIBLE SEPARATOR: a `DecodeFailure` never shows it, and if a caller decodes a model with plain serde, the text still
/// reads `price.value: invalid type …`. A name in a place cannot contain one, because it is escaped.
const SEPARATOR: char = '\u{2063}';

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A member that the specification names.
    Member(&'static str),
    /// A member or an entry with any name.
    Key(String),
    /// An element of a list, starting with 0.
    Index(usize),
}

/// A place in a JSON text, such as `lineItems[0].price.value`; empty for the text as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    text: String,
}

impl Place {
    /// A place that was converted to text before.
    pub(crate) fn of_text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
        }
    }

    /// The place as text.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The text of an error, for a caller that may know more of the path: the place as far as that caller also sees it, and
    /// the rest.
    pub(crate) fn carry(seen: &Self, rest: &Self, message: &str) -> String {
        let (seen, rest) = (&seen.text, &rest.text);
        if seen.is_empty() && rest.is_empty() && !message.starts_with(SEPARATOR) {
            return message.to_owned();
        }
        let dot = if seen.is_empty() || rest.is_empty() || rest.starts_with('[') {
            ""
        } else {
            "."
        };
        let colon = if seen.is_empty() && rest.is_empty() {
            ""
        } else {
            ": "
        };
        format!("{SEPARATOR}{seen}{dot}{SEPARATOR}{rest}{SEPARATOR}{colon}{message}")
    }

    /// The place and the message of an error here, whose text may contain the rest of the path.
    pub(super) fn locate(&self, text: &str) -> (Self, String) {
        let (inner, message) = split(text).unwrap_or(("", text));
        (self.join(inner), message.to_owned())
    }

    pub(super) fn join(&self, inner: &str) -> Self {
        let mut text = self.text.clone();
        if !text.is_empty() && !inner.is_empty() && !inner.starts_with('[') {
            text.push('.');
        }
        text.push_str(inner);
        Self { text }
    }

    fn push_index(&mut self, index: usize) {
        self.text.push_str(&format!("[{index}]"));
    }

    /// Adds a plain name after a dot; any other name is escaped in brackets and truncated after 64 characters.
    fn push_name(&mut self, name: &str) {
        const SHOWN: usize = 64;
        let place = &mut self.text;
        let plain = !name.is_empty()
            && name.len() <= SHOWN
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '?'));
        if !plain {
            place.push_str("[\"");
            place.extend(name.chars().take(SHOWN).flat_map(char::escape_debug));
            if name.chars().nth(SHOWN).is_some() {
                place.push('…');
            }
            place.push_str("\"]");
            return;
        }
        if !place.is_empty() {
            place.push('.');
        }
        place.push_str(name);
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl<'s> FromIterator<&'s Step> for Place {
    fn from_iter<I: IntoIterator<Item = &'s Step>>(steps: I) -> Self {
        let mut place = Self::default();
        for step in steps {
            match step {
                Step::Member(name) => place.push_name(name),
                Step::Key(name) => place.push_name(name),
                Step::Index(index) => place.push_index(*index),
            }
        }
        place
    }
}

impl From<&Path> for Place {
    fn from(path: &Path) -> Self {
        let mut place = Self::default();
        for segment in path {
            match segment {
                Segment::Seq { index } => place.push_index(*index),
                Segment::Map { key } | Segment::Enum { variant: key } => place.push_name(key),
                Segment::Unknown => place.push_name("?"),
            }
        }
        place
    }
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (_seen, rest) = text.strip_prefix(SEPARATOR)?.split_once(SEPARATOR)?;
    let (place, message) = rest.split_once(SEPARATOR)?;
    Some((place, message.strip_prefix(": ").unwrap_or(message)))
}
