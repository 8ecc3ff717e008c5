//! No more requests at once than a limit.

use std::sync::Arc;

use ctp_auth::Onward;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::client::in_progress::InProgress;
use crate::client::read_later::Left;

/// Lets no more requests through at once than there are permits, first come, first served.
///
/// A permit is held during an exchange alone: until the answer has been read, which the transport does, or in a browser the
/// client, for which the permit is [left](Left); and not during a pause or the fetch of a token, which would keep others
/// waiting for nothing. It goes back when the exchange is done, when it fails and when its future is dropped, because all of
/// these drop it.
pub(in crate::client) struct ConcurrencyLimit {
    permits: Arc<Semaphore>,
}

impl ConcurrencyLimit {
    pub(in crate::client) fn new(limit: usize) -> Self {
        // More than there can be is no limit; zero would let nothing through, ever.
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
    /// Sends a request on, when there is a permit.
    pub(in crate::client) async fn send(
        &self,
        request: Box<Request>,
        extensions: &mut Extensions,
        next: impl Onward,
    ) -> reqwest_middleware::Result<Response> {
        // That of an answer to the same request that nobody reads any more, such as to a token that was rejected.
        drop(Left::<OwnedSemaphorePermit>::take(extensions));
        let permits = Arc::clone(&self.permits);
        // It fails only when the semaphore is closed, which nobody does.
        let permit = permits.acquire_owned().await.map_err(Error::middleware)?;
        let outcome = next.run(request, extensions).await;
        if outcome.is_ok() && InProgress::reads_later(extensions) {
            Left::put(extensions, permit);
        }
        outcome
    }
}
