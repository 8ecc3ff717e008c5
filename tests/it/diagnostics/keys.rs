//! Keys that RAML does not allow in their place.

use super::{check_api, is_correct, report, warnings};

#[test]
fn a_misspelt_key_is_an_error_with_the_key_that_may_be_meant() {
    check_api(
        "misspelt_keys",
        "title: T
verison: 1
types:
  A:
    typs: object
    propertis:
      a: string
  B:
    type: object
    properties:
      b:
        type: string
        requierd: false
        minLenght: 3
        colour: blue
traits:
  paged:
    queryParameter: {limit: integer}
resourceTypes:
  collection:
    gett?:
/x:
  gett:
  get:
    respones:
      200:
    responses:
      200:
        bodi:
  users:
    get:
securitySchemes:
  oauth:
    type: OAuth 2.0
    setings:
    describedBy: {header: {}}
    settings: {accessTokenUrl: https://example.org, authorizationGrants: [client_credential]}
documentation:
  - tilte: Home
    title: Home
    content: Hello
",
    );
}

#[test]
fn a_facet_of_another_kind_of_type_is_an_error() {
    check_api(
        "facets_of_another_kind",
        "title: T
types:
  A: {type: integer, minLength: 3}
  B: {minimum: 3}
  C: {type: 'string[]', properties: {a: string}}
  D: {type: E, minItems: 1}
  E: {type: object, properties: {a: {type: datetime, pattern: a}}}
  F: {type: string | integer, minItems: 1}
",
    );
}

#[test]
fn every_facet_of_a_kind_is_known() {
    is_correct(
        "#%RAML 1.0
title: T
description: D
version: v1
baseUri: https://example.org/{version}/{region}
baseUriParameters: {region: {type: string, enum: [a, b]}}
protocols: [HTTPS, http]
mediaType: [application/json, text/x-own]
documentation: [{title: A, content: B}]
annotationTypes: {mine: {type: string, allowedTargets: [API, Method]}}
(mine): a
securitySchemes:
  oauth:
    type: OAuth 2.0
    displayName: O
    description: D
    describedBy: {headers: {Authorization: string}, responses: {401: {description: D}}}
    settings: {authorizationUri: a, accessTokenUri: b, authorizationGrants: [client_credentials, 'urn:x'], scopes: [c]}
  own: {type: x-own, settings: {anything: 1}}
securedBy: [oauth, own]
types:
  S: {type: string, displayName: S, description: D, pattern: ^a, minLength: 1, maxLength: 3, enum: [ab, ac], default: ab, example: ac}
  N: {type: number, minimum: 1, maximum: 9, format: int32, multipleOf: 2, examples: {a: 2, b: {value: 4, strict: true, displayName: B, description: D}}}
  A: {type: array, items: S, minItems: 1, maxItems: 2, uniqueItems: true, example: [ab]}
  O:
    type: object
    properties: {a: {type: string, required: false, xml: {attribute: true, wrapped: false, name: n, namespace: s, prefix: p}}, '/^b/': string}
    minProperties: 1
    maxProperties: 4
    additionalProperties: false
    example: {a: text, b1: more}
  D: {type: datetime, format: rfc3339, example: 2016-02-28T16:41:41.090+01:00}
  F: {type: file, fileTypes: ['*/*'], minLength: 1, maxLength: 9}
  Own: {type: string, facets: {unit: string, note?: string}}
  Sub: {type: Own, unit: metre}
  U: {type: string | N, minLength: 1, maximum: 3}
traits:
  t: {usage: U, displayName: D, description: D, headers: {h?: string}, queryParameters: {q?: string}}
resourceTypes:
  r: {usage: U, description: D, get?: {description: D, queryParameters?: {p?: string}}, uriParameters?: {id: string}}
/x/{id}:
  displayName: X
  description: D
  type: r
  is: [t]
  securedBy: [oauth]
  uriParameters: {id: {example: a}}
  get:
    displayName: G
    description: D
    (mine): a
    is: []
    protocols: [HTTPS]
    securedBy: [oauth: {scopes: [c]}]
    headers: {h?: string}
    queryParameters: {q?: string}
    responses: {200: {description: D, headers: {h?: string}, body: {application/json: O, text/x-own: string}}}
  post: {body: O, responses: {201: {body: {type: O, example: {a: b}}}}}
",
    );
}

#[test]
fn the_top_of_a_document_says_what_it_must() {
    check_api(
        "incomplete_root",
        "#%RAML 0.8
protocols: [FTP]
mediaType: json
documentation:
  - title: ''
mediaTypes: a
baseUri: https://example.org/{version}
baseUriParameters: {regoin: string}
/x/{id}:
  uriParameters: {di: string}
  is: paged
  get: [a]
  post:
    queryString: object
    queryParameters: {}
    body: {application/json: any, type: string}
",
    );
}

#[test]
fn a_body_without_a_media_type_needs_the_one_of_the_document() {
    check_api(
        "body_without_media_type",
        "title: T\n/x:\n  post:\n    body: {type: string}\n",
    );
}

#[test]
fn a_resource_type_has_no_resources_and_a_library_no_paths() {
    let files = [
        (
            "api.raml",
            "title: T\nuses: {l: l.raml}\nresourceTypes:\n  r: {/below: {get: }}\n",
        ),
        ("l.raml", "#%RAML 1.0 Library\ntype: {}\n/x: {get: }\n"),
    ];
    super::check("keys_of_templates_and_libraries", &report(&files));
}

#[test]
fn a_type_may_not_be_named_like_a_built_in_one() {
    check_api(
        "built_in_names",
        "title: T\ntypes:\n  integer: string\n  datetime: {type: string}\n",
    );
}

#[test]
fn two_resources_with_the_same_full_path_are_reported() {
    check_api(
        "duplicate_paths",
        "title: T\n/a:\n  /b: {get: }\n/a/b: {get: }\n/a/{c}: {get: }\n",
    );
}

#[test]
fn an_annotation_is_held_against_its_declaration() {
    let api = "title: T
uses: {l: l.raml}
annotationTypes:
  level: {type: integer, minimum: 1}
  note: {type: string, allowedTargets: Methods}
types:
  A: {type: object, (level): high, (l.size): {width: wide}}
  B: {type: object, (level): 0, (l.size): {width: 3}}
";
    let library = "#%RAML 1.0 Library\nannotationTypes:\n  size: {properties: {width: integer, height?: integer}}\n";
    super::check(
        "annotation_values",
        &report(&[("api.raml", api), ("l.raml", library)]),
    );
}

#[test]
fn an_annotation_that_is_not_declared_or_misplaced_is_a_warning() {
    super::check(
        "annotations_misplaced",
        &warnings(
            "title: T
annotationTypes: {note: {type: string, allowedTargets: [Method]}}
types:
  A: {type: object, (note): a, (nobody): b, (deprecated): false}
",
        ),
    );
}

#[test]
fn what_is_incomplete_and_emitted_all_the_same_is_a_warning() {
    super::check(
        "incomplete",
        &warnings(
            "title: T
securitySchemes:
  a: {type: OAuth 2.0, settings: {scopes: [b]}}
  c: {type: OAuth 1.0}
mediaType: jason/json
types:
  A: {type: object, discriminatorValue: a}
/x:
  post: {body: {mime/type: string, application/json: string}}
",
        ),
    );
}

#[test]
fn a_scheme_of_an_unknown_type_and_a_default_with_a_slash_are_errors() {
    check_api(
        "security_and_paths",
        "title: T
securitySchemes:
  a: {type: OAuth2}
  b: {settings: {}}
  c: {type: OAuth 1.0, settings: {requestTokenUri: a, authorizationUri: b, tokenCredentialsUri: c, signatures: [HMAC]}}
/x/{id}:
  uriParameters: {id: {default: a/b}}
  get:
    securedBy: [d]
",
    );
}

#[test]
fn a_function_of_a_parameter_stands_behind_a_bar() {
    check_api(
        "function_without_bar",
        "title: T
traits:
  t: {description: 'No <<name !singularize>>.'}
/x:
  get: {is: [t: {name: carts}]}
",
    );
}

#[test]
fn a_library_or_another_fragment_can_be_read_alone() {
    let fragments = [
        (
            "#%RAML 1.0 Library\nusage: U\ntypes: {A: {properties: {a: string}}}\n",
            "A",
        ),
        ("#%RAML 1.0 DataType\nproperties: {a: string}\n", "api"),
        (
            "#%RAML 1.0 Trait\nusage: U\nqueryParameters: {a: string}\n",
            "",
        ),
        ("#%RAML 1.0 ResourceType\nget: {description: D}\n", ""),
        ("#%RAML 1.0 AnnotationTypeDeclaration\ntype: string\n", ""),
        ("#%RAML 1.0 DocumentationItem\ntitle: A\ncontent: B\n", ""),
        (
            "#%RAML 1.0 SecurityScheme\ntype: Basic Authentication\n",
            "",
        ),
        ("#%RAML 1.0 NamedExample\na: {b: c}\n", ""),
    ];
    for (text, of) in fragments {
        let folder = super::written(&[("api.raml", text)]);
        let read = codegen::load(&folder.path().join("api.raml"))
            .unwrap_or_else(|report| panic!("{report}"));
        let types: Vec<&str> = read.api.types.keys().map(String::as_str).collect();
        assert_eq!(types.join(" "), of, "{text}");
        assert!(read.warnings.is_empty(), "{}", read.warnings);
    }
    check_api(
        "wrong_fragment",
        "#%RAML 1.0 DataType\npropertis: {a: string}\n",
    );
    check_api("unknown_fragment", "#%RAML 1.0 Datatype\nproperties: {}\n");
}

#[test]
fn a_key_of_an_overlay_or_of_the_document_below_is_checked_as_well() {
    let files = [
        (
            "api.raml",
            "#%RAML 1.0 Extension\nusage: U\nextends: base.raml\n/x: {gett: }\n",
        ),
        (
            "base.raml",
            "#%RAML 1.0\ntitle: T\nversoin: 1\n/x: {get: }\n",
        ),
    ];
    super::check("keys_of_extensions", &report(&files));
}
