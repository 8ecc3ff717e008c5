#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, RngSeed};

use super::{RequiredScopes, Scope, ScopeSet};

const OWN_ORDERS: &[&str] = &[
    "anonymous_id:{id}",
    "customer_id:{id}",
    "manage_my_orders:{projectKey}",
];
/// With the slip of the official specification: what it calls `customer` is `customer_id`.
const OWN_ORDERS_HEAD: &[&str] = &[
    "anonymous_id:{anonymousId}",
    "customer:{customerId}",
    "manage_my_orders:{projectKey}",
];
const OWN_QUOTES: &[&str] = &["customer_id:{id}", "manage_my_quotes:{projectKey}"];
const PRODUCTS: &[&str] = &[
    "view_products:{projectKey}",
    "view_published_products:{projectKey}",
];
const PRODUCTS_MANAGE: &[&str] = &["manage_products:{projectKey}"];
const ORDERS: &[&str] = &["view_orders:{projectKey}"];
const ORDERS_MANAGE: &[&str] = &["manage_orders:{projectKey}"];
const ORDERS_IN_STORE: &[&str] = &[
    "view_orders:{projectKey}",
    "view_orders:{projectKey}:{storeKey}",
];
const ORDERS_OF_STORE_ONLY: &[&str] = &["view_orders:{projectKey}:{storeKey}"];
const CATEGORIES: &[&str] = &["view_categories:{projectKey}", "view_products:{projectKey}"];
const CATEGORIES_MANAGE: &[&str] = &[
    "manage_categories:{projectKey}",
    "manage_products:{projectKey}",
];

fn set(text: &str) -> ScopeSet {
    text.parse().unwrap()
}

fn are_met(templates: &[&str], held: &str) -> bool {
    RequiredScopes::new(templates).are_met_by(&set(held), "shop", None)
}

fn missing(templates: &[&str], held: &str) -> String {
    RequiredScopes::new(templates)
        .missing_from(&set(held), "shop", None)
        .unwrap()
        .to_string()
}

fn minimum(operations: &[&[&str]]) -> String {
    ScopeSet::minimum_for(operations.iter().copied(), "shop")
        .unwrap()
        .to_string()
}

#[test]
fn of_equals_the_permission_of_the_resource_itself_is_chosen() {
    const CUSTOM_OBJECTS: &[&str] = &[
        "view_customers:{projectKey}",
        "view_key_value_documents:{projectKey}",
        "view_orders:{projectKey}",
        "view_products:{projectKey}",
    ];
    const CUSTOM_OBJECTS_MANAGE: &[&str] = &[
        "manage_customers:{projectKey}",
        "manage_key_value_documents:{projectKey}",
        "manage_orders:{projectKey}",
        "manage_products:{projectKey}",
    ];
    const SHIPPING_METHODS: &[&str] = &[
        "manage_my_orders:{projectKey}",
        "view_orders:{projectKey}",
        "view_shipping_methods:{projectKey}",
    ];
    assert_eq!(minimum(&[CUSTOM_OBJECTS]), "view_key_value_documents:shop");
    assert_eq!(
        minimum(&[CUSTOM_OBJECTS, CUSTOM_OBJECTS_MANAGE]),
        "manage_key_value_documents:shop"
    );
    assert_eq!(minimum(&[SHIPPING_METHODS]), "view_shipping_methods:shop");
    // What is needed anyway is enough.
    assert_eq!(
        minimum(&[CUSTOM_OBJECTS, SHIPPING_METHODS, ORDERS]),
        "view_orders:shop"
    );
}

#[test]
fn one_of_the_permissions_is_enough() {
    assert!(are_met(PRODUCTS, "view_published_products:shop"));
    assert!(are_met(PRODUCTS, "view_products:shop"));
    assert!(are_met(CATEGORIES, "view_products:shop"));
    assert!(are_met(CATEGORIES, "manage_project:shop"));
    assert!(!are_met(CATEGORIES, "view_published_products:shop"));
    assert!(!are_met(PRODUCTS, "view_products:other"));
    assert!(!are_met(PRODUCTS, ""));
}

