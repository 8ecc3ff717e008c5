//! Why there is no token, or none that may be sent.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::{HttpClientError, OAuthError, StoreError, failure_reason, is_permanent_failure};

/// Why a request could not be given a token, or a token could not be had.
///
/// Ask it what happened by its predicates, and the authorization service's own words by [`oauth`](Self::oauth):
///
/// ```
/// use ctp_auth::{AuthError, OAuthErrorCode};
///
/// fn what_now(error: &AuthError) -> &'static str {
///     if error.is_session_ended() {
///         return "ask the customer to log in again";
///     }
///     match error.oauth().map(|refusal| refusal.code()) {
///         Some(OAuthErrorCode::InvalidCustomerAccountCredentials) => "wrong email address or password",
///         Some(OAuthErrorCode::InvalidClient) => "wrong id or secret of the API client",
///         Some(OAuthErrorCode::InvalidScope) => "the API client has not all the scopes that are asked for",
///         _ if error.is_transient() => "try again later",
///         _ => "read the logs",
///     }
/// }
/// # let _ = what_now(&AuthError::provider("example"));
/// ```
///
/// Neither the message nor the `Debug` output holds a token, a password or the secret of an API client, nor do its
/// [sources](StdError::source). A clone is cheap: all who wait for one token are told the same error.
#[derive(Clone)]
pub struct AuthError {
    kind: Arc<Kind>,
}

enum Kind {
    InsecureUrl,
    MalformedToken,
    Provider(Box<dyn StdError + Send + Sync>),
    Refused(OAuthError),
    Unreachable(reqwest::Error),
    HttpClient(HttpClientError),
    Timeout(Duration),
    Unreadable { status: StatusCode, reason: String },
    SessionEnded(Option<AuthError>),
    Store(StoreError),
    Interrupted,
}

impl AuthError {
    /// The failure of a [`TokenProvider`](crate::TokenProvider), for the reason given.
    ///
    /// The reason becomes the [`source`](StdError::source). It must not hold secrets.
    pub fn provider(reason: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::of(Kind::Provider(reason.into()))
    }

    /// Whether the request was refused because its URL would carry the token over plain HTTP to another machine.
    pub fn is_insecure_url(&self) -> bool {
        matches!(*self.kind, Kind::InsecureUrl)
    }

    /// Whether the token is empty or holds a character that no HTTP header can carry, such as a line break.
    pub fn is_malformed_token(&self) -> bool {
        matches!(*self.kind, Kind::MalformedToken)
    }

    /// Whether the [`TokenProvider`](crate::TokenProvider) had no token to give.
    pub fn is_provider(&self) -> bool {
        matches!(*self.kind, Kind::Provider(_))
    }

    /// Whether the session is over: its tokens are no longer accepted and there is no way to new ones but by the user.
    ///
    /// That is so after a logout, a change of the password, or when nobody came back before the refresh token expired.
    /// Start a new session, or ask the customer to log in.
    pub fn is_session_ended(&self) -> bool {
        matches!(*self.kind, Kind::SessionEnded(_))
    }

