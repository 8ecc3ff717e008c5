//! The client, which sends requests.

mod builder;
mod direct;
mod in_progress;
#[cfg(feature = "scope-recorder")]
mod needs;
mod pipeline;
mod read_later;
mod request_info;
mod slots;
mod steps;
#[cfg(feature = "trace-context")]
mod trace_context;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{Backoff, Clock, Config, PlainHttpHosts, SentToken, TokenProvider};
use futures_util::future::{Either, select};
use http::{Extensions, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tracing::{Instrument, Span};
use url::Url;

use crate::error::{Attempts, Refused};
use crate::request::SentRequest;
use crate::response::Observed;
use crate::{Bytes, Error, MissingFields, RawResponse, Request, Result, headers};

pub use builder::ClientBuilder;
pub use pipeline::Step;
pub use request_info::RequestInfo;

use in_progress::InProgress;
#[cfg(feature = "scope-recorder")]
pub(crate) use needs::Needs;
use pipeline::Pipeline;
use read_later::Left;
use steps::read_whole;

pub use steps::RetryBudget;
#[cfg(feature = "trace-context")]
pub use trace_context::TraceContext;

/// Sends requests to one API, at one URL, with one set of credentials.
///
/// A clone is cheap and shares the connections: create one client and clone it wherever it is needed.
///
/// ```
/// use ctp_sdk::Client;
///
/// let client = Client::builder("https://api.europe-west1.gcp.commercetools.com")
///     .bearer("an access token")
///     .build()?;
/// # let _ = client;
/// # Ok::<(), ctp_sdk::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    api_url: Url,
    pipeline: Pipeline,
    /// The time limits of an attempt and of a whole request.
    attempt_timeout: Duration,
    timeout: Duration,
    /// The largest size of a response body in bytes.
    response_limit: usize,
    /// How required fields that are missing from responses are handled.
    missing_fields: MissingFields,
    /// Whether the body of a response is [read later](read_later).
    reads_later: bool,
}

impl Client {
    /// Starts a client for the API at `api_url`, such as `https://api.europe-west1.gcp.commercetools.com`.
    ///
    /// The URL may have a path, which comes before the path of each request, and may end with a slash or without. See
    /// [Hosts](https://docs.commercetools.com/api/general-concepts#hosts) for the URLs.
    pub fn builder(api_url: &str) -> ClientBuilder {
        ClientBuilder::new(api_url)
    }

