//! Tokens.

use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

use crate::{AuthError, ScopeSet};

/// An OAuth 2.0 bearer token ([RFC 6750]).
///
/// The text is wiped from memory when the last clone is dropped, and `Debug` never shows it.
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
    shared: Arc<Shared>,
}

/// What the clones of a token share. It is one allocation, because each request clones its token. It begins with a cache line,
/// so that threads with different tokens do not wait for each other.
#[repr(align(128))]
struct Shared {
    secret: SecretString,
    scopes: Option<Arc<ScopeSet>>,
    /// The value of the `Authorization` header, made for the first request that the token is sent with; `None` inside where
    /// the text cannot stand in a header.
    authorization: OnceLock<Option<HeaderValue>>,
}

impl AccessToken {
    /// Wraps the text of a token, without the word `Bearer`.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self::of(Shared {
            secret: secret.into(),
            scopes: None,
            authorization: OnceLock::new(),
        })
    }

    fn of(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Adds the known scopes of the token, so that an error can name a missing one.
    #[must_use]
    pub fn with_scopes(self, scopes: impl Into<Arc<ScopeSet>>) -> Self {
        // Other clones keep theirs.
        Self::of(Shared {
            secret: self.shared.secret.clone(),
            scopes: Some(scopes.into()),
            authorization: self.shared.authorization.clone(),
        })
    }

    /// The text of the token. Do not write it to a log.
    pub fn expose_secret(&self) -> &str {
        self.shared.secret.expose_secret()
    }

    /// The value of the `Authorization` header.
    ///
    /// # Errors
    ///
    /// [`AuthError::is_malformed_token`] if the text is empty or not a valid header value.
    pub(crate) fn authorization(&self) -> Result<HeaderValue, AuthError> {
        let value = self
            .shared
            .authorization
            .get_or_init(|| bearer(self.expose_secret()));
        value.clone().ok_or_else(AuthError::malformed_token)
    }

    /// What the token permits, and for whom it acts, if that is known.
    pub fn scopes(&self) -> Option<&ScopeSet> {
        self.shared.scopes.as_deref()
    }

    /// The same token with a count of clones of its own.
    pub(crate) fn copied(&self) -> Self {
        Self::of(Shared {
            secret: self.shared.secret.clone(),
            scopes: self.shared.scopes.clone(),
            authorization: OnceLock::new(),
        })
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared) || self.expose_secret() == other.expose_secret()
    }
}

fn bearer(token: &str) -> Option<HeaderValue> {
    if token.is_empty() {
        return None;
    }
    let value = Zeroizing::new(format!("Bearer {token}").into_bytes());
    // The bytes are wiped from memory when the last request with them is done, and the last clone of the token is gone.
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(value)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// A token to fetch the next access token without the user ([RFC 6749, section 1.5]).
///
/// It is valid for a long time: protect it like a password. `Debug` never shows it.
///
/// [RFC 6749, section 1.5]: https://www.rfc-editor.org/rfc/rfc6749#section-1.5
#[derive(Clone)]
pub struct RefreshToken {
    secret: SecretString,
}

impl RefreshToken {
    /// Wraps the text of a refresh token.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
        }
    }

    /// The text of the token. Do not write it to a log.
    pub fn expose_secret(&self) -> &str {
        self.secret.expose_secret()
    }
}

/// The common parts of both tokens.
macro_rules! secret_text {
    ($($name:ident),*) => {
        $(
            impl fmt::Debug for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str(concat!(stringify!($name), "([REDACTED])"))
                }
            }

            impl From<SecretString> for $name {
                fn from(secret: SecretString) -> Self {
                    Self::new(secret)
                }
            }

            impl From<String> for $name {
                fn from(secret: String) -> Self {
                    Self::new(secret)
                }
            }

            impl From<&str> for $name {
                fn from(secret: &str) -> Self {
                    Self::new(secret)
                }
            }
        )*
    };
}

secret_text!(AccessToken, RefreshToken);
