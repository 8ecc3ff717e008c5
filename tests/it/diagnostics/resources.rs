//! Resources, resource types and traits that are wrong.

use super::{check_api, is_correct};

#[test]
fn an_unknown_trait_or_resource_type_is_reported_with_the_name_that_may_be_meant() {
    check_api(
        "unknown_trait",
        "title: T
traits:
  paging: {queryParameters: {limit?: integer}}
resourceTypes:
  collection: {get: {is: [pageing]}}
/x:
  type: colection
  get:
    is: [pagin, sorting]
/y:
  type: collection
",
    );
}

#[test]
fn a_resource_type_that_inherits_from_itself_is_reported() {
    check_api(
        "resource_type_cycle",
        "title: T\nresourceTypes:\n  a: {type: b}\n  b: {type: c, get: }\n  c: {type: a}\n/x:\n  type: a\n",
    );
}

#[test]
fn a_use_of_a_trait_is_its_name_with_or_without_parameters() {
    check_api(
        "use_of_trait",
        "title: T\ntraits: {a: {}, b: {}}\n/x:\n  get:\n    is: [[a], {a: , b: }]\n/y:\n  type: {a: {x: y}, b: }\n",
    );
}

#[test]
fn a_parameter_that_nothing_supplies_is_reported_where_its_text_matters() {
    check_api(
        "parameter_never_supplied",
        "title: T
traits:
  sorted:
    queryParameters:
      <<by>>: string
      sort?: <<order>>
resourceTypes:
  collection:
    uriParameters:
      <<id>>: string
    get:
      is: [sorted: {by: name}]
      responses:
        <<status>>:
        200:
          body:
            application/json: <<item | !uppercamelcase>>[]
/x/{id}:
  type: collection
",
    );
}

#[test]
fn a_parameter_that_nothing_supplies_is_no_problem_where_its_text_is_only_shown() {
    is_correct(
        "title: T
traits:
  sorted:
    description: Sorted by <<by>>.
    queryParameters:
      sort?: {type: string, description: 'By <<by>>.', example: <<example>>}
      order?: {type: '<<type>>', default: <<default>>}
resourceTypes:
  collection:
    get:
      description: All <<resourcePathName>> of <<nobody>>.
      responses:
        200:
          body:
            application/json:
              type: <<item>>
              example: <<example>>
/x:
  type: {collection: {item: string}}
  get:
    is: [sorted: {type: string}]
",
    );
}

#[test]
fn a_template_that_nothing_uses_needs_no_parameters() {
    is_correct(
        "title: T\ntraits: {a: {queryParameters: {<<x>>: <<y>>}}}\nresourceTypes: {b: {get: {responses: {<<s>>: }}}}\n/x:\n  get:\n",
    );
}

#[test]
fn an_unknown_function_is_reported_with_those_that_are_known() {
    check_api(
        "function",
        "title: T\nresourceTypes:\n  a: {get: {description: 'All <<x | !pluralise>>.'}}\n/x:\n  type: {a: {x: word}}\n",
    );
}

#[test]
fn a_status_is_a_number_of_http() {
    check_api(
        "status",
        "title: T\n/x:\n  get:\n    responses:\n      ok:\n      99:\n      600:\n      2XX:\n      200:\n",
    );
}

#[test]
fn a_placeholder_needs_all_of_its_parts() {
    check_api(
        "placeholder",
        "title: T
/x:
  get:
    queryParameters:
      /^a[.].*$/:
        (placeholderParam): {paramName: a, placeholder: x}
      /^b[.].*$/:
        (placeholderParam): {paramName: b, placeholder: x, template: b.<y>}
      /^c[.].*$/:
        (placeholderParam): c
",
    );
}

#[test]
fn a_security_scheme_must_be_declared_and_a_scope_be_a_text() {
    check_api(
        "security",
        "title: T
securitySchemes:
  oauth: {type: OAuth 2.0}
securedBy: [oath]
/x:
  get:
    securedBy: [{oauth: {scopes: [a, [b], '']}}]
  post:
    securedBy: [basic]
  put:
",
    );
}

#[test]
fn a_query_parameter_is_declared_once_with_or_without_a_question_mark() {
    check_api(
        "duplicate_parameter",
        "title: T\n/x:\n  get:\n    queryParameters:\n      a: string\n      a?: number\n",
    );
}

#[test]
fn a_resource_is_a_map() {
    check_api(
        "resource_is_a_text",
        "title: T\n/x: text\n/y:\n  /z: [get]\n",
    );
}
