//! What cannot be read is said, with its place and with what is expected.

use super::{load, report, with_paths, with_schemas};

/// The schemas of a document, with a part of what is said of each.
const SCHEMAS: &[(&str, &str)] = &[
    ("{type: strng}", "unknown type `strng`"),
    ("{type: {a: b}}", "a `type` that is a map"),
    ("{not: {type: string}}", "`not` is not supported"),
    (
        "{prefixItems: [{type: string}]}",
        "`items` with one schema for all elements is expected",
    ),
    (
        "{propertes: {a: {type: string}}}",
        "there is a field `properties`",
    ),
    ("[a]", "a schema that is a list"),
    ("text", "a schema that is a scalar"),
    ("false", "a schema that is a scalar"),
    ("{properties: [a]}", "`properties` is a list"),
    ("{type: object, required: true}", "`required` is a scalar"),
    (
        "{type: object, required: [b], properties: {a: {}}}",
        "required property `b` is not declared",
    ),
    ("{type: array, minItems: few}", "`minItems` is not a number"),
    ("{enum: []}", "an `enum` that is a list"),
    ("{enum: [a, a]}", "`a` stands twice in one enum"),
    (
        "{type: string, enum: [{a: b}]}",
        "a value of an enum that is a map",
    ),
    ("{oneOf: []}", "`oneOf` of nothing"),
    ("{allOf: []}", "an `allOf` of nothing"),
    (
        "{oneOf: [{type: string}, {type: integer}], properties: {a: {}}}",
        "`properties` beside `oneOf`",
    ),
    (
        "{$ref: '#/components/schemas/Known', properties: {a: {}}}",
        "`properties` beside `$ref`",
    ),
    (
        "{allOf: [{$ref: '#/components/schemas/Known'}, {$ref: '#/components/schemas/Known'}]}",
        "an `allOf` of several `$ref`s",
    ),
    (
        "{allOf: [{$ref: '#/components/schemas/Text'}, {properties: {a: {}}}]}",
        "an `allOf` that extends `Text`, which is no object",
    ),
    (
        "{allOf: [{$ref: '#/components/schemas/Known'}, {oneOf: [{type: string}]}]}",
        "a part of an `allOf` that is no object",
    ),
    (
        "{allOf: [{properties: {a: {}}}, {properties: {a: {}}}]}",
        "property `a` is declared twice",
    ),
    (
        "{type: object, discriminator: kind}",
        "a discriminator that is a scalar",
    ),
    (
        "{type: object, discriminator: {mapping: {}}}",
        "a discriminator without `propertyName`",
    ),
    (
        "{type: object, discriminator: {propertyName: k, mapping: {a: Nothing}}}",
        "`Nothing` is not a reference to a schema",
    ),
    (
        "{type: object, discriminator: {propertyName: k, mapping: {a: Known}}}",
        "`Known` is not derived from `A`",
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Known'}, {$ref: '#/components/schemas/Text'}], discriminator: {propertyName: k}}",
        "`Text` is told apart by `k` and is no object",
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Known'}, {type: string}], discriminator: {propertyName: k}}",
        "a member of a discriminated union without a name",
    ),
    (
        "{properties: {a: {type: object, discriminator: {propertyName: k}}}}",
        "a discriminator on a schema without a name",
    ),
];

#[test]
fn schemas_that_no_type_can_hold() {
    for (schema, expected) in SCHEMAS {
        let text = with_schemas(&format!(
            "    A: {schema}\n    Known: {{type: object, properties: {{x: {{type: string}}}}}}\n    Text: {{type: string}}"
        ));
        let shown = report(&text);
        assert!(shown.contains(expected), "{schema}\n{shown}");
        assert!(shown.contains("spec/api.yaml:6:"), "{schema}\n{shown}");
    }
}

