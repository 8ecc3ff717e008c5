//! Texts that are not plain YAML 1.2, and how problems and warnings are shown.

use super::{listed, load, report, with_schemas};

/// Reads a document that has warnings only; returns them.
pub(super) fn warnings(text: &str) -> String {
    let (api, report) = load(&[("api.yaml", text)]);
    assert!(api.is_some() && !report.contains("error"), "{report}");
    report
}

#[test]
fn a_quoted_text_may_continue_without_indentation() {
    let text = with_schemas(
        "    Ä: &ä {type: string}
    Status:
      description: \"Says 'on',

      or \\\"off\\\": and

    is read as one text.\"
      type: strng
    Other:
      description: 'It''s

      one text.'
      enum: [a]",
    );
    let (_, report) = load(&[("api.yaml", &text)]);
    // What stands behind it has the place of the text as it is written.
    assert!(
        report.contains("error: unknown type `strng`\n  --> spec/api.yaml:13:13\n"),
        "{report}"
    );
    let text = text.replace("strng", "string").replace("Ä", "A");
    let (api, report) = load(&[("api.yaml", &text)]);
    for line in [
        "warning: a quoted text continues in a line that is not indented\n --> spec/api.yaml:8:20",
        "warning: a quoted text continues in a line that is not indented\n  --> spec/api.yaml:15:20",
        "2 warnings in the specification",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }
    let api = api.unwrap();
    assert_eq!(
        api.types["Status"].description.as_deref(),
        Some("Says 'on',\nor \"off\": and\nis read as one text.")
    );
    assert_eq!(
        api.types["Other"].description.as_deref(),
        Some("It's\none text.")
    );
}

#[test]
fn what_is_no_yaml_at_all_stays_an_error() {
    let shown = report("openapi: 3.1.0\ninfo: {title: \"T\n");
    assert!(shown.contains("not well-formed YAML"), "{shown}");
}

#[test]
fn json_may_write_a_character_in_two_halves() {
    let json = r#"{"openapi": "3.1.0", "info": {"title": "\ud83d\ude00 \\ud83d \u00e4 \ud83d!"}, "paths": {},
        "components": {"schemas": {"A": {"type": "string"}}}}"#;
    let (api, report) = load(&[("api.json", json)]);
    assert_eq!(api.unwrap().title, "\u{1f600} \\ud83d \u{e4} \u{fffd}!");
    assert!(
        report.contains("half of a surrogate pair is no character\n --> spec/api.json:1:69"),
        "{report}"
    );
    let (_, report) = load(&[("api.json", &json.replace("string", "strng"))]);
    assert!(report.contains("spec/api.json:2:50"), "{report}");
    let yaml = "openapi: 3.1.0\ninfo:\n  title: \"\\uD83D\\uDE00\"\n  description: \\ud83d\\ude00\npaths: {}";
    let (api, _) = load(&[("api.yaml", yaml)]);
    assert_eq!(api.unwrap().title, "\u{1f600}");
}

#[test]
fn merge_keys_bring_what_the_map_does_not_have() {
    let (api, report) = load(&[(
        "api.yaml",
        "openapi: 3.1.0
info: {title: T}
x-named: &named {type: object, required: [name], properties: {name: {type: string}}}
x-closed: &closed {additionalProperties: false, required: [id]}
paths: {}
components:
  schemas:
    A: {<<: *named, required: []}
    B:
      <<: [*closed, *named]
      properties:
        <<: {id: {type: integer}, at: {type: string}}
        at: {type: string, format: date}
",
    )]);
    assert_eq!(report, "");
    let api = api.unwrap();
    let line = |name: &str, of: &str| {
        listed(
            &api,
            &[
                "\"kind\":\"field\"",
                &format!("\"type\":\"{of}\""),
                &format!("\"name\":\"{name}\""),
            ],
        )
    };
    assert!(line("name", "A")[0].contains("\"required\":false"));
    assert!(line("id", "B")[0].contains("\"of\":\"integer\",\"required\":true"));
    assert!(line("at", "B")[0].contains("\"of\":\"date-only\""));
    let shown = super::report("openapi: 3.1.0\ninfo: {title: T, <<: text}\npaths: {}");
    assert!(
        shown.contains("a merge key with something other than a map"),
        "{shown}"
    );
}

#[test]
fn many_problems_of_a_kind_are_grouped() {
    let schemas: Vec<String> = (0..30)
        .map(|number| format!("    A{number}: {{type: kind{number}}}"))
        .collect();
    let shown = report(&with_schemas(&schemas.join("\n")));
    assert!(shown.contains("error: unknown type `kind0`"), "{shown}");
    assert!(
        shown.contains("and 29 others like it:\n    spec/api.yaml:7:16 kind1\n"),
        "{shown}"
    );
    assert!(!shown.contains("kind29"), "{shown}");
    assert!(
        shown.ends_with("30 problems in the specification"),
        "{shown}"
    );
    assert!(shown.lines().count() < 30, "{shown}");
}

#[test]
fn a_scope_that_no_flow_declares_is_taken_with_a_warning() {
    let text = "openapi: 3.1.0
info: {title: T}
components: {securitySchemes: {s: {type: oauth2, flows: {clientCredentials: {scopes: {view_orders: x}}}}}}
security: [{s: [view_order, view_orders]}]
paths: {/a: {get: {}}}";
    let shown = warnings(text);
    assert!(
        shown.contains("warning: scope `view_order` is not declared\n --> spec/api.yaml:4:17"),
        "{shown}"
    );
    assert!(shown.contains("there is a scope `view_orders`"), "{shown}");
    let (api, _) = load(&[("api.yaml", text)]);
    let scopes = &api.unwrap().resources[0].methods[0].scopes;
    assert_eq!(
        scopes.iter().collect::<Vec<_>>(),
        ["view_order", "view_orders"]
    );
}
