//! Settings of a single request.

use std::time::Duration;

use super::Request;

/// Settings that every request has, in addition to the setters of its operation.
///
/// ```no_run
/// # #[cfg(feature = "carts")]
/// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
/// use std::time::Duration;
/// use ctp_sdk::{RequestOptions, models::CartDraft};
///
/// // Because of its key the API refuses a second cart, so the request may be sent again.
/// let draft = CartDraft::new("EUR").key("of-order-17");
/// let cart = api
///     .carts()
///     .post(draft)
///     .with_idempotent(true)
///     .with_timeout(Duration::from_secs(2))
///     .with_header("X-Correlation-ID", "import-17")
///     .send()
///     .await?;
/// # let _ = cart;
/// # Ok(())
/// # }
/// ```
pub trait RequestOptions: Sized {
    /// The request that will be sent.
    fn request_mut(&mut self) -> &mut Request;

    /// Sets a header: see [`Request::set_header`].
    #[must_use]
    fn with_header(mut self, name: &str, value: &str) -> Self {
        self.request_mut().set_header(name, value);
        self
    }

    /// Declares whether sending the request twice has the same effect as once: see [`Request::set_idempotent`].
    #[must_use]
    fn with_idempotent(mut self, is_idempotent: bool) -> Self {
        self.request_mut().set_idempotent(is_idempotent);
        self
    }

    /// Limits the total time of the request: see [`Request::set_timeout`].
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.request_mut().set_timeout(timeout);
        self
    }

    /// Limits the time of each attempt: see [`Request::set_attempt_timeout`].
    #[must_use]
    fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.request_mut().set_attempt_timeout(timeout);
        self
    }

    /// Limits the size of the response: see [`Request::set_response_limit`].
    #[must_use]
    fn with_response_limit(mut self, bytes: usize) -> Self {
        self.request_mut().set_response_limit(bytes);
        self
    }
}

impl RequestOptions for Request {
    fn request_mut(&mut self) -> &mut Request {
        self
    }
}
