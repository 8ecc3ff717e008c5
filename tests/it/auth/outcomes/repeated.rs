//! What is tried again, how often, and after how long.

use std::net::Ipv4Addr;
use std::time::Duration;

use ctp_auth::{AccessToken, AuthClient, Backoff, Config, RefreshToken, Region};
use emulator::{Answer, Emulator};
use tokio::net::TcpSocket;

use crate::auth::service::{Service, TOTAL, token};
use crate::auth::{CLIENT_ID, CLIENT_SECRET, PROJECT_KEY};
use crate::clock::ManualClock;

/// Up to what the random pause before each further call grows.
const LIMITS: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
];

/// The ways of a service that may be well a moment later.
fn passing_faults() -> Vec<Answer> {
    let html = "<html><body>Bad Gateway</body></html>";
    vec![
        Answer::empty(502),
        Answer::empty(502)
            .header("Content-Type", "text/html")
            .body(html),
        Answer::json(503, r#"{"statusCode":503,"message":"Service Unavailable"}"#),
        Answer::empty(504),
        Answer::reset(),
        Answer::close(),
        token().truncated(0),
        token().truncated(20),
        Answer::empty(503).body("cut off").truncated(2),
    ]
}

#[tokio::test]
async fn what_passes_is_over_at_the_second_call() {
    for fault in passing_faults() {
        let asked = Service::answering([fault.clone(), token()]).ask().await;
        asked.assert_token();
        assert_eq!((asked.calls, asked.pauses.len()), (2, 1), "{fault:?}");
        assert!(asked.pauses[0] <= LIMITS[0], "{asked:?}");
    }
}

#[tokio::test]
async fn a_second_call_sends_the_same_as_the_first() {
    let service = Service::answering([Answer::empty(503), Answer::reset(), token()]);
    service.ask().await.assert_token();
    let requests = service.emulator.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0], requests[1]);
    assert_eq!(requests[0], requests[2]);
}

#[tokio::test]
async fn what_does_not_pass_is_tried_four_times() {
    for fault in passing_faults() {
        let asked = Service::always(fault.clone()).ask().await;
        assert_eq!((asked.calls, asked.pauses.len()), (4, 3), "{fault:?}");
        for (pause, limit) in asked.pauses.iter().zip(LIMITS) {
            assert!(*pause <= limit, "{asked:?}");
        }
        assert!(asked.elapsed < TOTAL);
        let error = asked.error();
        assert!(error.is_transient() && !error.is_timeout() && !error.is_unreadable());
        assert!(!format!("{error} {error:?}").contains("html"));
    }
}

#[tokio::test]
async fn the_last_of_several_faults_is_what_is_told() {
    let html = Answer::empty(502)
        .header("Content-Type", "text/html")
        .body("<html>");
    let service = Service::answering([Answer::reset(), Answer::empty(503), Answer::close(), html]);
    let asked = service.ask().await;
    assert_eq!(asked.error().status().unwrap().as_u16(), 502);
    // And a refusal ends it, whatever came before.
    let service = Service::answering([Answer::empty(503), Answer::empty(400), token()]);
    let asked = service.ask().await;
    assert_eq!(asked.calls, 2);
    assert_eq!(asked.error().status().unwrap().as_u16(), 400);
}

#[tokio::test]
async fn a_broken_connection_is_no_answer() {
    for fault in [Answer::reset(), Answer::close(), token().truncated(20)] {
        let asked = Service::always(fault).ask().await;
        let error = asked.error();
        assert_eq!(error.status(), None);
        assert!(error.oauth().is_none());
        let source = std::error::Error::source(error).unwrap();
        assert!(source.is::<reqwest::Error>());
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_tried_four_times() {
    // A port that is taken, so that no other server gets it, but where nobody listens.
    let port = TcpSocket::new_v4().unwrap();
    port.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let url = format!("http://{}", port.local_addr().unwrap());
    let region = Region::custom(&url, &url).unwrap();
    let config = Config::new(&region, PROJECT_KEY, CLIENT_ID, CLIENT_SECRET).unwrap();
    let clock = ManualClock::new();
    let builder = AuthClient::builder(&config);
    let service = Service {
        // Only the pauses tell the attempts, for this one is not asked.
        emulator: Emulator::start().unwrap(),
        auth: builder.clock(clock.clone()).build().unwrap(),
        clock,
    };
    let asked = service.ask().await;
    assert_eq!((asked.calls, asked.pauses.len()), (0, 3));
    assert!(asked.error().is_transient());
    assert!(asked.error().to_string().contains("no connection"));
}

#[tokio::test]
async fn pauses_are_random_within_a_limit_that_grows() {
    const RUNS: usize = 60;
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        runs.push(Service::always(Answer::empty(503)).ask().await.pauses);
    }
    for (index, limit) in LIMITS.into_iter().enumerate() {
        let mut pauses: Vec<Duration> = runs.iter().map(|run| run[index]).collect();
        pauses.sort_unstable();
        assert!(pauses[RUNS - 1] <= limit, "{pauses:?}");
        // Of 60 pauses, all are in the same half once in 2^59 times.
        assert!(
            pauses[0] < limit / 2 && pauses[RUNS - 1] > limit / 2,
            "{pauses:?}"
        );
        pauses.dedup();
        assert!(pauses.len() > RUNS / 2, "{pauses:?}");
    }
}

#[tokio::test]
async fn no_pause_grows_beyond_three_seconds() {
    let service = Service::with([], |builder| {
        builder.backoff(
            Backoff::default()
                .with_max_attempts(20)
                .with_total(Duration::from_secs(1_000)),
        )
    });
    for _ in 0..20 {
        service.emulator.enqueue(Answer::empty(503));
    }
    let asked = service.ask().await;
    assert_eq!((asked.calls, asked.pauses.len()), (20, 19));
    assert!(
        asked
            .pauses
            .iter()
            .all(|pause| *pause <= Duration::from_secs(3))
    );
}

#[tokio::test]
async fn attempts_are_as_many_as_the_settings_say() {
    for (setting, calls) in [(0, 1), (1, 1), (2, 2), (6, 6)] {
        let emulator = Emulator::with(|_| Answer::empty(503)).unwrap();
        let service = Service::of(emulator, |builder| {
            builder.backoff(Backoff::default().with_max_attempts(setting))
        });
        assert_eq!(service.ask().await.calls, calls);
    }
}

#[tokio::test]
async fn introspection_and_revocation_are_tried_again_as_well() {
    let service = Service::answering([
        Answer::empty(503),
        Answer::json(200, r#"{"active":true}"#),
        Answer::reset(),
        Answer::empty(200),
        Answer::empty(504),
        Answer::empty(200),
    ]);
    let (auth, clock) = (&service.auth, &service.clock);
    let short = |asked: Duration| asked <= LIMITS[0];
    let access = AccessToken::new("access");
    let (known, ()) = tokio::join!(auth.introspect(&access), clock.pass(short));
    assert!(known.unwrap().is_active());
    let (revoked, ()) = tokio::join!(auth.revoke_access_token(&access), clock.pass(short));
    revoked.unwrap();
    let refresh = RefreshToken::new("refresh");
    let (revoked, ()) = tokio::join!(auth.revoke_refresh_token(&refresh), clock.pass(short));
    revoked.unwrap();
    assert_eq!(service.emulator.requests().len(), 6);
}
