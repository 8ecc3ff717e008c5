//! One fetch for all waiting callers.

use tokio::sync::watch;

use crate::task::Task;
use crate::{AccessToken, AuthError};

pub(super) type Outcome = Result<AccessToken, AuthError>;

/// A running fetch. Dropping it stops the fetch.
pub(super) struct InFlight {
    outcome: watch::Receiver<Option<Outcome>>,
    _task: Task,
}

/// Waits for the outcome of a fetch.
pub(super) struct Waiter {
    outcome: watch::Receiver<Option<Outcome>>,
}

impl InFlight {
    pub(super) fn new(outcome: watch::Receiver<Option<Outcome>>, task: Task) -> Self {
        Self {
            outcome,
            _task: task,
        }
    }

    /// Whether it is still running. It may have ended without an outcome if its runtime was shut down.
    pub(super) fn is_running(&self) -> bool {
        self.outcome.has_changed().is_ok()
    }

    pub(super) fn waiter(&self) -> Waiter {
        Waiter {
            outcome: self.outcome.clone(),
        }
    }
}

impl Waiter {
    /// The outcome; `None` if the fetch ended without one.
    pub(super) async fn outcome(mut self) -> Option<Outcome> {
        let outcome = self.outcome.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }
}
