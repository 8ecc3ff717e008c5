//! The text of an error: no URLs, query values, headers or bodies.

use std::error::Error as StdError;
use std::fmt;

use ctp_auth::{AuthError, HttpClientError, failure_reason, platform};
use http::Method;

use super::{Error, Inner, Kind, Redirected, ResponseTooLarge, find};

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            correlation_id,
            attempts,
            method,
        } = &*self.inner;
        kind.fmt(formatter)?;
        if attempts.count > 1 {
            write!(formatter, ", after {} attempts", attempts.count)?;
            let is_change = |method: &Method| !matches!(*method, Method::GET | Method::HEAD);
            if attempts.may_be_done && method.as_ref().is_some_and(is_change) {
                formatter.write_str(", an earlier one may have been processed")?;
            }
        }
        match correlation_id {
            Some(id) => write!(formatter, " (correlation id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(problem) => write!(formatter, "the request was not sent: {problem}"),
            Self::HttpClient(error) => error.fmt(formatter),
            Self::Caller(error) => error.fmt(formatter),
            Self::Transport(error) if platform::is_timeout(error) => {
                formatter.write_str("the API did not answer in time")
            }
            Self::Transport(error) => {
                formatter.write_str(if platform::is_connect(error) {
                    "no connection to the API"
                } else if platform::is_unexplained(error) {
                    "no readable response of the API: it is unreachable, or does not permit the origin of the \
                     page or a header (CORS)"
                } else if error.is_builder() {
                    "the HTTP client cannot send such a request"
                } else {
                    "the connection to the API failed"
                })?;
                match failure_reason(error) {
                    Some(reason) => write!(formatter, ": {reason}"),
                    None => Ok(()),
                }
            }
            Self::Auth(error) => error.fmt(formatter),
            Self::Middleware(error) => write_stopped(error, formatter),
            Self::TotalTimeout(after) => {
                write!(
                    formatter,
                    "no response of the API within {after:?} in total"
                )
            }
            Self::Api(refusal) => refusal.fmt(formatter),
            Self::Decode {
                failure,
                status: Some(status),
                ..
            } => write!(formatter, "the API answered {status}, but: {failure}"),
            Self::Decode { failure, .. } => failure.fmt(formatter),
        }
    }
}

/// The error that stopped the request. The message is shown only if the error is from this SDK: the message of another step
/// may contain secrets, and is available as a source.
fn write_stopped(
    error: &reqwest_middleware::Error,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if let Some(too_large) = find::<ResponseTooLarge>(error) {
        return write!(formatter, "{too_large}");
    }
    if let Some(redirected) = find::<Redirected>(error) {
        return write!(formatter, "{redirected}");
    }
    if let Some(http) = find::<HttpClientError>(error) {
        return write!(formatter, "the request was not sent: {http}");
    }
    if let Some(auth) = find::<AuthError>(error) {
        return write!(
            formatter,
            "the request was not sent: it could not be authorized: {auth}"
        );
    }
    formatter.write_str("a middleware stopped the request")
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Error");
        debug.field("message", &format_args!("{:?}", self.to_string()));
        if let Some(source) = self.source() {
            debug.field("source", &source);
        }
        debug.finish()
    }
}
