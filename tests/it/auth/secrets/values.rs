//! What holds secrets and may be printed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use ctp_auth::{
    AnonymousSession, AuthMiddleware, Config, ExistingToken, Grant, MemoryStore, Password,
    ScopeSet, SecretString, SessionId, SessionStore, StoreError, StoreKey, TokenCache,
    TokenProvider, TokenStore,
};
use emulator::{Answer, Emulator};
use secrecy::ExposeSecret;

use super::traces::Traces;
use super::{
    ACCESS_TOKEN, CLIENT_SECRET, PASSWORD, REFRESH_TOKEN, SESSION_ID, assert_hidden,
    assert_prints_none, assert_tells_none, secret_access_token, secret_builder, secret_config,
    secret_password, secret_refresh_token, secret_service, secret_token,
};
use crate::auth::http;
use crate::clock::ManualClock;

#[test]
fn a_configuration_and_the_client_of_it() {
    let emulator = Emulator::with(|_| secret_token()).unwrap();
    let config = secret_config(&emulator);
    assert_prints_none(&config);
    assert_prints_none(config.client_secret());
    let builder = secret_builder(&emulator, &ManualClock::new());
    assert_prints_none(&builder);
    let auth = builder.build().unwrap();
    assert_prints_none(&auth);
    // They do hold it, and what is no secret is shown.
    assert_eq!(config.client_secret().expose_secret(), CLIENT_SECRET);
    assert!(format!("{auth:?}").contains("my-shop"));
}

#[test]
fn a_configuration_that_is_none() {
    for value in [
        format!("{PASSWORD}\u{7}"),
        format!("https://u:{ACCESS_TOKEN}@x"),
    ] {
        let error = Config::from_lookup(|_| Some(value.clone())).unwrap_err();
        assert_tells_none(&error);
        assert!(error.problems().len() > 3, "{error}");
    }
}

#[test]
fn grants_and_tokens() {
    let password = Password::new("anna@example.com", PASSWORD).in_store("berlin");
    assert_prints_none(&password);
    assert_prints_none(&Grant::from(password));
    assert_prints_none(&secret_password());
    assert_prints_none(&secret_access_token());
    assert_prints_none(&secret_refresh_token());
    assert_prints_none(&Grant::from(secret_refresh_token()));
    assert_prints_none(&AnonymousSession::new().unwrap());
    assert_prints_none(&SessionId::new(SESSION_ID));
    let existing = ExistingToken::new(ACCESS_TOKEN);
    assert_prints_none(&existing);
    assert_prints_none(&AuthMiddleware::new(existing));
    for value in [
        format!("Basic {ACCESS_TOKEN}"),
        ACCESS_TOKEN.to_owned(),
        format!("{ACCESS_TOKEN} {ACCESS_TOKEN}"),
    ] {
        let error = ExistingToken::from_authorization(&value).unwrap_err();
        assert_tells_none(&error);
    }
}

#[tokio::test]
async fn the_answer_that_hands_a_token_out() {
    let (traces, _guard) = Traces::begin();
    let service = secret_service(|_| secret_token());
    let answer = service
        .ask_for(&secret_password(), 0)
        .await
        .outcome
        .unwrap();
    assert_prints_none(&answer);
    assert_eq!(answer.access_token().expose_secret(), ACCESS_TOKEN);
    let refresh_token = answer.refresh_token().unwrap();
    assert_eq!(refresh_token.expose_secret(), REFRESH_TOKEN);
    assert_hidden(&traces.text());
}

/// A store in memory that also keeps a list of what came.
#[derive(Clone, Debug)]
struct Listing {
    inner: MemoryStore,
    // Behind a lock that prints nothing of what it holds.
    entries: Arc<Entries>,
}

struct Entries(Mutex<Vec<(StoreKey, SecretString)>>);

impl std::fmt::Debug for Entries {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Entries")
    }
}

impl Listing {
    fn new() -> Self {
        Self {
            inner: MemoryStore::new(),
            entries: Arc::new(Entries(Mutex::default())),
        }
    }

