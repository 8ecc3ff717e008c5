//! Without a tokio runtime, what needs one is an error.

use std::task::{Context, Poll, Waker};

use std::time::Duration;

use async_trait::async_trait;
use ctp_auth::{
    AccessToken, AuthClient, AuthError, Grant, MemoryStore, Password, ScopeSet, SecretString,
    SessionId, SessionStore, StoreError, StoreKey, TokenCache, TokenProvider, TokenStore,
};
use emulator::{Answer, Emulator};

use super::auth_client;
use crate::clock::ManualClock;

/// The error of work that is driven by hand.
fn error_of<T>(work: impl Future<Output = Result<T, AuthError>>) -> AuthError {
    let mut work = Box::pin(work);
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(error)) => error,
        Poll::Ready(Ok(_)) => panic!("there is nothing to send with"),
        Poll::Pending => panic!("it waits for what cannot come"),
    }
}

#[test]
fn a_token_is_an_error_that_says_what_is_missing() {
    let emulator = Emulator::start().unwrap();
    let auth = auth_client(&emulator, &ManualClock::new());
    let scopes = ScopeSet::new();
    let cache = TokenCache::new(auth.clone(), Grant::ClientCredentials, scopes.clone());
    let sessions = SessionStore::new(auth.clone(), scopes.clone(), MemoryStore::new());
    let customer = Password::new("anna@example.com", "pass-1").into();
    for error in [
        error_of(cache.token()),
        error_of(auth.token(&customer, &scopes)),
        error_of(auth.introspect(&AccessToken::new("token"))),
        error_of(auth.revoke_access_token(&AccessToken::new("token"))),
        error_of(sessions.start()),
    ] {
        assert!(error.is_no_runtime() && !error.is_transient(), "{error:?}");
        assert!(error.to_string().contains("tokio runtime"), "{error}");
    }
    // What needs none works.
    let session = sessions.resume(&SessionId::new("nobody's"));
    assert!(error_of(session.token()).is_session_ended());
    assert_eq!(emulator.requests().len(), 0);
}

#[test]
fn a_request_of_the_sdk_is_an_error_as_well() {
    let emulator = Emulator::start().unwrap();
    let config = super::config(&emulator);
    let client = ctp_sdk::CtpClient::new(&config).unwrap();
    // One that fetches its token, and one that has it.
    let with_token = ctp_sdk::Client::builder(&emulator.url())
        .bearer("token")
        .build()
        .unwrap();
    for root in [
        client.integration_api_root(),
        ctp_sdk::ApiRoot::new(with_token, "my-shop"),
    ] {
        let mut send = Box::pin(async move { root.categories().get().send().await });
        let mut context = Context::from_waker(Waker::noop());
        let Poll::Ready(Err(error)) = send.as_mut().poll(&mut context) else {
            panic!("there is nothing to send with");
        };
        assert!(error.to_string().contains("tokio runtime"), "{error}");
        assert!(!error.is_transient());
    }
    assert_eq!(emulator.requests().len(), 0);
}

/// A store that belongs to another executor, and is not done at once.
#[derive(Debug)]
struct ForeignStore;

async fn not_at_once() {
    let mut is_first = true;
    std::future::poll_fn(|context| match std::mem::take(&mut is_first) {
        true => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
        false => Poll::Ready(()),
    })
    .await;
}

#[async_trait]
impl TokenStore for ForeignStore {
    async fn get(&self, _: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        not_at_once().await;
        Ok(None)
    }

    async fn replace(
        &self,
        _: &StoreKey,
        _: Option<&SecretString>,
        _: Option<&SecretString>,
        _: Duration,
    ) -> Result<bool, StoreError> {
        not_at_once().await;
        Ok(true)
    }

    async fn try_lock(&self, _: &StoreKey, _: &str, _: Duration) -> Result<bool, StoreError> {
        not_at_once().await;
        Ok(true)
    }

    async fn extend_lock(&self, _: &StoreKey, _: &str, _: Duration) -> Result<bool, StoreError> {
        not_at_once().await;
        Ok(true)
    }

    async fn unlock(&self, _: &StoreKey, _: &str) -> Result<(), StoreError> {
        not_at_once().await;
        Ok(())
    }
}

#[test]
fn a_store_of_another_executor_is_waited_for_without_a_timer() {
    let emulator = Emulator::start().unwrap();
    // By the clock of the system, which has no timer here.
    let auth = AuthClient::new(&super::config(&emulator)).unwrap();
    let sessions = SessionStore::new(auth, ScopeSet::new(), ForeignStore);
    let session = sessions.resume(&SessionId::new("nobody's"));
    let mut visitor = Box::pin(session.visitor());
    let mut context = Context::from_waker(Waker::noop());
    assert!(visitor.as_mut().poll(&mut context).is_pending());
    let Poll::Ready(Err(error)) = visitor.as_mut().poll(&mut context) else {
        panic!("the store has nothing");
    };
    assert!(error.is_session_ended(), "{error:?}");
}

#[test]
fn a_pause_of_an_update_is_an_error() {
    let emulator = Emulator::with(|_| Answer::json(409, "{}")).unwrap();
    let client = ctp_sdk::Client::builder(&emulator.url()).build().unwrap();
    let path = ctp_sdk::Path::new().literal("/");
    let request = ctp_sdk::Request::new(ctp_sdk::Method::GET, "/", path);
    // Each step has a runtime of its own, and what is between them has none.
    let conflict = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(client.execute(request.clone())).map(drop)
    };
    let mut update = Box::pin(ctp_sdk::update_with(async || Ok(()), async |()| conflict()));
    let Poll::Ready(Err(error)) = update
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("it cannot pause");
    };
    assert!(
        error.auth_error().is_some_and(AuthError::is_no_runtime),
        "{error:?}"
    );
    assert_eq!(emulator.requests().len(), 1);
}
