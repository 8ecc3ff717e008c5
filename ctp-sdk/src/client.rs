//! The client: everything that sends.

mod builder;
mod needs;
mod pipeline;
mod request_info;
mod steps;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use ctp_auth::{SentToken, TokenProvider};
use futures_util::future::{Either, select};
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Extensions, HeaderMap, Method, StatusCode};
use url::Url;

use crate::request::form_urlencoded;
use crate::{Body, Error, RawResponse, Request, Result};

pub use builder::ClientBuilder;
pub use pipeline::Step;
pub use request_info::RequestInfo;

use needs::Needs;
use pipeline::Pipeline;
use request_info::Deadline;
use steps::{Attempts, SentCorrelationId};

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
    /// How long an attempt may take, if not as long as the HTTP client says, and all of them together.
    timeout: Option<Duration>,
    total_timeout: Duration,
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

    /// The same client for the API at another URL. It shares connections and all settings.
    #[cfg(feature = "generated")]
    pub(crate) fn at(&self, api_url: &Url) -> Self {
        let mut inner = Inner::clone(&self.inner);
        inner.api_url = api_url.clone();
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Sends a request, and gives the answer if it is a success (2xx).
    ///
    /// # Errors
    ///
    /// - [`Error::is_request`]: the request cannot be sent as it is. Nothing was sent.
    /// - [`Error::is_auth`]: there was no token to send, or the API did not accept it.
    /// - [`Error::is_transient`], [`Error::is_timeout`]: the connection failed, or the API is not well.
    /// - Any other status than 2xx, with the API's [reasons](Error::api_errors). Redirects are not followed.
    pub async fn execute(&self, request: Request) -> Result<RawResponse> {
        let sent = self.send(request).await?;
        if sent.answer.status().is_success() {
            Ok(sent.answer)
        } else {
            Err(sent.refused())
        }
    }

    /// Sends a request, and tells whether the resource is there (2xx) or not (404).
    ///
    /// # Errors
    ///
    /// As of [`execute`](Self::execute), for any other status.
    pub async fn exists(&self, request: Request) -> Result<bool> {
        let sent = self.send(request).await?;
        match sent.answer.status() {
            status if status.is_success() => Ok(true),
            StatusCode::NOT_FOUND => Ok(false),
            _ => Err(sent.refused()),
        }
    }

    /// The one function that sends.
    async fn send(&self, request: Request) -> Result<Sent> {
        if let Some(problem) = request.problem() {
            return Err(Error::request(problem));
        }
        ctp_auth::require_runtime()?;
        let needs = Needs::of(&request);
        let total_timeout = request.total_timeout().unwrap_or(self.inner.total_timeout);
        let mut extensions = Extensions::new();
        extensions.insert(RequestInfo::of(&request));
        let request = self.inner.assemble(request);
        let pipeline = &self.inner.pipeline;
        extensions.insert(Deadline(
            pipeline.clock().now().saturating_add(total_timeout),
        ));
        let outcome = {
            let exchange = pin!(exchange(pipeline, request, &mut extensions));
            match select(exchange, pipeline.clock().sleep(total_timeout)).await {
                Either::Left((outcome, _)) => outcome,
                Either::Right(((), _)) => Err(Error::total_timeout(total_timeout)),
            }
        };
        let correlation_id = extensions.remove().map(|SentCorrelationId(id)| id);
        let attempts = extensions.remove().map_or(1, |Attempts(attempts)| attempts);
        let answer = match outcome {
            Ok(answer) => answer.answering(correlation_id),
            Err(error) => return Err(error.sent_with(correlation_id).attempted(attempts)),
        };
        Ok(Sent {
            answer,
            attempts,
            needs,
            token: extensions.remove(),
        })
    }
}

async fn exchange(
    pipeline: &Pipeline,
    request: reqwest::Request,
    extensions: &mut Extensions,
) -> Result<RawResponse> {
    let answer = pipeline
        .send(request, extensions)
        .await
        .map_err(Error::chain)?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    // The pipeline has read it already, unless a step of the caller's own made another answer.
    let body = answer.bytes().await.map_err(Error::transport)?;
    Ok(RawResponse::new(status, headers, body))
}

impl Inner {
    fn assemble(&self, request: Request) -> reqwest::Request {
        let url = self.url_of(&request);
        let timeout = request.timeout().or(self.timeout);
        let (method, headers, body) = request.into_parts();
        let mut assembled = reqwest::Request::new(method, url);
        *assembled.timeout_mut() = timeout;
        *assembled.headers_mut() = with_defaults(headers, &body);
        let carries = matches!(
            *assembled.method(),
            Method::POST | Method::PUT | Method::PATCH
        );
        if carries && body.is_empty() {
            // A method that usually carries a body says that it carries none (RFC 9110, section 8.6); the HTTP library
            // leaves that out.
            assembled
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *assembled.body_mut() = match body {
            Body::Empty => None,
            Body::Json(bytes) | Body::Binary { bytes, .. } => Some(bytes.into()),
            Body::Form(fields) => Some(form_urlencoded(&fields).into()),
        };
        assembled
    }

    fn url_of(&self, request: &Request) -> Url {
        let mut url = self.api_url.clone();
        let prefix = url.path().trim_end_matches('/');
        let path = request.path().as_str().trim_start_matches('/');
        let path = format!("{prefix}/{path}");
        url.set_path(&path);
        if !request.query().is_empty() {
            url.set_query(Some(&form_urlencoded(request.query())));
        }
        url
    }
}

/// The headers of the request, and those of the SDK where the request has none of that name.
fn with_defaults(mut headers: HeaderMap, body: &Body) -> HeaderMap {
    let content_type = match body {
        Body::Empty => None,
        Body::Json(_) => Some(HeaderValue::from_static("application/json")),
        Body::Form(_) => Some(HeaderValue::from_static(
            "application/x-www-form-urlencoded",
        )),
        Body::Binary { content_type, .. } => Some(content_type.clone()),
    };
    if let Some(content_type) = content_type {
        headers.entry(CONTENT_TYPE).or_insert(content_type);
    }
    headers
        .entry(ACCEPT)
        .or_insert(HeaderValue::from_static("application/json"));
    headers
}

/// What came of a request.
struct Sent {
    answer: RawResponse,
    attempts: u32,
    needs: Needs,
    token: Option<SentToken>,
}

impl Sent {
    /// The error of an answer without success.
    fn refused(&self) -> Error {
        let held = self.token.as_ref().and_then(SentToken::scopes);
        // The API decides what is enough. Only when it has refused is there something to explain.
        let missing = match self.answer.status() {
            StatusCode::FORBIDDEN => held.and_then(|held| self.needs.missing_from(held)),
            _ => None,
        };
        Error::refused(&self.answer, missing).attempted(self.attempts)
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
