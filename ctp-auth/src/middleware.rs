//! The middleware that puts the token on the request.

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
/// A request that already has an `Authorization` header keeps it, and the provider is not asked, unless this is told
/// to [`force`](Self::force).
///
/// When the API answers 401 with `invalid_token`, the provider is told so. If it can give another token, the request is
/// sent once more with that one. A token that came with the request is never replaced.
///
/// Plain `http` is refused before anything is sent, because anybody on the network path could read the token. Only the same
/// machine may be reached that way (`localhost`, `127.0.0.0/8`, `::1`), for emulators and tests. Where the HTTP client
/// follows a redirect to another host or port, it takes the token off the request.
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
/// [RFC 6750, section 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1) for the header, section 3.1 for
/// `invalid_token`, section 5.3 for the refusal of plain HTTP.
#[derive(Clone)]
pub struct AuthMiddleware {
    provider: Arc<dyn TokenProvider>,
    is_forced: bool,
    plain_http_hosts: PlainHttpHosts,
}

/// What is known of the token that a request was sent with.
///
/// The middleware leaves it in the [`Extensions`] of the request, for the code that explains why the API refused.
#[derive(Clone, Debug)]
pub struct SentToken {
    scopes: Option<Arc<ScopeSet>>,
}

impl SentToken {
    /// What the token permits, and for whom it acts, if that is known.
    pub fn scopes(&self) -> Option<&ScopeSet> {
        self.scopes.as_deref()
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

    /// The same, but in place of an `Authorization` header that a request already has.
    #[must_use]
    pub fn force(mut self) -> Self {
        self.is_forced = true;
        self
    }

    /// The same, but to these hosts the token may go over plain HTTP as well, for tests.
    #[must_use]
    pub fn with_plain_http_hosts(mut self, hosts: PlainHttpHosts) -> Self {
        self.plain_http_hosts = hosts;
        self
    }

    /// Puts a token on the request, and gives it; `None` where the caller's own header stays.
    async fn authorize(
        &self,
        request: &mut Request,
        extensions: &mut Extensions,
    ) -> Result<Option<AccessToken>, AuthError> {
        // The caller's own header is as secret as ours, so this comes first.
        self.plain_http_hosts.check(request.url())?;
        if request.headers().contains_key(AUTHORIZATION) && !self.is_forced {
            return Ok(None);
        }
        // By the provider itself: `Arc` is a provider as well, and would box its future once more.
        let token = (*self.provider).token().await?;
        let authorization = token.authorization()?;
        request.headers_mut().insert(AUTHORIZATION, authorization);
        extensions.insert(SentToken {
            scopes: token.shared_scopes(),
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

/// What a middleware sends a request on by: the middleware behind it, called in whichever way.
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

    /// The same, with a copy of the request that the caller keeps: a step that may send it twice needs none of its own then.
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
    /// Sends a request on with a token. Without a copy, as of a body that is a stream, it is sent once only.
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
        // The provider is told in any case, for the sake of the next request.
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
