//! Without a tokio runtime, what needs one is an error.

use std::task::{Context, Poll, Waker};

use ctp_auth::{
    AccessToken, AuthError, Grant, MemoryStore, Password, ScopeSet, SessionId, SessionStore,
    TokenCache, TokenProvider,
};
use emulator::Emulator;

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
