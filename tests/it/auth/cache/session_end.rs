//! If no other token of the same user can be fetched, the session has ended permanently.

use std::time::Duration;

use ctp_auth::{AnonymousSession, AuthError, MemoryStore, RefreshToken, TokenProvider};

use super::*;
use crate::auth::faulty_store::FaultyStore;
use crate::auth::waiting::{crowd, errors, token};

const ANOTHER_DAY: Duration = Duration::from_secs(172_800);

/// Asserts that the session has ended, for this reason, and that no further call is made.
async fn assert_ended(service: &Service, cache: &TokenCache, reason: Option<&str>) {
    let calls = service.calls();
    for error in errors(crowd(cache, 10).await).await {
        assert!(
            error.is_session_ended() && !error.is_transient(),
            "{error:?}"
        );
        assert_eq!(code(&error).as_deref(), reason);
    }
    service.clock.advance(ANOTHER_DAY);
    let error = cache.token().await.unwrap_err();
    assert!(error.is_session_ended(), "{error:?}");
    assert_eq!(service.calls(), calls);
}

fn code(error: &AuthError) -> Option<String> {
    error.oauth().map(|refusal| refusal.code().to_string())
}

#[tokio::test]
async fn a_customer_whose_password_has_changed_has_to_log_in() {
    for refused in ["invalid_customer_account_credentials", "invalid_grant"] {
        let service = Service::start();
        let store = MemoryStore::new();
        service.enqueue(user_token("token-1", "refresh-1"));
        service.enqueue(refusal("invalid_grant"));
        service.enqueue(refusal(refused));
        let cache = service.cache_in(customer(), &store);
        assert_eq!(token(&cache).await, "token-1");
        service.clock.advance(ANOTHER_DAY);
        let error = cache.token().await.unwrap_err();
        assert!(error.is_session_ended(), "{error:?}");
        assert_eq!(
            service.asked()[1..],
            [
                "token: refresh_token refresh-1",
                "customers: password pass-1"
            ]
        );
        assert_ended(&service, &cache, Some(refused)).await;
    }
}

#[tokio::test]
async fn a_password_that_was_wrong_from_the_start_ends_nothing() {
    let service = Service::start();
    service.enqueue(refusal("invalid_customer_account_credentials"));
    service.enqueue(user_token("token-1", "refresh-1"));
    let cache = service.cache(customer());
    let error = cache.token().await.unwrap_err();
    assert!(!error.is_session_ended());
    assert_eq!(
        code(&error).as_deref(),
        Some("invalid_customer_account_credentials")
    );
    // It may have been corrected since, but the account is not locked by asking again at once.
    for _ in 0..20 {
        assert!(cache.token().await.unwrap_err().is_invalid_credentials());
    }
    assert_eq!(service.calls(), 1);
    service.clock.advance(Duration::from_secs(1));
    assert_eq!(token(&cache).await, "token-1");
}

#[tokio::test]
async fn an_anonymous_session_is_never_replaced_by_another_one() {
    for guest in [
        AnonymousSession::new().unwrap(),
        AnonymousSession::with_id("guest-1"),
    ] {
        let service = Service::start();
        let store = MemoryStore::new();
        service.enqueue(user_token("token-1", "refresh-1"));
        service.enqueue(refusal("invalid_grant"));
        let cache = service.cache_in(guest.clone(), &store);
        // Another process knows the session as well.
        let other = service.cache_in(guest, &store);
        assert_eq!(token(&cache).await, "token-1");
        assert_eq!(token(&other).await, "token-1");
        service.clock.advance(ANOTHER_DAY);
        assert!(cache.token().await.unwrap_err().is_session_ended());
        assert_ended(&service, &cache, Some("invalid_grant")).await;

        service.enqueue(refusal("invalid_grant"));
        assert!(other.token().await.unwrap_err().is_session_ended());
        assert_ended(&service, &other, Some("invalid_grant")).await;
        let refreshes = vec!["token: refresh_token refresh-1"; 2];
        assert_eq!(service.asked()[1..], refreshes);
    }
}

#[tokio::test]
async fn an_anonymous_session_without_a_refresh_token_ends_with_its_token() {
    let service = Service::start();
    service.enqueue(project_token("token-1"));
    let cache = service.cache(AnonymousSession::new().unwrap());
    assert_eq!(token(&cache).await, "token-1");
    service.clock.advance(ANOTHER_DAY);
    assert_ended(&service, &cache, None).await;
    assert_eq!(service.asked(), ["anonymous: client_credentials"]);
}

#[tokio::test]
async fn an_anonymous_session_whose_store_was_emptied_goes_on() {
    let service = Service::start();
    let store = FaultyStore::default();
    service.enqueue(user_token("token-1", "refresh-1"));
    service.enqueue(project_token("token-2"));
    let cache = service.cache_in(AnonymousSession::with_id("guest-1"), &store);
    assert_eq!(token(&cache).await, "token-1");
    store.empty().await;
    service.clock.advance(ANOTHER_DAY);
    assert_eq!(token(&cache).await, "token-2");
    assert_eq!(service.asked()[1..], ["token: refresh_token refresh-1"]);
}

#[tokio::test]
async fn a_session_ends_when_the_refresh_token_that_began_it_is_refused() {
    for calls_before in [0, 1, 2] {
        let service = Service::start();
        let cache = service.cache(RefreshToken::new("refresh-0"));
        for _ in 0..calls_before {
            service.enqueue(project_token("token"));
            assert_eq!(token(&cache).await, "token");
            service.clock.advance(ANOTHER_DAY);
        }
        service.enqueue(refusal("invalid_grant"));
        assert!(cache.token().await.unwrap_err().is_session_ended());
        assert_ended(&service, &cache, Some("invalid_grant")).await;
        assert_eq!(
            service.asked(),
            vec!["token: refresh_token refresh-0"; calls_before + 1]
        );
    }
}

#[tokio::test]
async fn the_credentials_of_the_api_client_never_end() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    service.enqueue(project_token("token-1"));
    assert_eq!(token(&cache).await, "token-1");
    service.clock.advance(ANOTHER_DAY);
    for code in [
        "invalid_grant",
        "invalid_client",
        "invalid_scope",
        "unauthorized_client",
    ] {
        service.enqueue(refusal(code));
        let error = cache.token().await.unwrap_err();
        assert!(!error.is_session_ended(), "{error:?}");
        service.clock.advance(Duration::from_secs(60));
    }
    service.enqueue(project_token("token-2"));
    assert_eq!(token(&cache).await, "token-2");
}

#[tokio::test]
async fn a_refusal_of_the_api_client_during_a_refresh_ends_no_session() {
    let service = Service::start();
    service.enqueue(user_token("token-1", "refresh-1"));
    let cache = service.cache(AnonymousSession::new().unwrap());
    assert_eq!(token(&cache).await, "token-1");
    service.clock.advance(ANOTHER_DAY);
    // Its secret was changed, and will be corrected.
    service.enqueue(refusal("invalid_client"));
    assert!(!cache.token().await.unwrap_err().is_session_ended());
    service.clock.advance(Duration::from_secs(1));
    service.enqueue(project_token("token-2"));
    assert_eq!(token(&cache).await, "token-2");
}
