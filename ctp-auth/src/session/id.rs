//! The name of a session.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::{AuthError, random};

/// The name of a session: whoever has it is in the session, so it is as secret as a password.
///
/// It is 64 hexadecimal digits, which fit a cookie. Send it to the visitor's own browser only, in a cookie with `Secure`
/// and `HttpOnly`. A store keeps no more than its digest.
#[derive(Clone)]
pub struct SessionId {
    secret: SecretString,
}

impl SessionId {
    /// The id that a visitor came with.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
        }
    }

    /// The text of the id, for the visitor's cookie.
    pub fn expose_secret(&self) -> &str {
        self.secret.expose_secret()
    }

    pub(super) fn random() -> Result<Self, AuthError> {
        Ok(Self::new(random::text()?))
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionId([REDACTED])")
    }
}
