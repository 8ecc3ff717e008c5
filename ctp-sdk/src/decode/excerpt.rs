//! The surroundings of a place in a JSON text, without values.

use serde_json::Value;

/// The maximum number of members of an object, or elements of a list, that are shown.
const SHOWN: usize = 16;

/// The shape of the surroundings of the place: the names of the members and the kinds of their values, such as `{id:
/// string, lineItems: list of 2, version: integer}`. For a text that is not JSON, only its first character.
pub(super) fn around(text: &[u8], place: &str) -> String {
    match serde_json::from_slice(text) {
        Ok(value) => shape(surrounding(&value, place)),
        Err(_) => String::from_utf8_lossy(text)
            .trim_start()
            .chars()
            .next()
            .map(|first| format!("{}…", first.escape_debug()))
            .unwrap_or_default(),
    }
}

/// The shape of the surroundings of the place in a parsed value.
#[cfg(feature = "custom-objects")]
pub(super) fn around_in(value: &Value, place: &str) -> String {
    shape(surrounding(value, place))
}

/// The innermost object or list on the path to the place.
fn surrounding<'a>(value: &'a Value, place: &str) -> &'a Value {
    let mut current = value;
    for step in place.split(['.', '[']) {
        let next = match current {
            Value::Object(members) => members.get(step),
            Value::Array(entries) => step
                .strip_suffix(']')
                .and_then(|index| entries.get(index.parse::<usize>().ok()?)),
            _ => None,
        };
        match next {
            Some(next @ (Value::Object(_) | Value::Array(_))) => current = next,
            // The rest of the path is a value, a name that is not plain, or missing.
            _ if !step.is_empty() => break,
            _ => {}
        }
    }
    current
}

fn shape(value: &Value) -> String {
    let (open, shown, count, close) = match value {
        Value::Object(members) => {
            // Sorted by name, because the order of a JSON object depends on a feature that any crate may turn on.
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            let shown = members.iter().take(SHOWN);
            let shown =
                shown.map(|(name, value)| format!("{}: {}", name.escape_debug(), kind(value)));
            ('{', shown.collect::<Vec<String>>(), members.len(), '}')
        }
        Value::Array(entries) => {
            let shown = entries.iter().take(SHOWN).map(kind);
            ('[', shown.collect(), entries.len(), ']')
        }
        other => return kind(other),
    };
    let more = if count > SHOWN { ", …" } else { "" };
    format!("{open}{}{more}{close}", shown.join(", "))
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Number(number) if number.is_f64() => "number".to_owned(),
        Value::Number(_) => "integer".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Array(entries) => format!("list of {}", entries.len()),
        Value::Object(_) => "object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CART: &[u8] = br#"{"id":"s3cret","version":1,"total":{"centAmount":"s3cret","exact":1.5},"lines":[{"name":null},true]}"#;

    #[test]
    fn it_shows_names_and_kinds_around_the_place() {
        for (place, expected) in [
            (
                "",
                "{id: string, lines: list of 2, total: object, version: integer}",
            ),
            ("total.centAmount", "{centAmount: string, exact: number}"),
            ("lines[0].name", "{name: null}"),
            ("lines[1]", "[object, boolean]"),
            ("total.missing.below", "{centAmount: string, exact: number}"),
            (
                r#"["a name"].x"#,
                "{id: string, lines: list of 2, total: object, version: integer}",
            ),
        ] {
            assert_eq!(around(CART, place), expected, "{place}");
        }
    }

    #[test]
    fn a_text_that_is_not_json_shows_its_first_character() {
        assert_eq!(around(b" <html>s3cret</html>", ""), "<…");
        assert_eq!(around(b"", ""), "");
        assert_eq!(around(b"\"s3cret\"", ""), "string");
    }

    #[test]
    fn a_long_object_is_cut() {
        let members: Vec<String> = (0..20).map(|n| format!("\"m{n:02}\":{n}")).collect();
        let text = format!("{{{}}}", members.join(","));
        let shown = around(text.as_bytes(), "");
        assert!(shown.ends_with("m15: integer, …}"), "{shown}");
    }
}
