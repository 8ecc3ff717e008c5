//! The steps of a request, in their order.

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
/// A request passes them in this order, and its response in the reverse order:
///
/// | step | what it does |
/// | --- | --- |
/// | middleware of the application | added with [`ClientBuilder::middleware`](crate::ClientBuilder::middleware), in that order |
/// | [`Telemetry`](Self::Telemetry) | a span, and with the feature `metrics` a counter and a histogram |
/// | [`CorrelationId`](Self::CorrelationId) | a new `X-Correlation-ID`, if the request has none |
/// | [`UserAgent`](Self::UserAgent) | the `User-Agent`, if the request has none |
/// | [`Retry`](Self::Retry) | sends the request again if that is safe and may succeed |
/// | middleware of the application | added with [`ClientBuilder::attempt_middleware`](crate::ClientBuilder::attempt_middleware): called for each attempt |
/// | [`Auth`](Self::Auth) | the bearer token |
/// | [`ConcurrencyLimit`](Self::ConcurrencyLimit) | waits until fewer requests are in progress; only if a limit was set |
/// | transport | sends with the HTTP client, and reads the whole response; its errors do not contain the URL, which may hold secrets |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Step {
    /// A span that follows the conventions of OpenTelemetry, and metrics.
    Telemetry,
    /// `X-Correlation-ID`
    CorrelationId,
    /// `User-Agent`
    UserAgent,
    /// Retries.
    Retry,
    /// `Authorization`
    Auth,
    /// Limits the number of concurrent attempts. Pauses and the fetch of a token do not count.
    ConcurrencyLimit,
}

/// The composed steps of a request.
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
    /// Only steps of the SDK.
    Direct(Direct),
    /// With steps of the application among them.
    Composed {
        all: ClientWithMiddleware,
        from_retry: ClientWithMiddleware,
    },
}

/// The steps of the application.
#[derive(Clone, Default)]
pub(super) struct OwnMiddleware {
    /// Before all others: called once for a request.
    pub(super) of_request: Vec<Arc<dyn Middleware>>,
    /// After the retry: called for each attempt.
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
        // Done here, so that missing certificates are reported when the client is built and not at the first request.
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

    /// The same for another URL of the API. The step for tokens, which depends on the URL, is left out.
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

    /// Sends the request with these extensions again, if that may succeed, after the connection broke while the body of its
    /// response was [read later](super::read_later); otherwise returns the error.
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
