//! The place of an error in a JSON text, such as `lineItems[0].price.value`, and how it gets through several layers.
//!
//! A union is read in two steps: its object first, then the variant out of that object. Only the second step knows where
//! in the object an error is, and all that serde lets it hand to the first step is a text. So that text carries the
//! place in front of the message, between two separators, and each layer joins it with its own.

use serde_path_to_error::{Path, Segment};

/// INVISIBLE SEPARATOR: a `DecodeFailure` never shows it, and where a caller reads a union with a serde of their own, the
/// text still reads `price.value: invalid type …`. A name in a place cannot hold one, because it is escaped.
const SEPARATOR: char = '\u{2063}';

/// The text of an error inside of a buffered object, with its place in that object.
pub(super) fn carry(path: &Path, error: &serde_json::Error) -> String {
    let (place, message) = locate(path, error);
    if place.is_empty() {
        return format!("{SEPARATOR}{SEPARATOR}{message}");
    }
    format!("{SEPARATOR}{place}{SEPARATOR}: {message}")
}

/// The place and the message of an error at `path`, which may carry the rest of its place from a layer below.
pub(super) fn locate(path: &Path, error: &serde_json::Error) -> (String, String) {
    let mut place = write_path(path);
    let text = without_position(error);
    let Some((inner, message)) = split(&text) else {
        return (place, text);
    };
    if !place.is_empty() && !inner.is_empty() && !inner.starts_with('[') {
        place.push('.');
    }
    place.push_str(inner);
    (place, message.to_owned())
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (place, message) = text.strip_prefix(SEPARATOR)?.split_once(SEPARATOR)?;
    Some((place, message.strip_prefix(": ").unwrap_or(message)))
}

/// serde_json ends its messages with the line and the column, which a `DecodeFailure` has as numbers.
fn without_position(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    if text.ends_with(&position) {
        text.truncate(text.len() - position.len());
    }
    text
}

fn write_path(path: &Path) -> String {
    let mut place = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => place.push_str(&format!("[{index}]")),
            Segment::Map { key } | Segment::Enum { variant: key } => write_name(&mut place, key),
            Segment::Unknown => write_name(&mut place, "?"),
        }
    }
    place
}

/// A plain name after a dot, any other one escaped in brackets and cut after 64 characters.
fn write_name(place: &mut String, name: &str) {
    const SHOWN: usize = 64;
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
