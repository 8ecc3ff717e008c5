//! Types that are wrong.

use super::{check, check_api, is_correct, report};

fn check_types(name: &str, types: &str) {
    check_api(name, &format!("title: T\ntypes:\n{types}"));
}

#[test]
fn an_unknown_type_is_reported_with_the_name_that_may_be_meant() {
    check_types(
        "unknown_type",
        "  Address: string
  A:
    type: object
    properties:
      near: Adress
      nowhere: Quux
      list: Adress[]
      union: Address | Quux
      items: {type: array, items: Quux}
      //: Quux
  B:
    type: Quux
    properties:
      id: string
",
    );
}

#[test]
fn an_unknown_type_of_a_library_is_reported() {
    check(
        "unknown_type_of_library",
        &report(&[
            (
                "api.raml",
                "title: T\nuses: {shop: shop.raml}\ntypes:\n  A: {properties: {order: shop.Ordre, other: shup.Order, deep: shop.money.Amount}}\n",
            ),
            ("shop.raml", "#%RAML 1.0 Library\ntypes:\n  Order: string\n"),
        ]),
    );
}

#[test]
fn a_property_is_declared_once_with_or_without_a_question_mark() {
    check_types(
        "duplicate_property",
        "  A:\n    type: object\n    properties:\n      x: string\n      y: string\n      x?: number\n",
    );
}

#[test]
fn a_type_that_inherits_from_itself_is_reported_however_it_is_written() {
    check_types(
        "inheritance_cycle",
        "  A: {type: B, properties: {a: string}}\n  B: C\n  C: {type: [A]}\n  Beside: {type: A, properties: {b: string}}\n  Itself: Itself\n",
    );
    check_types("inheritance_cycle_in_parentheses", "  A: (B)\n  B: (A)\n");
    check_types(
        "inheritance_cycle_in_nested_types",
        "  A: {type: {type: B}}\n  B: {type: {type: A}}\n",
    );
}

#[test]
fn a_type_that_is_made_of_nothing_but_itself_is_reported() {
    check_types(
        "alias_of_itself",
        "  Nested: Nested[]\n  Left: Right[]\n  Right: Left[][]\n  Either: Either | string\n",
    );
}

#[test]
fn an_object_may_hold_itself() {
    is_correct(
        "title: T\ntypes:\n  A: {properties: {a?: A, many: 'A[]'}}\n  Map: {properties: {//: Map}}\n/x:\n  get: {responses: {200: {body: {application/json: A}}}}\n",
    );
}

#[test]
fn a_type_expression_that_is_wrong_is_reported_with_the_reason() {
    check_types(
        "type_expression",
        "  A: string[\n  B: (string\n  C: string |\n  D: '| string'\n  E: string number\n  F: a..b\n  G: '[]'\n  H: string]\n  I: ''\n",
    );
}

#[test]
fn a_schema_and_several_bases_that_are_not_all_objects_are_refused() {
    check_types(
        "schema",
        "  A: '{\"type\": \"object\"}'\n  B: {type: '<xs:schema/>'}\n  C: {type: [D, E]}\n  D: {properties: {d: string}}\n  E: string\n",
    );
}

#[test]
fn a_facet_with_a_wrong_value_is_reported() {
    check_types(
        "facets",
        "  A:
    type: object
    minProperties: none
    properties:
      a: {type: string, minLength: few, maxLength: .inf}
      b: {type: number, minimum: [1], maximum: , format: int128}
      c: {type: array, items: string, uniqueItems: maybe, minItems: 1x}
      d: {type: string, required: perhaps}
",
    );
}

#[test]
fn an_enum_is_a_list_of_texts_each_once() {
    check_types(
        "enums",
        "  A: {type: string, enum: x}\n  B: {type: string, enum: [x, y, x]}\n  C: {type: string, enum: [x, {y: z}, [w]]}\n",
    );
}

#[test]
fn properties_are_a_map() {
    check_types(
        "properties",
        "  A: {type: object, properties: [a, b]}\n  B: {type: object, properties: a}\n",
    );
    check_api("types_are_a_list", "title: T\ntypes: [a, b]\ntraits: a\n");
}

#[test]
fn a_type_needs_a_name_that_can_be_one() {
    check_types(
        "type_names",
        "  1st: string\n  a b: string\n  '': string\n  a.b: string\n",
    );
}

#[test]
fn two_libraries_cannot_declare_one_name() {
    check(
        "types_of_two_libraries",
        &report(&[
            ("api.raml", "title: T\nuses: {a: a.raml, b: b.raml}\n"),
            ("a.raml", "#%RAML 1.0 Library\ntypes:\n  Order: string\n"),
            ("b.raml", "#%RAML 1.0 Library\ntypes:\n  Order: number\n"),
        ]),
    );
}

#[test]
fn a_type_is_nilable_by_a_question_mark() {
    is_correct(
        "title: T\ntypes:\n  A: {properties: {a: string?, b: 'A?', c: 'A[]?', d: (A | string)?, e: '(A?)[]'}}\n",
    );
    check_types("question_marks", "  A: '?'\n  B: string??x\n");
}

#[test]
fn a_date_and_time_has_one_of_two_formats() {
    is_correct(
        "title: T\ntypes:\n  A: {type: datetime, format: rfc2616}\n  B: {type: datetime, format: rfc3339}\n",
    );
    check_types(
        "datetime_formats",
        "  A: {type: datetime, format: rfc822}\n",
    );
}

#[test]
fn several_bases_that_lead_back_are_a_cycle() {
    check_types(
        "cycle_of_several_bases",
        "  A: {type: [B, C], properties: {a: string}}\n  B: {type: [A, C], properties: {b: string}}\n  C: {properties: {c: string}}\n  D: {type: [C, E], properties: {d: string}}\n  E: {type: D}\n",
    );
}
