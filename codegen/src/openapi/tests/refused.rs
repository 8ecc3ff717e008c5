//! What cannot be read is said, with its place and with what is expected.

use crate::model::{Api, Shape, TypeRef};

use super::{at, load, report, with_paths, with_schemas};

/// The schemas of a document, with a part of what is said of each.
const SCHEMAS: &[(&str, &str)] = &[
    ("{type: strng}", "error: unknown type `strng`"),
    ("{type: strng}", "there is a type `string`"),
    ("{type: {a: b}}", "error: a `type` that is a map"),
    (
        "{propertes: {a: {type: string}}}",
        "there is a field `properties`",
    ),
    ("[a]", "error: a schema that is a list"),
    ("text", "error: a schema that is a scalar"),
    ("{properties: [a]}", "error: `properties` is a list"),
    (
        "{type: object, required: true}",
        "error: `required` is a scalar",
    ),
    (
        "{type: object, required: true}",
        "`required` is a list beside `properties`",
    ),
    (
        "{type: array, minItems: few}",
        "error: `minItems` is not a number",
    ),
    ("{enum: []}", "error: an `enum` that is a list"),
    (
        "{type: string, enum: [{a: b}]}",
        "error: a value of an enum that is a map",
    ),
    ("{oneOf: []}", "error: `oneOf` of nothing"),
    ("{allOf: []}", "error: an `allOf` of nothing"),
    (
        "{type: object, discriminator: kind}",
        "error: a discriminator that is a scalar",
    ),
    (
        "{type: object, discriminator: {mapping: {}}}",
        "error: a discriminator without `propertyName`",
    ),
    (
        "{type: object, discriminator: {propertyName: k, mapping: {a: Nothing}}}",
        "warning: `Nothing` is not the path of a file beside this one",
    ),
    (
        "{properties: {a: {type: object, discriminator: {propertyName: k}}}}",
        "error: a discriminator on a schema without a name",
    ),
    // What follows is read.
    ("{not: {type: string}}", "warning: `not` has no Rust form"),
    (
        "{type: object, if: {required: [a]}, then: {required: [b]}}",
        "warning: `if` has no Rust form",
    ),
    (
        "{prefixItems: [{type: string}]}",
        "warning: a list whose elements have schemas of their own has no Rust form",
    ),
    (
        "{type: array, items: [{type: string}]}",
        "warning: a list whose elements have schemas of their own has no Rust form",
    ),
    (
        "{type: string, colour: red}",
        "warning: unknown field `colour` in a schema",
    ),
    (
        "{type: array, min_items: 2}",
        "warning: unknown field `min_items` in a schema",
    ),
    ("{enum: [a, a]}", "warning: `a` stands twice in one enum"),
    (
        "{type: object, properties: {a: {type: string, required: true}}}",
        "warning: `required` is a scalar",
    ),
    (
        "{type: object, properties: {a: {type: array, items: {}, required: false}}}",
        "`required` is a list beside `properties`",
    ),
    (
        "{type: string, pattern: '('}",
        "warning: `(` is no regular expression",
    ),
    (
        "{type: object, patternProperties: {'[': {type: string}}}",
        "warning: `[` is no regular expression",
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Known'}, {$ref: '#/components/schemas/Known'}], discriminator: {propertyName: y}}",
        "warning: no schema has the property `y` of the discriminator",
    ),
    (
        "{type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kin}}",
        "there is a property `kind`",
    ),
    (
        "{type: object, required: [b], properties: {a: {}}}",
        "warning: required property `b` is not declared",
    ),
    (
        "{oneOf: [{type: string}, {type: object}], properties: {a: {}}}",
        "warning: properties beside `oneOf`",
    ),
    (
        "{allOf: [{$ref: '#/components/schemas/Text'}, {properties: {a: {}}}]}",
        "warning: a part of an `allOf` that is no object",
    ),
    (
        "{allOf: [{$ref: '#/components/schemas/Known'}, {oneOf: [{type: string}, {type: integer}]}]}",
        "warning: a union beside other parts of an `allOf`",
    ),
    (
        "{allOf: [{$ref: '#/components/schemas/Text'}, {enum: [a]}]}",
        "warning: an `allOf` of several schemas that are no objects",
    ),
    (
        "{type: object, discriminator: {propertyName: k, mapping: {a: Known}}}",
        "warning: `Known` is not derived from `A`",
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Known'}, {$ref: '#/components/schemas/Text'}], discriminator: {propertyName: k}}",
        "warning: `Text` is distinguished by `k`, but is not an object",
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Known'}, {type: string}], discriminator: {propertyName: k}}",
        "warning: a member of a discriminated union without a name",
    ),
];

