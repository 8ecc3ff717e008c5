//! The concurrency limit, and that no permit is lost.

mod given_up;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ctp_sdk::auth::{AccessToken, AuthError, ExistingToken, TokenProvider};
use ctp_sdk::{Client, ClientBuilder, Step};
use emulator::{Answer, Gate, in_time};
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use tokio::sync::watch;
use tokio::task::yield_now;

use super::{Api, TOKEN, get, ok, unavailable};

/// Counts the requests that come.
#[derive(Clone, Default)]
struct Counting {
    arrived: Arc<watch::Sender<usize>>,
}

impl Counting {
    /// Waits until this many have come in all.
    async fn arrived(&self, count: usize) {
        let mut arrived = self.arrived.subscribe();
        let enough = arrived.wait_for(|arrived| *arrived >= count);
        in_time("requests that come to a step", enough)
            .await
            .unwrap();
    }
}

#[async_trait]
impl Middleware for Counting {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        self.arrived.send_modify(|arrived| *arrived += 1);
        next.run(request, extensions).await
    }
}

/// A client that lets two requests through, and how many have come to it. Those that are let through are known to the
/// server.
struct Limited {
    api: Api,
    all: Counting,
    client: Client,
}

impl Limited {
    fn new(api: Api) -> Self {
        Self::with(api, |builder| builder)
    }

    fn with(api: Api, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        let all = Counting::default();
        let builder = api.builder().concurrency_limit(2).middleware(all.clone());
        let client = settings(builder).build().unwrap();
        Self { api, all, client }
    }

    /// Two more requests are let through at once, and no third one. All answers that were scripted have been given.
    async fn assert_both_permits_are_free(&self) {
        let gate = Gate::new();
        for _ in 0..3 {
            self.api.emulator.enqueue(ok().behind(&gate));
        }
        let (all, calls) = (*self.all.arrived.borrow(), self.api.calls());
        let requests: Vec<_> = (0..3).map(|_| self.spawn()).collect();
        self.all.arrived(all + 3).await;
        self.api.emulator.received(calls + 2).await;
        // As good a chance for the third one as the others had.
        for _ in 0..100 {
            yield_now().await;
        }
        assert_eq!(self.api.calls(), calls + 2);
        gate.open();
        for request in requests {
            assert_eq!(request.await.unwrap().unwrap(), 200);
        }
    }

    fn spawn(&self) -> tokio::task::JoinHandle<ctp_sdk::Result<u16>> {
        self.spawn_request(get())
    }

    fn spawn_request(
        &self,
        request: ctp_sdk::Request,
    ) -> tokio::task::JoinHandle<ctp_sdk::Result<u16>> {
        let client = self.client.clone();
        tokio::spawn(async move { Ok(client.execute(request).await?.status().as_u16()) })
    }
}

