//! The result and the progress of a run.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::Error;
use crate::sync::SyncError;

/// What was done for a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The resource did not exist.
    Created,
    /// The resource existed and was different.
    Updated {
        /// The number of update actions.
        actions: usize,
    },
    /// The resource already had the state of the draft.
    Unchanged,
}

/// A draft of a run that failed, with its key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Its index among the drafts, starting with zero and including skipped drafts.
    pub place: u64,
    /// Its key, if it has one.
    pub key: Option<String>,
    /// Why it failed.
    pub reason: FailureReason,
}

/// Why a draft of a run failed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FailureReason {
    /// It has no key, so an existing resource could not be found.
    #[error("the draft has no key: add one, so that it can be found again")]
    NoKey,
    /// An earlier draft has the same key and was used.
    #[error("another draft has the same key: only the first one was used")]
    DuplicateKey,
    /// Update actions cannot reach its state.
    #[error("{0}")]
    Unreachable(#[source] SyncError),
    /// A request failed. Drafts that were looked up together share the error.
    #[error("{0}")]
    Api(#[source] Arc<Error>),
}

/// The progress of a run, reported when a draft is done.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The key of the draft that was just done.
    pub key: Option<&'a str>,
    /// What was done for it.
    pub outcome: Result<Outcome, &'a FailureReason>,
    /// The number of created resources so far.
    pub created: u64,
    /// The number of updated resources.
    pub updated: u64,
    /// The number of resources that already had the state of their draft.
    pub unchanged: u64,
    /// The number of failed drafts.
    pub failed: u64,
    /// The number of drafts at the beginning that are done without a failure, which [`skip`](super::SyncAll::skip) of a
    /// later run may skip.
    pub resume_at: u64,
    /// The current maximum number of concurrent requests.
    pub concurrency: usize,
}

/// The result of a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// The number of created resources.
    pub created: u64,
    /// The number of updated resources.
    pub updated: u64,
    /// The number of resources that already had the state of their draft.
    pub unchanged: u64,
    /// The failed drafts, in the order of the drafts.
    pub failures: Vec<Failure>,
    /// See [`Progress::resume_at`].
    pub resume_at: u64,
    is_stopped: bool,
}

/// The number of drafts by result.
#[derive(Debug, Default)]
pub(super) struct Counts {
    created: u64,
    updated: u64,
    unchanged: u64,
    pub(super) failed: u64,
    resume_at: u64,
    /// Drafts that are done after one that is not.
    ahead: BTreeSet<u64>,
}

impl Counts {
    pub(super) fn beginning_at(place: u64) -> Self {
        Self {
            resume_at: place,
            ..Self::default()
        }
    }

    pub(super) fn written(&self) -> u64 {
        self.created + self.updated
    }

    pub(super) fn succeeded(&mut self, place: u64, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated { .. } => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
        self.ahead.insert(place);
        while self.ahead.remove(&self.resume_at) {
            self.resume_at += 1;
        }
    }
}

impl<'a> Progress<'a> {
    pub(super) fn new(
        counts: &Counts,
        key: Option<&'a str>,
        outcome: Result<Outcome, &'a FailureReason>,
        concurrency: usize,
    ) -> Self {
        Self {
            key,
            outcome,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            failed: counts.failed,
            resume_at: counts.resume_at,
            concurrency,
        }
    }

    /// The number of drafts that are done, including failed ones and excluding skipped ones.
    pub fn done(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.failed
    }
}

impl Summary {
    pub(super) fn new(counts: Counts, failures: Vec<Failure>, is_stopped: bool) -> Self {
        Self {
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            failures,
            resume_at: counts.resume_at,
            is_stopped,
        }
    }

    /// Whether all drafts were read, and none failed.
    pub fn is_complete(&self) -> bool {
        !self.is_stopped && self.failures.is_empty()
    }

    /// Whether the run ended before all drafts were read, because of the credentials. The failures contain the error.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(formatter, "{key}: {}", self.reason),
            None => write!(formatter, "draft {}: {}", self.place, self.reason),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            created,
            updated,
            unchanged,
            ..
        } = self;
        let failed = self.failures.len();
        write!(
            formatter,
            "{created} created, {updated} updated, {unchanged} unchanged, {failed} failed"
        )?;
        match self.is_stopped {
            true => formatter.write_str("; stopped because of an error of the credentials"),
            false => Ok(()),
        }
    }
}
