//! Fields that get something else where they are missing, because bodies of older times lack them.

use serde_json::json;

use super::models::{And, Nothing, Query, State};
use super::{assert_refused, read, read_tolerating, rewritten};
use crate::runtime;

#[derive(Clone, Debug, PartialEq)]
struct Older {
    currency: String,
    digits: i64,
    mode: String,
    nothing: Nothing,
}

runtime::exchanged! { Older {
    currency: "currency",
    digits: "digits" else runtime::currency_digits(currency),
    mode: "mode" else Some("Platform".into()),
    nothing: "nothing" else runtime::from_json("{}"),
} }

#[test]
fn a_missing_member_gets_its_fallback() {
    for (currency, digits) in [("EUR", 2), ("JPY", 0), ("KWD", 3)] {
        let expected =
            json!({"currency": currency, "digits": digits, "mode": "Platform", "nothing": {}});
        let text = json!({"currency": currency}).to_string();
        assert_eq!(rewritten::<Older>(&text), expected);
        assert_eq!(read_tolerating::<Older>(&text).unwrap(), read(&text));
    }
}

/// An enum is unknown and a list is empty where they are missing, unless there is something better.
#[derive(Clone, Debug, PartialEq)]
struct Harmless {
    state: State,
    list: Vec<i64>,
    query: Query,
}

runtime::exchanged! { Harmless {
    state: "state" else Some("Merged".into()),
    list: "list" else Some(vec![1]),
    query: "query" else Some(Query::from(And { and: Vec::new() })),
} }

#[test]
fn a_fallback_wins_over_what_is_harmless() {
    let expected = json!({"state": "Merged", "list": [1], "query": {"and": []}});
    assert_eq!(rewritten::<Harmless>("{}"), expected);
    assert_eq!(read_tolerating::<Harmless>("{}").unwrap(), read("{}"));
}

#[test]
fn a_value_wins_over_the_fallback() {
    let json = json!({
        "currency": "EUR",
        "digits": 5,
        "mode": "",
        "nothing": {"text": "t"},
    });
    assert_eq!(rewritten::<Older>(&json.to_string()), json);
}

#[test]
fn a_wrong_value_is_no_missing_one() {
    for (member, value) in [("digits", "\"2\""), ("mode", "7"), ("nothing", "[]")] {
        let text = format!(r#"{{"currency":"EUR","{member}":{value}}}"#);
        assert_refused::<Older>(&text, &format!("{member}: "));
    }
}

#[test]
fn null_is_a_missing_one() {
    let text = r#"{"currency":"EUR","digits":null,"mode":null,"nothing":null}"#;
    assert_eq!(read::<Older>(text), read(r#"{"currency":"EUR"}"#));
}

#[test]
fn a_missing_member_without_a_fallback_for_this_body_is_an_error() {
    assert_refused::<Older>(r#"{"currency":"new"}"#, "missing field `digits`");
    let failure = runtime::body::<Vec<Older>>(br#"[{"currency":"new"}]"#).unwrap_err();
    assert_eq!(
        (failure.path(), failure.message()),
        ("[0]", "missing field `digits`")
    );
    assert_refused::<Older>("{}", "missing field `currency`");
}

/// By the rule that missing fields are tolerated, nothing that is missing is an error.
#[test]
fn a_missing_member_without_a_fallback_for_this_body_is_tolerated() {
    let older: Older = read_tolerating(r#"{"currency":"new"}"#).unwrap();
    assert_eq!((older.digits, older.mode.as_str()), (0, "Platform"));
    let older: Older = read_tolerating("{}").unwrap();
    assert_eq!((older.digits, older.currency.as_str()), (0, ""));
}