#[test]
fn the_token_must_also_be_bound_to_one_of_the_identities() {
    assert!(are_met(OWN_ORDERS, "manage_my_orders:shop customer_id:c1"));
    assert!(are_met(OWN_ORDERS, "manage_my_orders:shop anonymous_id:a1"));
    assert!(!are_met(OWN_ORDERS, "manage_my_orders:shop"));
    assert!(!are_met(OWN_ORDERS, "manage_project:shop"));
    assert!(!are_met(OWN_ORDERS, "customer_id:c1"));
    assert!(!are_met(
        OWN_QUOTES,
        "manage_my_quotes:shop anonymous_id:a1"
    ));
}

#[test]
fn an_unknown_identity_makes_nothing_stricter() {
    for held in ["customer_id:c1", "anonymous_id:a1"] {
        let held = format!("manage_my_orders:shop {held}");
        assert!(are_met(OWN_ORDERS_HEAD, &held), "{held}");
    }
    assert!(!are_met(OWN_ORDERS_HEAD, "manage_my_orders:shop"));
    assert!(!are_met(OWN_ORDERS_HEAD, "anonymous_id:a1"));
    let malformed = &["anonymous_id:{id}", "customer_id"];
    assert!(are_met(malformed, "customer_id:c1"));
    assert!(!are_met(malformed, ""));
    let only_unknown = &["customer:{customerId}", "manage_my_orders:{projectKey}"];
    assert!(are_met(only_unknown, "manage_my_orders:shop"));
    assert_eq!(missing(only_unknown, ""), "manage_my_orders:shop");
}

#[test]
fn the_scopes_of_a_store_count_in_that_store() {
    let orders = RequiredScopes::new(ORDERS_IN_STORE);
    for (held, store, expected) in [
        ("view_orders:shop:north", Some("north"), true),
        ("manage_orders:shop:north", Some("north"), true),
        ("view_orders:shop:north", Some("south"), false),
        ("view_orders:shop:north", None, false),
        ("view_orders:shop", Some("north"), true),
        ("view_orders:shop", None, true),
    ] {
        let met = orders.are_met_by(&set(held), "shop", store);
        assert_eq!(met, expected, "{held} in {store:?}");
    }
    assert!(are_met(ORDERS_OF_STORE_ONLY, ""));
}

#[test]
fn what_is_missing_prints_as_what_there_is_to_choose_from() {
    for (templates, held, expected) in [
        (
            PRODUCTS,
            "manage_orders:shop",
            "view_products:shop or view_published_products:shop",
        ),
        (
            OWN_ORDERS,
            "",
            "manage_my_orders:shop, and customer_id or anonymous_id",
        ),
        (
            OWN_ORDERS,
            "manage_my_orders:shop",
            "customer_id or anonymous_id",
        ),
        (OWN_ORDERS, "customer_id:c1", "manage_my_orders:shop"),
        (
            OWN_ORDERS_HEAD,
            "",
            "manage_my_orders:shop, and anonymous_id",
        ),
        (
            &["customer_id:{id}", "customer_id:{customerId}"],
            "",
            "customer_id",
        ),
    ] {
        assert_eq!(missing(templates, held), expected, "{templates:?}");
    }
    let in_store = RequiredScopes::new(ORDERS_IN_STORE)
        .missing_from(&ScopeSet::new(), "shop", Some("north"))
        .unwrap();
    assert_eq!(
        in_store.permissions(),
        ["view_orders:shop", "view_orders:shop:north"].map(|text| text.parse::<Scope>().unwrap())
    );
    assert!(in_store.identities().is_empty());
}

#[test]
fn what_cannot_be_read_is_not_missing() {
    for templates in [
        &["view_orders"][..],
        &["view_orders:"],
        &[
            "view_orders:{projectKey}",
            "view_orders:{projectKey}:{other}",
        ],
        &["manage_connectors:{projectKey}:{other}"],
        &["view orders:{projectKey}"],
        &["customer_id"],
        &["", ":", "{", "größe"],
    ] {
        assert!(are_met(templates, ""), "{templates:?}");
    }
    for key in ["", "a:b", "a b", "{storeKey}"] {
        let none = ScopeSet::new();
        assert!(
            RequiredScopes::new(ORDERS).are_met_by(&none, key, None),
            "{key}"
        );
        assert!(
            RequiredScopes::new(ORDERS_IN_STORE).are_met_by(&none, "shop", Some(key)),
            "{key}"
        );
        assert!(
            !RequiredScopes::new(ORDERS).are_met_by(&none, "shop", Some(key)),
            "the store is not asked for: {key}"
        );
    }
}