    /// Whether the authorization service did not answer in time.
    pub fn is_timeout(&self) -> bool {
        match &*self.kind {
            Kind::Timeout(_) => true,
            Kind::Unreachable(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// Whether the same may well succeed a little later: the connection failed, the service is not well (5xx) or asked
    /// for patience (429), or the store did not answer.
    ///
    /// A certificate that is not accepted (an unknown issuer, expired, for another host), and a proxy that refuses, are
    /// not: they stay as they are.
    pub fn is_transient(&self) -> bool {
        match &*self.kind {
            Kind::Timeout(_) | Kind::Store(_) | Kind::Interrupted => true,
            Kind::Unreachable(error) => !is_permanent_failure(error),
            Kind::Refused(refusal) => {
                refusal.status().is_server_error()
                    || refusal.status() == StatusCode::TOO_MANY_REQUESTS
            }
            _ => false,
        }
    }

    /// Whether the [`TokenStore`](crate::TokenStore) failed, where there was no way without it.
    pub fn is_store(&self) -> bool {
        matches!(*self.kind, Kind::Store(_))
    }

    /// Whether the authorization service answered with success, but with something that is no token.
    pub fn is_unreadable(&self) -> bool {
        matches!(*self.kind, Kind::Unreadable { .. })
    }

    /// Why there is no HTTP client to send by, if that is the error.
    pub fn http_client_error(&self) -> Option<&HttpClientError> {
        match &*self.kind {
            Kind::HttpClient(error) => Some(error),
            _ => None,
        }
    }

    /// What the authorization service says, if it refused; also where that ended a session.
    pub fn oauth(&self) -> Option<&OAuthError> {
        match &*self.kind {
            Kind::Refused(refusal) => Some(refusal),
            Kind::SessionEnded(reason) => reason.as_ref()?.oauth(),
            _ => None,
        }
    }

    /// The HTTP status of the authorization service, where it answered.
    pub fn status(&self) -> Option<StatusCode> {
        match &*self.kind {
            Kind::Unreadable { status, .. } => Some(*status),
            _ => self.oauth().map(OAuthError::status),
        }
    }

    pub(crate) fn insecure_url() -> Self {
        Self::of(Kind::InsecureUrl)
    }

    pub(crate) fn malformed_token() -> Self {
        Self::of(Kind::MalformedToken)
    }

    pub(crate) fn refused(refusal: OAuthError) -> Self {
        Self::of(Kind::Refused(refusal))
    }

    pub(crate) fn unreachable(error: reqwest::Error) -> Self {
        Self::of(Kind::Unreachable(error.without_url()))
    }

    pub(crate) fn timeout(after: Duration) -> Self {
        Self::of(Kind::Timeout(after))
    }

    pub(crate) fn unreadable(status: StatusCode, reason: String) -> Self {
        Self::of(Kind::Unreadable { status, reason })
    }

    pub(crate) fn session_ended(reason: Option<Self>) -> Self {
        Self::of(Kind::SessionEnded(reason))
    }

    pub(crate) fn store(error: StoreError) -> Self {
        Self::of(Kind::Store(error))
    }

    pub(crate) fn interrupted() -> Self {
        Self::of(Kind::Interrupted)
    }

    fn of(kind: Kind) -> Self {
        Self {
            kind: Arc::new(kind),
        }
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.kind {
            Kind::InsecureUrl => formatter.write_str(
                "credentials are not sent over plain HTTP, except to the same machine: use https, or allow the host of a \
                 test environment to be reached that way (`CTP_PLAIN_HTTP_HOSTS`)",
            ),
            Kind::MalformedToken => formatter.write_str(
                "the access token is empty or holds a character that no HTTP header can carry",
            ),
            Kind::Provider(_) => formatter.write_str("the token provider has no token to give"),
            Kind::Refused(refusal) => refusal.fmt(formatter),
            Kind::Unreachable(error) => {
                formatter.write_str(if is_connect(error) {
                    "no connection to the authorization service"
                } else {
                    "the connection to the authorization service failed"
                })?;
                match failure_reason(error) {
                    Some(reason) => write!(formatter, ": {reason}"),
                    None => Ok(()),
                }
            }
            Kind::HttpClient(error) => error.fmt(formatter),
            Kind::Timeout(after) => write!(
                formatter,
                "the authorization service did not answer within {after:?}"
            ),
            Kind::Unreadable { status, reason } => write!(
                formatter,
                "the authorization service answered {status}, but with no token: {reason}"
            ),
            Kind::SessionEnded(_) => {
                formatter.write_str("the session has ended: log in again, or start a new one")
            }
            Kind::Store(error) => error.fmt(formatter),
            Kind::Interrupted => {
                formatter.write_str("the fetching of a token was interrupted: ask again")
            }
        }
    }
}

impl From<HttpClientError> for AuthError {
    fn from(error: HttpClientError) -> Self {
        Self::of(Kind::HttpClient(error))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn is_connect(error: &reqwest::Error) -> bool {
    error.is_connect()
}

// A browser does not tell what went wrong with a connection.
#[cfg(target_arch = "wasm32")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}

impl fmt::Debug for AuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("AuthError");
        debug.field("message", &format_args!("{:?}", self.to_string()));
        if let Some(source) = self.source() {
            debug.field("source", &source);
        }
        debug.finish()
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.kind {
            Kind::Provider(reason) => Some(&**reason),
            Kind::Unreachable(error) => Some(error),
            Kind::HttpClient(error) => error.source(),
            Kind::SessionEnded(reason) => reason.as_ref().map(|reason| reason as &dyn StdError),
            Kind::Store(error) => error.source(),
            _ => None,
        }
    }
}
