//! The middleware that adds the token to a request.

mod rejection;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use http::Extensions;
use http::header::AUTHORIZATION;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};

use crate::{AccessToken, AuthError, PlainHttpHosts, ScopeSet, TokenProvider};

use rejection::{Verdict, is_token_rejected};

/// Sends every request with `Authorization: Bearer <token>`.
///
/// A request that already has an `Authorization` header keeps it and the provider is not called, unless
/// [`force`](Self::force) is set.
///
/// When the API answers 401 with `invalid_token`, the provider is informed. If it can return another token, the request is
/// sent once more with that token. A token that was already in the request is never replaced.
///
/// Plain `http` is refused before anything is sent, because anybody on the network path could read the token. Only the same
/// machine may be reached in this way (`localhost`, `127.0.0.0/8`, `::1`), for emulators and tests. If the HTTP client
/// follows a redirect to another host or port, it removes the token from the request.
///
/// Place it after middleware that retries, so that each attempt asks for a fresh token.
///
/// # Errors
///
/// A refusal and a failure of the provider are returned as [`reqwest_middleware::Error::Middleware`] with an [`AuthError`].
///
/// # Sources
///
/// [RFC 6750, section 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1) for the header, section 3.1 for
/// `invalid_token`, section 5.3 for the refusal of plain HTTP.
#[derive(Clone)]
pub struct AuthMiddleware {
    provider: Arc<dyn TokenProvider>,
    is_forced: bool,
    plain_http_hosts: PlainHttpHosts,
}

/// Information about the token that a request was sent with.
///
/// The middleware adds it to the [`Extensions`] of the request, for code that explains why the API refused.
#[derive(Clone)]
pub struct SentToken {
    /// Whole, because the count of the clones of its scopes is shared by all threads.
    token: AccessToken,
}

impl SentToken {
    /// What the token permits, and for whom it acts, if that is known.
    pub fn scopes(&self) -> Option<&ScopeSet> {
        self.token.scopes()
    }
}

impl fmt::Debug for SentToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SentToken")
            .field("scopes", &self.scopes())
            .finish()
    }
}

impl AuthMiddleware {
    /// Takes its tokens from `provider`.
    pub fn new(provider: impl TokenProvider + 'static) -> Self {
        Self {
            provider: Arc::new(provider),
            is_forced: false,
            plain_http_hosts: PlainHttpHosts::new(),
        }
    }

    /// Replaces an `Authorization` header that a request already has.
    #[must_use]
    pub fn force(mut self) -> Self {
        self.is_forced = true;
        self
    }

    /// Allows plain HTTP to these hosts, for tests.
    #[must_use]
    pub fn with_plain_http_hosts(mut self, hosts: PlainHttpHosts) -> Self {
        self.plain_http_hosts = hosts;
        self
    }

    /// Adds a token to the request and returns it; `None` if the request keeps its own header.
    async fn authorize(
        &self,
        request: &mut Request,
        extensions: &mut Extensions,
    ) -> Result<Option<AccessToken>, AuthError> {
        // An existing header is as secret as our token, so this check comes first.
        self.plain_http_hosts.check(request.url())?;
        if request.headers().contains_key(AUTHORIZATION) && !self.is_forced {
            return Ok(None);
        }
        let token = match self.provider.token_at_hand() {
            Some(token) => token,
            // By the provider itself: `Arc` is a provider as well, and would box its future once more.
            None => (*self.provider).token().await?,
        };
        let authorization = token.authorization()?;
        request.headers_mut().insert(AUTHORIZATION, authorization);
        extensions.insert(SentToken {
            token: token.clone(),
        });
        Ok(Some(token))
    }
}

impl fmt::Debug for AuthMiddleware {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthMiddleware")
            .field("is_forced", &self.is_forced)
            .finish_non_exhaustive()
    }
}

/// The next step, to which a middleware passes a request.
///
/// The SDK calls its own steps directly, so that they share one future, unless an application has put others between them. The
/// request is in a box, because each step would have two places for it in that future.
#[doc(hidden)]
pub trait Onward: Clone {
    /// Sends the request on.
    fn run(
        self,
        request: Box<Request>,
        extensions: &mut Extensions,
    ) -> impl Future<Output = reqwest_middleware::Result<Response>>;

    /// The same, with a copy of the request that the caller keeps, so that a step that may send it twice needs no other copy.
    fn run_with_copy(
        self,
        request: Box<Request>,
        copy: Option<&Request>,
        extensions: &mut Extensions,
    ) -> impl Future<Output = reqwest_middleware::Result<Response>> {
        let _ = copy;
        self.run(request, extensions)
    }
}

impl Onward for Next<'_> {
    async fn run(
        self,
        request: Box<Request>,
        extensions: &mut Extensions,
    ) -> reqwest_middleware::Result<Response> {
        Next::run(self, *request, extensions).await
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl Middleware for AuthMiddleware {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let copy = request.try_clone();
        let request = Box::new(request);
        self.send(request, copy.as_ref(), extensions, next).await
    }
}

impl AuthMiddleware {
    /// Sends a request with a token. Without a copy, for example if the body is a stream, it is sent only once.
    #[doc(hidden)]
    pub async fn send(
        &self,
        mut request: Box<Request>,
        copy: Option<&Request>,
        extensions: &mut Extensions,
        next: impl Onward,
    ) -> reqwest_middleware::Result<Response> {
        let sent = self
            .authorize(&mut request, extensions)
            .await
            .map_err(reqwest_middleware::Error::middleware)?;
        let response = next.clone().run(request, extensions).await?;
        let Some(sent) = sent else {
            return Ok(response);
        };
        let response = match is_token_rejected(response).await? {
            Verdict::Rejected(response) => response,
            Verdict::Other(response) => return Ok(response),
        };
        // The provider is always informed, so that the next request uses another token.
        let has_another = self.provider.invalidate(&sent).await;
        let again = copy.and_then(Request::try_clone).map(Box::new);
        let (true, Some(mut again)) = (has_another, again) else {
            return Ok(response);
        };
        let fresh = self
            .authorize(&mut again, extensions)
            .await
            .map_err(reqwest_middleware::Error::middleware)?;
        match fresh {
            Some(fresh) if !fresh.is_same(&sent) => next.run(again, extensions).await,
            _ => Ok(response),
        }
    }
}

#[cfg(test)]
mod tests;
