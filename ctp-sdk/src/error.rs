//! What can go wrong between a request and its response.

mod api;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use ctp_auth::{
    AuthError, HttpClientError, MissingScopes, failure_reason, is_permanent_failure, platform,
};
use http::{Method, StatusCode};
use serde_json::Value;

use crate::decode::DecodeFailure;
use crate::headers;
use crate::json::whole;
use crate::models::Permission;
use crate::request::Problem;

pub use api::ApiError;
use api::Refusal;
pub(crate) use api::Refused;

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
/// `Display` is one line. It shows the status, the message and the error codes of the API, the number of attempts if there
/// was more than one, and the correlation id, but no URLs, no query values, no headers and no bodies. The [`source`](StdError::source) has the reason behind it.
pub struct Error {
    // Boxed, because every result of the SDK is as large as its error.
    inner: Box<Inner>,
}

struct Inner {
    kind: Kind,
    /// That of the answer, or else the one that the request was sent with.
    correlation_id: Option<String>,
    attempts: Attempts,
    method: Option<Method>,
}

/// How often a request was sent, and what is known of the attempts before the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempts {
    pub(crate) count: u32,
    /// Whether the answer to an earlier attempt was lost, so that the API may have done what was asked.
    pub(crate) may_be_done: bool,
}

impl Attempts {
    pub(crate) const ONE: Self = Self {
        count: 1,
        may_be_done: false,
    };
}

/// An answer with a body that is larger than what was allowed. It is the reason of an error of the transport.
#[derive(Debug, thiserror::Error)]
#[error(
    "the answer is larger than {limit} bytes: ask for less, or raise the limit (`response_limit` of the client, \
     `with_response_limit` of the request)"
)]
pub(crate) struct ResponseTooLarge {
    pub(crate) limit: usize,
    pub(crate) status: StatusCode,
}

/// An answer that came from another place, because a browser follows redirects.
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
    /// There is no HTTP client to send by.
    HttpClient(HttpClientError),
    /// The closure of the caller's own has failed.
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
        /// What could not be read.
        body: Bytes,
    },
}

impl Error {
    /// Whether there is no such resource: the API answered 404.
    ///
    /// A 404 without the JSON error body of the API is not one of these, because it is not the API's: a gateway or a
    /// proxy in front of it knows no such path, and that says nothing of the resource. Its [`status`](Self::status) is
    /// 404 as well. The answer to a `HEAD` has no body, so that any 404 to it counts.
    pub fn is_not_found(&self) -> bool {
        match &self.inner.kind {
            Kind::Api(refusal) => {
                refusal.meaning() == StatusCode::NOT_FOUND && refusal.is_about_resource
            }
            _ => false,
        }
    }

