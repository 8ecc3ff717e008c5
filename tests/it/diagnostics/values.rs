//! Values that do not fit the type that they are of.

use super::{check, check_api, has_no_warning, report, warnings};

#[test]
fn a_default_or_a_value_of_an_enum_that_does_not_fit_is_an_error() {
    check_api(
        "defaults_and_enums",
        "title: T
types:
  A: {type: integer, default: many}
  B: {type: boolean, default: 'true'}
  C: {type: string, enum: [red, green], default: blue}
  D: {type: integer, enum: [1, two]}
  E: {type: object, properties: {a: {type: integer, maximum: 3, default: 4}}}
  F: {type: date-only, default: 2015-02-30}
/x:
  get:
    queryParameters: {q: {type: integer, default: x}}
    headers: {h: {type: boolean, default: x}}
/y/{id}:
  uriParameters: {id: {type: integer, default: x}}
",
    );
}

#[test]
fn facets_that_contradict_each_other_are_errors() {
    check_api(
        "contradicting_facets",
        "title: T
types:
  A: {type: string, minLength: 3, maxLength: 2}
  B: {type: number, minimum: 3}
  C: {type: B, minimum: 2}
  D: {type: string, enum: [a, b]}
  E: {type: D, enum: [a, c]}
  F: {type: integer, multipleOf: 0}
  G: {type: array, minItems: -1, uniqueItems: perhaps}
  H: {type: object, additionalProperties: string}
  I: {type: object, discriminator: kind, properties: {sort: string}}
  J: {type: object, properties: {a: {type: object, discriminator: b, properties: {b: string}}}}
  K: {type: string, facets: {unit: integer, minLength: integer}}
  L: {type: K, unit: metre}
  M: {type: K}
",
    );
}

#[test]
fn an_example_that_does_not_fit_is_a_warning() {
    check(
        "examples",
        &warnings(
            "title: T
mediaType: application/json
types:
  Money: {properties: {cents: integer, currency: {pattern: '^[A-Z]{3}$'}}}
  Item: {properties: {id: string, price?: Money, tags?: 'string[]'}, example: {id: 1}}
  Closed: {additionalProperties: false, properties: {id: string}, example: {id: a, di: b}}
  Many: {type: array, items: integer, uniqueItems: true, maxItems: 2, examples: {a: [1, 1], b: [1, 2, 3], c: [x]}}
",
        ),
    );
}

#[test]
fn an_example_of_a_body_may_be_json() {
    check(
        "examples_of_bodies",
        &warnings(
            "title: T
mediaType: application/json
types:
  Money: {properties: {cents: integer, currency: {pattern: '^[A-Z]{3}$'}}}
  Item: {properties: {id: string, price?: Money}}
  Animal: {discriminator: kind, properties: {kind: string, name: string}}
  Cat: {type: Animal, discriminatorValue: cat, properties: {lives: integer}}
/x:
  post:
    body:
      type: Item
      example: '{\"id\": \"a\", \"price\": {\"cents\": 1, \"currency\": \"eur\"}}'
    responses:
      200:
        body:
          type: Item
          example: '{\"id\": }'
      201:
        body:
          type: Animal
          examples:
            lives: {kind: cat, name: Tom, lives: nine}
            dog: {kind: dog, name: Rex}
            none: {name: Tom}
      202: {body: {type: string | integer, example: [a]}}
      203: {body: {type: datetime, example: 2016-02-28 16:41}}
/y/{id}:
  uriParameters: {id: {example: a/b}}
",
        ),
    );
}

#[test]
fn an_example_that_fits_is_no_warning() {
    has_no_warning(
        "title: T
mediaType: application/json
types:
  Money: {properties: {cents: integer, note?: string | nil}, example: {value: {cents: 1}, strict: true}}
  Loose: {properties: {cents: integer}, example: {value: {cents: many}, strict: false}}
  Node: {properties: {next?: Node, '/^x-/': integer}, example: {next: {next: {}, x-a: 1}}}
  Animal: {discriminator: kind, properties: {kind: string, name: string}}
  Cat: {type: Animal, properties: {lives: integer}, example: {kind: Cat, name: Tom, lives: 9}}
  Dates:
    properties: {a: date-only, b: time-only, c: datetime-only, d: datetime, e: {type: datetime, format: rfc2616}}
    example: {a: 2016-02-29, b: '12:30:00.5', c: 2015-07-04T21:00:00, d: 2016-02-28T16:41:41.090Z, e: 'Sun, 28 Feb 2016 16:41:41 GMT'}
  Value: {properties: {value: any}, example: {value: 3}}
  Numbers: {properties: {a: {type: number, multipleOf: 0.01}, b: {type: integer, format: int8}}, example: {a: 10.07, b: -128}}
/x:
  post:
    body:
      application/json: {type: 'Money[]', example: '[{\"cents\": 1, \"note\": null}]'}
      application/xml: {type: Money, example: <money/>}
    responses: {200: {body: {example: anything}}}
",
    );
}

