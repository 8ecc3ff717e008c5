//! The last step, which sends.

use bytes::Bytes;
use ctp_auth::{HttpClient, PlainHttpHosts, platform, read_body};
use http::Extensions;
use http::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};

use super::SentCorrelationId;
use crate::client::ResponseLimit;
use crate::client::read_later::ReadLater;
use crate::error::{Redirected, ResponseTooLarge};

/// Sends, and reads the whole answer, so that an answer that breaks off, or is too large, is an error to all other steps;
/// in a browser it is [read later](ReadLater).
/// It takes the URL off errors, because its query may hold secrets.
///
/// It is the last step of every client, so that no other one can wrap, log or count an error with its URL.
pub(in crate::client) struct Transport {
    pub(in crate::client) http: HttpClient,
    pub(in crate::client) plain_http_hosts: PlainHttpHosts,
}

/// The `Authorization` that a request was sent with, whichever step or caller set it. An error of the API may repeat it.
#[derive(Clone)]
pub(in crate::client) struct SentAuthorization(pub(in crate::client) HeaderValue);

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
        // The caller's own step may have set it in place of ours.
        if let Some(id) = SentCorrelationId::of(&request) {
            extensions.insert(id);
        }
        // The header may come from the step for tokens, from another step, or from the caller.
        if let Some(authorization) = request.headers().get(AUTHORIZATION) {
            self.plain_http_hosts
                .check(request.url())
                .map_err(Error::middleware)?;
            extensions.insert(SentAuthorization(authorization.clone()));
        }
        let http = self
            .http
            .client_for(request.url())
            .map_err(Error::middleware)?;
        let url = request.url().clone();
        let answer = http
            .execute(request)
            .await
            .map_err(reqwest::Error::without_url)?;
        if platform::IS_BROWSER && platform::is_redirected(&url, answer.url()) {
            let status = answer.status();
            return Err(Error::middleware(Redirected { status }));
        }
        if ReadLater::is_set(extensions) {
            return Ok(answer);
        }
        read(answer, body_limit(extensions)).await
    }
}

/// How much of the body of an answer may be read.
fn body_limit(extensions: &Extensions) -> usize {
    extensions
        .get()
        .map_or(usize::MAX, |ResponseLimit(limit)| *limit)
}

/// Reads the body of an answer: all of it, or of a refusal as much as is needed.
pub(in crate::client) async fn read_whole(answer: Response, limit: usize) -> Result<Bytes> {
    let status = answer.status();
    let limit = match status.is_success() {
        true => limit,
        false => limit.min(ERROR_LIMIT),
    };
    let body = read_body(answer, limit)
        .await
        .map_err(reqwest::Error::without_url)?;
    if status.is_success() && !body.is_whole() {
        return Err(Error::middleware(ResponseTooLarge { limit, status }));
    }
    Ok(body.into_bytes())
}

/// Reads the body of an answer, and puts the answer together again.
#[cfg(not(target_arch = "wasm32"))]
async fn read(answer: Response, limit: usize) -> Result<Response> {
    use reqwest::ResponseBuilderExt;

    let mut head = http::Response::builder()
        .url(answer.url().clone())
        .body(())
        .unwrap_or_default();
    *head.status_mut() = answer.status();
    *head.version_mut() = answer.version();
    *head.headers_mut() = answer.headers().clone();
    let body = read_whole(answer, limit).await?;
    Ok(Response::from(head.map(|()| body)))
}

/// The answer as it is: there is no way to put it together again.
#[cfg(target_arch = "wasm32")]
async fn read(answer: Response, _: usize) -> Result<Response> {
    Ok(answer)
}