#[tokio::test]
async fn those_beyond_the_limit_wait_until_another_one_is_done() {
    let gates: Vec<Gate> = (0..6).map(|_| Gate::new()).collect();
    let answers = gates.iter().map(|gate| ok().behind(gate));
    let limited = Limited::new(Api::answering(answers));
    let requests: Vec<_> = (0..6).map(|_| limited.spawn()).collect();
    // All of them are there; on a single thread, those without a permit wait for one by then.
    limited.all.arrived(6).await;
    for (done, gate) in gates.iter().enumerate() {
        let under_way = 2.min(6 - done);
        limited.api.emulator.received(done + under_way).await;
        assert_eq!(limited.api.calls(), done + under_way);
        gate.open();
    }
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap(), 200);
    }
    limited.assert_both_permits_are_free().await;
    assert_eq!(limited.api.emulator.most_at_once(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_limit_is_never_exceeded_whatever_the_answers_are() {
    let number = Mutex::new(0);
    let emulator = emulator::Emulator::with(move |_| {
        let mut number = number.lock().unwrap();
        *number += 1;
        match *number % 5 {
            0 => Answer::close(),
            1 => Answer::empty(404),
            2 => Answer::json(200, "{}").truncated(1),
            3 => Answer::empty(500),
            _ => ok(),
        }
        .after_others()
    });
    let api = Api {
        emulator: emulator.unwrap(),
        clock: crate::clock::ManualClock::new(),
    };
    // Without pauses, for which nobody lets the time pass here.
    let limited = Limited::with(api, |builder| builder.remove(Step::Retry));
    let requests: Vec<_> = (0..200).map(|_| limited.spawn()).collect();
    let mut statuses = Vec::new();
    for request in requests {
        statuses.push(request.await.unwrap().ok());
    }
    assert!(statuses.contains(&Some(200)) && statuses.contains(&None));
    assert_eq!(limited.api.emulator.most_at_once(), 2);
    assert_eq!(limited.api.calls(), 200);
}

#[tokio::test]
async fn clones_and_clients_for_other_providers_share_the_limit() {
    let gate = Gate::new();
    let limited = Limited::new(Api::always(ok().behind(&gate)));
    let clients = [
        limited.client.clone(),
        limited.client.clone(),
        limited.client.authorized_by(ExistingToken::new("another")),
    ];
    let requests: Vec<_> = clients
        .map(|client| tokio::spawn(async move { client.execute(get()).await.unwrap() }))
        .into_iter()
        .collect();
    limited.all.arrived(3).await;
    limited.api.emulator.received(2).await;
    assert_eq!(limited.api.calls(), 2);
    gate.open();
    for request in requests {
        assert_eq!(request.await.unwrap().status(), 200);
    }
    assert_eq!(limited.api.calls(), 3);
}

#[tokio::test]
async fn requests_that_pause_keep_no_other_one_waiting() {
    let limited = Limited::new(Api::answering([unavailable(), unavailable(), ok()]));
    let pausing = [limited.spawn(), limited.spawn()];
    let mut pauses = 0;
    while pauses < 2 {
        let asked = limited.api.clock.next_sleep().await;
        pauses += usize::from(asked < std::time::Duration::from_secs(1));
    }
    // No time passes, so that both are still in their pause.
    let third = in_time("the third request", limited.spawn());
    assert_eq!(third.await.unwrap().unwrap(), 200);
    for request in pausing {
        request.abort();
    }
    limited.assert_both_permits_are_free().await;
}

#[tokio::test]
async fn requests_that_wait_for_a_token_keep_no_other_one_waiting() {
    /// Has no token for the first two, and never will.
    struct Stuck(AtomicUsize);

    #[async_trait]
    impl TokenProvider for Stuck {
        async fn token(&self) -> std::result::Result<AccessToken, AuthError> {
            if self.0.fetch_add(1, Ordering::SeqCst) < 2 {
                std::future::pending().await
            }
            Ok(AccessToken::new(TOKEN))
        }
    }

    let limited = Limited::with(Api::answering([ok()]), |builder| {
        builder.token_provider(Stuck(AtomicUsize::new(0)))
    });
    let stuck = [limited.spawn(), limited.spawn()];
    limited.all.arrived(2).await;
    let third = in_time("the third request", limited.spawn());
    assert_eq!(third.await.unwrap().unwrap(), 200);
    for request in stuck {
        request.abort();
    }
    limited.assert_both_permits_are_free().await;
}

#[tokio::test]
async fn a_limit_of_zero_is_one_and_without_a_limit_there_is_none() {
    for (limit, at_once) in [(Some(0), 1), (None, 40), (Some(usize::MAX), 40)] {
        let gate = Gate::new();
        let (api, all) = (Api::always(ok().behind(&gate)), Counting::default());
        let mut builder = api.builder().middleware(all.clone());
        if let Some(limit) = limit {
            builder = builder.concurrency_limit(limit);
        }
        let client = builder.build().unwrap();
        let requests: Vec<_> = (0..40)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.execute(get()).await.unwrap() })
            })
            .collect();
        all.arrived(40).await;
        api.emulator.received(at_once).await;
        assert_eq!(api.calls(), at_once, "{limit:?}");
        gate.open();
        for request in requests {
            request.await.unwrap();
        }
    }
}
