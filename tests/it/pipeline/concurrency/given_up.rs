//! Requests that are dropped release their permits.

use std::time::Duration;

use async_trait::async_trait;
use ctp_sdk::Step;
use emulator::{Answer, Gate};
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::Limited;
use crate::pipeline::{Api, create, get, ok, unavailable};

#[tokio::test]
async fn requests_that_fail_give_their_permits_back() {
    for answer in [
        Answer::empty(500),
        Answer::close(),
        Answer::reset(),
        ok().truncated(1),
    ] {
        let limited = Limited::new(Api::answering([answer.clone(), answer]));
        let (first, second) = (
            limited.spawn_request(create()),
            limited.spawn_request(create()),
        );
        assert!(first.await.unwrap().is_err() && second.await.unwrap().is_err());
        limited.assert_both_permits_are_free().await;
    }
}

#[tokio::test]
async fn requests_whose_step_panics_give_their_permits_back() {
    /// Panics where the request says so.
    struct Panicking;

    #[async_trait]
    impl Middleware for Panicking {
        async fn handle(
            &self,
            request: Request,
            extensions: &mut Extensions,
            next: Next<'_>,
        ) -> Result<Response> {
            assert!(
                !request.headers().contains_key("x-panic"),
                "a panic that the test asks for"
            );
            next.run(request, extensions).await
        }
    }

    let limited = Limited::with(Api::new(), |builder| builder.replace(Step::Auth, Panicking));
    for _ in 0..3 {
        let mut request = get();
        request.set_header("X-Panic", "now");
        let error = limited.spawn_request(request).await.unwrap_err();
        assert!(error.is_panic());
    }
    assert_eq!(limited.api.calls(), 0);
    limited.assert_both_permits_are_free().await;
}

#[tokio::test]
async fn requests_that_are_aborted_on_their_way_give_their_permits_back() {
    let limited = Limited::new(Api::answering([Answer::stall(), Answer::stall()]));
    let requests = [limited.spawn(), limited.spawn()];
    limited.api.emulator.received(2).await;
    for request in requests {
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
    }
    limited.assert_both_permits_are_free().await;
}

#[tokio::test]
async fn requests_that_are_aborted_in_a_pause_give_their_permits_back() {
    let limited = Limited::new(Api::answering([unavailable(), unavailable()]));
    let requests = [limited.spawn(), limited.spawn()];
    let mut pauses = 0;
    while pauses < 2 {
        if limited.api.clock.next_sleep().await < Duration::from_secs(1) {
            pauses += 1;
        }
    }
    for request in requests {
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
    }
    assert_eq!(limited.api.clock.pending(), [Duration::ZERO; 0]);
    limited.assert_both_permits_are_free().await;
}

#[tokio::test]
async fn requests_whose_time_is_over_give_their_permits_back() {
    const TOTAL: Duration = Duration::from_secs(7);
    let limited = Limited::new(Api::answering([Answer::stall(), Answer::stall()]));
    let mut request = get();
    request.set_timeout(TOTAL);
    let requests = [
        limited.spawn_request(request.clone()),
        limited.spawn_request(request),
    ];
    limited.api.let_time_pass(2, TOTAL).await;
    for request in requests {
        assert!(request.await.unwrap().unwrap_err().is_timeout());
    }
    limited.assert_both_permits_are_free().await;
}

#[tokio::test]
async fn a_request_that_is_dropped_while_it_waits_is_never_sent_and_takes_no_permit_along() {
    let gate = Gate::new();
    let answers = [ok().behind(&gate), ok().behind(&gate)];
    let limited = Limited::new(Api::answering(answers));
    let under_way = [limited.spawn(), limited.spawn()];
    limited.api.emulator.received(2).await;
    let waiting: Vec<_> = (0..5).map(|_| limited.spawn()).collect();
    limited.all.arrived(7).await;
    for request in waiting {
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
    }
    gate.open();
    for request in under_way {
        assert_eq!(request.await.unwrap().unwrap(), 200);
    }
    assert_eq!(limited.api.calls(), 2);
    limited.assert_both_permits_are_free().await;
}
