#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use super::*;
use crate::models::{
    Attribute, CategoryReference, FieldContainer, LocalizedString, Money, Reference,
};
use crate::{Date, DateTime, ResourceReference, Time};

mod structs;

/// A text that no error may show.
const SECRET: &str = "hunter2";

fn attribute(value: Value) -> Attribute {
    Attribute::of("thing", value)
}

fn error<T: std::fmt::Debug>(read: Result<T, ValueError>) -> String {
    read.unwrap_err().to_string()
}

#[test]
fn each_kind_is_read_as_what_the_caller_names() {
    assert_eq!(attribute(json!("red")).text().unwrap(), "red");
    assert!(attribute(json!(true)).boolean().unwrap());
    assert_eq!(attribute(json!(42)).integer().unwrap(), 42);
    assert_eq!(attribute(json!(1.5)).number().unwrap(), 1.5);
    assert_eq!(attribute(json!(2)).number().unwrap(), 2.0);
    let localized = attribute(json!({"de": "rot", "en": "red"}))
        .localized()
        .unwrap();
    assert_eq!(localized.get("de").unwrap(), "rot");
    let plain = attribute(json!({"key": "r", "label": "red"}))
        .enum_value()
        .unwrap();
    assert_eq!((plain.key.as_str(), plain.label.as_str()), ("r", "red"));
    let labelled = attribute(json!({"key": "r", "label": {"en": "red"}}))
        .localized_enum_value()
        .unwrap();
    assert_eq!(labelled.label.get("en").unwrap(), "red");
    assert_eq!(
        attribute(json!("2024-01-31")).date().unwrap().to_string(),
        "2024-01-31"
    );
    assert_eq!(
        attribute(json!("14:00:00.000")).time().unwrap().to_string(),
        "14:00:00.000"
    );
    assert_eq!(
        attribute(json!("2024-01-31T14:00:00.000Z"))
            .date_time()
            .unwrap()
            .to_string(),
        "2024-01-31T14:00:00.000Z"
    );
}

#[test]
fn a_text_that_looks_like_something_else_stays_a_text() {
    for text in [
        "1004-25-13",
        "2024-01-31",
        "14:00:00",
        "2024-01-31T14:00:00.000Z",
        "42",
        "true",
        "null",
        "{}",
        "",
    ] {
        assert_eq!(attribute(json!(text)).text().unwrap(), text);
        let fields = FieldContainer::from([("thing".to_owned(), json!(text))]);
        assert_eq!(fields.named("thing").unwrap().text().unwrap(), text);
    }
    assert!(attribute(json!("42")).integer().is_err());
    assert!(attribute(json!("42")).number().is_err());
    assert!(attribute(json!("true")).boolean().is_err());
}

#[test]
fn money_is_read_with_or_without_its_type() {
    let typed = json!({
        "type": "centPrecision", "centAmount": 1999, "currencyCode": "EUR", "fractionDigits": 2
    });
    let money = attribute(typed).money().unwrap();
    assert_eq!(money.amount().unwrap().to_string(), "19.99 EUR");
    let bare = json!({"centAmount": 500, "currencyCode": "JPY"});
    let money = attribute(bare).money().unwrap();
    assert_eq!(money.amount().unwrap().to_string(), "500 JPY");
}

#[test]
fn the_key_of_an_enum_is_a_text_in_a_field_and_has_a_label_in_an_attribute() {
    assert_eq!(attribute(json!("r")).enum_key().unwrap(), "r");
    let labelled = attribute(json!({"key": "r", "label": "red"}));
    assert_eq!(labelled.enum_key().unwrap(), "r");
    assert!(attribute(json!({"label": "red"})).enum_key().is_err());
}

#[test]
fn a_whole_number_may_have_a_point() {
    assert_eq!(attribute(json!(5.0)).integer().unwrap(), 5);
    assert_eq!(attribute(json!(i64::MIN)).integer().unwrap(), i64::MIN);
    for number in [json!(5.5), json!(1e300), json!(u64::MAX), json!(9.1e15)] {
        assert_eq!(
            error(attribute(number).integer()),
            "`thing`: expected a whole number, found a number with a fraction"
        );
    }
}

