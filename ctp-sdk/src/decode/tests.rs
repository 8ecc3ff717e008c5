#![allow(clippy::unwrap_used, dead_code)]

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::DateTime;
use crate::union::{Keyed, Tagged, Unknown};

#[derive(Debug, Deserialize)]
struct Cart {
    #[serde(rename = "lineItems")]
    line_items: Vec<LineItem>,
}

#[derive(Debug, Deserialize)]
struct LineItem {
    price: Price,
}

/// A union, in which `value` is another one.
#[derive(Debug)]
enum Price {
    Embedded(EmbeddedPrice),
    Unknown(Unknown),
}

#[derive(Debug, Deserialize)]
struct EmbeddedPrice {
    value: Option<Money>,
    tiers: Option<BTreeMap<String, Vec<Money>>>,
}

#[derive(Debug)]
enum Money {
    CentPrecision(CentPrecisionMoney),
    Unknown(Unknown),
}

#[derive(Debug, Deserialize)]
struct CentPrecisionMoney {
    #[serde(rename = "centAmount")]
    cent_amount: i64,
    until: Option<DateTime>,
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = Keyed::deserialize_from(deserializer)?;
        if body.has("value") || body.has("tiers") {
            return body.decode().map(Self::Embedded);
        }
        body.unknown().map(Self::Unknown)
    }
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

fn failure<T: DeserializeOwned>(json: &str) -> DecodeFailure {
    body::<T>(json.as_bytes()).map(drop).unwrap_err()
}

