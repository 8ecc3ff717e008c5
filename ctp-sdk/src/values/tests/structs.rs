//! Structs of the caller's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::SECRET;
use crate::Localized;
use crate::models::{
    Attribute, CustomFields, CustomFieldsDraft, FieldContainer, TypeReference,
    TypeResourceIdentifier, TypedMoney,
};
use crate::values::{EnumValue, FromValues, NamedValues, ValueError};

#[derive(Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Garment {
    article: String,
    weight: f64,
    colour: Option<EnumValue>,
    #[serde(default)]
    sizes: Vec<i64>,
    label: Option<Localized<String>>,
    list_price: Option<TypedMoney>,
}

fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::of("article", "1004-25-13"),
        Attribute::of("weight", 0.1),
        Attribute::of("colour", json!({"key": "r", "label": "red"})),
        Attribute::of("sizes", [38, 40]),
        Attribute::of("label", Value::Null),
        Attribute::of(
            "list-price",
            json!({"centAmount": 5, "currencyCode": "EUR"}),
        ),
        Attribute::of("unknown", json!({"to": ["this", "version"]})),
    ]
}

fn error<T: std::fmt::Debug>(read: Result<T, ValueError>) -> String {
    read.unwrap_err().to_string()
}

#[test]
fn attributes_are_read_into_a_struct_and_the_ones_it_does_not_know_are_passed_over() {
    let garment: Garment = attributes().read_into().unwrap();
    assert_eq!(garment.article, "1004-25-13");
    assert_eq!(garment.weight, 0.1);
    assert_eq!(garment.colour.unwrap().key, "r");
    assert_eq!(garment.sizes, [38, 40]);
    assert_eq!(garment.label, None);
    let price = garment.list_price.unwrap().amount().unwrap();
    assert_eq!(price.to_string(), "0.05 EUR");
}

#[test]
fn a_struct_may_keep_the_rest_or_refuse_it() {
    #[derive(Debug, Deserialize)]
    struct Open {
        article: String,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    let open: Open = attributes().read_into().unwrap();
    assert_eq!((open.article.as_str(), open.rest.len()), ("1004-25-13", 5));

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Closed {
        #[allow(dead_code)]
        article: String,
    }
    assert!(attributes().read_into::<Closed>().is_err());
}

#[test]
fn an_error_names_the_place_and_not_the_value() {
    let with = |name: &str, value: Value| {
        let mut attributes = attributes();
        attributes.retain(|attribute| attribute.name != name);
        attributes.push(Attribute::of(name, value));
        error(attributes.read_into::<Garment>())
    };
    assert_eq!(
        with("sizes", json!([38, SECRET])),
        "`sizes[1]`: invalid type: string, expected i64"
    );
    assert_eq!(
        with("colour", json!({"key": "r", "label": 5})),
        "`colour.label`: invalid type: integer, expected a string"
    );
    assert_eq!(
        with(
            "list-price",
            json!({"centAmount": SECRET, "currencyCode": "EUR"})
        ),
        "`list-price.centAmount`: invalid type: string, expected i64"
    );
    assert_eq!(with("article", Value::Null), "missing field `article`");
}

#[test]
fn fields_are_read_into_a_struct_too() {
    let fields = FieldContainer::from_values(&json!({"article": "a", "weight": 2})).unwrap();
    let garment: Garment = fields.read_into().unwrap();
    assert_eq!((garment.article.as_str(), garment.weight), ("a", 2.0));
    let custom = CustomFields::new(TypeReference::new("t1"), fields);
    assert_eq!(custom.read_into::<Garment>().unwrap(), garment);
    assert_eq!(custom.named("article").unwrap().text().unwrap(), "a");
}

#[test]
fn one_value_is_read_into_a_struct() {
    let attribute = Attribute::of("box", json!({"article": "a", "weight": SECRET}));
    assert_eq!(
        error(attribute.read::<Garment>()),
        "`box.weight`: invalid type: string, expected f64"
    );
}

#[test]
fn a_struct_is_written_without_what_is_none() {
    let garment = Garment {
        article: "1004-25-13".to_owned(),
        weight: 0.1,
        colour: None,
        sizes: vec![38],
        label: Some(Localized::new().with("de", "rot")),
        list_price: None,
    };
    let attributes = Vec::<Attribute>::from_values(&garment).unwrap();
    let names: Vec<&str> = attributes.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["article", "label", "sizes", "weight"]);
    assert_eq!(attributes.read_into::<Garment>().unwrap(), garment);
    let fields = FieldContainer::from_values(&garment).unwrap();
    assert_eq!(fields.len(), 4);
    assert_eq!(fields.read_into::<Garment>().unwrap(), garment);
}

#[test]
fn a_draft_has_single_fields_beside_those_of_a_struct() {
    let draft = CustomFieldsDraft::new(TypeResourceIdentifier::with_key("garment"))
        .field("article", "old")
        .values(&json!({"article": "1004-25-13", "size": null}))
        .unwrap()
        .field("lift", true);
    assert_eq!(
        serde_json::to_value(draft).unwrap(),
        json!({
            "type": {"typeId": "type", "key": "garment"},
            "fields": {"article": "1004-25-13", "lift": true}
        })
    );
}

#[test]
fn what_has_no_names_cannot_be_written() {
    for unnamed in [json!([1]), json!("text"), Value::Null] {
        let written = FieldContainer::from_values(&unnamed);
        assert_eq!(written, Err(ValueError::Unwritable));
    }
    let by_list = BTreeMap::from([(vec![1], 1)]);
    let written = Vec::<Attribute>::from_values(&by_list);
    assert_eq!(written, Err(ValueError::Unwritable));
    assert_eq!(ValueError::Unwritable.place(), "");
}