#[test]
fn a_reference_is_read_as_the_kind_that_it_is() {
    let reference = attribute(json!({"typeId": "category", "id": "c1"}));
    let category: CategoryReference = reference.reference().unwrap();
    assert_eq!(
        (category.id(), CategoryReference::TYPE_ID),
        ("c1", "category")
    );
    assert!(matches!(
        reference.any_reference().unwrap(),
        Reference::Category(category) if category.id == "c1"
    ));
    let product = attribute(json!({"typeId": "product", "id": SECRET}));
    assert_eq!(
        error(product.reference::<CategoryReference>()),
        "`thing`: expected a reference to `category`, found a reference to another kind of resource"
    );
    assert_eq!(
        error(attribute(json!({"id": "c1"})).reference::<CategoryReference>()),
        "`thing`: expected a reference to `category`, found an object"
    );
    assert_eq!(
        error(attribute(json!({"typeId": "category"})).reference::<CategoryReference>()),
        "`thing`: missing field `id`"
    );
}

#[test]
fn nested_attributes_are_attributes() {
    let nested = attribute(json!([
        {"name": "colour", "value": "red"},
        {"name": "inner", "value": [{"name": "size", "value": 3}]},
    ]));
    let attributes = nested.nested().unwrap();
    assert_eq!(attributes.named("colour").unwrap().text().unwrap(), "red");
    let inner = attributes.named("inner").unwrap().nested().unwrap();
    assert_eq!(inner.named("size").unwrap().integer().unwrap(), 3);
    assert_eq!(
        error(attribute(json!([{"value": 1}])).nested()),
        "`thing[0]`: missing field `name`"
    );
    assert_eq!(
        error(attribute(json!("x")).nested()),
        "`thing`: expected nested attributes, found a text"
    );
}

#[test]
fn a_set_has_elements_of_any_kind() {
    let texts = attribute(json!(["a", "b"]));
    assert_eq!(texts.set_of(TypedValue::text).unwrap(), ["a", "b"]);
    let numbers = attribute(json!([1, 2.5]));
    assert_eq!(numbers.set_of(TypedValue::number).unwrap(), [1.0, 2.5]);
    let booleans = attribute(json!([true]));
    assert_eq!(booleans.set_of(TypedValue::boolean).unwrap(), [true]);
    let dates = attribute(json!(["2024-01-31"]));
    assert_eq!(dates.set_of(TypedValue::date).unwrap().len(), 1);
    let times = attribute(json!(["14:00:00"]));
    assert_eq!(times.set_of(TypedValue::time).unwrap().len(), 1);
    let moments = attribute(json!(["2024-01-31T14:00:00Z"]));
    assert_eq!(moments.set_of(TypedValue::date_time).unwrap().len(), 1);
    let localized = attribute(json!([{"de": "rot"}]));
    assert_eq!(localized.set_of(TypedValue::localized).unwrap().len(), 1);
    let keys = attribute(json!(["r", {"key": "g", "label": "green"}]));
    assert_eq!(keys.set_of(TypedValue::enum_key).unwrap(), ["r", "g"]);
    let money = attribute(json!([{"centAmount": 5, "currencyCode": "EUR"}]));
    assert_eq!(money.set_of(TypedValue::money).unwrap().len(), 1);
    let references = attribute(json!([{"typeId": "category", "id": "c1"}]));
    let categories: Vec<CategoryReference> = references.set_of(TypedValue::reference).unwrap();
    assert_eq!(categories[0].id, "c1");
    let nested = attribute(json!([[{"name": "size", "value": 3}], []]));
    let nested = nested.set_of(TypedValue::nested).unwrap();
    assert_eq!((nested[0].len(), nested[1].len()), (1, 0));
    let labels = attribute(json!([{"key": "r", "label": "red"}]));
    assert_eq!(labels.set_of(TypedValue::enum_value).unwrap()[0].key, "r");
    assert_eq!(attribute(json!([])).typed().set().unwrap().len(), 0);
}

