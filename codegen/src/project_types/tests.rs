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

/// The lines of documentation, without what is in front of them.
fn documentation(rust: &str) -> Vec<&str> {
    let lines = rust.lines().map(str::trim_start);
    lines
        .filter_map(|line| Some(line.strip_prefix("///")?.trim_start_matches(' ')))
        .collect()
}

/// Whether a line has a mark that Markdown sees.
fn has_mark(line: &str, mark: &str) -> bool {
    let mut places = line.match_indices(mark);
    places.any(|(place, _)| !line[..place].ends_with('\\'))
}

/// What Markdown takes for code, `cargo test` runs.
#[test]
fn labels_are_no_markdown_and_never_code() {
    for label in [
        "~~~\nlet broken\n~~~",
        "```\nlet broken\n```",
        "> ```",
        ">      let broken",
        "-      let broken",
        "+      let broken",
        "1.      let broken",
        "12)\tlet broken",
        "\t    let broken",
        "one\r    let broken",
        "see https://example.com/a",
        "a | b",
        "&lt;b&gt; <b>",
        "*/ /* \u{85}\u{2028} x",
        "- a\n- b",
    ] {
        let text = serde_json::json!([{"key": "shoe", "name": label, "attributes": [{
            "name": "size", "label": {"en": label}, "isRequired": false, "inputTip": {"en": format!("tip {label}")},
            "type": {"name": "enum", "values": [{"key": "a", "label": label}]},
        }]}]);
        let rust = emitted(&text.to_string()).unwrap();
        for line in documentation(&rust) {
            let ours = ["[`Shoe", "the type `shoe`", "What a shop shows"];
            let is_ours = ours.iter().any(|of| line.contains(of));
            let marks = ["`", "~", "<", "&lt;", "*", "://"];
            let mark = marks.into_iter().find(|mark| has_mark(line, mark));
            assert!(is_ours || mark.is_none(), "{label:?}: {line}");
            let behind_number = line.trim_start_matches(|of: char| of.is_ascii_digit());
            let begins_block = line.starts_with(['-', '+', '>', '|'])
                || (behind_number != line && behind_number.starts_with(['.', ')']));
            assert!(!begins_block && !line.contains("  "), "{label:?}: {line}");
        }
    }
}

/// The key of a product type that has none is its name, which is any text.
#[test]
fn a_key_that_is_any_text_stays_within_its_sentence() {
    let text = serde_json::json!([{"name": "a`b\n\n```\nlet broken\n```", "attributes": [{
        "name": "c`\n    d", "label": {"en": ""}, "isRequired": false,
        "type": {"name": "enum", "values": [{"key": "a", "label": ""}]},
    }]}]);
    let rust = emitted(&text.to_string()).unwrap();
    for expected in [
        "The attributes of a variant of a product of the type `a'b ''' let broken '''`.",
        "A value of the attribute `c' d` of [`AbLetBrokenAttributes`].",
    ] {
        assert!(
            documentation(&rust).contains(&expected),
            "{expected}\n{rust}"
        );
    }
}

/// The compiler warns of types that begin with a small letter, and of two underscores in a row.
#[test]
fn names_that_lose_letters_keep_the_form_that_rust_wants() {
    let rust = emitted(
        r#"[{"key": "éclair", "name": "É", "attributes": [
            {"name": "aa_é_bb", "label": {}, "isRequired": false, "type": {"name": "enum", "values": [
                {"key": "öl", "label": "Öl"}, {"key": "äöü", "label": ""}, {"key": "", "label": ""}
            ]}},
            {"name": "é_cc", "label": {}, "isRequired": false, "type": {"name": "text"}}
        ]}]"#,
    )
    .unwrap();
    for expected in [
        "pub struct ClairAttributes {",
        "pub aa_bb: Option<ClairAaBb>,",
        "pub value_cc: Option<String>,",
        "Self::L => \"öl\",",
        "Self::Value_ => \"äöü\",",
        "Self::Value => \"\",",
    ] {
        assert!(rust.contains(expected), "{expected}\n{rust}");
    }
}