#[test]
fn schemas_that_no_type_can_hold_are_errors_or_have_a_warning() {
    for (schema, expected) in SCHEMAS {
        let text = with_schemas(&format!(
            "    A: {schema}\n    Known: {{type: object, properties: {{x: {{type: string}}}}}}\n    Text: {{type: string}}"
        ));
        let shown = report(&text);
        assert!(shown.contains(expected), "{schema}\n{shown}");
        assert!(shown.contains("spec/api.yaml:6:"), "{schema}\n{shown}");
        if expected.starts_with("warning") {
            assert!(!shown.contains("error: "), "{schema}\n{shown}");
        }
    }
}

#[test]
fn keywords_beside_a_reference_are_ignored_in_openapi_3_0() {
    let schemas = "    A: {$ref: '#/components/schemas/Known', properties: {a: {type: string}}}\n    Known: {type: object, properties: {x: {type: string}}}";
    let older = with_schemas(schemas).replace("3.1.0", "3.0.3");
    let (api, shown) = load(&[("api.yaml", &older)]);
    assert!(
        shown.contains("warning: keywords beside a `$ref` are ignored in OpenAPI 3.0"),
        "{shown}"
    );
    let api = api.unwrap();
    assert!(api.types["A"].object().is_none());
    let (api, shown) = load(&[("api.yaml", &with_schemas(schemas))]);
    assert_eq!(shown, "");
    let api = api.unwrap();
    assert_eq!(api.types["A"].base.as_deref(), Some("Known"));
    assert_eq!(api.fields(&api.types["A"]).len(), 2);
}

