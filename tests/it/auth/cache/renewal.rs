//! A token is renewed before its end, while the old one is still used.

use std::time::Duration;

use ctp_auth::{Grant, MemoryStore, TokenProvider};

use super::*;
use crate::auth::waiting::{crowd, is_quiet, settled, token, tokens, until};

const SECOND: Duration = Duration::from_secs(1);

/// A cache that has a token of two days, which is good for so many seconds more.
async fn cache_with(service: &Service, seconds_left: u32) -> TokenCache {
    service.enqueue(project_token("token-1"));
    let cache = TokenCache::new(service.resigned_auth(), Grant::ClientCredentials, scopes());
    assert_eq!(token(&cache).await, "token-1");
    service
        .clock
        .advance(172_800 * SECOND - seconds_left * SECOND);
    cache
}

#[tokio::test]
async fn a_token_serves_alone_until_five_minutes_before_its_end() {
    let service = Service::start();
    let cache = cache_with(&service, 301).await;
    for _ in 0..100 {
        assert_eq!(token(&cache).await, "token-1");
    }
    assert!(is_quiet(&service.clock).await);
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn only_a_token_that_needs_no_renewal_is_at_hand() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    assert!(cache.token_at_hand().is_none());

    let cache = cache_with(&service, 301).await;
    let at_hand = |cache: &TokenCache| {
        let token = cache.token_at_hand();
        token.map(|token| token.expose_secret().to_owned())
    };
    assert_eq!(token(&cache).await, "token-1");
    assert_eq!(at_hand(&cache).as_deref(), Some("token-1"));
    let rejected = cache.token_at_hand().unwrap();
    service.clock.advance(SECOND);
    assert_eq!(at_hand(&cache), None);

    let cache = cache_with(&service, 1000).await;
    assert_eq!(token(&cache).await, "token-1");
    assert_eq!(at_hand(&cache).as_deref(), Some("token-1"));
    assert!(cache.invalidate(&rejected).await);
    assert_eq!(at_hand(&cache), None);
    service.enqueue(project_token("token-2"));
    assert_eq!(token(&cache).await, "token-2");
    assert_eq!(token(&cache).await, "token-2");
    assert_eq!(at_hand(&cache).as_deref(), Some("token-2"));
}

#[tokio::test]
async fn it_is_then_renewed_by_one_call_while_it_still_serves() {
    let service = Service::start();
    let cache = cache_with(&service, 300).await;
    let (answer, gate) = held(project_token("token-2"));
    service.enqueue(answer);
    // Nobody waits, for the answer is behind the gate.
    assert_eq!(tokens(crowd(&cache, 100).await).await, vec!["token-1"; 100]);
    service.emulator.received(2).await;
    assert_eq!(tokens(crowd(&cache, 100).await).await, vec!["token-1"; 100]);
    gate.open();
    until("the token is renewed", async || {
        token(&cache).await == "token-2"
    })
    .await;
    settled(&service.clock).await;
    assert_eq!(tokens(crowd(&cache, 100).await).await, vec!["token-2"; 100]);
    assert_eq!(service.calls(), 2);
}

#[tokio::test]
async fn after_a_renewal_that_failed_the_old_token_serves_and_the_next_attempt_waits_ten_seconds() {
    let service = Service::start();
    let cache = cache_with(&service, 300).await;
    for failure in [Answer::empty(503), refusal("invalid_scope")] {
        let calls = service.calls();
        service.enqueue(failure);
        assert_eq!(token(&cache).await, "token-1");
        service.emulator.received(calls + 1).await;
        settled(&service.clock).await;

        service.clock.advance(10 * SECOND - Duration::from_nanos(1));
        assert_eq!(token(&cache).await, "token-1");
        assert!(is_quiet(&service.clock).await);
        assert_eq!(service.calls(), calls + 1);
        service.clock.advance(Duration::from_nanos(1));
    }
    service.enqueue(project_token("token-2"));
    assert_eq!(token(&cache).await, "token-1");
    until("the token is renewed", async || {
        token(&cache).await == "token-2"
    })
    .await;
    assert_eq!(service.calls(), 4);
}

#[tokio::test]
async fn in_its_last_thirty_seconds_a_token_is_no_longer_handed_out() {
    for (seconds_left, expected) in [(31, "token-1"), (30, "token-2"), (0, "token-2")] {
        let service = Service::start();
        let cache = cache_with(&service, seconds_left).await;
        service.enqueue(project_token("token-2"));
        assert_eq!(token(&cache).await, expected, "{seconds_left} s left");
    }
}

#[tokio::test]
async fn one_who_waits_for_a_renewal_that_began_ahead_of_time_does_not_start_another() {
    let service = Service::start();
    let cache = cache_with(&service, 31).await;
    let (answer, gate) = held(project_token("token-2"));
    service.enqueue(answer);
    assert_eq!(token(&cache).await, "token-1");
    service.emulator.received(2).await;
    service.clock.advance(SECOND);
    let asked = crowd(&cache, 10).await;
    gate.open();
    assert_eq!(tokens(asked).await, vec!["token-2"; 10]);
    assert_eq!(service.calls(), 2);
}

#[tokio::test]
async fn a_token_of_a_minute_is_not_fetched_for_each_request() {
    let service = Service::start();
    service.enqueue(token_answer("token-1", None, 60, SCOPE));
    let cache = service.cache(Grant::ClientCredentials);
    for _ in 0..=40 {
        assert_eq!(token(&cache).await, "token-1");
        assert!(is_quiet(&service.clock).await);
        service.clock.advance(SECOND);
    }
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn a_token_without_a_life_serves_for_a_second_and_is_not_fetched_for_each_request() {
    for expires_in in [0, -1, i64::MIN] {
        let service = Service::start();
        let cache = service.cache(Grant::ClientCredentials);
        for call in 1..=3 {
            let access = format!("token-{call}");
            let (answer, gate) = held(token_answer(&access, None, expires_in, SCOPE));
            service.enqueue(answer);
            let asked = crowd(&cache, 10).await;
            gate.open();
            assert_eq!(tokens(asked).await, vec![access.clone(); 10]);
            assert!(is_quiet(&service.clock).await);
            // One request after the other, within that second.
            service.clock.advance(SECOND - Duration::from_nanos(1));
            for _ in 0..10 {
                assert_eq!(token(&cache).await, access);
            }
            assert_eq!(service.calls(), call);
            service.clock.advance(Duration::from_nanos(1));
        }
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_no_harm() {
    let service = Service::start();
    let store = MemoryStore::new();
    service.enqueue(project_token("token-1"));
    service.clock.advance(1_000 * SECOND);
    let later = service.cache_in(Grant::ClientCredentials, &store);
    assert_eq!(token(&later).await, "token-1");

    let early = auth_client(&service.emulator, &ManualClock::new());
    let earlier = TokenCache::with_store(early, Grant::ClientCredentials, scopes(), store);
    assert_eq!(token(&earlier).await, "token-1");
    assert_eq!(service.calls(), 1);
}
