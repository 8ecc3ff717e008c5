//! Details of an error: the response, the errors of the API, the attempts.

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
    /// The permissions that an associate of a business unit lacks (`AssociateMissingPermission`), if that is the error. One
    /// of them is enough.
    ///
    /// The token is valid, and [`is_auth`](Self::is_auth) is false: either the roles of the associate must be changed, or
    /// another associate must do it.
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

    /// Why there was no token, if that is the error.
    pub fn auth_error(&self) -> Option<&AuthError> {
        match &self.inner.kind {
            Kind::Auth(error) => Some(error),
            _ => self.find(),
        }
    }

    /// The scopes that the token lacks, if the API answered 403 and the scopes of the token are known.
    ///
    /// They are known for tokens that [`ctp_auth`] has fetched, and for tokens that were created [with
    /// them](ctp_auth::AccessToken::with_scopes).
    pub fn missing_scopes(&self) -> Option<&MissingScopes> {
        self.refusal()?.missing_scopes.as_ref()
    }

    /// Your own error, if a closure that the SDK called has failed with it: see [`Error::caller`].
    pub fn caller_error<E: StdError + 'static>(&self) -> Option<&E> {
        match &self.inner.kind {
            Kind::Caller(error) => error.downcast_ref(),
            _ => None,
        }
    }

    /// The pause that the API asks for in `Retry-After`.
    ///
    /// The client waits itself if the pause is not longer than its longest pause
    /// ([`Backoff::with_pauses`](ctp_auth::Backoff::with_pauses)).
    pub fn retry_after(&self) -> Option<Duration> {
        self.refusal()?.retry_after
    }

    /// The HTTP status of the API, or of the authorization service if there was no token.
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

    /// The id with which the support of commercetools can find the request in its logs: that of the response, or else the
    /// one that the request was sent with.
    ///
    /// Source: [Correlation ID](https://docs.commercetools.com/api/general-concepts#correlation-id).
    pub fn correlation_id(&self) -> Option<&str> {
        self.inner.correlation_id.as_deref()
    }

    /// How often the client sent the request.
    ///
    /// A [conflict](Self::is_conflict) after several attempts may be with the request itself: an earlier attempt was
    /// processed, and only its response was lost. [`may_be_done`](Self::may_be_done) tells whether this is possible; an
    /// attempt that was answered with 429, for example, was not processed.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts.count
    }

    /// The deprecation notice of an error response, from the header `X-DEPRECATION-NOTICE`.
    pub fn deprecation_notice(&self) -> Option<&str> {
        self.refusal()?.deprecation_notice.as_deref()
    }

    /// The message of the API for the error as a whole, if there is one.
    pub fn message(&self) -> Option<&str> {
        self.refusal()?.message.as_deref()
    }

    /// The errors that the API reports. Empty if there are none.
    ///
    /// Source: [Errors](https://docs.commercetools.com/api/errors).
    pub fn api_errors(&self) -> &[ApiError] {
        self.refusal().map_or(&[], |refusal| &refusal.errors)
    }

    /// The errors of a GraphQL response, each with its message, path, locations and extensions. Empty for other responses.
    ///
    /// ```
    /// fn explain(error: &ctp_sdk::Error) {
    ///     for reason in error.graphql_errors() {
    ///         println!("{}: {} ({})", reason.place(), reason.message(), reason.code());
    ///     }
    /// }
    /// ```
    ///
    /// [`api_errors`](Self::api_errors) has the same errors in the form of the HTTP API.
    #[cfg(feature = "graphql")]
    pub fn graphql_errors(&self) -> &[crate::graphql::GraphQlError] {
        let graphql = self.refusal().and_then(|refusal| refusal.graphql.as_ref());
        graphql.map_or(&[], |graphql| graphql.errors.as_slice())
    }

    /// The data of a GraphQL response with errors, if there is any. It may contain personal data; neither `Display` nor
    /// `Debug` of the error shows it.
    #[cfg(feature = "graphql")]
    pub fn graphql_data(&self) -> Option<&serde_json::Value> {
        self.refusal()?.graphql.as_ref()?.data.as_ref()
    }

    /// The current version of the resource, if the API refused the request because it names an older version.
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
    /// If you send the change again with this version, you overwrite changes that you have not seen: read the resource
    /// first.
    pub fn current_version(&self) -> Option<i64> {
        let version = self
            .reason(|code| code == "ConcurrentModification")?
            .field("currentVersion")?;
        // A gateway may write it as `5.0`.
        version.as_i64().or_else(|| whole(version.as_f64()?))
    }

    /// The field whose value is already in use, if the API refused the request for this reason: such as `slug.en`, or the
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

    /// Where and why the body cannot be decoded, if that is the error.
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        match &self.inner.kind {
            Kind::Decode { failure, .. } => Some(failure),
            _ => None,
        }
    }

    /// The body that cannot be decoded ([`is_decode`](Self::is_decode)): of the response, or of the single result of a
    /// query that [`Items`](crate::Items) could not decode.
    ///
    /// The API has processed the request, so a create or a change is not lost with its response. The body may contain
    /// personal data and secrets; neither `Display` nor `Debug` of the error shows it.
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
