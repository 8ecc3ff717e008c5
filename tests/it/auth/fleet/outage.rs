//! A Redis that goes away and comes back, and sessions in it.

use std::time::Duration;

use ctp_auth::{Password, SessionStore, TokenProvider};

use super::*;
use crate::auth::sessions::remember;
use crate::auth::waiting::{crowd, passing_short_sleeps, token, tokens};

const TWO_DAYS: Duration = Duration::from_secs(172_800);

#[tokio::test]
async fn caches_share_a_token_by_redis() {
    let Some(fleet) = Fleet::start() else { return };
    let (one, other) = (fleet.cache(), fleet.cache());
    for round in 1..=3 {
        let access = format!("token-{round}");
        fleet.enqueue_token(&access);
        let mut asked = crowd(&one, 50).await;
        asked.extend(crowd(&other, 50).await);
        let tokens = passing_short_sleeps(&fleet.clock, tokens(asked)).await;
        assert_eq!(tokens, vec![access; 100]);
        assert_eq!(fleet.calls(), round);
        fleet.clock.advance(TWO_DAYS);
    }
}

#[tokio::test]
async fn caches_go_on_without_redis_and_share_again_when_it_is_back() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    let (one, other) = (fleet.cache(), fleet.cache());
    fleet.enqueue_token("token-1");
    assert_eq!(token(&one).await, "token-1");
    assert_eq!(token(&other).await, "token-1");
    assert_eq!(fleet.calls(), 1);

    fleet.redis.stop().unwrap();
    assert_eq!(token(&one).await, "token-1");
    assert_eq!(fleet.calls(), 1);
    fleet.clock.advance(TWO_DAYS);
    for (cache, access) in [
        (&one, "token-2"),
        (&other, "token-3"),
        (&fleet.cache(), "token-4"),
    ] {
        fleet.enqueue_token(access);
        assert_eq!(tokens(crowd(cache, 10).await).await, vec![access; 10]);
        assert_eq!(token(cache).await, access);
    }
    assert_eq!(fleet.calls(), 4);

    fleet.redis.restart().unwrap();
    fleet.clock.advance(TWO_DAYS);
    fleet.enqueue_token("token-5");
    for cache in [&one, &other, &fleet.cache()] {
        assert_eq!(token(cache).await, "token-5");
    }
    assert_eq!(fleet.calls(), 5);
}

/// The sessions of one process.
fn sessions(fleet: &Fleet) -> SessionStore {
    let auth = auth_client(&fleet.emulator, &fleet.clock);
    SessionStore::new(auth, ScopeSet::new(), fleet.store())
}

fn user_token(access: &str, refresh: &str) -> Answer {
    token_answer(access, Some(refresh), 172_800, "manage_my_orders:my-shop")
}

#[tokio::test]
async fn a_session_that_one_process_starts_is_resumed_in_another() {
    let Some(fleet) = Fleet::start() else { return };
    let (here, there) = (sessions(&fleet), sessions(&fleet));
    fleet
        .emulator
        .enqueue(user_token("guest-1", "guest-refresh"));
    let session = here.start().await.unwrap();
    let elsewhere = there.resume(session.id());
    assert_eq!(token(&elsewhere).await, "guest-1");
    assert_eq!(remember(&elsewhere, "cart-1").await.unwrap(), "cart-1");
    assert_eq!(remember(&session, "cart-2").await.unwrap(), "cart-1");

    // One refresh for both.
    fleet.clock.advance(TWO_DAYS);
    fleet
        .emulator
        .enqueue(user_token("guest-2", "guest-refresh"));
    let mut asked = crowd(&session, 10).await;
    asked.extend(crowd(&elsewhere, 10).await);
    let tokens = passing_short_sleeps(&fleet.clock, tokens(asked)).await;
    assert_eq!(tokens, vec!["guest-2"; 20]);
    assert_eq!(fleet.calls(), 2);

    // The login is seen by both.
    fleet
        .emulator
        .enqueue(user_token("customer-1", "customer-refresh"));
    let customer = Password::new("anna@example.com", "pass-1").into();
    let login = here.auth().token(&customer, here.scopes()).await.unwrap();
    for _ in 0..4 {
        fleet.emulator.enqueue(Answer::empty(200));
    }
    let customer = elsewhere.become_customer(&login, None).await.unwrap();
    for guest in [&session, &elsewhere] {
        assert!(guest.token().await.unwrap_err().is_session_ended());
    }
    let session = here.resume(customer.id());
    assert_eq!(token(&session).await, "customer-1");
    assert_eq!(session.payload().await.unwrap(), None);

    // And so is the logout.
    assert!(session.end().await.unwrap().is_revoked());
    assert!(customer.token().await.unwrap_err().is_session_ended());
    assert_eq!(fleet.calls(), 7);
}

#[tokio::test]
async fn a_session_in_use_goes_on_without_redis_and_others_wait_for_it() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    let here = sessions(&fleet);
    fleet
        .emulator
        .enqueue(user_token("guest-1", "guest-refresh"));
    let session = here.start().await.unwrap();
    fleet.redis.stop().unwrap();
    assert_eq!(token(&session).await, "guest-1");
    let error = sessions(&fleet)
        .resume(session.id())
        .token()
        .await
        .unwrap_err();
    assert!(error.is_store() && error.is_transient(), "{error:?}");
    assert_eq!(fleet.calls(), 1);

    // It has come back without what it had, and so without the session.
    fleet.redis.restart().unwrap();
    assert!(session.token().await.unwrap_err().is_session_ended());
}
