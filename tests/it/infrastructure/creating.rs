//! Creating API clients.

use std::time::Duration;

use ctp_sdk::ApiClientPlan;
use ctp_sdk::auth::{Permission, ScopeSet};
use emulator::Answer;
use secrecy::ExposeSecret;
use serde_json::json;

use super::{Infrastructure, SECRET, assert_hidden, body, created, plan, scopes, sent_json};
use crate::pipeline::spans::Spans;

#[tokio::test]
async fn a_plan_is_what_is_sent() {
    let infrastructure = Infrastructure::answering([created("new")]);
    let plan = plan()
        .in_store(Permission::ManageOrders, "my-shop", "berlin")
        .unwrap()
        .delete_after_days(90)
        .access_token_validity(Duration::from_secs(3600))
        .refresh_token_validity(Duration::from_secs(30));
    assert_eq!(plan.name(), "importer");
    let created = infrastructure.api_clients.create(&plan).await.unwrap();
    assert_eq!(created.id(), "new");

    assert_eq!(infrastructure.told(), ["POST /my-shop/api-clients"]);
    assert_eq!(
        sent_json(&infrastructure.requests()[0]),
        json!({
            "name": "importer",
            "scope": "manage_orders:my-shop:berlin manage_products:my-shop",
            "deleteDaysAfterCreation": 90,
            "accessTokenValiditySeconds": 3600,
            "refreshTokenValiditySeconds": 30,
        })
    );
}

#[tokio::test]
async fn what_a_plan_does_not_say_is_left_to_the_platform() {
    let infrastructure = Infrastructure::answering([created("new")]);
    let _ = infrastructure.api_clients.create(&plan()).await.unwrap();
    assert_eq!(
        sent_json(&infrastructure.requests()[0]),
        json!({"name": "importer", "scope": "manage_products:my-shop"})
    );
}

#[tokio::test]
async fn the_secret_is_handed_out_and_never_printed() {
    let infrastructure = Infrastructure::answering([created("new")]);
    let (spans, guard) = Spans::begin();
    let created = infrastructure.api_clients.create(&plan()).await.unwrap();
    drop(guard);
    assert!(!spans.text().contains(super::PLANTED));
    assert_hidden(&[&created, created.client(), &infrastructure.api_clients]);
    assert_eq!(created.client().secret, None);
    let secret = created.into_secret();
    assert_hidden(&[&secret]);
    assert_eq!(secret.expose_secret(), SECRET);
}

#[tokio::test]
async fn a_validity_that_the_platform_does_not_take_is_refused_before_it_is_sent() {
    let access: fn(Duration) -> ApiClientPlan = |time| plan().access_token_validity(time);
    let refresh: fn(Duration) -> ApiClientPlan = |time| plan().refresh_token_validity(time);
    for (plan_of, first, last) in [(access, 3600, 604_800), (refresh, 30, 31_536_000)] {
        let outside = [
            Duration::ZERO,
            Duration::from_secs(first - 1),
            Duration::from_secs(last + 1),
            Duration::from_secs(first) + Duration::from_nanos(1),
            Duration::from_millis(first * 1000 + 500),
            Duration::MAX,
        ];
        for validity in outside {
            let infrastructure = Infrastructure::answering([]);
            let outcome = infrastructure.api_clients.create(&plan_of(validity)).await;
            let error = outcome.unwrap_err();
            assert!(error.is_request(), "{validity:?}");
            let shown = error.to_string();
            assert!(
                shown.contains(&format!("between {first} and {last}")),
                "{shown}"
            );
            assert!(infrastructure.requests().is_empty(), "{validity:?}");
        }
        for seconds in [first, last] {
            let infrastructure = Infrastructure::answering([created("new")]);
            let plan = plan_of(Duration::from_secs(seconds));
            let _ = infrastructure.api_clients.create(&plan).await.unwrap();
            let sent = sent_json(&infrastructure.requests()[0]);
            let sent = sent
                .as_object()
                .unwrap()
                .values()
                .find_map(serde_json::Value::as_u64);
            assert_eq!(sent, Some(seconds));
        }
    }
}

#[tokio::test]
async fn a_plan_without_a_name_or_without_scopes_is_refused_before_it_is_sent() {
    let nameless = ["", " ", "\t\n"].map(|name| ApiClientPlan::new(name, scopes("a:my-shop")));
    let powerless = ApiClientPlan::new("importer", ScopeSet::new());
    for plan in nameless.into_iter().chain([powerless]) {
        let infrastructure = Infrastructure::answering([]);
        let error = infrastructure.api_clients.create(&plan).await.unwrap_err();
        assert!(error.is_request(), "{plan:?}");
        assert!(infrastructure.requests().is_empty(), "{plan:?}");
    }
}

#[tokio::test]
async fn an_answer_without_a_secret_is_an_error() {
    let without = body("new").to_string();
    let empty = r#"{"id":"new","name":"n","scope":"a:my-shop","secret":""}"#;
    for body in [without.as_str(), empty] {
        let answer = Answer::json(201, body).header("X-Correlation-ID", "projects-1");
        let infrastructure = Infrastructure::answering([answer]);
        let outcome = infrastructure.api_clients.create(&plan()).await;
        let error = outcome.unwrap_err();
        assert!(error.is_decode());
        assert!(error.to_string().contains("secret"), "{error}");
        assert_eq!(error.correlation_id(), Some("projects-1"));
        assert_eq!(infrastructure.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_creation_whose_answer_may_be_lost_is_not_sent_again() {
    for answer in [
        Answer::empty(503),
        Answer::close(),
        created("new").truncated(9),
    ] {
        let infrastructure = Infrastructure::answering([answer, created("new")]);
        let plan = plan();
        let creation = infrastructure.api_clients.create(&plan);
        let error = infrastructure.wait_for(creation).await.unwrap_err();
        assert!(error.is_transient());
        assert_eq!(infrastructure.requests().len(), 1);
    }
}
