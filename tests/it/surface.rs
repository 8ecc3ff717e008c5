//! The listing of a specification.

use std::collections::{BTreeMap, BTreeSet};

use codegen::{fixups, model::Api};

use crate::shared;

fn load(root: &std::path::Path) -> Api {
    codegen::load(root)
        .unwrap_or_else(|report| panic!("{report}"))
        .api
}

fn lines(root: &std::path::Path) -> Vec<String> {
    codegen::surface::lines(&load(root))
}

fn count(lines: &[String], kind: &str) -> usize {
    let mark = format!(r#""kind":"{kind}""#);
    lines.iter().filter(|line| line.contains(&mark)).count()
}

#[test]
fn the_official_specification_is_understood_as_a_whole() {
    let Some(official) = shared::official_api("the surface of the official specification") else {
        return;
    };
    let lines = lines(&official);
    let counts = ["method", "type", "field", "map"].map(|kind| count(&lines, kind));
    assert_eq!(counts, [821, 2740, 12735, 198]);
}

#[test]
fn our_restatement_has_the_operations_of_all_domains() {
    let mut operations: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines(&shared::api_spec().join("api.raml")) {
        let line: serde_json::Value = serde_json::from_str(&line).expect("every line is JSON");
        if line["kind"] == "method" {
            let path = line["path"].as_str().expect("a method has a path");
            *operations
                .entry(path.split('/').nth(2).unwrap_or_default().to_owned())
                .or_default() += 1;
        }
    }
    // The operations of the project itself come first.
    let expected = [
        ("", 3),
        ("api-clients", 6),
        ("as-associate", 68),
        ("associate-roles", 11),
        ("attribute-groups", 11),
        ("business-units", 16),
        ("cart-discounts", 11),
        ("carts", 15),
        ("categories", 11),
        ("channels", 11),
        ("custom-objects", 6),
        ("customer-groups", 11),
        ("customers", 21),
        ("discount-codes", 11),
        ("discount-groups", 11),
        ("extensions", 11),
        ("graphql", 1),
        ("in-business-unit", 1),
        ("in-store", 178),
        ("inventory", 11),
        ("login", 1),
        ("mcp-servers", 10),
        ("me", 68),
        ("messages", 4),
        ("orders", 27),
        ("payment-methods", 11),
        ("payments", 11),
        ("product-discounts", 12),
        ("product-projections", 11),
        ("product-selections", 13),
        ("product-tailoring", 9),
        ("product-types", 11),
        ("products", 15),
        ("quote-requests", 11),
        ("quotes", 11),
        ("recurrence-policies", 11),
        ("recurring-orders", 11),
        ("reviews", 11),
        ("shipping-methods", 19),
        ("shopping-lists", 11),
        ("staged-quotes", 11),
        ("standalone-prices", 11),
        ("states", 11),
        ("stores", 11),
        ("subscriptions", 12),
        ("tax-categories", 11),
        ("types", 11),
        ("variant-projections", 6),
        ("variants", 13),
        ("zones", 11),
    ];
    assert_eq!(
        operations,
        expected
            .map(|(domain, count)| (domain.to_owned(), count))
            .into()
    );
}

#[test]
fn our_restatement_says_what_the_official_specification_says_but_for_the_fixups() {
    let Some(root) =
        shared::official_api("comparing the restatement with the official specification")
    else {
        return;
    };
    let mut official = load(&root);
    let said = codegen::surface::lines(&official);
    fixups::apply(&mut official, shared::listed_apis()[0].facts.fixups)
        .unwrap_or_else(|stale| panic!("{stale}"));
    let corrected = codegen::surface::lines(&official);
    let ours = lines(&shared::api_spec().join("api.raml"));
    let differences = |left: &[String], right: &[String]| -> Vec<String> {
        let right: BTreeSet<&String> = right.iter().collect();
        let only_left = left.iter().filter(|line| !right.contains(line));
        only_left.cloned().collect()
    };
    // The lines that only one of them has are shorter to read than all of both.
    assert_eq!(differences(&ours, &corrected), Vec::<String>::new());
    assert_eq!(differences(&corrected, &ours), Vec::<String>::new());
    assert_eq!(ours, corrected);
    let changed = differences(&ours, &said);
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("fixups", changed.join("\n"));
    });
}

/// A scope is a permission and what it is limited to, such as `manage_orders:{projectKey}:{storeKey}`. A letter too many
/// would make it one that no token has.
#[test]
fn every_scope_is_written_like_a_scope() {
    let is_scope = |scope: &str| {
        let mut parts = scope.split(':');
        let permission = parts.next().unwrap_or_default();
        let is_word = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_limit = |part: &str| {
            part.strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'))
                .is_some_and(is_word)
        };
        !permission.is_empty() && is_word(permission) && parts.all(is_limit)
    };
    let mut count = 0;
    for root in [
        "api.raml",
        "import/api.raml",
        "history/api.raml",
        "checkout/api.raml",
    ] {
        for line in lines(&shared::api_spec().join(root)) {
            let line: serde_json::Value = serde_json::from_str(&line).expect("every line is JSON");
            for scope in line["scopes"].as_array().into_iter().flatten() {
                let scope = scope.as_str().expect("a scope is a text");
                assert!(is_scope(scope), "`{scope}` in {line}");
                count += 1;
            }
        }
    }
    assert!(count > 800, "{count}");
}

#[test]
fn a_fixup_that_nothing_needs_is_an_error() {
    let mut api = load(&shared::api_spec().join("api.raml"));
    let fixups = shared::listed_apis()[0].facts.fixups;
    assert!(!fixups.is_empty());
    // In our restatement everything is corrected already.
    let names: Vec<&str> = fixups.iter().map(|fixup| fixup.name).collect();
    let before = codegen::surface::lines(&api);
    let stale = fixups::apply(&mut api, fixups).expect_err("nothing is to be corrected");
    assert_eq!(stale.0, names);
    let told = stale.to_string();
    assert!(names.iter().all(|name| told.contains(name)), "{told}");
    assert_eq!(codegen::surface::lines(&api), before);
}

#[test]
fn the_lines_are_sorted_and_have_sorted_keys() {
    let lines = lines(&shared::api_spec().join("api.raml"));
    assert!(lines.is_sorted());
    for line in lines {
        let parsed: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&line).expect("every line is a JSON object");
        assert_eq!(
            serde_json::to_string(&parsed).expect("a JSON object can be written"),
            line
        );
    }
}
