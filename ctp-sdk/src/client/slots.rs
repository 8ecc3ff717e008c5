//! What stands in the place of each step.

use std::sync::Arc;

use ctp_auth::AuthMiddleware;
use reqwest_middleware::Middleware;

use super::Step;
use super::steps::{ConcurrencyLimit, CorrelationId, Retry, Telemetry, UserAgent};

/// What stands in the place of a step.
pub(super) enum Slot<S> {
    /// The step of the SDK.
    Standard(Arc<S>),
    /// A middleware of the application.
    Replaced(Arc<dyn Middleware>),
    /// Nothing.
    Empty,
}

/// What stands in the place of each step.
#[derive(Clone)]
pub(super) struct Slots {
    pub(super) telemetry: Slot<Telemetry>,
    pub(super) correlation_id: Slot<CorrelationId>,
    pub(super) user_agent: Slot<UserAgent>,
    pub(super) retry: Slot<Retry>,
    pub(super) auth: Slot<AuthMiddleware>,
    pub(super) concurrency_limit: Slot<ConcurrencyLimit>,
}

impl Slots {
    /// Puts a middleware in the place of a step, or nothing.
    pub(super) fn set(&mut self, step: Step, middleware: Option<Arc<dyn Middleware>>) {
        match step {
            Step::Telemetry => self.telemetry = Slot::of(middleware),
            Step::CorrelationId => self.correlation_id = Slot::of(middleware),
            Step::UserAgent => self.user_agent = Slot::of(middleware),
            Step::Retry => self.retry = Slot::of(middleware),
            Step::Auth => self.auth = Slot::of(middleware),
            Step::ConcurrencyLimit => self.concurrency_limit = Slot::of(middleware),
        }
    }

    /// The steps before the retry.
    pub(super) fn before_retry(&self) -> impl Iterator<Item = Arc<dyn Middleware>> {
        let steps = [
            self.telemetry.middleware(),
            self.correlation_id.middleware(),
            self.user_agent.middleware(),
        ];
        steps.into_iter().flatten()
    }

    /// The steps behind the retry, but for the transport.
    pub(super) fn behind_retry(&self) -> impl Iterator<Item = Arc<dyn Middleware>> {
        let steps = [self.auth.middleware(), self.concurrency_limit.middleware()];
        steps.into_iter().flatten()
    }
}

impl<S> Slot<S> {
    fn of(middleware: Option<Arc<dyn Middleware>>) -> Self {
        middleware.map_or(Self::Empty, Self::Replaced)
    }
}

impl<S: Middleware> Slot<S> {
    pub(super) fn standard(step: S) -> Self {
        Self::Standard(Arc::new(step))
    }

    pub(super) fn middleware(&self) -> Option<Arc<dyn Middleware>> {
        match self {
            Self::Standard(step) => Some(Arc::clone(step) as Arc<dyn Middleware>),
            Self::Replaced(middleware) => Some(Arc::clone(middleware)),
            Self::Empty => None,
        }
    }
}

impl<S> Clone for Slot<S> {
    fn clone(&self) -> Self {
        match self {
            Self::Standard(step) => Self::Standard(Arc::clone(step)),
            Self::Replaced(middleware) => Self::Replaced(Arc::clone(middleware)),
            Self::Empty => Self::Empty,
        }
    }
}
