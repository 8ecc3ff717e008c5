//! The last step before the HTTP client.

use http::Extensions;
use reqwest::{Request, Response, ResponseBuilderExt};
use reqwest_middleware::{Middleware, Next};

use super::SentCorrelationId;

/// Reads the whole answer, so that an answer that breaks off is an error to all other steps, and takes the URL off errors,
/// for its query may hold secrets.
///
/// It is the last step of every client, so that no other one can wrap, log or count an error with its URL.
pub(in crate::client) struct Transport;

#[async_trait::async_trait]
impl Middleware for Transport {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        // The caller's own step may have set it in place of ours.
        if let Some(id) = SentCorrelationId::of(&request) {
            extensions.insert(id);
        }
        let answer = next
            .run(request, extensions)
            .await
            .map_err(reqwest_middleware::Error::without_url)?;
        let mut head = http::Response::builder()
            .url(answer.url().clone())
            .body(())
            .unwrap_or_default();
        *head.status_mut() = answer.status();
        *head.version_mut() = answer.version();
        *head.headers_mut() = answer.headers().clone();
        let body = answer.bytes().await.map_err(reqwest::Error::without_url)?;
        Ok(Response::from(head.map(|()| body)))
    }
}
