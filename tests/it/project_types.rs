//! Structs for the attributes and custom fields of a project: what is emitted, and what it reads and writes.

#[path = "../fixtures/project_types/expected.rs"]
#[allow(dead_code, unreachable_pub)]
mod expected;

use codegen::project_types::{Document, emit};
use ctp_sdk::Localized;
use ctp_sdk::models::{Attribute, CustomFields, CustomFieldsDraft, FieldContainer, TypeReference};
use ctp_sdk::values::{Nested, ValueError};
use expected::{
    DeliveryFields, DeliverySlot, PackageAttributes, ShelfAttributes, ShelfColour,
    ShelfProductAttributes, ShelfSizes,
};
use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/project_types");

fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{FOLDER}/{name}")).unwrap()
}

/// The attributes of a variant as the API sends them.
fn shelf() -> Vec<Attribute> {
    vec![
        Attribute::of("article-number", "1004"),
        Attribute::of(
            "colour",
            json!({"key": "light-oak", "label": {"en": "Light oak"}}),
        ),
        Attribute::of(
            "sizes",
            json!([{"key": "80", "label": "80 cm"}, {"key": "200", "label": "2 m"}]),
        ),
        Attribute::of("name", json!({"en": "Billy"})),
        Attribute::of(
            "list_price",
            json!({"type": "centPrecision", "currencyCode": "EUR", "centAmount": 5900, "fractionDigits": 2}),
        ),
        Attribute::of("type", 2.5),
        Attribute::of("assembled", false),
        Attribute::of("available", "2026-12-01"),
        Attribute::of("opening", "08:30:00.000"),
        Attribute::of("measured", "2026-11-26T10:00:00.000Z"),
        Attribute::of("outlet", json!({"typeId": "category", "id": "c-1"})),
        Attribute::of("hologram", json!({"depth": 3})),
        Attribute::of(
            "package",
            json!([
                {"name": "weight", "value": 12.5},
                {"name": "inner", "value": [{"name": "weight", "value": 2}]}
            ]),
        ),
        Attribute::of("parts", json!([[{"name": "weight", "value": 1}]])),
        Attribute::of("added-later", "passed over"),
    ]
}

#[test]
fn the_emitted_module_is_the_committed_one() {
    let texts = ["product-types.json", "types.json"].map(|name| (name, file(name)));
    let documents = texts.each_ref().map(|(name, text)| Document { name, text });
    let emitted = emit(&documents).unwrap();
    assert_eq!(
        emitted,
        file("expected.rs"),
        "run `cargo xtask project-types` in tests/fixtures/project_types, see its README.md"
    );
    // The order of the documents makes no difference but for the first line.
    let reversed = emit(&[documents[1], documents[0]]).unwrap();
    let without_first_line = |text: &str| text.split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_eq!(without_first_line(&reversed), without_first_line(&emitted));
}

#[test]
fn attributes_of_every_kind_are_read() {
    let shelf = ShelfAttributes::try_from(shelf().as_slice()).unwrap();
    assert_eq!(shelf.article_number, "1004");
    assert_eq!(shelf.colour, Some(ShelfColour::LightOak));
    assert_eq!(
        shelf.sizes,
        [ShelfSizes::Value80, ShelfSizes::Unknown("200".to_owned())]
    );
    assert_eq!(shelf.name.unwrap().get("en").unwrap(), "Billy");
    assert_eq!(
        shelf.list_price.unwrap().amount().unwrap().to_string(),
        "59.00 EUR"
    );
    assert_eq!(shelf.type_, Some(2.5));
    assert!(!shelf.assembled);
    assert_eq!(shelf.available.unwrap().to_string(), "2026-12-01");
    assert_eq!(shelf.outlet.unwrap().id, "c-1");
    assert_eq!(shelf.hologram, Some(json!({"depth": 3})));
    let package = shelf.package.unwrap();
    assert_eq!(package.weight, 12.5);
    assert_eq!(package.inner.as_ref().unwrap().weight, 2.0);
    assert_eq!(shelf.parts[0].weight, 1.0);
}

#[test]
fn what_is_missing_is_none_or_empty_and_a_set_without_elements_is_not_sent() {
    let attributes = [
        Attribute::of("article-number", "1"),
        Attribute::of("assembled", true),
    ];
    let shelf = ShelfAttributes::try_from(attributes.as_slice()).unwrap();
    assert_eq!((shelf.colour.as_ref(), shelf.sizes.len()), (None, 0));
    assert_eq!(Vec::try_from(&shelf).unwrap(), attributes);
    let none = ShelfProductAttributes::try_from([].as_slice()).unwrap();
    assert_eq!(none, ShelfProductAttributes::default());
}

