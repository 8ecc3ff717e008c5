//! Models: fields, enums and unions.

use super::*;

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
