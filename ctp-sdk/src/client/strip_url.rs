//! Errors without URLs.

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};

/// Takes the URL off the errors of reqwest, for its query may hold secrets.
///
/// It is the last middleware of every client, so that no other one can wrap, log or count such an error with its URL.
pub(super) struct StripUrl;

#[async_trait::async_trait]
impl Middleware for StripUrl {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        next.run(request, extensions)
            .await
            .map_err(reqwest_middleware::Error::without_url)
    }
}
