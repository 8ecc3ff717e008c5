//! Values of attributes and custom fields, which are JSON.

use serde_json::Value;

use crate::sync::{SyncError, SyncErrorReason};
use crate::{DateTime, JsonObject, Time};

/// Whether a value that was read is what the platform makes of the value in a draft: it completes amounts, gives labels to
/// keys of enums, and writes moments in its own way.
pub(in crate::sync) fn is_same(
    field: &str,
    existing: &Value,
    draft: &Value,
) -> Result<bool, SyncError> {
    match (existing, draft) {
        (Value::Object(existing), Value::String(key)) => {
            Ok(is_enum(existing) && existing.get("key").and_then(Value::as_str) == Some(key))
        }
        (Value::Object(existing), Value::Object(draft)) => is_same_object(field, existing, draft),
        (Value::Array(existing), Value::Array(draft)) => is_same_set(field, existing, draft),
        (Value::Number(existing), Value::Number(draft)) => {
            Ok(existing == draft || existing.as_f64() == draft.as_f64())
        }
        (Value::String(existing), Value::String(draft)) => {
            Ok(existing == draft || is_same_moment(existing, draft))
        }
        (existing, draft) => Ok(existing == draft),
    }
}

fn is_same_object(
    field: &str,
    existing: &JsonObject,
    draft: &JsonObject,
) -> Result<bool, SyncError> {
    if existing.contains_key("typeId") && existing.contains_key("id") {
        return is_same_reference(field, existing, draft);
    }
    if existing.contains_key("currencyCode") {
        return Ok(is_same_money(existing, draft));
    }
    if is_enum(existing) {
        return Ok(existing.get("key") == draft.get("key"));
    }
    let given = draft.iter().filter(|(_, value)| !value.is_null());
    let mut count = 0;
    for (name, value) in given {
        count += 1;
        match existing.get(name) {
            Some(known) if is_same(field, known, value)? => {}
            _ => return Ok(false),
        }
    }
    Ok(existing.values().filter(|value| !value.is_null()).count() == count)
}

fn is_same_reference(
    field: &str,
    existing: &JsonObject,
    draft: &JsonObject,
) -> Result<bool, SyncError> {
    if existing.get("typeId") != draft.get("typeId") {
        return Ok(false);
    }
    let (id, key) = (draft.get("id"), draft.get("key").and_then(Value::as_str));
    match (id, key, existing.get("obj")) {
        (Some(id), ..) => Ok(existing.get("id") == Some(id)),
        (None, Some(key), Some(obj)) => Ok(obj.get("key").and_then(Value::as_str) == Some(key)),
        (None, Some(key), None) => {
            let key = key.to_owned();
            Err(SyncError::new(field, SyncErrorReason::NotExpanded { key }))
        }
        (None, None, _) => Ok(false),
    }
}

/// The platform adds what follows from the currency, and to an amount of high precision the rounded one.
fn is_same_money(existing: &JsonObject, draft: &JsonObject) -> bool {
    let same = |name: &str| existing.get(name) == draft.get(name);
    let is_precise =
        |of: &JsonObject| of.get("type").and_then(Value::as_str) == Some("highPrecision");
    same("currencyCode")
        && match (is_precise(existing), is_precise(draft)) {
            (false, false) => same("centAmount"),
            (true, true) => same("preciseAmount") && same("fractionDigits"),
            _ => false,
        }
}

