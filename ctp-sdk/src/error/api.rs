//! What the API says when it refuses.

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

/// The member with the errors of API Extensions.
///
/// Source: [ExtensionUpdateActionsFailedError](https://docs.commercetools.com/api/errors#502-bad-gateway).
const EXTENSION_ERRORS: &str = "extensionErrors";

/// One of the reasons that the API gives for its refusal.
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
    /// The code of the reason, such as `DuplicateField` or `invalid_token`; empty where the API gave none.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The reason in words, for developers; empty where the API gave none.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the reason says besides, by the name of the member, such as the `field` and `duplicateValue` of a
    /// `DuplicateField`.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// The reason as one of the typed error objects, told by its [`code`](Self::code).
    ///
    /// A code that this version of the SDK does not know is
    /// [`ErrorObject::Unknown`](crate::models::ErrorObject::Unknown), with all that the reason says. `None` where the
    /// reason is no error object: it has no code, or lacks what an object of its code has. `code`, `message` and
    /// [`field`](Self::field) are still there then, and [`decode`](Self::decode) as an `ErrorObject` says what is amiss.
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

    /// The reason as a type of its own.
    ///
    /// # Errors
    ///
    /// When the members do not fit `T` ([`Error::is_decode`]).
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        let json = Bytes::from(Value::Object(self.members.clone()).to_string());
        decode::foreign(&json).map_err(|failure| Error::decode(failure, json, None))
    }

    /// What went wrong with API Extensions: with their update actions, or with what they answered.
    fn of_extensions(&self) -> impl Iterator<Item = &JsonObject> {
        let errors = self.field(EXTENSION_ERRORS).and_then(Value::as_array);
        errors.into_iter().flatten().filter_map(Value::as_object)
    }

    /// Whether a 403 for this reason has to do with the token: another one, with other scopes, may not meet it.
    fn is_about_token(&self) -> bool {
        match self.code.as_str() {
            "AssociateMissingPermission" => false,
            // A customer expands other customers. Of cart discounts it names the stores that the scopes do not permit.
            "Unauthorized" => self.field("storesWithoutPermission").is_some(),
            _ => true,
        }
    }

    fn read(mut members: JsonObject, redact: &dyn Fn(&str) -> String) -> Self {
        redact_texts(&mut members, redact);
        if let Some(Value::Array(errors)) = members.get_mut(EXTENSION_ERRORS) {
            for error in errors.iter_mut().filter_map(Value::as_object_mut) {
                redact_texts(error, redact);
            }
        }
        Self {
            code: text(&members, "code").unwrap_or_default(),
            message: text(&members, "message").unwrap_or_default(),
            members,
        }
    }

    /// The reason of an answer in the form of OAuth 2.0 (RFC 6749, section 5.2), which has one and puts it elsewhere.
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

/// An answer without success, and what is known of its request.
pub(crate) struct Refused<'a> {
    pub(crate) method: &'a Method,
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) missing_scopes: Option<MissingScopes>,
    /// How long the server asks to wait.
    pub(crate) retry_after: Option<Duration>,
    /// Strikes the secrets of the request out of a text.
    pub(crate) redact: &'a dyn Fn(&str) -> String,
}

/// An answer without success.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// Whether a 404 says that there is no such resource: it is the API's own, and not that of a gateway which knows no
    /// such path. An answer without a body, which `HEAD` gets, does not tell.
    pub(super) is_about_resource: bool,
    pub(super) retry_after: Option<Duration>,
    pub(super) deprecation_notice: Option<String>,
    pub(super) message: Option<String>,
    pub(super) errors: Vec<ApiError>,
    pub(super) missing_scopes: Option<MissingScopes>,
    /// What an answer of GraphQL holds.
    #[cfg(feature = "graphql")]
    pub(super) graphql: Option<crate::graphql::GraphQlRefusal>,
}

impl Refusal {
    /// Takes from the answer what there is. A proxy in front of the API answers in HTML, and some answers are empty.
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
        #[cfg(feature = "graphql")]
        let graphql =
            crate::graphql::GraphQlRefusal::read(&body, refused.status.is_success(), redact);
        let message = text(&body, "message")
            .or_else(|| text(&body, "error_description"))
            // GraphQL says it of each error only.
            .or_else(|| Some(errors.first()?.message.clone()).filter(|text| !text.is_empty()));
        #[cfg(feature = "graphql")]
        let message = message.or_else(|| {
            let mut messages = graphql.iter().flat_map(|graphql| &graphql.errors);
            let first = messages.find(|error| !error.message().is_empty())?;
            Some(first.message().to_owned())
        });
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
            graphql,
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

    /// The status that says what is wrong. GraphQL answers 200 also where an operation failed: the code says it then.
    pub(super) fn meaning(&self) -> StatusCode {
        if !self.status.is_success() {
            return self.status;
        }
        let mut meanings = self.errors.iter().map(|error| meaning_of(&error.code));
        meanings.find_map(|meaning| meaning).unwrap_or(self.status)
    }
}

/// The status with which the HTTP API sends a code, where that has a meaning to the predicates of an error.
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
        let codes = self.errors.iter().map(ApiError::code);
        let codes: Vec<&str> = codes.filter(|code| !code.is_empty()).collect();
        if !codes.is_empty() {
            write!(formatter, " [{}]", one_line(&codes.join(", ")))?;
        }
        let of_extensions: Vec<String> = self
            .errors
            .iter()
            .flat_map(ApiError::of_extensions)
            .filter_map(extension_reason)
            .collect();
        if !of_extensions.is_empty() {
            write!(formatter, ": {}", one_line(&of_extensions.join(", ")))?;
        }
        if let Some(missing) = &self.missing_scopes {
            write!(formatter, "; the token lacks {missing}")?;
        }
        Ok(())
    }
}

/// The texts for people, which may repeat what was sent. A value has a member of its own, which does not print.
fn redact_texts(members: &mut JsonObject, redact: &dyn Fn(&str) -> String) {
    for name in ["message", "detailedErrorMessage"] {
        if let Some(Value::String(text)) = members.get_mut(name) {
            *text = redact(text);
        }
    }
}

/// The extension by its key, else by its id, and what is wrong.
fn extension_reason(error: &JsonObject) -> Option<String> {
    let message = text(error, "message")?;
    let extension = text(error, "extensionKey").or_else(|| text(error, "extensionId"));
    let extension = extension.map(|name| format!("extension {name}: "));
    let code = text(error, "code").map(|code| format!(" [{code}]"));
    Some(format!(
        "{}{message}{}",
        extension.unwrap_or_default(),
        code.unwrap_or_default()
    ))
}

fn text(object: &JsonObject, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

/// Fit for a line of a log: without control characters, and not without end.
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
