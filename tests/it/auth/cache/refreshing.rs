//! A token is renewed by the refresh token, if there is one.

use std::time::Duration;

use ctp_auth::{AnonymousSession, MemoryStore, RefreshToken};

use super::*;
use crate::auth::waiting::{passing_short_sleeps, token};

/// Far enough to need another token, however long the last one was good for.
const ANOTHER_DAY: Duration = Duration::from_secs(172_800);

#[tokio::test]
async fn a_refresh_token_gets_the_next_token_and_stays_unless_there_is_a_new_one() {
    let service = Service::start();
    service.enqueue(user_token("token-1", "refresh-1"));
    service.enqueue(project_token("token-2"));
    service.enqueue(user_token("token-3", "refresh-3"));
    service.enqueue(project_token("token-4"));
    let cache = service.cache(customer());
    for expected in ["token-1", "token-2", "token-3", "token-4"] {
        assert_eq!(token(&cache).await, expected);
        service.clock.advance(ANOTHER_DAY);
    }
    assert_eq!(
        service.asked(),
        [
            "customers: password pass-1",
            "token: refresh_token refresh-1",
            "token: refresh_token refresh-1",
            "token: refresh_token refresh-3",
        ]
    );
}

#[tokio::test]
async fn a_token_that_was_rejected_is_replaced_by_the_refresh_token() {
    use ctp_auth::TokenProvider;

    let service = Service::start();
    service.enqueue(user_token("token-1", "refresh-1"));
    service.enqueue(project_token("token-2"));
    let cache = service.cache(customer());
    let rejected = cache.token().await.unwrap();
    assert!(cache.invalidate(&rejected).await);
    assert_eq!(token(&cache).await, "token-2");
    assert_eq!(service.asked()[1..], ["token: refresh_token refresh-1"]);
}

#[tokio::test]
async fn where_the_refresh_token_is_no_longer_accepted_the_password_is_used_again() {
    let service = Service::start();
    service.enqueue(user_token("token-1", "refresh-1"));
    service.enqueue(refusal("invalid_grant"));
    service.enqueue(user_token("token-2", "refresh-2"));
    service.enqueue(project_token("token-3"));
    let cache = service.cache(customer());
    for expected in ["token-1", "token-2", "token-3"] {
        assert_eq!(token(&cache).await, expected);
        service.clock.advance(ANOTHER_DAY);
    }
    assert_eq!(
        service.asked(),
        [
            "customers: password pass-1",
            "token: refresh_token refresh-1",
            "customers: password pass-1",
            "token: refresh_token refresh-2",
        ]
    );
}

#[tokio::test]
async fn a_refresh_token_of_ones_own_is_used_until_it_is_replaced() {
    let service = Service::start();
    // The platform answers a refresh without a new refresh token.
    service.enqueue(project_token("token-1"));
    service.enqueue(project_token("token-2"));
    service.enqueue(user_token("token-3", "refresh-3"));
    service.enqueue(project_token("token-4"));
    let cache = service.cache(RefreshToken::new("refresh-0"));
    for expected in ["token-1", "token-2", "token-3", "token-4"] {
        assert_eq!(token(&cache).await, expected);
        service.clock.advance(ANOTHER_DAY);
    }
    assert_eq!(
        service.asked(),
        [
            "token: refresh_token refresh-0",
            "token: refresh_token refresh-0",
            "token: refresh_token refresh-0",
            "token: refresh_token refresh-3",
        ]
    );
}

#[tokio::test]
async fn an_outage_during_a_refresh_ends_no_session() {
    let outages = [
        Answer::empty(500),
        Answer::empty(503),
        Answer::json(429, "{}"),
        Answer::close(),
        Answer::json(200, "{"),
    ];
    for outage in outages {
        let service = Service::start();
        service.enqueue(user_token("token-1", "refresh-1"));
        let guest = AnonymousSession::new().unwrap();
        let cache = TokenCache::new(service.resigned_auth(), guest, scopes());
        assert_eq!(token(&cache).await, "token-1");
        service.clock.advance(ANOTHER_DAY);

        service.enqueue(outage.clone());
        let error = ctp_auth::TokenProvider::token(&cache).await.unwrap_err();
        assert!(!error.is_session_ended(), "{outage:?}: {error:?}");
        assert_eq!(
            error.is_transient(),
            !error.is_unreadable(),
            "{outage:?}: {error:?}"
        );

        // What is not transient is remembered for a second.
        service.clock.advance(Duration::from_secs(1));
        service.enqueue(project_token("token-2"));
        assert_eq!(token(&cache).await, "token-2");
        assert_eq!(service.asked()[2..], ["token: refresh_token refresh-1"]);
    }
}

#[tokio::test]
async fn an_outage_that_ends_in_time_is_not_noticed() {
    let service = Service::start();
    let cache = service.cache_in(AnonymousSession::with_id("guest-1"), &MemoryStore::new());
    service.enqueue(user_token("token-1", "refresh-1"));
    assert_eq!(token(&cache).await, "token-1");
    service.clock.advance(ANOTHER_DAY);
    for outage in [Answer::empty(503), Answer::close(), Answer::empty(504)] {
        service.enqueue(outage);
    }
    service.enqueue(project_token("token-2"));
    assert_eq!(
        passing_short_sleeps(&service.clock, token(&cache)).await,
        "token-2"
    );
    assert_eq!(service.asked()[1..], ["token: refresh_token refresh-1"; 4]);
}
