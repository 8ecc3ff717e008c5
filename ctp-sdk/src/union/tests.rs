#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::json;

use super::*;
use crate::runtime;

#[derive(Debug, PartialEq)]
enum Money {
    CentPrecision(CentPrecisionMoney),
    Unknown(Unknown<MoneyFields>),
}

#[derive(Debug, PartialEq)]
struct CentPrecisionMoney {
    currency_code: String,
    cent_amount: i64,
}

#[derive(Clone, Debug, PartialEq)]
struct MoneyFields {
    currency_code: String,
}

runtime::exchanged_union! { Money by "type" Refused sharing MoneyFields {
    "centPrecision" => CentPrecision(CentPrecisionMoney) from,
} }
runtime::exchanged! { CentPrecisionMoney as "type" = "centPrecision" {
    currency_code: "currencyCode",
    cent_amount: "centAmount",
} }
runtime::received! { MoneyFields { currency_code: "currencyCode", } }

fn euros(cent_amount: i64) -> Money {
    Money::from(CentPrecisionMoney {
        currency_code: "EUR".to_owned(),
        cent_amount,
    })
}

#[derive(Debug, PartialEq)]
enum Query {
    And(And),
    Unknown(Unknown),
}

#[derive(Debug, PartialEq)]
struct And {
    and: Vec<Query>,
}

runtime::exchanged_union! { Query by key { "and" => And(And) from, } }
runtime::exchanged! { And { and: "and", } }

fn and(and: impl Into<Vec<Query>>) -> Query {
    Query::from(And { and: and.into() })
}

fn unknown_money() -> Value {
    json!({
        "type": "cryptoPrecision",
        "currencyCode": "XBT",
        "amount": 12.5,
        "big": 9_007_199_254_740_993_u64,
        "nested": {"list": [null, true, "text"], "empty": {}},
        "apiKey": "s3cr3t",
    })
}

fn json_object(value: Value) -> JsonObject {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_known_tag_is_its_variant_and_is_written_with_it() {
    let json = json!({"centAmount": 5, "currencyCode": "EUR", "type": "centPrecision"});
    let money: Money = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(money, euros(5));
    assert_eq!(serde_json::to_value(&money).unwrap(), json);
}

#[test]
fn an_unknown_tag_keeps_the_whole_object() {
    let text = unknown_money().to_string();
    let by_serde: Money = serde_json::from_str(&text).unwrap();
    let by_the_client: Money = runtime::body(text.as_bytes()).unwrap();
    assert_eq!(by_serde, by_the_client);
    assert_eq!(serde_json::to_string(&by_serde).unwrap(), text);
    let Money::Unknown(unknown) = by_the_client else {
        unreachable!("the tag is not known");
    };
    assert_eq!(unknown.tag(), Some("cryptoPrecision"));
    assert_eq!(unknown.fields().currency_code, "XBT");
    assert_eq!(unknown.body()["amount"], 12.5);
    assert!(unknown.failure().is_none());
    assert_eq!(serde_json::to_string(&unknown).unwrap(), text);
    assert_eq!(Value::Object(unknown.into_body()), unknown_money());
}

#[test]
fn a_known_tag_with_a_wrong_body_is_unknown_and_says_why() {
    let json = json!({"type": "centPrecision", "currencyCode": "EUR", "centAmount": "s3cr3t"});
    let money: Money = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&money).unwrap(), json);
    let Money::Unknown(unknown) = money else {
        unreachable!("the amount is a text");
    };
    assert_eq!(unknown.tag(), Some("centPrecision"));
    assert_eq!(unknown.fields().currency_code, "EUR");
    let failure = unknown.failure().unwrap();
    assert_eq!(failure.path(), "centAmount");
    assert_eq!(failure.message(), "invalid type: string, expected i64");
    assert!(
        failure.type_name().ends_with("Money"),
        "{}",
        failure.type_name()
    );
    let printed = format!("{unknown:?}");
    assert!(printed.contains("centAmount: invalid type"), "{printed}");
    assert!(!printed.contains("s3cr3t"), "{printed}");
}

#[test]
fn neither_an_unknown_tag_nor_a_wrong_body_can_do_without_the_shared_fields() {
    for (json, message) in [
        (json!({"type": "new"}), "missing field `currencyCode`"),
        (
            json!({"type": "centPrecision", "centAmount": 5}),
            "missing field `currencyCode`",
        ),
        // What is wrong with the kind is named, not what is wrong with the shared fields.
        (
            json!({"type": "centPrecision", "centAmount": "5", "currencyCode": 7}),
            "centAmount: invalid type: string, expected i64",
        ),
    ] {
        assert_eq!(error_of::<Money>(json), message);
    }
}