#[test]
fn attributes_are_written_as_the_platform_takes_them() {
    let read = ShelfAttributes::try_from(shelf().as_slice()).unwrap();
    let written: Vec<Attribute> = Vec::try_from(&read).unwrap();
    let value = |name: &str| -> Value {
        let found = written.iter().find(|attribute| attribute.name == name);
        found.unwrap().value.clone()
    };
    // Of an enum the key alone is sent.
    assert_eq!(value("colour"), json!("light-oak"));
    assert_eq!(value("sizes"), json!(["80", "200"]));
    assert_eq!(value("outlet"), json!({"typeId": "category", "id": "c-1"}));
    assert_eq!(
        value("package"),
        json!([
            {"name": "inner", "value": [{"name": "weight", "value": 2.0}]},
            {"name": "weight", "value": 12.5}
        ])
    );
    let again = ShelfAttributes::try_from(written.as_slice()).unwrap();
    assert_eq!(again, read);
}

fn error_with(name: &str, value: Value) -> String {
    let mut attributes = shelf();
    attributes.retain(|attribute| attribute.name != name);
    attributes.push(Attribute::of(name, value));
    let read = ShelfAttributes::try_from(attributes.as_slice());
    read.unwrap_err().to_string()
}

#[test]
fn a_value_that_does_not_fit_names_its_attribute_and_is_not_quoted() {
    assert_eq!(
        error_with("type", json!("secret")),
        "`type`: invalid type: string, expected f64"
    );
    assert_eq!(
        error_with(
            "parts",
            json!([[{"name": "weight", "value": 1}], [{"name": "weight", "value": "secret"}]])
        ),
        "`parts[1].weight`: invalid type: string, expected f64"
    );
    assert_eq!(
        error_with(
            "package",
            json!([{"name": "weight", "value": 1}, {"name": "inner", "value": [{"name": "weight", "value": "secret"}]}])
        ),
        "`package.inner.weight`: invalid type: string, expected f64"
    );
    assert_eq!(
        error_with("colour", json!({"label": "secret"})),
        "`colour`: missing field `key`"
    );
    assert_eq!(
        error_with("colour", json!(5)),
        "`colour`: invalid type: integer, expected the key of a value of an enum, or an object with one"
    );
    let missing = ShelfAttributes::try_from([Attribute::of("assembled", true)].as_slice());
    assert_eq!(
        missing.unwrap_err().to_string(),
        "missing field `article-number`"
    );
}

#[test]
fn custom_fields_are_read_and_become_a_draft_of_their_type() {
    let type_ = TypeReference::new("t-1");
    let given = FieldContainer::from([
        ("floor".to_owned(), json!(3)),
        ("slot".to_owned(), json!("pm")),
        ("hint".to_owned(), json!({"en": "Ring twice"})),
    ]);
    let mut fields = CustomFields::new(type_, given);
    let delivery = DeliveryFields::try_from(&fields).unwrap();
    assert_eq!(delivery.floor, 3.0);
    assert_eq!(delivery.slot, Some(DeliverySlot::Pm));
    assert_eq!(delivery.hint, Some(Localized::from([("en", "Ring twice")])));

    let draft = CustomFieldsDraft::try_from(&delivery).unwrap();
    assert_eq!(draft.type_.key.as_deref(), Some("delivery"));
    let sent = draft.fields.unwrap();
    assert_eq!(sent.get("slot"), Some(&json!("pm")));
    assert_eq!(sent.get("vehicle"), None);

    fields.fields.insert("floor".to_owned(), json!("third"));
    let error: ValueError = DeliveryFields::try_from(&fields).unwrap_err();
    assert_eq!(error.place(), "floor");
}

#[test]
fn an_enum_knows_its_labels() {
    // `red`, because `Red` is the key that has this name.
    assert_eq!(ShelfColour::Red_.label("de"), Some("Rot"));
    assert_eq!(ShelfColour::Red.label("de"), None);
    assert_eq!(ShelfSizes::Value120.label(), Some("120 cm"));
    assert_eq!(ShelfSizes::Unknown("7".to_owned()).label(), None);
    assert_eq!(ShelfSizes::Unknown("7".to_owned()).key(), "7");
    let nested = Nested::new(PackageAttributes {
        weight: 1.0,
        inner: None,
    });
    assert_eq!(nested.into_inner().weight, 1.0);
}
