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
/// | the caller's own | what [`ClientBuilder::attempt_middleware`](crate::ClientBuilder::attempt_middleware) added: it sees each attempt |
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
    own: OwnMiddleware,
    steps: Vec<(Step, Arc<dyn Middleware>)>,
    clock: Arc<dyn Clock>,
    chain: ClientWithMiddleware,
}

/// The caller's own steps.
#[derive(Clone, Default)]
pub(super) struct OwnMiddleware {
    /// Before all others: they see a request once.
    pub(super) of_request: Vec<Arc<dyn Middleware>>,
    /// Behind the retry: they see each attempt.
    pub(super) of_attempt: Vec<Arc<dyn Middleware>>,
}

impl Pipeline {
    /// `steps` has each step at most once, in any order.
    pub(super) fn new(
        http: reqwest::Client,
        own: OwnMiddleware,
        mut steps: Vec<(Step, Arc<dyn Middleware>)>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        steps.sort_by_key(|(step, _)| *step);
        let attempt_begins = steps.partition_point(|(step, _)| *step <= Step::Retry);
        let (before, behind) = steps.split_at(attempt_begins);
        let middleware = |(_, middleware): &(Step, Arc<dyn Middleware>)| Arc::clone(middleware);
        let mut all = own.of_request.clone();
        all.extend(before.iter().map(middleware));
        all.extend(own.of_attempt.iter().cloned());
        all.extend(behind.iter().map(middleware));
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