    /// The same client with another provider of tokens. It shares connections and all settings.
    #[must_use]
    pub fn authorized_by(&self, provider: impl TokenProvider + 'static) -> Self {
        let mut inner = Inner::clone(&self.inner);
        inner.pipeline = inner.pipeline.authorized_by(provider);
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The same client for the API of another configuration. It shares connections, and all settings except those of the
    /// configuration.
    ///
    /// # Errors
    ///
    /// If there is no HTTP client for the URL, because there are no root certificates.
    pub(crate) fn configured_by(&self, config: &Config) -> Result<Self> {
        let client = self.at(config.api_url(), config.plain_http_hosts())?;
        let mut inner = Inner::clone(&client.inner);
        inner.missing_fields = config.missing_fields().unwrap_or(inner.missing_fields);
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The same client for the API at another URL, which may be on one of these hosts over plain HTTP. It shares
    /// connections and all settings, but has no authorization.
    ///
    /// # Errors
    ///
    /// If there is no HTTP client for the URL, because there are no root certificates.
    pub(crate) fn at(&self, api_url: &Url, plain_http_hosts: &PlainHttpHosts) -> Result<Self> {
        let mut inner = Inner::clone(&self.inner);
        inner.pipeline = inner.pipeline.at(api_url, plain_http_hosts)?;
        inner.api_url = api_url.clone();
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The URL of the API.
    #[cfg(any(feature = "checkout", feature = "history", feature = "import"))]
    pub(crate) fn api_url(&self) -> &Url {
        &self.inner.api_url
    }

    /// Sends a request, and returns the response if its status is a success (2xx).
    ///
    /// # Errors
    ///
    /// - [`Error::is_request`]: the request is invalid. Nothing was sent.
    /// - [`Error::is_auth`]: there was no token, or the API did not accept it.
    /// - [`Error::is_transient`], [`Error::is_timeout`]: the connection failed, or the API has a temporary problem. It may
    ///   have processed the request anyway: [`Error::may_be_done`].
    /// - [`Error::is_response_too_large`]: the response exceeds the [limit](ClientBuilder::response_limit).
    /// - Any status other than 2xx, with the [errors](Error::api_errors) that the API gives. Redirects are not followed.
    pub async fn execute(&self, request: Request) -> Result<RawResponse> {
        // The caller may keep the response for any time, and the span of the request would last as long.
        Ok(self.read_soon(request).await?.observed(None))
    }

    /// The same for a response that is read at once, so that the span of the request can last until then.
    pub(crate) async fn read_soon(&self, request: Request) -> Result<RawResponse> {
        self.send(request).await?.success()
    }

    /// Sends a request, and returns whether the resource exists (2xx) or not (404).
    ///
    /// A response to `HEAD` has no body, so any 404 counts, also that of a gateway without such a path. For other methods,
    /// only a 404 with the error body of the API counts: see [`Error::is_not_found`].
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute), for any other status.
    pub async fn exists(&self, request: Request) -> Result<bool> {
        self.send(request).await?.exists()
    }

    /// The clock of the client.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.pipeline.clock()
    }

    /// The only function that sends.
    pub(crate) async fn send(&self, request: Request) -> Result<Sent> {
        if let Some(problem) = request.problem() {
            return Err(Error::request(problem));
        }
        ctp_auth::require_runtime()?;
        let inner = &*self.inner;
        let pipeline = &inner.pipeline;
        let timeout = request.timeout().unwrap_or(inner.timeout);
        let limit = request.response_limit().unwrap_or(inner.response_limit);
        let deadline = pipeline.clock().now().saturating_add(timeout);
        let mut extensions = Extensions::new();
        let info = RequestInfo::of(&request);
        let in_progress = || InProgress::new(info, deadline, limit, inner.reads_later);
        extensions.insert(in_progress());
        if pipeline.has_steps_of_application() {
            extensions.insert(info);
        }
        #[cfg(feature = "scope-recorder")]
        extensions.insert(Needs::of(&request));
        let (request, sent) = request.assemble(&inner.api_url, inner.attempt_timeout);
        let outcome = {
            let exchange = pin!(exchange(pipeline, request, &mut extensions, limit));
            match select(exchange, pipeline.clock().sleep(timeout)).await {
                Either::Left((outcome, _)) => outcome,
                Either::Right(((), _)) => Err(Error::total_timeout(timeout)),
            }
        };
        let InProgress {
            attempts,
            correlation_id,
            authorization,
            span,
            ..
        } = extensions.remove().unwrap_or_else(in_progress);
        let observed = span
            .filter(|span| !span.is_disabled())
            .map(|span| Observed {
                span,
                clock: pipeline.shared_clock(),
            });
        let answer = match outcome {
            Ok(answer) => answer
                .answering(correlation_id)
                .attempted(attempts.count)
                .read_by(inner.missing_fields)
                .observed(observed),
            Err(error) => {
                let correlation_id = correlation_id.as_ref().and_then(headers::text_of);
                return Err(error
                    .sent_with(correlation_id.map(str::to_owned))
                    .attempted(attempts));
            }
        };
        Ok(Sent {
            request: sent,
            answer,
            attempts,
            token: extensions.remove(),
            authorization,
            now: pipeline.clock().now(),
        })
    }
}

async fn exchange(
    pipeline: &Pipeline,
    request: reqwest::Request,
    extensions: &mut Extensions,
    limit: usize,
) -> Result<RawResponse> {
    let mut answer = pipeline
        .send(request, extensions)
        .await
        .map_err(Error::chain)?;
    if !InProgress::reads_later(extensions) {
        // The pipeline has read the body, unless a step of the application created another response.
        if let Some(body) = InProgress::take_body(extensions) {
            return Ok(with_body(answer, body));
        }
        return read(answer, limit).await.map_err(Error::chain);
    }
    let record = Left::<steps::Exchange>::take(extensions);
    let span = record
        .as_ref()
        .map_or_else(Span::none, |record| record.span().clone());
    let outcome = loop {
        let error = match read(answer, limit).await {
            Err(reqwest_middleware::Error::Reqwest(error)) => error,
            outcome => break outcome,
        };
        drop(Left::<OwnedSemaphorePermit>::take(extensions));
        let again = pipeline.resume(error, extensions).instrument(span.clone());
        match again.await {
            Ok(other) => answer = other,
            Err(error) => break Err(error),
        }
    };
    if let Some(record) = record {
        record.ended_with(outcome.as_ref().map(RawResponse::status));
    }
    outcome.map_err(Error::chain)
}

async fn read(
    mut answer: reqwest::Response,
    limit: usize,
) -> reqwest_middleware::Result<RawResponse> {
    let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
    let body = read_whole(answer, limit).await?;
    Ok(RawResponse::new(status, headers, body))
}

/// The response with its body, which has been read.
fn with_body(mut answer: reqwest::Response, body: Bytes) -> RawResponse {
    let headers = std::mem::take(answer.headers_mut());
    RawResponse::new(answer.status(), headers, body)
}

/// The outcome of a request.
pub(crate) struct Sent {
    request: SentRequest,
    answer: RawResponse,
    attempts: Attempts,
    token: Option<SentToken>,
    authorization: Option<http::HeaderValue>,
    /// When the response arrived.
    now: Duration,
}

impl Sent {
    /// The response, if its status is a success (2xx).
    pub(crate) fn success(self) -> Result<RawResponse> {
        if self.answer.status().is_success() {
            Ok(self.answer)
        } else {
            Err(self.refused())
        }
    }

    /// Whether the resource exists (2xx) or not (404).
    pub(crate) fn exists(self) -> Result<bool> {
        if self.answer.status().is_success() {
            return Ok(true);
        }
        let refused = self.refused();
        if refused.is_not_found() {
            Ok(false)
        } else {
            Err(refused)
        }
    }

    /// The response, whatever its status.
    #[cfg(feature = "graphql")]
    pub(crate) fn answer(&self) -> &RawResponse {
        &self.answer
    }

    /// The error of a response without success; for GraphQL, also of one with errors.
    pub(crate) fn refused(&self) -> Error {
        let held = self.token.as_ref().and_then(SentToken::scopes);
        // The API decides which scopes are enough; missing scopes are computed only to explain its refusal.
        let missing_scopes = match self.answer.status() {
            StatusCode::FORBIDDEN => held.and_then(|held| self.request.missing_from(held)),
            _ => None,
        };
        let headers = self.answer.headers();
        let error = Error::refused(Refused {
            method: self.request.method(),
            status: self.answer.status(),
            headers,
            body: self.answer.body(),
            missing_scopes,
            retry_after: Backoff::retry_after(headers, self.now),
            redact: &self.request.redaction(self.authorization.as_ref()),
        });
        let correlation_id = self.answer.correlation_id().map(str::to_owned);
        error.sent_with(correlation_id).attempted(self.attempts)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("api_url", &self.inner.api_url.as_str())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
