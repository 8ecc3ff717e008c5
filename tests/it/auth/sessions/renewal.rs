//! What a renewal keeps of a session.

use ctp_auth::{AnonymousSession, TokenProvider, Visitor};
use serde_json::json;

use super::*;
use crate::auth::waiting::token;

/// The answer to a refresh, as RFC 6749 lets it be: with nothing that did not change.
fn bare_answer(access: &str) -> Answer {
    let body = json!({"access_token": access, "token_type": "Bearer", "expires_in": 172_800});
    Answer::json(200, body.to_string())
}

fn anna() -> Visitor {
    Visitor::Customer {
        customer_id: "anna".to_owned(),
    }
}

#[tokio::test]
async fn a_refresh_without_scopes_leaves_them_and_the_visitor_as_they_were() {
    // An empty scope says as little as none.
    let empty = token_answer("customer-2", None, 172_800, "");
    // Scopes alone do not say that it is another visitor.
    let scopes_alone = token_answer("customer-2", None, 172_800, "manage_my_orders:my-shop");
    for answer in [bare_answer("customer-2"), empty, scopes_alone] {
        let platform = Platform::start();
        let store = MemoryStore::new();
        let sessions = platform.process(&store);
        let guest = platform.guest(&sessions).await;
        let customer = platform.login(&sessions).await;
        platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
        let session = guest.become_customer(&customer, None).await.unwrap();
        platform.clock.advance(TWO_DAYS);
        platform.enqueue(answer);
        let renewed = session.token().await.unwrap();
        assert_eq!(renewed.expose_secret(), "customer-2");
        for sessions in [&sessions, &platform.process(&store)] {
            let session = sessions.resume(session.id());
            assert_eq!(session.visitor().await.unwrap(), anna());
        }
        assert!(
            renewed
                .scopes()
                .unwrap()
                .to_string()
                .contains("customer_id:anna")
        );
    }
}

#[tokio::test]
async fn a_refresh_without_scopes_leaves_a_guest_the_same_guest() {
    let platform = Platform::start();
    let session = platform.guest(&platform.process(&MemoryStore::new())).await;
    let before = session.visitor().await.unwrap();
    let scopes = session.token().await.unwrap();
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(bare_answer("guest-2"));
    let renewed = session.token().await.unwrap();
    assert_eq!(renewed.scopes(), scopes.scopes());
    assert_eq!(session.visitor().await.unwrap(), before);
}

#[tokio::test]
async fn a_refresh_with_the_token_of_another_visitor_is_an_error() {
    let platform = Platform::start();
    let session = platform.guest(&platform.process(&MemoryStore::new())).await;
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(token_answer("x", None, 172_800, "anonymous_id:guest-18"));
    let error = session.token().await.unwrap_err();
    assert!(error.to_string().contains("of another customer"), "{error}");
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_renewal_keeps_the_store_of_the_session_and_its_payload() {
    let platform = Platform::start();
    let store = MemoryStore::new();
    let sessions = platform.process(&store);
    platform.enqueue(guest_answer("guest-1"));
    let guest = AnonymousSession::new().unwrap().in_store("berlin");
    let session = sessions.start_as(guest).await.unwrap();
    remember(&session, "cart-1").await.unwrap();
    for number in 2..=4 {
        platform.clock.advance(TWO_DAYS);
        platform.enqueue(bare_answer(&format!("guest-{number}")));
        let elsewhere = platform.process(&store).resume(session.id());
        assert_eq!(token(&elsewhere).await, format!("guest-{number}"));
        for session in [&session, &elsewhere] {
            let store_key = session.store_key().await.unwrap();
            assert_eq!(store_key.as_deref(), Some("berlin"));
            let payload = session.payload().await.unwrap();
            assert_eq!(payload.as_deref(), Some("cart-1"));
        }
    }
}