#[test]
fn an_error_names_the_place_in_a_set() {
    let sizes = attribute(json!([38, SECRET]));
    let read = sizes.set_of(TypedValue::integer);
    assert_eq!(
        error(read),
        "`thing[1]`: expected a whole number, found a text"
    );
    let prices = attribute(json!([{"centAmount": SECRET, "currencyCode": "EUR"}]));
    let failure = prices.set_of(TypedValue::money).unwrap_err();
    assert_eq!(failure.place(), "thing[0].centAmount");
    assert_eq!(
        error(attribute(json!([null])).set_of(TypedValue::text)),
        "`thing[0]`: there is no value"
    );
}

#[test]
fn an_error_names_both_kinds_and_never_the_value() {
    let secret = attribute(json!(SECRET));
    let errors = [
        error(secret.localized()),
        error(secret.enum_value()),
        error(secret.localized_enum_value()),
        error(secret.money()),
        error(secret.number()),
        error(secret.integer()),
        error(secret.boolean()),
        error(secret.date()),
        error(secret.time()),
        error(secret.date_time()),
        error(secret.reference::<CategoryReference>()),
        error(secret.any_reference()),
        error(secret.nested()),
        error(secret.set_of(TypedValue::text)),
        error(secret.read::<u8>()),
        error(attribute(json!({"de": {"a": SECRET}})).localized()),
        error(attribute(json!({"de": 5, "x": SECRET})).localized()),
        error(attribute(json!([SECRET])).text()),
        format!("{:?}", secret.typed()),
        format!("{:?}", secret.money().unwrap_err()),
    ];
    for error in errors {
        assert!(!error.contains(SECRET), "{error}");
        assert!(error.contains("thing"), "{error}");
    }
    assert_eq!(
        error(secret.money()),
        "`thing`: expected money, found a text"
    );
    assert_eq!(
        error(secret.date()),
        "`thing`: expected a date, found another text"
    );
    assert_eq!(
        error(attribute(json!({"de": 5})).localized()),
        "`thing.de`: invalid type: integer, expected a string"
    );
}

#[test]
fn what_is_null_is_not_there() {
    let attributes = [attribute(Value::Null), Attribute::of("colour", "red")];
    assert!(attributes.find("thing").is_none());
    assert_eq!(
        attributes.named("thing").unwrap_err(),
        ValueError::Missing {
            place: "thing".to_owned()
        }
    );
    assert_eq!(error(attributes[0].text()), "`thing`: there is no value");
    assert_eq!(error(attributes[0].date()), "`thing`: there is no value");
    assert!(attributes.named("size").is_err());
    assert_eq!(attributes.named("colour").unwrap().name(), "colour");
    let fields = FieldContainer::from([("thing".to_owned(), Value::Null)]);
    assert!(fields.find("thing").is_none() && fields.find("other").is_none());
}

#[test]
fn each_kind_is_written_as_the_api_takes_it() {
    let date: Date = "2024-01-31".parse().unwrap();
    let time: Time = "14:00:00".parse().unwrap();
    let moment: DateTime = "2024-01-31T14:00:00Z".parse().unwrap();
    for (written, expected) in [
        ("red".into_json(), json!("red")),
        (String::from("red").into_json(), json!("red")),
        (true.into_json(), json!(true)),
        (5_i32.into_json(), json!(5)),
        (5_i64.into_json(), json!(5)),
        (5_u32.into_json(), json!(5)),
        (0.5.into_json(), json!(0.5)),
        (f64::NAN.into_json(), Value::Null),
        (date.into_json(), json!("2024-01-31")),
        (time.into_json(), json!("14:00:00")),
        (moment.into_json(), json!("2024-01-31T14:00:00Z")),
        (
            LocalizedString::new().with("de", "rot").into_json(),
            json!({"de": "rot"}),
        ),
        (
            Money::new(5, "EUR").into_json(),
            json!({"centAmount": 5, "currencyCode": "EUR"}),
        ),
        (
            EnumValue {
                key: "r".to_owned(),
                label: "red".to_owned(),
            }
            .into_json(),
            json!({"key": "r", "label": "red"}),
        ),
        ([[1, 2], [3, 4]].into_json(), json!([[1, 2], [3, 4]])),
        (
            vec![Attribute::of("size", 3)].into_json(),
            json!([{"name": "size", "value": 3}]),
        ),
        (
            crate::models::TypeReference::new("t1").into_json(),
            json!({"typeId": "type", "id": "t1"}),
        ),
    ] {
        assert_eq!(written, expected);
    }
}
