//! Why a request could not be given a token.

use std::error::Error as StdError;

/// Why a request could not be given a token.
///
/// Neither the message nor the `Debug` output holds a token. The [`source`](std::error::Error::source) of a failed
/// provider is that provider's own error.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct AuthError {
    kind: Kind,
}

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("an access token is not sent over plain HTTP, except to the same machine: use https")]
    InsecureUrl,
    #[error("the access token is empty or holds a character that no HTTP header can carry")]
    MalformedToken,
    #[error("the token provider has no token to give")]
    Provider(#[source] Box<dyn StdError + Send + Sync>),
}

impl AuthError {
    /// The failure of a [`TokenProvider`](crate::TokenProvider), for the reason given.
    ///
    /// The reason becomes the [`source`](std::error::Error::source). It must not hold secrets.
    pub fn provider(reason: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Provider(reason.into()),
        }
    }

    /// Whether the request was refused because its URL would carry the token over plain HTTP to another machine.
    pub fn is_insecure_url(&self) -> bool {
        matches!(self.kind, Kind::InsecureUrl)
    }

    /// Whether the token is empty or holds a character that no HTTP header can carry, such as a line break.
    pub fn is_malformed_token(&self) -> bool {
        matches!(self.kind, Kind::MalformedToken)
    }

    /// Whether the [`TokenProvider`](crate::TokenProvider) had no token to give.
    pub fn is_provider(&self) -> bool {
        matches!(self.kind, Kind::Provider(_))
    }

    pub(crate) fn insecure_url() -> Self {
        Self {
            kind: Kind::InsecureUrl,
        }
    }

    pub(crate) fn malformed_token() -> Self {
        Self {
            kind: Kind::MalformedToken,
        }
    }
}
