//! Errors: why there is no token, or why it may not be sent.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::{
    HttpClientError, OAuthError, OAuthErrorCode, OAuthErrorObject, ScopeSet, StoreError,
    failure_reason, is_permanent_failure, platform,
};

/// Why there is no token, or why a request may not be sent with it.
///
/// Use the predicates, or [`oauth`](Self::oauth) for the response of the authorization service:
///
/// ```
/// use ctp_auth::{AuthError, OAuthErrorCode};
///
/// fn what_now(error: &AuthError) -> &'static str {
///     if error.is_session_ended() {
///         return "ask the customer to log in again";
///     }
///     if error.is_invalid_credentials() {
///         return "wrong email address or password";
///     }
///     match error.oauth().map(|refusal| refusal.code()) {
///         Some(OAuthErrorCode::InvalidClient) => "wrong id or secret of the API client",
///         Some(OAuthErrorCode::InvalidScope) => "the API client has not all the scopes that are asked for",
///         _ if error.is_transient() => "try again later",
///         _ => "read the logs",
///     }
/// }
/// # let _ = what_now(&AuthError::provider("example"));
/// ```
///
/// Neither the message nor the `Debug` output contains a token, a password or the secret of an API client, nor do its
/// [sources](StdError::source). A clone is cheap: all callers that wait for the same token get the same error.
#[derive(Clone)]
pub struct AuthError {
    kind: Arc<Kind>,
}

enum Kind {
    InsecureUrl,
    MalformedToken,
    Provider(Box<dyn StdError + Send + Sync>),
    Refused {
        refusal: OAuthError,
        asked: Asked,
    },
    Unreachable(reqwest::Error),
    HttpClient(HttpClientError),
    Timeout(Duration),
    Unreadable {
        status: StatusCode,
        reason: String,
    },
    SessionEnded(End),
    /// The record of a session was written by a later version of this crate, in this format version.
    SessionUnreadable(u32),
    /// The record of a session could not be removed from the store.
    NotRemoved {
        error: StoreError,
        are_tokens_revoked: bool,
    },
    Store(StoreError),
    TokensUnknown,
    OtherHolder,
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "a browser always has one")
    )]
    NoRuntime,
    Interrupted,
}

/// Why a session has ended.
enum End {
    /// It is not in the store.
    Gone,
    /// Its refresh token is no longer accepted.
    Refused(AuthError),
    /// Its tokens belong to a deleted API client, or to one whose credentials this process does not have.
    OfOtherClient(Option<AuthError>),
}

/// What was requested when the service refused.
#[derive(Clone, Default)]
pub(crate) struct Asked {
    /// Whether the email address and password of a customer were sent.
    pub(crate) is_password: bool,
    /// The scopes, and the setting that they come from.
    pub(crate) scopes: Option<(ScopeSet, &'static str)>,
}

impl AuthError {
    /// The failure of a [`TokenProvider`](crate::TokenProvider), for the reason given.
    ///
    /// The reason becomes the [`source`](StdError::source). It must not hold secrets.
    pub fn provider(reason: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::of(Kind::Provider(reason.into()))
    }

    /// Whether the request was refused because its URL would send the token over plain HTTP to another machine.
    pub fn is_insecure_url(&self) -> bool {
        matches!(*self.kind, Kind::InsecureUrl)
    }

    /// Whether the token is empty or contains a character that an HTTP header cannot contain, such as a line break.
    pub fn is_malformed_token(&self) -> bool {
        matches!(*self.kind, Kind::MalformedToken)
    }

    /// Whether the [`TokenProvider`](crate::TokenProvider) failed.
    pub fn is_provider(&self) -> bool {
        matches!(*self.kind, Kind::Provider(_))
    }

    /// Whether the session is over: its tokens are no longer accepted, and only the user can start another.
    ///
    /// This happens after a logout, after a change of the password, when the refresh token has expired, and when the API
    /// client of its tokens is deleted. After a login the session continues with another id, and has ended under the old
    /// one. Start a new session, or ask the customer to log in.
    pub fn is_session_ended(&self) -> bool {
        matches!(*self.kind, Kind::SessionEnded(_))
    }

    /// Whether the session exists but its record cannot be read, because a later version of this crate wrote it, for
    /// example during a rolling deployment. The session has not ended.
    pub fn is_session_unreadable(&self) -> bool {
        matches!(*self.kind, Kind::SessionUnreadable(_))
    }