#[test]
fn a_permission_that_is_not_known_is_met_by_itself() {
    let connectors = &["manage_connectors:{projectKey}"];
    assert!(are_met(connectors, "manage_connectors:shop"));
    assert!(!are_met(connectors, "manage_project:shop"));
}

#[test]
fn the_minimum_has_what_each_operation_needs() {
    for (operations, expected) in [
        (
            &[ORDERS, CATEGORIES][..],
            "view_categories:shop view_orders:shop",
        ),
        (&[PRODUCTS], "view_published_products:shop"),
        (&[CATEGORIES_MANAGE], "manage_categories:shop"),
        (&[OWN_ORDERS, OWN_ORDERS_HEAD], "manage_my_orders:shop"),
        (&[], ""),
        (&[&[]], ""),
    ] {
        assert_eq!(minimum(operations), expected, "{operations:?}");
    }
}

#[test]
fn the_minimum_adds_nothing_that_is_covered() {
    for (operations, expected) in [
        (
            &[CATEGORIES, PRODUCTS, PRODUCTS_MANAGE][..],
            "manage_products:shop",
        ),
        (
            &[CATEGORIES_MANAGE, CATEGORIES, PRODUCTS_MANAGE],
            "manage_products:shop",
        ),
        (
            &[CATEGORIES_MANAGE, CATEGORIES, PRODUCTS],
            "manage_categories:shop view_published_products:shop",
        ),
        (&[ORDERS, ORDERS_MANAGE, ORDERS], "manage_orders:shop"),
    ] {
        assert_eq!(minimum(operations), expected, "{operations:?}");
    }
}

#[test]
fn the_minimum_drops_what_a_later_choice_covers() {
    let one: &[&str] = &["view_stores:{projectKey}", "view_types:{projectKey}"];
    let other: &[&str] = &["manage_zones:{projectKey}", "view_types:{projectKey}"];
    assert_eq!(minimum(&[one, other]), "view_types:shop");
}

#[test]
fn the_minimum_takes_the_permission_of_the_store_where_it_can() {
    let scopes =
        ScopeSet::minimum_for_store([ORDERS_IN_STORE, CATEGORIES], "shop", "north").unwrap();
    assert_eq!(scopes, set("view_categories:shop view_orders:shop:north"));
    let scopes = ScopeSet::minimum_for_store([ORDERS_IN_STORE, ORDERS], "shop", "north").unwrap();
    assert_eq!(scopes, set("view_orders:shop"));
    assert_eq!(minimum(&[ORDERS_IN_STORE]), "view_orders:shop");
}