fn cart_with(price: &str) -> String {
    format!(r#"{{"lineItems":[{{"price":{price}}}]}}"#)
}

#[test]
fn the_place_goes_through_nested_unions() {
    let json = cart_with(r#"{"value":{"type":"centPrecision","centAmount":"s3cr3t"}}"#);
    let failure = failure::<Cart>(&json);
    assert_eq!(failure.path(), "lineItems[0].price.value.centAmount");
    assert_eq!(failure.message(), "invalid type: string, expected i64");
    assert_eq!(failure.line(), 1);
    assert!(failure.column() > json.find("s3cr3t").unwrap());
    assert!(failure.type_name().ends_with("Cart"));
    let text = failure.to_string();
    assert!(
        text.starts_with("lineItems[0].price.value.centAmount: invalid type: string, expected i64 (line 1, column "),
        "{text}"
    );
}

#[test]
fn the_place_goes_through_lists_and_maps_in_unions() {
    let json = cart_with(
        r#"{"tiers":{"EUR":[{"type":"new"},{"type":"centPrecision","centAmount":null}]}}"#,
    );
    assert_eq!(
        failure::<Cart>(&json).path(),
        "lineItems[0].price.tiers.EUR[1].centAmount"
    );
}

#[test]
fn a_missing_field_in_a_union_is_named_at_its_object() {
    let json = cart_with(r#"{"value":{"type":"centPrecision"}}"#);
    let failure = failure::<Cart>(&json);
    assert_eq!(failure.path(), "lineItems[0].price.value");
    assert_eq!(failure.message(), "missing field `centAmount`");
}

#[test]
fn a_missing_or_wrong_tag_is_named_at_its_object() {
    for (value, message) in [
        ("{}", "missing field `type`"),
        (
            r#"{"type":7}"#,
            "invalid type: number, expected a string as the property `type`",
        ),
        (r#"[7]"#, "invalid type: sequence, expected a map"),
    ] {
        let failure = failure::<Cart>(&cart_with(&format!(r#"{{"value":{value}}}"#)));
        assert_eq!(failure.path(), "lineItems[0].price.value");
        assert_eq!(failure.message(), message);
    }
}

#[test]
fn a_union_at_the_top_has_its_place_too() {
    let failure_below = failure::<Money>(r#"{"type":"centPrecision","centAmount":[]}"#);
    assert_eq!(failure_below.path(), "centAmount");
    let failure_at_top = failure::<Money>("{}");
    assert_eq!(failure_at_top.path(), "");
    assert!(
        failure_at_top
            .to_string()
            .starts_with("missing field `type` (reading ")
    );
}

#[test]
fn a_list_of_unions_has_no_dot_before_its_index() {
    let json = r#"[{"type":"centPrecision","centAmount":{}}]"#;
    assert_eq!(failure::<Vec<Money>>(json).path(), "[0].centAmount");
}

#[test]
fn a_name_cannot_pass_for_a_place_or_break_the_line() {
    let json = r#"{"a.b\n\u2063":[{"type":"centPrecision","centAmount":{}}]}"#;
    let failure = failure::<BTreeMap<String, Vec<Money>>>(json);
    assert_eq!(failure.path(), r#"["a.b\n\u{2063}"][0].centAmount"#);

    let json = cart_with(r#"{"tiers":{"x\u2063: y":[{"type":"centPrecision","centAmount":{}}]}}"#);
    let failure = self::failure::<Cart>(&json);
    assert_eq!(
        failure.path(),
        r#"lineItems[0].price.tiers["x\u{2063}: y"][0].centAmount"#
    );
    assert_eq!(failure.message(), "invalid type: map, expected i64");
}

#[test]
fn a_union_read_by_plain_serde_has_a_readable_error() {
    let json = cart_with(r#"{"value":{"type":"centPrecision","centAmount":{}}}"#);
    let error = serde_json::from_str::<Cart>(&json).unwrap_err().to_string();
    let visible = error.replace('\u{2063}', "");
    assert!(
        visible.starts_with("value.centAmount: invalid type: map, expected i64 at line 1"),
        "{visible}"
    );
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Closed {
    One,
    Two(i32),
}

#[derive(Debug)]
struct Careless;

impl<'de> Deserialize<'de> for Careless {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(de::Error::custom(format!(
            "bad token {text}, expected better"
        )))
    }
}

#[test]
fn no_value_is_shown() {
    fn shown<T: DeserializeOwned>(json: &str) -> String {
        let failure = failure::<T>(json);
        let printed = format!("{failure} {failure:?} {failure:#?}");
        assert!(
            !printed.contains("s3cr3t") && !printed.contains("4711"),
            "{printed}"
        );
        failure.message().to_owned()
    }
    assert_eq!(
        shown::<i32>(r#""s3cr3t""#),
        "invalid type: string, expected i32"
    );
    assert_eq!(
        shown::<i32>(r#""x\", expected s3cr3t""#),
        "invalid type: string, expected i32"
    );
    assert_eq!(
        shown::<i32>(r#""x`, expected s3cr3t""#),
        "invalid type: string, expected i32"
    );
    assert_eq!(
        shown::<i32>("47110000000000"),
        "invalid value: integer, expected i32"
    );
    assert_eq!(
        shown::<i32>("4711.5"),
        "invalid type: floating point, expected i32"
    );
    assert_eq!(shown::<i32>("true"), "invalid type: boolean, expected i32");
    assert_eq!(shown::<i32>("null"), "invalid type: null, expected i32");
    assert_eq!(
        shown::<i32>("[4711]"),
        "invalid type: sequence, expected i32"
    );
    assert_eq!(
        shown::<char>(r#""s3cr3t""#),
        "invalid value: string, expected a character"
    );
    assert_eq!(
        shown::<(i32, i32)>("[4711]"),
        "invalid length 1, expected a tuple of size 2"
    );
    assert_eq!(
        shown::<Closed>(r#""s3cr3t""#),
        "unknown variant, expected `one` or `two`"
    );
    assert_eq!(
        shown::<Closed>(r#""s3cr3t`, expected 4711`""#),
        "unknown variant, expected `one` or `two`"
    );
    assert!(
        shown::<DateTime>(r#""s3cr3t""#)
            .starts_with("invalid value: string, expected a date and time with offset")
    );
    assert_eq!(
        shown::<Careless>(r#""s3cr3t""#),
        "invalid value (the reason may quote it, so it is left out)"
    );
    assert_eq!(
        shown::<Careless>(r#""\u2063s3cr3t\u2063: missing field `s3cr3t`""#),
        "invalid value (the reason may quote it, so it is left out)"
    );
    assert!(
        shown::<CentPrecisionMoney>(r#"{"centAmount":1,"centAmount":4711}"#)
            .starts_with("duplicate field `centAmount`")
    );
}

#[test]
fn broken_json_has_its_line_and_column() {
    for (json, message, line, column) in [
        ("", "EOF while parsing a value", 1, 0),
        ("<html>s3cr3t</html>", "expected value", 1, 1),
        ("{\"lineItems\":\n  [s3cr3t]}", "expected value", 2, 4),
        ("{\"lineItems\":[]}\n s3cr3t", "trailing characters", 2, 2),
        ("{\"lineItems\":[]", "EOF while parsing an object", 1, 15),
    ] {
        let failure = failure::<Cart>(json);
        assert_eq!(
            (failure.message(), failure.line(), failure.column()),
            (message, line, column)
        );
        assert!(!failure.to_string().contains("s3cr3t"));
    }
    assert!(body::<String>(b"\"\xff\"").is_err());
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let depth = 100_000;
    let json = format!("{}{}", r#"{"and":["#.repeat(depth), "]}".repeat(depth));
    assert_eq!(
        failure::<Value>(&json).message(),
        "recursion limit exceeded"
    );
}

#[derive(Debug, PartialEq, Deserialize)]
struct Defaults {
    #[serde(default, deserialize_with = "crate::runtime::list")]
    list: Vec<i32>,
    #[serde(
        default = "crate::runtime::default_int::<i32, 20>",
        deserialize_with = "crate::runtime::int_or::<_, _, 20>"
    )]
    limit: i32,
    #[serde(
        default = "crate::runtime::default_int::<_, -3000000000>",
        deserialize_with = "crate::runtime::int_or::<_, _, -3000000000>"
    )]
    offset: i64,
    #[serde(
        default = "crate::runtime::default_bool::<true>",
        deserialize_with = "crate::runtime::bool_or::<_, true>"
    )]
    with_total: bool,
    #[serde(default = "mode", deserialize_with = "mode_or_default")]
    mode: String,
}

fn mode() -> String {
    "Platform".to_owned()
}

fn mode_or_default<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    crate::runtime::or_default_with(deserializer, mode)
}

#[test]
fn missing_and_null_both_give_the_default() {
    let expected = Defaults {
        list: vec![],
        limit: 20,
        offset: -3_000_000_000,
        with_total: true,
        mode: "Platform".to_owned(),
    };
    assert_eq!(body::<Defaults>(b"{}").unwrap(), expected);
    let nulls = br#"{"list":null,"limit":null,"offset":null,"with_total":null,"mode":null}"#;
    assert_eq!(body::<Defaults>(nulls).unwrap(), expected);
}

#[test]
fn a_value_wins_over_the_default() {
    let json = br#"{"list":[1],"limit":0,"offset":7,"with_total":false,"mode":"External"}"#;
    let expected = Defaults {
        list: vec![1],
        limit: 0,
        offset: 7,
        with_total: false,
        mode: "External".to_owned(),
    };
    assert_eq!(body::<Defaults>(json).unwrap(), expected);
}

#[test]
fn a_wrong_value_is_no_default() {
    assert_eq!(failure::<Defaults>(r#"{"list":[1,"x"]}"#).path(), "list[1]");
    assert_eq!(failure::<Defaults>(r#"{"limit":"x"}"#).path(), "limit");
    assert_eq!(
        failure::<Defaults>(r#"{"with_total":0}"#).path(),
        "with_total"
    );
}

#[test]
fn a_default_out_of_range_is_the_nearest_value() {
    assert_eq!(default_int::<i32, { i64::MAX }>(), i32::MAX);
    assert_eq!(default_int::<i32, { i64::MIN }>(), i32::MIN);
}
