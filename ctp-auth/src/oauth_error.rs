//! Error responses of the authorization service.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::redaction::Secrets;
use crate::retry_after;

/// Generates the enum of error codes from its rows, so that each code is written once.
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
            /// A code that this version does not know.
            Unknown(String),
        }

        impl OAuthErrorCode {
            /// The code in responses, such as `invalid_grant`.
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
    /// `access_denied`: the request is not permitted.
    AccessDenied, "access_denied";
    /// `insufficient_scope`: the token or the API client does not have a required scope.
    InsufficientScope, "insufficient_scope";
    /// `invalid_client`: the id or the secret of the API client is wrong.
    InvalidClient, "invalid_client";
    /// `invalid_customer_account_credentials`: the email address or the password of the customer is wrong.
    InvalidCustomerAccountCredentials, "invalid_customer_account_credentials";
    /// `invalid_grant`: the refresh token or the credentials of the customer are no longer accepted.
    InvalidGrant, "invalid_grant";
    /// `invalid_request`: something is missing, malformed or given twice.
    InvalidRequest, "invalid_request";
    /// `invalid_scope`: a scope is malformed, or the API client does not have it.
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

/// An error response of the authorization service.
///
/// The secrets of the request are redacted in its texts, in case the service, or a proxy in front of it, repeats them.
#[derive(Clone, Debug)]
pub struct OAuthError {
    status: StatusCode,
    errors: Vec<OAuthErrorObject>,
    description: Option<String>,
    correlation_id: Option<String>,
    retry_after: Option<Duration>,
}

/// One of the reported errors.
#[derive(Clone, Debug)]
pub struct OAuthErrorObject {
    code: OAuthErrorCode,
    message: String,
}

impl OAuthErrorObject {
    /// The kind of error.
    pub fn code(&self) -> &OAuthErrorCode {
        &self.code
    }

    /// The message.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl OAuthError {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The kind of error: the code of the first of the [`errors`](Self::errors), or an empty unknown code if the service
    /// named none.
    pub fn code(&self) -> &OAuthErrorCode {
        const NONE: &OAuthErrorCode = &OAuthErrorCode::Unknown(String::new());
        self.errors.first().map_or(NONE, OAuthErrorObject::code)
    }

    /// All reported errors. Empty if the response contains none, for example because a proxy answered.
    pub fn errors(&self) -> &[OAuthErrorObject] {
        &self.errors
    }

    /// Whether one of the errors is of this kind.
    pub fn has(&self, code: &OAuthErrorCode) -> bool {
        self.errors.iter().any(|error| error.code == *code)
    }

    /// The description, if there is one.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The id with which the support of commercetools can find the request in its logs.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// The pause that the service asks for.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Reads what the response contains. A proxy answers with HTML, and some responses are empty.
    pub(crate) fn read(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        now: Duration,
        secrets: &Secrets,
    ) -> Self {
        // Field by field, so that a malformed field does not hide the others.
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
            // The platform reports the same error twice, in the OAuth format and in its own format.
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

/// Makes a text suitable for a log line: without control characters and limited in length.
fn one_line(text: &str) -> String {
    const SHOWN: usize = 500;
    text.chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
