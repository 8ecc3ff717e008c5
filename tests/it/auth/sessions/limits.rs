//! How long sessions last.

use ctp_auth::{SessionLimits, TokenProvider};

use super::*;
use crate::auth::faulty_store::FaultyStore;
use crate::auth::waiting::token;

const DAY: Duration = Duration::from_secs(86_400);

fn limits() -> SessionLimits {
    SessionLimits::default()
        .with_idle(10 * DAY)
        .with_lifetime(100 * DAY)
}

/// The time that the store is told to keep a record for shows in when a store by the same clock drops it.
fn store(platform: &Platform) -> MemoryStore {
    MemoryStore::new().with_clock(std::sync::Arc::new(platform.clock.clone()))
}

#[tokio::test]
async fn a_session_that_is_not_used_for_long_has_ended() {
    let platform = Platform::start();
    // One store goes by the clock and drops the record; the other one never does.
    for is_dropped in [true, false] {
        let (kept, dropping) = (FaultyStore::default(), store(&platform));
        let sessions = match is_dropped {
            true => platform.process(&dropping),
            false => platform.process(&kept),
        };
        let sessions = sessions.with_limits(limits());
        let session = platform.guest(&sessions).await;
        platform.clock.advance(10 * DAY);
        let calls = platform.calls();
        assert!(session.token().await.unwrap_err().is_session_ended());
        assert!(session.visitor().await.unwrap_err().is_session_ended());
        assert_eq!(platform.calls(), calls);
    }
}

#[tokio::test]
async fn each_use_puts_the_end_off_until_the_lifetime_is_over() {
    let platform = Platform::start();
    let sessions = platform.process(&store(&platform)).with_limits(limits());
    let session = platform.guest(&sessions).await;
    for _ in 0..11 {
        platform.clock.advance(9 * DAY);
        platform.enqueue(guest_answer("guest-2"));
        // Another process, which knows no more than the store.
        token(&sessions.resume(session.id())).await;
    }
    platform.clock.advance(DAY);
    assert!(session.token().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn a_use_is_noted_without_a_renewal_but_not_each_time() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let limits = SessionLimits::default().with_idle(Duration::from_secs(600));
    let sessions = platform.process(&store).with_limits(limits);
    let session = platform.guest(&sessions).await;
    // A session that is used each minute goes on for an hour, and costs a write each minute at the most.
    for _ in 0..60 {
        platform.clock.advance(Duration::from_secs(60));
        let before = store.calls();
        for _ in 0..10 {
            assert_eq!(token(&session).await, "guest-1");
        }
        assert_eq!(store.calls() - before, 11);
    }
    assert_eq!(platform.calls(), 1);
    platform.clock.advance(Duration::from_secs(600));
    assert!(session.token().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn a_login_begins_another_lifetime() {
    let platform = Platform::start();
    let sessions = platform.process(&FaultyStore::default()).with_limits(
        SessionLimits::default()
            .with_idle(1_000 * DAY)
            .with_lifetime(DAY),
    );
    let guest = platform.guest(&sessions).await;
    platform.clock.advance(DAY / 2);
    let customer = platform.login(&sessions).await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    let session = guest.become_customer(&customer, None).await.unwrap();
    platform.clock.advance(DAY - Duration::from_secs(1));
    assert_eq!(token(&session).await, "customer-1");
    platform.clock.advance(Duration::from_secs(1));
    assert!(session.token().await.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn a_session_ends_with_its_refresh_token_where_the_service_says_when() {
    for name in ["refresh_expires_in", "refresh_token_expires_in"] {
        let platform = Platform::start();
        let store = store(&platform);
        let sessions = platform.process(&store);
        let body = serde_json::json!({
            "access_token": "guest-1",
            "token_type": "Bearer",
            "expires_in": 172_800,
            "refresh_token": "guest-refresh",
            name: 3 * 86_400,
            "scope": "anonymous_id:guest-17",
        });
        platform.enqueue(Answer::json(200, body.to_string()));
        let session = sessions.start().await.unwrap();
        platform.clock.advance(3 * DAY - Duration::from_secs(1));
        assert!(session.visitor().await.is_ok());
        platform.clock.advance(Duration::from_secs(1));
        let calls = platform.calls();
        assert!(session.token().await.unwrap_err().is_session_ended());
        assert_eq!(platform.calls(), calls);
    }
}

#[tokio::test]
async fn without_a_setting_an_abandoned_session_lasts_for_ninety_days() {
    let platform = Platform::start();
    let sessions = platform.process(&store(&platform));
    let session = platform.guest(&sessions).await;
    platform.clock.advance(90 * DAY - Duration::from_secs(1));
    assert!(sessions.resume(session.id()).visitor().await.is_ok());
    platform.clock.advance(90 * DAY);
    let ended = sessions.resume(session.id()).visitor().await;
    assert!(ended.unwrap_err().is_session_ended());
}

#[tokio::test]
async fn of_more_sessions_than_the_memory_holds_those_go_that_were_not_used_for_longest() {
    let platform = Platform::start();
    let sessions = platform.process(&MemoryStore::new().with_capacity(3));
    let mut started = Vec::new();
    for number in 0..3 {
        platform.enqueue(guest_answer(&format!("guest-{number}")));
        started.push(sessions.start().await.unwrap());
    }
    // The first one is used again, so the second is the one to go.
    assert_eq!(token(&started[0]).await, "guest-0");
    platform.enqueue(guest_answer("guest-3"));
    started.push(sessions.start().await.unwrap());
    for (number, session) in started.iter().enumerate() {
        match number {
            1 => assert!(session.token().await.unwrap_err().is_session_ended()),
            _ => assert_eq!(token(session).await, format!("guest-{number}")),
        }
    }
}
