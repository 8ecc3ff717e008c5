//! Where tokens come from.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{AccessToken, AuthError};

/// Hands out access tokens.
///
/// [`AuthMiddleware`](crate::AuthMiddleware) asks once for every request, so a provider that fetches tokens keeps the
/// one it has until it is about to expire.
///
/// ```
/// use ctp_auth::{AccessToken, AuthError, TokenProvider};
///
/// /// Reads the token from where a sidecar leaves it.
/// struct TokenFile(std::path::PathBuf);
///
/// #[async_trait::async_trait]
/// impl TokenProvider for TokenFile {
///     async fn token(&self) -> Result<AccessToken, AuthError> {
///         let text = std::fs::read_to_string(&self.0).map_err(AuthError::provider)?;
///         Ok(AccessToken::new(text.trim()))
///     }
/// }
/// ```
#[async_trait]
pub trait TokenProvider: Send + Sync {
    /// A token that is good for a request sent now.
    ///
    /// # Errors
    ///
    /// When no token can be had; [`AuthError::provider`] wraps the reason.
    async fn token(&self) -> Result<AccessToken, AuthError>;
}

#[async_trait]
impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        P::token(self).await
    }
}

/// A provider of one token that you already have, for as long as it lasts.
///
/// ```
/// use ctp_auth::{ExistingToken, TokenProvider};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), ctp_auth::AuthError> {
/// let provider = ExistingToken::new("an access token");
/// assert_eq!(provider.token().await?.expose_secret(), "an access token");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ExistingToken {
    token: AccessToken,
}

impl ExistingToken {
    /// Provides `token`, again and again.
    pub fn new(token: impl Into<AccessToken>) -> Self {
        Self {
            token: token.into(),
        }
    }
}

#[async_trait]
impl TokenProvider for ExistingToken {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        Ok(self.token.clone())
    }
}
