//! The name of the application.

use http::Extensions;
use http::header::{HeaderValue, USER_AGENT};
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};

/// Names the SDK and the application in `User-Agent`, unless the request names one itself.
pub(in crate::client) struct UserAgent {
    pub(in crate::client) name: HeaderValue,
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Middleware for UserAgent {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        self.prepare(&mut request);
        next.run(request, extensions).await
    }
}

impl UserAgent {
    /// Sets the header.
    pub(in crate::client) fn prepare(&self, request: &mut Request) {
        request
            .headers_mut()
            .entry(USER_AGENT)
            .or_insert_with(|| self.name.clone());
    }
}
