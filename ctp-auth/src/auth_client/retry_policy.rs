//! How long and how often the service is asked.

use std::time::Duration;

use http::StatusCode;

use crate::{AuthError, Backoff};

/// How long and how often the service is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct RetryPolicy {
    /// How long one attempt may take.
    pub(super) attempt: Duration,
    pub(super) backoff: Backoff,
}

/// Whether a request may be made twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repetition {
    /// Yes: a token that was handed out the first time is just not used.
    Always,
    /// Only if it surely was not done the first time, for a second time is refused or means something else.
    IfNotDone,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(5),
            backoff: Backoff::default(),
        }
    }
}

impl RetryPolicy {
    /// How long to wait before the next attempt; `None` to give up.
    pub(super) fn pause(
        &self,
        error: &AuthError,
        repetition: Repetition,
        attempts: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        if !may_pass(error) || repetition == Repetition::IfNotDone && may_be_done(error) {
            return None;
        }
        let asked = error.oauth().and_then(|refusal| refusal.retry_after());
        self.backoff.pause(attempts, elapsed, asked)
    }
}

/// Whether another attempt may succeed.
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

/// Whether the service may have done what was asked although there was no good answer.
fn may_be_done(error: &AuthError) -> bool {
    match error.oauth() {
        Some(refusal) => refusal.status() != StatusCode::TOO_MANY_REQUESTS,
        None => !error.is_never_sent(),
    }
}
