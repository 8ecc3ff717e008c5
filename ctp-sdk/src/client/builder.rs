//! Putting a client together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{AccessToken, AuthMiddleware, ExistingToken, TokenProvider};
use http::header::HeaderValue;
use reqwest::redirect;
use reqwest_middleware::Middleware;
use url::Url;

use super::{Client, Inner, Pipeline};
use crate::request::Problem;
use crate::{Error, Result};

const USER_AGENT: &str = concat!("ctp-sdk/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Puts a [`Client`] together. [`Client::builder`] makes one.
///
/// ```
/// use ctp_sdk::Client;
///
/// let client = Client::builder("http://localhost:8989/emulator/")
///     .http(reqwest::Client::new())
///     .build()?;
/// # let _ = client;
/// # Ok::<(), ctp_sdk::Error>(())
/// ```
#[must_use]
pub struct ClientBuilder {
    api_url: String,
    user_agent: String,
    http: Option<reqwest::Client>,
    middleware: Vec<Arc<dyn Middleware>>,
    auth: Option<AuthMiddleware>,
}

impl ClientBuilder {
    pub(super) fn new(api_url: &str) -> Self {
        Self {
            api_url: api_url.to_owned(),
            user_agent: USER_AGENT.to_owned(),
            http: None,
            middleware: Vec::new(),
            auth: None,
        }
    }

    /// Sends by this HTTP client, for a proxy, a TLS setting or a timeout of your own.
    ///
    /// The one that is used otherwise gives up on a connection after 10 seconds, and on an answer of which nothing
    /// arrives for 60 seconds. It follows no redirects; it is best if yours does not either.
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Sends through this middleware. The first one added sees a request first and its response last.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Authorizes each request by a token of this provider, in place of the provider before.
    ///
    /// That happens after all other middleware, so that each attempt of a retry asks for a fresh token.
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.auth = Some(AuthMiddleware::new(provider));
        self
    }

    /// Authorizes each request by this token, for as long as it lasts.
    pub fn bearer(self, token: impl Into<AccessToken>) -> Self {
        self.token_provider(ExistingToken::new(token))
    }

    /// Names your application in the `User-Agent`, after the name of the SDK: `my-shop/2.1 (+https://example.com)`.
    pub fn user_agent(mut self, application: &str) -> Self {
        self.user_agent = format!("{USER_AGENT} {application}");
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::is_request`] when the URL of the API is not an `http` or `https` URL, when it has credentials, a query or
    /// a fragment, or when the user agent cannot be a header; another error when TLS cannot be set up.
    pub fn build(self) -> Result<Client> {
        let api_url = parse_api_url(&self.api_url)?;
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| Error::request(Problem::UserAgent))?;
        let http = match self.http {
            Some(http) => http,
            None => default_http().build().map_err(Error::transport)?,
        };
        Ok(Client {
            inner: Arc::new(Inner {
                api_url,
                pipeline: Pipeline::new(http, self.middleware, self.auth),
                user_agent,
            }),
        })
    }
}

pub(super) fn default_http() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
}

fn parse_api_url(text: &str) -> Result<Url> {
    let refused = |reason: &str| {
        let reason = reason.to_owned();
        Error::request(Problem::ApiUrl { reason })
    };
    let url = Url::parse(text).map_err(|error| refused(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused("it is neither http nor https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it has credentials"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("it has a query or a fragment"));
    }
    Ok(url)
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the URL: before `build` has looked at it, it may have credentials.
        formatter
            .debug_struct("ClientBuilder")
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}