/// The path items of a document, with a part of what is said of each.
const PATHS: &[(&str, &str)] = &[
    (
        "/a: {get: {responses: {}}, get: {responses: {}}}",
        "error: `get` stands twice in one map",
    ),
    ("/a: {GET: {}}", "unknown field `GET` in a path item"),
    ("/a: []", "error: a path item that is a list"),
    ("a: {}", "error: `a` is not a path"),
    ("'/a/{b': {}", "error: the braces of `/a/{b` do not match"),
    ("'/a/{}': {}", "error: the braces of `/a/{}` do not match"),
    ("'/a/b}': {}", "error: the braces of `/a/b}` do not match"),
    (
        "'/a/{b}/{b}': {}",
        "error: `b` stands twice in `/a/{b}/{b}`",
    ),
    (
        "/a: {parameters: [{name: b, in: body, schema: {type: string}}]}",
        "`in: path`, `in: query`, `in: header` or `in: cookie` is expected",
    ),
    (
        "/a: {parameters: [{in: query}]}",
        "error: a parameter without a name",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query}]}}",
        "error: `b` has no `schema`",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, schema: {}}, {name: b, in: query, schema: {}}]}}",
        "error: parameter `b` is declared twice",
    ),
    (
        "/a: {get: {responses: {'20x': {}}}}",
        "error: `20x` is not an HTTP status",
    ),
    ("'': {get: {}}", "error: a path without a text"),
    (
        "/a: {get: {responses: {'99': {}}}}",
        "error: `99` is not an HTTP status",
    ),
    (
        "/a: {get: {responses: {'200': {content: {json: {}}}}}}",
        "error: `json` is not a media type",
    ),
    (
        "/a: {post: {requestBody: {description: x}}}",
        "error: a request body without `content`",
    ),
    (
        "/a: {post: {requestBody: {$ref: '#/components/requestBodies/X'}}}",
        "error: unknown request body `X`",
    ),
    (
        "/a: {get: {security: [{nobody: []}]}}",
        "error: unknown security scheme `nobody`",
    ),
    (
        "/a: {get: {operation: x}}",
        "there is a field `operationId`",
    ),
    (
        "/a: {get: {servers: [{}]}}",
        "error: a server without `url`",
    ),
    // What follows is read.
    ("/a: {trace: {}}", "warning: `trace` of a path is left out"),
    ("/a?b=c: {get: {}}", "warning: `/a?b=c` is more than a path"),
    ("/a#b: {get: {}}", "its operations are left out"),
    (
        "'/a/{b}': {get: {responses: {}}}",
        "warning: path parameter `b` is not declared",
    ),
    (
        "/a: {parameters: [{name: b, in: path, required: true, schema: {type: string}}]}",
        "warning: path parameter `b` is not in the path `/a`",
    ),
    (
        "'/a/{b}': {get: {parameters: [{name: b, in: path, schema: {type: string}}]}}",
        "warning: path parameter `b` is not required",
    ),
    (
        "'/a/{b}': {parameters: [{name: b, in: path, required: true, style: matrix, schema: {type: string}}], get: {}}",
        "warning: path parameter `b` is no plain text",
    ),
    (
        "'/a/{b}': {parameters: [{name: b, in: path, required: true, schema: {type: array}}], get: {}}",
        "warning: path parameter `b` is no plain text",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, type: string, schema: {type: string}, swing: high}]}}",
        "warning: unknown field `swing` in a parameter",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, style: matrix, schema: {type: string}}]}}",
        "warning: `matrix` is no style of parameter `b`",
    ),
    (
        "/a: {get: {parameters: [{name: b, in: query, schema: {type: array, items: {properties: {c: {}}}}}]}}",
        "warning: no text form for a value of parameter `b`",
    ),
    (
        "/a: {get: {servers: [{url: /b}]}}",
        "warning: server `/b` has no host",
    ),
    (
        "/a: {post: {requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {photo: {type: string}}}, encoding: {foto: {contentType: image/png}}}}}}}",
        "warning: `foto` of `encoding` is no property of the schema",
    ),
    (
        "/a: {post: {callbacks: {b: {'{$request.query.c}': {psot: {}}}}}}",
        "there is a field `post`",
    ),
    (
        "/a: {servers: [{url: 'https://{b}.example'}], get: {}}",
        "warning: a server with a variable that has no value",
    ),
];

