//! What fails for a session is not repeated for each request, also where each request finds the session by its id anew.

use ctp_auth::TokenProvider;

use super::*;
use crate::auth::faulty_store::{Fault, FaultyStore};
use crate::auth::waiting::token;

#[tokio::test]
async fn a_refused_renewal_is_not_repeated_for_each_request() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let id = platform.guest(&sessions).await.id().clone();
    platform.clock.advance(TWO_DAYS);
    let refusal = r#"{"statusCode":401,"message":"no","error":"invalid_client"}"#;
    platform.enqueue(Answer::json(401, refusal));
    for _ in 0..20 {
        let error = sessions.resume(&id).token().await.unwrap_err();
        assert!(error.is_invalid_client(), "{error:?}");
    }
    assert_eq!(platform.asked_since(1), ["refresh_token guest-refresh"]);
}

#[tokio::test]
async fn an_api_that_rejects_every_token_does_not_get_another_one_for_each_request() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let id = platform.guest(&sessions).await.id().clone();
    platform.enqueue_all([invalid_token(), guest_answer("guest-2")]);
    for _ in 0..20 {
        platform.enqueue(invalid_token());
    }
    for _ in 0..20 {
        let status = visit(&platform, &sessions.resume(&id)).await.unwrap();
        assert_eq!(status, 401);
    }
    let asked = platform.asked_since(1);
    assert_eq!(asked.len(), 1 + 20 + 1);
    let refreshes = asked.iter().filter(|asked| asked.contains("refresh"));
    assert_eq!(refreshes.count(), 1);
}

#[tokio::test]
async fn a_renewal_that_cannot_be_stored_is_not_repeated_for_each_request() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let sessions = platform.process(&store);
    let id = platform.guest(&sessions).await.id().clone();
    store.set(Fault::Writes);
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(guest_answer("guest-2"));
    for _ in 0..10 {
        assert_eq!(token(&sessions.resume(&id)).await, "guest-2");
        platform.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(platform.asked_since(1), ["refresh_token guest-refresh"]);
}
