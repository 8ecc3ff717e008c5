#![allow(clippy::unwrap_used)]

use super::{Permission, Scope, ScopeSet};

fn scope(text: &str) -> Scope {
    text.parse().unwrap()
}

fn set(text: &str) -> ScopeSet {
    text.parse().unwrap()
}

#[test]
fn reads_every_form() {
    let project = scope("view_stores:shop");
    assert_eq!(project.permission(), Some(Permission::ViewStores));
    assert_eq!(project.project_key(), Some("shop"));
    assert_eq!(project.store_key(), None);

    let store = scope("manage_my_profile:shop:north");
    assert_eq!(store.permission(), Some(Permission::ManageMyProfile));
    assert_eq!(store.project_key(), Some("shop"));
    assert_eq!(store.store_key(), Some("north"));

    assert_eq!(scope("customer_id:c1").customer_id(), Some("c1"));
    assert_eq!(scope("anonymous_id:a1").anonymous_id(), Some("a1"));
    assert_eq!(
        scope("external_user_id:realm:user").external_user_id(),
        Some("realm:user")
    );
    assert_eq!(scope("customer_id:c1").anonymous_id(), None);
    assert_eq!(scope("customer_id:c1").project_key(), None);
}

#[test]
fn keeps_what_it_does_not_know() {
    for text in [
        "manage_connectors:shop",
        "view_stores:shop:north",
        "manage_orders:shop:north:till-3",
        "Manage_Orders:shop",
        "openid",
        ":",
        "customer:{id}",
    ] {
        let scope = scope(text);
        assert!(scope.is_unknown(), "{text}");
        assert_eq!(scope.to_string(), text);
        assert_eq!(scope.permission(), None);
        assert_eq!(scope.project_key(), None);
    }
}

#[test]
fn says_what_it_expected() {
    for (text, expected) in [
        ("", "printable ASCII"),
        ("view stores", "printable ASCII"),
        ("view_stores:sh\"op", "printable ASCII"),
        ("view_stores:sh\\op", "printable ASCII"),
        ("view_stores:größe", "printable ASCII"),
        ("view_stores", "view_stores:{projectKey}, with"),
        ("view_stores:", "view_stores:{projectKey}, with"),
        ("view_stores:{projectKey}", "view_stores:{projectKey}, with"),
        (
            "manage_orders:shop:",
            "manage_orders:{projectKey} or manage_orders:{projectKey}:{storeKey}",
        ),
        ("manage_orders::north", "manage_orders:{projectKey} or "),
        (
            "manage_orders:shop:{storeKey}",
            "manage_orders:{projectKey} or ",
        ),
        ("customer_id", "customer_id:{id}"),
        ("anonymous_id:", "anonymous_id:{id}"),
        ("external_user_id:", "external_user_id:{id}"),
    ] {
        let error = text.parse::<Scope>().unwrap_err();
        assert_eq!(error.text(), text);
        assert!(
            error.expected().to_string().contains(expected),
            "{text}: {error}"
        );
        assert!(error.to_string().contains(expected), "{text}: {error}");
    }
}

#[test]
fn constructors_make_what_they_say() {
    let store = Scope::in_store(Permission::ViewOrders, "shop", "north").unwrap();
    assert_eq!(store, scope("view_orders:shop:north"));
    let project = Scope::in_project(Permission::ViewZones, "shop").unwrap();
    assert_eq!(project, scope("view_zones:shop"));
    assert_eq!(Scope::for_customer("c").unwrap(), scope("customer_id:c"));
    assert_eq!(
        Scope::for_anonymous_session("a").unwrap(),
        scope("anonymous_id:a")
    );
    assert_eq!(
        Scope::for_external_user("u").unwrap(),
        scope("external_user_id:u")
    );

    for key in ["", "a:b", "{projectKey}", "a b", "a\nb"] {
        assert_eq!(
            Scope::in_project(Permission::ViewZones, key)
                .unwrap_err()
                .text(),
            key
        );
    }
    let error = Scope::in_store(Permission::ViewZones, "shop", "north").unwrap_err();
    assert!(error.to_string().contains("store form"), "{error}");
    assert!(Scope::for_customer("").is_err());
}