#[test]
fn paths_that_no_request_can_be_made_of_are_errors_or_have_a_warning() {
    for (path, expected) in PATHS {
        let shown = report(&with_paths(&format!("  {path}")));
        assert!(shown.contains(expected), "{path}\n{shown}");
        assert!(shown.contains("spec/api.yaml:4:"), "{path}\n{shown}");
        if expected.starts_with("warning") {
            assert!(!shown.contains("error: "), "{path}\n{shown}");
        }
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
            "`paths`, `components` or `webhooks` are expected at the root",
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
        document("{type: basic}", "[]").contains(
            "`type: apiKey`, `http`, `mutualTLS`, `oauth2` or `openIdConnect` is expected"
        )
    );
    for scheme in [
        "{type: apiKey, name: k, in: query}",
        "{type: apiKey, name: k, in: cookie}",
        "{type: http, scheme: digest}",
        "{type: openIdConnect, openIdConnectUrl: 'https://a.example'}",
        "{type: mutualTLS}",
    ] {
        assert_eq!(document(scheme, "[{s: []}]"), "", "{scheme}");
    }
    // The scopes of OpenID Connect are declared by the service alone.
    assert_eq!(
        document(
            "{type: openIdConnect, openIdConnectUrl: 'https://a.example'}",
            "[{s: [openid]}]"
        ),
        ""
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
fn a_schema_for_several_values_is_a_type_for_each() {
    let schemas = with_schemas(
        "    A: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k, mapping: {c: C, d: C}}}
    C: {allOf: [{$ref: '#/components/schemas/A'}]}",
    );
    let (api, shown) = load(&[("api.yaml", &schemas)]);
    assert_eq!(shown, "");
    let api = api.unwrap();
    let tags = |api: &Api| -> Vec<(String, Option<String>)> {
        let types = api.types.values();
        let tags = types.map(|of| (of.name.clone(), of.tag().map(str::to_owned)));
        tags.collect()
    };
    let of = |name: &str, tag: &str| (name.to_owned(), Some(tag.to_owned()));
    assert_eq!(
        tags(&api),
        [("A".to_owned(), None), of("C", "c"), of("CD", "d")]
    );
    assert_eq!(api.types["CD"].base.as_deref(), Some("A"));
    // A base may stand for several values, too.
    let schemas = with_schemas(
        "    A: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k, mapping: {a: A, b: A, c: C}}}
    C: {allOf: [{$ref: '#/components/schemas/A'}]}",
    );
    let (api, shown) = load(&[("api.yaml", &schemas)]);
    assert_eq!(shown, "");
    let api = api.unwrap();
    assert_eq!(tags(&api), [of("A", "a"), of("C", "c"), of("AB", "b")]);
    assert_eq!(api.types["AB"].base.as_deref(), Some("A"));
}

#[test]
fn the_values_of_an_enum_of_the_tag_are_tags() {
    let tags = |x: &str, y: &str, rest: &str| -> Vec<String> {
        let schemas = format!(
            "    U: {{oneOf: [{{$ref: '#/components/schemas/X'}}, {{$ref: '#/components/schemas/Y'}}], discriminator: {{propertyName: k{rest}}}}}
    X: {{type: object, required: [k], properties: {{k: {x}}}}}
    Y: {{type: object, required: [k], properties: {{k: {y}}}}}"
        );
        let (api, shown) = load(&[("api.yaml", &with_schemas(&schemas))]);
        assert_eq!(shown, "");
        let api = api.unwrap();
        let Shape::Union(members) = &api.types["U"].shape else {
            panic!("{:?}", api.types["U"]);
        };
        let members = members.iter().map(|member| match member {
            TypeRef::Named(name) => format!("{name} {}", api.types[name].tag().unwrap()),
            member => panic!("{member:?}"),
        });
        members.collect()
    };
    let text = "{type: string}";
    let two = "{type: string, enum: [why, y2]}";
    assert_eq!(tags(text, two, ""), ["X X", "Y why", "YY2 y2"]);
    assert_eq!(
        tags("{type: string, enum: [x, x2]}", two, ""),
        ["X x", "Y why", "XX2 x2", "YY2 y2"]
    );
    assert_eq!(
        tags(text, two, ", mapping: {z: X}"),
        ["X z", "Y why", "YY2 y2"]
    );
    assert_eq!(tags(text, two, ", mapping: {z: Y}"), ["X X", "Y z"]);
    // A value that means another schema is no tag of this one.
    assert_eq!(tags(text, "{enum: [X, why]}", ""), ["X X", "Y why"]);
    assert_eq!(tags(text, two, ", mapping: {y2: X}"), ["X y2", "Y why"]);
    assert_eq!(tags("{enum: [X, Y]}", "{enum: [X, Y]}", ""), ["X X", "Y Y"]);

    let schemas = with_schemas(
        "    A: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k}}
    B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {k: {enum: [b1, b2]}}}]}
    C: {allOf: [{$ref: '#/components/schemas/B'}]}",
    );
    let (api, shown) = load(&[("api.yaml", &schemas)]);
    assert_eq!(shown, "");
    let tags: Vec<(String, Option<String>)> = api
        .unwrap()
        .types
        .values()
        .map(|of| (of.name.clone(), of.tag().map(str::to_owned)))
        .collect();
    let of = |name: &str, tag: &str| (name.to_owned(), Some(tag.to_owned()));
    assert_eq!(
        tags,
        [
            ("A".to_owned(), None),
            of("B", "b1"),
            of("C", "C"),
            of("BB2", "b2")
        ]
    );
}

