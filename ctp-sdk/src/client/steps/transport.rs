//! The last step, which sends.

use ctp_auth::{HttpClient, PlainHttpHosts, read_body};
use http::Extensions;
use http::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Request, Response, ResponseBuilderExt};
use reqwest_middleware::{Error, Middleware, Next, Result};

use super::SentCorrelationId;
use crate::client::ResponseLimit;
use crate::error::ResponseTooLarge;

/// Sends, and reads the whole answer, so that an answer that breaks off, or is too large, is an error to all other steps.
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

#[async_trait::async_trait]
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
        let answer = http
            .execute(request)
            .await
            .map_err(reqwest::Error::without_url)?;
        let limit = extensions
            .get()
            .map_or(usize::MAX, |ResponseLimit(limit)| *limit);
        read(answer, limit).await
    }
}

async fn read(answer: Response, limit: usize) -> Result<Response> {
    let status = answer.status();
    let mut head = http::Response::builder()
        .url(answer.url().clone())
        .body(())
        .unwrap_or_default();
    *head.status_mut() = status;
    *head.version_mut() = answer.version();
    *head.headers_mut() = answer.headers().clone();
    let limit = if status.is_success() {
        limit
    } else {
        limit.min(ERROR_LIMIT)
    };
    let body = read_body(answer, limit)
        .await
        .map_err(reqwest::Error::without_url)?;
    if status.is_success() && !body.is_whole() {
        return Err(Error::middleware(ResponseTooLarge { limit, status }));
    }
    Ok(Response::from(head.map(|()| body.into_bytes())))
}
