#![allow(clippy::unwrap_used, dead_code)]

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};

use super::*;
use crate::json::{self, MissingFields, Read};
use crate::runtime::{self, NoFields, Unknown};
use crate::{DateTime, Value};

#[derive(Debug)]
struct Cart {
    line_items: Vec<LineItem>,
}

#[derive(Debug)]
struct LineItem {
    price: Price,
}

/// A union, in which `value` is another one.
#[derive(Debug)]
enum Price {
    Embedded(EmbeddedPrice),
    Unknown(Unknown<PriceFields>),
}

#[derive(Debug)]
struct EmbeddedPrice {
    value: Option<Money>,
    tiers: Option<BTreeMap<String, Vec<Money>>>,
}

#[derive(Debug)]
struct PriceFields {
    value: Option<Money>,
    tiers: Option<BTreeMap<String, Vec<Money>>>,
}

#[derive(Debug)]
enum Money {
    CentPrecision(CentPrecisionMoney),
    Unknown(Unknown<MoneyFields>),
}

#[derive(Debug)]
struct CentPrecisionMoney {
    cent_amount: i64,
    until: Option<DateTime>,
}

#[derive(Debug)]
struct MoneyFields {
    cent_amount: i64,
}

#[derive(Debug)]
enum Query {
    And(And),
    Unknown(Unknown),
}

#[derive(Debug)]
struct And {
    and: Vec<Query>,
}

/// A union that contains itself.
#[derive(Debug)]
enum Tree {
    Branch(Branch),
    Unknown(Unknown),
}

#[derive(Debug)]
struct Branch {
    tree: Option<Box<Tree>>,
    labels: Option<BTreeMap<String, String>>,
}

runtime::received! { Cart { line_items: "lineItems", } }
runtime::received! { LineItem { price: "price", } }
runtime::received_union! { Price by "kind" Means("embedded") sharing PriceFields {
    "embedded" => Embedded(EmbeddedPrice) from,
} }
runtime::received! { EmbeddedPrice { value: "value", tiers: "tiers", } }
runtime::received! { PriceFields { value: "value", tiers: "tiers", } }
runtime::received_union! { Money by "type" Refused sharing MoneyFields {
    "centPrecision" => CentPrecision(CentPrecisionMoney) from,
} }
runtime::received! { CentPrecisionMoney { cent_amount: "centAmount", until: "until", } }
runtime::received! { MoneyFields { cent_amount: "centAmount", } }
runtime::received_union! { Query by key { "and" => And(And) from, } }
runtime::received! { And { and: "and", } }
runtime::received_union! { Tree by "kind" Refused sharing NoFields { "branch" => Branch(Branch) from, } }
runtime::received! { Branch { tree: "tree", labels: "labels", } }

/// A cart of the caller's own, with a model of the SDK in it.
#[derive(Debug, Deserialize)]
struct OwnCart {
    lines: Vec<BTreeMap<String, Money>>,
}

fn failure<T: Read>(json: &str) -> DecodeFailure {
    read::<T>(json).map(drop).unwrap_err()
}

fn read<T: Read>(json: &str) -> Result<T, DecodeFailure> {
    json::from_slice(json.as_bytes(), MissingFields::Refuse)
}

fn foreign_failure<T: DeserializeOwned>(json: &str) -> DecodeFailure {
    foreign::<T>(json.as_bytes()).map(drop).unwrap_err()
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
    assert!(failure.type_name().ends_with("Cart"));
    assert_eq!(failure.excerpt(), "{centAmount: string, type: string}");
    let text = failure.to_string();
    assert!(
        text.starts_with("lineItems[0].price.value.centAmount: invalid type: string, expected i64 (line 1, column "),
        "{text}"
    );
}

/// The line and the column are those of the first reading, which makes no copies.
#[test]
fn the_position_is_that_of_the_value() {
    let json = cart_with(
        "{\"kind\":\"embedded\",\"value\":{\n\"type\":\"centPrecision\",\n \"centAmount\":\"s3cr3t\"}}",
    );
    let failure = failure::<Cart>(&json);
    assert_eq!((failure.line(), failure.column()), (3, 22));
}

/// It is not that within the member, which is kept until the tag is known.
#[test]
fn the_position_of_a_value_before_the_tag_is_that_in_the_whole_text() {
    let json = cart_with("{\"text\":\n\n  1e400,\"kind\":\"new\"}");
    let failure = failure::<Cart>(&json);
    assert_eq!(failure.message(), "number out of range");
    assert_eq!(failure.line(), 3, "{failure}");
}

