//! How often a request is sent, and how long the pauses are.

use std::collections::BTreeSet;
use std::time::Duration;

use ctp_sdk::RetryBudget;
use ctp_sdk::auth::Backoff;
use emulator::Gate;

use super::{Api, create, get, ok, too_many, unavailable};

const SECOND: Duration = Duration::from_secs(1);

/// Waits for as long as it is asked to, up to a minute.
fn long_pauses() -> Backoff {
    Backoff::default()
        .with_total(super::TOTAL)
        .with_pauses(JITTER, 60 * SECOND)
}

/// What a pause may be longer by than the server asks for.
const JITTER: Duration = Duration::from_millis(200);

#[tokio::test]
async fn four_attempts_are_made_in_all() {
    let api = Api::always(unavailable().header("X-Correlation-ID", "projects-1"));
    let (outcome, pauses) = api.wait_for(api.client().execute(get())).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(error.correlation_id(), Some("projects-1"));
    assert_eq!((api.calls(), error.attempts(), pauses.len()), (4, 4, 3));
    let ids = api.headers("x-correlation-id");
    assert!(ids[0].is_some());
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[tokio::test]
async fn an_attempt_that_took_a_minute_is_followed_by_another_one() {
    let gate = Gate::new();
    let api = Api::answering([unavailable().behind(&gate), ok()]);
    let client = api.client();
    let slow = async {
        api.emulator.received(1).await;
        api.clock.advance(60 * SECOND);
        gate.open();
    };
    let (request, ()) = tokio::join!(api.wait_for(client.execute(get())), slow);
    assert_eq!(request.0.unwrap().status(), 200);
}

#[tokio::test]
async fn as_many_attempts_are_made_as_the_caller_says() {
    for (max, calls) in [(0, 1), (1, 1), (2, 2), (9, 9)] {
        let api = Api::always(unavailable());
        let backoff = Backoff::default().with_max_attempts(max);
        let client = api.builder().backoff(backoff).build().unwrap();
        let (outcome, _) = api.wait_for(client.execute(get())).await;
        assert_eq!(outcome.unwrap_err().status().unwrap(), 503);
        assert_eq!(api.calls(), calls, "{max}");
    }
}

#[tokio::test]
async fn no_attempt_begins_when_the_time_for_them_is_over() {
    let api = Api::always(too_many("3"));
    let backoff = Backoff::default()
        .with_max_attempts(100)
        .with_total(10 * SECOND);
    let client = api.builder().backoff(backoff).build().unwrap();
    let (outcome, pauses) = api.wait_for(client.execute(get())).await;
    assert_eq!(outcome.unwrap_err().status().unwrap(), 429);
    // They begin at 0, 3, 6 and 9 seconds and a little; the next one would come after the tenth.
    assert_eq!((api.calls(), pauses.len()), (4, 3));
    assert!(api.elapsed() < 10 * SECOND);
}

#[tokio::test]
async fn the_pause_is_what_the_server_asks_for_and_a_little_more() {
    // In seconds, and as the date 30 seconds after the start of the clock.
    for (retry_after, asked) in [("7", 7), ("Fri, 15 Jan 2027 08:00:30 GMT", 30)] {
        let api = Api::answering([too_many(retry_after), super::ok()]);
        let client = api.builder().backoff(long_pauses()).build().unwrap();
        let (outcome, pauses) = api.wait_for(client.execute(create())).await;
        assert_eq!(outcome.unwrap().status(), 200);
        let [pause] = pauses[..] else {
            panic!("{pauses:?}")
        };
        let asked = asked * SECOND;
        assert!((asked..=asked + JITTER).contains(&pause), "{pause:?}");
    }
}

#[tokio::test]
async fn an_answer_that_asks_to_wait_for_too_long_stays_as_it_came() {
    for (retry_after, total) in [
        ("4", None),
        ("180", None),
        ("86400", None),
        ("18446744073709551616", None),
        ("3", Some(3 * SECOND)),
    ] {
        let api = Api::always(too_many(retry_after));
        let mut request = get();
        if let Some(total) = total {
            request.set_timeout(total);
        }
        let outcome = api.client().execute(request).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.status().unwrap(), 429);
        assert_eq!(error.message(), Some("Too many."));
        let asked = retry_after.parse().unwrap_or(u64::MAX);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(asked)));
        assert_eq!(api.calls(), 1);
        assert_eq!(api.elapsed(), Duration::ZERO);
    }
}

