//! What the tasks of a process have done, and what came of it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// No more violations than these are kept.
const MOST: usize = 50;

/// The quantities of a cart, by SKU.
pub(crate) type Lines = BTreeMap<String, i64>;

/// All that a process reports to the one that started it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    /// How often each operation was done, by the operation and what came of it: `ok`, or the kind of the failure.
    pub(crate) outcomes: BTreeMap<String, BTreeMap<String, u32>>,
    /// The carts that were asked for, by their tags, with the id where the answer had it.
    pub(crate) asked: BTreeMap<String, Option<String>>,
    /// The carts of the tasks, in the state in which they were left.
    pub(crate) carts: Vec<LeftCart>,
    /// What was put into the carts that sessions share, by the ids of the carts.
    pub(crate) shared: BTreeMap<String, Shared>,
    /// The email addresses of the customers, and whether the sign-up was answered with success.
    pub(crate) accounts: BTreeMap<String, bool>,
    /// What must not be.
    pub(crate) violations: Vec<String>,
}

/// A cart that a task made, and uses no longer.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LeftCart {
    pub(crate) id: String,
    pub(crate) tag: String,
    /// What may be in it.
    pub(crate) states: Vec<Lines>,
    pub(crate) ordered: Ordered,
}

/// Whether a cart was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Ordered {
    No,
    /// The answer was lost.
    Maybe,
    Yes,
}

/// How many pieces were put into a cart.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Shared {
    /// Surely.
    pub(crate) done: i64,
    /// Perhaps: it failed.
    pub(crate) failed: i64,
}

impl Report {
    /// Adds what another process reports.
    pub(crate) fn merge(&mut self, other: Self) {
        for (operation, outcomes) in other.outcomes {
            let own = self.outcomes.entry(operation).or_default();
            for (outcome, count) in outcomes {
                *own.entry(outcome).or_default() += count;
            }
        }
        self.asked.extend(other.asked);
        self.carts.extend(other.carts);
        for (cart, shared) in other.shared {
            let own = self.shared.entry(cart).or_default();
            own.done += shared.done;
            own.failed += shared.failed;
        }
        self.accounts.extend(other.accounts);
        self.violations.extend(other.violations);
    }
}

/// A report that the tasks of a process write.
#[derive(Debug, Default)]
pub(crate) struct Book(Mutex<Report>);

impl Book {
    pub(crate) fn write<T>(&self, write: impl FnOnce(&mut Report) -> T) -> T {
        // What a task that panicked has written is of use.
        write(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn count(&self, operation: &str, outcome: &str) {
        self.write(|report| {
            let outcomes = report.outcomes.entry(operation.to_owned()).or_default();
            *outcomes.entry(outcome.to_owned()).or_default() += 1;
        });
    }

    /// Notes what must not be.
    pub(crate) fn violation(&self, what: impl Into<String>) {
        self.write(|report| {
            if report.violations.len() < MOST {
                report.violations.push(what.into());
            }
        });
    }
}
