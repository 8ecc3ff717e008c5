//! Metrics of token requests.

use std::sync::Arc;
use std::time::Duration;

use crate::oauth_error::OAuthErrorCode;
use crate::{AuthError, Clock, Grant};

/// A token request in progress. It is counted and timed when it is dropped, whatever its result, because its future may be
/// dropped at any time.
pub(super) struct Fetch {
    clock: Arc<dyn Clock>,
    start: Duration,
    grant: &'static str,
    /// The kind of error; empty on success.
    error: String,
}

impl Fetch {
    pub(super) fn begins(grant: &Grant, clock: &Arc<dyn Clock>) -> Self {
        Self {
            clock: Arc::clone(clock),
            start: clock.now(),
            grant: match grant {
                Grant::ClientCredentials => "client_credentials",
                Grant::Password(_) => "password",
                Grant::AnonymousSession(_) => "anonymous",
                Grant::RefreshToken(_) => "refresh_token",
            },
            error: "cancelled".to_owned(),
        }
    }

    pub(super) fn ended<T>(mut self, outcome: &Result<T, AuthError>) {
        self.error = outcome.as_ref().err().map(error_type).unwrap_or_default();
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        let duration = self.clock.now().saturating_sub(self.start);
        let labels = [
            ("ctp.auth.grant", self.grant.to_owned()),
            ("error.type", std::mem::take(&mut self.error)),
        ];
        metrics::counter!("ctp.auth.token_fetches", &labels).increment(1);
        metrics::histogram!("ctp.auth.token_fetch.duration", &labels)
            .record(duration.as_secs_f64());
    }
}

/// The error code if it is known, otherwise the status, otherwise a word for the failure.
fn error_type(error: &AuthError) -> String {
    if let Some(refusal) = error.oauth() {
        return match refusal.code() {
            OAuthErrorCode::Unknown(_) => refusal.status().as_u16().to_string(),
            known => known.as_str().to_owned(),
        };
    }
    let word = match error {
        error if error.is_timeout() => "timeout",
        error if error.is_unreadable() => "unreadable",
        error if error.is_transient() => "transport",
        _ => "other",
    };
    word.to_owned()
}
