//! Restating the official specification: facts come over, descriptions stay.

use std::{collections::BTreeSet, path::Path};

use codegen::{facts::Facts, fixups, model::Api, output::File, restate};

use crate::shared;

fn load(root: &Path) -> Api {
    codegen::load(root)
        .unwrap_or_else(|report| panic!("{report}"))
        .api
}

/// The official specification, corrected as `cargo xtask sync` does it.
fn corrected(root: &Path, facts: &Facts) -> Api {
    let mut api = load(root);
    fixups::apply(&mut api, facts.fixups).unwrap_or_else(|stale| panic!("{stale}"));
    api
}

/// The names of all domains of an API.
fn all_domains(api: &Api) -> BTreeSet<String> {
    codegen::plan::domains::all(api)
        .into_iter()
        .map(|domain| domain.name)
        .collect()
}

fn domains(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn write(files: &[File], folder: &Path) {
    for file in files {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder"))
            .expect("a folder can be made");
        std::fs::write(path, &file.text).expect("a file can be written");
    }
}

const OFFICIAL: &str = r#"#%RAML 1.0
title: Shop
mediaType: application/json
securitySchemes:
  oauth:
    type: OAuth 2.0
    settings:
      authorizationGrants: [client_credentials]
      scopes: [manage_shop]
securedBy: [oauth: {scopes: [view_carts, manage_shop]}]
traits:
  expandable:
    queryParameters:
      expand?: string
types:
  Base:
    properties:
      id: string
  Cart:
    type: Base
    (package): Cart
    description: The official words.
    properties:
      lines: Line[]
      owner?: OwnerReference
  Line:
    (package): Cart
    properties:
      quantity:
        type: number
        format: int64
        default: 1
        description: More official words.
  Reference:
    discriminator: typeId
    (expandable): true
    properties:
      typeId: string
      id: string
  OwnerReference:
    type: Reference
    discriminatorValue: owner
    properties:
      obj?: Owner
  Owner:
    properties:
      name: string
  OwnerDraft:
    properties:
      name: string
  CartNotice:
    (package): Cart
    properties:
      cart: CartNoticeBody
  CartNoticeBody:
    (package): Cart
    properties:
      id: string
  OwnerNotice:
    (package): Owner
    properties:
      id: string
  Notice:
    (package): Delivery
    properties:
      id: string
/{shop}:
  /carts:
    get:
      is: [expandable]
      description: Official words of an operation.
      queryParameters:
        limit?:
          type: integer
          maximum: 500
      responses:
        200:
          body: Cart
  /owners:
    get:
      is: [expandable]
      queryParameters:
        expand?: string[]
      responses:
        200:
          body: Owner
    post:
      body: OwnerDraft
"#;

fn official() -> (tempfile::TempDir, Api) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path().join("api.raml");
    std::fs::write(&root, OFFICIAL).expect("a file can be written");
    let api = load(&root);
    (folder, api)
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    files
        .iter()
        .find(|file| file.path == Path::new(path))
        .map(|file| file.text.as_str())
        .unwrap_or_else(|| panic!("{path} is there"))
}

#[test]
fn no_sentence_of_the_specification_comes_over() {
    let (_folder, api) = official();
    let files = restate::restate(&api, None, &domains(&["carts"]), &Facts::NONE)
        .expect("the domain exists");
    assert!(
        files
            .iter()
            .all(|file| !file.text.contains("fficial words"))
    );
    assert!(text(&files, "cart/types.raml").contains("quantity"));
}

#[test]
fn what_an_answer_can_hold_comes_over_and_nothing_else() {
    let (_folder, api) = official();
    let files = restate::restate(&api, None, &domains(&["carts"]), &Facts::NONE)
        .expect("the domain exists");
    let common = text(&files, "common/types.raml");
    assert!(common.contains("OwnerReference:"), "{common}");
    // A request for a cart can expand its owner.
    assert!(common.contains("obj?: Owner"), "{common}");
    assert!(!common.contains("OwnerDraft"), "{common}");
    assert!(!files.iter().any(|file| file.text.contains("/owners")));
}

#[test]
fn what_no_operation_names_comes_with_the_domain_of_its_package() {
    let (_folder, api) = official();
    let files = restate::restate(&api, None, &domains(&["carts"]), &Facts::NONE)
        .expect("the domain exists");
    let cart = text(&files, "cart/types.raml");
    assert!(cart.contains("  CartNotice:"), "{cart}");
    assert!(cart.contains("  CartNoticeBody:"), "{cart}");
    // The package of this one is that of no domain: it comes with each of them.
    assert!(text(&files, "delivery/types.raml").contains("  Notice:"));
    assert!(!files.iter().any(|file| file.text.contains("OwnerNotice")));
    let files =
        restate::restate(&api, None, &all_domains(&api), &Facts::NONE).expect("the domains exist");
    assert!(text(&files, "owner/types.raml").contains("  OwnerNotice:"));
    let restated = tempfile::tempdir().expect("a folder can be made");
    write(&files, restated.path());
    assert_eq!(
        codegen::surface::lines(&load(&restated.path().join("api.raml"))),
        codegen::surface::lines(&api)
    );
}

#[test]
fn a_restatement_declares_the_scopes_that_its_operations_use() {
    let (folder, api) = official();
    let read = codegen::load(&folder.path().join("api.raml")).expect("it can be read");
    let warnings = read.warnings.to_string();
    assert!(warnings.contains("scope `view_carts`"), "{warnings}");
    let restated = tempfile::tempdir().expect("a folder can be made");
    let files = restate::restate(&api, None, &domains(&["carts"]), &Facts::NONE)
        .expect("the domain exists");
    write(&files, restated.path());
    let read = codegen::load(&restated.path().join("api.raml")).expect("it can be read");
    assert!(read.warnings.is_empty(), "{}", read.warnings);
    assert_eq!(
        read.api.security_schemes["oauth"],
        ["manage_shop", "view_carts"]
    );
}

