//! A guest who becomes a customer.

use ctp_auth::{TokenProvider, Visitor};

use super::*;
use crate::auth::waiting::token;

#[tokio::test]
async fn a_customer_takes_the_place_of_the_guest_whose_tokens_are_revoked() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    session.remember_cart("cart-of-guest").await.unwrap();
    let id = session.id().expose_secret().to_owned();
    let customer = platform.login(&sessions).await;
    platform.enqueue_all([
        Answer::empty(200),
        Answer::empty(200),
        Answer::json(200, "{}"),
    ]);
    session
        .become_customer(&customer, Some("cart-of-anna".to_owned()))
        .await
        .unwrap();

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
    assert_eq!(
        session.cart_id().await.unwrap().as_deref(),
        Some("cart-of-anna")
    );
    assert_eq!(session.id().expose_secret(), id);
    assert_eq!(token(&sessions.resume(session.id())).await, "customer-1");
}

#[tokio::test]
async fn a_customer_is_renewed_by_the_customers_refresh_token() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    session.become_customer(&customer, None).await.unwrap();
    assert_eq!(session.cart_id().await.unwrap(), None);
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
    let session = platform.guest(&here).await;
    let elsewhere = there.resume(session.id());
    assert_eq!(token(&elsewhere).await, "guest-1");
    let customer = platform.login(&here).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    session
        .become_customer(&customer, Some("cart-1".to_owned()))
        .await
        .unwrap();
    assert_eq!(token(&elsewhere).await, "customer-1");
    assert_eq!(
        elsewhere.cart_id().await.unwrap().as_deref(),
        Some("cart-1")
    );
    assert_eq!(platform.calls(), 4);
}

#[tokio::test]
async fn a_login_succeeds_although_the_guests_tokens_cannot_be_revoked() {
    let platform = Platform::start();
    let sessions = platform.resigned_process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    let customer = platform.login(&sessions).await;
    platform.enqueue_all([Answer::empty(500), Answer::close()]);
    session.become_customer(&customer, None).await.unwrap();
    assert_eq!(token(&session).await, "customer-1");
    assert_eq!(platform.calls(), 4);
}

#[tokio::test]
async fn a_request_that_was_under_way_with_the_guests_token_is_repeated_with_the_customers() {
    for is_elsewhere in [false, true] {
        let platform = Platform::start();
        let store = MemoryStore::new();
        let (here, there) = (platform.process(&store), platform.process(&store));
        let session = platform.guest(&here).await;
        // The login may be made in another process than the request.
        let visitor = if is_elsewhere {
            there.resume(session.id())
        } else {
            session.clone()
        };
        let customer = platform.login(&here).await;
        let (answer, gate) = held(invalid_token());
        platform.enqueue(answer);
        let visit = async {
            let status = visit(&platform, &visitor).await.unwrap();
            assert_eq!(status, 200);
        };
        let login = async {
            platform.emulator.received(3).await;
            platform.enqueue_all([
                Answer::empty(200),
                Answer::empty(200),
                Answer::json(200, "{}"),
            ]);
            session.become_customer(&customer, None).await.unwrap();
            gate.open();
        };
        tokio::join!(visit, login);
        assert_eq!(
            platform.asked_since(2),
            [
                "/my-shop/me Bearer guest-1",
                "revoke refresh_token guest-refresh",
                "revoke access_token guest-1",
                "/my-shop/me Bearer customer-1",
            ]
        );
    }
}

#[tokio::test]
async fn nobody_becomes_a_customer_in_a_session_that_has_ended() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    session.end().await.unwrap();
    let customer = platform.login(&sessions).await;
    let error = session.become_customer(&customer, None).await.unwrap_err();
    assert!(error.is_session_ended());
    assert!(session.token().await.unwrap_err().is_session_ended());
    assert_eq!(platform.calls(), 4);
}
