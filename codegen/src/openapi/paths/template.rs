//! Path templates: `/carts/key={key}`.

use crate::{diagnostics::Diagnostic, yaml::Entry};

/// The names in the braces of a path.
///
/// # Errors
///
/// The key is no path, or its braces do not match.
pub(super) fn names(path: &Entry) -> Result<Vec<&str>, Box<Diagnostic>> {
    let problem = |message: String, label: &str| {
        Err(Box::new(Diagnostic::new(path.key_span, message, label)))
    };
    let text = path.key.as_ref();
    if text.is_empty() {
        return problem(
            "a path without a text".to_owned(),
            "`/` is expected, which is the path of the root",
        );
    }
    if !text.starts_with('/') {
        return problem(
            format!("`{text}` is not a path"),
            "a `/` is expected at its beginning",
        );
    }
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(position) = rest.find(['{', '}']) {
        let (_, from_brace) = rest.split_at(position);
        let Some((name, behind)) = from_brace
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
            .filter(|(name, _)| !name.is_empty() && !name.contains(['{', '/']))
        else {
            return problem(
                format!("the braces of `{text}` do not match"),
                "each parameter is expected as its name in one pair of braces",
            );
        };
        if found.contains(&name) {
            return problem(
                format!("`{name}` stands twice in `{text}`"),
                "each parameter is expected once in a path",
            );
        }
        found.push(name);
        rest = behind;
    }
    Ok(found)
}

/// A path without the names in its braces: two paths that differ in these only are the same.
pub(super) fn without_names(path: &str) -> String {
    let mut found = String::new();
    for (position, part) in path.split('{').enumerate() {
        match (position, part.split_once('}')) {
            (0, _) | (_, None) => found.push_str(part),
            (_, Some((_, behind))) => {
                found.push_str("{}");
                found.push_str(behind);
            }
        }
    }
    found
}
