//! Many requests whose token ends at the same moment.

use std::sync::Arc;

use async_trait::async_trait;
use ctp_auth::{AuthMiddleware, Grant, ScopeSet, TokenCache};
use emulator::Emulator;
use http::Extensions;
use reqwest_middleware::{ClientBuilder, Middleware, Next};
use tokio::sync::{Semaphore, mpsc};

use super::{api, invalid_token};
use crate::auth::{auth_client, http, token_answer};
use crate::clock::ManualClock;

const REQUESTS: usize = 1_000;

/// Lets no more requests out at once than there are permits, so that the sockets of a small machine are enough. Each
/// request has its token by then.
struct PermitStep {
    arrived: mpsc::UnboundedSender<()>,
    permits: Arc<Semaphore>,
}

#[async_trait]
impl Middleware for PermitStep {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        // Nobody counts those that come a second time.
        let _ = self.arrived.send(());
        let _permit = self.permits.acquire().await.unwrap();
        next.run(request, extensions).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_token_is_fetched_for_all_of_them() {
    let mut tokens = ["stale", "fresh", "one too many"].into_iter();
    let service = Emulator::with(move |_| {
        let token = tokens.next().unwrap();
        token_answer(token, None, 172_800, "")
    })
    .unwrap();
    let api = api(invalid_token());
    let auth = auth_client(&service, &ManualClock::new());
    let cache = TokenCache::new(auth, Grant::ClientCredentials, ScopeSet::new());
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let permits = Arc::new(Semaphore::new(0));
    let step = PermitStep {
        arrived,
        permits: Arc::clone(&permits),
    };
    let client = ClientBuilder::new(http())
        .with(AuthMiddleware::new(cache))
        .with(step)
        .build();

    let sending: Vec<_> = (0..REQUESTS)
        .map(|index| {
            let request = client.post(format!("{}/{index}", api.url()));
            let request = request.body(index.to_string());
            tokio::spawn(async move { request.send().await.unwrap().status() })
        })
        .collect();
    // All of them have got the first token before any of them learns that it is no good.
    for _ in 0..REQUESTS {
        let arrival = emulator::in_time("a request with the first token", arrivals.recv());
        arrival.await.unwrap();
    }
    assert_eq!(service.requests().len(), 1);
    permits.add_permits(100);
    for request in sending {
        assert_eq!(request.await.unwrap(), 200);
    }

    assert_eq!(service.requests().len(), 2);
    let requests = api.requests();
    assert_eq!(requests.len(), 2 * REQUESTS);
    for (token, count) in [("Bearer stale", REQUESTS), ("Bearer fresh", REQUESTS)] {
        let sent = requests.iter();
        let with = sent.filter(|request| request.header("authorization") == Some(token));
        assert_eq!(with.count(), count, "{token}");
    }
    for index in 0..REQUESTS {
        let path = format!("/{index}");
        let sent = requests.iter().filter(|request| request.target() == path);
        assert!(
            sent.clone()
                .all(|request| request.body() == index.to_string().as_bytes())
        );
        assert_eq!(sent.count(), 2, "{path}");
    }
}
