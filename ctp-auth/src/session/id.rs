//! The id of a session.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::{AuthError, random};

/// The id of a session. It is sufficient to use the session, so protect it like a password.
///
/// It consists of 64 hexadecimal digits, which are valid in a cookie. Send it only to the visitor's own browser, in a
/// cookie with `HttpOnly` (scripts cannot read it), `Secure` (it is sent over HTTPS only) and `SameSite=Lax` (other sites
/// cannot use it to submit forms):
///
/// ```
/// # fn example(session: &ctp_auth::Session) -> String {
/// let id = session.id().expose_secret();
/// format!("__Host-session={id}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=7776000")
/// # }
/// ```
///
/// A session gets another id whenever its holder changes, and the old id becomes invalid: set the cookie again after each
/// login and sign-up, and remove it after a logout. A store contains only a digest of the id.
///
/// # Sources
///
/// [RFC 6265, section 4.1.2](https://www.rfc-editor.org/rfc/rfc6265#section-4.1.2) for the cookie;
/// [CWE-384](https://cwe.mitre.org/data/definitions/384.html) for the change of the id.
#[derive(Clone)]
pub struct SessionId {
    secret: SecretString,
}

impl SessionId {
    /// The id from a visitor's cookie.
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
