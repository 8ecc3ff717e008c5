//! A guest who becomes a customer: under another id, and only so.

use ctp_auth::{SessionId, TokenProvider, Visitor};

use super::*;
use crate::auth::faulty_store::{Fault, FaultyStore};
use crate::auth::waiting::{settled, token, until};

#[tokio::test]
async fn a_customer_gets_a_session_of_another_id_and_the_guests_tokens_are_revoked() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let guest = platform.guest(&sessions).await;
    remember(&guest, "of the guest").await.unwrap();
    let customer = platform.login(&sessions).await;
    platform.enqueue_all([
        Answer::empty(200),
        Answer::empty(200),
        Answer::json(200, "{}"),
    ]);
    let session = guest
        .become_customer(&customer, Some("of anna".to_owned()))
        .await
        .unwrap();

    let id = session.id().expose_secret();
    assert_ne!(id, guest.id().expose_secret());
    assert_eq!(id.len(), 64);
    assert_eq!(visit(&platform, &session).await.unwrap(), 200);
    assert_eq!(
        platform.asked_since(2),
        [
            "revoke refresh_token guest-refresh",
            "revoke access_token guest-1",
            "/my-shop/me Bearer customer-1",
        ]
    );
    let anna = Visitor::Customer {
        customer_id: "anna".to_owned(),
    };
    assert_eq!(session.visitor().await.unwrap(), anna);
    assert_eq!(session.payload().await.unwrap().as_deref(), Some("of anna"));
    assert_eq!(token(&sessions.resume(session.id())).await, "customer-1");
}

#[tokio::test]
async fn an_id_that_was_planted_before_the_login_is_of_no_use_after_it_in_any_process() {
    let platform = Platform::start();
    let store = MemoryStore::new();
    let (here, there) = (platform.process(&store), platform.process(&store));
    let victim = platform.guest(&here).await;
    // The attacker knows the id, and has used it in each process.
    let planted = victim.id().expose_secret().to_owned();
    let attackers = [&here, &there].map(|sessions| sessions.resume(&SessionId::new(&*planted)));
    for attacker in &attackers {
        assert_eq!(token(attacker).await, "guest-1");
    }
    let customer = platform.login(&here).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    let session = victim.become_customer(&customer, None).await.unwrap();
    assert_eq!(token(&session).await, "customer-1");
    let later = [&here, &there].map(|sessions| sessions.resume(&SessionId::new(&*planted)));
    for attacker in attackers.iter().chain(&later) {
        assert!(attacker.token().await.unwrap_err().is_session_ended());
        assert!(attacker.visitor().await.unwrap_err().is_session_ended());
        assert!(attacker.payload().await.unwrap_err().is_session_ended());
        assert!(!attacker.end().await.unwrap().was_there());
    }
    assert_eq!(token(&session).await, "customer-1");
    assert_eq!(platform.calls(), 4);
}

#[tokio::test]
async fn a_customer_is_renewed_by_the_customers_refresh_token() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let guest = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    let session = guest.become_customer(&customer, None).await.unwrap();
    assert_eq!(session.payload().await.unwrap(), None);
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(customer_answer("customer-2"));
    assert_eq!(token(&session).await, "customer-2");
    assert_eq!(platform.asked_since(4), ["refresh_token customer-refresh"]);
}

#[tokio::test]
async fn another_process_sees_the_login() {
    let platform = Platform::start();
    let store = MemoryStore::new();
    let (here, there) = (platform.process(&store), platform.process(&store));
    let guest = platform.guest(&here).await;
    let customer = platform.login(&here).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    let session = guest
        .become_customer(&customer, Some("of anna".to_owned()))
        .await
        .unwrap();
    let elsewhere = there.resume(session.id());
    assert_eq!(token(&elsewhere).await, "customer-1");
    assert_eq!(
        elsewhere.payload().await.unwrap().as_deref(),
        Some("of anna")
    );
    assert_eq!(platform.calls(), 4);
}

#[tokio::test]
async fn a_login_succeeds_although_the_guests_tokens_cannot_be_revoked() {
    let platform = Platform::start();
    let sessions = platform.resigned_process(&MemoryStore::new());
    let guest = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    platform.enqueue_all([Answer::empty(500), Answer::close()]);
    let session = guest.become_customer(&customer, None).await.unwrap();
    assert_eq!(token(&session).await, "customer-1");
    assert_eq!(platform.calls(), 4);
}

