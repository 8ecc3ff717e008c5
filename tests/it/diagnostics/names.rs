//! Names that would be ambiguous in Rust.

use super::check_api;

const ENTRY: &str = "title: T\ntypes:\n  Entry: {properties: {id: string}}\n";

#[test]
fn two_resources_cannot_be_reached_by_one_name() {
    check_api(
        "resources_of_one_name",
        "title: T\n/x:\n  /{id}:\n    get:\n  /{ID}:\n    get:\n/y-z:\n  get:\n/y_z:\n  get:\n",
    );
}

#[test]
fn two_operations_cannot_have_one_name() {
    check_api(
        "operations_of_one_name",
        "title: T\n/x:\n  /{id}:\n    get:\n  /by-id:\n    get:\n",
    );
}

#[test]
fn a_resource_cannot_be_named_like_an_operation_beside_it() {
    check_api(
        "resource_named_like_an_operation",
        "title: T\n/x:\n  get:\n  /get:\n    get:\n",
    );
}

#[test]
fn a_resource_cannot_be_named_like_the_update_of_the_one_above() {
    let answer = "responses: {200: {body: {application/json: {type: A}}}}";
    check_api(
        "resource_named_like_an_update",
        &format!(
            "title: T
types:
  A: {{properties: {{version: {{type: integer, format: int64}}}}}}
  U: {{properties: {{version: {{type: integer, format: int64}}, actions: {{type: array, items: A}}}}}}
/x:
  get:
    {answer}
  post:
    body: {{application/json: {{type: U}}}}
    {answer}
  /update-with:
    get:
"
        ),
    );
}

#[test]
fn a_resource_cannot_be_named_like_a_method_of_the_root() {
    check_api(
        "resource_named_like_a_method_of_the_root",
        "title: T\n/client:\n  get:\n/raw-request:\n  get:\n",
    );
    check_api(
        "resource_named_like_a_method_of_the_root_below_a_parameter",
        "title: T\n/{shop}:\n  /client:\n    get:\n",
    );
}

#[test]
fn a_method_name_tells_resources_apart() {
    super::is_correct(
        "title: T\n/x:\n  /{id}:\n    get:\n  /{ID}:\n    (methodName): withOther\n    post:\n",
    );
}

#[test]
fn two_types_cannot_have_one_name_in_rust() {
    check_api(
        "types_of_one_name",
        "title: T\ntypes:\n  my-type: string\n  MyType: number\n  My_Type: {properties: {a: string}}\n",
    );
}

#[test]
fn a_type_without_a_name_cannot_be_named_like_another_one() {
    check_api(
        "inline_type_of_one_name",
        "title: T
types:
  A:
    type: object
    properties:
      b: {enum: [x, y]}
      c: {properties: {d: {enum: [x]}}}
      cD: {enum: [z]}
  AB: string
",
    );
}

#[test]
fn two_query_parameters_of_one_name_are_told_apart() {
    // What is sent cannot have another name.
    super::is_correct(&format!(
        "{ENTRY}/x:\n  get:\n    queryParameters:\n      a-b?: string\n      a_b?: string\n"
    ));
}

#[test]
fn two_required_query_parameters_of_one_name_are_told_apart() {
    // Arguments have no meaning by their name: an underscore does.
    super::is_correct(&format!(
        "{ENTRY}/x:\n  get:\n    queryParameters:\n      a-b: string\n      a_b: string\n"
    ));
}

#[test]
fn a_query_is_one_type_or_several_parameters() {
    check_api(
        "query_string_beside_parameters",
        &format!(
            "{ENTRY}/x:\n  get:\n    queryString: Entry\n    queryParameters:\n      limit?: integer\n"
        ),
    );
}

#[test]
fn a_parameter_of_a_path_has_a_text() {
    check_api(
        "path_parameter_without_text",
        &format!("{ENTRY}/x/{{id}}:\n  uriParameters:\n    id: Entry\n  get:\n"),
    );
}
