//! The error of a JSON text that does not fit its type.

use std::fmt;

use serde_json::error::Category;

use super::excerpt;
use super::place::{Place, Step};

/// Why a JSON text could not be decoded as its type.
///
/// It names the place and the kind of the value. It never contains a value of the text, which could be a secret.
///
/// ```text
/// lineItems[0].price.value.centAmount: invalid type: string, expected i64 (line 1, column 96, reading ctp_sdk::Cart)
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeFailure {
    place: String,
    message: String,
    line: usize,
    column: usize,
    type_name: &'static str,
    excerpt: String,
    // Not a `String`, because every result of the SDK contains this type.
    resource: Option<Box<str>>,
}

impl DecodeFailure {
    /// The failure of a whole text. `message` is the reason if it comes from a model and not from serde.
    pub(crate) fn new(
        type_name: &'static str,
        place: &Place,
        message: Option<String>,
        error: &serde_json::Error,
        text: &[u8],
    ) -> Self {
        let category = match message {
            Some(_) => Category::Data,
            None => error.classify(),
        };
        let message = message.unwrap_or_else(|| without_position(error));
        let (place, message) = place.locate(&message);
        let place = place.into_text();
        Self {
            excerpt: excerpt::around(text, &place),
            place,
            message: without_values(category, message),
            line: error.line(),
            column: error.column(),
            type_name,
            resource: None,
        }
    }

    /// The failure of a copied part, whose position in the text is unknown.
    pub(crate) fn of_part(place: &Place, message: &str, type_name: &'static str) -> Self {
        let (place, message) = place.locate(message);
        Self {
            place: place.into_text(),
            message: without_values(Category::Data, message),
            line: 0,
            column: 0,
            type_name,
            excerpt: String::new(),
            resource: None,
        }
    }

    /// The failure of a value that was copied from the text.
    #[cfg(feature = "custom-objects")]
    pub(crate) fn of_copy(
        error: &serde_path_to_error::Error<serde_json::Error>,
        value: &serde_json::Value,
        type_name: &'static str,
    ) -> Self {
        let place = Place::from(error.path());
        let mut failure = Self::of_part(&place, &error.inner().to_string(), type_name);
        failure.excerpt = excerpt::around_in(value, &failure.place);
        failure
    }

    /// The failure of a value in this member of an object.
    #[cfg(feature = "custom-objects")]
    pub(crate) fn below_member(self, name: &'static str) -> Self {
        self.below(&std::iter::once(&Step::Member(name)).collect())
    }

    /// The failure of an element of a list in this member of an object.
    #[cfg(feature = "custom-objects")]
    pub(crate) fn below_element(self, list: &'static str, index: usize) -> Self {
        self.below(&[Step::Member(list), Step::Index(index)].iter().collect())
    }

    #[cfg(feature = "custom-objects")]
    fn below(mut self, outer: &Place) -> Self {
        self.place = outer.join(&self.place).into_text();
        self
    }

    /// Adds the name of the resource that could not be decoded.
    #[cfg(feature = "custom-objects")]
    pub(crate) fn of_resource(mut self, resource: String) -> Self {
        self.resource = Some(resource.into());
        self
    }

    /// The failure of a member of an object.
    pub(crate) fn of_member(name: &str, message: &str, type_name: &'static str) -> Self {
        let step = Step::Key(name.to_owned());
        Self::of_part(&std::iter::once(&step).collect(), message, type_name)
    }

    /// Adds the position of another failure, if it is at the same place.
    pub(crate) fn at_position_of(mut self, other: &Self) -> Self {
        if self.place == other.place {
            self.line = other.line;
            self.column = other.column;
        }
        self
    }

    /// The resource that could not be decoded, if known, such as ``custom object `limits/berlin` ``.
    pub fn resource(&self) -> Option<&str> {
        self.resource.as_deref()
    }

    /// The path of the invalid value, such as `lineItems[0].price.value`; empty for the text as a whole.
    pub fn path(&self) -> &str {
        &self.place
    }

    /// The reason.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The line of the text up to which it was read, starting with 1; 0 if it is unknown.
    ///
    /// A part that may be unreadable, such as an expanded resource, is decoded from a copy if the first attempt fails. For
    /// an error inside of it, this may be behind its end.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in that line, in bytes.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The surroundings of the place: names of members and kinds of values, but no values, such as `{centAmount: string,
    /// currencyCode: string}`. For a text that is not JSON, its first character.
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// The Rust type that the text should have.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(resource) = &self.resource {
            write!(formatter, "{resource}: ")?;
        }
        if !self.place.is_empty() {
            write!(formatter, "{}: ", self.place)?;
        }
        write!(formatter, "{} (", self.message)?;
        if self.line > 0 {
            write!(formatter, "line {}, column {}, ", self.line, self.column)?;
        }
        write!(formatter, "reading {})", self.type_name)
    }
}

impl std::error::Error for DecodeFailure {}

/// serde_json appends the line and the column to its messages; a `DecodeFailure` has them as numbers.
fn without_position(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    if text.ends_with(&position) {
        text.truncate(text.len() - position.len());
    }
    text
}

/// A message of serde without the value that it may quote.
///
/// Only known messages of serde and serde_json are kept, without quotations of the text. Others come from a hand-written
/// `Deserialize`, which may quote anything in any form.
fn without_values(category: Category, message: String) -> String {
    match category {
        // These are about the JSON syntax and quote nothing.
        Category::Syntax | Category::Eof | Category::Io => message,
        Category::Data => of_value(&message),
    }
}

/// A message about a value, without what it quotes of it.
pub(crate) fn of_value(message: &str) -> String {
    known_message(message)
        .unwrap_or_else(|| "invalid value (the reason may quote it, so it is left out)".to_owned())
}

fn known_message(message: &str) -> Option<String> {
    const QUOTES_NO_VALUE: [&str; 6] = [
        "the text is not UTF-8",
        "missing field `",
        "duplicate field",
        "there is no zero value of ",
        "invalid length ",
        "data did not match any variant of untagged enum ",
    ];
    if QUOTES_NO_VALUE
        .iter()
        .any(|start| message.starts_with(start))
    {
        return Some(message.to_owned());
    }
    for start in ["invalid type: ", "invalid value: "] {
        if let Some(rest) = message.strip_prefix(start) {
            // The value comes first and may contain anything, so the expected type starts at the last occurrence.
            let (found, expected) = rest.rsplit_once(", expected ")?;
            return Some(format!("{start}{}, expected {expected}", kind(found)));
        }
    }
    for start in ["unknown variant ", "unknown field "] {
        if let Some(rest) = message.strip_prefix(start) {
            let expected = match rest.rsplit_once("`, expected ") {
                Some((_, expected)) => format!(", expected {expected}"),
                None => String::new(),
            };
            return Some(format!("{}{expected}", start.trim_end()));
        }
    }
    None
}

/// The kind that serde found, such as `string` in `string "secret"` or `integer` in ``integer `5` ``.
fn kind(found: &str) -> &str {
    const QUOTING: [&str; 6] = [
        "string",
        "integer",
        "floating point",
        "boolean",
        "character",
        "number",
    ];
    QUOTING
        .into_iter()
        .find(|kind| found.starts_with(kind))
        .or_else(|| KINDS.into_iter().find(|kind| *kind == found))
        .unwrap_or("another value")
}

const KINDS: [&str; 11] = [
    "null",
    "unit value",
    "byte array",
    "Option value",
    "newtype struct",
    "sequence",
    "map",
    "enum",
    "unit variant",
    "newtype variant",
    "tuple variant",
];
