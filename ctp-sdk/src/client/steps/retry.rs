//! Retries.

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

/// Sends a request again if that is safe and may succeed.
///
/// | what happened | repeatable request | any other request |
/// | --- | --- | --- |
/// | no connection, so that nothing was sent | again | again |
/// | 429: the API did not process the request | again | again |
/// | 502, 503, 504 | again | no |
/// | the connection broke, or the response did not arrive in time | again | no |
/// | a certificate that is not accepted, a proxy that refuses | no | no |
/// | in a browser: no response and no reason | once | no |
/// | anything else | no | no |
///
/// The response is returned unchanged if the pause would exceed the time of the request, if the server asks for a longer
/// pause than the longest one, and if the budget of the client is used up.
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

/// The state of a request for all of its attempts.
struct Sending {
    #[cfg(feature = "metrics")]
    route: &'static str,
    attempts: Attempts,
    start: Duration,
    deadline: Duration,
    is_idempotent: bool,
}

/// A request whose body is [read later](crate::client::read_later), and which can be sent again if the body breaks off.
pub(in crate::client) struct Resumable {
    sending: Sending,
    pub(in crate::client) request: Request,
}

/// The state after the body of a response broke off, with which the request is [resumed](Resumable).
pub(in crate::client) struct BrokenOff {
    sending: Sending,
    error: reqwest::Error,
}

impl Resumable {
    /// The request to send, and the information for the step that its body broke off.
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
    /// Sends a request, repeatedly if that may succeed.
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
            // Counted first, so that an aborted attempt is included.
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
            let Some(pause) = self.pause(&mut sending, &outcome) else {
                if outcome.is_ok() && InProgress::reads_later(extensions) {
                    let request = again;
                    Left::put(extensions, Resumable { sending, request });
                }
                return outcome;
            };
            request = Box::new(again);
            #[cfg(feature = "metrics")]
            let reason = Reason::of(&outcome);
            // During the pause, others can use the connection of the failed attempt, and its permit.
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

/// The reason for a retry, as telemetry shows it.
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
    /// Counts a retry, after the pause.
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
    /// The pause before the request is sent again after this outcome; `None` if it is not sent again.
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
            // The present response is more useful than the information that the time is over.
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
        // An error of a step of the application: only that step knows its meaning.
        Err(Error::Middleware(_)) => false,
    }
}

/// Whether the API may have processed the request, although there was no successful response.
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
