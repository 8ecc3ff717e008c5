//! The end of sessions, and their life in another process.

use ctp_sdk::auth::{MemoryStore, SessionId};
use emulator::Answer;

use super::platform::{Platform, TWO_DAYS};
use super::{euros, signin};

#[tokio::test]
async fn a_logout_revokes_both_tokens_and_ends_the_session_for_all() {
    for is_customer in [false, true] {
        let platform = Platform::start();
        let (client, mut session) = platform.guest().await;
        let who = if is_customer {
            session = session.log_in(signin()).await.unwrap().session;
            "anna"
        } else {
            "guest-1"
        };
        let clone = session.clone();
        let before = platform.calls();
        let end = session.log_out().await.unwrap();
        assert!(end.was_there() && end.is_revoked());
        assert_eq!(
            platform.told_since(before),
            [
                format!("revoke refresh_token {who}/1-refresh"),
                format!("revoke access_token {who}/1"),
            ]
        );
        let before = platform.calls();
        for session in [session.clone(), clone, client.resume_session(session.id())] {
            let me = session.me();
            assert!(me.get().send().await.unwrap_err().is_session_ended());
            assert!(
                session
                    .get_or_create_cart(euros())
                    .await
                    .unwrap_err()
                    .is_session_ended()
            );
            let token = client.customer_token(&session).await;
            assert!(token.unwrap_err().is_session_ended());
            // To end what has ended is no error.
            assert!(!session.log_out().await.unwrap().was_there());
        }
        assert_eq!(platform.calls(), before);
    }
}

#[tokio::test]
async fn a_logout_whose_revocation_fails_is_done_and_says_both() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    for _ in 0..2 {
        platform.fail("POST /oauth/token/revoke", Answer::empty(500));
    }
    let end = session.log_out().await.unwrap();
    assert!(end.was_there() && !end.is_revoked());
    assert!(end.revocation_error().unwrap().is_transient());
    assert!(session.visitor().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn a_changed_password_ends_the_session() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let session = session.log_in(signin()).await.unwrap().session;
    session.get_or_create_cart(euros()).await.unwrap();
    platform.state().end_tokens_of("anna");
    let before = platform.calls();
    let error = session.get_or_create_cart(euros()).await.unwrap_err();
    assert!(error.is_session_ended(), "{error:?}");
    assert!(error.is_auth() && !error.is_transient());
    assert!(error.correlation_id().is_some());
    assert_eq!(
        platform.told_since(before),
        [
            "GET /my-shop/me/carts/cart-1 by anna/1",
            "refresh by anna/1-refresh",
        ]
    );
    let error = session.get_or_create_cart(euros()).await.unwrap_err();
    assert!(error.is_session_ended());
    assert_eq!(platform.calls(), before + 2);
}

#[tokio::test]
async fn a_guest_who_stayed_away_for_too_long_is_not_replaced_by_another() {
    let platform = Platform::start();
    let (client, session) = platform.guest().await;
    platform.state().end_tokens_of("guest-1");
    platform.clock.advance(TWO_DAYS);
    let before = platform.calls();
    let error = client.customer_token(&session).await.unwrap_err();
    assert!(error.is_session_ended());
    assert_eq!(
        platform.told_since(before),
        ["refresh by guest-1/1-refresh"]
    );
}

#[tokio::test]
async fn a_session_goes_on_in_another_process_with_the_same_store() {
    let (platform, store) = (Platform::start(), MemoryStore::new());
    let (here, there) = (platform.client_with(&store), platform.client_with(&store));
    let session = here.start_session().await.unwrap();
    let cookie = session.id().expose_secret().to_owned();
    let elsewhere = there.resume_session(&SessionId::new(cookie));
    assert_eq!(
        session.get_or_create_cart(euros()).await.unwrap().id,
        "cart-1"
    );
    assert_eq!(
        elsewhere.get_or_create_cart(euros()).await.unwrap().id,
        "cart-1"
    );

    let customer = elsewhere.log_in(signin()).await.unwrap().session;
    // The guest's id is of no use any more, here and there.
    for guest in [&session, &elsewhere] {
        assert!(guest.visitor().await.unwrap_err().is_session_ended());
    }
    let session = here.resume_session(customer.id());
    let before = platform.calls();
    session.get_or_create_cart(euros()).await.unwrap();
    assert_eq!(
        platform.told_since(before),
        ["GET /my-shop/me/carts/cart-1 by anna/1"]
    );
    session.log_out().await.unwrap();
    assert!(customer.visitor().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn an_id_that_nobody_handed_out_is_no_session() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.resume_session(&SessionId::new("made up"));
    assert!(session.visitor().await.unwrap_err().is_session_ended());
    assert!(
        session
            .get_or_create_cart(euros())
            .await
            .unwrap_err()
            .is_session_ended()
    );
    assert!(
        session
            .log_in(signin())
            .await
            .unwrap_err()
            .is_session_ended()
    );
    assert_eq!(platform.calls(), 0);
}
