//! What is emitted for small specifications.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

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
fn a_union_with_an_inner_type_of_a_hierarchy_has_the_kinds_below_it() {
    let text = emitted(
        "#%RAML 1.0
title: T
types:
  Pet: {discriminator: kind, properties: {kind: string}}
  Dog: {type: Pet}
  Puppy: {type: Dog}
  Cat: {type: Pet}
  Mine: Dog | Cat
/a:
  get:
    responses: {200: {body: {application/json: Mine}}}
",
    );
    assert!(!text.contains("Mine = runtime::Value"), "{text}");
    let (_, mine) = text.split_once("Mine").unwrap_or_else(|| panic!("{text}"));
    for kind in [
        "\"Dog\" => Dog(DogItself)",
        "\"Puppy\" => Puppy(Puppy)",
        "\"Cat\" => Cat(Cat)",
    ] {
        assert!(mine.contains(kind), "{kind}: {text}");
    }
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
fn the_values_of_an_enum_that_may_be_null_are_kept() {
    let raml = r#"#%RAML 1.0
title: T
types:
  Text: string | nil
  Named: {type: string | nil, enum: [n1, n2]}
  Short: {type: string?, enum: [s1, null]}
  Derived: {type: Text, enum: [d1]}
  Size: {type: integer | nil, enum: [1, 2]}
  Draft:
    properties:
      named: Named
      short?: Short
      derived: Derived
      own:
        type: string | nil
        enum: [o1, o2]
        default: null
        example: null
      list:
        type: array
        items: {type: nil | string, enum: [i1]}
      size: Size
      count: {type: integer?, enum: [7, 8]}
/a:
  post:
    queryParameters:
      by?: {type: string?, enum: [q1]}
    body: {application/json: Draft}
    responses: {204: }
"#;
    let text = emitted(raml);
    for declared in [
        "pub enum Named { /// `n1` N1, /// `n2` N2,",
        "pub enum Short { /// `s1` S1,",
        "pub enum Derived { /// `d1` D1,",
        "pub enum DraftOwn { /// `o1` O1, /// `o2` O2,",
        "pub enum DraftList { /// `i1` I1,",
        "Q1,",
        "pub named: runtime::Nullable<Named>",
        "pub short: Option<runtime::Nullable<Short>>",
        "pub derived: runtime::Nullable<Derived>",
        "pub own: runtime::Nullable<DraftOwn>",
        "pub list: Vec<Option<DraftList>>",
        "pub size: runtime::Nullable<Size>",
        "One of 7, 8.",
    ] {
        assert!(text.contains(declared), "{declared}: {text}");
    }
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

/// A document with a type `Dog` that has an `id` of its own keywords, and operations on `/dogs`.
fn dogs(id: &str, operations: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: T}}
paths:
  /dogs: {{{operations}}}
components:
  schemas:
    Dog: {{type: object, required: [id, name], properties: {{id: {{type: string, {id}}}, name: {{type: string}}}}}}
"
    )
}

#[test]
fn what_travels_one_way_is_a_field_of_that_way() {
    const SENT: &str = "put: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}}, responses: {204: {description: ''}}}";
    const READ: &str = "get: {responses: {200: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}}}}";
    let both = format!("{SENT}, {READ}");
    // The keyword, the operations, the field, and the arguments of the constructor.
    for (id, operations, field, arguments) in [
        ("readOnly: true", SENT, None, Some("name")),
        ("readOnly: true", READ, Some("pub id: String"), None),
        (
            "readOnly: true",
            &both,
            Some("pub id: Option<String>"),
            Some("name"),
        ),
        (
            "writeOnly: true",
            SENT,
            Some("pub id: String"),
            Some("id, name"),
        ),
        ("writeOnly: true", READ, None, None),
        (
            "writeOnly: true",
            &both,
            Some("pub id: Option<String>"),
            Some("id, name"),
        ),
        (
            "readOnly: false",
            &both,
            Some("pub id: String"),
            Some("id, name"),
        ),
    ] {
        let text = emitted(&dogs(id, operations));
        let shown = text.split("pub struct Dog").nth(1).unwrap_or_default();
        match field {
            Some(field) => assert!(shown.contains(&format!("{field},")), "{id}: {shown}"),
            None => assert!(!shown.contains("pub id:"), "{id}: {shown}"),
        }
        let named = arguments.map(|arguments| match arguments {
            "name" => "pub fn new(name: impl Into<String>) -> Self",
            _ => "pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self",
        });
        if let Some(named) = named {
            assert!(text.contains(named), "{id}: {text}");
        }
        assert!(!text.contains("pub fn id(mut self"), "{id}: {text}");
    }
    let optional =
        dogs("readOnly: true", &both).replace("required: [id, name]", "required: [name]");
    assert!(!emitted(&optional).contains("pub fn id(mut self"));
    assert!(emitted(&optional.replace("readOnly", "writeOnly")).contains("pub fn id(mut self"));
}