#[test]
fn a_missing_tag_is_an_error_that_names_the_property() {
    for money in [
        json!({"centAmount": 5, "currencyCode": "EUR"}),
        json!({"centAmount": 5, "currencyCode": "EUR", "type": null}),
    ] {
        assert_eq!(error_of::<Money>(money), "missing field `type`");
    }
}

#[test]
fn a_tag_that_is_no_string_is_an_error_that_names_the_property() {
    for (tag, kind) in [
        (json!(5), "integer"),
        (json!({}), "map"),
        (json!([]), "sequence"),
        (json!(true), "boolean"),
    ] {
        let expected = format!("type: invalid type: {kind}, expected a string");
        assert_eq!(
            error_of::<Money>(json!({"type": tag, "currencyCode": "EUR"})),
            expected
        );
    }
}

/// The text of the error, without the marks that carry its place.
#[track_caller]
fn error_of<T: serde::de::DeserializeOwned + fmt::Debug>(json: Value) -> String {
    let error = serde_json::from_value::<T>(json).unwrap_err();
    error.to_string().replace('\u{2063}', "")
}

#[test]
fn anything_but_an_object_is_an_error() {
    assert!(serde_json::from_str::<Money>("null").is_err());
    for json in ["1", r#""centPrecision""#, r#"["type", "centPrecision"]"#] {
        assert!(serde_json::from_str::<Money>(json).is_err(), "{json}");
        assert!(serde_json::from_str::<Query>(json).is_err(), "{json}");
        assert!(runtime::body::<Money>(json.as_bytes()).is_err(), "{json}");
        assert!(runtime::body::<Query>(json.as_bytes()).is_err(), "{json}");
    }
}

#[test]
fn a_property_that_is_there_tells_the_kind() {
    let json = json!({"and": [{"and": []}, {"near": 1}]});
    let query: Query = serde_json::from_value(json.clone()).unwrap();
    let near = Unknown::from_body("", json_object(json!({"near": 1}))).unwrap();
    assert_eq!(query, and([and([]), Query::Unknown(near)]));
    assert_eq!(serde_json::to_value(&query).unwrap(), json);

    let query: Query = serde_json::from_value(json!({"and": null})).unwrap();
    assert!(
        matches!(query, Query::Unknown(unknown) if unknown.tag().is_none() && unknown.failure().is_none())
    );
}

#[test]
fn a_property_with_a_wrong_value_is_unknown_and_says_why() {
    let json = json!({"and": [{"and": 1}, {"and": []}]});
    let query: Query = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&query).unwrap(), json);
    let Query::And(And { and }) = query else {
        unreachable!("the outer query can be read");
    };
    let Query::Unknown(unknown) = &and[0] else {
        unreachable!("the inner one cannot");
    };
    let failure = unknown.failure().unwrap();
    assert_eq!(failure.path(), "and[0].and");
    assert_eq!(
        failure.message(),
        "invalid type: integer, expected a sequence"
    );
    assert_eq!(and[1], self::and([]));
}

#[test]
fn an_object_of_ones_own_is_sent_as_it_is() {
    let unknown = Unknown::<MoneyFields>::from_body("type", json_object(unknown_money())).unwrap();
    assert_eq!(unknown.tag(), Some("cryptoPrecision"));
    assert_eq!(serde_json::to_value(&unknown).unwrap(), unknown_money());

    let untagged: Unknown = Unknown::from_body("type", JsonObject::new()).unwrap();
    assert_eq!(untagged.tag(), None);
}

#[test]
fn an_object_of_ones_own_must_be_of_the_union() {
    for (body, path, message) in [
        (
            json!({"type": 1, "currencyCode": "XBT"}),
            "type",
            "invalid value (the reason may quote it, so it is left out)",
        ),
        (json!({"type": "new"}), "", "missing field `currencyCode`"),
        (
            json!({"type": "new", "currencyCode": 7}),
            "currencyCode",
            "invalid type: integer, expected a string",
        ),
    ] {
        let failure = Unknown::<MoneyFields>::from_body("type", json_object(body)).unwrap_err();
        assert_eq!((failure.path(), failure.message()), (path, message));
    }
}

#[test]
fn debug_shows_names_and_no_values() {
    let unknown = Unknown::<MoneyFields>::from_body("type", json_object(unknown_money())).unwrap();
    let printed = format!("{unknown:?} {unknown:#?}");
    assert!(
        printed.contains("cryptoPrecision") && printed.contains("apiKey"),
        "{printed}"
    );
    assert!(
        !printed.contains("s3cr3t") && !printed.contains("XBT"),
        "{printed}"
    );
}
