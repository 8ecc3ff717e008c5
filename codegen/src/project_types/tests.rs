//! Which documents are read, what is said of the others, and what becomes of names.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use super::{Document, emit, kind::REFERENCES};

fn emitted(text: &str) -> Result<String, String> {
    let document = Document {
        name: "shop.json",
        text,
    };
    emit(&[document]).map_err(|error| error.to_string())
}

fn with_kind(kind: &str) -> String {
    format!(
        r#"[{{"key": "shoe", "name": "Shoe", "attributes": [{{"name": "size", "label": {{}}, "isRequired": true, "type": {kind}}}]}}]"#
    )
}

#[test]
fn a_list_a_page_and_a_single_resource_are_read() {
    let list = with_kind(r#"{"name": "text"}"#);
    let single = list.trim_start_matches('[').trim_end_matches(']');
    let page = format!(r#"{{"count": 1, "results": {list}}}"#);
    let rust = emitted(&list).unwrap();
    assert!(rust.contains("pub size: String,"), "{rust}");
    assert_eq!(emitted(single).unwrap(), rust);
    assert_eq!(emitted(&page).unwrap(), rust);
    assert_eq!(emitted(&format!("\u{feff}{list}")).unwrap(), rust);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (text, error) in [
        ("", "shop.json:1:0: EOF while parsing a value"),
        ("[\n{]", "shop.json:2:2: key must be a string"),
        (
            "[]",
            "shop.json: there are no product types and no types with attributes or fields",
        ),
        (
            r#"[{"name": "Shoe"}]"#,
            "shop.json:1:18: `Shoe` has to have either `attributes`, as a product type, or `fieldDefinitions`, as a type",
        ),
        (
            "[{\"name\": \"Shoe\", \"attributes\": [\n{\"name\": \"size\"}]}]",
            "shop.json:2:16: missing field `label`",
        ),
        (
            "5",
            "shop.json:1:1: invalid type: integer `5`, expected a sequence",
        ),
    ] {
        assert_eq!(emitted(text).unwrap_err(), error, "{text}");
    }
    let error = emitted(&with_kind(r#"{"name": "enum"}"#)).unwrap_err();
    assert!(error.ends_with("missing field `values`"), "{error}");
}

#[test]
fn a_key_that_is_defined_twice_has_to_mean_the_same() {
    let text = with_kind(r#"{"name": "text"}"#);
    let number = with_kind(r#"{"name": "number"}"#);
    let documents = |other| {
        [
            Document {
                name: "old.json",
                text: &text,
            },
            Document {
                name: "new.json",
                text: other,
            },
        ]
    };
    assert!(emit(&documents(&text)).is_ok());
    assert_eq!(
        emit(&documents(&number)).unwrap_err().to_string(),
        "new.json: the product type `shoe` is defined twice, and not alike; give one document for each project"
    );
}

#[test]
fn names_that_rust_does_not_take_and_names_that_are_taken_become_others() {
    let rust = emitted(
        r#"[
        {"key": "category", "name": "C", "attributes": [
            {"name": "self", "label": {"en": ""}, "isRequired": false, "type": {"name": "text"}},
            {"name": "Self", "label": {"en": ""}, "isRequired": false, "type": {"name": "text"}},
            {"name": "größe", "label": {"en": ""}, "isRequired": false, "type": {"name": "text"}},
            {"name": "reference", "label": {"en": ""}, "isRequired": false, "type": {"name": "enum", "values": [
                {"key": "unknown", "label": "?"}, {"key": "self", "label": "!"}, {"key": "self", "label": "twice"}, {"key": "ä", "label": ""}
            ]}}
        ]},
        {"key": "42", "name": "N", "attributes": [
            {"name": "a b", "label": {"en": "*/ \"quoted\" \\ \u202e"}, "isRequired": false, "type": {"name": "set", "elementType": {"name": "reference", "referenceTypeId": "category"}}}
        ]}]"#,
    )
    .unwrap();
    syn::parse_file(&rust).unwrap();
    for expected in [
        "pub struct Type42Attributes {",
        "pub a_b: Vec<CategoryReference>,",
        "pub reference: Option<CategoryReference_>,",
        "pub enum CategoryReference_ {",
        "Self::Unknown_ => \"unknown\",",
        "Self::Self_ => \"self\",",
    ] {
        assert!(rust.contains(expected), "{expected}\n{rust}");
    }
    assert!(!rust.contains('\u{202e}'));
}

/// The table of references is that of the specification.
#[test]
fn the_models_of_references_are_those_of_the_specification() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../api-spec/api.raml");
    let specification = crate::load(std::path::Path::new(root)).unwrap_or_else(|report| {
        panic!("{}", report.render());
    });
    for (type_id, model) in REFERENCES {
        let of = specification.api.types.get(model);
        let of = of.unwrap_or_else(|| panic!("there is no {model}"));
        assert_eq!(of.tag(), Some(type_id), "{model}");
    }
}
