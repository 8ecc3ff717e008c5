//! How long and how often the service is asked.

use std::time::Duration;

use http::StatusCode;

use crate::{AuthError, Backoff, OAuthError, platform};

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

/// How long the service asks to wait.
///
/// A browser hides `Retry-After`, which a 429 of the service has: there it is a second.
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
            // Without being told how long to wait, a further request would only add to what is too much.
            StatusCode::TOO_MANY_REQUESTS => asked.is_some(),
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
