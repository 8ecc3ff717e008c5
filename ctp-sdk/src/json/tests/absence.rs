//! What it means that a member is missing, or `null`.

use serde_json::{Value, json};

use super::models::{Discount, Everything, Nothing, Query, State, everything};
use super::{assert_refused, read, rewritten, with, written};

#[test]
fn what_is_complete_is_written_as_it_came() {
    assert_eq!(
        rewritten::<Everything>(&everything().to_string()),
        everything()
    );
}

/// The members whose absence is harmless, and how their absence is written.
const HARMLESS: [(&str, Option<&str>); 7] = [
    ("list", Some("[]")),
    ("map", Some("{}")),
    ("texts", Some("{}")),
    ("object", Some("{}")),
    ("state", None),
    ("query", None),
    ("discount", None),
];

#[test]
fn a_missing_member_is_empty_or_unknown_where_that_is_harmless() {
    for (member, expected) in HARMLESS {
        let expected = expected.map(|text| serde_json::from_str(text).unwrap());
        let expected = with(&everything(), member, expected);
        let text = with(&everything(), member, None).to_string();
        assert_eq!(rewritten::<Everything>(&text), expected, "{text}");
    }
}

#[test]
fn a_null_is_empty_or_unknown_where_that_is_harmless() {
    for (member, _) in HARMLESS {
        let missing: Everything = read(&with(&everything(), member, None).to_string());
        let null = with(&everything(), member, Some(Value::Null)).to_string();
        assert_eq!(read::<Everything>(&null), missing, "{member}");
    }
}

#[test]
fn a_missing_enum_or_union_is_unknown_without_any_text() {
    let mut json = everything();
    for member in ["state", "query", "discount"] {
        json = with(&json, member, None);
    }
    let read: Everything = read(&json.to_string());
    assert!(read.state.is_unknown() && read.state.as_str().is_empty());
    assert_ne!(read.state, State::from(""));
    let (Query::Unknown(query), Discount::Unknown(discount)) = (&read.query, &read.discount) else {
        unreachable!("{read:?}");
    };
    for unknown in [query, discount] {
        assert_eq!(unknown.tag(), None);
        assert!(unknown.body().is_empty() && unknown.failure().is_none());
    }
}

#[test]
fn every_other_member_has_to_be_there() {
    let Value::Object(members) = everything() else {
        unreachable!()
    };
    let is_harmless = |name: &str| HARMLESS.iter().any(|(member, _)| *member == name);
    for name in members.keys().filter(|name| !is_harmless(name)) {
        let missing = with(&everything(), name, None).to_string();
        assert_refused::<Everything>(&missing, &format!("missing field `{name}`"));
        let null = with(&everything(), name, Some(Value::Null)).to_string();
        if name == "any" {
            assert_eq!(read::<Everything>(&null).any, Value::Null);
        } else {
            assert_refused::<Everything>(&null, &format!("{name}: invalid type: null, expected "));
        }
    }
}

#[test]
fn an_optional_member_is_absent_where_it_is_missing_or_null() {
    let names = [
        "text",
        "number",
        "list",
        "state",
        "price",
        "inner",
        "reference",
    ];
    let nulls: Value = names
        .into_iter()
        .map(|name| (name.to_owned(), Value::Null))
        .collect();
    for json in [json!({}), nulls] {
        assert_eq!(rewritten::<Nothing>(&json.to_string()), json!({}));
    }
    let there = json!({
        "text": "",
        "number": 0.5,
        "list": [],
        "state": "New",
        "price": {"type": "new", "centAmount": 1, "currencyCode": "EUR"},
        "inner": {"id": "i"},
        "reference": {"typeId": "everything", "id": "e"},
    });
    assert_eq!(rewritten::<Nothing>(&there.to_string()), there);
}

/// An optional value that is there stays there: what is read of it is written, and is the same when it is read again.
#[test]
fn an_optional_value_that_is_empty_is_not_an_absent_one() {
    let nothing: Nothing = read(r#"{"state":""}"#);
    assert_eq!(nothing.state, Some(State::from("")));
    assert_eq!(written(&nothing), json!({"state": ""}));
}

#[test]
fn an_element_of_a_list_is_never_left_out() {
    let json = with(
        &everything(),
        "query",
        Some(json!({"and": [{}, {"and": []}, {}]})),
    );
    assert_eq!(rewritten::<Everything>(&json.to_string()), json);
    let null_in_list = with(&everything(), "list", Some(json!([null])));
    assert_refused::<Everything>(
        &null_in_list.to_string(),
        "list[0]: invalid type: null, expected an object",
    );
    let null_in_map = with(&everything(), "map", Some(json!({"EUR": null})));
    assert_refused::<Everything>(
        &null_in_map.to_string(),
        "map.EUR: invalid type: null, expected an object",
    );
}

#[test]
fn a_locale_without_a_text_is_left_out() {
    let json = with(
        &everything(),
        "texts",
        Some(json!({"en": "Potato", "de": null})),
    );
    assert_eq!(rewritten::<Everything>(&json.to_string()), everything());
}

#[test]
fn a_member_that_comes_twice_is_refused() {
    for text in [
        r#"{"text":"a","text":"b"}"#,
        r#"{"text":"a","number":1,"text":null}"#,
    ] {
        for outcome in [
            crate::runtime::body::<Nothing>(text.as_bytes()).map_err(|failure| failure.to_string()),
            serde_json::from_str(text).map_err(super::visible),
        ] {
            let error = outcome.unwrap_err();
            assert!(error.starts_with("text: duplicate field"), "{error}");
        }
    }
}
