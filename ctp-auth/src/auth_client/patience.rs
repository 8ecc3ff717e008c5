//! How long and how often the service is asked.

use std::time::Duration;

use http::StatusCode;

use crate::{AuthError, Backoff};

/// How long and how often the service is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// How long one attempt may take.
    pub(super) attempt: Duration,
    pub(super) backoff: Backoff,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(5),
            backoff: Backoff::default(),
        }
    }
}

impl Patience {
    /// How long to wait before the next attempt; `None` to give up.
    pub(super) fn pause(
        &self,
        error: &AuthError,
        attempts: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        if !may_pass(error) {
            return None;
        }
        let asked = error.oauth().and_then(|refusal| refusal.retry_after());
        self.backoff.pause(attempts, elapsed, asked)
    }
}

/// Whether another attempt may succeed. A token call may be made twice: the first token is then just not used.
fn may_pass(error: &AuthError) -> bool {
    match error.oauth() {
        Some(refusal) => match refusal.status() {
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => true,
            // Without being told how long to wait, a further request would only add to what is too much.
            StatusCode::TOO_MANY_REQUESTS => refusal.retry_after().is_some(),
            _ => false,
        },
        None => error.is_transient(),
    }
}
