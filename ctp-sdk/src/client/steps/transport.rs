//! The last step, which sends.

use bytes::Bytes;
#[cfg(not(target_arch = "wasm32"))]
use ctp_auth::drain_body;
use ctp_auth::{HttpClient, LimitedBody, PlainHttpHosts, platform, read_body};
use http::header::AUTHORIZATION;
use http::{Extensions, StatusCode};
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};

use crate::client::in_progress::InProgress;
use crate::error::{Redirected, ResponseTooLarge};

/// Sends, and reads the whole answer, so that an answer that breaks off, or is too large, is an error to all other steps;
/// in a browser it is [read later](crate::client::read_later).
/// It takes the URL off errors, because its query may hold secrets.
///
/// It is the last step of every client, so that no other one can wrap, log or count an error with its URL.
pub(in crate::client) struct Transport {
    pub(in crate::client) http: HttpClient,
    pub(in crate::client) plain_http_hosts: PlainHttpHosts,
}

/// How much of the body of an error is read: far more than the API's own have, and little of what has no end.
const ERROR_LIMIT: usize = 1024 * 1024;

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Middleware for Transport {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        // The HTTP client behind it is the one for the URL of the API. A step of the caller's own may have changed that.
        _: Next<'_>,
    ) -> Result<Response> {
        self.send(request, extensions, ReadBody::Within).await
    }
}

/// Where the body of an answer is left when it has been read.
#[derive(Clone, Copy)]
pub(in crate::client) enum ReadBody {
    /// Within the answer, which is put together again: steps of the application may read it.
    Within,
    /// That of a success in [`InProgress`], which is cheaper.
    Beside,
}

impl Transport {
    /// Sends a request, and reads its answer.
    pub(in crate::client) async fn send(
        &self,
        request: Request,
        extensions: &mut Extensions,
        left: ReadBody,
    ) -> Result<Response> {
        // The header may come from the step for tokens, from another step, or from the caller.
        if request.headers().contains_key(AUTHORIZATION) {
            self.plain_http_hosts
                .check(request.url())
                .map_err(Error::middleware)?;
        }
        InProgress::change(extensions, |known| known.is_sent_as(&request));
        let http = self
            .http
            .client_for(request.url())
            .map_err(Error::middleware)?;
        let url = platform::IS_BROWSER.then(|| request.url().clone());
        let answer = http
            .execute(request)
            .await
            .map_err(reqwest::Error::without_url)?;
        if url.is_some_and(|url| platform::is_redirected(&url, answer.url())) {
            let status = answer.status();
            return Err(Error::middleware(Redirected { status }));
        }
        if InProgress::reads_later(extensions) {
            return Ok(answer);
        }
        let limit = InProgress::response_limit(extensions);
        read(answer, limit, extensions, left).await
    }
}

/// Reads the body of an answer: all of it, or of a refusal as much as is needed.
pub(in crate::client) async fn read_whole(answer: Response, limit: usize) -> Result<Bytes> {
    let status = answer.status();
    let body = read_body(answer, limit_for(status, limit)).await;
    whole(body, status, limit)
}

/// How much of a body is read.
fn limit_for(status: StatusCode, limit: usize) -> usize {
    match status.is_success() {
        true => limit,
        false => limit.min(ERROR_LIMIT),
    }
}

/// The body that was read, if it is all that is needed.
fn whole(body: reqwest::Result<LimitedBody>, status: StatusCode, limit: usize) -> Result<Bytes> {
    let body = body.map_err(reqwest::Error::without_url)?;
    if status.is_success() && !body.is_whole() {
        return Err(Error::middleware(ResponseTooLarge { limit, status }));
    }
    Ok(body.into_bytes())
}

/// Reads the body of an answer, and leaves it with the answer.
#[cfg(not(target_arch = "wasm32"))]
async fn read(
    mut answer: Response,
    limit: usize,
    extensions: &mut Extensions,
    left: ReadBody,
) -> Result<Response> {
    use reqwest::ResponseBuilderExt;

    let status = answer.status();
    let body = drain_body(&mut answer, limit_for(status, limit)).await;
    let body = whole(body, status, limit)?;
    if matches!(left, ReadBody::Beside)
        && status.is_success()
        && let Some(request) = extensions.get_mut::<InProgress>()
    {
        request.body = Some(body);
        return Ok(answer);
    }
    let mut head = http::Response::builder();
    if let Some(extensions) = head.extensions_mut() {
        *extensions = std::mem::take(answer.extensions_mut());
    }
    let head = head.url(answer.url().clone()).body(());
    let mut head = head.unwrap_or_default();
    *head.status_mut() = status;
    *head.version_mut() = answer.version();
    *head.headers_mut() = std::mem::take(answer.headers_mut());
    Ok(Response::from(head.map(|()| body)))
}

/// The answer as it is: there is no way to put it together again.
#[cfg(target_arch = "wasm32")]
async fn read(answer: Response, _: usize, _: &mut Extensions, _: ReadBody) -> Result<Response> {
    Ok(answer)
}
