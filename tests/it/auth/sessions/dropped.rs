//! Logins and logouts whose futures are dropped half-way, as a web framework does when the visitor goes away.

use ctp_auth::TokenProvider;

use super::*;
use crate::auth::faulty_store::FaultyStore;
use crate::auth::waiting::{settled, token, until};

const TEN_DAYS: Duration = Duration::from_secs(864_000);

/// Begins the work, and drops it when `begun` is done.
async fn dropped<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
    begun: impl Future<Output = ()>,
) {
    let work = tokio::spawn(work);
    begun.await;
    work.abort();
    assert!(work.await.is_err_and(|error| error.is_cancelled()));
}

#[tokio::test]
async fn a_logout_that_is_dropped_revokes_the_tokens_all_the_same() {
    for is_in_store in [true, false] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let session = platform.guest(&platform.process(&store)).await;
        let logout = {
            let session = session.clone();
            async move { session.end().await }
        };
        if is_in_store {
            platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
            let mut held = store.hold_next_replace();
            dropped(logout, held.reached()).await;
            drop(held);
        } else {
            let (answer, gate) = held(Answer::empty(200));
            platform.enqueue_all([answer, Answer::empty(200)]);
            let begun = async {
                platform.emulator.received(2).await;
            };
            dropped(logout, begun).await;
            gate.open();
        }
        until("the tokens are revoked", async || platform.calls() == 3).await;
        settled(&platform.clock).await;
        assert_eq!(
            platform.asked_since(1),
            [
                "revoke refresh_token guest-refresh",
                "revoke access_token guest-1",
            ]
        );
        assert!(session.token().await.unwrap_err().is_session_ended());
        assert!(store.is_empty().await);
    }
}

#[tokio::test]
async fn a_logout_that_was_never_begun_ends_nothing() {
    let platform = Platform::start();
    let session = platform.guest(&platform.process(&MemoryStore::new())).await;
    drop(session.end());
    settled(&platform.clock).await;
    assert_eq!(token(&session).await, "guest-1");
    assert_eq!(platform.calls(), 1);
}

#[tokio::test]
async fn a_login_that_is_dropped_before_it_is_stored_gives_the_customers_tokens_back() {
    let platform = Platform::start();
    let store = FaultyStore::by(&platform.clock);
    let sessions = platform.process(&store);
    let guest = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    // Then the use of the session is noted first, which is held back.
    platform.clock.advance(TEN_DAYS);
    let mut held = store.hold_next_replace();
    let login = {
        let guest = guest.clone();
        async move { guest.prepare(&customer).await.map(drop) }
    };
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    dropped(login, held.reached()).await;
    drop(held);
    until("the tokens are revoked", async || platform.calls() == 4).await;
    assert_eq!(
        platform.asked_since(2),
        [
            "revoke refresh_token customer-refresh",
            "revoke access_token customer-1",
        ]
    );
    assert_eq!(store.count().await, 1);
}

#[tokio::test]
async fn a_login_that_is_dropped_when_the_guest_has_gone_leaves_no_token_in_force() {
    for is_in_store in [true, false] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let sessions = platform.process(&store);
        let guest = platform.guest(&sessions).await;
        let customer = platform.login(&sessions).await;
        let prepared = guest.prepare(&customer).await.unwrap();
        let commit = async move { prepared.commit(None).await.map(drop) };
        let (answer, gate) = held(Answer::empty(200));
        platform.enqueue(answer);
        for _ in 0..3 {
            platform.enqueue(Answer::empty(200));
        }
        if is_in_store {
            let mut held = store.hold_next_replace();
            dropped(commit, held.reached()).await;
            drop(held);
        } else {
            let begun = async {
                platform.emulator.received(3).await;
            };
            dropped(commit, begun).await;
        }
        gate.open();
        until("all tokens are revoked", async || platform.calls() == 6).await;
        settled(&platform.clock).await;
        let mut asked = platform.asked_since(2);
        asked.sort();
        assert_eq!(
            asked,
            [
                "revoke access_token customer-1",
                "revoke access_token guest-1",
                "revoke refresh_token customer-refresh",
                "revoke refresh_token guest-refresh",
            ]
        );
        assert!(store.is_empty().await);
    }
}

#[tokio::test]
async fn a_login_that_is_given_up_revokes_the_tokens_also_where_that_is_dropped() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let guest = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    let prepared = guest.prepare(&customer).await.unwrap();
    let (answer, gate) = held(Answer::empty(200));
    platform.enqueue_all([answer, Answer::empty(200)]);
    let begun = async {
        platform.emulator.received(3).await;
    };
    dropped(async move { prepared.discard().await }, begun).await;
    gate.open();
    until("the tokens are revoked", async || platform.calls() == 4).await;
    assert_eq!(
        platform.asked_since(2),
        [
            "revoke refresh_token customer-refresh",
            "revoke access_token customer-1",
        ]
    );
    assert_eq!(token(&guest).await, "guest-1");
}