#[test]
fn a_domain_that_uses_a_trait_with_our_description_needs_one_run() {
    let (_folder, api) = official();
    let ours = tempfile::tempdir().expect("a folder can be made");
    let carts = restate::restate(&api, None, &domains(&["carts"]), &Facts::NONE)
        .expect("the domain exists");
    write(&carts, ours.path());
    let traits = text(&carts, "traits.raml").replace(
        "    expand?: string\n",
        "    expand?:\n      type: string\n      description: What is returned in full.\n",
    );
    assert!(traits.contains("returned in full"), "{traits}");
    std::fs::write(ours.path().join("traits.raml"), traits).expect("a file can be written");
    let sync = || {
        let earlier = load(&ours.path().join("api.raml"));
        let files = restate::restate(&api, Some(&earlier), &all_domains(&api), &Facts::NONE)
            .expect("the domains exist");
        write(&files, ours.path());
        files
    };
    let first = sync();
    assert!(text(&first, "traits.raml").contains("returned in full"));
    assert_eq!(first, sync());
    // What an operation declares for itself has the description of the trait, unless we gave it one of its own.
    let owners = text(&first, "owner/resources.raml");
    let own = owners.replace(
        "expand?: string[]\n",
        "expand?:\n      type: string[]\n      description: Of an owner.\n",
    );
    assert_ne!(owners, own);
    std::fs::write(ours.path().join("owner/resources.raml"), own).expect("a file can be written");
    assert!(text(&sync(), "owner/resources.raml").contains("description: Of an owner."));
}

#[test]
fn descriptions_of_ours_stay_where_they_are_and_a_second_run_changes_nothing() {
    let (_folder, api) = official();
    let first = restate::restate(&api, None, &domains(&["carts"]), &Facts::NONE)
        .expect("the domain exists");
    let ours = tempfile::tempdir().expect("a folder can be made");
    write(&first, ours.path());
    // Words of ours, in short and in long form, on a type, a field, an operation and a query parameter.
    let types = text(&first, "cart/types.raml")
        .replace("  Cart:\n    type: common.Base\n", "  Cart:\n    type: common.Base\n    description: 'Ours: a cart.'\n")
        .replace("      lines: Line[]\n", "      lines:\n        type: Line[]\n        description: |-\n          What is in it.\n\n          Twice at most.\n");
    let resources = text(&first, "cart/resources.raml")
        .replace("get:\n", "get:\n  description: Reads it.\n")
        .replace(
            "      maximum: 500\n",
            "      maximum: 500\n      description: At most so many.\n",
        );
    std::fs::write(ours.path().join("cart/types.raml"), types).expect("a file can be written");
    std::fs::write(ours.path().join("cart/resources.raml"), resources)
        .expect("a file can be written");
    let earlier = load(&ours.path().join("api.raml"));
    let second = restate::restate(&api, Some(&earlier), &domains(&["carts"]), &Facts::NONE)
        .expect("the domain exists");
    let types = text(&second, "cart/types.raml");
    assert!(types.contains("description: 'Ours: a cart.'\n"), "{types}");
    assert!(
        types.contains("          What is in it.\n\n          Twice at most.\n"),
        "{types}"
    );
    let resources = text(&second, "cart/resources.raml");
    assert!(
        resources.contains("  description: Reads it.\n"),
        "{resources}"
    );
    assert!(
        resources.contains("      description: At most so many.\n"),
        "{resources}"
    );
    write(&second, ours.path());
    let third = restate::restate(
        &api,
        Some(&load(&ours.path().join("api.raml"))),
        &domains(&["carts"]),
        &Facts::NONE,
    )
    .expect("the domain exists");
    assert_eq!(second, third);
}

#[test]
fn an_unknown_domain_is_named() {
    let (_folder, api) = official();
    assert_eq!(
        restate::restate(&api, None, &domains(&["carts", "basket"]), &Facts::NONE),
        Err(vec!["basket".to_owned()])
    );
}

#[test]
fn the_restatement_is_what_the_official_specification_says_today() {
    for listed in shared::listed_apis() {
        let path = format!("api-reference/{}/api.raml", listed.name);
        let Some(official) = shared::path(&path, "restating an official specification") else {
            continue;
        };
        let official = corrected(&official, listed.facts);
        let earlier = load(&listed.root);
        let names = all_domains(&official);
        let files = restate::restate(&official, Some(&earlier), &names, listed.facts)
            .expect("the domains exist");
        let folder = listed.root.parent().expect("a file stands in a folder");
        for file in files {
            let path = folder.join(&file.path);
            let there = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                there,
                file.text,
                "{} is not what `cargo xtask sync` writes",
                path.display()
            );
        }
    }
}

#[test]
fn every_domain_of_the_official_specification_can_be_restated() {
    let Some(official) = shared::official_api("restating every domain") else {
        return;
    };
    let api = load(&official);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let facts = shared::listed_apis()[0].facts;
    write(
        &restate::restate(&api, None, &all_domains(&api), facts).expect("the domains exist"),
        folder.path(),
    );
    let restated = codegen::surface::lines(&load(&folder.path().join("api.raml")));
    assert_eq!(restated.len(), 16_494);
    assert_eq!(restated, codegen::surface::lines(&api));
}
