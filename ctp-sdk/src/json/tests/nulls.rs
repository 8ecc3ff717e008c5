//! `null` where a property tells it apart from its absence.

use serde_json::json;

use super::{read, read_tolerating, warnings::Warnings, written};
use crate::{Nullable, runtime};

/// A struct with what may be `null`.
#[derive(Clone, Debug, PartialEq)]
struct Parent {
    required: Nullable<i64>,
    optional: Option<Nullable<i64>>,
}

runtime::exchanged! { Parent {
    required: "required",
    optional: "optional",
} }

#[test]
fn a_null_stays_null_whether_or_not_missing_fields_are_tolerated() {
    for (optional, json) in [
        (
            Some(Nullable::Null),
            json!({"required": null, "optional": null}),
        ),
        (
            Some(Nullable::Value(1)),
            json!({"required": null, "optional": 1}),
        ),
        (None, json!({"required": null})),
    ] {
        let expected = Parent {
            required: Nullable::Null,
            optional,
        };
        let text = json.to_string();
        assert_eq!(read::<Parent>(&text), expected);
        let (warnings, tolerated) =
            Warnings::during(|| read_tolerating::<Parent>(&text).expect("it is complete"));
        assert_eq!(tolerated, expected);
        assert_eq!(warnings, [""; 0]);
        assert_eq!(written(&tolerated), json);
    }
}
