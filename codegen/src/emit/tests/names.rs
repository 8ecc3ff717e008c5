//! Names of types, fields and modules.

use super::*;

#[test]
fn letters_that_the_compiler_refuses_are_in_no_comment() {
    let raml = r#"#%RAML 1.0
title: "T\rof\u202E two\nlines"
types:
  A:
    description: "a\rb\r\nc\u202Ed\u0000e"
    discriminator: kind
    properties:
      kind: string
      name: {type: string, description: "n\rm", default: "x\ry\u2066"}
  B: {type: A, discriminatorValue: b}
  C: {type: A, discriminatorValue: c}
  D: {enum: ["p\rq", "r\u202Es"]}
/a:
  get:
    description: "g\rh"
    responses: {200: {body: {application/json: A}}}
"#;
    let openapi = r##"openapi: 3.0.3
info: {title: "T\rof\u202E two\nlines", version: "1"}
paths:
  /a:
    get:
      description: "g\rh"
      responses: {"200": {description: A., content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}
components:
  schemas:
    A:
      type: object
      description: "a\rb\r\nc\u202Ed\u0000e"
      properties: {name: {type: string, description: "n\rm", default: "x\ry\u2066"}}
"##;
    for specification in [raml, openapi] {
        let generated = generated(specification);
        let own = [generated.own_crate.root, generated.own_crate.manifest];
        let texts = generated.files.into_iter().map(|file| file.text);
        for text in texts.chain(own) {
            let refused = |letter: char| {
                (letter.is_control() && letter != '\n')
                    || ('\u{202a}'..='\u{2069}').contains(&letter)
            };
            let line = text.lines().find(|line| line.chars().any(refused));
            assert_eq!(line, None);
            assert!(!text.contains('\r'));
            let has_open_end = |line: &&str| line.starts_with("lines");
            assert_eq!(text.lines().find(has_open_end), None);
        }
        let text = emitted(specification);
        for comment in ["/// a /// b /// cde", "/// n /// m", "/// g /// h"] {
            assert!(text.contains(comment), "{comment}: {text}");
        }
    }
}

#[test]
fn what_is_of_a_base_itself_gets_a_name_that_is_free() {
    let tagged = emitted(
        "#%RAML 1.0
title: T
types:
  Pet: {discriminator: kind, properties: {kind: string}}
  Dog: {type: Pet}
  Puppy: {type: Dog}
  DogItself: {properties: {id: string}}
/a:
  get:
    responses: {200: {body: {application/json: Pet}}}
  post:
    body: {application/json: DogItself}
    responses: {204: }
",
    );
    assert!(tagged.contains("\"Dog\" => Dog(DogItself2)"), "{tagged}");
    let keyed = emitted(
        "#%RAML 1.0
title: T
types:
  Person: {properties: {name: string}}
  Manager: {type: Person, properties: {team: string}}
  Admin: {type: Person, properties: {rights: string}}
  PersonItself: {properties: {id: string}}
/a:
  get:
    responses: {200: {body: {application/json: Person}}}
  post:
    body: {application/json: PersonItself}
    responses: {204: }
",
    );
    assert!(keyed.contains("Itself(PersonItself2)"), "{keyed}");
}

#[test]
fn the_first_part_of_a_path_is_a_feature_and_a_module_that_cargo_and_rust_take() {
    for (path, feature, module) in [
        ("café", "caf", "caf"),
        ("日本", "root", "root"),
        ("ctp-sdk", "ctp-sdk_", "ctp_sdk_"),
        ("deserialize", "deserialize_", "deserialize"),
    ] {
        let raml = format!("#%RAML 1.0\ntitle: T\n/{path}:\n  get:\n    responses: {{204: }}\n");
        let manifest = generated(&raml).own_crate.manifest;
        assert!(
            manifest.contains(&format!("\n{feature} = []\n")),
            "{manifest}"
        );
        assert!(manifest.is_ascii(), "{manifest}");
        assert!(
            emitted(&raml).contains(&format!("pub mod {module};")),
            "{path}"
        );
    }
}

#[test]
fn what_is_sent_is_told_apart_by_underscores() {
    let text = emitted(
        "#%RAML 1.0
title: T
types:
  A:
    properties: {foo-bar: string, foo_bar?: string}
  E: {enum: [foo-bar, foo_bar]}
/a/{a-b}/{a_b}:
  post:
    queryParameters: {c-d?: string, c_d?: integer, e-f: string, e_f: string}
    headers: {C-D?: string}
    body: {application/json: A}
    responses: {200: {body: {application/json: E}}}
",
    );
    for declared in [
        "pub foo_bar: String, pub foo_bar_: Option<String>,",
        r#"foo_bar: "foo-bar", foo_bar_: "foo_bar","#,
        r#"{ "foo-bar" => FooBar, "foo_bar" => FooBar_, }"#,
        r#"self.0.request.set_query("c-d", c_d.as_ref());"#,
        r#"self.0.request.set_query("c_d", c_d_);"#,
        r#"self.0.request.set_header_value("C-D", c_d__.as_ref());"#,
        r#"request.set_query("e_f", e_f_.as_ref());"#,
    ] {
        assert!(text.contains(declared), "{declared}: {text}");
    }
}

#[test]
fn what_is_said_of_names_that_are_alike_can_be_done() {
    let name = "(methodName): other";
    for (before, after) in [
        (
            "/y-z: {get: }\n/y_z: {get: }\n".to_owned(),
            format!("/y-z: {{get: }}\n/y_z: {{get: , {name}}}\n"),
        ),
        (
            "/x: {'/{id}': {get: }, /by-id: {get: }}\n".to_owned(),
            format!("/x: {{'/{{id}}': {{get: }}, /by-id: {{get: , {name}}}}}\n"),
        ),
        (
            "/x: {'/{id}': {get: }, '/{ID}': {get: }}\n".to_owned(),
            format!("/x: {{'/{{id}}': {{get: }}, '/{{ID}}': {{get: , {name}}}}}\n"),
        ),
        (
            "/x: {get: , /get: {get: }}\n".to_owned(),
            format!("/x: {{get: , /get: {{get: , {name}}}}}\n"),
        ),
        (
            "/client: {get: }\n".to_owned(),
            format!("/client: {{get: , {name}}}\n"),
        ),
    ] {
        let said = refusal(&before);
        assert!(
            said.contains("give") && said.contains("(methodName)"),
            "{before}: {said}"
        );
        assert_eq!(refusal(&after), "", "{after}");
    }
    let said = refusal("types: {a-b: string, aB: string}\n");
    assert!(
        said.contains("rename one of the two: names of types are not sent"),
        "{said}"
    );
    let said = refusal(
        "types: {A: {discriminator: k, properties: {k: string}}, b-c: {type: A}, bC: {type: A}}\n",
    );
    assert!(
        said.contains("`b-c` needs `discriminatorValue: b-c` then"),
        "{said}"
    );
    let said = refusal(
        "types: {A: {properties: {b: {properties: {cD: {enum: [x]}}}, bC: {properties: {d: {enum: [y]}}}}}}\n",
    );
    assert!(
        said.contains("declare one of the two under a separate name"),
        "{said}"
    );
}
