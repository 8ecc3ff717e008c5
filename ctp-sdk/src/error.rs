//! What can go wrong between a request and its response.

mod api;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use ctp_auth::{AuthError, MissingScopes};
use http::StatusCode;

use crate::decode::DecodeFailure;
use crate::request::Problem;
use crate::response::RawResponse;

pub use api::ApiError;
use api::Refusal;

/// A result with the [`Error`] of the SDK.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why there is no response.
///
/// Ask it what happened by its predicates, and the API's own words by [`api_errors`](Self::api_errors):
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
/// `Display` is one line. It shows the status, the message and the error codes of the API, but no
/// URLs, no query values, no headers and no bodies. The [`source`](StdError::source) has the reason behind it.
pub struct Error {
    // Boxed, because every result of the SDK is as large as its error.
    inner: Box<Inner>,
}

struct Inner {
    kind: Kind,
    /// That of the answer, or else the one that the request was sent with.
    correlation_id: Option<String>,
    attempts: u32,
}

enum Kind {
    Request(Problem),
    Transport(reqwest::Error),
    Auth(AuthError),
    Middleware(reqwest_middleware::Error),
    /// The time for all attempts together is over.
    TotalTimeout(Duration),
    Api(Refusal),
    Decode {
        failure: DecodeFailure,
        status: Option<StatusCode>,
    },
}

