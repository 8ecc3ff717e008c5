//! The access token itself.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// An OAuth 2.0 bearer token ([RFC 6750]).
///
/// The text is wiped from memory when the last clone goes, and `Debug` never shows it.
///
/// ```
/// use ctp_auth::AccessToken;
///
/// let token = AccessToken::new("vkFuQ6oTwj8_Ye4eiRSsqMeqLYNeQRJi");
/// assert_eq!(format!("{token:?}"), "AccessToken([REDACTED])");
/// assert_eq!(token.expose_secret(), "vkFuQ6oTwj8_Ye4eiRSsqMeqLYNeQRJi");
/// ```
///
/// [RFC 6750]: https://www.rfc-editor.org/rfc/rfc6750
#[derive(Clone)]
pub struct AccessToken {
    secret: SecretString,
}

impl AccessToken {
    /// Wraps the text of a token, without the word `Bearer`.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
        }
    }

    /// The text of the token. Take care where it goes.
    pub fn expose_secret(&self) -> &str {
        self.secret.expose_secret()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessToken([REDACTED])")
    }
}

impl From<SecretString> for AccessToken {
    fn from(secret: SecretString) -> Self {
        Self { secret }
    }
}

impl From<String> for AccessToken {
    fn from(secret: String) -> Self {
        Self::new(secret)
    }
}

impl From<&str> for AccessToken {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}
