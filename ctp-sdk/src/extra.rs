//! Properties that a struct does not declare, which are kept beside the declared ones.

use crate::JsonObject;
use crate::json::{self, Write};

/// Keeps a property of a subtype when it is converted to its base. Absent and received-only properties are left out.
pub fn keep(extra: &mut JsonObject, name: &str, value: &dyn Write) {
    if value.is_absent() || value.is_only_received() {
        return;
    }
    // Generated types contain strings, numbers, booleans, lists and maps with string keys, which JSON can always represent.
    if let Ok(value) = json::serialize(value, serde_json::value::Serializer) {
        extra.insert(name.to_owned(), value);
    }
}

/// A body without the declared properties.
#[must_use]
pub fn without(body: &JsonObject, declared: &[&str]) -> JsonObject {
    let is_kept = |name: &str| !declared.contains(&name);
    body.iter()
        .filter(|(name, _)| is_kept(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_kept_value_stands_under_its_name_and_nothing_is_left_out() {
        let mut extra = JsonObject::new();
        keep(&mut extra, "custom", &json!({"a": 1}));
        keep(&mut extra, "nothing", &None::<String>);
        assert_eq!(Value::Object(extra), json!({"custom": {"a": 1}}));
    }

    #[test]
    fn declared_properties_are_taken_out_of_a_body() {
        let Value::Object(body) = json!({"id": "1", "note": "x"}) else {
            unreachable!()
        };
        assert_eq!(Value::Object(without(&body, &["id"])), json!({"note": "x"}));
    }
}