#[test]
fn the_table_follows_the_rule_of_managing_and_viewing() {
    for permission in Permission::ALL {
        assert_eq!(Permission::from_name(permission.name()), Some(*permission));
        let Some(resource) = permission.name().strip_prefix("manage_") else {
            continue;
        };
        if let Some(view) = Permission::from_name(&format!("view_{resource}")) {
            assert!(permission.implies(view), "{permission}");
            assert!(!view.implies(*permission), "{permission}");
        }
    }
    assert_eq!(Permission::ALL.len(), LISTED_PERMISSIONS);
}

/// The permissions in the official list of scopes, without the three that name an identity.
const LISTED_PERMISSIONS: usize = 88;

#[test]
fn implication() {
    for (held, wanted, expected) in [
        ("manage_orders:shop", "view_orders:shop", true),
        ("view_orders:shop", "manage_orders:shop", false),
        ("manage_orders:shop", "manage_orders:shop:north", true),
        ("manage_orders:shop", "view_orders:shop:north", true),
        ("manage_orders:shop:north", "view_orders:shop:north", true),
        ("manage_orders:shop:north", "view_orders:shop", false),
        (
            "manage_orders:shop:north",
            "manage_orders:shop:south",
            false,
        ),
        ("manage_orders:shop", "manage_orders:other", false),
        ("manage_orders:shop", "manage_orders:shop-2", false),
        ("manage_orders:shop", "manage_my_orders:shop", false),
        ("manage_orders:shop", "manage_order_edits:shop", false),
        ("view_products:shop", "view_published_products:shop", true),
        ("manage_products:shop", "view_published_products:shop", true),
        ("view_published_products:shop", "view_products:shop", false),
        ("manage_project:shop", "manage_orders:shop", true),
        ("manage_project:shop", "view_orders:shop:north", true),
        ("manage_project:shop", "manage_my_orders:shop", true),
        ("manage_project:shop", "manage_orders:other", false),
        ("manage_project:shop", "manage_api_clients:shop", false),
        ("manage_project:shop", "view_api_clients:shop", false),
        ("manage_project:shop", "create_anonymous_token:shop", false),
        ("manage_project:shop", "introspect_oauth_tokens:shop", false),
        ("manage_project:shop", "manage_connectors:shop", false),
        ("manage_project:shop", "customer_id:{id}", false),
        ("manage_api_clients:shop", "view_api_clients:shop", true),
        ("customer_id:c1", "customer_id:c1", true),
        ("customer_id:c1", "customer_id:c2", false),
        ("customer_id:c1", "customer_id:{id}", true),
        ("customer_id:{id}", "customer_id:c1", false),
        ("customer_id:c1", "anonymous_id:{id}", false),
        ("customer_id:c1", "anonymous_id:c1", false),
        ("manage_connectors:shop", "view_connectors:shop", false),
        ("manage_connectors:shop", "manage_connectors:shop", true),
    ] {
        assert_eq!(
            scope(held).implies(&scope(wanted)),
            expected,
            "{held} implies {wanted}"
        );
    }
}

#[test]
fn a_set_is_ordered_and_has_no_doubles() {
    let set = set("  view_stores:shop\tmanage_orders:shop\n view_stores:shop ");
    assert_eq!(set.to_string(), "manage_orders:shop view_stores:shop");
    assert_eq!(set.len(), 2);
    assert!("".parse::<ScopeSet>().unwrap().is_empty());
    let error = "view_stores:shop view_orders"
        .parse::<ScopeSet>()
        .unwrap_err();
    assert_eq!(error.text(), "view_orders");
}

#[test]
fn a_set_grows() {
    let mut set = ScopeSet::new();
    assert!(set.insert(scope("view_stores:shop")));
    assert!(!set.insert(scope("view_stores:shop")));
    set.extend(ScopeSet::from(scope("view_zones:shop")));
    assert!(set.contains(&scope("view_zones:shop")));
    let texts: Vec<_> = set.iter().map(Scope::as_str).collect();
    assert_eq!(texts, ["view_stores:shop", "view_zones:shop"]);
    assert_eq!((&set).into_iter().count(), set.len());
}

#[test]
fn what_is_missing() {
    let held = set("manage_orders:shop customer_id:c1");
    let wanted = set("view_orders:shop:north customer_id:{id} view_stores:shop view_orders:other");
    assert_eq!(
        held.missing(&wanted).to_string(),
        "view_orders:other view_stores:shop"
    );
    assert!(!held.covers_all(&wanted));
    assert!(held.covers_all(&set("view_orders:shop")));
    assert!(held.missing(&ScopeSet::new()).is_empty());
}

