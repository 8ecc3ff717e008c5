//! The client: everything that sends.

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
/// A clone is cheap and shares the connections, so make one client and clone it to wherever it is needed.
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
    /// How long an exchange may take, and a request in all.
    attempt_timeout: Duration,
    timeout: Duration,
    /// How many bytes an answer may have.
    response_limit: usize,
    /// What to do about required fields that are missing from answers.
    missing_fields: MissingFields,
    /// Whether the body of an answer is [read later](read_later).
    reads_later: bool,
}

impl Client {
    /// Starts a client for the API at `api_url`, such as `https://api.europe-west1.gcp.commercetools.com`.
    ///
    /// The URL may have a path, which comes before the path of each request, and may end with a slash or without. See
    /// [Hosts](https://docs.commercetools.com/api/general-concepts#hosts) for the URLs there are.
    pub fn builder(api_url: &str) -> ClientBuilder {
        ClientBuilder::new(api_url)
    }

    /// The same client for requests that another provider authorizes. It shares connections and all settings.
    #[must_use]
    pub fn authorized_by(&self, provider: impl TokenProvider + 'static) -> Self {
        let mut inner = Inner::clone(&self.inner);
        inner.pipeline = inner.pipeline.authorized_by(provider);
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The same client for the API of another configuration. It shares connections, and all settings but those of the
    /// configuration.
    ///
    /// # Errors
    ///
    /// When there is no HTTP client for the URL, because there are no root certificates.
    pub(crate) fn configured_by(&self, config: &Config) -> Result<Self> {
        let client = self.at(config.api_url(), config.plain_http_hosts())?;
        let mut inner = Inner::clone(&client.inner);
        inner.missing_fields = config.missing_fields().unwrap_or(inner.missing_fields);
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The same client for the API at another URL, which may be on one of these hosts over plain HTTP. It shares
    /// connections and all settings. What authorizes requests is left out.
    ///
    /// # Errors
    ///
    /// When there is no HTTP client for the URL, because there are no root certificates.
    pub(crate) fn at(&self, api_url: &Url, plain_http_hosts: &PlainHttpHosts) -> Result<Self> {
        let mut inner = Inner::clone(&self.inner);
        inner.pipeline = inner.pipeline.at(api_url, plain_http_hosts)?;
        inner.api_url = api_url.clone();
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Where the API is.
    #[cfg(any(feature = "checkout", feature = "history", feature = "import"))]
    pub(crate) fn api_url(&self) -> &Url {
        &self.inner.api_url
    }

    /// Sends a request, and gives the answer if it is a success (2xx).
    ///
    /// # Errors
    ///
    /// - [`Error::is_request`]: the request cannot be sent as it is. Nothing was sent.
    /// - [`Error::is_auth`]: there was no token to send, or the API did not accept it.
    /// - [`Error::is_transient`], [`Error::is_timeout`]: the connection failed, or the API is not well. It may have done
    ///   what was asked all the same: [`Error::may_be_done`].
    /// - [`Error::is_response_too_large`]: the answer has more bytes than the
    ///   [limit](ClientBuilder::response_limit).
    /// - Any other status than 2xx, with the API's [reasons](Error::api_errors). Redirects are not followed.
    pub async fn execute(&self, request: Request) -> Result<RawResponse> {
        // The caller may keep the answer for as long as they like, and the span of the request would last with it.
        Ok(self.read_soon(request).await?.observed(None))
    }

    /// The same for an answer that is read at once, so that the span of the request can last until then.
    pub(crate) async fn read_soon(&self, request: Request) -> Result<RawResponse> {
        self.send(request).await?.success()
    }

    /// Sends a request, and tells whether the resource is there (2xx) or not (404).
    ///
    /// A `HEAD` has no body in its answer, so that any 404 counts, also that of a gateway which knows no such path. For
    /// other methods, only a 404 with the error body of the API does: see [`Error::is_not_found`].
    ///
    /// # Errors
    ///
    /// As of [`execute`](Self::execute), for any other status.
    pub async fn exists(&self, request: Request) -> Result<bool> {
        self.send(request).await?.exists()
    }

    /// The clock that it goes by.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.pipeline.clock()
    }

    /// The one function that sends.
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
        let in_progress = InProgress::new(info, deadline, limit, inner.reads_later);
        extensions.insert(in_progress);
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
        let in_progress = extensions
            .remove()
            .unwrap_or_else(|| InProgress::new(info, deadline, limit, inner.reads_later));
        let InProgress {
            attempts,
            correlation_id,
            authorization,
            span,
            ..
        } = in_progress;
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
        // The pipeline has read it already, unless a step of the caller's own made another answer.
        let body = extensions
            .get_mut()
            .and_then(|request: &mut InProgress| request.body.take());
        if let Some(body) = body {
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

/// The answer with its body, which has been read.
fn with_body(mut answer: reqwest::Response, body: Bytes) -> RawResponse {
    let headers = std::mem::take(answer.headers_mut());
    RawResponse::new(answer.status(), headers, body)
}

/// What came of a request.
pub(crate) struct Sent {
    request: SentRequest,
    answer: RawResponse,
    attempts: Attempts,
    token: Option<SentToken>,
    authorization: Option<http::HeaderValue>,
    /// When the answer came.
    now: Duration,
}

impl Sent {
    /// The answer, if it is a success (2xx).
    pub(crate) fn success(self) -> Result<RawResponse> {
        if self.answer.status().is_success() {
            Ok(self.answer)
        } else {
            Err(self.refused())
        }
    }

    /// Whether the resource is there (2xx) or not (404).
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

    /// The answer, whatever its status is.
    #[cfg(feature = "graphql")]
    pub(crate) fn answer(&self) -> &RawResponse {
        &self.answer
    }

    /// The error of an answer without success; of GraphQL, also of one with errors.
    pub(crate) fn refused(&self) -> Error {
        let held = self.token.as_ref().and_then(SentToken::scopes);
        // The API decides what is enough. Only when it has refused is there something to explain.
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
