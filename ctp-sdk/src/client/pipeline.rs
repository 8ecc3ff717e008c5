//! The steps that a request takes.

use std::sync::Arc;

use ctp_auth::{AuthMiddleware, TokenProvider};
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{ClientWithMiddleware, Middleware};

use super::strip_url::StripUrl;

/// The steps that a request takes: the caller's own, authorization, transport.
#[derive(Clone)]
pub(super) struct Pipeline {
    http: reqwest::Client,
    own: Vec<Arc<dyn Middleware>>,
    chain: ClientWithMiddleware,
}

impl Pipeline {
    pub(super) fn new(
        http: reqwest::Client,
        own: Vec<Arc<dyn Middleware>>,
        auth: Option<AuthMiddleware>,
    ) -> Self {
        let mut steps = own.clone();
        if let Some(auth) = auth {
            steps.push(Arc::new(auth));
        }
        steps.push(Arc::new(StripUrl));
        let chain = ClientWithMiddleware::new(http.clone(), steps);
        Self { http, own, chain }
    }

    /// The same with another provider of tokens.
    pub(super) fn authorized_by(self, provider: impl TokenProvider + 'static) -> Self {
        Self::new(self.http, self.own, Some(AuthMiddleware::new(provider)))
    }

    pub(super) async fn send(
        &self,
        request: Request,
        extensions: &mut Extensions,
    ) -> reqwest_middleware::Result<Response> {
        self.chain
            .execute_with_extensions(request, extensions)
            .await
    }
}
