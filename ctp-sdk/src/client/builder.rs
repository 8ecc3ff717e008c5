//! Putting a client together.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{
    AccessToken, AuthMiddleware, Backoff, Clock, ExistingToken, SystemClock, TokenProvider,
};
use http::header::HeaderValue;
use reqwest::redirect;
use reqwest_middleware::Middleware;
use url::Url;

use super::pipeline::OwnMiddleware;
use super::steps::{ConcurrencyLimit, CorrelationId, Retry, Telemetry, UserAgent};
use super::{Client, Inner, Pipeline, Step};
use crate::request::Problem;
use crate::{Error, MissingFields, Result};

const USER_AGENT: &str = concat!("ctp-sdk/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(60);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(180);

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
    connect_timeout: Duration,
    timeout: Option<Duration>,
    total_timeout: Duration,
    missing_fields: MissingFields,
    middleware: OwnMiddleware,
    auth: Option<AuthMiddleware>,
    concurrency_limit: Option<usize>,
    backoff: Backoff,
    clock: Arc<dyn Clock>,
    /// What stands in the place of a step; `None` where there is none.
    replaced: BTreeMap<Step, Option<Arc<dyn Middleware>>>,
}

impl ClientBuilder {
    pub(super) fn new(api_url: &str) -> Self {
        Self {
            api_url: api_url.to_owned(),
            user_agent: USER_AGENT.to_owned(),
            http: None,
            connect_timeout: CONNECT_TIMEOUT,
            timeout: None,
            total_timeout: TOTAL_TIMEOUT,
            missing_fields: MissingFields::default(),
            middleware: OwnMiddleware::default(),
            auth: None,
            concurrency_limit: None,
            backoff: Backoff::default().with_total(TOTAL_TIMEOUT),
            clock: Arc::new(SystemClock),
            replaced: BTreeMap::new(),
        }
    }

    /// Sends by this HTTP client, for a proxy, a TLS setting or a timeout of your own.
    ///
    /// The one that is used otherwise gives up on a connection after 10 seconds and follows no redirects; it is best if
    /// yours does not either.
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Gives up on a connection after this time; 10 seconds if not set. It is for the HTTP client of the SDK, not for
    /// [one of yours](Self::http).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Gives up on an attempt after this time, from its start to the end of the answer; 60 seconds if not set, or what the
    /// [HTTP client of yours](Self::http) says.
    /// [`Request::set_timeout`](crate::Request::set_timeout) is for a single request.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Gives up on a request after this time in all: waiting for room, fetching a token, attempts and pauses; 3 minutes if
    /// not set. [`Request::set_total_timeout`](crate::Request::set_total_timeout) is for a single request.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = timeout;
        self
    }

    /// Reads answers that lack a required field by this rule; without it they are errors.
    ///
    /// ```
    /// use ctp_sdk::{Client, MissingFields};
    ///
    /// let client = Client::builder("https://api.europe-west1.gcp.commercetools.com")
    ///     .missing_fields(MissingFields::Tolerate)
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), ctp_sdk::Error>(())
    /// ```
    pub fn missing_fields(mut self, missing_fields: MissingFields) -> Self {
        self.missing_fields = missing_fields;
        self
    }

    /// Sends no more than this many requests at once; the others wait for their turn. Without it there is no limit.
    /// Zero counts as one.
    pub fn concurrency_limit(mut self, requests: usize) -> Self {
        self.concurrency_limit = Some(requests);
        self
    }

    /// Sends a request again as often and as long as this says: see [`Step::Retry`] for when. If not set, up to four times
    /// within 3 minutes.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Goes by this clock for pauses and the total time.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Takes this middleware in place of a step.
    ///
    /// ```
    /// use ctp_sdk::{Client, Step};
    /// # use ctp_sdk::reqwest_middleware as rm;
    /// # struct MyRetry;
    /// # #[async_trait::async_trait]
    /// # impl rm::Middleware for MyRetry {
    /// #     async fn handle(&self, request: ctp_sdk::reqwest::Request, extensions: &mut http::Extensions, next: rm::Next<'_>)
    /// #         -> rm::Result<ctp_sdk::reqwest::Response> { next.run(request, extensions).await }
    /// # }
    ///
    /// let client = Client::builder("https://api.europe-west1.gcp.commercetools.com")
    ///     .replace(Step::Retry, MyRetry)
    ///     .remove(Step::CorrelationId)
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), ctp_sdk::Error>(())
    /// ```
    pub fn replace(mut self, step: Step, middleware: impl Middleware) -> Self {
        self.replaced.insert(step, Some(Arc::new(middleware)));
        self
    }

    /// Leaves a step out.
    pub fn remove(mut self, step: Step) -> Self {
        self.replaced.insert(step, None);
        self
    }

    /// Sends through this middleware. The first one added sees a request first and its response last.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.of_request.push(Arc::new(middleware));
        self
    }

    /// Sends each attempt through this middleware, behind the retry and before the token. The first one added sees an
    /// attempt first.
    pub fn attempt_middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.of_attempt.push(Arc::new(middleware));
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
        let http = match self.http.clone() {
            Some(http) => http,
            None => default_http(self.connect_timeout)
                .build()
                .map_err(Error::transport)?,
        };
        let (timeout, total_timeout) = (self.timeout, self.total_timeout);
        let missing_fields = self.missing_fields;
        let (own, clock) = (self.middleware.clone(), Arc::clone(&self.clock));
        let steps = self.steps(user_agent);
        Ok(Client {
            inner: Arc::new(Inner {
                missing_fields,
                api_url,
                pipeline: Pipeline::new(http, own, steps, clock),
                timeout,
                total_timeout,
            }),
        })
    }

    fn steps(self, user_agent: HeaderValue) -> Vec<(Step, Arc<dyn Middleware>)> {
        let clock = &self.clock;
        let mut steps: BTreeMap<Step, Option<Arc<dyn Middleware>>> = BTreeMap::new();
        let telemetry = Telemetry {
            clock: Arc::clone(clock),
        };
        steps.insert(Step::Telemetry, Some(Arc::new(telemetry)));
        steps.insert(Step::CorrelationId, Some(Arc::new(CorrelationId)));
        steps.insert(
            Step::UserAgent,
            Some(Arc::new(UserAgent { name: user_agent })),
        );
        if let Some(limit) = self.concurrency_limit {
            let limit = ConcurrencyLimit::new(limit);
            steps.insert(Step::ConcurrencyLimit, Some(Arc::new(limit)));
        }
        let retry = Retry {
            backoff: self.backoff,
            clock: Arc::clone(clock),
        };
        steps.insert(Step::Retry, Some(Arc::new(retry)));
        if let Some(auth) = self.auth {
            steps.insert(Step::Auth, Some(Arc::new(auth)));
        }
        steps.extend(self.replaced);
        steps
            .into_iter()
            .filter_map(|(step, middleware)| Some((step, middleware?)))
            .collect()
    }
}

pub(super) fn default_http(connect_timeout: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(connect_timeout)
        .timeout(TIMEOUT)
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
