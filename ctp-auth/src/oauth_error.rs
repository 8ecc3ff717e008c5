//! What the authorization service says when it refuses.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::redaction::Secrets;
use crate::retry_after;

/// Opens the enum of error codes out of its rows, so that each stands in one place.
macro_rules! codes {
    ($($(#[$documentation:meta])* $variant:ident, $text:literal;)*) => {
        /// The kind of an OAuth error.
        ///
        /// # Sources
        ///
        /// [RFC 6749, section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2),
        /// [RFC 6750, section 3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1),
        /// [Errors](https://docs.commercetools.com/api/errors#authentication-errors).
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum OAuthErrorCode {
            $($(#[$documentation])* $variant,)*
            /// Another one, as it came.
            Unknown(String),
        }

        impl OAuthErrorCode {
            /// The code as it is in answers, such as `invalid_grant`.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }

            fn from_text(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown(text.to_owned()),
                }
            }
        }
    };
}

codes! {
    /// `access_denied`: what was asked for is not permitted.
    AccessDenied, "access_denied";
    /// `insufficient_scope`: the token, or the API client, lacks a scope.
    InsufficientScope, "insufficient_scope";
    /// `invalid_client`: the id or the secret of the API client is wrong.
    InvalidClient, "invalid_client";
    /// `invalid_customer_account_credentials`: the email address or the password of the customer is wrong.
    InvalidCustomerAccountCredentials, "invalid_customer_account_credentials";
    /// `invalid_grant`: the refresh token, or the credentials of the customer, are no longer accepted.
    InvalidGrant, "invalid_grant";
    /// `invalid_request`: something is missing, malformed or given twice.
    InvalidRequest, "invalid_request";
    /// `invalid_scope`: a scope is malformed, or the API client has not got it.
    InvalidScope, "invalid_scope";
    /// `invalid_token`: the access token is malformed, has expired or was revoked.
    InvalidToken, "invalid_token";
    /// `unauthorized_client`: the API client may not use this grant.
    UnauthorizedClient, "unauthorized_client";
    /// `unsupported_grant_type`: the service does not know this grant.
    UnsupportedGrantType, "unsupported_grant_type";
}

impl fmt::Display for OAuthErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What the authorization service says when it refuses.
///
/// The secrets of the request are struck out of its texts, should the service, or a proxy before it, repeat them.
#[derive(Clone, Debug)]
pub struct OAuthError {
    status: StatusCode,
    errors: Vec<OAuthErrorObject>,
    description: Option<String>,
    correlation_id: Option<String>,
    retry_after: Option<Duration>,
}

/// One of the things that are wrong.
#[derive(Clone, Debug)]
pub struct OAuthErrorObject {
    code: OAuthErrorCode,
    message: String,
}

impl OAuthErrorObject {
    /// What kind of error it is.
    pub fn code(&self) -> &OAuthErrorCode {
        &self.code
    }

    /// The error in words.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl OAuthError {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What kind of error it is, by the first of [`errors`](Self::errors); an empty unknown code where the service did not
    /// say.
    pub fn code(&self) -> &OAuthErrorCode {
        const NONE: &OAuthErrorCode = &OAuthErrorCode::Unknown(String::new());
        self.errors.first().map_or(NONE, OAuthErrorObject::code)
    }

    /// Everything that is wrong. Empty where the service did not say, as when a proxy answered in its place.
    pub fn errors(&self) -> &[OAuthErrorObject] {
        &self.errors
    }

    /// Whether one of the errors is of this kind.
    pub fn has(&self, code: &OAuthErrorCode) -> bool {
        self.errors.iter().any(|error| error.code == *code)
    }

    /// What is wrong in words, if the service said.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The id by which the support of commercetools finds the request in its logs.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// How long the service asks to wait before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Takes from an answer what there is. A proxy answers in HTML, and some answers are empty.
    pub(crate) fn read(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        now: Duration,
        secrets: &Secrets,
    ) -> Self {
        // Field by field, so that one of another form does not hide what the others say.
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |of: &Value, name: &str| {
            let text = of.get(name)?.as_str()?;
            Some(secrets.strike_out(text))
        };
        let mut errors: Vec<OAuthErrorObject> = body
            .get("errors")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter(|error| error.is_object())
            .map(|error| OAuthErrorObject {
                code: OAuthErrorCode::from_text(&text(error, "code").unwrap_or_default()),
                message: text(error, "message").unwrap_or_default(),
            })
            .collect();
        let description = text(&body, "error_description").or_else(|| text(&body, "message"));
        if let Some(code) = text(&body, "error") {
            let code = OAuthErrorCode::from_text(&code);
            // The platform says the same thing twice, once as OAuth wants it and once in its own form.
            if !errors.iter().any(|error| error.code == code) {
                let message = description.clone().unwrap_or_default();
                errors.insert(0, OAuthErrorObject { code, message });
            }
        }
        Self {
            status,
            errors,
            description,
            correlation_id: headers
                .get("x-correlation-id")
                .and_then(|value| value.to_str().ok())
                .map(|text| secrets.strike_out(text)),
            retry_after: retry_after::read(headers, now),
        }
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the authorization service answered {}",
            self.status
        )?;
        if let Some(description) = &self.description {
            write!(formatter, ": {}", one_line(description))?;
        }
        for (index, error) in self.errors.iter().enumerate() {
            let separator = if index == 0 { " [" } else { ", " };
            write!(formatter, "{separator}{}", one_line(error.code.as_str()))?;
        }
        if !self.errors.is_empty() {
            formatter.write_str("]")?;
        }
        if let Some(correlation_id) = &self.correlation_id {
            write!(formatter, " (correlation id {correlation_id})")?;
        }
        Ok(())
    }
}

/// Fit for a line of a log: without control characters, and not without end.
fn one_line(text: &str) -> String {
    const SHOWN: usize = 500;
    text.chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