    /// Whether the email address or the password of a customer is wrong, or the account is locked. The customer has to act.
    ///
    /// For the credentials of the shop, see [`is_invalid_client`](Self::is_invalid_client).
    pub fn is_invalid_credentials(&self) -> bool {
        match &*self.kind {
            Kind::Refused { refusal, asked } => {
                refusal.has(&OAuthErrorCode::InvalidCustomerAccountCredentials)
                    || asked.is_password && refusal.errors().iter().any(is_of_account)
            }
            Kind::SessionEnded(End::Refused(reason)) => reason.is_invalid_credentials(),
            _ => false,
        }
    }

    /// Whether the id or the secret of the API client is wrong, or the API client is deleted. The operator of the shop has
    /// to act.
    pub fn is_invalid_client(&self) -> bool {
        self.oauth().is_some_and(|refusal| {
            refusal.has(&OAuthErrorCode::InvalidClient)
                || refusal.has(&OAuthErrorCode::UnauthorizedClient)
        })
    }

    /// Whether there is no tokio runtime, which is needed for connections and timers.
    pub fn is_no_runtime(&self) -> bool {
        matches!(*self.kind, Kind::NoRuntime)
    }

    /// Whether the authorization service did not answer in time.
    pub fn is_timeout(&self) -> bool {
        match &*self.kind {
            Kind::Timeout(_) => true,
            Kind::Unreachable(error) => platform::is_timeout(error),
            _ => false,
        }
    }

    /// Whether a later attempt may succeed: the connection failed, the service failed (5xx) or asked to wait (429), or the
    /// store failed for a temporary reason.
    ///
    /// A certificate that is not accepted (unknown issuer, expired, another host) and a proxy that refuses are not
    /// transient.
    pub fn is_transient(&self) -> bool {
        match &*self.kind {
            Kind::Timeout(_) | Kind::Interrupted => true,
            Kind::Unreachable(error) => !is_permanent_failure(error),
            Kind::Store(error) | Kind::NotRemoved { error, .. } => error.is_transient(),
            Kind::Refused { refusal, .. } => {
                refusal.status().is_server_error()
                    || refusal.status() == StatusCode::TOO_MANY_REQUESTS
            }
            _ => false,
        }
    }

    /// Whether the [`TokenStore`](crate::TokenStore) failed and the operation is not possible without it.
    pub fn is_store(&self) -> bool {
        matches!(*self.kind, Kind::Store(_) | Kind::NotRemoved { .. })
    }

    /// Whether the authorization service answered with success, but without a valid token.
    pub fn is_unreadable(&self) -> bool {
        matches!(*self.kind, Kind::Unreadable { .. })
    }

    /// Why there is no HTTP client, if that is the error.
    pub fn http_client_error(&self) -> Option<&HttpClientError> {
        match &*self.kind {
            Kind::HttpClient(error) => Some(error),
            _ => None,
        }
    }

    /// The error response of the authorization service, if it refused, even if that ended a session.
    pub fn oauth(&self) -> Option<&OAuthError> {
        match &*self.kind {
            Kind::Refused { refusal, .. } => Some(refusal),
            Kind::SessionEnded(End::Refused(reason) | End::OfOtherClient(Some(reason))) => {
                reason.oauth()
            }
            _ => None,
        }
    }

    /// The scopes that were requested, if the authorization service refused a request for a token.
    pub fn requested_scopes(&self) -> Option<&ScopeSet> {
        match &*self.kind {
            Kind::Refused { asked, .. } => asked.scopes.as_ref().map(|(scopes, _)| scopes),
            _ => None,
        }
    }

    /// The HTTP status of the authorization service, if it answered.
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
        Self::of(Kind::Refused {
            refusal,
            asked: Asked::default(),
        })
    }

    /// Adds what was requested, if the service refused.
    pub(crate) fn asked(self, asked: Asked) -> Self {
        match &*self.kind {
            Kind::Refused { refusal, .. } => Self::of(Kind::Refused {
                refusal: refusal.clone(),
                asked,
            }),
            _ => self,
        }
    }

    /// Whether the request cannot have reached the service, because there was no connection.
    pub(crate) fn is_never_sent(&self) -> bool {
        matches!(&*self.kind, Kind::Unreachable(error) if platform::is_connect(error))
    }

    /// Whether another attempt is useless after this number of attempts.
    pub(crate) fn is_in_vain(&self, attempts: u32) -> bool {
        matches!(&*self.kind, Kind::Unreachable(error) if platform::is_in_vain(error, attempts))
    }

    /// Whether the service does not know the API client, or its secret is wrong.
    pub(crate) fn is_unknown_client(&self) -> bool {
        self.oauth()
            .is_some_and(|refusal| refusal.has(&OAuthErrorCode::InvalidClient))
    }

    /// Whether the refresh token or the password is no longer accepted.
    pub(crate) fn is_grant_refused(&self) -> bool {
        self.oauth().is_some_and(|refusal| {
            refusal.has(&OAuthErrorCode::InvalidGrant)
                || refusal.has(&OAuthErrorCode::InvalidCustomerAccountCredentials)
        })
    }

