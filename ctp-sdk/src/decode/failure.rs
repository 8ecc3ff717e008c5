//! The error of a JSON text that does not fit.

use std::fmt;

use serde_json::error::Category;
use serde_path_to_error::Path;

use super::{excerpt, place};

/// Why a JSON text could not be read as the type it should have.
///
/// It names the place and the kind of what is there. It never holds a value of the text, which could be a secret.
///
/// ```text
/// lineItems[0].price.value.centAmount: invalid type: string, expected i64 (line 1, column 96, reading ctp_sdk::Cart)
/// ```
#[derive(Clone, Debug)]
pub struct DecodeFailure {
    place: String,
    message: String,
    line: usize,
    column: usize,
    type_name: &'static str,
    excerpt: String,
}

impl DecodeFailure {
    pub(super) fn new(
        type_name: &'static str,
        path: &Path,
        error: &serde_json::Error,
        text: &[u8],
    ) -> Self {
        let (place, message) = place::locate(path, error);
        Self {
            excerpt: excerpt::around(text, &place),
            place,
            message: without_values(error.classify(), message),
            line: error.line(),
            column: error.column(),
            type_name,
        }
    }

    /// Where the text is wrong, such as `lineItems[0].price.value`; empty for the text as a whole.
    pub fn path(&self) -> &str {
        &self.place
    }

    /// What is wrong there.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The line of the text up to which it was read, from 1; 0 where it is not known.
    ///
    /// An object that is one of several kinds is read as a whole before it is looked at, so for an error inside of it this
    /// is behind its end.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in that line, in bytes.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What stands around the place: names of members and kinds of values, but no values, such as
    /// `{centAmount: string, currencyCode: string}`. Of a text that is not JSON, its first character.
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

/// A message of serde without the value that it may quote.
///
/// Only the messages that serde and serde_json are known to write are kept, without what they quote from the text. The
/// rest come from a `Deserialize` written by hand, which may quote anything in any way.
fn without_values(category: Category, message: String) -> String {
    match category {
        // These are about the JSON itself, and quote nothing.
        Category::Syntax | Category::Eof | Category::Io => message,
        Category::Data => known_message(&message).unwrap_or_else(|| {
            "invalid value (the reason may quote it, so it is left out)".to_owned()
        }),
    }
}

fn known_message(message: &str) -> Option<String> {
    const QUOTES_NO_VALUE: [&str; 4] = [
        "missing field `",
        "duplicate field `",
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
            // The value comes first and may hold anything, so what was expected starts at the last of these.
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

/// What serde found, such as `string` of `string "secret"` or `integer` of ``integer `5` ``.
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
