//! What is told of a change, and how grave it is.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod changelog;
mod exchange;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    diagnostics::Diagnostics,
    plan::{Holds, Plan, Runtime, Settings},
    testing,
};

use super::{Change, PublicApi, Severity, compare, json, limits, markdown, text};

/// A shop with what can change.
const SHOP: &str = r#"#%RAML 1.0
title: Shop
securitySchemes:
  oauth:
    type: OAuth 2.0
    settings:
      scopes: [view, manage]
types:
  Cart:
    (package): Cart
    properties:
      id: string
      key?: string
      lines: string[]
      notes?: string[]
      state: State
  State:
    (package): Cart
    type: string
    enum: [open, closed]
  CartDraft:
    (package): Cart
    properties:
      name: string
      slug: string
      key?:
        type: string
        minLength: 2
        default: first
      lines?: string[]
  Price:
    (package): Price
    discriminator: kind
    properties:
      kind: string
      digits: integer
  Gross:
    (package): Price
    type: Price
    discriminatorValue: gross
  Net:
    (package): Price
    type: Price
    discriminatorValue: net
/carts:
  get:
    securedBy: [{oauth: {scopes: [view]}}]
    queryParameters:
      limit?:
        type: integer
        maximum: 500
      region: string
    responses:
      200:
        body:
          application/json: Cart
      404:
  post:
    body:
      application/json: CartDraft
    responses:
      200:
        body:
          application/json: Price[]
/zones:
  get:
    responses:
      200:
        body:
          application/json: string
"#;

fn public_api(specification: &str) -> PublicApi {
    let specification = testing::load(specification).unwrap_or_else(|report| panic!("{report}"));
    let settings = Settings::of(Runtime::CtpSdk);
    crate::public_api(specification, &settings).unwrap_or_else(|report| panic!("{report}"))
}

/// The changes that edits of a specification make; each edit replaces a text that is there once.
fn changes_of(specification: &str, edits: &[(&str, &str)]) -> Vec<Change> {
    let mut edited = specification.to_owned();
    for (old, new) in edits {
        assert_eq!(edited.matches(old).count(), 1, "{old}");
        edited = edited.replace(old, new);
    }
    compare(&public_api(specification), &public_api(&edited))
}

/// The changes that edits of the shop make.
fn changes(edits: &[(&str, &str)]) -> Vec<Change> {
    changes_of(SHOP, edits)
}

/// The lines that are told of one edit of the shop.
fn told(old: &str, new: &str) -> Vec<String> {
    told_of(SHOP, old, new)
}

/// The lines that are told of one edit of a specification.
fn told_of(specification: &str, old: &str, new: &str) -> Vec<String> {
    let changes = changes_of(specification, &[(old, new)]);
    let told = text(&[("api", &changes)]);
    let lines = told.lines().filter(|line| line.starts_with("  "));
    lines.map(|line| line.trim().to_owned()).collect()
}

