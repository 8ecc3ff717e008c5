//! One fetch for all who wait.

use tokio::sync::watch;

use crate::task::Task;
use crate::{AccessToken, AuthError};

pub(super) type Outcome = Result<AccessToken, AuthError>;

/// A fetch that is on its way. Dropping it stops the fetch.
pub(super) struct Flight {
    outcome: watch::Receiver<Option<Outcome>>,
    _task: Task,
}

/// Waits for the end of a flight.
pub(super) struct Passenger {
    outcome: watch::Receiver<Option<Outcome>>,
}

impl Flight {
    pub(super) fn new(outcome: watch::Receiver<Option<Outcome>>, task: Task) -> Self {
        Self {
            outcome,
            _task: task,
        }
    }

    /// Whether it is still on its way. It may have ended without an outcome, with the runtime that it ran on.
    pub(super) fn is_on_its_way(&self) -> bool {
        self.outcome.has_changed().is_ok()
    }

    pub(super) fn board(&self) -> Passenger {
        Passenger {
            outcome: self.outcome.clone(),
        }
    }
}

impl Passenger {
    /// The outcome; `None` if the flight ended without one.
    pub(super) async fn arrive(mut self) -> Option<Outcome> {
        let outcome = self.outcome.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }
}
