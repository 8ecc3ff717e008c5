//! The end of a session.

use ctp_auth::TokenProvider;

use super::*;
use crate::auth::faulty_store::FaultyStore;
use crate::auth::waiting::token;

#[tokio::test]
async fn the_end_revokes_the_tokens_and_removes_the_entry_for_all_processes() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let (here, there) = (platform.process(&store), platform.process(&store));
    let session = platform.guest(&here).await;
    let elsewhere = there.resume(session.id());
    assert_eq!(token(&elsewhere).await, "guest-1");
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    assert!(session.end().await.unwrap().was_there());
    let ended = [
        "revoke refresh_token guest-refresh",
        "revoke access_token guest-1",
    ];
    assert_eq!(platform.asked_since(1), ended);
    assert!(store.is_empty().await);

    for session in [&session, &elsewhere, &here.resume(session.id())] {
        assert!(session.token().await.unwrap_err().is_session_ended());
        assert!(session.visitor().await.unwrap_err().is_session_ended());
        // Once more is no error, and no call.
        assert!(!session.end().await.unwrap().was_there());
    }
    assert_eq!(platform.calls(), 3);
}

#[tokio::test]
async fn a_session_whose_revocation_failed_is_gone_all_the_same() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let session = platform.guest(&platform.resigned_process(&store)).await;
    platform.enqueue_all([Answer::empty(503), Answer::empty(200)]);
    let end = session.end().await.unwrap();
    assert!(end.was_there() && !end.is_revoked());
    let error = end.revocation_error().unwrap();
    assert!(error.is_transient() && !error.is_store(), "{error:?}");
    // The one does not keep the other from being revoked.
    assert_eq!(platform.calls(), 3);
    assert!(store.is_empty().await);
    assert!(session.token().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn a_session_ends_when_the_customer_has_changed_the_password() {
    for is_guest in [true, false] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let (here, there) = (platform.process(&store), platform.process(&store));
        let mut session = platform.guest(&here).await;
        let (mut access, mut refresh) = ("guest-1", "guest-refresh");
        if !is_guest {
            let customer = platform.login(&here).await;
            platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
            session = session.become_customer(&customer, None).await.unwrap();
            (access, refresh) = ("customer-1", "customer-refresh");
        }
        let calls = platform.calls();
        platform.enqueue_all([invalid_token(), invalid_grant()]);
        let error = visit(&platform, &session).await.unwrap_err();
        let reqwest_middleware::Error::Middleware(error) = error else {
            panic!("{error:?}");
        };
        let error = error.downcast::<ctp_auth::AuthError>().unwrap();
        assert!(error.is_session_ended(), "{error:?}");
        let asked = [
            format!("/my-shop/me Bearer {access}"),
            format!("refresh_token {refresh}"),
        ];
        assert_eq!(platform.asked_since(calls), asked);

        // It is so for good, and for all.
        assert!(store.is_empty().await);
        for sessions in [&here, &there] {
            let session = sessions.resume(session.id());
            assert!(session.token().await.unwrap_err().is_session_ended());
        }
        assert_eq!(platform.calls(), calls + 2);
    }
}

#[tokio::test]
async fn an_outage_does_not_end_a_session() {
    let platform = Platform::start();
    let store = MemoryStore::new();
    let sessions = platform.resigned_process(&store);
    let session = platform.guest(&sessions).await;
    platform.clock.advance(TWO_DAYS);
    for outage in [Answer::empty(500), Answer::empty(503), Answer::close()] {
        platform.enqueue(outage);
        let error = session.token().await.unwrap_err();
        assert!(
            error.is_transient() && !error.is_session_ended(),
            "{error:?}"
        );
    }
    platform.enqueue(guest_answer("guest-2"));
    assert_eq!(token(&session).await, "guest-2");
}