#[tokio::test]
async fn an_outage_is_not_multiplied_beyond_the_budget_of_the_client() {
    const REQUESTS: usize = 200;
    let api = Api::always(unavailable());
    let client = api.client();
    let another_visitor = client.authorized_by(ctp_sdk::auth::ExistingToken::new("another"));
    for index in 0..REQUESTS {
        let client = [&client, &another_visitor][index % 2];
        let (outcome, _) = api.wait_for(client.execute(get())).await;
        assert_eq!(outcome.unwrap_err().status().unwrap(), 503);
    }
    // The reserve and a tenth: not the 800 that four attempts each would be. What the first requests add to a full
    // reserve is lost, so that it is a few less.
    let again = api.calls() - REQUESTS;
    assert!((115..=120).contains(&again), "{again}");
}

#[tokio::test]
async fn the_budget_is_as_the_caller_says() {
    for (budget, calls) in [
        (RetryBudget::new(0, 0), 10),
        (RetryBudget::new(5, 0), 15),
        (RetryBudget::unlimited(), 40),
    ] {
        let api = Api::always(unavailable());
        let client = api.builder().retry_budget(budget).build().unwrap();
        for _ in 0..10 {
            let (outcome, _) = api.wait_for(client.execute(get())).await;
            assert!(outcome.unwrap_err().is_transient());
        }
        assert_eq!(api.calls(), calls, "{budget:?}");
    }
}

#[tokio::test]
async fn a_client_with_little_time_does_not_wait_for_what_it_would_not_see() {
    let api = Api::always(too_many("4"));
    let builder = api.builder().backoff(long_pauses());
    let client = builder.timeout(10 * SECOND).build().unwrap();
    let outcome = tokio::select! {
        biased;
        outcome = client.execute(get()) => outcome,
        () = async {
            loop {
                api.clock.pass(|asked| asked < 10 * SECOND).await;
            }
        } => unreachable!("it goes on until the other one is done"),
    };
    // At 0, 4 and 8 seconds; the next one would come after the time of the request.
    assert_eq!(outcome.unwrap_err().status().unwrap(), 429);
    assert_eq!(api.calls(), 3);
}

#[tokio::test]
async fn pauses_are_random_within_limits_that_grow() {
    const REQUESTS: usize = 40;
    let api = Api::always(unavailable());
    let builder = api.builder().retry_budget(RetryBudget::unlimited());
    let client = builder.build().unwrap();
    let mut all = Vec::new();
    for _ in 0..REQUESTS {
        let (outcome, pauses) = api.wait_for(client.execute(get())).await;
        assert_eq!(outcome.unwrap_err().status().unwrap(), 503);
        assert_eq!(pauses.len(), 3);
        all.push(pauses);
    }
    let mut limit = Duration::from_millis(200);
    for index in 0..3 {
        let pauses: BTreeSet<Duration> = all.iter().map(|pauses| pauses[index]).collect();
        let (shortest, longest) = (pauses.first().unwrap(), pauses.last().unwrap());
        assert!(*longest <= limit, "{longest:?} of {limit:?}");
        // That none of them is in one of the halves has a chance of one in 2^40.
        assert!(
            *shortest < limit / 2 && limit / 2 < *longest,
            "{shortest:?} {longest:?}"
        );
        limit *= 2;
    }
}

#[tokio::test]
async fn the_longest_pause_is_a_limit_too() {
    let api = Api::always(unavailable());
    let longest = Duration::from_millis(300);
    let backoff = Backoff::default()
        .with_max_attempts(10)
        .with_pauses(Duration::from_millis(200), longest);
    let client = api.builder().backoff(backoff).build().unwrap();
    let (outcome, pauses) = api.wait_for(client.execute(get())).await;
    assert_eq!(outcome.unwrap_err().attempts(), 10);
    assert_eq!((api.calls(), pauses.len()), (10, 9));
    assert!(pauses.iter().all(|pause| *pause <= longest), "{pauses:?}");
}
