//! Values that do not fit their schemas.

use super::{report, with_paths, with_schemas};

#[test]
fn values_that_do_not_fit_their_schemas_are_warnings_with_a_place() {
    for (schema, expected) in [
        (
            "{type: integer, default: abc}",
            "the default is `abc`, not an integer",
        ),
        (
            "{type: integer, default: 1.5}",
            "the default is `1.5`, not an integer",
        ),
        (
            "{type: string, default: {a: 1}}",
            "the default is a map, not a string",
        ),
        (
            "{type: string, default: 12}",
            "the default is `12`, not a string",
        ),
        (
            "{type: string, enum: [a, b], default: c}",
            "the default is none of a, b",
        ),
        (
            "{type: integer, enum: [1, two]}",
            "a value of the enum is `two`, not an integer",
        ),
        (
            "{type: integer, const: one}",
            "the constant is `one`, not an integer",
        ),
        (
            "{type: [integer, boolean], default: abc}",
            "the default is `abc`, not an integer or a boolean",
        ),
        (
            "{type: integer, minimum: 5, maximum: 3}",
            "`minimum` is 5 and `maximum` is 3",
        ),
        (
            "{type: string, minLength: 5, maxLength: 3}",
            "`minLength` is 5 and `maxLength` is 3",
        ),
        (
            "{type: integer, minimum: 5, default: 3}",
            "the default is below `minimum`, which is 5",
        ),
        (
            "{type: integer, exclusiveMinimum: 5, default: 5}",
            "the default is not above 5",
        ),
        (
            "{type: string, format: date, example: tomorrow}",
            "the example is `tomorrow`, not a date",
        ),
        (
            "{type: object, required: [a], properties: {a: {type: string}}, example: {b: 1}}",
            "the example has no `a`, which is required",
        ),
        (
            "{type: array, items: {$ref: '#/components/schemas/Known'}, examples: [[{id: 7}]]}",
            "`[0].id` of the example is `7`, not a string",
        ),
        (
            "{oneOf: [{type: string}, {type: boolean}], default: 3}",
            "the default fits no member of the union",
        ),
        (
            "{type: object, properties: {a: {type: integer, default: b}}}",
            "the default is `b`, not an integer",
        ),
    ] {
        let shown = report(&with_schemas(&format!(
            "    A: {schema}\n    Known: {{type: object, properties: {{id: {{type: string}}}}}}"
        )));
        let first = shown.lines().next().unwrap_or_default();
        assert_eq!(first, format!("warning: {expected}"), "{schema}: {shown}");
        assert!(shown.contains("spec/api.yaml:"), "{shown}");
    }
}

#[test]
fn values_that_fit_their_schemas_are_no_warnings() {
    for schema in [
        "{type: [integer, 'null'], default: null}",
        "{type: number, default: 1, enum: [1, 2.5]}",
        "{type: string, enum: [a, null], default: a}",
        "{type: object, required: [id, name], properties: {id: {type: string, readOnly: true}, name: {type: string}}, example: {name: a}}",
        "{type: object, properties: {a: {type: integer}}, example: '{\"a\": 1}'}",
        "{type: object, additionalProperties: {type: integer}, example: {a: 1}}",
        "{allOf: [{type: object, properties: {a: {type: integer}}}], example: {a: 1, b: c}}",
        "{type: string, format: date-time, example: '2015-07-04T21:00:00Z'}",
    ] {
        assert_eq!(
            report(&with_schemas(&format!("    A: {schema}"))),
            "",
            "{schema}"
        );
    }
}

#[test]
fn examples_of_parameters_and_bodies_are_held_against_their_schemas() {
    let shown = report(&with_paths(
        "  /a:
    post:
      parameters: [{name: p, in: query, schema: {type: integer}, example: abc}]
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {a: {type: integer}}}
            examples: {one: {value: {a: b}}}
          application/xml: {schema: {type: object}, example: <a/>}
      responses: {204: {description: ''}}",
    ));
    assert!(
        shown.contains("the example is `abc`, not an integer"),
        "{shown}"
    );
    assert!(
        shown.contains("`a` of the example is `b`, not an integer"),
        "{shown}"
    );
    assert!(shown.contains("2 warnings"), "{shown}");
}

#[test]
fn a_value_is_held_once_against_each_schema_of_unions_of_unions() {
    // Each of the 40 schemas twice would be more comparisons than are made for a document: all values would fit then.
    let unions: String = (0..40)
        .map(|number| {
            let next = format!("{{$ref: '#/components/schemas/A{}'}}", number + 1);
            let key = ["oneOf", "anyOf"][number % 2];
            format!("    A{number}: {{{key}: [{next}, {next}]}}\n")
        })
        .collect();
    let shown = report(&with_schemas(&format!(
        "    E: {{allOf: [{{$ref: '#/components/schemas/A0'}}], example: wrong}}\n{unions}    A40: {{type: integer}}"
    )));
    assert!(
        shown.contains("the example fits no member of the union"),
        "{shown}"
    );
}