#[test]
fn a_list_that_holds_itself_is_a_json_value() {
    let document = |schemas: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: T}}\npaths: {{}}\ncomponents: {{schemas: {{{schemas}}}}}\n"
        )
    };
    let itself = document("A: {type: array, items: {$ref: '#/components/schemas/A'}}");
    let text = emitted(&itself);
    assert!(text.contains("pub type A = runtime::Value;"), "{text}");
    let specification = testing::load(&itself).unwrap_or_else(|report| panic!("{report}"));
    let warnings = specification.warnings.to_string();
    assert!(warnings.contains("`A` is defined by itself"), "{warnings}");
    let circle = document(
        "A: {type: array, items: {$ref: '#/components/schemas/B'}}, B: {type: array, items: {$ref: '#/components/schemas/A'}}",
    );
    let text = emitted(&circle);
    assert!(text.contains("pub type A = runtime::Value;"), "{text}");
    assert!(text.contains("pub type B = Vec<A>;"), "{text}");
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

#[test]
fn unions_that_nothing_tells_apart_are_json_values_with_a_warning() {
    let warnings = |schema: &str| {
        let document = format!(
            "openapi: 3.1.0
info: {{title: T}}
paths:
  /a:
    get:
      parameters: [{{name: q, in: query, schema: {{$ref: '#/components/schemas/Q'}}}}, {{name: r, in: query, schema: {{type: [integer, boolean]}}}}]
      responses: {{200: {{description: x, content: {{application/json: {{schema: {{$ref: '#/components/schemas/S'}}}}}}}}}}
components:
  schemas:
    Q: {{oneOf: [{{type: integer}}, {{type: boolean}}]}}
    A: {{type: object, properties: {{a: {{type: string}}}}}}
    B: {{type: object, properties: {{b: {{type: string}}}}}}
    S: {schema}
"
        );
        let read = testing::load(&document).unwrap_or_else(|report| panic!("{report}"));
        let problems = read.warnings.diagnostics().iter();
        problems
            .map(|problem| problem.message.clone())
            .collect::<Vec<String>>()
    };
    let a = "{$ref: '#/components/schemas/A'}";
    let b = "{$ref: '#/components/schemas/B'}";
    let of_s = ["the members of union `S` cannot be distinguished"];
    let of_a_part = ["the members of a union cannot be distinguished"];
    assert_eq!(warnings(&format!("{{oneOf: [{a}, {b}]}}")), of_s);
    assert_eq!(
        warnings(&format!("{{anyOf: [{a}, {{type: string}}]}}")),
        of_s
    );
    assert_eq!(warnings("{type: [string, integer]}"), of_s);
    assert_eq!(
        warnings(&format!(
            "{{type: object, properties: {{s: {{oneOf: [{a}, {b}]}}}}}}"
        )),
        of_a_part
    );
    assert_eq!(
        warnings(&format!(
            "{{type: array, items: {{oneOf: [{a}, {b}, {{type: 'null'}}]}}}}"
        )),
        of_a_part
    );
    // What has a Rust form, and what says itself that it is any value.
    for schema in [
        format!("{{oneOf: [{a}, {b}], discriminator: {{propertyName: a}}}}"),
        format!("{{oneOf: [{a}, {{type: 'null'}}]}}"),
        "{oneOf: [{type: string}, {type: string, enum: [a]}]}".to_owned(),
        "{type: [string, 'null']}".to_owned(),
        "{}".to_owned(),
    ] {
        assert_eq!(warnings(&schema), Vec::<String>::new(), "{schema}");
    }
    let raml = "#%RAML 1.0\ntitle: T\ntypes: {A: object, B: object, C: A | B}\n";
    let read = testing::load(raml).unwrap_or_else(|report| panic!("{report}"));
    assert!(read.warnings.is_empty(), "{}", read.warnings);
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

/// Whole numbers are `i64`, and each list has a type parameter that no model has the name of.
#[test]
fn numbers_are_of_one_width_and_lists_are_taken_in_many_forms() {
    let text = emitted(
        r#"#%RAML 1.0
title: T
types:
  By: {properties: {n: {type: integer, format: int8}}}
  By1: {properties: {n: {type: number, format: int32}}}
  Draft:
    properties:
      names: string[]
      bies: By[]
      more?: By1[]
      sizes: {type: array, items: {type: integer, format: int16}}
/a:
  post: {body: {application/json: Draft}, responses: {204: }}
  put: {body: {application/json: "By[]"}, responses: {204: }}
"#,
    );
    for emitted in [
        "pub struct By_ {",
        "pub struct By1_ {",
        "pub n: i64,",
        "pub fn new<By, By1>( names: impl runtime::IntoList<String, By>, bies: impl runtime::IntoList<By_, By1>, sizes: impl IntoIterator<Item = i64>, )",
        "pub fn more<By>(mut self, more: impl runtime::IntoList<By1_, By>) -> Self { self.more = Some(more.into_list());",
        "pub fn put<By>(&self, body: impl runtime::IntoList<By_, By>)",
    ] {
        assert!(text.contains(emitted), "{emitted}\n{text}");
    }
}
