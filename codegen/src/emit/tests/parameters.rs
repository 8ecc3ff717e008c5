//! Parameters of paths and queries.

use super::*;

#[test]
fn a_list_of_parameters_is_one_whether_it_has_a_name_or_not() {
    let text = |of: &str| {
        emitted(&format!(
            "#%RAML 1.0
title: T
types:
  Tags: string[]
  Labels: Tags
  Note: string | nil
  State: {{enum: [open, closed]}}
/a:
  get:
    queryParameters: {{tags: \"{of}\"}}
    headers: {{X-Tags?: \"{of}\"}}
    responses: {{204: }}
"
        ))
    };
    for of in [
        "string[]",
        "Tags",
        "Labels",
        "Labels | nil",
        "Note[]",
        "(string | nil)[]",
    ] {
        let text = text(of);
        let argument = "tags: impl IntoIterator<Item = impl AsRef<str>>";
        assert!(text.contains(argument), "{of}: {text}");
        let setter = "x_tags: impl AsRef<str>) -> Self { self.0.request.append_header_value(";
        assert!(text.contains(setter), "{of}: {text}");
    }
    let text = text("(State | nil)[]");
    let argument = "tags: impl IntoIterator<Item = impl Into<State>>";
    assert!(text.contains(argument), "{text}");
}

#[test]
fn a_parameter_of_a_path_is_never_null() {
    let text = emitted(
        "#%RAML 1.0
title: T
types:
  Note: string?
/a/{b}/{c}/{d}:
  uriParameters:
    b: {type: string | nil, enum: [x]}
    c: integer?
    d: Note
  get:
",
    );
    let arguments = "pub fn a( &self, b: impl AsRef<str>, c: i64, d: impl AsRef<str>, )";
    assert!(text.contains(arguments), "{text}");
}

#[test]
fn a_parameter_with_a_named_type_that_may_be_null_takes_a_value() {
    let text = emitted(
        r#"#%RAML 1.0
title: T
types:
  Text: string | nil
  Number: integer?
  Choice: {type: string | nil, enum: [a, b]}
  Texts: string[] | nil
/a/{p}:
  uriParameters: {p: Number}
  get:
    queryParameters: {a: Text, b: Number, c?: "Number[]", d?: Choice, e?: Texts, f?: any}
    headers: {X-N?: Number}
"#,
    );
    for expected in [
        "a: impl AsRef<str>",
        "b: Number",
        "pub fn c(mut self, c: Number)",
        "pub fn d(mut self, d: impl Into<Choice>)",
        "pub fn e(mut self, e: impl AsRef<str>)",
        "pub fn x_n(mut self, x_n: Number)",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn the_json_of_a_raml_parameter_without_a_text_is_sent() {
    let specification = testing::load(
        r#"#%RAML 1.0
title: T
types:
  A: {properties: {id: string}}
  Mixed: string | string[]
/x:
  get:
    queryParameters: {a?: A, b: "A[]", c?: object, d?: "string[][]", e?: Mixed, f?: "(string | integer)[]", g?: nil}
    headers: {X-A: A | string}
"#,
    )
    .unwrap_or_else(|report| panic!("{report}"));
    let warnings = specification.warnings.diagnostics().iter();
    let warnings: Vec<&str> = warnings.map(|of| of.message.as_str()).collect();
    let expected = ["a", "b", "c", "d", "e", "g", "X-A"]
        .map(|name| format!("no text form for a value of parameter `{name}`"));
    assert_eq!(warnings, expected);
    let generated = crate::generate(specification, &Settings::of(Runtime::CtpSdk), "own", None)
        .unwrap_or_else(|report| panic!("{report}"));
    let files = generated.files.iter();
    let text: String = files.map(|file| file.text.as_str()).collect();
    for setter in ["a", "c", "d", "e"] {
        let setter = format!("pub fn {setter}(mut self, {setter}: impl Into<runtime::Value>)");
        assert!(text.contains(&setter), "{setter}: {text}");
    }
    assert!(text.contains("b: impl Into<runtime::Value>"), "{text}");
    assert!(text.contains("x_a: impl Into<runtime::Value>"), "{text}");
}
