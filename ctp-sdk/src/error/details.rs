//! What an error knows: the answer, the reasons of the API, the attempts.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use ctp_auth::{AuthError, MissingScopes};
use http::StatusCode;
use serde_json::Value;

use super::{ApiError, Error, Kind, ResponseTooLarge};
use crate::decode::DecodeFailure;
use crate::json::whole;
use crate::models::Permission;

impl Error {
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
        self.refusal()?.missing_scopes.as_ref()
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
        self.refusal()?.retry_after
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
        self.refusal()?.deprecation_notice.as_deref()
    }

    /// What the API says is wrong, as a whole. `None` where it did not say.
    pub fn message(&self) -> Option<&str> {
        self.refusal()?.message.as_deref()
    }

    /// What the API says is wrong, one by one. Empty where it did not say.
    ///
    /// Source: [Errors](https://docs.commercetools.com/api/errors).
    pub fn api_errors(&self) -> &[ApiError] {
        self.refusal().map_or(&[], |refusal| &refusal.errors)
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
        let graphql = self.refusal().and_then(|refusal| refusal.graphql.as_ref());
        graphql.map_or(&[], |graphql| graphql.errors.as_slice())
    }

    /// The data that came along with the errors of a GraphQL answer; `None` where there was none. It may hold personal data;
    /// neither `Display` nor `Debug` of the error shows it.
    #[cfg(feature = "graphql")]
    pub fn graphql_data(&self) -> Option<&serde_json::Value> {
        self.refusal()?.graphql.as_ref()?.data.as_ref()
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
}