#[test]
fn a_schema_for_several_values_is_read_with_all_of_them_where_it_is_used_alone() {
    let schemas = with_schemas(
        "    U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k, mapping: {a1: A, a2: A, b: B}}}
    A: {type: object, required: [k], properties: {k: {type: string}, next: {$ref: '#/components/schemas/A'}}}
    B: {type: object, required: [k], properties: {k: {type: string}}}
    L: {type: array, items: {$ref: '#/components/schemas/A'}}
    N: {type: array, items: {anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}}
    V: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}]}
    C: {type: object, properties: {a: {type: string}}}",
    ) + "webhooks:\n  w: {post: {requestBody: {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/A'}}}}}}}";
    let schemas = schemas.replace(
        "paths: {}",
        "paths: {/a: {post: {requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}",
    );
    let (api, _) = load(&[("api.yaml", &schemas)]);
    let api = api.unwrap();
    let named = |name: &str| TypeRef::Named(name.to_owned());
    let shape = |name: &str| format!("{:?}", api.types[name].shape);
    let union = |names: &[&str]| {
        format!(
            "{:?}",
            Shape::Union(names.iter().map(|name| named(name)).collect())
        )
    };
    assert_eq!(shape("AnyA"), union(&["A", "AA2"]));
    assert_eq!(shape("U"), union(&["A", "B", "AA2"]));
    assert_eq!(shape("V"), union(&["A", "C", "AA2"]));
    for (name, count) in [("L", 1), ("N", 1), ("A", 1), ("AA2", 1), ("WWebhook", 1)] {
        assert_eq!(
            shape(name).matches("Named(\"AnyA\")").count(),
            count,
            "{name}: {}",
            shape(name)
        );
        assert!(!shape(name).contains("Named(\"A\")"), "{name}");
    }
    let body = &at(&api, "/a").methods[0].bodies[0].of;
    assert_eq!(format!("{body:?}"), format!("{:?}", Some(named("AnyA"))));
}

#[test]
fn fields_of_webhooks_and_flows_are_checked() {
    let webhook = |item: &str| {
        report(&format!(
            "openapi: 3.1.0\ninfo: {{title: T}}\npaths: {{}}\nwebhooks:\n  a: {item}"
        ))
    };
    assert!(webhook("{psot: {}}").contains("error: unknown field `psot` in a path item"));
    assert!(webhook("{send: {}}").contains("warning: unknown field `send` in a path item"));
    assert!(webhook("{post: {requestBdy: {}}}").contains("there is a field `requestBody`"));
    assert!(
        webhook("{post: {requestBody: {contents: {}}}}").contains("there is a field `content`")
    );
    assert_eq!(
        webhook(
            "{x-a: b, post: {requestBody: {content: {application/json: {schema: {type: string}}}}, x-b: c}}"
        ),
        ""
    );
    let flows = |flows: &str| {
        report(&format!(
            "openapi: 3.1.0\ninfo: {{title: T}}\npaths: {{}}\ncomponents: {{securitySchemes: {{s: {{type: oauth2, flows: {flows}}}}}}}"
        ))
    };
    assert!(
        flows("{clientCredential: {scopes: {}}}").contains("there is a field `clientCredentials`")
    );
    assert!(flows("{other: {scopes: {}}}").contains("warning: unknown field `other` in `flows`"));
    assert!(flows("{implicit: {scope: {}}}").contains("there is a field `scopes`"));
    assert!(flows("{implicit: none}").contains("error: a flow that is a scalar"));
    assert_eq!(
        flows(
            "{x-a: b, implicit: {authorizationUrl: 'https://a.example', scopes: {a: b}, x-c: d}}"
        ),
        ""
    );
}

#[test]
fn a_range_of_statuses_in_lower_case_is_told_how_it_is_written() {
    let shown = report(&with_paths(
        "  /a: {get: {responses: {2xx: {description: ''}}}}",
    ));
    assert!(shown.contains("`2xx` is not an HTTP status"), "{shown}");
    assert!(shown.contains("perhaps `2XX` is meant"), "{shown}");
    let shown = report(&with_paths(
        "  /a: {get: {responses: {Default: {description: ''}}}}",
    ));
    assert!(shown.contains("perhaps `default` is meant"), "{shown}");
}
