//! Limits the number of concurrent requests.

use std::sync::Arc;

use ctp_auth::Onward;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::client::in_progress::InProgress;
use crate::client::read_later::Left;

/// Permits as many concurrent requests as there are permits; waiting requests are served in order.
///
/// A permit is held only during an attempt: until the response has been read, by the transport or, in a browser, by the
/// client, for which the permit is [stored](Left). It is not held during a pause or the fetch of a token, which would delay
/// others without need. It is released when the attempt is done, when it fails and when its future is dropped, because each
/// of these drops it.
pub(in crate::client) struct ConcurrencyLimit {
    permits: Arc<Semaphore>,
}

impl ConcurrencyLimit {
    pub(in crate::client) fn new(limit: usize) -> Self {
        // A larger number is no limit; zero would block all requests forever.
        let limit = limit.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            permits: Arc::new(Semaphore::new(limit)),
        }
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Middleware for ConcurrencyLimit {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        self.send(Box::new(request), extensions, next).await
    }
}

impl ConcurrencyLimit {
    /// Sends a request when there is a permit.
    pub(in crate::client) async fn send(
        &self,
        request: Box<Request>,
        extensions: &mut Extensions,
        next: impl Onward,
    ) -> reqwest_middleware::Result<Response> {
        // The permit of an earlier response to the same request that is no longer read, for example after a rejected token.
        drop(Left::<OwnedSemaphorePermit>::take(extensions));
        let permits = Arc::clone(&self.permits);
        // It fails only if the semaphore is closed, which never happens.
        let permit = permits.acquire_owned().await.map_err(Error::middleware)?;
        let outcome = next.run(request, extensions).await;
        if outcome.is_ok() && InProgress::reads_later(extensions) {
            Left::put(extensions, permit);
        }
        outcome
    }
}
