//! What is emitted for small specifications.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod models;
mod names;
mod parameters;

use crate::{
    Generated,
    plan::{Runtime, Settings},
    testing,
};

/// The crate of a specification.
fn generated(specification: &str) -> Generated {
    let specification = testing::load(specification).unwrap_or_else(|report| panic!("{report}"));
    let settings = Settings::of(Runtime::CtpSdk);
    crate::generate(specification, &settings, "own", None)
        .unwrap_or_else(|report| panic!("{report}"))
}

/// The text of all files of Rust, with single spaces.
fn emitted(specification: &str) -> String {
    let files = generated(specification).files.into_iter();
    let text: String = files.map(|file| file.text + "\n").collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said of a specification that cannot be emitted; nothing if it can.
fn refusal(resources: &str) -> String {
    let specification = testing::load(&format!("#%RAML 1.0\ntitle: T\n{resources}"))
        .unwrap_or_else(|report| panic!("{report}"));
    let settings = Settings::of(Runtime::CtpSdk);
    match crate::generate(specification, &settings, "own", None) {
        Ok(_) => String::new(),
        Err(report) => report.to_string(),
    }
}

#[test]
fn an_answer_of_204_or_205_has_no_body_whatever_is_declared() {
    let operation = |responses: &str| {
        let declared = "#%RAML 1.0\ntitle: T\ntypes:\n  A:\n    properties: {id: string}\n";
        let raml = format!("{declared}/a:\n  put:\n    responses:\n{responses}");
        emitted(&raml)
    };
    let body = "{body: {application/json: A}}";
    for status in [204, 205] {
        let alone = operation(&format!("      {status}: {body}\n"));
        assert!(
            alone.contains("runtime::operation!(APut nothing)"),
            "{alone}"
        );
        let beside = operation(&format!("      200: {body}\n      {status}: {body}\n"));
        let without = format!("{status} => Ok(answer.whole(|_| None))");
        assert!(beside.contains(&without), "{beside}");
    }
    let others = operation(&format!("      200: {body}\n      203: {body}\n"));
    assert!(others.contains("runtime::operation!(APut A)"), "{others}");
}

#[test]
fn a_crate_has_no_doctests_and_names_no_project_that_its_api_lacks() {
    let raml =
        |root: &str| format!("#%RAML 1.0\ntitle: T\n/{root}:\n  get:\n    responses: {{204: }}\n");
    let manifest = generated(&raml("a")).own_crate.manifest;
    assert!(manifest.contains("\ndoctest = false\n"), "{manifest}");
    let note = "`{projectKey}` stands for";
    assert!(!emitted(&raml("a")).contains(note));
    assert!(emitted(&raml("{projectKey}")).contains(note));
}

#[test]
fn it_is_said_that_a_body_may_be_left_out() {
    let document = |required: bool| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: T}}\npaths: {{/a: {{post: {{requestBody: {{required: {required}, content: {{application/json: {{schema: {{type: object}}}}}}}}}}}}}}\n"
        )
    };
    let said = "The specification does not require the body: `ApiRoot::raw_request` sends the request without one.";
    assert!(emitted(&document(false)).contains(said));
    assert!(!emitted(&document(true)).contains(said));
}

const DEPRECATED: &str = r#"#%RAML 1.0
title: T
types:
  Cart:
    properties:
      id: {type: string, (deprecated): use the key}
      key: string
      old: {type: Old, required: false}
      not: {type: string, (deprecated): false}
  Old: {properties: {a: string}, (deprecated): }
/carts:
  get:
    (deprecated): true
    queryParameters: {sort: {type: string, required: false, (deprecated): nobody sorts}}
    responses: {200: {body: {application/json: Cart}}}
/older:
  (deprecated): use carts
  get: {responses: {200: {body: {application/json: Old}}}}
"#;

#[test]
fn what_raml_calls_deprecated_is_deprecated_with_its_note() {
    let text = emitted(DEPRECATED);
    for expected in [
        r#"#[deprecated(note = "use the key")] pub id: String"#,
        "#[deprecated] #[derive(Clone, Debug, PartialEq)] #[non_exhaustive] pub struct Old {",
        r#"#[deprecated(note = "nobody sorts")] pub fn sort"#,
        r#"#[deprecated(note = "use carts")] pub fn older"#,
        "pub old: Option<Old>",
        "pub not: String",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(text.contains("#[deprecated] pub fn get("), "{text}");
}

#[test]
fn where_mark_deprecated_is_declared_what_is_deprecated_is_gone() {
    let declared = "title: T\nannotationTypes: {deprecated: any, markDeprecated: boolean}";
    let text = emitted(
        &DEPRECATED
            .replace("title: T", declared)
            .replace("use the key", "true"),
    );
    for gone in ["pub id:", "Old ", "CartsGet"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    assert!(text.contains("pub key: String"), "{text}");
}
