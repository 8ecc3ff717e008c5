//! A store that fails while a session is in use, and before one is.

use ctp_auth::TokenProvider;

use super::*;
use crate::auth::faulty_store::{Fault, FaultyStore};
use crate::auth::secrets::traces::Traces;
use crate::auth::waiting::{settled, token, until};

#[tokio::test]
async fn a_session_in_use_goes_on_when_the_store_fails() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let session = platform.guest(&sessions).await;
    remember(&session, "cart-1").await.unwrap();
    store.set(Fault::All);
    assert_eq!(token(&session).await, "guest-1");
    assert_eq!(session.payload().await.unwrap().as_deref(), Some("cart-1"));
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
        elsewhere.payload().await.unwrap_err(),
        remember(&elsewhere, "cart-1").await.unwrap_err(),
        elsewhere.end().await.unwrap_err(),
    ] {
        assert!(error.is_store() && error.is_transient(), "{error:?}");
        assert!(!error.is_session_ended());
    }
    store.set(Fault::None);
    // After three failures it is not asked for a second.
    platform.clock.advance(Duration::from_secs(1));
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
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    store.set(Fault::Writes);
    assert!(remember(&session, "cart-1").await.unwrap_err().is_store());
    assert!(
        session
            .become_customer(&customer, None)
            .await
            .unwrap_err()
            .is_store()
    );
    // The guest's tokens are not revoked, for they are in use; the customer's are of no use.
    assert_eq!(token(&session).await, "guest-1");
    assert_eq!(session.payload().await.unwrap(), None);
    assert_eq!(
        platform.asked_since(2),
        [
            "revoke refresh_token customer-refresh",
            "revoke access_token customer-1",
        ]
    );
}

#[tokio::test]
async fn a_renewal_that_cannot_be_stored_is_made_once() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let session = platform.guest(&sessions).await;
    // The store can be read still, as one that has become a replica.
    store.set(Fault::Writes);
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(guest_answer("guest-2"));
    for _ in 0..10 {
        assert_eq!(token(&session).await, "guest-2");
        // The store is asked again, and still has the record from before.
        platform.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(platform.asked_since(1), ["refresh_token guest-refresh"]);
    // Once it can be written, the next renewal is stored, and what others change counts again.
    store.set(Fault::None);
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(guest_answer("guest-3"));
    assert_eq!(token(&session).await, "guest-3");
    let elsewhere = platform.process(&store).resume(session.id());
    assert_eq!(token(&elsewhere).await, "guest-3");
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    assert!(elsewhere.end().await.unwrap().was_there());
    assert!(session.token().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn no_session_starts_without_the_store() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    store.set(Fault::All);
    platform.enqueue_all([
        guest_answer("guest-1"),
        Answer::empty(200),
        Answer::empty(200),
    ]);
    let error = platform.process(&store).start().await.unwrap_err();
    assert!(error.is_store(), "{error:?}");
    // What was fetched in vain is given back.
    assert_eq!(
        platform.asked_since(1),
        [
            "revoke refresh_token guest-refresh",
            "revoke access_token guest-1",
        ]
    );
}

#[tokio::test]
async fn a_start_that_is_dropped_leaves_nothing_behind() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    platform.enqueue_all([
        guest_answer("guest-1"),
        Answer::empty(200),
        Answer::empty(200),
    ]);
    let mut held = store.hold_next_replace();
    let start = tokio::spawn(async move { sessions.start().await });
    held.reached().await;
    start.abort();
    assert!(start.await.unwrap_err().is_cancelled());
    drop(held);
    until("the tokens are revoked", async || platform.calls() == 3).await;
    settled(&platform.clock).await;
    assert!(store.is_empty().await);
    assert_eq!(platform.asked_since(1)[1], "revoke access_token guest-1");
}

#[tokio::test]
async fn a_store_that_keeps_failing_is_not_asked_for_a_moment_and_said_so_once() {
    let (traces, _guard) = Traces::begin();
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let session = platform.guest(&sessions).await;
    store.set(Fault::All);
    let before = store.calls();
    for _ in 0..100 {
        assert_eq!(token(&session).await, "guest-1");
    }
    assert_eq!(store.calls(), before + 3);
    // Of all who ask when the pause is over, one finds out.
    for pause in [1, 2, 4, 8, 16, 30, 30] {
        platform.clock.advance(Duration::from_secs(pause));
        let before = store.calls();
        for _ in 0..10 {
            assert_eq!(token(&session).await, "guest-1");
        }
        assert_eq!(store.calls(), before + 1, "{pause}");
    }
    store.set(Fault::None);
    platform.clock.advance(Duration::from_secs(30));
    let before = store.calls();
    for _ in 0..10 {
        assert_eq!(token(&session).await, "guest-1");
    }
    assert_eq!(store.calls(), before + 10);
    let text = traces.text();
    for (line, count) in [
        ("the token store keeps failing", 1),
        ("the token store works again", 1),
    ] {
        assert_eq!(text.matches(line).count(), count, "{text}");
    }
}

#[tokio::test]
async fn while_a_store_is_not_asked_the_error_says_why_and_whether_it_will_pass() {
    for (fault, is_transient, reason) in [
        (Fault::All, true, "it was told to fail"),
        (Fault::Permanent, false, "it wants a password"),
    ] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let session = platform.guest(&platform.process(&store)).await;
        let elsewhere = platform.process(&store).resume(session.id());
        store.set(fault);
        let before = store.calls();
        for _ in 0..10 {
            let error = elsewhere.token().await.unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
            assert_eq!(error.is_transient(), is_transient, "{error}");
        }
        assert_eq!(store.calls(), before + 3);
    }
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