#[test]
fn an_example_is_held_against_the_type_that_a_template_was_given() {
    check(
        "examples_of_templates",
        &warnings(
            "title: T
mediaType: application/json
types: {A: {properties: {a: integer}}}
traits:
  answered: {responses: {200: {body: {type: <<type>>, example: <<example>>}}}}
resourceTypes:
  collection: {post: {body: {type: <<type>>}}}
/x:
  type: {collection: {type: A}}
  get: {is: [answered: {type: A, example: {a: x}}]}
  post: {body: {example: {b: 1}}}
",
        ),
    );
}

#[test]
fn warnings_are_errors_where_they_are_denied() {
    let folder = super::written(&[(
        "api.raml",
        "title: T\ntypes: {A: {type: integer, example: x}}\n",
    )]);
    let read = codegen::load(&folder.path().join("api.raml")).expect("there is no error");
    let shown = read.warnings.to_string();
    assert!(shown.starts_with("warning: "), "{shown}");
    assert!(shown.ends_with("1 warning in the specification"), "{shown}");
    let denied = read.warnings.denied().to_string();
    assert!(denied.starts_with("error: "), "{denied}");
    assert!(
        denied.ends_with("1 problem in the specification"),
        "{denied}"
    );
}

#[test]
fn many_warnings_of_a_kind_are_one() {
    let examples: String = (0..30)
        .map(|number| format!("  A{number}: {{type: integer, example: x}}\n"))
        .collect();
    let shown = warnings(&format!("title: T\ntypes:\n{examples}"));
    assert_eq!(shown.matches("warning: ").count(), 1, "{shown}");
    assert!(shown.contains("and 29 others like it:"), "{shown}");
    assert!(
        shown.ends_with("30 warnings in the specification"),
        "{shown}"
    );
}

#[test]
fn a_specification_with_errors_lists_no_warnings() {
    let shown = report(&[(
        "api.raml",
        "title: T\ntypes: {A: {type: integer, example: x, minimun: 3}}\n",
    )]);
    assert!(!shown.contains("warning"), "{shown}");
}

#[test]
fn values_of_types_that_multiply_are_soon_held_against_them() {
    // Each union has twice as many members as the next one, and no member fits.
    let doubled: String = (0..40)
        .map(|number| format!("  T{number}: T{} | T{}\n", number + 1, number + 1))
        .collect();
    let api = format!("title: T\ntypes:\n{doubled}  T40: integer\n  A: {{type: T0, example: x}}\n");
    let folder = super::written(&[("api.raml", &api)]);
    assert!(codegen::load(&folder.path().join("api.raml")).is_ok());

    // Each type has the properties of all before it.
    let chain: String = (1..3000)
        .map(|number| {
            format!(
                "  T{number}: {{type: T{}, properties: {{p{number}: string}}}}\n",
                number - 1
            )
        })
        .collect();
    let api = format!("title: T\ntypes:\n  T0: {{properties: {{p0: string}}}}\n{chain}");
    let folder = super::written(&[("api.raml", &api)]);
    assert!(codegen::load(&folder.path().join("api.raml")).is_ok());

    // Every value of the enum is compared with every value of the base.
    let values: Vec<String> = (0..20_000).map(|number| format!("v{number}")).collect();
    let values = values.join(", ");
    let api = format!(
        "title: T\ntypes:\n  A: {{enum: [{values}]}}\n  B: {{type: A, enum: [{values}], example: v1}}\n"
    );
    let folder = super::written(&[("api.raml", &api)]);
    assert!(codegen::load(&folder.path().join("api.raml")).is_ok());
}