/// A list is a set, or the attributes of a nested one: neither has an order.
fn is_same_set(field: &str, existing: &[Value], draft: &[Value]) -> Result<bool, SyncError> {
    let has = |of: &Value, draft: &[Value]| {
        let mut found = false;
        for value in draft {
            found |= is_same(field, of, value)?;
        }
        Ok::<bool, SyncError>(found)
    };
    for of in existing {
        if !has(of, draft)? {
            return Ok(false);
        }
    }
    for value in draft {
        let mut found = false;
        for of in existing {
            found |= is_same(field, of, value)?;
        }
        if !found {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether it is the value of an enum as it is received.
fn is_enum(object: &JsonObject) -> bool {
    object.len() == 2 && object.contains_key("key") && object.contains_key("label")
}

/// The platform writes moments with milliseconds. Only what has this form is compared as a moment, so that a text stays one.
fn is_same_moment(existing: &str, draft: &str) -> bool {
    let is_canonical = |of: &str| of.contains('T') && of.ends_with('Z') && of.contains('.');
    if is_canonical(existing)
        && let (Ok(existing), Ok(draft)) = (existing.parse::<DateTime>(), draft.parse::<DateTime>())
    {
        return existing == draft;
    }
    match (existing.parse::<Time>(), draft.parse::<Time>()) {
        (Ok(existing), Ok(draft)) => existing == draft,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn same(existing: Value, draft: Value) -> bool {
        is_same("field", &existing, &draft).unwrap_or_else(|error| {
            unreachable!("{existing} and {draft}: {error}");
        })
    }

    #[test]
    fn what_the_platform_makes_of_a_value_is_the_same_value() {
        let euro = json!({"type": "centPrecision", "currencyCode": "EUR", "centAmount": 5, "fractionDigits": 2});
        assert!(same(
            euro.clone(),
            json!({"currencyCode": "EUR", "centAmount": 5})
        ));
        assert!(!same(
            euro.clone(),
            json!({"currencyCode": "EUR", "centAmount": 6})
        ));
        assert!(!same(euro, json!({"currencyCode": "USD", "centAmount": 5})));
        let red = json!({"key": "red", "label": {"en": "Red"}});
        assert!(same(red.clone(), json!("red")));
        assert!(same(red.clone(), json!({"key": "red"})));
        assert!(!same(red.clone(), json!("blue")));
        let blue = json!({"key": "blue", "label": "Blue"});
        assert!(same(json!([red, blue]), json!(["blue", "red", "red"])));
        assert!(!same(json!([red, blue]), json!(["red"])));
        assert!(!same(json!([red]), json!(["red", "blue"])));
        assert!(same(json!(5), json!(5.0)));
        assert!(same(
            json!("2026-01-02T03:04:05.000Z"),
            json!("2026-01-02T03:04:05Z")
        ));
        assert!(same(json!("14:00:00.000"), json!("14:00:00")));
        assert!(!same(
            json!("2026-01-02T03:04:05.000Z"),
            json!("2026-01-02T03:04:06Z")
        ));
        assert!(!same(
            json!({"en": "Red", "de": "Rot"}),
            json!({"en": "Red"})
        ));
        assert!(!same(
            json!({"en": "Red"}),
            json!({"en": "Red", "de": "Rot"})
        ));
        assert!(same(json!({"en": "Red"}), json!({"en": "Red", "de": null})));
    }

    #[test]
    fn a_reference_is_compared_by_what_the_draft_names() {
        let bare = json!({"typeId": "channel", "id": "1"});
        let expanded = json!({"typeId": "channel", "id": "1", "obj": {"id": "1", "key": "berlin"}});
        assert!(same(bare.clone(), json!({"typeId": "channel", "id": "1"})));
        assert!(!same(bare.clone(), json!({"typeId": "channel", "id": "2"})));
        assert!(same(
            expanded.clone(),
            json!({"typeId": "channel", "key": "berlin"})
        ));
        assert!(!same(
            expanded,
            json!({"typeId": "channel", "key": "paris"})
        ));
        let error = is_same(
            "custom.at",
            &bare,
            &json!({"typeId": "channel", "key": "paris"}),
        );
        let error = error.map_err(|error| error.to_string());
        let expected = "`custom.at`: the draft refers to `paris` by key, but only the id of the existing resource is known: read it \
                        with the paths of `sync::expansions` expanded";
        assert_eq!(error, Err(expected.to_owned()));
    }
}
