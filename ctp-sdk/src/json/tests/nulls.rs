//! `null` where a property tells it apart from its absence.

use serde_json::{Value, json};

use super::{read, read_tolerating, warnings::Warnings, with, written};
use crate::{Nullable, runtime};

/// A struct with what may be `null`.
#[derive(Clone, Debug, PartialEq)]
struct Parent {
    name: String,
    required: Nullable<i64>,
    optional: Option<Nullable<i64>>,
}

runtime::exchanged! { Parent {
    name: "name",
    required: "required",
    optional: "optional",
} }

/// What is read of each, and its JSON.
fn parents() -> [(Option<Nullable<i64>>, Value); 3] {
    let json = json!({"name": "", "required": null});
    [
        (
            Some(Nullable::Null),
            with(&json, "optional", Some(Value::Null)),
        ),
        (
            Some(Nullable::Value(1)),
            with(&json, "optional", Some(json!(1))),
        ),
        (None, json),
    ]
}

#[test]
fn a_null_is_told_apart_from_nothing() {
    for (optional, json) in parents() {
        let parent = read::<Parent>(&json.to_string());
        assert_eq!(
            (&parent.required, &parent.optional),
            (&Nullable::Null, &optional)
        );
        assert_eq!(written(&parent), json);
    }
}

/// Missing fields are only tolerated where one is missing.
#[test]
fn a_null_stays_one_where_a_missing_field_is_tolerated() {
    for (optional, json) in parents() {
        let text = with(&json, "name", None).to_string();
        let (warnings, parent) = Warnings::during(|| read_tolerating::<Parent>(&text).unwrap());
        assert_eq!(
            (&parent.required, &parent.optional),
            (&Nullable::Null, &optional)
        );
        assert_eq!(written(&parent), json);
        assert_eq!(warnings.len(), 1, "{warnings:?}");
    }
}
