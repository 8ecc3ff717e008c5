//! A service that does not answer in time.

use std::time::Duration;

use ctp_auth::{Backoff, Clock, Grant, ScopeSet};
use emulator::{Answer, Emulator, Gate};

use crate::auth::service::{ATTEMPT, Service, TOTAL, token};
use crate::auth::token_answer;
use crate::clock::ManualClock;

#[tokio::test]
async fn an_attempt_is_given_up_after_five_seconds() {
    let service = Service::answering([Answer::stall(), token()]);
    let asked = service.ask_through_stalls(1).await;
    asked.assert_token();
    assert_eq!((asked.calls, asked.pauses.len()), (2, 1));
    assert_eq!(asked.elapsed, ATTEMPT + asked.pauses[0]);
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_not_used() {
    let gate = Gate::new();
    let late = token_answer("late", None, 172_800, "").behind(&gate);
    let service = Service::answering([late, token()]);
    let asked = service.ask_through_stalls(1).await;
    gate.open();
    asked.assert_token();
    assert_eq!(asked.calls, 2);
}

#[tokio::test]
async fn an_attempt_ends_its_request() {
    let service = Service::answering([Answer::stall(), Answer::empty(400)]);
    service.ask_through_stalls(1).await;
    // The connection of the request that was given up is closed, not kept waiting.
    drop(service.auth);
    service.emulator.idle().await;
    assert_eq!(service.emulator.connections(), 2);
}

#[tokio::test]
async fn a_service_that_never_answers_is_given_up_within_twenty_seconds() {
    let asked = Service::always(Answer::stall()).ask_through_stalls(4).await;
    assert_eq!((asked.calls, asked.pauses.len()), (4, 3));
    assert!(asked.elapsed <= TOTAL, "{asked:?}");
    let error = asked.error();
    assert!(error.is_timeout() && error.is_transient());
    assert!(!error.is_unreadable());
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn the_last_attempt_has_the_time_that_is_left() {
    // Two waits take 16 seconds, so the third attempt begins with less than 4, and there is no fourth.
    let wait = |seconds: &str| Answer::empty(503).header("Retry-After", seconds);
    let backoff =
        Backoff::default().with_pauses(Duration::from_millis(200), Duration::from_secs(8));
    let service = Service::with([wait("8"), wait("8"), Answer::stall()], |builder| {
        builder.backoff(backoff)
    });
    let (auth, clock) = (&service.auth, &service.clock);
    let giving_up = async {
        clock.pass(|asked| asked >= Duration::from_secs(8)).await;
        clock.pass(|asked| asked >= Duration::from_secs(8)).await;
        service.emulator.received(3).await;
        let left = TOTAL - (clock.now() - ManualClock::START);
        assert!(left < ATTEMPT);
        clock.pass(|asked| asked == left).await;
    };
    let scopes = ScopeSet::new();
    let (outcome, ()) = tokio::join!(auth.token(&Grant::ClientCredentials, &scopes), giving_up);
    assert!(outcome.unwrap_err().is_timeout());
    assert_eq!(service.emulator.requests().len(), 3);
    let elapsed = clock.now() - ManualClock::START;
    assert_eq!(elapsed, TOTAL);
}

#[tokio::test]
async fn the_times_are_as_the_settings_say() {
    let emulator = Emulator::with(|_| Answer::stall()).unwrap();
    let service = Service::of(emulator, |builder| {
        builder
            .attempt_timeout(Duration::from_secs(2))
            .backoff(Backoff::default().with_total(Duration::from_secs(3)))
    });
    let (auth, clock) = (&service.auth, &service.clock);
    let giving_up = async {
        service.emulator.received(1).await;
        clock.pass(|asked| asked == Duration::from_secs(2)).await;
        clock
            .pass(|asked| asked <= Duration::from_millis(200))
            .await;
        service.emulator.received(2).await;
        // Less than a second is left.
        clock.pass(|asked| asked <= Duration::from_secs(1)).await;
    };
    let scopes = ScopeSet::new();
    let (outcome, ()) = tokio::join!(auth.token(&Grant::ClientCredentials, &scopes), giving_up);
    assert!(outcome.unwrap_err().is_timeout());
    assert_eq!(service.emulator.requests().len(), 2);
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_any_more_is_not_made_again() {
    let service = Service::always(Answer::empty(503));
    let (auth, clock) = (&service.auth, &service.clock);
    let scopes = ScopeSet::new();
    tokio::select! {
        biased;
        _ = auth.token(&Grant::ClientCredentials, &scopes) => unreachable!("it waits"),
        () = async {
            while clock.next_sleep().await == ATTEMPT {}
        } => {}
    }
    assert_eq!(clock.pending(), [Duration::ZERO; 0]);
    assert_eq!(service.emulator.requests().len(), 1);
}
