//! One call fetches the token for all concurrent callers.

use std::time::Duration;

use ctp_auth::{Grant, TokenProvider};

use super::*;
use crate::auth::waiting::{crowd, errors, passing_short_sleeps, settled, token, tokens};

const SECOND: Duration = Duration::from_secs(1);

async fn assert_one_call_serves_a_thousand() {
    let service = Service::start();
    let (answer, gate) = held(project_token("token-1"));
    service.enqueue(answer);
    let cache = service.cache(Grant::ClientCredentials);
    let asked = crowd(&cache, 1_000).await;
    service.emulator.received(1).await;
    gate.open();
    assert_eq!(tokens(asked).await, vec!["token-1"; 1_000]);
    assert_eq!(token(&cache).await, "token-1");
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn a_thousand_who_ask_at_once_share_one_call() {
    assert_one_call_serves_a_thousand().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_who_ask_at_once_on_many_threads_share_one_call() {
    assert_one_call_serves_a_thousand().await;
}

#[tokio::test]
async fn the_call_goes_on_when_the_one_who_asked_first_goes_away() {
    let service = Service::start();
    let (answer, gate) = held(project_token("token-1"));
    service.enqueue(answer);
    let cache = service.cache(Grant::ClientCredentials);
    let first = crowd(&cache, 1).await.remove(0);
    let others = crowd(&cache, 10).await;
    service.emulator.received(1).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    gate.open();
    assert_eq!(tokens(others).await, vec!["token-1"; 10]);
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn the_call_goes_on_when_all_who_asked_go_away() {
    let service = Service::start();
    let (answer, gate) = held(project_token("token-1"));
    service.enqueue(answer);
    let cache = service.cache(Grant::ClientCredentials);
    let asked = crowd(&cache, 10).await;
    service.emulator.received(1).await;
    for asked in asked {
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
    }
    gate.open();
    settled(&service.clock).await;
    assert_eq!(token(&cache).await, "token-1");
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn a_refusal_is_told_to_all_who_wait_and_to_all_who_ask_within_the_next_second() {
    let service = Service::start();
    let (answer, gate) = held(refusal("invalid_scope"));
    service.enqueue(answer);
    service.enqueue(project_token("token-2"));
    let cache = service.cache(Grant::ClientCredentials);
    let asked = crowd(&cache, 100).await;
    service.emulator.received(1).await;
    gate.open();
    for error in errors(asked).await {
        assert_eq!(error.status().unwrap(), 400);
        assert!(!error.is_transient() && !error.is_session_ended());
    }
    for _ in 0..100 {
        assert_eq!(cache.token().await.unwrap_err().status().unwrap(), 400);
    }
    assert_eq!(service.calls(), 1);
    service.clock.advance(SECOND);
    assert_eq!(tokens(crowd(&cache, 100).await).await, vec!["token-2"; 100]);
    assert_eq!(service.calls(), 2);
}

#[tokio::test]
async fn an_outage_is_told_to_all_who_wait_and_the_next_who_asks_starts_another_call() {
    let service = Service::start();
    for _ in 0..4 {
        service.enqueue(Answer::empty(503));
    }
    service.enqueue(project_token("token-2"));
    let cache = service.cache(Grant::ClientCredentials);
    let asked = crowd(&cache, 100).await;
    for error in passing_short_sleeps(&service.clock, errors(asked)).await {
        assert_eq!(error.status().unwrap(), 503);
        assert!(error.is_transient());
    }
    assert_eq!(service.calls(), 4);
    assert_eq!(tokens(crowd(&cache, 100).await).await, vec!["token-2"; 100]);
    assert_eq!(service.calls(), 5);
}

#[tokio::test]
async fn a_token_that_the_api_rejects_is_replaced_once_for_all_who_were_rejected() {
    let service = Service::start();
    service.enqueue(project_token("token-1"));
    let cache = service.cache(Grant::ClientCredentials);
    let rejected = cache.token().await.unwrap();
    let (answer, gate) = held(project_token("token-2"));
    service.enqueue(answer);
    assert!(cache.invalidate(&rejected).await);
    assert!(cache.invalidate(&rejected).await);
    let asked = crowd(&cache, 10).await;
    gate.open();
    assert_eq!(tokens(asked).await, vec!["token-2"; 10]);
    // One who comes late with the old token does not take the new one out of use.
    assert!(cache.invalidate(&rejected).await);
    assert_eq!(token(&cache).await, "token-2");
    assert_eq!(service.calls(), 2);
}
