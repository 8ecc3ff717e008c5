//! The steps that a request takes, in their order.

use std::sync::Arc;

use ctp_auth::{AuthMiddleware, Clock, HttpClient, PlainHttpHosts, TokenProvider};
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{ClientWithMiddleware, Middleware};
use url::Url;

use super::direct::Direct;
use super::read_later::Left;
use super::slots::{Slot, Slots};
use super::steps::{Resumable, Transport};
use crate::Result;

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
/// | [`Retry`](Self::Retry) | sends it again where that is safe and may help |
/// | the caller's own | what [`ClientBuilder::attempt_middleware`](crate::ClientBuilder::attempt_middleware) added: it sees each attempt |
/// | [`Auth`](Self::Auth) | the bearer token |
/// | [`ConcurrencyLimit`](Self::ConcurrencyLimit) | waits until one of the others is done; only where a limit was set |
/// | transport | sends by the HTTP client, and reads the whole answer; an error comes without the URL, which may hold secrets |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Step {
    /// A span by the conventions of OpenTelemetry, and metrics.
    Telemetry,
    /// `X-Correlation-ID`
    CorrelationId,
    /// `User-Agent`
    UserAgent,
    /// Sending again.
    Retry,
    /// `Authorization`
    Auth,
    /// No more exchanges at once than a limit. Pauses and the fetch of a token are not among them.
    ConcurrencyLimit,
}

/// The steps that a request takes, put together.
#[derive(Clone)]
pub(super) struct Pipeline {
    http: reqwest::Client,
    transport: Arc<Transport>,
    own: OwnMiddleware,
    slots: Slots,
    clock: Arc<dyn Clock>,
    chain: Chain,
}

/// The steps in their order.
#[derive(Clone)]
enum Chain {
    /// Those of the SDK.
    Direct(Direct),
    /// Some of the application among them.
    Composed {
        all: ClientWithMiddleware,
        from_retry: ClientWithMiddleware,
    },
}

/// The caller's own steps.
#[derive(Clone, Default)]
pub(super) struct OwnMiddleware {
    /// Before all others: they see a request once.
    pub(super) of_request: Vec<Arc<dyn Middleware>>,
    /// Behind the retry: they see each attempt.
    pub(super) of_attempt: Vec<Arc<dyn Middleware>>,
}

impl OwnMiddleware {
    pub(super) fn is_empty(&self) -> bool {
        self.of_request.is_empty() && self.of_attempt.is_empty()
    }
}

impl Pipeline {
    pub(super) fn new(
        http: HttpClient,
        api_url: &Url,
        plain_http_hosts: PlainHttpHosts,
        own: OwnMiddleware,
        slots: Slots,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        // Now, so that what is missing shows at the start and not at the first request.
        let client = http.client_for(api_url)?;
        let transport = Arc::new(Transport {
            http,
            plain_http_hosts,
        });
        Ok(Self::of(client, transport, own, slots, clock))
    }

    fn of(
        http: reqwest::Client,
        transport: Arc<Transport>,
        own: OwnMiddleware,
        slots: Slots,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let chain = match Direct::of(&slots, &own, &transport) {
            Some(direct) => Chain::Direct(direct),
            None => Chain::composed(&http, &transport, &own, &slots),
        };
        Self {
            http,
            transport,
            own,
            slots,
            clock,
            chain,
        }
    }

    /// The same with another provider of tokens.
    pub(super) fn authorized_by(self, provider: impl TokenProvider + 'static) -> Self {
        let mut slots = self.slots;
        let auth = AuthMiddleware::new(provider)
            .with_plain_http_hosts(self.transport.plain_http_hosts.clone());
        slots.auth = Slot::standard(auth);
        Self::of(self.http, self.transport, self.own, slots, self.clock)
    }

    /// The same for another URL of the API. The step for tokens, which knows where they may go, is left out.
    pub(super) fn at(self, api_url: &Url, plain_http_hosts: &PlainHttpHosts) -> Result<Self> {
        let mut slots = self.slots;
        slots.auth = Slot::Empty;
        let http = self.transport.http.clone();
        let hosts = self
            .transport
            .plain_http_hosts
            .clone()
            .and(plain_http_hosts);
        Self::new(http, api_url, hosts, self.own, slots, self.clock)
    }

    /// Whether there are steps of the application, which may ask for the [`RequestInfo`](crate::RequestInfo).
    pub(super) fn has_steps_of_application(&self) -> bool {
        matches!(self.chain, Chain::Composed { .. })
    }

    pub(super) fn shared_clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    pub(super) async fn send(
        &self,
        request: Request,
        extensions: &mut Extensions,
    ) -> reqwest_middleware::Result<Response> {
        match &self.chain {
            Chain::Direct(direct) => direct.send(request, extensions).await,
            Chain::Composed { all, .. } => all.execute_with_extensions(request, extensions).await,
        }
    }

    /// Sends the request again that these extensions belong to, if that may help, after the body of its answer broke off
    /// while it was [read later](super::read_later); else it is the error.
    pub(super) async fn resume(
        &self,
        error: reqwest::Error,
        extensions: &mut Extensions,
    ) -> reqwest_middleware::Result<Response> {
        let Some(resumable) = Left::<Resumable>::take(extensions) else {
            return Err(error.into());
        };
        let (request, broken_off) = resumable.broken_off(error);
        Left::put(extensions, broken_off);
        match &self.chain {
            Chain::Direct(direct) => direct.send_from_retry(Box::new(request), extensions).await,
            Chain::Composed { from_retry, .. } => {
                from_retry
                    .execute_with_extensions(request, extensions)
                    .await
            }
        }
    }
}

impl Chain {
    fn composed(
        http: &reqwest::Client,
        transport: &Arc<Transport>,
        own: &OwnMiddleware,
        slots: &Slots,
    ) -> Self {
        let mut from_retry: Vec<Arc<dyn Middleware>> = Vec::new();
        from_retry.extend(slots.retry.middleware());
        from_retry.extend(own.of_attempt.iter().cloned());
        from_retry.extend(slots.behind_retry());
        from_retry.push(Arc::clone(transport) as Arc<dyn Middleware>);
        let mut all = own.of_request.clone();
        all.extend(slots.before_retry());
        all.extend(from_retry.iter().cloned());
        Self::Composed {
            all: ClientWithMiddleware::new(http.clone(), all),
            from_retry: ClientWithMiddleware::new(http.clone(), from_retry),
        }
    }
}
