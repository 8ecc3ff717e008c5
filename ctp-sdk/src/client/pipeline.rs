//! The steps that a request takes, in their order.

use std::sync::Arc;

use ctp_auth::{AuthMiddleware, Clock, TokenProvider};
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{ClientWithMiddleware, Middleware};

use super::steps::Transport;

/// A step of a [`Client`](crate::Client) that can be replaced or removed.
///
/// A request takes them in this order, and its answer in the reverse one:
///
/// | step | what it does |
/// | --- | --- |
/// | the caller's own | what [`ClientBuilder::middleware`](crate::ClientBuilder::middleware) added, in that order |
/// | [`Telemetry`](Self::Telemetry) | a span, and with the feature `metrics` a counter and a histogram |
/// | [`CorrelationId`](Self::CorrelationId) | a new `X-Correlation-ID`, where the request has none |
/// | [`UserAgent`](Self::UserAgent) | the `User-Agent`, where the request has none |
/// | [`ConcurrencyLimit`](Self::ConcurrencyLimit) | waits until there is room; only where a limit was set |
/// | [`Retry`](Self::Retry) | sends it again where that is safe and may help |
/// | [`Auth`](Self::Auth) | the bearer token |
/// | transport | the HTTP client, which reads the whole answer; an error comes without the URL, which may hold secrets |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Step {
    /// A span by the conventions of OpenTelemetry, and metrics.
    Telemetry,
    /// `X-Correlation-ID`
    CorrelationId,
    /// `User-Agent`
    UserAgent,
    /// No more requests at once than a limit.
    ConcurrencyLimit,
    /// Sending again.
    Retry,
    /// `Authorization`
    Auth,
}

/// The steps that a request takes, put together.
#[derive(Clone)]
pub(super) struct Pipeline {
    http: reqwest::Client,
    own: Vec<Arc<dyn Middleware>>,
    steps: Vec<(Step, Arc<dyn Middleware>)>,
    clock: Arc<dyn Clock>,
    chain: ClientWithMiddleware,
}

impl Pipeline {
    /// `steps` has each step at most once, in any order.
    pub(super) fn new(
        http: reqwest::Client,
        own: Vec<Arc<dyn Middleware>>,
        mut steps: Vec<(Step, Arc<dyn Middleware>)>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        steps.sort_by_key(|(step, _)| *step);
        let mut all = own.clone();
        all.extend(steps.iter().map(|(_, middleware)| Arc::clone(middleware)));
        all.push(Arc::new(Transport));
        let chain = ClientWithMiddleware::new(http.clone(), all);
        Self {
            http,
            own,
            steps,
            clock,
            chain,
        }
    }

    /// The same with another provider of tokens.
    pub(super) fn authorized_by(self, provider: impl TokenProvider + 'static) -> Self {
        let mut steps = self.steps;
        steps.retain(|(step, _)| *step != Step::Auth);
        steps.push((Step::Auth, Arc::new(AuthMiddleware::new(provider))));
        Self::new(self.http, self.own, steps, self.clock)
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.clock
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