#[test]
fn the_place_goes_through_lists_and_maps_in_unions() {
    let json = cart_with(
        r#"{"tiers":{"EUR":[{"type":"new","centAmount":1},{"type":"centPrecision","centAmount":null}]}}"#,
    );
    let failure = failure::<Cart>(&json);
    assert_eq!(failure.path(), "lineItems[0].price.tiers.EUR[1].centAmount");
    assert_eq!(failure.excerpt(), "{centAmount: null, type: string}");
}

#[test]
fn the_place_is_the_same_wherever_the_tag_stands() {
    for money in [
        r#"{"type":"centPrecision","centAmount":{},"until":null}"#,
        r#"{"centAmount":{},"type":"centPrecision","until":null}"#,
        r#"{"centAmount":{},"until":null,"type":"centPrecision"}"#,
        r#"{"type":"new","centAmount":{}}"#,
        r#"{"centAmount":{},"type":"new"}"#,
    ] {
        let failure = failure::<Cart>(&cart_with(&format!(r#"{{"value":{money}}}"#)));
        assert_eq!(
            failure.path(),
            "lineItems[0].price.value.centAmount",
            "{money}"
        );
        assert_eq!(failure.message(), "invalid type: map, expected i64");
    }
}

#[test]
fn a_missing_field_is_named_at_its_object() {
    for (price, path) in [
        (r#"{"value":{"type":"centPrecision"}}"#, "value"),
        (r#"{"value":{"type":"new"}}"#, "value"),
        (r#"{"tiers":{"EUR":[{"type":"new"}]}}"#, "tiers.EUR[0]"),
    ] {
        let failure = failure::<Cart>(&cart_with(price));
        assert_eq!(failure.path(), format!("lineItems[0].price.{path}"));
        assert_eq!(failure.message(), "missing field `centAmount`");
    }
}

#[test]
fn a_missing_tag_is_named_at_its_object_and_a_wrong_one_in_its_place() {
    for (value, path, message) in [
        (r#"{"centAmount":1}"#, "", "missing field `type`"),
        (
            r#"{"type":null,"centAmount":1}"#,
            "",
            "missing field `type`",
        ),
        (
            r#"{"type":4711}"#,
            ".type",
            "invalid type: integer, expected a string",
        ),
        (
            r#"{"type":["s3cr3t"]}"#,
            ".type",
            "invalid type: sequence, expected a string",
        ),
        ("[4711]", "", "invalid type: sequence, expected an object"),
        (
            r#""s3cr3t""#,
            "",
            "invalid type: string, expected an object",
        ),
    ] {
        let failure = failure::<Cart>(&cart_with(&format!(r#"{{"value":{value}}}"#)));
        assert_eq!(
            failure.path(),
            format!("lineItems[0].price.value{path}"),
            "{value}"
        );
        assert_eq!(failure.message(), message, "{value}");
    }
}

#[test]
fn a_union_at_the_top_has_its_place_too() {
    let below = failure::<Money>(r#"{"type":"centPrecision","centAmount":[]}"#);
    assert_eq!(below.path(), "centAmount");
    let at_top = failure::<Money>("{}");
    assert_eq!(at_top.path(), "");
    let text = at_top.to_string();
    assert!(
        text.starts_with("missing field `type` (line 1, column 2, reading "),
        "{text}"
    );
}

#[test]
fn a_list_has_no_dot_before_its_index() {
    let json = r#"[{"type":"centPrecision","centAmount":{}}]"#;
    assert_eq!(failure::<Vec<Money>>(json).path(), "[0].centAmount");
}

#[test]
fn a_name_cannot_pass_for_a_place_or_break_the_line() {
    let money = r#"[{"type":"centPrecision","centAmount":{}}]"#;
    let json = format!(r#"{{"a.b\n\u2063":{money}}}"#);
    let path = r#"["a.b\n\u{2063}"][0].centAmount"#;
    assert_eq!(failure::<BTreeMap<String, Vec<Money>>>(&json).path(), path);
    assert_eq!(
        foreign_failure::<BTreeMap<String, Vec<Money>>>(&json).path(),
        path
    );

    let json = cart_with(&format!(r#"{{"tiers":{{"x\u2063: y":{money}}}}}"#));
    let path = r#"lineItems[0].price.tiers["x\u{2063}: y"][0].centAmount"#;
    let failure = failure::<Cart>(&json);
    assert_eq!(failure.path(), path);
    assert_eq!(failure.message(), "invalid type: map, expected i64");
}

#[test]
fn the_place_in_a_model_goes_on_behind_the_place_in_a_type_of_the_callers() {
    for (money, place, message) in [
        (r#"{"centAmount":1}"#, "", "missing field `type`"),
        (r#"{"type":"new"}"#, "", "missing field `centAmount`"),
        (
            r#"{"type":"new","centAmount":"s3cr3t"}"#,
            ".centAmount",
            "invalid type: string, expected i64",
        ),
        ("4711", "", "invalid type: integer, expected an object"),
    ] {
        let json = format!(r#"{{"lines":[{{}},{{"net":{money}}}]}}"#);
        let failure = foreign_failure::<OwnCart>(&json);
        assert_eq!(failure.path(), format!("lines[1].net{place}"), "{money}");
        assert_eq!(failure.message(), message, "{money}");
        assert!(failure.type_name().ends_with("OwnCart"));
    }
}

/// A model that is no union is read without a copy, so `serde_path_to_error` sees the steps into it as well.
#[test]
fn a_step_into_a_model_is_named_once_in_a_type_of_the_callers() {
    let wrong_price = cart_with(r#"{"value":{"type":"new","centAmount":"s3cr3t"}}"#);
    let place = "lineItems[0].price.value.centAmount";
    assert_eq!(foreign_failure::<Cart>(&wrong_price).path(), place);

    let json = format!(r#"{{"de":[{wrong_price}]}}"#);
    let failure = foreign_failure::<BTreeMap<String, Vec<Cart>>>(&json);
    assert_eq!(failure.path(), format!("de[0].{place}"));
    assert_eq!(failure.excerpt(), "{centAmount: string, type: string}");

    let failure = foreign_failure::<BTreeMap<String, Cart>>(r#"{"de":{"lineItems":4711}}"#);
    assert_eq!(failure.path(), "de.lineItems");
}

#[test]
fn a_model_read_by_plain_serde_has_a_readable_error() {
    let json = cart_with(r#"{"value":{"type":"centPrecision","centAmount":{}}}"#);
    let of_text = serde_json::from_str::<Cart>(&json).unwrap_err().to_string();
    let value: Value = serde_json::from_str(&json).unwrap();
    let of_value = serde_json::from_value::<Cart>(value)
        .unwrap_err()
        .to_string();
    for error in [of_text, of_value] {
        let visible = error.replace('\u{2063}', "");
        let start = "lineItems[0].price.value.centAmount: invalid type: map, expected i64";
        assert!(visible.starts_with(start), "{visible}");
    }
}

/// Extensions, webhooks and files are read by serde alone, and their errors are logged.
#[test]
fn an_error_of_plain_serde_quotes_no_value() {
    let texts = [
        r#""s3cr3t""#,
        r#"{"id":{"s3cr3t":"s3cr3t"}}"#,
        r#"{"id":47110815}"#,
        r#"{"id":"1","version":"s3cr3t"}"#,
        r#"{"id":"1","version":1,"createdAt":"s3cr3t"}"#,
        r#"{"id":"1","version":1,"name":"s3cr3t"}"#,
    ];
    for text in texts {
        let of_text = serde_json::from_str::<crate::models::Category>(text).unwrap_err();
        let value: Value = serde_json::from_str(text).unwrap();
        let of_value = serde_json::from_value::<crate::models::Category>(value).unwrap_err();
        for error in [of_text, of_value].map(|error| error.to_string()) {
            assert!(
                !error.contains("s3cr3t") && !error.contains("47110815"),
                "{error}"
            );
            assert!(error.contains("invalid "), "{error}");
        }
    }
}

/// The error that a test of the caller's compares: it has no marks where there is no place to tell.
#[test]
fn an_error_of_the_outermost_object_is_its_message_alone() {
    let error =
        serde_json::from_value::<crate::models::Category>(serde_json::json!({})).unwrap_err();
    assert_eq!(error.to_string(), "missing field `id`");
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

#[derive(Debug)]
struct Size {
    size: i32,
}

runtime::received! { Size { size: "size", } }

/// The message, after a look at everything that is printed.
fn shown(failure: &DecodeFailure) -> String {
    let printed = format!("{failure} {failure:?} {failure:#?}");
    assert!(
        !printed.contains("s3cr3t") && !printed.contains("4711"),
        "{printed}"
    );
    failure.message().to_owned()
}

#[test]
fn no_value_is_shown_by_a_model() {
    fn both<T: Read + DeserializeOwned>(json: &str) -> String {
        let message = shown(&failure::<T>(json));
        let in_a_list = shown(&foreign_failure::<Vec<T>>(&format!("[{json}]")));
        assert_eq!(in_a_list, message, "{json}");
        message
    }
    for (json, found) in [
        (r#""s3cr3t""#, "type: string"),
        (r#""x\", expected s3cr3t""#, "type: string"),
        (r#""x`, expected s3cr3t""#, "type: string"),
        ("47110000000000", "value: integer"),
        ("4711.5", "type: floating point"),
        ("true", "type: boolean"),
        ("null", "type: null"),
        ("[4711]", "type: sequence"),
        (r#"{"name":4711}"#, "type: map"),
    ] {
        let message = both::<Size>(&format!(r#"{{"size":{json}}}"#));
        assert_eq!(
            message.replace("i64", "i32"),
            format!("invalid {found}, expected i32")
        );
    }
    assert!(
        both::<DateTime>(r#""s3cr3t""#)
            .starts_with("invalid value: string, expected a date and time with offset")
    );
    assert_eq!(
        both::<bool>(r#""s3cr3t""#),
        "invalid type: string, expected a boolean"
    );
    assert_eq!(
        both::<Money>(r#"{"type":"s3cr3t"}"#),
        "missing field `centAmount`"
    );
    assert_eq!(
        both::<Query>(r#""s3cr3t""#),
        "invalid type: string, expected an object"
    );
    let twice = both::<CentPrecisionMoney>(r#"{"centAmount":1,"centAmount":4711}"#);
    assert!(twice.starts_with("duplicate field"), "{twice}");
}

#[test]
fn no_value_is_shown_by_a_type_of_the_callers() {
    let left_out = "invalid value (the reason may quote it, so it is left out)";
    for (failure, message) in [
        (
            foreign_failure::<char>(r#""s3cr3t""#),
            "invalid value: string, expected a character",
        ),
        (
            foreign_failure::<(i32, i32)>("[4711]"),
            "invalid length 1, expected a tuple of size 2",
        ),
        (
            foreign_failure::<Closed>(r#""s3cr3t""#),
            "unknown variant, expected `one` or `two`",
        ),
        (
            foreign_failure::<Closed>(r#""s3cr3t`, expected 4711`""#),
            "unknown variant, expected `one` or `two`",
        ),
        (foreign_failure::<Careless>(r#""s3cr3t""#), left_out),
        (
            foreign_failure::<Careless>(r#""\u2063s3cr3t\u2063: missing field `s3cr3t`""#),
            left_out,
        ),
    ] {
        assert_eq!(shown(&failure), message);
    }
}

#[test]
fn broken_json_has_its_line_and_column() {
    for (json, message, line, column) in BROKEN {
        let foreign = foreign_failure::<Value>(json);
        for failure in [failure::<Cart>(json), failure::<Value>(json), foreign] {
            let found = (failure.message(), failure.line(), failure.column());
            assert_eq!(found, (message, line, column), "{json}");
            assert!(!failure.to_string().contains("s3cr3t"));
        }
    }
    assert!(foreign::<String>(b"\"\xff\"").is_err());
}

#[test]
fn a_text_that_is_not_utf_8_is_named_in_its_place() {
    let read = |text: &[u8]| {
        let failure =
            json::from_slice::<BTreeMap<String, Vec<String>>>(text, MissingFields::Refuse)
                .unwrap_err();
        let (place, message) = (failure.path().to_owned(), failure.message().to_owned());
        (place, message, failure.line())
    };
    let found = |place: &str, line| (place.to_owned(), "the text is not UTF-8".to_owned(), line);
    assert_eq!(read(b"\xff"), found("", 1));
    assert_eq!(read(b"{\"a\":[\"\",\n\"s3cr3t\xff\"]}"), found("a[1]", 2));
    assert_eq!(read(b"{\"a\":[]}\xff"), found("", 0));

    let wrong_before = read(b"{\"a\":[1,\"\xff\"]}");
    assert_eq!(wrong_before.0, "a[0]");
    assert_ne!(wrong_before.1, "the text is not UTF-8");
}

const BROKEN: [(&str, &str, usize, usize); 5] = [
    ("", "EOF while parsing a value", 1, 0),
    ("<html>s3cr3t</html>", "expected value", 1, 1),
    ("{\"lineItems\":\n  [s3cr3t]}", "expected value", 2, 4),
    ("{\"lineItems\":[]}\n s3cr3t", "trailing characters", 2, 2),
    ("{\"lineItems\":[]", "EOF while parsing an object", 1, 15),
];

/// `RawResponse::json` of a model, or of a type of the caller's with a model in it.
#[test]
fn broken_json_is_told_from_a_wrong_value_in_a_type_of_the_callers() {
    for (json, message, line, column) in BROKEN {
        let failure = foreign_failure::<Cart>(json);
        let found = (failure.message(), failure.line(), failure.column());
        assert_eq!(found, (message, line, column), "{json}");
    }
}

/// What reads a stream waits for more at the end of a text, and gives up at anything else.
#[test]
fn broken_json_has_the_category_that_serde_json_gives_it() {
    for (json, category) in [
        (r#"{"lineItems":["#, serde_json::error::Category::Eof),
        (
            r#"{"lineItems":[{"price":{"type":"#,
            serde_json::error::Category::Eof,
        ),
        (r#"{"lineItems":[}"#, serde_json::error::Category::Syntax),
        (r#"{"lineItems":7}"#, serde_json::error::Category::Data),
    ] {
        let error = serde_json::from_str::<Cart>(json).unwrap_err();
        assert_eq!(error.classify(), category, "{json}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let json = deep();
    for failure in [
        failure::<Value>(&json),
        failure::<Query>(&json),
        failure::<NoFields>(&json),
        foreign_failure::<Value>(&json),
    ] {
        assert_eq!(failure.message(), "recursion limit exceeded");
    }
}

#[test]
fn deep_nesting_before_a_tag_is_an_error_too() {
    let deep = deep();
    for kind in ["new", "embedded"] {
        let json = cart_with(&format!(r#"{{"value":{deep},"kind":"{kind}"}}"#));
        let failure = failure::<Cart>(&json);
        assert_eq!(failure.message(), "recursion limit exceeded", "{kind}");
    }
}

#[test]
fn deep_nesting_is_named_in_a_type_of_the_callers() {
    let failure = foreign_failure::<Query>(&deep());
    assert_eq!(failure.message(), "recursion limit exceeded");
}

/// The text before a tag has a limit of its own, and in it the members before a tag are copied, so there is no third one. A
/// thread of a test has a stack of 2 MiB, as the threads of Tokio have.
#[test]
fn the_text_before_a_tag_may_be_as_deep_as_the_whole_text() {
    let tag_first = |depth, tree: &str| {
        let start = r#"{"kind":"branch","tree":"#.repeat(depth);
        format!("{start}{tree}{}", "}".repeat(depth))
    };
    let tag_last = |depth, tree: &str| {
        let end = r#","kind":"branch"}"#.repeat(depth);
        format!("{}{tree}{end}", r#"{"tree":"#.repeat(depth))
    };
    let tree = read::<Tree>(&tag_first(120, &tag_last(120, "null"))).unwrap();
    let mut depth = 0;
    let mut next = Some(&tree);
    while let Some(Tree::Branch(branch)) = next {
        depth += 1;
        next = branch.tree.as_deref();
    }
    assert_eq!(depth, 240);
    for deeper in [tag_last(240, "null"), tag_first(240, "null")] {
        let failure = failure::<Tree>(&deeper);
        assert_eq!(failure.message(), "recursion limit exceeded");
    }
}

/// A member that no model declares is not read, and of a name that occurs twice the last value counts.
#[test]
fn what_is_before_the_tag_is_read_as_what_is_after_it() {
    let members = r#""new":1e400,"labels":{"en":"one","de":"eins","en":"two"}"#;
    for json in [
        format!(r#"{{"kind":"branch",{members}}}"#),
        format!(r#"{{{members},"kind":"branch"}}"#),
    ] {
        let tree = read::<Tree>(&json).unwrap();
        let labels = match tree {
            Tree::Branch(branch) => branch.labels,
            Tree::Unknown(_) => None,
        };
        let expected =
            [("en", "two"), ("de", "eins")].map(|(at, text)| (at.to_owned(), text.to_owned()));
        assert_eq!(labels, Some(BTreeMap::from(expected)), "{json}");
    }
}

fn deep() -> String {
    let depth = 100_000;
    format!("{}{}", r#"{"and":["#.repeat(depth), "]}".repeat(depth))
}
