//! Sending a request again.

use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{Backoff, Clock, Onward, is_permanent_failure, platform};
use http::{Extensions, StatusCode};
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};
use tokio::sync::OwnedSemaphorePermit;

use super::retry_budget::{Account, RetryBudget};
use crate::client::in_progress::InProgress;
use crate::client::read_later::Left;
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
/// | in a browser: no answer, and no word of why | once | no |
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

/// A request that is being sent: what counts for all its attempts together.
struct Sending {
    #[cfg(feature = "metrics")]
    route: &'static str,
    attempts: Attempts,
    start: Duration,
    deadline: Duration,
    is_idempotent: bool,
}

/// A request whose body is [read later](crate::client::read_later), as it can be sent again if that breaks off.
pub(in crate::client) struct Resumable {
    sending: Sending,
    pub(in crate::client) request: Request,
}

/// The body of the answer broke off: what the request that is [resumed](Resumable) goes on with.
pub(in crate::client) struct BrokenOff {
    sending: Sending,
    error: reqwest::Error,
}

impl Resumable {
    /// The request to send, and what tells the step of the body that broke off.
    pub(in crate::client) fn broken_off(self, error: reqwest::Error) -> (Request, BrokenOff) {
        let Self { sending, request } = self;
        (request, BrokenOff { sending, error })
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Middleware for Retry {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        self.send(Box::new(request), extensions, next).await
    }
}

impl Retry {
    /// Sends a request on, again and again where that may help.
    pub(in crate::client) async fn send(
        &self,
        mut request: Box<Request>,
        extensions: &mut Extensions,
        next: impl Onward,
    ) -> Result<Response> {
        let mut sending = match Left::<BrokenOff>::take(extensions) {
            None => {
                self.budget.deposit();
                Sending::of(extensions, self.clock.now())
            }
            Some(BrokenOff { mut sending, error }) => {
                let outcome = Err(Error::Reqwest(error));
                match self.pause(&mut sending, &outcome) {
                    Some(pause) => self.clock.sleep(pause).await,
                    None => return outcome,
                }
                #[cfg(feature = "metrics")]
                sending.count_again(&request, &Reason::of(&outcome));
                sending
            }
        };
        loop {
            let again = request.try_clone();
            sending.attempts.count += 1;
            // First, so that an attempt that is given up is among them.
            let attempts = sending.attempts;
            InProgress::change(extensions, |request| request.attempts = attempts);
            let next = next.clone();
            let outcome = next
                .run_with_copy(request, again.as_ref(), extensions)
                .await;
            // A body that is a stream cannot be sent twice.
            let Some(again) = again else {
                return outcome;
            };
            request = Box::new(again);
            let Some(pause) = self.pause(&mut sending, &outcome) else {
                if outcome.is_ok() && InProgress::reads_later(extensions) {
                    let request = *request;
                    Left::put(extensions, Resumable { sending, request });
                }
                return outcome;
            };
            #[cfg(feature = "metrics")]
            let reason = Reason::of(&outcome);
            // The connection of the failed attempt is free for others while this one waits, and its permit too.
            drop(outcome);
            drop(Left::<OwnedSemaphorePermit>::take(extensions));
            self.clock.sleep(pause).await;
            #[cfg(feature = "metrics")]
            sending.count_again(&request, &reason);
        }
    }
}

impl Sending {
    fn of(extensions: &Extensions, now: Duration) -> Self {
        Self {
            #[cfg(feature = "metrics")]
            route: InProgress::info(extensions).map_or("", |info| info.route()),
            attempts: Attempts {
                count: 0,
                may_be_done: false,
            },
            start: now,
            deadline: InProgress::deadline(extensions).unwrap_or(Duration::MAX),
            is_idempotent: InProgress::info(extensions).is_some_and(|info| info.is_idempotent()),
        }
    }
}

/// Why a request is sent again, as the telemetry calls it.
#[cfg(feature = "metrics")]
struct Reason(String);

#[cfg(feature = "metrics")]
impl Reason {
    fn of(outcome: &Result<Response>) -> Self {
        let status = outcome.as_ref().map(Response::status);
        Self(super::telemetry::error_type(status).unwrap_or_default())
    }
}

#[cfg(feature = "metrics")]
impl Sending {
    /// Counts that it is sent again, once the pause is over.
    fn count_again(&self, request: &Request, Reason(reason): &Reason) {
        let labels = [
            ("http.request.method", request.method().to_string()),
            ("url.template", self.route.to_owned()),
            ("error.type", reason.clone()),
        ];
        metrics::counter!("ctp.client.retries", &labels).increment(1);
    }
}

impl Retry {
    /// How long to wait before the request is sent again after this outcome; `None` where it is not.
    fn pause(&self, sending: &mut Sending, outcome: &Result<Response>) -> Option<Duration> {
        let attempts = sending.attempts.count;
        if !may_help(outcome, sending.is_idempotent, attempts) {
            return None;
        }
        let now = self.clock.now();
        let elapsed = now.saturating_sub(sending.start);
        let asked = asked_to_wait(outcome, now);
        let pause = self.backoff.pause(attempts, elapsed, asked)?;
        if now.saturating_add(pause) >= sending.deadline {
            // The answer that there is says more than that the time was over.
            return None;
        }
        if !self.budget.withdraw() {
            tracing::debug!("the budget for sending again is used up");
            return None;
        }
        tracing::debug!(attempts, ?pause, "sending a request again");
        tracing::Span::current().record("http.request.resend_count", attempts);
        sending.attempts.may_be_done |= may_be_done(outcome);
        Some(pause)
    }
}

fn may_help(outcome: &Result<Response>, is_idempotent: bool, attempts: u32) -> bool {
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
        Err(Error::Reqwest(error)) if platform::is_in_vain(error, attempts) => false,
        Err(Error::Reqwest(error)) => platform::is_connect(error) || is_idempotent,
        // A step of its own kind has failed: what that means, only the step knows.
        Err(Error::Middleware(_)) => false,
    }
}

/// Whether the API may have done what was asked, though there was no answer of success.
fn may_be_done(outcome: &Result<Response>) -> bool {
    match outcome {
        Ok(answer) => answer.status() != StatusCode::TOO_MANY_REQUESTS,
        Err(Error::Reqwest(error)) => !platform::is_connect(error),
        Err(Error::Middleware(_)) => false,
    }
}

fn asked_to_wait(outcome: &Result<Response>, now: Duration) -> Option<Duration> {
    Backoff::retry_after(outcome.as_ref().ok()?.headers(), now)
}
