//! Processes that share a store, at once or one after the other.

use std::time::Duration;

use ctp_auth::{AnonymousSession, FileStore, MemoryStore, TokenProvider};
use tempfile::TempDir;

use super::*;
use crate::auth::waiting::{crowd, passing_short_sleeps, token, tokens};

const ANOTHER_DAY: Duration = Duration::from_secs(172_800);

async fn assert_a_token_outlives_a_restart<S: TokenStore + 'static>(open: impl Fn() -> S) {
    let service = Service::start();
    service.enqueue(project_token("token-1"));
    let before = TokenCache::with_store(service.auth(), Grant::ClientCredentials, scopes(), open());
    assert_eq!(token(&before).await, "token-1");
    drop(before);
    let after = TokenCache::with_store(service.auth(), Grant::ClientCredentials, scopes(), open());
    let kept = after.token().await.unwrap();
    assert_eq!(kept.expose_secret(), "token-1");
    // What is known of the token is kept with it.
    assert_eq!(kept.scopes(), Some(&scopes()));
    assert_eq!(service.calls(), 1);
}

async fn assert_a_guest_outlives_a_restart<S: TokenStore + 'static>(open: impl Fn() -> S) {
    let service = Service::start();
    service.enqueue(user_token("token-1", "refresh-1"));
    service.enqueue(project_token("token-2"));
    service.enqueue(project_token("token-3"));
    for expected in ["token-1", "token-2", "token-3"] {
        let guest = AnonymousSession::with_id("guest-1");
        let cache = TokenCache::with_store(service.auth(), guest, scopes(), open());
        assert_eq!(token(&cache).await, expected);
        service.clock.advance(ANOTHER_DAY);
    }
    assert_eq!(
        service.asked(),
        [
            "anonymous: client_credentials",
            "token: refresh_token refresh-1",
            "token: refresh_token refresh-1"
        ]
    );
}

#[tokio::test]
async fn a_token_in_a_store_is_used_after_a_restart() {
    let store = MemoryStore::new();
    assert_a_token_outlives_a_restart(|| store.clone()).await;
    let directory = TempDir::new().unwrap();
    assert_a_token_outlives_a_restart(|| FileStore::new(directory.path())).await;
}

#[tokio::test]
async fn a_refresh_token_in_a_store_is_used_after_a_restart_when_the_token_has_expired() {
    let store = MemoryStore::new();
    assert_a_guest_outlives_a_restart(|| store.clone()).await;
    let directory = TempDir::new().unwrap();
    assert_a_guest_outlives_a_restart(|| FileStore::new(directory.path())).await;
}

#[tokio::test]
async fn what_is_no_entry_is_replaced() {
    let service = Service::start();
    let store = crate::auth::faulty_store::FaultyStore::default();
    let cache = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(project_token("token-1"));
    assert_eq!(token(&cache).await, "token-1");
    store.damage("no entry").await;
    let other = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(project_token("token-2"));
    assert_eq!(token(&other).await, "token-2");
    let third = service.cache_in(Grant::ClientCredentials, &store);
    assert_eq!(token(&third).await, "token-2");
    assert_eq!(service.calls(), 2);
}

#[tokio::test]
async fn one_of_two_fetches_for_both() {
    let service = Service::start();
    let store = MemoryStore::new();
    let one = service.cache_in(Grant::ClientCredentials, &store);
    let other = service.cache_in(Grant::ClientCredentials, &store);
    for round in 1..=3 {
        let access = format!("token-{round}");
        let (answer, gate) = held(project_token(&access));
        service.enqueue(answer);
        let mut asked = crowd(&one, 10).await;
        asked.extend(crowd(&other, 10).await);
        service.emulator.received(round).await;
        gate.open();
        let tokens = passing_short_sleeps(&service.clock, tokens(asked)).await;
        assert_eq!(tokens, vec![access; 20]);
        assert_eq!(service.calls(), round);
        service.clock.advance(ANOTHER_DAY);
    }
}

#[tokio::test]
async fn a_token_that_was_rejected_is_replaced_once_for_both() {
    let service = Service::start();
    let store = MemoryStore::new();
    let one = service.cache_in(Grant::ClientCredentials, &store);
    let other = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(project_token("token-1"));
    service.enqueue(project_token("token-2"));
    let rejected = one.token().await.unwrap();
    assert_eq!(token(&other).await, "token-1");
    assert!(one.invalidate(&rejected).await);
    assert!(other.invalidate(&rejected).await);
    assert_eq!(token(&one).await, "token-2");
    assert_eq!(token(&other).await, "token-2");
    assert_eq!(service.calls(), 2);
}

#[tokio::test]
async fn a_lock_that_is_left_behind_delays_by_no_more_than_its_lifetime() {
    let service = Service::start();
    let store = crate::auth::faulty_store::FaultyStore::default();
    let first = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(project_token("token-1"));
    assert_eq!(token(&first).await, "token-1");
    store.empty().await;
    store.lock_all("another process").await;

    let cache = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(project_token("token-2"));
    let before = ctp_auth::Clock::now(&service.clock);
    assert_eq!(
        passing_short_sleeps(&service.clock, token(&cache)).await,
        "token-2"
    );
    // An attempt, and a second.
    let waited = ctp_auth::Clock::now(&service.clock) - before;
    assert!(waited <= Duration::from_secs(6), "{waited:?}");
    // The lock of the other process is its own still.
    assert!(!store.lock_all("me").await);
}