/// The path items of a document, with a part of what is said of each.
const PATHS: &[(&str, &str)] = &[
    (
        "/a: {get: {responses: {}}, get: {responses: {}}}",
        "`get` stands twice in one map",
    ),
    ("/a: {trace: {}}", "`trace` of a path is not supported"),
    ("/a: {GET: {}}", "unknown field `GET` in a path item"),
    (
        "/a: {servers: []}",
        "one server for the whole document is expected",
    ),
    ("/a: []", "a path item that is a list"),
    ("a: {}", "`a` is not a path"),
    ("/a?b=c: {}", "`/a?b=c` is more than a path"),
    ("'/a/{b': {}", "the braces of `/a/{b` do not match"),
    ("'/a/{}': {}", "the braces of `/a/{}` do not match"),
    ("'/a/b}': {}", "the braces of `/a/b}` do not match"),
    ("'/a/{b}/{b}': {}", "`b` stands twice in `/a/{b}/{b}`"),
    (
        "'/a/{b}': {get: {responses: {}}}",
        "path parameter `b` is not declared",
    ),
    (
        "/a: {parameters: [{name: b, in: path, required: true, schema: {type: string}}]}",
        "path parameter `b` is not in the path `/a`",
    ),
    (
        "'/a/{b}': {get: {parameters: [{name: b, in: path, schema: {type: string}}]}}",
        "path parameter `b` is not required",
    ),
    (
        "'/a/{b}': {parameters: [{name: b, in: path, required: true, style: matrix, schema: {type: string}}], get: {}}",
        "`style: simple` is expected",
    ),
    (
        "'/a/{b}': {parameters: [{name: b, in: path, required: true, schema: {type: array}}], get: {}}",
        "path parameter `b` is no text",
    ),
    (
        "/a: {parameters: [{name: b, in: cookie, schema: {type: string}}]}",
        "`in: path`, `in: query` or `in: header` is expected",
    ),
    (
        "/a: {parameters: [{in: query}]}",
        "a parameter without a name",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query}]}}",
        "`b` has no `schema`",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, content: {application/json: {}}}]}}",
        "`schema` is expected, for the value is sent as a plain text",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, type: string}]}}",
        "unknown field `type` in a parameter",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, style: deepObject, schema: {type: object}}]}}",
        "`style: form` is expected",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, schema: {properties: {c: {}}}}]}}",
        "query parameter `b` is an object",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, explode: false, schema: {type: array}}]}}",
        "`explode: true` is expected",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, schema: {}}, {name: b, in: query, schema: {}}]}}",
        "parameter `b` is declared twice",
    ),
    (
        "/a: {get: {responses: {'20x': {}}}}",
        "`20x` is not an HTTP status",
    ),
    (
        "/a: {get: {responses: {'99': {}}}}",
        "`99` is not an HTTP status",
    ),
    (
        "/a: {get: {responses: {'200': {content: {json: {}}}}}}",
        "`json` is not a media type",
    ),
    (
        "/a: {post: {requestBody: {description: x}}}",
        "a request body without `content`",
    ),
    (
        "/a: {post: {requestBody: {$ref: '#/components/requestBodies/X'}}}",
        "unknown request body `X`",
    ),
    (
        "/a: {get: {security: [{nobody: []}]}}",
        "unknown security scheme `nobody`",
    ),
    (
        "/a: {get: {servers: []}}",
        "`servers` of an operation is not supported",
    ),
    (
        "/a: {get: {operation: x}}",
        "there is a field `operationId`",
    ),
];

#[test]
fn paths_that_no_request_can_be_made_of() {
    for (path, expected) in PATHS {
        let shown = report(&with_paths(&format!("  {path}")));
        assert!(shown.contains(expected), "{path}\n{shown}");
        assert!(shown.contains("spec/api.yaml:4:"), "{path}\n{shown}");
    }
}

#[test]
fn documents_that_are_none() {
    for (text, expected) in [
        ("", "an OpenAPI document that is nothing"),
        ("[]", "an OpenAPI document that is a list"),
        ("a: b", "a document without `openapi`"),
        ("swagger: '2.0'", "Swagger 2.0 is not supported"),
        ("openapi: 2.0.0", "OpenAPI `2.0.0` is not supported"),
        ("openapi: 3.2.0", "OpenAPI `3.2.0` is not supported"),
        ("openapi: {}", "an OpenAPI version that is a map"),
        (
            "openapi: 3.1.0\ninfo: {title: T}",
            "a document without `paths`",
        ),
        ("openapi: 3.1.0\npaths: {}", "an API without a title"),
        (
            "openapi: 3.1.0\ninfo: {title: T}\npath: {}",
            "there is a field `paths`",
        ),
        (
            "openapi: 3.1.0\ninfo: {title: T}\npaths: []",
            "`paths` is a list",
        ),
        (
            "openapi: 3.1.0\ninfo: {title: T}\npaths: {}\ncomponents: {schema: {}}",
            "there is a field `schemas`",
        ),
        (
            "openapi: 3.1.0\ninfo: {title: T}\npaths: {}\nservers: [{url: 'https://{a}.b'}]",
            "a server with a variable that has no value",
        ),
        (
            "openapi: 3.1.0\ninfo: {title: T}\npaths: {}\nservers: [{}]",
            "a server without `url`",
        ),
        ("openapi: 3.1\ninfo: {title: T\n", "not well-formed YAML"),
    ] {
        let shown = report(text);
        assert!(shown.contains(expected), "{text}\n{shown}");
        assert!(shown.contains("spec/api.yaml:"), "{text}\n{shown}");
    }
    let mut diagnostics = crate::diagnostics::Diagnostics::default();
    let root = std::path::Path::new("no-such-document.yaml");
    let mut sources = crate::source::Sources::new(root);
    assert!(crate::openapi::load(root, &mut sources, &mut diagnostics).is_none());
    assert!(!diagnostics.is_empty());
}

