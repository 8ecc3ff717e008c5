//! The builder of the client.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{
    AccessToken, AuthMiddleware, Backoff, Clock, ExistingToken, HttpClient, PlainHttpHosts,
    SystemClock, TokenProvider, platform,
};
use http::header::HeaderValue;
use reqwest_middleware::Middleware;
use url::Url;

#[cfg(feature = "trace-context")]
use super::TraceContext;
use super::pipeline::OwnMiddleware;
use super::slots::{Slot, Slots};
use super::steps::{ConcurrencyLimit, CorrelationId, Retry, Telemetry, UserAgent};
#[cfg(feature = "trace-context")]
use super::trace_context::TraceContextSource;
use super::{Client, Inner, Pipeline, RetryBudget, Step};
use crate::request::Problem;
use crate::{Error, MissingFields, Result};

const USER_AGENT: &str = concat!("ctp-sdk/", env!("CARGO_PKG_VERSION"));
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(180);
const RESPONSE_LIMIT: usize = 64 * 1024 * 1024;

/// Builds a [`Client`]. [`Client::builder`] creates one.
///
/// ```
/// use std::time::Duration;
/// use ctp_sdk::Client;
/// use ctp_sdk::auth::HttpClient;
///
/// let http = HttpClient::builder().connect_timeout(Duration::from_secs(3)).build();
/// let client = Client::builder("http://localhost:8989/emulator/")
///     .http(http)
///     .timeout(Duration::from_secs(20))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), ctp_sdk::Error>(())
/// ```
#[must_use]
pub struct ClientBuilder {
    api_url: String,
    user_agent: String,
    http: Option<HttpClient>,
    plain_http_hosts: PlainHttpHosts,
    attempt_timeout: Duration,
    timeout: Duration,
    response_limit: usize,
    missing_fields: MissingFields,
    middleware: OwnMiddleware,
    auth: Option<AuthMiddleware>,
    concurrency_limit: Option<usize>,
    backoff: Backoff,
    retry_budget: RetryBudget,
    clock: Arc<dyn Clock>,
    #[cfg(feature = "trace-context")]
    trace_context: Option<TraceContextSource>,
    /// The replacement of each step; `None` if the step is removed.
    replaced: BTreeMap<Step, Option<Arc<dyn Middleware>>>,
}

impl ClientBuilder {
    pub(super) fn new(api_url: &str) -> Self {
        Self {
            api_url: api_url.to_owned(),
            user_agent: USER_AGENT.to_owned(),
            http: None,
            plain_http_hosts: PlainHttpHosts::new(),
            attempt_timeout: ATTEMPT_TIMEOUT,
            timeout: TIMEOUT,
            response_limit: RESPONSE_LIMIT,
            missing_fields: MissingFields::default(),
            middleware: OwnMiddleware::default(),
            auth: None,
            concurrency_limit: None,
            backoff: Backoff::default().with_total(TIMEOUT),
            retry_budget: RetryBudget::default(),
            clock: Arc::new(SystemClock),
            #[cfg(feature = "trace-context")]
            trace_context: None,
            replaced: BTreeMap::new(),
        }
    }

    /// Uses this HTTP client, for a proxy or your own certificates, or to share its connections with other clients.
    pub fn http(mut self, http: HttpClient) -> Self {
        self.http = Some(http);
        self
    }

    /// Permits tokens, and an `Authorization` header set by the caller, to be sent over plain HTTP to this host, for tests:
    /// for example the name of a container. Anyone on the network path can read them.
    ///
    /// Without it they are sent only over HTTPS, or to the local machine.
    pub fn allow_plain_http(mut self, host: &str) -> Self {
        self.plain_http_hosts = self.plain_http_hosts.with(host);
        self
    }

    /// Limits the total time of a request: waiting for the concurrency limit, tokens, responses, and the pauses between
    /// attempts. The default is 3 minutes. [`Request::set_timeout`](crate::Request::set_timeout) is for a single request.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Limits the time of one attempt, from its start to the end of the response. The default is 60 seconds.
    /// [`Request::set_attempt_timeout`](crate::Request::set_attempt_timeout) is for a single request.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Limits the size of a response in bytes, counted after decompression. The default is 64 MiB; of a response with an
    /// error status, at most 1 MiB is read. [`Request::set_response_limit`](crate::Request::set_response_limit) is for a
    /// single request.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// How responses without a required field are decoded; by default they are errors.
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

    /// Limits the number of concurrent requests; further requests wait. By default there is no limit. Zero counts as one. A
    /// request that pauses before its next attempt, or waits for a token, does not count.
    pub fn concurrency_limit(mut self, requests: usize) -> Self {
        self.concurrency_limit = Some(requests);
        self
    }

