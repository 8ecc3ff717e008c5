//! Files that are missing, include each other, or have another format.

use std::fs;

use super::{check, check_api, report, report_on, written};

#[test]
fn files_that_include_each_other_are_a_cycle() {
    check(
        "include_cycle",
        &report(&[
            ("api.raml", "title: T\ntypes: !include types/a.raml\n"),
            ("types/a.raml", "A: !include b.raml\n"),
            ("types/b.raml", "properties: !include a.raml\n"),
        ]),
    );
}

#[test]
fn a_file_that_includes_itself_is_a_cycle() {
    check_api(
        "include_itself",
        "title: T\ntypes:\n  A: !include api.raml\n",
    );
}

#[test]
fn documents_that_extend_each_other_are_a_cycle() {
    check(
        "extends_cycle",
        &report(&[
            ("api.raml", "#%RAML 1.0 Extension\nextends: below.raml\n"),
            ("below.raml", "#%RAML 1.0 Overlay\nextends: api.raml\n"),
        ]),
    );
}

#[test]
fn libraries_that_use_each_other_are_no_cycle() {
    let report = report(&[
        (
            "api.raml",
            "title: T\nuses: {a: a.raml}\n/x:\n  get:\n    responses: {200: {body: {application/json: a.A}}}\n",
        ),
        (
            "a.raml",
            "#%RAML 1.0 Library\nuses: {b: b.raml}\ntypes:\n  A: {properties: {b?: b.B}}\n",
        ),
        (
            "b.raml",
            "#%RAML 1.0 Library\nuses: {a: a.raml}\ntypes:\n  B: {properties: {a?: a.A}}\n",
        ),
    ]);
    assert_eq!(report, "no problem");
}

#[test]
fn a_missing_file_is_reported_where_it_is_named() {
    check(
        "missing_files",
        &report(&[(
            "api.raml",
            "title: T\nuses:\n  a: libraries/a.raml\ntypes:\n  A: !include types/../elsewhere/A.raml\n  B: !include /B.json\n",
        )]),
    );
}

#[test]
fn a_missing_root_is_reported_with_its_path() {
    check("missing_root", &report(&[("other.raml", "title: T\n")]));
}

#[test]
fn a_folder_is_not_a_file() {
    check(
        "folder",
        &report(&[
            ("api.raml", "title: T\ntypes: !include types\n"),
            ("types/A.raml", "type: string\n"),
        ]),
    );
}

#[test]
fn a_file_that_is_not_utf_8_is_reported_where_it_is_named() {
    let folder = written(&[("api.raml", "title: T\ntypes: !include types.raml\n")]);
    fs::write(folder.path().join("types.raml"), [b'A', b':', 0xff, b'\n'])
        .expect("the file can be written");
    check("not_utf_8", &report_on(&folder));
}

#[test]
fn a_root_that_is_no_map_is_no_specification() {
    check("root_is_a_list", &report(&[("api.raml", "- title: T\n")]));
    check("root_is_empty", &report(&[("api.raml", "")]));
}

#[test]
fn yaml_that_is_not_well_formed_is_reported_at_its_place() {
    check_api(
        "yaml_unclosed",
        "title: T\ntypes:\n  A: [string\n  B: string\n",
    );
    check_api("yaml_tab", "title: T\ntypes:\n\tA: string\n");
    check_api(
        "yaml_indentation",
        "title: T\ntypes:\n    A: string\n  B: string\n",
    );
}

#[test]
fn yaml_that_raml_does_not_use_is_reported() {
    check_api("yaml_tag", "title: T\ntypes:\n  A: !import a.raml\n");
    check_api("yaml_alias", "title: T\ntypes:\n  A: *nothing\n");
    check_api("yaml_key", "title: T\ntypes:\n  ? {A: B}\n  : string\n");
    check_api("yaml_documents", "title: T\n---\ntitle: U\n");
}

#[test]
fn a_key_that_stands_twice_is_reported_with_both_places() {
    check_api(
        "duplicate_key",
        "title: T\ntypes:\n  A: string\n  B: string\n  A: number\n/x:\n  get:\n/x:\n  post:\n",
    );
}

#[test]
fn a_place_behind_letters_of_several_bytes_is_right() {
    check_api(
        "wide_letters",
        "title: „Übergröße“ 😀\ntypes:\n  Größe: {type: Maß, description: ä}\n",
    );
}

const BELOW: &str = "#%RAML 1.0\ntitle: T\ntypes:\n  A:\n    type: object\n    properties:\n      id: string\n/x:\n  get:\n    responses: {200: {body: {application/json: A}}}\n";

#[test]
fn an_overlay_may_describe_and_not_change() {
    let overlay = "#%RAML 1.0 Overlay
extends: below.raml
title: Another title
types:
  A:
    description: Described.
    (beta): true
    properties:
      id:
        description: Described.
        minLength: 3
      name: string
/x:
  displayName: X
  get:
    queryParameters:
      limit?: integer
/y:
  get:
";
    check(
        "overlay_changes",
        &report(&[("api.raml", overlay), ("below.raml", BELOW)]),
    );
}

#[test]
fn an_extension_may_change() {
    let extension = "#%RAML 1.0 Extension\nextends: below.raml\ntypes:\n  A:\n    properties:\n      name: string\n/y:\n  get:\n";
    assert_eq!(
        report(&[("api.raml", extension), ("below.raml", BELOW)]),
        "no problem"
    );
}

#[test]
fn an_overlay_needs_a_document_below() {
    check_api("overlay_without_extends", "#%RAML 1.0 Overlay\ntitle: T\n");
    check_api(
        "extends_missing_file",
        "#%RAML 1.0 Extension\nextends: nowhere.raml\n",
    );
}

#[test]
fn all_problems_are_reported_together_in_the_order_of_their_places() {
    let api = "title: T
types:
  A:
    type: object
    properties:
      first: Unknown
      second: {type: string, minLength: few}
      third: !include nowhere.raml
  B: !include b.raml
/x:
  type: unknown
  get:
    is: [unheard]
    responses:
      99:
";
    check(
        "several_problems",
        &report(&[
            ("api.raml", api),
            (
                "b.raml",
                "type: object\nproperties:\n  a: Wrong[\n  b: Nothing\n",
            ),
        ]),
    );
}
