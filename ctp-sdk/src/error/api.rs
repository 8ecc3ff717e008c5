//! Error responses of the API.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use ctp_auth::MissingScopes;
use http::{HeaderMap, Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Error, Result};
use crate::JsonObject;
use crate::headers::deprecation_notice;
use crate::{decode, json};

/// One of the errors that the API reports.
///
/// `Debug` shows the code and the names of the members, never their values.
///
/// Source: [Errors](https://docs.commercetools.com/api/errors).
#[derive(Clone, PartialEq)]
pub struct ApiError {
    code: String,
    message: String,
    members: JsonObject,
}

impl ApiError {
    /// The code, such as `DuplicateField` or `invalid_token`; empty if there is none.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The message for developers; empty if there is none.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Another member of the error object, such as the `field` and `duplicateValue` of a `DuplicateField`.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// The typed error object for the [`code`](Self::code).
    ///
    /// An unknown code is [`ErrorObject::Unknown`](crate::models::ErrorObject::Unknown), with all members. `None` if it is
    /// not a valid error object: it has no code, or not all members that its code requires. `code`, `message` and
    /// [`field`](Self::field) still work in this case, and [`decode`](Self::decode) as an `ErrorObject` returns what is
    /// wrong.
    ///
    /// ```
    /// use ctp_sdk::Error;
    /// use ctp_sdk::models::ErrorObject;
    ///
    /// fn explain(error: &Error) -> Option<String> {
    ///     let reason = error.api_errors().first()?;
    ///     Some(match reason.typed()? {
    ///         ErrorObject::DuplicateField(duplicate) => format!("the {} is taken", duplicate.field),
    ///         ErrorObject::MatchingPriceNotFound(missing) => format!("{} has no price", missing.product_id),
    ///         other => other.message().to_owned(),
    ///     })
    /// }
    /// ```
    pub fn typed(&self) -> Option<crate::models::ErrorObject> {
        json::from_object(&self.members).ok()
    }

    /// Decodes the error object as another type.
    ///
    /// # Errors
    ///
    /// When the members do not fit `T` ([`Error::is_decode`]).
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        let json = Bytes::from(Value::Object(self.members.clone()).to_string());
        decode::foreign(&json).map_err(|failure| Error::decode(failure, json, None))
    }

    /// Whether a 403 with this error is about the token, so that a token with other scopes may be accepted.
    fn is_about_token(&self) -> bool {
        match self.code.as_str() {
            "AssociateMissingPermission" => false,
            // A customer expands other customers. For cart discounts, the error names the stores that the scopes do not
            // permit.
            "Unauthorized" => self.field("storesWithoutPermission").is_some(),
            _ => true,
        }
    }

    fn read(mut members: JsonObject, redact: &dyn Fn(&str) -> String) -> Self {
        // Texts for people, which may repeat what was sent. Values have separate members, which are not printed.
        for name in ["message", "detailedErrorMessage"] {
            if let Some(Value::String(text)) = members.get_mut(name) {
                *text = redact(text);
            }
        }
        Self {
            code: text(&members, "code").unwrap_or_default(),
            message: text(&members, "message").unwrap_or_default(),
            members,
        }
    }

    /// The error of a response in the OAuth 2.0 format (RFC 6749, section 5.2), which contains one error.
    fn read_oauth(answer: &JsonObject, redact: &dyn Fn(&str) -> String) -> Option<Self> {
        let code = text(answer, "error")?;
        let mut members = answer.clone();
        if let Some(Value::String(text)) = members.get_mut("error_description") {
            *text = redact(text);
        }
        Some(Self {
            code,
            message: text(&members, "error_description").unwrap_or_default(),
            members,
        })
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.members.keys().collect();
        formatter
            .debug_struct("ApiError")
            .field("code", &self.code)
            .field("members", &names)
            .finish()
    }
}

/// An error response, with information about its request.
pub(crate) struct Refused<'a> {
    pub(crate) method: &'a Method,
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) missing_scopes: Option<MissingScopes>,
    /// The pause that the server asks for.
    pub(crate) retry_after: Option<Duration>,
    /// Redacts the secrets of the request in a text.
    pub(crate) redact: &'a dyn Fn(&str) -> String,
}

/// An error response.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// Whether a 404 means that the resource does not exist: the response comes from the API and not from a gateway without
    /// such a path. A response without a body, as to a `HEAD`, does not tell.
    pub(super) is_about_resource: bool,
    pub(super) retry_after: Option<Duration>,
    pub(super) deprecation_notice: Option<String>,
    pub(super) message: Option<String>,
    pub(super) errors: Vec<ApiError>,
    pub(super) missing_scopes: Option<MissingScopes>,
    /// The content of a GraphQL response.
    #[cfg(feature = "graphql")]
    pub(super) graphql: Option<crate::graphql::GraphQlRefusal>,
}