/// Calls a function with the plan of each fixture and of the specification of the platform.
fn for_each_plan(with: impl Fn(&str, &Plan<'_>)) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let fixtures = fs::read_dir(workspace.join("tests/fixtures")).expect("there are fixtures");
    let fixtures = fixtures.map(|entry| entry.expect("the folder can be read").path());
    let fixtures: Vec<PathBuf> = fixtures
        .map(|folder| folder.join("api.raml"))
        .filter(|root| root.is_file())
        .chain([workspace.join("api-spec/import/api.raml")])
        .collect();
    assert!(fixtures.len() > 20);
    for root in fixtures {
        let specification = crate::load(&root).unwrap_or_else(|report| panic!("{report}"));
        let settings = Settings::of(Runtime::CtpSdk);
        let mut api = specification.api;
        let plan = crate::planned(&mut api, &settings, &mut Diagnostics::default());
        with(&root.to_string_lossy(), &plan);
    }
}

#[test]
fn all_that_is_emitted_is_read() {
    for_each_plan(|name, plan| {
        let public = PublicApi::of(plan).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        for (key, _) in limits::all(plan) {
            assert!(public.items.contains_key(&key), "{name}: {key}");
        }
        for of in plan.types.values() {
            let key = format!("models::{}", of.name);
            assert!(public.items.contains_key(&key), "{name}: {key}");
            for kind in &of.kinds {
                let key = format!("{key}::{}", kind.variant);
                let variant = public.items.get(&key);
                let variant = variant.unwrap_or_else(|| panic!("{name}: {key}"));
                assert!(variant.facts.contains_key("tag"), "{name}: {key}");
            }
            for field in of
                .fields
                .iter()
                .filter(|field| field.holds != Holds::Beside)
            {
                let key = format!("{key}.{}", field.name);
                let facts = &public.items[&key].facts;
                assert!(facts.contains_key("name on the wire"), "{name}: {key}");
            }
        }
        // All that belongs to a type has it, and nothing has no place among the domains but the root.
        for (key, item) in &public.items {
            let parent = item.parent.as_ref();
            assert!(
                parent.is_none_or(|parent| public.items.contains_key(parent)),
                "{name}: {key}"
            );
            let has_domain = item.domain.is_some() || !key.starts_with("models::");
            assert!(has_domain, "{name}: {key}");
        }
        assert_eq!(compare(&public, &public), []);
    });
}

#[test]
fn nothing_is_told_of_nothing() {
    assert_eq!(told("title: Shop", "title: Shop"), [""; 0]);
    assert_eq!(text(&[("api", &[])]), "No changes.\n");
    assert!(markdown(&[("api", &[])]).contains("No changes."));
}

#[test]
fn a_received_field_that_may_be_missing_changes_its_type() {
    assert_eq!(
        told("id: string", "id?: string"),
        ["breaking      Cart.id: String -> Option<String>"]
    );
    // A list is empty if there is none, so that only the documentation changes.
    assert_eq!(
        told(
            "lines: string[]\n      notes?",
            "lines?: string[]\n      notes?"
        ),
        ["documentation Cart.lines: presence: always there -> may be missing"]
    );
}

#[test]
fn a_field_that_is_new_is_additive_unless_bodies_without_it_are_not_read() {
    assert_eq!(
        told("id: string", "id: string\n      owner?: string"),
        ["additive      Cart.owner: Option<String> is new"]
    );
    assert_eq!(
        told("id: string", "id: string\n      owner: string"),
        [
            "breaking      Cart.owner: String is new: bodies without it, such as those that were kept, are not read"
        ]
    );
    assert_eq!(
        told("id: string", "id: string\n      mood: State"),
        ["additive      Cart.mood: State is new"]
    );
}

#[test]
fn an_argument_of_a_constructor_is_told_beside_its_field() {
    assert_eq!(
        told(
            "      lines?: string[]\n  Price",
            "      lines: string[]\n  Price"
        ),
        [
            "breaking      CartDraft.lines: Option<Vec<String>> -> Vec<String>",
            "breaking      CartDraft::new(): the argument `lines: impl IntoIterator<Item = impl Into<String>>` is new",
        ]
    );
}

#[test]
fn arguments_of_one_type_in_another_order_are_breaking() {
    assert_eq!(
        told(
            "name: string\n      slug: string",
            "slug: string\n      name: string"
        ),
        ["breaking      CartDraft::new(): the arguments are in another order"]
    );
}

#[test]
fn values_of_an_enum_come_and_go() {
    assert_eq!(
        told("[open, closed]", "[open, closed, merged]"),
        ["additive      State::Merged is new"]
    );
    assert_eq!(
        told("[open, closed]", "[open]"),
        ["breaking      State::Closed is gone"]
    );
    assert_eq!(
        told("[open, closed]", "[open, CLOSED]"),
        ["breaking      State::Closed: text: closed -> CLOSED"]
    );
}

#[test]
fn kinds_of_a_union_come_and_go() {
    let net = "  Net:\n    (package): Price\n    type: Price\n    discriminatorValue: net\n";
    let gone = told(net, "");
    assert_eq!(
        gone,
        [
            "breaking      Net is gone",
            "breaking      Price::Net(Net) is gone",
        ]
    );
    assert_eq!(
        told("discriminatorValue: net", "discriminatorValue: NET"),
        [
            "breaking      Net: tag: kind = net -> kind = NET",
            "breaking      Price::Net: tag: net -> NET",
        ]
    );
}

#[test]
fn limits_of_what_is_sent_are_narrower_or_wider() {
    assert_eq!(
        told("maximum: 500", "maximum: 100"),
        ["breaking      CartsGet: greatest value of the parameter `limit`: 500 -> 100"]
    );
    assert_eq!(
        told("maximum: 500", "maximum: 1000"),
        ["additive      CartsGet: greatest value of the parameter `limit`: 500 -> 1000"]
    );
    assert_eq!(
        told("minLength: 2", "minLength: 1"),
        ["additive      CartDraft.key: least length: 2 -> 1"]
    );
    assert_eq!(
        told("minLength: 2", "minLength: 2\n        maxLength: 9"),
        ["breaking      CartDraft.key: greatest length: 9 is new"]
    );
    assert_eq!(
        told("default: first", "default: last"),
        ["breaking      CartDraft.key: default: first -> last"]
    );
}

#[test]
fn scopes_break_api_clients_that_are_in_use() {
    let told_of = |scopes| told("scopes: [view]}}", scopes);
    assert_eq!(
        told_of("scopes: [view, manage]}}"),
        [
            "breaking      CartsGet: scopes: view -> manage, view: an API client that is in use may lack them"
        ]
    );
    assert_eq!(
        told_of("scopes: []}}"),
        ["additive      CartsGet: scopes: view -> none"]
    );
}

#[test]
fn parameters_are_arguments_and_setters() {
    assert_eq!(
        told("region: string", "region?: string"),
        [
            "breaking      CartsRequests::get(): the argument `region` is gone",
            "additive      CartsGet::region(region: impl AsRef<str>) -> Self is new",
        ]
    );
    assert_eq!(
        told("limit?:", "limits?:").len(),
        2,
        "one is gone and one is new"
    );
}

#[test]
fn answers_are_other_types_and_other_statuses() {
    assert_eq!(
        told("application/json: Price[]", "application/json: Price"),
        ["breaking      CartsPost::send(): it returns `Call<Price>`, before: `Call<Vec<Price>>`",]
    );
    assert_eq!(
        told("      404:\n", "      404:\n      409:\n"),
        ["documentation CartsGet: statuses of refusal: 404 -> 404, 409"]
    );
}

#[test]
fn a_deprecation_is_additive() {
    assert_eq!(
        told(
            "id: string",
            "id:\n        type: string\n        (markDeprecated): true"
        ),
        ["additive      Cart.id is deprecated"]
    );
}

#[test]
fn a_domain_that_is_gone_is_told_once() {
    let zones = SHOP
        .split_once("/zones:")
        .map(|(_, zones)| format!("/zones:{zones}"));
    let gone = told(&zones.expect("there are zones"), "");
    assert_eq!(
        gone,
        [
            "breaking      the feature zones is gone",
            "breaking      ApiRoot::zones() -> ZonesRequests is gone",
        ]
    );
}

#[test]
fn changes_stand_with_their_domains() {
    let changes = changes(&[
        ("id: string", "id?: string"),
        ("digits: integer", "digits?: integer"),
    ]);
    let told = text(&[("api", &changes)]);
    let titles: Vec<&str> = told
        .lines()
        .filter(|line| !line.starts_with(' ') && !line.is_empty())
        .collect();
    assert_eq!(titles.first(), Some(&"carts"), "{told}");
    assert!(titles.contains(&"price"), "{told}");
}

#[test]
fn markdown_quotes_rust_and_folds_documentation_away() {
    let changes = changes(&[("id: string", "id?: string"), ("      404:\n", "")]);
    let told = markdown(&[("api", &changes)]);
    assert!(
        told.contains("- `Cart.id: String` -> `Option<String>`\n"),
        "{told}"
    );
    assert!(told.contains("#### Breaking"), "{told}");
    assert!(
        told.contains("<details><summary>Documentation</summary>"),
        "{told}"
    );
}

#[test]
fn json_has_all_of_a_change() {
    let changes = changes(&[("id: string", "id?: string")]);
    let told: serde_json::Value =
        serde_json::from_str(&json(&[("api", &changes)])).expect("it is JSON");
    assert_eq!(told["severity"], "breaking");
    assert_eq!(
        told["apis"][0]["changes"][0],
        serde_json::json!({
            "domain": "carts", "severity": "breaking", "action": "changed", "what": "field",
            "item": "Cart.id", "old": "String", "new": "Option<String>",
        })
    );
}

#[test]
fn features_come_and_go_and_are_on_by_default() {
    let of = |default: &[&str]| PublicApi {
        default: default.iter().map(|name| (*name).to_owned()).collect(),
        ..public_api(SHOP)
    };
    let told = |old: &[&str], new: &[&str]| {
        let changes = compare(&of(old), &of(new));
        changes
            .iter()
            .map(|change| change.severity)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&["carts", "zones"], &["carts"]), [Severity::Breaking]);
    assert_eq!(told(&["carts"], &["carts", "zones"]), [Severity::Additive]);
}

#[test]
fn what_is_compiled_with_fewer_features_is_breaking() {
    // The draft is sent with the features `carts` and `zones`, and then with one of them.
    let with = "/zones:\n  post:\n    body:\n      application/json: CartDraft\n";
    let both = SHOP.replace("/zones:\n", with);
    let gates = |old: &str, new: &str| {
        let changes = compare(&public_api(old), &public_api(new));
        let of_features = changes
            .into_iter()
            .filter(|change| change.about.as_deref() == Some("features that it is compiled with"));
        of_features
            .map(|change| (change.item, change.severity))
            .collect::<Vec<_>>()
    };
    // Its fields and methods go with it and are not told.
    let draft = |severity| vec![("CartDraft".to_owned(), severity)];
    assert_eq!(gates(&both, SHOP), draft(Severity::Breaking));
    assert_eq!(gates(SHOP, &both), draft(Severity::Additive));
}
