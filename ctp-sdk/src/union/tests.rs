#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
struct CentPrecisionMoney {
    #[serde(rename = "centAmount")]
    cent_amount: i64,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct MoneyFields {
    #[serde(rename = "currencyCode")]
    currency_code: String,
}

#[derive(Debug, PartialEq)]
enum Money {
    CentPrecision(CentPrecisionMoney),
    Unknown(Unknown<MoneyFields>),
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = Tagged::deserialize_from(deserializer, "type")?;
        match body.tag() {
            Some("centPrecision") => body.decode().map(Self::CentPrecision),
            Some(_) => body.unknown().map(Self::Unknown),
            None => Err(body.missing_tag()),
        }
    }
}

#[derive(Debug, PartialEq)]
enum Query {
    And(Vec<Query>),
    Unknown(Unknown),
}

#[derive(Deserialize)]
struct And {
    and: Vec<Query>,
}

impl<'de> Deserialize<'de> for Query {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = Keyed::deserialize_from(deserializer)?;
        if body.has("and") {
            return body.decode::<And, _>().map(|query| Self::And(query.and));
        }
        body.unknown().map(Self::Unknown)
    }
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

#[test]
fn a_known_tag_is_its_variant() {
    let money: Money =
        serde_json::from_value(json!({"centAmount": 5, "type": "centPrecision"})).unwrap();
    assert_eq!(
        money,
        Money::CentPrecision(CentPrecisionMoney { cent_amount: 5 })
    );
}

#[test]
fn an_unknown_tag_keeps_the_whole_object() {
    let text = unknown_money().to_string();
    let Money::Unknown(unknown) = serde_json::from_str(&text).unwrap() else {
        unreachable!("the tag is not known");
    };
    assert_eq!(unknown.tag(), Some("cryptoPrecision"));
    assert_eq!(unknown.fields().currency_code, "XBT");
    assert_eq!(unknown.body()["amount"], 12.5);
    assert_eq!(serde_json::to_string(&unknown).unwrap(), text);
    assert_eq!(Value::Object(unknown.into_body()), unknown_money());
}

#[test]
fn a_known_tag_with_a_wrong_body_is_an_error() {
    let money = json!({"type": "centPrecision", "centAmount": "5"});
    assert!(serde_json::from_value::<Money>(money).is_err());
}

#[test]
fn an_unknown_tag_still_needs_the_shared_fields() {
    assert!(serde_json::from_value::<Money>(json!({"type": "new"})).is_err());
}

#[test]
fn a_missing_tag_is_an_error_that_names_the_property() {
    for money in [
        json!({"centAmount": 5}),
        json!({"centAmount": 5, "type": null}),
    ] {
        let error = serde_json::from_value::<Money>(money).unwrap_err();
        assert_eq!(error.to_string(), "missing field `type`");
    }
}

#[test]
fn a_tag_that_is_no_string_is_an_error_that_names_the_property() {
    for (tag, kind) in [
        (json!(5), "number"),
        (json!({}), "map"),
        (json!([]), "sequence"),
        (json!(true), "boolean `true`"),
    ] {
        let error = serde_json::from_value::<Money>(json!({ "type": tag })).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("invalid type: {kind}, expected a string as the property `type`")
        );
    }
}

#[test]
fn anything_but_an_object_is_an_error() {
    for json in [
        "null",
        "1",
        r#""centPrecision""#,
        r#"["type", "centPrecision"]"#,
    ] {
        assert!(serde_json::from_str::<Money>(json).is_err(), "{json}");
        assert!(serde_json::from_str::<Query>(json).is_err(), "{json}");
    }
}

#[test]
fn a_property_that_is_there_tells_the_kind() {
    let query: Query = serde_json::from_value(json!({"and": [{"and": []}, {"near": 1}]})).unwrap();
    let near = Unknown::from_body("", json_object(json!({"near": 1}))).unwrap();
    assert_eq!(
        query,
        Query::And(vec![Query::And(vec![]), Query::Unknown(near)])
    );
    let query: Query = serde_json::from_value(json!({"and": null})).unwrap();
    assert!(matches!(query, Query::Unknown(unknown) if unknown.tag().is_none()));
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
    let wrong_tag = json_object(json!({"type": 1, "currencyCode": "XBT"}));
    assert!(Unknown::<MoneyFields>::from_body("type", wrong_tag).is_err());
    let without_fields = json_object(json!({"type": "new"}));
    assert!(Unknown::<MoneyFields>::from_body("type", without_fields).is_err());
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

fn json_object(value: Value) -> JsonObject {
    serde_json::from_value(value).unwrap()
}