#[test]
fn an_enum_never_has_the_name_of_an_import() {
    let rust = emitted(
        r#"[{"key": "value", "name": "V", "attributes": [
            {"name": "error", "label": {}, "isRequired": false, "type": {"name": "enum", "values": [{"key": "a", "label": ""}]}},
            {"name": "--", "label": {}, "isRequired": false, "type": {"name": "lenum", "values": [{"key": "a", "label": {}}]}},
            {"name": "new-kind", "label": {}, "isRequired": false, "type": {"name": "hologram"}}
        ]}]"#,
    )
    .unwrap();
    for expected in [
        "pub error: Option<ValueError_>,",
        "pub enum ValueError_ {",
        "pub enum Value_ {",
        "pub new_kind: Option<Value>,",
    ] {
        assert!(rust.contains(expected), "{expected}\n{rust}");
    }
}

/// A merchant may turn the order around, and then another key would have the name that code uses.
#[test]
fn the_order_of_a_project_changes_no_names() {
    let attribute = |name: &str| {
        format!(
            r#"{{"name": "{name}", "label": {{}}, "isRequired": true, "type": {{"name": "text"}}}}"#
        )
    };
    let value = |key: &str| format!(r#"{{"key": "{key}", "label": ""}}"#);
    let (mut attributes, mut values) = (
        ["foo-bar", "foo_bar", "fooBar"].map(attribute),
        ["red", "Red", "re-d", "ReD"].map(value),
    );
    for _ in 0..2 {
        let text = format!(
            r#"[{{"key": "shoe", "name": "Shoe", "attributes": [{}, {{"name": "colour", "label": {{}}, "isRequired": true,
                "type": {{"name": "enum", "values": [{}]}}}}]}}]"#,
            attributes.join(", "),
            values.join(", "),
        );
        let rust = emitted(&text).unwrap();
        let rust = rust.split_whitespace().collect::<Vec<_>>().join(" ");
        for expected in [
            " pub foo_bar: String,",
            "#[serde(rename = \"foo-bar\")] pub foo_bar_: String,",
            "#[serde(rename = \"fooBar\")] pub foo_bar__: String,",
            "Self::Red => \"Red\"",
            "Self::ReD => \"ReD\"",
            "Self::ReD_ => \"re-d\"",
            "Self::Red_ => \"red\"",
        ] {
            assert!(rust.contains(expected), "{expected}\n{rust}");
        }
        attributes.reverse();
        values.reverse();
    }
}

#[test]
fn an_enum_that_has_no_values_yet_is_a_key() {
    let rust = emitted(&with_kind(
        r#"{"name": "set", "elementType": {"name": "enum", "values": []}}"#,
    ))
    .unwrap();
    assert!(rust.contains("pub size: Vec<EnumKey>,"), "{rust}");
    assert!(rust.contains("use ctp_sdk::values::{EnumKey, "), "{rust}");
}

/// The compiler refuses literals with letters that change the direction of the text around them.
#[test]
fn letters_that_change_the_direction_are_escaped_in_literals() {
    let rust = emitted(
        r#"[{"key": "shoe\u202e", "name": "S", "attributes": [{"name": "si\u202eze", "label": {}, "isRequired": false,
            "type": {"name": "enum", "values": [{"key": "a\u2066", "label": "b\u202e"}]}}]}]"#,
    )
    .unwrap();
    assert!(!rust.contains(['\u{202e}', '\u{2066}']), "{rust}");
    assert!(rust.contains(r#"rename = "si\u{202e}ze""#), "{rust}");
}

#[test]
fn an_attribute_that_is_defined_twice_is_an_error() {
    let size = r#"{"name": "size", "label": {}, "isRequired": true, "type": {"name": "text"}}"#;
    let text =
        format!("[\n{{\"key\": \"shoe\", \"name\": \"Shoe\", \"attributes\": [{size}, {size}]}}]");
    let error = emitted(&text).unwrap_err();
    assert!(
        error.starts_with("shop.json:2:")
            && error.ends_with(": the product type `shoe` defines `size` twice"),
        "{error}"
    );
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