    fn entries(&self) -> Vec<(StoreKey, SecretString)> {
        self.entries.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl TokenStore for Listing {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        self.inner.get(key).await
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        if let Some(new) = new {
            let mut entries = self.entries.0.lock().unwrap();
            entries.push((key.clone(), new.clone()));
        }
        self.inner.replace(key, expected, new, lifetime).await
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.inner.try_lock(key, owner, lifetime).await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.inner.extend_lock(key, owner, lifetime).await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        self.inner.unlock(key, owner).await
    }
}

#[tokio::test]
async fn a_cache_and_the_store_behind_it() {
    let (traces, _guard) = Traces::begin();
    let service = secret_service(|_| secret_token());
    let store = Listing::new();
    for grant in [secret_password(), secret_refresh_token().into()] {
        let (auth, store) = (service.auth.clone(), store.clone());
        let cache = TokenCache::with_store(auth, grant, ScopeSet::new(), store);
        assert_prints_none(&cache);
        let token = cache.token().await.unwrap();
        assert_eq!(token.expose_secret(), ACCESS_TOKEN);
        assert_prints_none(&token);
        assert_prints_none(&cache);
    }
    assert_prints_none(&store);
    assert_prints_none(&store.inner);
    assert_eq!(store.entries().len(), 2);
    for (key, entry) in store.entries() {
        assert_hidden(key.as_str());
        assert_hidden(&key.to_string());
        assert_prints_none(&key);
        assert_prints_none(&entry);
        // The store does hold them.
        let there = store.get(&key).await.unwrap().unwrap();
        assert!(there.expose_secret().contains(ACCESS_TOKEN));
        assert!(there.expose_secret().contains(REFRESH_TOKEN));
    }
    assert_hidden(&traces.text());
}

#[tokio::test]
async fn a_session_and_where_it_is_kept() {
    let (traces, _guard) = Traces::begin();
    let service = secret_service(|_| secret_token());
    let store = Listing::new();
    let sessions = SessionStore::new(service.auth.clone(), ScopeSet::new(), store.clone());
    let session = sessions.start().await.unwrap();
    let id = session.id().expose_secret().to_owned();
    let resumed = sessions.resume(&SessionId::new(SESSION_ID));
    assert_tells_none(&resumed.token().await.unwrap_err());
    assert_eq!(store.entries().len(), 1);
    let (key, entry) = store.entries().remove(0);
    let printed = format!(
        "{sessions:?} {sessions:#?} {session:?} {session:#?} {resumed:?} {resumed:#?} {store:?} {key:?} {key} {entry:?} {:?}",
        session.id()
    );
    let shown = format!("{printed} {}", traces.text());
    assert_hidden(&shown);
    assert!(!shown.contains(&id), "{shown}");
    // Nor does the store need the id: it has only what the id leads to.
    assert!(entry.expose_secret().contains(REFRESH_TOKEN));
    assert!(!entry.expose_secret().contains(&id));
}

#[tokio::test]
async fn a_request_with_a_token_and_its_failure() {
    let (traces, _guard) = Traces::begin();
    for answer in [Answer::reset(), Answer::close(), Answer::json(200, "{}")] {
        let api = Emulator::with(move |_| answer.clone()).unwrap();
        let client = reqwest_middleware::ClientBuilder::new(http())
            .with(Printing)
            .with(AuthMiddleware::new(ExistingToken::new(ACCESS_TOKEN)))
            .with(Printing)
            .build();
        match client.get(api.url()).send().await {
            Ok(response) => assert_prints_none(&response),
            Err(error) => assert_tells_none(&error),
        }
        let bearer = format!("Bearer {ACCESS_TOKEN}");
        let requests = api.requests();
        assert_eq!(requests[0].header("authorization"), Some(bearer.as_str()));
    }
    let client = reqwest_middleware::ClientBuilder::new(http())
        .with(AuthMiddleware::new(ExistingToken::new(format!(
            "{ACCESS_TOKEN}\n"
        ))))
        .build();
    let error = client
        .get("https://api.example.com/")
        .send()
        .await
        .unwrap_err();
    assert_tells_none(&error);
    assert_hidden(&traces.text());
}

/// Middleware that logs each request, as many do.
struct Printing;

#[async_trait]
impl reqwest_middleware::Middleware for Printing {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut http::Extensions,
        next: reqwest_middleware::Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        assert_prints_none(&request);
        let response = next.run(request, extensions).await?;
        assert_prints_none(&extensions.get::<ctp_auth::SentToken>());
        Ok(response)
    }
}
