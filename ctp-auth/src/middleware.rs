//! The middleware that puts the token on the request.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use http::Extensions;
use http::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};

use crate::{AccessToken, AuthError, TokenProvider, transport};

/// Sends every request with `Authorization: Bearer <token>`.
///
/// A request that already has an `Authorization` header keeps it, and the provider is not asked.
///
/// Plain `http` is refused before anything is sent, because whoever is on the way could read the token. Only the same
/// machine may be reached that way (`localhost`, `127.0.0.0/8`, `::1`), for emulators and tests.
///
/// Put it after middleware that sends a request again, such as a retry, so that each attempt asks for a fresh token.
///
/// # Errors
///
/// A refusal and the failure of a provider come out as [`reqwest_middleware::Error::Middleware`] around an
/// [`AuthError`].
///
/// # Sources
///
/// [RFC 6750, section 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1) for the header, section 5.3 for the
/// refusal of plain HTTP.
#[derive(Clone)]
pub struct AuthMiddleware {
    provider: Arc<dyn TokenProvider>,
}

impl AuthMiddleware {
    /// Takes its tokens from `provider`.
    pub fn new(provider: impl TokenProvider + 'static) -> Self {
        Self {
            provider: Arc::new(provider),
        }
    }
}

impl fmt::Debug for AuthMiddleware {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthMiddleware")
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Middleware for AuthMiddleware {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        authorize(&mut request, &*self.provider)
            .await
            .map_err(reqwest_middleware::Error::middleware)?;
        next.run(request, extensions).await
    }
}

async fn authorize(request: &mut Request, provider: &dyn TokenProvider) -> Result<(), AuthError> {
    // The caller's own header is as secret as ours, so this comes first.
    if !transport::is_safe(request.url()) {
        return Err(AuthError::insecure_url());
    }
    if request.headers().contains_key(AUTHORIZATION) {
        return Ok(());
    }
    let value = bearer(&provider.token().await?)?;
    request.headers_mut().insert(AUTHORIZATION, value);
    Ok(())
}

fn bearer(token: &AccessToken) -> Result<HeaderValue, AuthError> {
    let token = token.expose_secret();
    if token.is_empty() {
        return Err(AuthError::malformed_token());
    }
    let mut value = HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| AuthError::malformed_token())?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