impl Error {
    /// Whether the API answered 404: there is no such resource.
    pub fn is_not_found(&self) -> bool {
        self.refusal_status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the API answered 409: the resource has changed since the version that the request names.
    pub fn is_conflict(&self) -> bool {
        self.refusal_status() == Some(StatusCode::CONFLICT)
    }

    /// Whether the same request may well succeed a little later: the connection failed or timed out, or the API answered
    /// 408, 429, 500, 502, 503 or 504.
    ///
    /// The API may have done what was asked all the same. Only a request that may be done twice is safe to send again.
    pub fn is_transient(&self) -> bool {
        match self.refusal_status() {
            Some(status) => matches!(status.as_u16(), 408 | 429 | 500 | 502..=504),
            None => match self.auth_error() {
                _ if matches!(self.inner.kind, Kind::TotalTimeout(_)) => true,
                Some(error) => error.is_transient(),
                None => self
                    .find::<reqwest::Error>()
                    .is_some_and(|error| !error.is_builder() && !error.is_redirect()),
            },
        }
    }

    /// Whether the credentials are at fault: the API answered 401 or 403, or there was no token to send.
    pub fn is_auth(&self) -> bool {
        matches!(
            self.refusal_status(),
            Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        ) || self.auth_error().is_some()
    }

    /// Whether the session is over, and only the visitor can start another: see [`AuthError::is_session_ended`].
    pub fn is_session_ended(&self) -> bool {
        self.auth_error().is_some_and(AuthError::is_session_ended)
    }

    /// Whether the email address or the password of a customer is wrong, or the account is locked: at a login, where the
    /// authorization service says so, or where the API does. It is the customer who has to do something about it.
    ///
    /// It is not so where the credentials of the shop are wrong: see [`AuthError::is_invalid_client`]. The status and the
    /// codes are in [`status`](Self::status), in [`api_errors`](Self::api_errors), and in
    /// [`AuthError::oauth`](ctp_auth::AuthError::oauth).
    pub fn is_invalid_credentials(&self) -> bool {
        let of_api = |code: &str| matches!(code, "InvalidCredentials" | "InvalidCurrentPassword");
        self.auth_error()
            .is_some_and(AuthError::is_invalid_credentials)
            || self.reason(of_api).is_some()
    }

    /// Why there was no token to send, if that is the error.
    pub fn auth_error(&self) -> Option<&AuthError> {
        match &self.inner.kind {
            Kind::Auth(error) => Some(error),
            _ => self.find(),
        }
    }

    /// What the token lacked, where the API answered 403 and the scopes of the token are known.
    ///
    /// They are known of tokens that [`ctp_auth`] has fetched, and of those that were given to it
    /// [with them](ctp_auth::AccessToken::with_scopes).
    pub fn missing_scopes(&self) -> Option<&MissingScopes> {
        match &self.inner.kind {
            Kind::Api(refusal) => refusal.missing_scopes.as_ref(),
            _ => None,
        }
    }

    /// Whether the API, or the authorization service, did not answer in time.
    pub fn is_timeout(&self) -> bool {
        match self.auth_error() {
            _ if matches!(self.inner.kind, Kind::TotalTimeout(_)) => true,
            Some(error) => error.is_timeout(),
            None => self
                .find::<reqwest::Error>()
                .is_some_and(reqwest::Error::is_timeout),
        }
    }

    /// Whether the API answered with success, but with a body that the SDK cannot read.
    pub fn is_decode(&self) -> bool {
        matches!(self.inner.kind, Kind::Decode { .. })
    }

    /// Whether the request, or the client, is not fit to be sent at all, such as a path with an empty id.
    pub fn is_request(&self) -> bool {
        match &self.inner.kind {
            Kind::Request(_) => true,
            Kind::Transport(error) => error.is_builder(),
            _ => false,
        }
    }

    /// The HTTP status, where the API answered, or where the authorization service did and there was no token to send.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.inner.kind {
            Kind::Decode { status, .. } => *status,
            _ => self
                .refusal_status()
                .or_else(|| self.auth_error().and_then(AuthError::status)),
        }
    }

    /// The id by which the support of commercetools finds the request in its logs: that of the answer, or where there was
    /// none, the one that the request was sent with.
    ///
    /// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
    pub fn correlation_id(&self) -> Option<&str> {
        self.inner.correlation_id.as_deref()
    }

    /// How often the request was sent, as far as the client itself sent it again.
    ///
    /// A conflict after the first attempt may well be with the request itself: an earlier attempt was done, and only its
    /// answer was lost.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// What the API says about the use of something deprecated, from `X-DEPRECATION-NOTICE`, where it refused.
    pub fn deprecation_notice(&self) -> Option<&str> {
        match &self.inner.kind {
            Kind::Api(refusal) => refusal.deprecation_notice.as_deref(),
            _ => None,
        }
    }

    /// What the API says is wrong, as a whole. `None` where it did not say.
    pub fn message(&self) -> Option<&str> {
        match &self.inner.kind {
            Kind::Api(refusal) => refusal.message.as_deref(),
            _ => None,
        }
    }

    /// What the API says is wrong, one by one. Empty where it did not say.
    ///
    /// Source: [Errors](https://docs.commercetools.com/api/errors).
    pub fn api_errors(&self) -> &[ApiError] {
        match &self.inner.kind {
            Kind::Api(refusal) => &refusal.errors,
            _ => &[],
        }
    }

    /// The version that the resource has now, where the API refused because the request names an older one.
    ///
    /// ```
    /// fn explain(error: &ctp_sdk::Error) -> String {
    ///     match error.current_version() {
    ///         Some(version) => format!("someone else was faster: it is at version {version}"),
    ///         None => error.to_string(),
    ///     }
    /// }
    /// ```
    ///
    /// Whoever sends the change again with this version overwrites what they have not seen: read the resource first.
    pub fn current_version(&self) -> Option<i64> {
        self.reason(|code| code == "ConcurrentModification")?
            .field("currentVersion")?
            .as_i64()
    }

    /// The field whose value is taken, where the API refused because another resource has it: such as `slug.en`, or the
    /// `email` of a customer.
    ///
    /// ```
    /// fn is_email_taken(error: &ctp_sdk::Error) -> bool {
    ///     error.duplicate_field() == Some("email")
    /// }
    /// ```
    pub fn duplicate_field(&self) -> Option<&str> {
        let is_duplicate = |code: &str| {
            matches!(
                code,
                "DuplicateField" | "DuplicateFieldWithConflictingResource"
            )
        };
        self.reason(is_duplicate)?.field("field")?.as_str()
    }

    /// Where and why the body cannot be read, if that is the error.
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        match &self.inner.kind {
            Kind::Decode { failure, .. } => Some(failure),
            _ => None,
        }
    }

    pub(crate) fn request(problem: Problem) -> Self {
        Self::new(Kind::Request(problem))
    }

    pub(crate) fn transport(error: reqwest::Error) -> Self {
        // The URL may hold secrets in its query.
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

    pub(crate) fn refused(answer: &RawResponse, missing_scopes: Option<MissingScopes>) -> Self {
        let refusal = Refusal::read(answer, missing_scopes);
        Self::new(Kind::Api(refusal)).answered_by(answer)
    }

    pub(crate) fn decode(failure: DecodeFailure, answer: Option<&RawResponse>) -> Self {
        let status = answer.map(RawResponse::status);
        let error = Self::new(Kind::Decode { failure, status });
        match answer {
            Some(answer) => error.answered_by(answer),
            None => error,
        }
    }

    /// The same, of a request that was sent with this id.
    pub(crate) fn sent_with(mut self, correlation_id: Option<String>) -> Self {
        self.inner.correlation_id = self.inner.correlation_id.take().or(correlation_id);
        self
    }

    pub(crate) fn attempted(mut self, attempts: u32) -> Self {
        self.inner.attempts = attempts;
        self
    }

    fn answered_by(self, answer: &RawResponse) -> Self {
        let correlation_id = answer.correlation_id().map(str::to_owned);
        self.sent_with(correlation_id)
    }

    fn new(kind: Kind) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                correlation_id: None,
                attempts: 1,
            }),
        }
    }

    /// The first reason of the API with such a code.
    fn reason(&self, has_code: impl Fn(&str) -> bool) -> Option<&ApiError> {
        self.api_errors()
            .iter()
            .find(|reason| has_code(reason.code()))
    }

    fn refusal_status(&self) -> Option<StatusCode> {
        match &self.inner.kind {
            Kind::Api(refusal) => Some(refusal.status),
            _ => None,
        }
    }

    /// The reason of the given type, however deep it is.
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
    // This one passes itself off as what it holds, so what it holds is not among its sources.
    match error.downcast_ref::<reqwest_middleware::Error>() {
        Some(reqwest_middleware::Error::Reqwest(held)) => find(held),
        Some(reqwest_middleware::Error::Middleware(held)) => find(&**held),
        None => find(error.source()?),
    }
}