impl Refusal {
    /// Reads what the response contains. A proxy in front of the API answers with HTML, and some responses are empty.
    pub(super) fn read(refused: Refused<'_>) -> Self {
        let redact = refused.redact;
        let body: JsonObject = serde_json::from_slice(refused.body).unwrap_or_default();
        let mut errors: Vec<ApiError> = match body.get("errors") {
            Some(Value::Array(errors)) => errors
                .iter()
                .filter_map(Value::as_object)
                .map(|error| ApiError::read(members_of(error), redact))
                .collect(),
            _ => Vec::new(),
        };
        if errors.is_empty() {
            errors.extend(ApiError::read_oauth(&body, redact));
        }
        let message = text(&body, "message")
            .or_else(|| text(&body, "error_description"))
            // GraphQL has messages only for single errors.
            .or_else(|| Some(errors.first()?.message.clone()).filter(|text| !text.is_empty()));
        let names_status =
            body.get("statusCode").and_then(Value::as_u64) == Some(refused.status.as_u16().into());
        let names_reason = errors.iter().any(|error| !error.code.is_empty());
        Self {
            status: refused.status,
            is_about_resource: *refused.method == Method::HEAD || names_status || names_reason,
            retry_after: refused.retry_after,
            deprecation_notice: deprecation_notice(refused.headers).map(str::to_owned),
            message: message.map(|message| redact(&message)),
            errors,
            missing_scopes: refused.missing_scopes,
            #[cfg(feature = "graphql")]
            graphql: crate::graphql::GraphQlRefusal::read(&body, redact),
        }
    }

    /// Whether it was refused because of the token.
    pub(super) fn is_about_token(&self) -> bool {
        match self.meaning() {
            StatusCode::UNAUTHORIZED => true,
            StatusCode::FORBIDDEN => {
                self.errors.is_empty() || self.errors.iter().any(ApiError::is_about_token)
            }
            _ => false,
        }
    }

    /// The status that describes the error. GraphQL answers 200 also when an operation failed; then it is derived from the
    /// code.
    pub(super) fn meaning(&self) -> StatusCode {
        if !self.status.is_success() {
            return self.status;
        }
        let mut meanings = self.errors.iter().map(|error| meaning_of(&error.code));
        meanings.find_map(|meaning| meaning).unwrap_or(self.status)
    }
}

/// The status with which the HTTP API sends a code, if the predicates of an error use it.
///
/// Source: [Errors](https://docs.commercetools.com/api/errors).
fn meaning_of(code: &str) -> Option<StatusCode> {
    Some(match code {
        "invalid_token" | "Unauthorized" => StatusCode::UNAUTHORIZED,
        "insufficient_scope" => StatusCode::FORBIDDEN,
        "ResourceNotFound" => StatusCode::NOT_FOUND,
        "ConcurrentModification" => StatusCode::CONFLICT,
        "General" => StatusCode::INTERNAL_SERVER_ERROR,
        "BadGateway" => StatusCode::BAD_GATEWAY,
        "OverCapacity" => StatusCode::SERVICE_UNAVAILABLE,
        _ => return None,
    })
}

/// The members of an error object. GraphQL has most of them in its `extensions`.
fn members_of(error: &JsonObject) -> JsonObject {
    let extensions = error.get("extensions").and_then(Value::as_object);
    match extensions {
        Some(extensions) if !error.contains_key("code") => {
            let mut members = extensions.clone();
            if let Some(message) = error.get("message") {
                members.insert("message".to_owned(), message.clone());
            }
            members
        }
        _ => error.clone(),
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the API answered {}", self.status)?;
        if let Some(message) = &self.message {
            write!(formatter, ": {}", one_line(message))?;
        }
        let codes: Vec<&str> = self.errors.iter().map(ApiError::code).collect();
        if !codes.is_empty() {
            write!(formatter, " [{}]", one_line(&codes.join(", ")))?;
        }
        if let Some(missing) = &self.missing_scopes {
            write!(formatter, "; the token lacks {missing}")?;
        }
        Ok(())
    }
}

fn text(object: &JsonObject, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

/// Makes a text suitable for a log line: without control characters and limited in length.
fn one_line(text: &str) -> String {
    const SHOWN: usize = 500;
    let mut line: String = text
        .chars()
        .take(SHOWN)
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        line.push('…');
    }
    line
}
