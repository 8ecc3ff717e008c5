//! Names and values in the expressions of the API. No text can end its name or value.

/// Replaces a character that is in no name of the API and could end the name.
const REPLACEMENT: char = '\u{FFFD}';

/// Words of the predicate language that must not be used as names without backticks. Some are locales as well, such as `is`
/// and `or`.
const WORDS: [&str; 18] = [
    "all",
    "and",
    "any",
    "changed",
    "circle",
    "contains",
    "defined",
    "empty",
    "false",
    "has",
    "in",
    "is",
    "not",
    "null",
    "or",
    "true",
    "undefined",
    "within",
];

/// Adds a value in quotes.
pub(super) fn push_quoted(into: &mut String, value: &str) {
    into.push('"');
    for letter in value.chars() {
        if matches!(letter, '"' | '\\') {
            into.push('\\');
        }
        into.push(letter);
    }
    into.push('"');
}

/// Adds a name of a predicate: in backticks unless it is a plain identifier.
pub(super) fn push_name(into: &mut String, name: &str) {
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(name));
    if is_plain {
        into.push_str(name);
    } else {
        push_between_backticks(into, name);
    }
}

/// Adds a name of a dotted path, as in sort expressions and filters, where hyphens and digits are allowed.
pub(super) fn push_step(into: &mut String, name: &str) {
    let is_plain = !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    if is_plain {
        into.push_str(name);
    } else {
        push_between_backticks(into, name);
    }
}

/// The API documents no way to escape a backtick in a name, so a backtick is replaced.
fn push_between_backticks(into: &mut String, name: &str) {
    into.push('`');
    into.extend(name.chars().map(|letter| match letter {
        '`' | '\\' => REPLACEMENT,
        letter => letter,
    }));
    into.push('`');
}

/// A name of a variable or an alias: letters, digits and underscores; everything else becomes an underscore.
pub(super) fn identifier(name: &str) -> String {
    let mut identifier: String = name
        .chars()
        .map(|letter| match letter {
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => '_',
        })
        .collect();
    if !identifier.starts_with(|first: char| first.is_ascii_alphabetic()) {
        identifier.insert(0, 'v');
    }
    identifier
}