#[tokio::test]
async fn a_request_that_was_under_way_with_the_guests_token_is_told_that_the_session_has_ended() {
    for is_elsewhere in [false, true] {
        let platform = Platform::start();
        let store = MemoryStore::new();
        let (here, there) = (platform.process(&store), platform.process(&store));
        let guest = platform.guest(&here).await;
        // The login may be made in another process than the request.
        let visitor = if is_elsewhere {
            there.resume(guest.id())
        } else {
            guest.clone()
        };
        let customer = platform.login(&here).await;
        let (answer, gate) = held(invalid_token());
        platform.enqueue(answer);
        let visit = async {
            let error = visit(&platform, &visitor).await.unwrap_err();
            assert!(format!("{error:?}").contains("has ended"), "{error:?}");
        };
        let login = async {
            platform.emulator.received(3).await;
            platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
            let session = guest.become_customer(&customer, None).await.unwrap();
            assert_eq!(token(&session).await, "customer-1");
            gate.open();
        };
        tokio::join!(visit, login);
        // Nothing is sent with the customer's token for one who has the guest's id only.
        assert_eq!(
            platform.asked_since(2),
            [
                "/my-shop/me Bearer guest-1",
                "revoke refresh_token guest-refresh",
                "revoke access_token guest-1",
            ]
        );
    }
}

#[tokio::test]
async fn nobody_becomes_a_customer_in_a_session_that_has_ended() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let guest = platform.guest(&sessions).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    assert!(guest.end().await.unwrap().is_revoked());
    let customer = platform.login(&sessions).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    let error = guest.become_customer(&customer, None).await.unwrap_err();
    assert!(error.is_session_ended());
    // The customer's tokens have nowhere to go.
    assert_eq!(
        platform.asked_since(4),
        [
            "revoke refresh_token customer-refresh",
            "revoke access_token customer-1",
        ]
    );
}

#[tokio::test]
async fn of_two_logins_at_once_one_gets_the_session() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let guest = platform.guest(&sessions).await;
    let login = platform.login(&sessions).await;
    let (one, other) = (
        guest.prepare(&login).await.unwrap(),
        guest.prepare(&login).await.unwrap(),
    );
    for _ in 0..4 {
        platform.enqueue(Answer::empty(200));
    }
    let session = one.commit(None).await.unwrap();
    assert!(other.commit(None).await.unwrap_err().is_session_ended());
    assert_eq!(session.visitor().await.unwrap(), {
        Visitor::Customer {
            customer_id: "anna".to_owned(),
        }
    });
}

#[tokio::test]
async fn a_login_that_is_given_up_leaves_the_guest_and_nothing_of_the_customer() {
    for is_dropped in [false, true] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let sessions = platform.process(&store);
        let guest = platform.guest(&sessions).await;
        let customer = platform.login(&sessions).await;
        let prepared = guest.prepare(&customer).await.unwrap();
        let keys = store.keys();
        platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
        if is_dropped {
            drop(prepared);
        } else {
            prepared.discard().await;
        }
        until("the tokens are revoked", async || platform.calls() == 4).await;
        settled(&platform.clock).await;
        assert_eq!(
            platform.asked_since(2),
            [
                "revoke refresh_token customer-refresh",
                "revoke access_token customer-1",
            ]
        );
        assert_eq!(token(&guest).await, "guest-1");
        // One record is left of two.
        assert_eq!(keys.len(), 2);
        assert_eq!(store.count().await, 1);
    }
}

#[tokio::test]
async fn a_store_that_fails_after_the_login_leaves_the_customer_in_the_new_session() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let guest = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    let prepared = guest.prepare(&customer).await.unwrap();
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    store.set(Fault::Writes);
    let session = prepared.commit(Some("lost".to_owned())).await.unwrap();
    store.set(Fault::None);
    platform.clock.advance(Duration::from_secs(60));
    assert_eq!(token(&session).await, "customer-1");
    assert_eq!(session.payload().await.unwrap(), None);
    // The old id leads to tokens that are revoked.
    assert_eq!(
        platform.asked_since(2),
        [
            "revoke refresh_token guest-refresh",
            "revoke access_token guest-1",
        ]
    );
}
