//! The session of a guest: where it starts, and where it is found again.

use ctp_auth::{AnonymousSession, SessionId, TokenProvider, Visitor};

use super::*;
use crate::auth::waiting::{crowd, is_quiet, passing_short_sleeps, token, tokens};

#[tokio::test]
async fn a_guest_starts_with_an_anonymous_token_that_has_the_scopes() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    assert_eq!(token(&session).await, "guest-1");
    let guest = Visitor::Guest {
        anonymous_id: Some("guest-17".to_owned()),
    };
    assert_eq!(session.visitor().await.unwrap(), guest);

    let requests = platform.emulator.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].path(), "/oauth/my-shop/anonymous/token");
    let form = form(&requests[0]);
    assert_eq!(form["grant_type"], "client_credentials");
    assert_eq!(form["scope"], scopes().to_string());
    assert_eq!(form.get("anonymous_id"), None);
}

#[tokio::test]
async fn a_guest_may_start_with_an_id_and_in_a_store() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    platform.enqueue(guest_answer("guest-1"));
    let guest = AnonymousSession::with_id("visitor-17").in_store("berlin");
    let session = sessions.start_as(guest).await.unwrap();
    assert_eq!(
        session.store_key().await.unwrap().as_deref(),
        Some("berlin")
    );
    let requests = platform.emulator.requests();
    assert_eq!(
        requests[0].path(),
        "/oauth/my-shop/in-store/key=berlin/anonymous/token"
    );
    assert_eq!(form(&requests[0])["anonymous_id"], "visitor-17");
}

#[tokio::test]
async fn two_sessions_share_nothing() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    platform.enqueue_all([guest_answer("guest-a"), guest_answer("guest-b")]);
    let one = sessions.start().await.unwrap();
    let other = sessions.start().await.unwrap();
    assert_ne!(one.id().expose_secret(), other.id().expose_secret());
    assert_eq!(token(&one).await, "guest-a");
    assert_eq!(token(&other).await, "guest-b");
    remember(&one, "cart-a").await.unwrap();
    assert_eq!(other.payload().await.unwrap(), None);
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    assert!(other.end().await.unwrap().is_revoked());
    assert_eq!(token(&one).await, "guest-a");
}

#[tokio::test]
async fn even_two_guests_of_the_same_id_are_two_sessions() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    platform.enqueue_all([guest_answer("guest-a"), guest_answer("guest-b")]);
    let guest = AnonymousSession::with_id("visitor-17");
    let one = sessions.start_as(guest.clone()).await.unwrap();
    let other = sessions.start_as(guest).await.unwrap();
    assert_eq!(
        (token(&one).await, token(&other).await),
        ("guest-a".into(), "guest-b".into())
    );
}

#[tokio::test]
async fn those_who_resume_a_session_share_one_refresh() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    platform.clock.advance(TWO_DAYS);
    let (answer, gate) = held(guest_answer("guest-2"));
    platform.enqueue(answer);
    let mut asked = crowd(&session, 10).await;
    for _ in 0..10 {
        asked.extend(crowd(&sessions.resume(session.id()), 10).await);
    }
    platform.emulator.received(2).await;
    gate.open();
    assert_eq!(tokens(asked).await, vec!["guest-2"; 110]);
    assert_eq!(platform.asked_since(1), ["refresh_token guest-refresh"]);
}

#[tokio::test]
async fn two_processes_share_one_refresh() {
    let platform = Platform::start();
    let store = MemoryStore::new();
    let session = platform.guest(&platform.process(&store)).await;
    let elsewhere = platform.process(&store).resume(session.id());
    platform.clock.advance(TWO_DAYS);
    let (answer, gate) = held(guest_answer("guest-2"));
    platform.enqueue(answer);
    let mut asked = crowd(&session, 10).await;
    asked.extend(crowd(&elsewhere, 10).await);
    gate.open();
    let tokens = passing_short_sleeps(&platform.clock, tokens(asked)).await;
    assert_eq!(tokens, vec!["guest-2"; 20]);
    assert_eq!(platform.calls(), 2);
}

#[tokio::test]
async fn a_session_that_was_dropped_is_resumed_by_its_id() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    let cookie = session.id().expose_secret().to_owned();
    drop(session);
    assert_eq!(
        token(&sessions.resume(&SessionId::new(cookie))).await,
        "guest-1"
    );
    assert_eq!(platform.calls(), 1);
}

#[tokio::test]
async fn an_id_that_nobody_was_given_is_no_session() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    let id = session.id().expose_secret();
    for guess in [
        "",
        "0",
        &"0".repeat(64),
        &id[..63],
        &id.to_uppercase(),
        &format!("{id} "),
    ] {
        if guess == id {
            continue;
        }
        let stranger = sessions.resume(&SessionId::new(guess));
        assert!(
            stranger.token().await.unwrap_err().is_session_ended(),
            "{guess}"
        );
        assert!(stranger.visitor().await.unwrap_err().is_session_ended());
        assert!(stranger.payload().await.unwrap_err().is_session_ended());
        assert!(
            remember(&stranger, "cart")
                .await
                .unwrap_err()
                .is_session_ended()
        );
        assert!(
            forget(&stranger, "cart")
                .await
                .unwrap_err()
                .is_session_ended()
        );
        assert!(visit(&platform, &stranger).await.is_err());
        assert!(!stranger.end().await.unwrap().was_there());
    }
    assert_eq!(platform.calls(), 1);
    assert_eq!(token(&session).await, "guest-1");
}

#[tokio::test]
async fn a_session_is_kept_under_a_digest_of_its_id() {
    let platform = Platform::start();
    let store = crate::auth::faulty_store::FaultyStore::default();
    let session = platform.guest(&platform.process(&store)).await;
    let keys = store.keys();
    assert_eq!(keys.len(), 1);
    for key in keys {
        let digest = key.strip_prefix("session:").unwrap();
        assert_eq!(digest.len(), 64);
        assert_ne!(digest, session.id().expose_secret());
    }
}

#[tokio::test]
async fn nothing_runs_on_when_sessions_and_their_store_are_dropped_during_a_refresh() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new());
    let session = platform.guest(&sessions).await;
    platform.clock.advance(TWO_DAYS - Duration::from_secs(60));
    platform.enqueue(Answer::stall());
    assert_eq!(token(&session).await, "guest-1");
    platform.emulator.received(2).await;
    drop(session);
    // The refresh is of use to the next who resumes the session.
    assert!(!is_quiet(&platform.clock).await);
    drop(sessions);
    platform.emulator.idle().await;
    assert!(is_quiet(&platform.clock).await);
    assert_eq!(platform.calls(), 2);
}
