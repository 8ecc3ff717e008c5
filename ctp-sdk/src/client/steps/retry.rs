//! Sending a request again.

use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{Backoff, Clock, is_permanent_failure};
use http::{Extensions, StatusCode};
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};

use super::retry_budget::{Account, RetryBudget};
use crate::client::{Deadline, RequestInfo};
use crate::error::Attempts;

/// Sends a request again where that is safe and may help.
///
/// | what happened | a request that may be done twice | any other |
/// | --- | --- | --- |
/// | no connection: nothing was sent | again | again |
/// | 429: the API did not begin | again | again |
/// | 502, 503, 504 | again | no |
/// | the connection broke, or the answer did not come in time | again | no |
/// | a certificate that is not accepted, a proxy that refuses | no | no |
/// | anything else | no | no |
///
/// Where the pause would go beyond the time of the request, where the server asks for a longer one than the longest, and
/// where the budget of the client is used up, the answer stays as it came.
pub(in crate::client) struct Retry {
    backoff: Backoff,
    budget: Account,
    clock: Arc<dyn Clock>,
}

impl Retry {
    pub(in crate::client) fn new(
        backoff: Backoff,
        budget: RetryBudget,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            backoff,
            budget: Account::new(budget),
            clock,
        }
    }
}

#[async_trait::async_trait]
impl Middleware for Retry {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let is_idempotent = extensions
            .get::<RequestInfo>()
            .is_some_and(RequestInfo::is_idempotent);
        let deadline = extensions
            .get()
            .map_or(Duration::MAX, |Deadline(deadline)| *deadline);
        let start = self.clock.now();
        let mut attempts = Attempts {
            count: 0,
            may_be_done: false,
        };
        let mut request = request;
        self.budget.deposit();
        loop {
            let again = request.try_clone();
            attempts.count += 1;
            // First, so that an attempt that is given up is among them.
            extensions.insert(attempts);
            let outcome = next.clone().run(request, extensions).await;
            // A body that is a stream cannot be sent twice.
            let Some(again) = again else {
                return outcome;
            };
            if !may_help(&outcome, is_idempotent) {
                return outcome;
            }
            let now = self.clock.now();
            let asked = asked_to_wait(&outcome, now);
            let elapsed = now.saturating_sub(start);
            let Some(pause) = self.backoff.pause(attempts.count, elapsed, asked) else {
                return outcome;
            };
            if now.saturating_add(pause) >= deadline {
                // The answer that there is says more than that the time was over.
                return outcome;
            }
            if !self.budget.withdraw() {
                tracing::debug!("the budget for sending again is used up");
                return outcome;
            }
            tracing::debug!(attempts = attempts.count, ?pause, "sending a request again");
            tracing::Span::current().record("http.request.resend_count", attempts.count);
            attempts.may_be_done |= may_be_done(&outcome);
            // The connection of the failed attempt is free for others while this one waits.
            drop(outcome);
            self.clock.sleep(pause).await;
            request = again;
        }
    }
}

fn may_help(outcome: &Result<Response>, is_idempotent: bool) -> bool {
    match outcome {
        Ok(answer) => match answer.status() {
            StatusCode::TOO_MANY_REQUESTS => true,
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => is_idempotent,
            _ => false,
        },
        Err(Error::Reqwest(error)) if error.is_builder() || error.is_redirect() => false,
        Err(Error::Reqwest(error)) if is_permanent_failure(error) => false,
        Err(Error::Reqwest(error)) => error.is_connect() || is_idempotent,
        // A step of its own kind has failed: what that means, only the step knows.
        Err(Error::Middleware(_)) => false,
    }
}

/// Whether the API may have done what was asked, though there was no answer of success.
fn may_be_done(outcome: &Result<Response>) -> bool {
    match outcome {
        Ok(answer) => answer.status() != StatusCode::TOO_MANY_REQUESTS,
        Err(Error::Reqwest(error)) => !error.is_connect(),
        Err(Error::Middleware(_)) => false,
    }
}

fn asked_to_wait(outcome: &Result<Response>, now: Duration) -> Option<Duration> {
    Backoff::retry_after(outcome.as_ref().ok()?.headers(), now)
}