#[test]
fn minimal_drops_what_others_imply() {
    for (all, minimal) in [
        (
            "manage_orders:a view_orders:a view_orders:a:s view_orders:b",
            "manage_orders:a view_orders:b",
        ),
        (
            "manage_project:a manage_orders:a view_api_clients:a",
            "manage_project:a view_api_clients:a",
        ),
        (
            "customer_id:{id} customer_id:{customerId}",
            "customer_id:{customerId}",
        ),
        ("customer_id:{id} customer_id:c", "customer_id:c"),
        ("", ""),
    ] {
        assert_eq!(set(all).minimal().to_string(), minimal);
    }
}

#[test]
fn templates_are_filled() {
    let templates: &[&str] = &["view_orders:{projectKey}", "customer_id:{id}"];
    let scopes = ScopeSet::from_templates(templates, "shop").unwrap();
    assert_eq!(scopes.to_string(), "customer_id:{id} view_orders:shop");
    assert_eq!(scopes.without_identities().to_string(), "view_orders:shop");

    let in_store = ["view_orders:{projectKey}:{storeKey}"];
    assert_eq!(
        ScopeSet::from_templates(in_store, "shop")
            .unwrap_err()
            .text(),
        "view_orders:shop:{storeKey}"
    );
    let scopes = ScopeSet::from_store_templates(in_store, "shop", "north").unwrap();
    assert_eq!(scopes.to_string(), "view_orders:shop:north");

    // A key must not make another scope of a template, so it is looked at even if there is no template.
    for key in ["", "a:b", "a b", "{storeKey}"] {
        assert!(ScopeSet::from_templates(templates, key).is_err(), "{key}");
        assert!(
            ScopeSet::from_store_templates(in_store, "shop", key).is_err(),
            "{key}"
        );
        assert!(ScopeSet::from_templates([""; 0], key).is_err(), "{key}");
    }
}

#[test]
fn presets_have_their_scopes() {
    assert_eq!(
        ScopeSet::storefront_integration("shop").unwrap(),
        set(
            "view_project_settings:shop view_categories:shop view_published_products:shop \
             view_products:shop manage_orders:shop manage_payments:shop manage_customers:shop \
             view_customers:shop"
        )
    );
    assert_eq!(
        ScopeSet::storefront_customer("shop").unwrap(),
        set(
            "view_stores:shop view_orders:shop view_payments:shop view_shopping_lists:shop \
             manage_my_profile:shop manage_orders:shop manage_customers:shop manage_my_orders:shop \
             manage_my_payments:shop manage_my_shopping_lists:shop"
        )
    );
    assert_eq!(
        ScopeSet::visitor("shop").unwrap(),
        set(
            "manage_my_profile:shop manage_my_orders:shop manage_my_payments:shop \
             manage_my_shopping_lists:shop view_published_products:shop view_categories:shop"
        )
    );
    assert_eq!(
        ScopeSet::b2b_visitor("shop").unwrap(),
        set(
            "manage_my_profile:shop manage_my_orders:shop manage_my_payments:shop \
             manage_my_shopping_lists:shop view_published_products:shop view_categories:shop \
             manage_my_business_units:shop manage_my_quote_requests:shop manage_my_quotes:shop"
        )
    );
    assert_eq!(
        ScopeSet::mobile_application("shop").unwrap(),
        set(
            "view_published_products:shop view_categories:shop manage_my_orders:shop \
             manage_my_profile:shop"
        )
    );
    assert_eq!(
        ScopeSet::whole_project("shop").unwrap(),
        set("manage_project:shop")
    );
    assert!(ScopeSet::storefront_customer("").is_err());
}

#[test]
fn the_read_only_preset_views_everything_and_changes_nothing() {
    let scopes = ScopeSet::read_only("shop").unwrap();
    for permission in Permission::ALL {
        let scope = Scope::in_project(*permission, "shop").unwrap();
        let views = permission.name().starts_with("view_");
        assert_eq!(scopes.covers(&scope), views, "{scope}");
    }
    assert!(ScopeSet::read_only("{projectKey}").is_err());
}
