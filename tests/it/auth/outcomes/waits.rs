//! A service that says how long to wait.

use std::time::Duration;

use ctp_auth::Backoff;
use emulator::Answer;

use crate::auth::service::{Service, TOTAL, token};

/// A service whose client waits for as long as it is asked to, up to ten seconds.
fn with_long_pauses(answers: impl IntoIterator<Item = Answer>) -> Service {
    Service::with(answers, |builder| {
        let (first, longest) = (SPREAD, Duration::from_secs(10));
        builder.backoff(Backoff::default().with_pauses(first, longest))
    })
}

fn wait(status: u16, retry_after: &str) -> Answer {
    Answer::empty(status).header("Retry-After", retry_after)
}

/// How much longer than it is told the client may wait, so that a fleet does not come back at once.
const SPREAD: Duration = Duration::from_millis(200);

#[tokio::test]
async fn the_client_waits_as_long_as_it_is_told() {
    for status in [429, 502, 503, 504] {
        let asked = with_long_pauses([wait(status, "7"), token()]).ask().await;
        asked.assert_token();
        assert_eq!((asked.calls, asked.pauses.len()), (2, 1));
        let told = Duration::from_secs(7);
        assert!(
            asked.pauses[0] >= told && asked.pauses[0] <= told + SPREAD,
            "{asked:?}"
        );
    }
}

#[tokio::test]
async fn the_time_to_wait_may_be_a_date() {
    // Seven seconds after the clock's start.
    let date = "Fri, 15 Jan 2027 08:00:07 GMT";
    let asked = with_long_pauses([wait(429, date), token()]).ask().await;
    asked.assert_token();
    let told = Duration::from_secs(7);
    assert!(
        asked.pauses[0] >= told && asked.pauses[0] <= told + SPREAD,
        "{asked:?}"
    );
    // One that has passed asks for no wait.
    let date = "Fri, 15 Jan 2027 07:00:00 GMT";
    let asked = with_long_pauses([wait(429, date), token()]).ask().await;
    asked.assert_token();
    assert!(asked.pauses[0] <= SPREAD, "{asked:?}");
}

#[tokio::test]
async fn too_many_requests_without_a_time_are_not_added_to() {
    for answer in [Answer::empty(429), wait(429, "soon"), wait(429, "-1")] {
        let asked = Service::answering([answer, token()]).ask().await;
        assert_eq!((asked.calls, asked.pauses.len()), (1, 0));
        let error = asked.error();
        assert!(error.is_transient());
        assert_eq!(error.status().unwrap().as_u16(), 429);
        assert_eq!(error.oauth().unwrap().retry_after(), None);
    }
}

#[tokio::test]
async fn a_wait_beyond_the_longest_pause_is_the_callers_to_decide() {
    for status in [429, 503] {
        for (text, told) in [
            // One second more than the longest pause.
            ("4", Duration::from_secs(4)),
            ("20", Duration::from_secs(20)),
            ("3600", Duration::from_secs(3_600)),
            ("Fri, 15 Jan 2027 09:00:00 GMT", Duration::from_secs(3_600)),
            ("18446744073709551615", Duration::from_secs(u64::MAX)),
            ("18446744073709551616", Duration::from_secs(u64::MAX)),
        ] {
            let asked = Service::answering([wait(status, text), token()])
                .ask()
                .await;
            assert_eq!((asked.calls, asked.pauses.len()), (1, 0), "{text}");
            let error = asked.error();
            assert!(error.is_transient());
            assert_eq!(error.oauth().unwrap().retry_after(), Some(told));
        }
    }
}

#[tokio::test]
async fn waits_end_before_the_time_for_all_attempts_does() {
    let asked = with_long_pauses(vec![wait(429, "7"); 4]).ask().await;
    // The third wait would end after 21 seconds.
    assert_eq!((asked.calls, asked.pauses.len()), (3, 2));
    assert!(asked.elapsed < TOTAL);
    let told = asked.error().oauth().unwrap().retry_after();
    assert_eq!(told, Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_wait_without_end_that_is_asked_for_later_is_refused_as_well() {
    let endless = wait(503, "18446744073709551615");
    let asked = Service::answering([wait(429, "2"), endless, token()])
        .ask()
        .await;
    assert_eq!((asked.calls, asked.pauses.len()), (2, 1));
    assert!(asked.error().is_transient());
}

#[tokio::test]
async fn a_refusal_is_not_asked_for_again_because_of_a_time_to_wait() {
    for status in [400, 401, 403, 500] {
        let asked = Service::answering([wait(status, "1"), token()]).ask().await;
        assert_eq!((asked.calls, asked.pauses.len()), (1, 0), "{status}");
        let told = asked.error().oauth().unwrap().retry_after();
        assert_eq!(told, Some(Duration::from_secs(1)));
    }
}