#[test]
fn security_schemes_that_the_sdk_cannot_use() {
    let document = |scheme: &str, security: &str| {
        report(&format!(
            "openapi: 3.1.0\ninfo: {{title: T}}\ncomponents: {{securitySchemes: {{s: {scheme}}}}}\nsecurity: {security}\npaths: {{/a: {{get: {{}}}}}}"
        ))
    };
    let oauth2 = "{type: oauth2, flows: {clientCredentials: {scopes: {view_orders: x}}}}";
    assert!(
        document("{type: apiKey, name: k, in: query}", "[]")
            .contains("`type: http` or `type: oauth2` is expected")
    );
    assert!(
        document("{type: http, scheme: digest}", "[]")
            .contains("`scheme: basic` or `scheme: bearer` is expected")
    );
    assert!(document(oauth2, "[{s: [[]]}]").contains("a scope that is a list"));
    assert!(document(oauth2, "view_orders").contains("`security` is a scalar"));
    assert_eq!(document(oauth2, "[{s: [view_orders]}]"), "");
    assert_eq!(
        document("{type: http, scheme: bearer}", "[{s: [role]}]"),
        ""
    );
}

#[test]
fn a_warning_shows_file_line_snippet_and_what_is_expected() {
    let shown = report(&with_paths(
        "  /a/{id}:
    get: {operationId: a, parameters: [{$ref: '#/components/parameters/id'}]}
  /a/{key}:
    get: {operationId: a, parameters: [{name: key, in: path, required: true, schema: {type: string}}]}
components:
  parameters:
    id: {name: id, in: path, required: true, schema: {type: string}}",
    ));
    assert_eq!(
        shown,
        "\
warning: the operations of `/a/{key}` are those of `/a/{id}`
 --> spec/api.yaml:6:3
  |
6 |   /a/{key}:
  |   ^^^^^^^^ a path that differs by more than the names of its parameters is expected
  |
 ::: spec/api.yaml:4:3
  |
4 |   /a/{id}:
  |   ------- the other path

warning: two operations are named `a`
 --> spec/api.yaml:7:24
  |
7 |     get: {operationId: a, parameters: [{name: key, in: path, required: true, schema: {type: string}}]}
  |                        ^ an `operationId` that no other operation has is expected
  |
 ::: spec/api.yaml:5:24
  |
5 |     get: {operationId: a, parameters: [{$ref: '#/components/parameters/id'}]}
  |                        - the first one

2 warnings in the specification"
    );
}

#[test]
fn one_schema_may_not_stand_for_two_values_or_carry_subtypes() {
    let schemas = |mapping: &str| {
        with_schemas(&format!(
            "    A: {{type: object, properties: {{k: {{type: string}}}}, discriminator: {{propertyName: k, mapping: {mapping}}}}}
    B: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}
    C: {{allOf: [{{$ref: '#/components/schemas/B'}}]}}"
        ))
    };
    assert_eq!(report(&schemas("{c: C}")), "");
    let shown = report(&schemas("{c: C, d: C}"));
    assert!(
        shown.contains("`C` stands for two values of `k`: `c` and `d`"),
        "{shown}"
    );
    let shown = report(&schemas("{b: B}"));
    assert!(
        shown.contains("`B` stands for a value, and other schemas are derived from it"),
        "{shown}"
    );
    let (api, _) = load(&[("api.yaml", &schemas("{c: C}"))]);
    assert_eq!(api.unwrap().types["B"].tag(), None);
}
