//! The steps of the SDK, called directly.
//!
//! Where an application has neither added nor replaced any, a request is one future. As middleware, each step is a future in a
//! box of its own, and the request is copied into each of them: a tenth of what sending costs.

use std::sync::Arc;

use ctp_auth::{AuthMiddleware, Onward};
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::Result;

use super::pipeline::OwnMiddleware;
use super::slots::{Slot, Slots};
use super::steps::{
    ConcurrencyLimit, CorrelationId, ReadBody, Retry, Telemetry, Transport, UserAgent,
};

/// The steps of the SDK.
#[derive(Clone)]
pub(super) struct Direct {
    telemetry: Arc<Telemetry>,
    correlation_id: Arc<CorrelationId>,
    user_agent: Arc<UserAgent>,
    retry: Arc<Retry>,
    auth: Option<Arc<AuthMiddleware>>,
    concurrency_limit: Option<Arc<ConcurrencyLimit>>,
    transport: Arc<Transport>,
}

impl Direct {
    /// `None` where the application has steps of its own.
    pub(super) fn of(
        slots: &Slots,
        own: &OwnMiddleware,
        transport: &Arc<Transport>,
    ) -> Option<Self> {
        if !own.is_empty() {
            return None;
        }
        Some(Self {
            telemetry: present(&slots.telemetry)?,
            correlation_id: present(&slots.correlation_id)?,
            user_agent: present(&slots.user_agent)?,
            retry: present(&slots.retry)?,
            auth: optional(&slots.auth)?,
            concurrency_limit: optional(&slots.concurrency_limit)?,
            transport: Arc::clone(transport),
        })
    }

    /// Sends a request.
    pub(super) async fn send(
        &self,
        request: Request,
        extensions: &mut Extensions,
    ) -> Result<Response> {
        let telemetry = &*self.telemetry;
        telemetry
            .send(Box::new(request), extensions, FromHeaders(self))
            .await
    }

    /// Sends a request that has been through the steps before the retry.
    pub(super) async fn send_from_retry(
        &self,
        request: Box<Request>,
        extensions: &mut Extensions,
    ) -> Result<Response> {
        self.retry.send(request, extensions, FromAuth(self)).await
    }
}

/// The step of the SDK; `None` where it was replaced or removed.
fn present<S>(slot: &Slot<S>) -> Option<Arc<S>> {
    match slot {
        Slot::Standard(step) => Some(Arc::clone(step)),
        Slot::Replaced(_) | Slot::Empty => None,
    }
}

/// The step of the SDK, if there is one; `None` where it was replaced.
fn optional<S>(slot: &Slot<S>) -> Option<Option<Arc<S>>> {
    match slot {
        Slot::Standard(step) => Some(Some(Arc::clone(step))),
        Slot::Replaced(_) => None,
        Slot::Empty => Some(None),
    }
}

/// The steps behind the telemetry.
#[derive(Clone, Copy)]
struct FromHeaders<'d>(&'d Direct);

impl Onward for FromHeaders<'_> {
    async fn run(self, mut request: Box<Request>, extensions: &mut Extensions) -> Result<Response> {
        let Self(direct) = self;
        direct.correlation_id.prepare(&mut request, extensions);
        direct.user_agent.prepare(&mut request);
        direct.send_from_retry(request, extensions).await
    }
}

/// The steps behind the retry.
#[derive(Clone, Copy)]
struct FromAuth<'d>(&'d Direct);

impl Onward for FromAuth<'_> {
    async fn run(self, request: Box<Request>, extensions: &mut Extensions) -> Result<Response> {
        self.run_with_copy(request, None, extensions).await
    }

    async fn run_with_copy(
        self,
        request: Box<Request>,
        copy: Option<&Request>,
        extensions: &mut Extensions,
    ) -> Result<Response> {
        let Self(direct) = self;
        let next = FromLimit(direct);
        match &direct.auth {
            Some(auth) => auth.send(request, copy, extensions, next).await,
            None => next.run(request, extensions).await,
        }
    }
}

/// The steps behind the token.
#[derive(Clone, Copy)]
struct FromLimit<'d>(&'d Direct);

impl Onward for FromLimit<'_> {
    async fn run(self, request: Box<Request>, extensions: &mut Extensions) -> Result<Response> {
        let Self(direct) = self;
        let next = FromTransport(direct);
        match &direct.concurrency_limit {
            Some(limit) => limit.send(request, extensions, next).await,
            None => next.run(request, extensions).await,
        }
    }
}

/// The last step.
#[derive(Clone, Copy)]
struct FromTransport<'d>(&'d Direct);

impl Onward for FromTransport<'_> {
    fn run(
        self,
        request: Box<Request>,
        extensions: &mut Extensions,
    ) -> impl Future<Output = Result<Response>> {
        let Self(direct) = self;
        direct
            .transport
            .send(*request, extensions, ReadBody::Beside)
    }
}
