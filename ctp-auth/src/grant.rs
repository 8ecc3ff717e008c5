//! OAuth grants.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::error::Asked;
use crate::{AuthError, RefreshToken, ScopeSet, random};

/// How a token is requested: one of the grants of the platform.
///
/// ```
/// use ctp_auth::{AnonymousSession, Grant, Password};
///
/// let project = Grant::ClientCredentials;
/// let customer: Grant = Password::new("anna@example.com", "a password").in_store("berlin").into();
/// let visitor: Grant = AnonymousSession::with_id("visitor-17").into();
/// # let _ = (project, customer, visitor);
/// ```
///
/// `Debug` shows neither passwords nor tokens.
///
/// # Sources
///
/// [Authorization](https://docs.commercetools.com/api/authorization);
/// [RFC 6749, section 4](https://www.rfc-editor.org/rfc/rfc6749#section-4).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Grant {
    /// The credentials of the API client: the token acts for the project.
    ClientCredentials,
    /// The email address and the password of a customer: the token acts for that customer.
    Password(Password),
    /// An anonymous session: the token acts for a visitor who is not signed in.
    AnonymousSession(AnonymousSession),
    /// A refresh token that you already have: the token acts for the same customer or session as before.
    RefreshToken(RefreshToken),
}

/// The email address and the password of a customer.
#[derive(Clone)]
pub struct Password {
    email: String,
    password: SecretString,
    store_key: Option<String>,
}

impl Password {
    /// The credentials of a customer, valid in the whole project.
    pub fn new(email: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self {
            email: email.into(),
            password: password.into(),
            store_key: None,
        }
    }

    /// Restricts the login to a store. The token is valid only within that store.
    #[must_use]
    pub fn in_store(mut self, store_key: impl Into<String>) -> Self {
        self.store_key = Some(store_key.into());
        self
    }

    /// The email address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The store that the token is restricted to, if any.
    pub fn store_key(&self) -> Option<&str> {
        self.store_key.as_deref()
    }

    pub(crate) fn password(&self) -> &SecretString {
        &self.password
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address is personal data, so it is not printed either.
        formatter
            .debug_struct("Password")
            .field("store_key", &self.store_key)
            .finish_non_exhaustive()
    }
}

/// A visitor who is not signed in, but can have a cart and lists.
///
/// Two anonymous sessions never share a token, unless they have the same [id](Self::with_id) or one is a clone of the
/// other.
#[derive(Clone, Debug)]
pub struct AnonymousSession {
    identity: Identity,
    store_key: Option<String>,
}

#[derive(Clone, Debug)]
enum Identity {
    /// The id of the platform, chosen by the caller.
    Chosen(String),
    /// The platform will choose the id. Until then, this value distinguishes the session from all others.
    Local(String),
}

impl AnonymousSession {
    /// A session whose id the platform chooses.
    ///
    /// # Errors
    ///
    /// When the operating system has no random numbers.
    pub fn new() -> Result<Self, AuthError> {
        Ok(Self {
            identity: Identity::Local(random::text()?),
            store_key: None,
        })
    }

    /// A session with an id that you choose. No other session may have had it: the platform refuses an id that is in use.
    ///
    /// Therefore the request is not retried after a lost response, because the id may already be in use. The token is then
    /// lost, and the session needs another id.
    pub fn with_id(anonymous_id: impl Into<String>) -> Self {
        Self {
            identity: Identity::Chosen(anonymous_id.into()),
            store_key: None,
        }
    }

    /// Restricts the session to a store. The token is valid only within that store.
    #[must_use]
    pub fn in_store(mut self, store_key: impl Into<String>) -> Self {
        self.store_key = Some(store_key.into());
        self
    }

    /// The id that was chosen for the session, if it was.
    pub fn anonymous_id(&self) -> Option<&str> {
        match &self.identity {
            Identity::Chosen(id) => Some(id),
            Identity::Local(_) => None,
        }
    }

    /// The store that the token is restricted to, if any.
    pub fn store_key(&self) -> Option<&str> {
        self.store_key.as_deref()
    }
}

impl From<Password> for Grant {
    fn from(password: Password) -> Self {
        Self::Password(password)
    }
}

impl From<AnonymousSession> for Grant {
    fn from(session: AnonymousSession) -> Self {
        Self::AnonymousSession(session)
    }
}

impl From<RefreshToken> for Grant {
    fn from(token: RefreshToken) -> Self {
        Self::RefreshToken(token)
    }
}

impl Grant {
    /// Whether the grant can be used again with the same meaning, without the user.
    ///
    /// A second anonymous session is a different one, without the cart of the first. A refused refresh token stays refused.
    pub(crate) fn is_repeatable(&self) -> bool {
        match self {
            Self::ClientCredentials | Self::Password(_) => true,
            Self::AnonymousSession(_) | Self::RefreshToken(_) => false,
        }
    }

    /// What is requested, for the error message of a refusal.
    pub(crate) fn asked(&self, scopes: &ScopeSet) -> Asked {
        let setting = match self {
            Self::ClientCredentials => "CTP_SCOPES or Config::with_scopes",
            Self::Password(_) | Self::AnonymousSession(_) => {
                "CTP_CUSTOMER_SCOPES or Config::with_customer_scopes"
            }
            // A refreshed token has the scopes of the previous one.
            Self::RefreshToken(_) => return Asked::default(),
        };
        Asked {
            is_password: matches!(self, Self::Password(_)),
            scopes: (!scopes.is_empty()).then(|| (scopes.clone(), setting)),
        }
    }

    /// The values that distinguish this grant from all others of an API client. They contain secrets.
    pub(crate) fn parts(&self) -> [&str; 5] {
        match self {
            Self::ClientCredentials => ["client_credentials", "", "", "", ""],
            // Includes the password, so that nobody can get a token from a store with the address alone.
            Self::Password(password) => [
                "password",
                &password.email,
                password.password.expose_secret(),
                password.store_key().unwrap_or_default(),
                place(password.store_key()),
            ],
            Self::AnonymousSession(session) => {
                let (kind, id) = match &session.identity {
                    Identity::Chosen(id) => ("anonymous", id),
                    Identity::Local(id) => ("anonymous_local", id),
                };
                let store_key = session.store_key();
                [
                    kind,
                    id,
                    "",
                    store_key.unwrap_or_default(),
                    place(store_key),
                ]
            }
            Self::RefreshToken(token) => ["refresh_token", token.expose_secret(), "", "", ""],
        }
    }

    /// The secrets that are sent.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        match self {
            Self::ClientCredentials | Self::AnonymousSession(_) => Vec::new(),
            Self::Password(password) => vec![password.password.expose_secret()],
            Self::RefreshToken(token) => vec![token.expose_secret()],
        }
    }
}

/// Distinguishes a store with an empty key from no store.
fn place(store_key: Option<&str>) -> &'static str {
    store_key.map_or("", |_| "in_store")
}