    /// Sets the number of attempts, the pauses between them and the time for them: see [`Step::Retry`] for the conditions.
    /// The default is up to four attempts within 3 minutes, with pauses of up to 3 seconds.
    ///
    /// If the API asks for a longer pause than the [longest](Backoff::with_pauses), its response is returned at once, and
    /// [`Error::retry_after`] returns that pause.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Limits the number of retries of all requests together, so that an outage of the API does not multiply the number of
    /// requests.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// Uses this clock for pauses and the total time.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sends the headers `traceparent` and `tracestate`, which make a request part of a trace. The function is called
    /// within the span of the request, and returns the trace and span ids that this span has in the telemetry of the
    /// application.
    ///
    /// ```
    /// use ctp_sdk::{Client, TraceContext};
    ///
    /// # fn ids_of(_: &tracing::Span) -> Option<([u8; 16], [u8; 8])> { None }
    /// let builder = Client::builder("https://api.europe-west1.gcp.commercetools.com").trace_context(|span| {
    ///     // What your telemetry knows of the span.
    ///     let (trace_id, span_id) = ids_of(span)?;
    ///     Some(TraceContext::new(trace_id, span_id).sampled(true))
    /// });
    /// # let _ = builder;
    /// ```
    ///
    /// A [`CtpClient`](crate::CtpClient) gets it by [`CtpClientBuilder::client`](crate::CtpClientBuilder::client):
    /// `CtpClient::builder(&config).client(|client| client.trace_context(…))`.
    ///
    /// With the crates `opentelemetry` and `tracing-opentelemetry`, of any version:
    ///
    /// ```text
    /// use opentelemetry::trace::TraceContextExt;
    /// use tracing_opentelemetry::OpenTelemetrySpanExt;
    ///
    /// let builder = builder.trace_context(|span| {
    ///     let context = span.context();
    ///     let context = context.span().span_context().clone();
    ///     let own = TraceContext::new(context.trace_id().to_bytes(), context.span_id().to_bytes());
    ///     Some(own.sampled(context.is_sampled()).state(context.trace_state().header()))
    /// });
    /// ```
    ///
    /// Each attempt of a request has the same `traceparent`. A request that already has the header keeps it. Nothing is
    /// sent if the function returns `None` or an id is zero, if [`Step::Telemetry`] is removed or replaced, and in a
    /// browser, because the platform does not permit the header there.
    ///
    /// Source: [W3C Trace Context](https://www.w3.org/TR/trace-context/).
    #[cfg(feature = "trace-context")]
    pub fn trace_context(
        mut self,
        context_of: impl Fn(&tracing::Span) -> Option<TraceContext> + Send + Sync + 'static,
    ) -> Self {
        self.trace_context = Some(TraceContextSource(Arc::new(context_of)));
        self
    }

    /// Replaces a step by this middleware.
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

    /// Removes a step.
    pub fn remove(mut self, step: Step) -> Self {
        self.replaced.insert(step, None);
        self
    }

    /// Adds middleware. The first one added sees a request first and its response last.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.of_request.push(Arc::new(middleware));
        self
    }

    /// Adds middleware for each attempt, after the retry and before the token. The first one added sees an attempt first.
    pub fn attempt_middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.of_attempt.push(Arc::new(middleware));
        self
    }

    /// Authorizes each request with a token of this provider. It replaces the previous provider.
    ///
    /// This step comes after all other middleware, so that each attempt uses a valid token.
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.auth = Some(AuthMiddleware::new(provider));
        self
    }

    /// Authorizes each request with this token, for as long as it is valid.
    pub fn bearer(self, token: impl Into<AccessToken>) -> Self {
        self.token_provider(ExistingToken::new(token))
    }

    /// Adds your application to the `User-Agent`, after the name of the SDK: `my-shop/2.1 (+https://example.com)`. It has
    /// no effect in browsers that set the header themselves, such as Chromium.
    pub fn user_agent(mut self, application: &str) -> Self {
        self.user_agent = format!("{USER_AGENT} {application}");
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`Error::is_request`] if the URL of the API is not an `http` or `https` URL, if it has credentials, a query or a
    /// fragment, if the user agent is not a valid header, or if there are no root certificates for HTTPS.
    pub fn build(self) -> Result<Client> {
        let api_url = parse_api_url(&self.api_url)?;
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| Error::request(Problem::UserAgent))?;
        let http = self.http.clone().unwrap_or_default();
        let hosts = self.plain_http_hosts.clone();
        let (attempt_timeout, timeout) = (self.attempt_timeout, self.timeout);
        let (response_limit, missing_fields) = (self.response_limit, self.missing_fields);
        let (own, clock) = (self.middleware.clone(), Arc::clone(&self.clock));
        let slots = self.slots(user_agent);
        Ok(Client {
            inner: Arc::new(Inner {
                pipeline: Pipeline::new(http, &api_url, hosts, own, slots, clock)?,
                missing_fields,
                reads_later: platform::IS_BROWSER,
                api_url,
                attempt_timeout,
                timeout,
                response_limit,
            }),
        })
    }

    /// The HTTP client that was set.
    pub(crate) fn http_client(&self) -> Option<&HttpClient> {
        self.http.as_ref()
    }

    /// Permits tokens over plain HTTP to these hosts as well.
    pub(crate) fn allow_plain_http_hosts(mut self, hosts: &PlainHttpHosts) -> Self {
        self.plain_http_hosts = self.plain_http_hosts.and(hosts);
        self
    }

    fn slots(self, user_agent: HeaderValue) -> Slots {
        let clock = &self.clock;
        let telemetry = Telemetry {
            clock: Arc::clone(clock),
            #[cfg(feature = "trace-context")]
            trace_context: self.trace_context,
        };
        let retry = Retry::new(self.backoff, self.retry_budget, Arc::clone(clock));
        let auth = self
            .auth
            .map(|auth| auth.with_plain_http_hosts(self.plain_http_hosts));
        let mut slots = Slots {
            telemetry: Slot::standard(telemetry),
            correlation_id: Slot::standard(CorrelationId::new()),
            user_agent: Slot::standard(UserAgent { name: user_agent }),
            retry: Slot::standard(retry),
            auth: auth.map_or(Slot::Empty, Slot::standard),
            concurrency_limit: self.concurrency_limit.map_or(Slot::Empty, |limit| {
                Slot::standard(ConcurrencyLimit::new(limit))
            }),
        };
        for (step, middleware) in self.replaced {
            slots.set(step, middleware);
        }
        slots
    }
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
        // Without the URL: before `build` has checked it, it may contain credentials.
        formatter
            .debug_struct("ClientBuilder")
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}