impl From<AuthError> for Error {
    fn from(error: AuthError) -> Self {
        Self::new(Kind::Auth(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.kind.fmt(formatter)?;
        match &self.inner.correlation_id {
            Some(id) => write!(formatter, " (correlation id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(problem) => write!(formatter, "the request was not sent: {problem}"),
            Self::Transport(error) if error.is_timeout() => {
                formatter.write_str("the API did not answer in time")
            }
            Self::Transport(error) if error.is_connect() => {
                formatter.write_str("no connection to the API")
            }
            Self::Transport(error) if error.is_builder() => {
                formatter.write_str("the HTTP client cannot send such a request")
            }
            Self::Transport(_) => formatter.write_str("the connection to the API failed"),
            Self::Auth(error) => error.fmt(formatter),
            Self::Middleware(reqwest_middleware::Error::Middleware(error))
                if find::<AuthError>(&**error).is_some() =>
            {
                formatter.write_str("the request was not sent: it could not be authorized")
            }
            Self::Middleware(_) => formatter.write_str("a middleware stopped the request"),
            Self::TotalTimeout(after) => {
                write!(formatter, "no answer of the API within {after:?} in all")
            }
            Self::Api(refusal) => refusal.fmt(formatter),
            Self::Decode {
                failure,
                status: Some(status),
            } => write!(formatter, "the API answered {status}, but: {failure}"),
            Self::Decode { failure, .. } => failure.fmt(formatter),
        }
    }
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

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.inner.kind {
            Kind::Transport(error) => Some(error),
            Kind::Auth(error) => error.source(),
            Kind::Middleware(reqwest_middleware::Error::Middleware(error)) => Some(&**error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
