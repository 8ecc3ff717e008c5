//! Missing required fields, where they are tolerated.

use serde_json::{Value, json};

use super::models::{Container, Discount, Everything, Gift, Money, Reference, State, everything};
use super::warnings::Warnings;
use super::{read, read_tolerating, with};
use crate::json::{Purpose, from_slice, to_vec};
use crate::runtime::{self, MissingFields};

/// The zero of each kind of field, as it is written. What is empty or unknown by any rule is no zero.
const ZEROS: [(&str, &str); 11] = [
    ("text", r#""""#),
    ("whole", "0"),
    ("number", "0.0"),
    ("flag", "false"),
    ("moment", r#""1970-01-01T00:00:00.000Z""#),
    ("date", r#""1970-01-01""#),
    ("time", r#""00:00:00""#),
    ("local", r#""1970-01-01T00:00:00""#),
    ("inner", r#"{"id":""}"#),
    (
        "price",
        r#"{"type":"centPrecision","centAmount":0,"currencyCode":""}"#,
    ),
    ("any", "null"),
];

fn note(path: &str) -> String {
    format!("{path}: the API did not send this field; it is read as zero")
}

#[test]
fn each_missing_field_is_the_zero_of_its_kind_and_is_logged() {
    for (member, zero) in ZEROS {
        let text = with(&everything(), member, None).to_string();
        let (warnings, read) = Warnings::during(|| read_tolerating::<Everything>(&text).unwrap());
        let zero = serde_json::from_str(zero).unwrap();
        assert_eq!(
            serde_json::to_value(&read).unwrap(),
            with(&everything(), member, Some(zero))
        );
        assert_eq!(warnings, [note(member)]);
        assert!(from_slice::<Everything>(text.as_bytes(), MissingFields::Refuse).is_err());
    }
}

#[test]
fn null_is_as_good_as_missing() {
    for (member, _) in ZEROS.into_iter().filter(|(member, _)| *member != "any") {
        let missing = read_tolerating::<Everything>(&with(&everything(), member, None).to_string());
        let null = with(&everything(), member, Some(Value::Null)).to_string();
        let (warnings, null) = Warnings::during(|| read_tolerating::<Everything>(&null));
        assert_eq!(null, missing, "{member}");
        assert_eq!(warnings, [note(member)]);
    }
}

/// It is a value like any other where the field can have any.
#[test]
fn a_null_that_the_api_sent_is_not_logged_as_missing() {
    let json = with(&everything(), "any", Some(Value::Null));
    let text = with(&json, "whole", None).to_string();
    let (warnings, read) = Warnings::during(|| read_tolerating::<Everything>(&text).unwrap());
    assert_eq!((read.any, read.whole), (Value::Null, 0));
    assert_eq!(warnings, [note("whole")]);
}

#[test]
fn an_empty_object_is_read_as_zeros_with_a_warning_for_each_field() {
    let (warnings, read) = Warnings::during(|| read_tolerating::<Everything>("{}").unwrap());
    let expected: Vec<String> = ZEROS.iter().map(|(member, _)| note(member)).collect();
    assert_eq!(warnings, expected);
    assert_eq!(read.whole, 0);
    assert!(matches!(read.state, State::Unknown(value) if value.is_missing()));
    assert!(read.list.is_empty() && read.map.is_empty());
}

#[test]
fn what_is_complete_is_read_without_a_warning() {
    let (warnings, tolerated) =
        Warnings::during(|| read_tolerating::<Everything>(&everything().to_string()));
    assert_eq!(tolerated.unwrap(), read(&everything().to_string()));
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn a_warning_names_the_place_of_the_field() {
    let json = json!([
        with(
            &everything(),
            "list",
            Some(json!([{"type": "new", "currencyCode": "EUR"}]))
        ),
        with(
            &everything(),
            "map",
            Some(json!({"a b": {"type": "highPrecision", "centAmount": 1, "currencyCode": ""}}))
        ),
        with(&everything(), "query", Some(json!({"and": [{"not": {}}]}))),
        with(
            &everything(),
            "discount",
            Some(
                json!({"type": "giftProduct", "product": {"typeId": "everything", "id": "e", "obj": with(&everything(), "whole", None)}})
            )
        ),
    ]);
    let (warnings, read) =
        Warnings::during(|| read_tolerating::<Vec<Everything>>(&json.to_string()).unwrap());
    assert_eq!(
        warnings,
        [
            note("[0].list[0].centAmount"),
            note(r#"[1].map["a b"].preciseAmount"#),
            note("[3].discount.product.obj.whole"),
        ]
    );
    let Discount::GiftProduct(Gift::Product(gift)) = &read[3].discount else {
        unreachable!("{read:?}");
    };
    let expanded = gift.product.obj.as_ref().unwrap().resource().unwrap();
    assert_eq!((expanded.whole, expanded.text.as_str()), (0, "a"));
}

#[test]
fn a_union_without_its_tag_is_unknown() {
    let discount: Discount = read_tolerating(r#"{"permyriad":1}"#).unwrap();
    assert!(
        matches!(&discount, Discount::Unknown(unknown) if unknown.tag().is_none()),
        "{discount:?}"
    );
    let money: Money = read_tolerating("{}").unwrap();
    assert!(matches!(&money, Money::CentPrecision(_)), "{money:?}");
    assert_eq!((money.cent_amount(), money.currency_code()), (0, ""));
    let reference: Reference = read_tolerating("{}").unwrap();
    assert_eq!(reference.id, "");
    assert_eq!(read_tolerating::<Container>("{}").unwrap(), read("{}"));
}

#[test]
fn a_wrong_value_is_not_a_missing_one() {
    for (member, value) in [
        ("text", json!(7)),
        ("whole", json!(0.5)),
        ("moment", json!("")),
        ("list", json!({})),
        ("inner", json!([])),
    ] {
        let text = with(&everything(), member, Some(value)).to_string();
        let (warnings, read) = Warnings::during(|| read_tolerating::<Everything>(&text));
        assert_eq!(read.unwrap_err().path(), member);
        assert_eq!(warnings, [""; 0]);
    }
}

#[test]
fn zeros_are_written_and_read_again() {
    let zeros: Everything = read_tolerating("{}").unwrap();
    let text = to_vec(&zeros, Purpose::Keeping).unwrap();
    assert_eq!(
        from_slice::<Everything>(&text, MissingFields::Refuse).unwrap(),
        zeros
    );
}
