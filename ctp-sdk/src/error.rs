//! Errors of requests.

mod api;
mod details;
mod display;
mod predicates;

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use ctp_auth::{AuthError, HttpClientError, platform};
use http::{Method, StatusCode};

use crate::decode::DecodeFailure;
use crate::headers;
use crate::request::Problem;

pub use api::ApiError;
use api::Refusal;
pub(crate) use api::Refused;

/// A result with the [`Error`] of the SDK.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request failed.
///
/// Use the predicates to find the kind of error, and [`api_errors`](Self::api_errors) for the errors that the API reports:
///
/// ```
/// use ctp_sdk::Error;
///
/// fn explain(error: &Error) -> String {
///     if error.is_conflict() {
///         return "someone else was faster: read the resource again".to_owned();
///     }
///     match error.api_errors() {
///         [first, ..] => format!("refused: {}", first.code()),
///         [] => error.to_string(),
///     }
/// }
/// ```
///
/// `Display` is one line. It shows the status, the message and the error codes of the API, the number of attempts if there
/// was more than one, and the correlation id, but no URLs, query values, headers or bodies. The
/// [`source`](StdError::source) is the underlying error.
pub struct Error {
    // Boxed, because every result of the SDK is at least as large as its error.
    inner: Box<Inner>,
}

struct Inner {
    kind: Kind,
    /// The id of the response, or else the one that the request was sent with.
    correlation_id: Option<String>,
    attempts: Attempts,
    method: Option<Method>,
}

/// The number of attempts, and information about those before the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempts {
    pub(crate) count: u32,
    /// Whether the response to an earlier attempt was lost, so that the API may have processed it.
    pub(crate) may_be_done: bool,
}

impl Attempts {
    pub(crate) const ONE: Self = Self {
        count: 1,
        may_be_done: false,
    };
}

/// A response with a body that is larger than the limit. It is the source of a transport error.
#[derive(Debug, thiserror::Error)]
#[error(
    "the response is larger than {limit} bytes: request less, or raise the limit (`response_limit` of the client, \
     `with_response_limit` of the request)"
)]
pub(crate) struct ResponseTooLarge {
    pub(crate) limit: usize,
    pub(crate) status: StatusCode,
}

/// A response from another URL, because a browser follows redirects.
#[derive(Debug, thiserror::Error)]
#[error(
    "the API redirected the request, which the browser followed: the URL of the API must be that of the API itself \
     (the answer there was {status})"
)]
pub(crate) struct Redirected {
    pub(crate) status: StatusCode,
}

enum Kind {
    Request(Problem),
    /// There is no HTTP client.
    HttpClient(HttpClientError),
    /// A closure of the caller has failed.
    Caller(Box<dyn StdError + Send + Sync>),
    Transport(reqwest::Error),
    Auth(AuthError),
    Middleware(reqwest_middleware::Error),
    /// The time for all attempts together is over.
    TotalTimeout(Duration),
    Api(Refusal),
    Decode {
        failure: DecodeFailure,
        status: Option<StatusCode>,
        /// The body that could not be decoded.
        body: Bytes,
    },
}

impl Error {
    /// Wraps the error of your closure, for a closure that returns errors of the SDK, as for
    /// [`update_with`](crate::update_with). [`caller_error`](Self::caller_error) returns it.
    ///
    /// An error of the SDK is returned unchanged.
    pub fn caller(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        match error.into().downcast::<Self>() {
            Ok(error) => *error,
            Err(other) => Self::new(Kind::Caller(other)),
        }
    }

    pub(crate) fn request(problem: Problem) -> Self {
        Self::new(Kind::Request(problem))
    }

    pub(crate) fn transport(error: reqwest::Error) -> Self {
        // The query of the URL may contain secrets.
        Self::new(Kind::Transport(error.without_url()))
    }

    pub(crate) fn chain(error: reqwest_middleware::Error) -> Self {
        match error {
            reqwest_middleware::Error::Reqwest(error) => Self::transport(error),
            middleware => Self::new(Kind::Middleware(middleware)),
        }
    }

    pub(crate) fn total_timeout(after: Duration) -> Self {
        Self::new(Kind::TotalTimeout(after))
    }

    pub(crate) fn refused(answer: Refused<'_>) -> Self {
        let correlation_id = headers::correlation_id(answer.headers).map(str::to_owned);
        let method = answer.method.clone();
        let mut error = Self::new(Kind::Api(Refusal::read(answer))).sent_with(correlation_id);
        error.inner.method = Some(method);
        error
    }

    /// A body, or a part of it, cannot be decoded. Without a status, it is a JSON text that is not a response.
    pub(crate) fn decode(failure: DecodeFailure, body: Bytes, status: Option<StatusCode>) -> Self {
        Self::new(Kind::Decode {
            failure,
            status,
            body,
        })
    }

    /// Adds the correlation id of the request.
    pub(crate) fn sent_with(mut self, correlation_id: Option<String>) -> Self {
        self.inner.correlation_id = self.inner.correlation_id.take().or(correlation_id);
        self
    }

    pub(crate) fn attempted(mut self, attempts: Attempts) -> Self {
        self.inner.attempts = attempts;
        self
    }

    fn new(kind: Kind) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                correlation_id: None,
                attempts: Attempts::ONE,
                method: None,
            }),
        }
    }

    /// The first error of the API whose code matches.
    fn reason(&self, has_code: impl Fn(&str) -> bool) -> Option<&ApiError> {
        self.api_errors()
            .iter()
            .find(|reason| has_code(reason.code()))
    }

    fn refusal(&self) -> Option<&Refusal> {
        match &self.inner.kind {
            Kind::Api(refusal) => Some(refusal),
            _ => None,
        }
    }

    fn refusal_status(&self) -> Option<StatusCode> {
        self.refusal().map(Refusal::meaning)
    }

    /// The error of the given type in the chain of sources.
    fn find<T: StdError + 'static>(&self) -> Option<&T> {
        match &self.inner.kind {
            Kind::Transport(error) => find(error),
            Kind::Middleware(error) => find(error),
            _ => None,
        }
    }
}

fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    // This type behaves like the error that it contains, so that it is not among its sources.
    match error.downcast_ref::<reqwest_middleware::Error>() {
        Some(reqwest_middleware::Error::Reqwest(held)) => find(held),
        Some(reqwest_middleware::Error::Middleware(held)) => find(&**held),
        None => find(error.source()?),
    }
}

impl From<AuthError> for Error {
    fn from(error: AuthError) -> Self {
        match error.http_client_error() {
            Some(error) => error.clone().into(),
            None => Self::new(Kind::Auth(error)),
        }
    }
}

impl From<HttpClientError> for Error {
    fn from(error: HttpClientError) -> Self {
        Self::new(Kind::HttpClient(error))
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.inner.kind {
            Kind::Transport(error) => platform::source(error),
            Kind::Auth(error) => error.source(),
            Kind::HttpClient(error) => error.source(),
            Kind::Caller(error) => error.source(),
            Kind::Middleware(reqwest_middleware::Error::Middleware(error)) => Some(&**error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
