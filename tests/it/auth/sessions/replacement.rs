//! The replacement of an API client, while visitors are in their sessions.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ctp_auth::{
    ApiClientCredentials, AuthClient, AuthError, Config, CredentialsProvider, Grant, Region,
    TokenCache, TokenProvider,
};

use super::*;
use crate::auth::faulty_store::FaultyStore;
use crate::auth::text::base64_decoded;
use crate::auth::waiting::{token, until};

const KEY: &str = "a key of the deployment, long enough";

fn config(platform: &Platform, id: &str) -> Config {
    let url = platform.emulator.url();
    let region = Region::custom(&url, &url).unwrap();
    Config::new(&region, "my-shop", id, &format!("{id}-secret")).unwrap()
}

fn sessions_of(platform: &Platform, store: &FaultyStore, config: &Config) -> SessionStore {
    let auth = AuthClient::builder(config)
        .clock(platform.clock.clone())
        .build()
        .unwrap();
    SessionStore::new(auth, scopes(), store.clone())
}

/// By which API client a request was made.
fn client_of(request: &emulator::Request) -> String {
    let basic = request.header("authorization").unwrap();
    let decoded = base64_decoded(basic.strip_prefix("Basic ").unwrap());
    let text = String::from_utf8(decoded.unwrap()).unwrap();
    let (id, secret) = text.split_once(':').unwrap();
    assert_eq!(secret, format!("{id}-secret"));
    id.to_owned()
}

fn clients_since(platform: &Platform, calls: usize) -> Vec<String> {
    let requests = platform.emulator.requests();
    requests[calls..].iter().map(client_of).collect()
}

fn invalid_client() -> Answer {
    Answer::json(
        401,
        r#"{"statusCode":401,"message":"no","error":"invalid_client"}"#,
    )
}

#[tokio::test]
async fn with_a_key_of_the_deployment_sessions_outlive_the_api_client() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let old = config(&platform, "old").with_deployment_key(KEY);
    let new = config(&platform, "new")
        .with_deployment_key(KEY)
        .with_earlier_credentials("old", "old-secret");
    let session = platform.guest(&sessions_of(&platform, &store, &old)).await;
    let sessions = sessions_of(&platform, &store, &new);
    let resumed = sessions.resume(session.id());
    assert_eq!(token(&resumed).await, "guest-1");

    // The refresh token can be used by its own API client only.
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(guest_answer("guest-2"));
    assert_eq!(token(&resumed).await, "guest-2");
    platform.enqueue(guest_answer("guest-b"));
    let later = sessions.start().await.unwrap();
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(guest_answer("guest-c"));
    assert_eq!(token(&later).await, "guest-c");
    for _ in 0..4 {
        platform.enqueue(Answer::empty(200));
    }
    assert!(resumed.end().await.unwrap().is_revoked());
    assert!(later.end().await.unwrap().is_revoked());
    assert_eq!(
        clients_since(&platform, 0),
        ["old", "old", "new", "new", "old", "old", "new", "new"]
    );
}

#[tokio::test]
async fn the_tokens_of_a_record_of_a_later_version_are_revoked_by_their_own_api_client() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let old = config(&platform, "old").with_deployment_key(KEY);
    let new = config(&platform, "new")
        .with_deployment_key(KEY)
        .with_earlier_credentials("old", "old-secret");
    let session = platform.guest(&sessions_of(&platform, &store, &old)).await;
    let mut record: serde_json::Value = serde_json::from_str(&store.texts().await[0]).unwrap();
    record["version"] = 2.into();
    store.damage(&record.to_string()).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    let resumed = sessions_of(&platform, &store, &new).resume(session.id());
    assert!(resumed.end().await.unwrap().is_revoked());
    assert_eq!(clients_since(&platform, 0), ["old", "old", "old"]);
}

#[tokio::test]
async fn without_a_key_of_the_deployment_the_sessions_of_another_secret_are_not_found() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let session = platform
        .guest(&sessions_of(&platform, &store, &config(&platform, "old")))
        .await;
    let sessions = sessions_of(&platform, &store, &config(&platform, "new"));
    let resumed = sessions.resume(session.id());
    assert!(resumed.token().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn the_sessions_of_an_api_client_that_is_gone_have_ended_and_say_so() {
    for is_known in [true, false] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let old = config(&platform, "old").with_deployment_key(KEY);
        let mut new = config(&platform, "new").with_deployment_key(KEY);
        if is_known {
            new = new.with_earlier_credentials("old", "old-secret");
        }
        let session = platform.guest(&sessions_of(&platform, &store, &old)).await;
        let resumed = sessions_of(&platform, &store, &new).resume(session.id());
        // The access token serves for as long as it lasts.
        assert_eq!(token(&resumed).await, "guest-1");
        platform.clock.advance(TWO_DAYS);
        platform.enqueue(invalid_client());
        let error = resumed.token().await.unwrap_err();
        assert!(error.is_session_ended(), "{error:?}");
        assert!(error.to_string().contains("API client"), "{error}");
        assert_eq!(error.is_invalid_client(), is_known);
        // It is not found out again for each request.
        for _ in 0..20 {
            assert!(resumed.token().await.unwrap_err().is_session_ended());
        }
        assert_eq!(platform.calls(), if is_known { 2 } else { 1 });
        // A process that still has the old credentials may go on.
        assert!(!store.is_empty().await);
    }
}

/// A secret manager: what it has may be changed.
#[derive(Clone)]
struct Manager {
    current: Arc<Mutex<&'static str>>,
    asked: Arc<AtomicUsize>,
}

#[async_trait]
impl CredentialsProvider for Manager {
    async fn credentials(&self) -> Result<ApiClientCredentials, AuthError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let id = *self.current.lock().unwrap();
        Ok(ApiClientCredentials::new(id, format!("{id}-secret")))
    }
}

