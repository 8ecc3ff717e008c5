//! Caches and sessions whose service or store fails.

use std::time::Duration;

use async_trait::async_trait;
use ctp_auth::{
    Grant, ScopeSet, SecretString, SessionId, SessionStore, StoreError, StoreKey, TokenCache,
    TokenProvider, TokenStore,
};
use emulator::{Answer, Request};

use super::traces::Traces;
use super::{
    ACCESS_TOKEN, PASSWORD, SESSION_ID, assert_hidden, assert_tells_none, secret_password,
    secret_refresh_token, secret_service, secret_token,
};
use crate::auth::form;

/// Refuses, and repeats all that it was sent.
fn refuse(request: &Request) -> Answer {
    let sent = format!(
        "{:?} {}",
        form(request),
        String::from_utf8_lossy(request.body())
    );
    let body = serde_json::json!({"error": "invalid_grant", "error_description": sent});
    Answer::json(400, body.to_string())
}

#[tokio::test]
async fn a_cache_that_gets_no_token() {
    let (traces, _guard) = Traces::begin();
    for grant in [
        Grant::ClientCredentials,
        secret_password(),
        secret_refresh_token().into(),
    ] {
        let service = secret_service(refuse);
        let cache = TokenCache::new(service.auth.clone(), grant, ScopeSet::new());
        assert_tells_none(&cache.token().await.unwrap_err());
        assert_eq!(service.emulator.requests().len(), 1);
    }
    let text = traces.text();
    assert_eq!(text.matches("no token is available").count(), 3, "{text}");
    assert_hidden(&text);
}

#[tokio::test]
async fn a_cache_whose_refresh_token_is_refused() {
    let (traces, _guard) = Traces::begin();
    let service = secret_service(|request| match form(request)["grant_type"].as_str() {
        "refresh_token" => refuse(request),
        _ => secret_token(),
    });
    let cache = TokenCache::new(service.auth.clone(), secret_password(), ScopeSet::new());
    let token = cache.token().await.unwrap();
    assert!(cache.invalidate(&token).await);
    assert_eq!(cache.token().await.unwrap().expose_secret(), ACCESS_TOKEN);
    assert_eq!(service.emulator.requests().len(), 3);
    let text = traces.text();
    assert!(
        text.contains("the refresh token is no longer accepted"),
        "{text}"
    );
    assert_hidden(&text);
}

#[tokio::test]
async fn a_session_whose_service_refuses_everything_but_tokens() {
    let (traces, _guard) = Traces::begin();
    let service = secret_service(|request| {
        if request.path().ends_with("/revoke") || form(request).contains_key("refresh_token") {
            refuse(request)
        } else {
            secret_token()
        }
    });
    let auth = &service.auth;
    let sessions = SessionStore::in_memory(auth.clone(), ScopeSet::new());
    let session = sessions.start().await.unwrap();
    let customer = auth
        .token(&secret_password(), &ScopeSet::new())
        .await
        .unwrap();
    let session = session.become_customer(&customer, None).await.unwrap();
    let token = session.token().await.unwrap();
    assert!(session.invalidate(&token).await);
    assert_tells_none(&session.token().await.unwrap_err());

    let other = sessions.start().await.unwrap();
    let end = other.end().await.unwrap();
    assert_tells_none(end.revocation_error().unwrap());
    let id = other.id().expose_secret();
    let text = traces.text();
    assert!(
        text.contains("tokens that are no longer used could not be revoked"),
        "{text}"
    );
    assert_hidden(&text);
    assert!(!text.contains(id), "{text}");
}

/// A store that has nothing but what is no entry, and takes none.
#[derive(Debug)]
struct Spoilt;

#[async_trait]
impl TokenStore for Spoilt {
    async fn get(&self, _: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        Ok(Some(SecretString::from(format!(
            "not JSON: {ACCESS_TOKEN} {PASSWORD}"
        ))))
    }

    async fn replace(
        &self,
        _: &StoreKey,
        _: Option<&SecretString>,
        _: Option<&SecretString>,
        _: Duration,
    ) -> Result<bool, StoreError> {
        Err(StoreError::new("replace the entry", "the disk is full"))
    }

    async fn try_lock(&self, _: &StoreKey, _: &str, _: Duration) -> Result<bool, StoreError> {
        Err(StoreError::new("lock the entry", "the disk is full"))
    }

    async fn extend_lock(&self, _: &StoreKey, _: &str, _: Duration) -> Result<bool, StoreError> {
        Err(StoreError::new("extend the lock", "the disk is full"))
    }

    async fn unlock(&self, _: &StoreKey, _: &str) -> Result<(), StoreError> {
        Err(StoreError::new("unlock the entry", "the disk is full"))
    }
}

#[tokio::test]
async fn a_store_that_is_spoilt() {
    let (traces, _guard) = Traces::begin();
    let service = secret_service(|_| secret_token());
    let cache = TokenCache::with_store(
        service.auth.clone(),
        secret_password(),
        ScopeSet::new(),
        Spoilt,
    );
    assert_eq!(cache.token().await.unwrap().expose_secret(), ACCESS_TOKEN);

    let sessions = SessionStore::new(service.auth.clone(), ScopeSet::new(), Spoilt);
    assert_tells_none(&sessions.start().await.unwrap_err());
    let session = sessions.resume(&SessionId::new(SESSION_ID));
    assert_tells_none(&session.token().await.unwrap_err());
    assert_tells_none(&session.end().await.unwrap_err());

    let text = traces.text();
    for part in [
        "the token store has a record that cannot be read",
        "the disk is full",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert_hidden(&text);
}
