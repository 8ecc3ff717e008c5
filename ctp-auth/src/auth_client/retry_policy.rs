//! The retries of requests to the authorization service.

use std::time::Duration;

use http::StatusCode;

use crate::{AuthError, Backoff, OAuthError, platform};

/// The retries of requests to the authorization service.
#[derive(Clone, Copy, Debug)]
pub(super) struct RetryPolicy {
    /// The timeout of an attempt.
    pub(super) attempt: Duration,
    pub(super) backoff: Backoff,
}

/// Whether a request may be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repetition {
    /// Yes: a token from the first attempt is simply not used.
    Always,
    /// Only if the first attempt was certainly not processed, because a second one would be refused or have another effect.
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
    /// The pause before the next attempt; `None` to stop.
    pub(super) fn pause(
        &self,
        error: &AuthError,
        repetition: Repetition,
        attempts: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        let asked = error
            .oauth()
            .and_then(|refusal| asked_to_wait(refusal, platform::IS_BROWSER));
        if !may_pass(error, asked)
            || error.is_in_vain(attempts)
            || repetition == Repetition::IfNotDone && may_be_done(error)
        {
            return None;
        }
        self.backoff.pause(attempts, elapsed, asked)
    }
}

/// The pause that the service asks for.
///
/// A browser hides the `Retry-After` of a 429, so one second is used there.
fn asked_to_wait(refusal: &OAuthError, is_hidden: bool) -> Option<Duration> {
    const HIDDEN: Duration = Duration::from_secs(1);
    let is_too_many = refusal.status() == StatusCode::TOO_MANY_REQUESTS;
    refusal
        .retry_after()
        .or((is_hidden && is_too_many).then_some(HIDDEN))
}

/// Whether another attempt may succeed.
fn may_pass(error: &AuthError, asked: Option<Duration>) -> bool {
    match error.oauth() {
        Some(refusal) => match refusal.status() {
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => true,
            // Without a `Retry-After`, another request would only add load.
            StatusCode::TOO_MANY_REQUESTS => asked.is_some(),
            _ => false,
        },
        None => error.is_transient(),
    }
}

/// Whether the service may have processed the request although there was no valid response.
fn may_be_done(error: &AuthError) -> bool {
    match error.oauth() {
        Some(refusal) => refusal.status() != StatusCode::TOO_MANY_REQUESTS,
        None => !error.is_never_sent(),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::{HeaderValue, RETRY_AFTER};

    use super::*;
    use crate::redaction::Secrets;

    fn too_many(headers: &HeaderMap) -> OAuthError {
        let status = StatusCode::TOO_MANY_REQUESTS;
        OAuthError::read(status, headers, b"", Duration::ZERO, &Secrets::new([]))
    }

    #[test]
    fn too_many_requests_are_repeated_after_the_time_asked_for_or_a_second_where_it_is_hidden() {
        let unsaid = too_many(&HeaderMap::new());
        assert_eq!(asked_to_wait(&unsaid, false), None);
        assert_eq!(asked_to_wait(&unsaid, true), Some(Duration::from_secs(1)));
        let said = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static("2"))]);
        let said = too_many(&said);
        assert_eq!(asked_to_wait(&said, true), Some(Duration::from_secs(2)));
        let error = AuthError::refused(unsaid);
        assert!(!may_pass(&error, None));
        assert!(may_pass(&error, Some(Duration::from_secs(1))));
    }
}