#[tokio::test]
async fn credentials_are_replaced_in_a_process_that_runs() {
    let platform = Platform::start();
    let manager = Manager {
        current: Arc::new(Mutex::new("old")),
        asked: Arc::default(),
    };
    let auth = AuthClient::builder(&config(&platform, "old"))
        .clock(platform.clock.clone())
        .credentials_provider(manager.clone())
        .build()
        .unwrap();
    let project = TokenCache::new(auth.clone(), Grant::ClientCredentials, scopes());
    let sessions = SessionStore::in_memory(auth, scopes());
    let session = platform.guest(&sessions).await;
    platform.enqueue(token_answer("project-1", None, 172_800, ""));
    assert_eq!(token(&project).await, "project-1");
    assert_eq!(manager.asked.load(Ordering::SeqCst), 0);

    *manager.current.lock().unwrap() = "new";
    platform.clock.advance(TWO_DAYS);
    platform.enqueue_all([
        invalid_client(),
        token_answer("project-2", None, 172_800, ""),
    ]);
    assert_eq!(token(&project).await, "project-2");
    assert_eq!(manager.asked.load(Ordering::SeqCst), 1);
    // A session that began with the old credentials goes on with them, while they last.
    platform.enqueue(guest_answer("guest-2"));
    assert_eq!(token(&session).await, "guest-2");
    platform.enqueue(guest_answer("guest-b"));
    sessions.start().await.unwrap();
    assert_eq!(
        clients_since(&platform, 0),
        ["old", "old", "old", "new", "old", "new"]
    );
}

#[tokio::test]
async fn credentials_that_are_refused_and_are_not_replaced_make_few_calls() {
    let platform = Platform::start();
    let manager = Manager {
        current: Arc::new(Mutex::new("old")),
        asked: Arc::default(),
    };
    let auth = AuthClient::builder(&config(&platform, "old"))
        .clock(platform.clock.clone())
        .credentials_provider(manager.clone())
        .build()
        .unwrap();
    let project = TokenCache::new(auth, Grant::ClientCredentials, scopes());
    platform.enqueue(invalid_client());
    for _ in 0..100 {
        let error = project.token().await.unwrap_err();
        assert!(error.is_invalid_client() && !error.is_transient());
    }
    assert_eq!(platform.calls(), 1);
    assert_eq!(manager.asked.load(Ordering::SeqCst), 1);
}

/// A secret manager that answers when it is let to.
struct SlowManager {
    asked: Arc<AtomicUsize>,
    answers: Arc<tokio::sync::Semaphore>,
    current: &'static str,
}

#[async_trait]
impl CredentialsProvider for SlowManager {
    async fn credentials(&self) -> Result<ApiClientCredentials, AuthError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.answers.acquire().await.unwrap().forget();
        let (id, secret) = (self.current, format!("{}-secret", self.current));
        Ok(ApiClientCredentials::new(id, secret))
    }
}

/// Thirty sessions whose tokens have ended, and whose API client the service no longer knows.
async fn spent_sessions(platform: &Platform, manager: SlowManager) -> Vec<Session> {
    let auth = AuthClient::builder(&config(platform, "old"))
        .clock(platform.clock.clone())
        .credentials_provider(manager)
        .build()
        .unwrap();
    let store = FaultyStore::default();
    let sessions = SessionStore::new(auth, scopes(), store);
    let mut started = Vec::new();
    for _ in 0..30 {
        started.push(platform.guest(&sessions).await);
    }
    platform.clock.advance(TWO_DAYS);
    for _ in 0..30 {
        platform.enqueue(invalid_client());
    }
    started
}

async fn all_ended(sessions: Vec<Session>) {
    let tokens = sessions
        .iter()
        .map(|session| async { session.token().await.unwrap_err() });
    for error in futures_util::future::join_all(tokens).await {
        assert!(error.is_invalid_client(), "{error:?}");
    }
}

#[tokio::test]
async fn of_many_who_are_refused_at_once_one_asks_for_other_credentials() {
    for current in ["new", "old"] {
        let platform = Platform::start();
        let asked = Arc::new(AtomicUsize::new(0));
        let answers = Arc::new(tokio::sync::Semaphore::new(0));
        let manager = SlowManager {
            asked: asked.clone(),
            answers: answers.clone(),
            current,
        };
        let sessions = spent_sessions(&platform, manager).await;
        let all = tokio::spawn(all_ended(sessions));
        platform.emulator.received(60).await;
        until("the manager is asked", async || {
            asked.load(Ordering::SeqCst) > 0
        })
        .await;
        answers.add_permits(30);
        emulator::in_time("all are told", all).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{current}");
    }
}

#[tokio::test]
async fn a_provider_of_credentials_that_never_answers_holds_nobody_up_for_long() {
    let platform = Platform::start();
    let asked = Arc::new(AtomicUsize::new(0));
    let manager = SlowManager {
        asked: asked.clone(),
        answers: Arc::new(tokio::sync::Semaphore::new(0)),
        current: "new",
    };
    let auth = AuthClient::builder(&config(&platform, "old"))
        .clock(platform.clock.clone())
        .credentials_provider(manager)
        .build()
        .unwrap();
    let project = TokenCache::new(auth, Grant::ClientCredentials, scopes());
    platform.enqueue(invalid_client());
    let token = tokio::spawn(async move { project.token().await });
    until("the manager is asked", async || {
        asked.load(Ordering::SeqCst) == 1
    })
    .await;
    platform
        .clock
        .pass(|asked| asked == Duration::from_secs(5))
        .await;
    let error = emulator::in_time("the failure", token)
        .await
        .unwrap()
        .unwrap_err();
    assert!(error.is_invalid_client(), "{error:?}");
}
