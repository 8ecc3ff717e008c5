//! Telemetry of token requests: a span and metrics.

use std::sync::Arc;
#[cfg(feature = "metrics")]
use std::time::Duration;

use tracing::Span;
use tracing::field::Empty;

use crate::oauth_error::OAuthErrorCode;
use crate::{AuthError, Clock, Grant};

/// A token request in progress, with its span. It is recorded when it is dropped, and with the feature `metrics` counted and
/// timed, whatever its result, because its future may be dropped at any time.
pub(super) struct Fetch {
    span: Span,
    /// The kind of error; empty on success.
    error: String,
    #[cfg(feature = "metrics")]
    grant: &'static str,
    #[cfg(feature = "metrics")]
    clock: Arc<dyn Clock>,
    #[cfg(feature = "metrics")]
    start: Duration,
}

impl Fetch {
    #[cfg_attr(
        not(feature = "metrics"),
        expect(unused_variables, reason = "a span needs no clock of ours")
    )]
    pub(super) fn begins(grant: &Grant, clock: &Arc<dyn Clock>) -> Self {
        let grant = match grant {
            Grant::ClientCredentials => "client_credentials",
            Grant::Password(_) => "password",
            Grant::AnonymousSession(_) => "anonymous",
            Grant::RefreshToken(_) => "refresh_token",
        };
        let span = tracing::info_span!(
            "ctp.auth.token_fetch",
            otel.kind = "client",
            otel.status_code = Empty,
            error.r#type = Empty,
            ctp.auth.grant = grant,
        );
        Self {
            span,
            error: "cancelled".to_owned(),
            #[cfg(feature = "metrics")]
            grant,
            #[cfg(feature = "metrics")]
            clock: Arc::clone(clock),
            #[cfg(feature = "metrics")]
            start: clock.now(),
        }
    }

    /// What is done within it belongs to the fetch.
    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    pub(super) fn ended<T>(mut self, outcome: &Result<T, AuthError>) {
        self.error = outcome.as_ref().err().map(error_type).unwrap_or_default();
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        if !self.error.is_empty() {
            self.span.record("error.type", self.error.as_str());
            self.span.record("otel.status_code", "ERROR");
        }
        #[cfg(feature = "metrics")]
        {
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