    /// Whether a `DELETE` was sent more than once and found nothing in the end, after the answer to an earlier attempt was
    /// lost: the resource is gone, and that attempt may have deleted it.
    ///
    /// ```no_run
    /// # #[cfg(feature = "carts")]
    /// # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
    /// match api.carts().with_id("cart-1").delete(3).send().await {
    ///     Ok(deleted) => println!("{} is deleted", deleted.id),
    ///     Err(error) if error.is_already_deleted() => println!("it is deleted, and its last state is lost"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_already_deleted(&self) -> bool {
        self.inner.method == Some(Method::DELETE)
            && self.inner.attempts.may_be_done
            && self.is_not_found()
    }

    /// Whether the API may have done what was asked, although there is an error: an answer was lost, did not come in time,
    /// cannot be read, or is that of a server that failed (5xx). Before a create is sent again, look whether it is done.
    ///
    /// It is true also where an *earlier* attempt was lost and the last one was refused. That is so of an order from a cart:
    /// the client sends it again, because the version of the cart makes the second of two fail, and then the order is
    /// placed and the error is a [conflict](Self::is_conflict).
    ///
    /// ```no_run
    /// # #[cfg(feature = "orders")]
    /// # async fn run(api: ctp_sdk::ApiRoot, cart: ctp_sdk::models::Cart) -> ctp_sdk::Result<()> {
    /// use ctp_sdk::models::{CartResourceIdentifier, OrderFromCartDraft};
    ///
    /// let of_cart = CartResourceIdentifier::new().id(cart.id.as_str());
    /// let draft = OrderFromCartDraft::new(cart.version).cart(of_cart);
    /// match api.orders().post(draft).send().await {
    ///     Ok(order) => println!("{} is placed", order.id),
    ///     Err(error) if error.may_be_done() => {
    ///         let of_cart = format!("cart(id = \"{}\")", cart.id);
    ///         let found = api.orders().get().where_(of_cart).send().await?;
    ///         println!("placed all the same: {:?}", found.results.first().map(|order| &order.id));
    ///     }
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It is false where the request was surely not done: it was not sent, was refused before anything was done (4xx), or
    /// there was no connection. Whether the request was a read or a change makes no difference.
    pub fn may_be_done(&self) -> bool {
        self.inner.attempts.may_be_done
            || match &self.inner.kind {
                Kind::Request(_) | Kind::HttpClient(_) | Kind::Caller(_) | Kind::Auth(_) => false,
                Kind::Transport(error) => !error.is_builder() && !platform::is_connect(error),
                Kind::TotalTimeout(_) => true,
                Kind::Api(refusal) => refusal.meaning().is_server_error(),
                Kind::Decode { status, .. } => status.is_some(),
                // It was not sent without a token or a connection. What stopped it else may have come after the answer.
                Kind::Middleware(_) => {
                    self.auth_error().is_none() && self.find::<HttpClientError>().is_none()
                }
            }
    }

    /// Whether the API answered 409: the resource has changed since the version that the request names.
    ///
    /// Where the client had sent the request before and the answer was lost ([`may_be_done`](Self::may_be_done)), the
    /// conflict may be with the request itself. That concerns a create as well if it names a version, such as an order from
    /// a cart or from a quote: look for the order by its `orderNumber`, or by `cart(id = "…")`, before you tell the
    /// customer that it failed.
    pub fn is_conflict(&self) -> bool {
        self.refusal_status() == Some(StatusCode::CONFLICT)
    }

    /// Whether the same request may well succeed a little later: the connection failed or timed out, or the API answered
    /// 408, 429, 500, 502, 503 or 504.
    ///
    /// A certificate that is not accepted (an unknown issuer, expired, for another host), and a proxy that refuses, are
    /// not: they stay as they are.
    ///
    /// The API may have done what was asked all the same. Only a request that may be done twice is safe to send again.
    pub fn is_transient(&self) -> bool {
        match self.refusal_status() {
            Some(status) => matches!(status.as_u16(), 408 | 429 | 500 | 502..=504),
            None => match self.auth_error() {
                _ if matches!(self.inner.kind, Kind::TotalTimeout(_)) => true,
                Some(error) => error.is_transient(),
                None => self.find::<reqwest::Error>().is_some_and(|error| {
                    !error.is_builder() && !error.is_redirect() && !is_permanent_failure(error)
                }),
            },
        }
    }

    /// Whether the token is at fault: the API answered 401, or 403 because of the scopes of the token, or there was no token
    /// to send.
    ///
    /// A 403 that another token would get as well is not one of these: an associate of a business unit who lacks a
    /// permission ([`missing_permissions`](Self::missing_permissions)), and a customer who expands other customers of a
    /// business unit (`Unauthorized`). A 403 without a reason counts as one of the token.
    pub fn is_auth(&self) -> bool {
        match &self.inner.kind {
            Kind::Api(refusal) => refusal.is_about_token(),
            _ => self.auth_error().is_some(),
        }
    }

    /// The permissions that an associate of a business unit lacks for what was asked (`AssociateMissingPermission`), where
    /// that is the error. Any one of them is enough.
    ///
    /// The token is a good one, and [`is_auth`](Self::is_auth) is false: it is the roles of the associate that have to
    /// change, or somebody else has to do it.
    ///
    /// ```
    /// fn explain(error: &ctp_sdk::Error) -> String {
    ///     match error.missing_permissions() {
    ///         Some(permissions) => format!("ask an administrator of your company for one of {permissions:?}"),
    ///         None => error.to_string(),
    ///     }
    /// }
    /// ```
    ///
    /// Source: [Permission](https://docs.commercetools.com/api/projects/associate-roles#ctp:api:type:Permission).
    pub fn missing_permissions(&self) -> Option<Vec<Permission>> {
        let reason = self.reason(|code| code == "AssociateMissingPermission")?;
        let permissions = reason.field("permissions").and_then(Value::as_array);
        let names = permissions.into_iter().flatten().filter_map(Value::as_str);
        Some(names.map(Permission::from).collect())
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
                .is_some_and(platform::is_timeout),
        }
    }

    /// Whether the API answered with success, but with a body that the SDK cannot read.
    pub fn is_decode(&self) -> bool {
        matches!(self.inner.kind, Kind::Decode { .. })
    }

    /// Whether the answer was larger than what was allowed: see
    /// [`ClientBuilder::response_limit`](crate::ClientBuilder::response_limit).
    pub fn is_response_too_large(&self) -> bool {
        self.find::<ResponseTooLarge>().is_some()
    }

    /// The error of the caller's own, where a closure that the SDK called has failed with one: see
    /// [`Error::caller`].
    pub fn caller_error<E: StdError + 'static>(&self) -> Option<&E> {
        match &self.inner.kind {
            Kind::Caller(error) => error.downcast_ref(),
            _ => None,
        }
    }

    /// How long the API asks to wait before the next request, by `Retry-After`.
    ///
    /// The client waits itself where that is no longer than its longest pause
    /// ([`Backoff::with_pauses`](ctp_auth::Backoff::with_pauses)).
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.inner.kind {
            Kind::Api(refusal) => refusal.retry_after,
            _ => None,
        }
    }

    /// Whether the request, or the client, is not fit to be sent at all, such as a path with an empty id, or a client
    /// without root certificates.
    pub fn is_request(&self) -> bool {
        match &self.inner.kind {
            Kind::Request(_) | Kind::HttpClient(_) => true,
            Kind::Transport(error) => error.is_builder(),
            _ => false,
        }
    }

    /// The HTTP status, where the API answered, or where the authorization service did and there was no token to send.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.inner.kind {
            Kind::Decode { status, .. } => *status,
            Kind::Middleware(_) => match self.find::<ResponseTooLarge>() {
                Some(error) => Some(error.status),
                None => self.auth_error().and_then(AuthError::status),
            },
            Kind::Auth(error) => error.status(),
            Kind::Api(refusal) => Some(refusal.status),
            _ => None,
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
    /// A [conflict](Self::is_conflict) after the first attempt may well be with the request itself: an earlier attempt was
    /// done, and only its answer was lost. [`may_be_done`](Self::may_be_done) tells this from attempts that surely were not
    /// done, such as those that were answered with 429.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts.count
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

    /// The errors of a GraphQL answer, each with its message, path, locations and extensions. Empty where it is no such answer.
    ///
    /// ```
    /// fn explain(error: &ctp_sdk::Error) {
    ///     for reason in error.graphql_errors() {
    ///         println!("{}: {} ({})", reason.place(), reason.message(), reason.code());
    ///     }
    /// }
    /// ```
    ///
    /// [`api_errors`](Self::api_errors) has the same reasons in the form of the HTTP API.
    #[cfg(feature = "graphql")]
    pub fn graphql_errors(&self) -> &[crate::graphql::GraphQlError] {
        match &self.inner.kind {
            Kind::Api(refusal) => refusal
                .graphql
                .as_ref()
                .map_or(&[], |graphql| graphql.errors.as_slice()),
            _ => &[],
        }
    }

    /// The data that came along with the errors of a GraphQL answer; `None` where there was none. It may hold personal data;
    /// neither `Display` nor `Debug` of the error shows it.
    #[cfg(feature = "graphql")]
    pub fn graphql_data(&self) -> Option<&serde_json::Value> {
        match &self.inner.kind {
            Kind::Api(refusal) => refusal.graphql.as_ref()?.data.as_ref(),
            _ => None,
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
    /// If you send the change again with this version, you overwrite what you have not seen: read the resource first.
    pub fn current_version(&self) -> Option<i64> {
        let version = self
            .reason(|code| code == "ConcurrentModification")?
            .field("currentVersion")?;
        // A gateway may write it as `5.0`.
        version.as_i64().or_else(|| whole(version.as_f64()?))
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

    /// What the API answered, where it cannot be read ([`is_decode`](Self::is_decode)): the body of the answer, or of the
    /// one result of a query that [`Items`](crate::Items) could not read.
    ///
    /// The API has done what was asked, so a create or a change is not lost together with its answer. It may hold personal
    /// data and secrets; neither `Display` nor `Debug` of the error shows it.
    ///
    /// ```
    /// fn id(error: &ctp_sdk::Error) -> Option<String> {
    ///     let body: ctp_sdk::Value = serde_json::from_slice(error.body()?).ok()?;
    ///     Some(body.get("id")?.as_str()?.to_owned())
    /// }
    /// ```
    pub fn body(&self) -> Option<&Bytes> {
        match &self.inner.kind {
            Kind::Decode { body, .. } => Some(body),
            _ => None,
        }
    }

    /// The error of a closure of the caller's own, for one that gives errors of the SDK, as those of
    /// [`update_with`](crate::update_with). [`caller_error`](Self::caller_error) gives it back.
    ///
    /// An error of the SDK stays what it is.
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

    pub(crate) fn refused(answer: Refused<'_>) -> Self {
        let correlation_id = headers::correlation_id(answer.headers).map(str::to_owned);
        let method = answer.method.clone();
        let mut error = Self::new(Kind::Api(Refusal::read(answer))).sent_with(correlation_id);
        error.inner.method = Some(method);
        error
    }

    /// A body, or a part of it, cannot be read. Without a status, it is a JSON text that is no answer.
    pub(crate) fn decode(failure: DecodeFailure, body: Bytes, status: Option<StatusCode>) -> Self {
        Self::new(Kind::Decode {
            failure,
            status,
            body,
        })
    }

    /// The same, of a request that was sent with this id.
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

    /// The first reason of the API with such a code.
    fn reason(&self, has_code: impl Fn(&str) -> bool) -> Option<&ApiError> {
        self.api_errors()
            .iter()
            .find(|reason| has_code(reason.code()))
    }

    fn refusal_status(&self) -> Option<StatusCode> {
        match &self.inner.kind {
            Kind::Api(refusal) => Some(refusal.meaning()),
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
                formatter.write_str(", of which an earlier one may have been done")?;
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
                    "no answer of the API that this page may read: it is unreachable, or does not permit the origin of the \
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
                write!(formatter, "no answer of the API within {after:?} in all")
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

/// What stopped the request. The reason is shown where it is one of ours: what another step has to say may hold
/// secrets, and is among the sources.
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
