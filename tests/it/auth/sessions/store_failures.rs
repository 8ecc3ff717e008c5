//! A store that fails while a session is in use, and before one is.

use ctp_auth::TokenProvider;

use super::*;
use crate::auth::faulty_store::{Fault, FaultyStore};
use crate::auth::waiting::token;

#[tokio::test]
async fn a_session_in_use_goes_on_when_the_store_fails() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let session = platform.guest(&sessions).await;
    session.remember_cart("cart-1").await.unwrap();
    store.set(Fault::All);
    assert_eq!(token(&session).await, "guest-1");
    assert_eq!(session.cart_id().await.unwrap().as_deref(), Some("cart-1"));
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(guest_answer("guest-2"));
    assert_eq!(token(&session).await, "guest-2");
    assert_eq!(token(&sessions.resume(session.id())).await, "guest-2");
    assert_eq!(platform.asked_since(1), ["refresh_token guest-refresh"]);
}

#[tokio::test]
async fn a_session_that_only_the_store_knows_cannot_be_resumed_while_it_fails() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let session = platform.guest(&platform.process(&store)).await;
    let elsewhere = platform.process(&store).resume(session.id());
    store.set(Fault::All);
    for error in [
        elsewhere.token().await.unwrap_err(),
        elsewhere.visitor().await.unwrap_err(),
        elsewhere.cart_id().await.unwrap_err(),
        elsewhere.remember_cart("cart-1").await.unwrap_err(),
        elsewhere.end().await.unwrap_err(),
    ] {
        assert!(error.is_store() && error.is_transient(), "{error:?}");
        assert!(!error.is_session_ended());
    }
    store.set(Fault::None);
    assert_eq!(token(&elsewhere).await, "guest-1");
    assert_eq!(platform.calls(), 1);
}

#[tokio::test]
async fn a_change_of_a_session_that_cannot_be_stored_is_not_made() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let session = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    store.set(Fault::Writes);
    assert!(
        session
            .remember_cart("cart-1")
            .await
            .unwrap_err()
            .is_store()
    );
    assert!(
        session
            .become_customer(&customer, None)
            .await
            .unwrap_err()
            .is_store()
    );
    // The guest's tokens are not revoked, for they are in use.
    assert_eq!(token(&session).await, "guest-1");
    assert_eq!(session.cart_id().await.unwrap(), None);
    assert_eq!(platform.calls(), 2);
}

#[tokio::test]
async fn no_session_starts_without_the_store() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    store.set(Fault::All);
    platform.enqueue(guest_answer("guest-1"));
    let error = platform.process(&store).start().await.unwrap_err();
    assert!(error.is_store(), "{error:?}");
}

#[tokio::test]
async fn a_logout_revokes_the_tokens_although_the_store_fails() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let session = platform.guest(&platform.process(&store)).await;
    store.set(Fault::All);
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    assert!(session.end().await.unwrap_err().is_store());
    let ended = [
        "revoke refresh_token guest-refresh",
        "revoke access_token guest-1",
    ];
    assert_eq!(platform.asked_since(1), ended);
    // Then it helps to call it again.
    store.set(Fault::None);
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    session.end().await.unwrap();
    assert!(session.token().await.unwrap_err().is_session_ended());
}