    /// Whether a session has ended for all processes, so that its record is useless.
    pub(crate) fn ends_session_everywhere(&self) -> bool {
        matches!(*self.kind, Kind::SessionEnded(End::Gone | End::Refused(_)))
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

    pub(crate) fn session_ended() -> Self {
        Self::of(Kind::SessionEnded(End::Gone))
    }

    pub(crate) fn session_refused(reason: Self) -> Self {
        Self::of(Kind::SessionEnded(End::Refused(reason)))
    }

    pub(crate) fn session_of_other_client(reason: Option<Self>) -> Self {
        Self::of(Kind::SessionEnded(End::OfOtherClient(reason)))
    }

    pub(crate) fn session_unreadable(version: u32) -> Self {
        Self::of(Kind::SessionUnreadable(version))
    }

    pub(crate) fn not_removed(error: StoreError, are_tokens_revoked: bool) -> Self {
        Self::of(Kind::NotRemoved {
            error,
            are_tokens_revoked,
        })
    }

    pub(crate) fn tokens_unknown() -> Self {
        Self::of(Kind::TokensUnknown)
    }

    pub(crate) fn other_holder() -> Self {
        Self::of(Kind::OtherHolder)
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn no_runtime() -> Self {
        Self::of(Kind::NoRuntime)
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
                "the access token is empty or contains a character that is not allowed in an HTTP header",
            ),
            Kind::Provider(_) => formatter.write_str("the token provider returned no token"),
            Kind::Refused { refusal, asked } => {
                refusal.fmt(formatter)?;
                match &asked.scopes {
                    Some((scopes, setting)) if refusal.has(&OAuthErrorCode::InvalidScope) => write!(
                        formatter,
                        "; the requested scopes are \"{scopes}\" (the default, or set by {setting}); the API client must have all of them"
                    ),
                    _ => Ok(()),
                }
            }
            Kind::Unreachable(error) => {
                formatter.write_str(if platform::is_connect(error) {
                    "no connection to the authorization service"
                } else if platform::is_unexplained(error) {
                    "no readable response of the authorization service: it is unreachable, or does not permit \
                     the origin of the page (CORS)"
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
                "the authorization service answered {status} without a valid token: {reason}"
            ),
            Kind::SessionEnded(End::OfOtherClient(_)) => formatter.write_str(
                "the session has ended: its tokens belong to an API client that was deleted, or whose credentials are not \
                 configured",
            ),
            Kind::SessionEnded(_) => {
                formatter.write_str("the session has ended: log in again, or start a new one")
            }
            Kind::SessionUnreadable(version) => write!(
                formatter,
                "the record of the session cannot be read: a later version of ctp-auth wrote it (format {version})"
            ),
            Kind::NotRemoved {
                error,
                are_tokens_revoked,
            } => {
                let tokens = match are_tokens_revoked {
                    true => "its tokens are revoked",
                    false => "its tokens are not revoked",
                };
                write!(formatter, "the session was not removed ({tokens}): {error}")
            }
            Kind::Store(error) => error.fmt(formatter),
            Kind::TokensUnknown => formatter.write_str(
                "the record of the session was damaged, so its tokens are not known and were not revoked",
            ),
            Kind::OtherHolder => formatter.write_str(
                "the authorization service answered a refresh with a token of another customer or anonymous session",
            ),
            Kind::NoRuntime => formatter.write_str(
                "there is no tokio runtime: call this within one, such as in a function with #[tokio::main]",
            ),
            Kind::Interrupted => {
                formatter.write_str("the request for a token was interrupted: try again")
            }
        }
    }
}

impl From<HttpClientError> for AuthError {
    fn from(error: HttpClientError) -> Self {
        Self::of(Kind::HttpClient(error))
    }
}

/// Whether the service says that something is wrong with the account of the customer, in response to a password. The codes
/// are not documented completely, so this checks their words.
fn is_of_account(error: &OAuthErrorObject) -> bool {
    let code = error.code();
    let text = code.as_str().to_ascii_lowercase();
    *code == OAuthErrorCode::InvalidGrant
        || ["credentials", "account", "customer", "locked"]
            .iter()
            .any(|word| text.contains(word))
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
            Kind::Unreachable(error) => platform::source(error),
            Kind::HttpClient(error) => error.source(),
            Kind::SessionEnded(End::Refused(reason) | End::OfOtherClient(Some(reason))) => {
                Some(reason)
            }
            Kind::Store(error) | Kind::NotRemoved { error, .. } => error.source(),
            _ => None,
        }
    }
}