#[test]
fn the_minimum_of_what_cannot_be_read_is_an_error() {
    for (templates, text) in [
        (ORDERS_OF_STORE_ONLY, "view_orders:shop:{storeKey}"),
        (&["view_orders"], "view_orders"),
        (
            &["manage_connectors:{projectKey}:{other}"],
            "manage_connectors:shop:{other}",
        ),
    ] {
        let error = ScopeSet::minimum_for([templates], "shop").unwrap_err();
        assert_eq!(error.text(), text);
    }
    for key in ["", "a:b", "a b", "{storeKey}"] {
        let none: [RequiredScopes<'_>; 0] = [];
        assert!(ScopeSet::minimum_for(none, key).is_err(), "{key}");
        assert!(
            ScopeSet::minimum_for_store(none, "shop", key).is_err(),
            "{key}"
        );
    }
}

fn seeded() -> ProptestConfig {
    ProptestConfig {
        cases: 512,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(0x5c09e),
        ..ProptestConfig::default()
    }
}

/// Real ones, and some made up of permissions between which much is implied.
fn operation() -> impl Strategy<Value = Vec<&'static str>> {
    let real = select(vec![
        OWN_ORDERS,
        OWN_ORDERS_HEAD,
        OWN_QUOTES,
        PRODUCTS,
        PRODUCTS_MANAGE,
        ORDERS,
        ORDERS_MANAGE,
        ORDERS_IN_STORE,
        CATEGORIES,
        CATEGORIES_MANAGE,
    ])
    .prop_map(<[_]>::to_vec);
    let template = select(vec![
        "manage_project:{projectKey}",
        "manage_products:{projectKey}",
        "manage_products:{projectKey}:{storeKey}",
        "view_products:{projectKey}",
        "view_products:{projectKey}:{storeKey}",
        "view_published_products:{projectKey}",
        "view_categories:{projectKey}",
        "manage_orders:{projectKey}",
        "view_orders:{projectKey}",
        "view_orders:{projectKey}:{storeKey}",
        "manage_connectors:{projectKey}",
        "customer_id:{id}",
    ]);
    prop_oneof![real, proptest::collection::vec(template, 0..4)]
}

fn operations() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    proptest::collection::vec(operation(), 0..8)
}

fn minimum_in_store(operations: &[Vec<&str>]) -> ScopeSet {
    let operations = operations
        .iter()
        .map(|templates| RequiredScopes::new(templates));
    ScopeSet::minimum_for_store(operations, "shop", "north").unwrap()
}

/// Whether the scopes and an identity meet what every operation needs.
fn meet_all(scopes: &ScopeSet, operations: &[Vec<&str>]) -> bool {
    let mut held = scopes.clone();
    held.extend(set("customer_id:c1"));
    operations
        .iter()
        .all(|templates| RequiredScopes::new(templates).are_met_by(&held, "shop", Some("north")))
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn the_minimum_is_the_same_in_every_order(
        (operations, shuffled) in operations()
            .prop_flat_map(|operations| (Just(operations.clone()), Just(operations).prop_shuffle())),
    ) {
        prop_assert_eq!(minimum_in_store(&operations), minimum_in_store(&shuffled));
    }

    #[test]
    fn the_minimum_permits_every_operation_with_no_scope_to_spare(operations in operations()) {
        let scopes = minimum_in_store(&operations);
        prop_assert!(meet_all(&scopes, &operations));
        prop_assert_eq!(&scopes.minimal(), &scopes);
        prop_assert_eq!(&scopes.without_identities(), &scopes);
        for scope in &scopes {
            let rest: ScopeSet = scopes.iter().filter(|other| *other != scope).cloned().collect();
            prop_assert!(!meet_all(&rest, &operations), "{} is to spare", scope);
        }
    }

    #[test]
    fn meeting_and_missing_agree(operation in operation(), held in operations()) {
        let required = RequiredScopes::new(&operation);
        let mut held = minimum_in_store(&held);
        if let Some(missing) = required.missing_from(&held, "shop", Some("north")) {
            prop_assert!(!missing.to_string().is_empty());
            held.extend(missing.permissions().first().cloned());
            held.extend(missing.identities().first().cloned());
        }
        prop_assert!(required.are_met_by(&held, "shop", Some("north")));
    }

    #[test]
    fn no_template_and_no_key_makes_it_panic(
        templates in proptest::collection::vec(
            prop_oneof![any::<String>(), "(view_orders|customer_id|x)?:?(\\{projectKey\\}|[!-~]{0,4})(:\\{storeKey\\})?"],
            0..4,
        ),
        project in any::<String>(),
        store in any::<Option<String>>(),
    ) {
        let templates: Vec<&str> = templates.iter().map(String::as_str).collect();
        let required = RequiredScopes::new(&templates);
        let store = store.as_deref();
        let missing = required.missing_from(&ScopeSet::new(), &project, store);
        prop_assert_eq!(missing.is_none(), required.are_met_by(&ScopeSet::new(), &project, store));
        if let Err(error) = ScopeSet::minimum_for([required], &project) {
            prop_assert!(!error.expected().to_string().is_empty());
        }
    }
}
