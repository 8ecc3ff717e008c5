//! Properties of all scopes, tested with generated ones. The seed is fixed, so that a run can be repeated.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, RngSeed};

use super::{Permission, Scope, ScopeSet};

fn seeded() -> ProptestConfig {
    ProptestConfig {
        cases: 512,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(0x5c09e),
        ..ProptestConfig::default()
    }
}

/// Few keys, so that scopes often have the same.
fn key() -> impl Strategy<Value = &'static str> {
    select(vec!["shop", "shop-2", "north"])
}

/// Few permissions, which imply each other.
fn permission() -> impl Strategy<Value = Permission> {
    prop_oneof![
        select(Permission::ALL),
        select(vec![
            Permission::ManageProject,
            Permission::ManageProducts,
            Permission::ViewProducts,
            Permission::ViewPublishedProducts,
            Permission::ManageOrders,
            Permission::ViewOrders,
        ]),
    ]
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        4 => (permission(), key())
            .prop_map(|(permission, project)| format!("{permission}:{project}")),
        3 => (permission(), key(), key())
            .prop_map(|(permission, project, store)| format!("{permission}:{project}:{store}")),
        1 => (
            select(vec!["customer_id", "anonymous_id", "external_user_id"]),
            select(vec!["1", "2", "{id}", "{customerId}"]),
        )
            .prop_map(|(name, identifier)| format!("{name}:{identifier}")),
        1 => "[!#-\\[\\]-~]{1,12}",
    ]
    .prop_filter_map("not a scope", |text| text.parse().ok())
}

fn set() -> impl Strategy<Value = ScopeSet> {
    proptest::collection::vec(scope(), 0..8).prop_map(ScopeSet::from_iter)
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), key in any::<String>()) {
        let read = text.parse::<ScopeSet>();
        prop_assert_eq!(read.is_err(), text.split_whitespace().any(|part| part.parse::<Scope>().is_err()));
        let filled = ScopeSet::from_templates([&text], &key);
        if let Err(error) = filled {
            prop_assert!(!error.expected().to_string().is_empty());
        }
    }

    #[test]
    fn what_is_read_prints_the_same(text in "(manage_orders|customer_id|view_zones|x)?:?[!-~]{0,6}(:[a-z]{0,3})?") {
        if let Ok(scope) = text.parse::<Scope>() {
            prop_assert_eq!(scope.to_string(), text);
        }
    }

    #[test]
    fn what_is_printed_reads_the_same(set in set()) {
        prop_assert_eq!(&set.to_string().parse::<ScopeSet>().unwrap(), &set);
        for scope in &set {
            prop_assert_eq!(&scope.to_string().parse::<Scope>().unwrap(), scope);
        }
    }

    #[test]
    fn accessors_and_constructors_agree(scope in scope()) {
        let (Some(permission), Some(project)) = (scope.permission(), scope.project_key()) else {
            return Ok(());
        };
        let made = match scope.store_key() {
            Some(store) => Scope::in_store(permission, project, store),
            None => Scope::in_project(permission, project),
        };
        prop_assert_eq!(made.unwrap(), scope);
    }

    #[test]
    fn implying_is_reflexive_and_transitive(a in scope(), b in scope(), c in scope()) {
        prop_assert!(a.implies(&a));
        prop_assert!(!(a.implies(&b) && b.implies(&c)) || a.implies(&c));
    }

    #[test]
    fn covering_is_reflexive_and_transitive(a in set(), b in set(), c in set()) {
        prop_assert!(a.covers_all(&a));
        prop_assert!(!(a.covers_all(&b) && b.covers_all(&c)) || a.covers_all(&c));
    }

    #[test]
    fn nothing_reaches_across_projects_or_stores(a in scope(), b in scope()) {
        if a.implies(&b) && a.permission().is_some() {
            prop_assert_eq!(a.project_key(), b.project_key());
            prop_assert!(a.store_key().is_none() || a.store_key() == b.store_key());
        }
    }

    #[test]
    fn what_is_missing_is_what_it_takes(held in set(), wanted in set()) {
        let missing = held.missing(&wanted);
        prop_assert_eq!(missing.is_empty(), held.covers_all(&wanted));
        let mut both = held.clone();
        both.extend(missing);
        prop_assert!(both.covers_all(&wanted));
    }

    #[test]
    fn minimal_covers_the_same_with_none_to_spare(set in set()) {
        let minimal = set.minimal();
        prop_assert!(minimal.covers_all(&set));
        prop_assert!(set.covers_all(&minimal));
        for scope in &minimal {
            let rest: ScopeSet = minimal.iter().filter(|other| *other != scope).cloned().collect();
            prop_assert!(!rest.covers(scope));
        }
    }
}

/// Generated triples seldom contain three permissions of one chain; this test uses all of them.
#[test]
fn permissions_imply_transitively() {
    for a in Permission::ALL {
        for b in Permission::ALL.iter().filter(|b| a.implies(**b)) {
            for c in Permission::ALL.iter().filter(|c| b.implies(**c)) {
                assert!(a.implies(*c), "{a} implies {b}, which implies {c}");
            }
        }
    }
}
