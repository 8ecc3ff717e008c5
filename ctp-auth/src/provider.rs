//! Token providers.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{AccessToken, AuthError};

/// Provides access tokens.
///
/// [`AuthMiddleware`](crate::AuthMiddleware) calls it once for every request, so a provider that fetches tokens should
/// cache a token until it is about to expire.
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
///
/// On `wasm32`, implementations are written with `#[async_trait(?Send)]`.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub trait TokenProvider: Send + Sync {
    /// A token that is valid for a request sent now.
    ///
    /// # Errors
    ///
    /// When there is no token; [`AuthError::provider`] wraps the reason.
    async fn token(&self) -> Result<AccessToken, AuthError>;

    /// The same token, if there is one without waiting. [`token`](Self::token) is called if this returns `None`.
    ///
    /// A provider with a cache can save the allocation of a future for each request. The default implementation returns
    /// `None`.
    fn token_at_hand(&self) -> Option<AccessToken> {
        None
    }

    /// Reports that the API rejected a token. Returns whether [`token`](Self::token) may return another one now; if so, the
    /// request is sent once more.
    ///
    /// The default implementation returns `false`.
    async fn invalidate(&self, rejected: &AccessToken) -> bool {
        let _ = rejected;
        false
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        P::token(self).await
    }

    fn token_at_hand(&self) -> Option<AccessToken> {
        P::token_at_hand(self)
    }

    async fn invalidate(&self, rejected: &AccessToken) -> bool {
        P::invalidate(self, rejected).await
    }
}

/// A provider of a token that you already have.
///
/// When the API no longer accepts it, requests fail, because there is no other token.
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
    /// Always provides `token`.
    pub fn new(token: impl Into<AccessToken>) -> Self {
        Self {
            token: token.into(),
        }
    }

    /// Provides the token of an `Authorization` header value, for example from an incoming request.
    ///
    /// ```
    /// use ctp_auth::ExistingToken;
    ///
    /// assert!(ExistingToken::from_authorization("Bearer an-access-token").is_ok());
    /// assert!(ExistingToken::from_authorization("Basic dXNlcjpwYXNz").unwrap_err().is_malformed_token());
    /// ```
    ///
    /// # Errors
    ///
    /// [`AuthError::is_malformed_token`] when it is not the value of a bearer token.
    pub fn from_authorization(value: &str) -> Result<Self, AuthError> {
        let (scheme, token) = value
            .trim()
            .split_once(' ')
            .ok_or_else(AuthError::malformed_token)?;
        let token = token.trim();
        if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
            return Err(AuthError::malformed_token());
        }
        Ok(Self::new(token))
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl TokenProvider for ExistingToken {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        Ok(self.token.clone())
    }

    fn token_at_hand(&self) -> Option<AccessToken> {
        Some(self.token.clone())
    }
}
