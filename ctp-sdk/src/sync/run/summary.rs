//! What came of a run, and how far it is.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::Error;
use crate::sync::SyncError;

/// What was done about a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was not there.
    Created,
    /// It was there, and differed.
    Updated {
        /// How many actions it took.
        actions: usize,
    },
    /// It was as the draft says.
    Unchanged,
}

/// A draft of a run that failed, with its key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Its place among the drafts, from zero. What was skipped counts.
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
    /// It has no key, by which what is there could be found.
    #[error("the draft has no key: give it one, by which it can be found again")]
    NoKey,
    /// A draft in front of it has the same key, and that one counted.
    #[error("another draft has the same key: the first one counted")]
    DuplicateKey,
    /// No update actions lead there.
    #[error("{0}")]
    Unreachable(#[source] SyncError),
    /// A request failed. Several drafts that were looked up together share the error.
    #[error("{0}")]
    Api(#[source] Arc<Error>),
}

/// How far a run is, when a draft is done.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The key of the draft that was just done.
    pub key: Option<&'a str>,
    /// The id of the resource that was created, updated or found as the draft says; `None` for a failure.
    pub id: Option<&'a str>,
    /// What was done about it.
    pub outcome: Result<Outcome, &'a FailureReason>,
    /// How many were created so far.
    pub created: u64,
    /// How many were updated.
    pub updated: u64,
    /// How many were as their drafts say.
    pub unchanged: u64,
    /// How many failed.
    pub failed: u64,
    /// How many drafts at the beginning are done without a failure among them: what
    /// [`skip`](super::SyncAll::skip) of a later run may pass over.
    pub resume_at: u64,
    /// How many requests may be under way now.
    pub concurrency: usize,
}

/// What came of a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// How many were created.
    pub created: u64,
    /// How many were updated.
    pub updated: u64,
    /// How many were as their drafts say.
    pub unchanged: u64,
    /// How many were passed over because of [`skip`](super::SyncAll::skip).
    pub skipped: u64,
    /// Those that failed, in the order of the drafts.
    pub failures: Vec<Failure>,
    /// See [`Progress::resume_at`].
    pub resume_at: u64,
    is_stopped: bool,
}

/// How many drafts came to what.
#[derive(Debug, Default)]
pub(super) struct Counts {
    created: u64,
    updated: u64,
    unchanged: u64,
    pub(super) skipped: u64,
    pub(super) failed: u64,
    resume_at: u64,
    /// Those that are done behind one that is not.
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
        outcome: Result<Outcome, &'a FailureReason>,
        concurrency: usize,
    ) -> Self {
        Self {
            key: None,
            id: None,
            outcome,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            failed: counts.failed,
            resume_at: counts.resume_at,
            concurrency,
        }
    }

    /// How many drafts are done, failed ones included and skipped ones not.
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
            skipped: counts.skipped,
            failures,
            resume_at: counts.resume_at,
            is_stopped,
        }
    }

    /// Whether all drafts were read, and none failed.
    pub fn is_complete(&self) -> bool {
        !self.is_stopped && self.failures.is_empty()
    }

    /// Whether it was ended before all drafts were read, because the credentials are at fault. The failures have the error.
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
            skipped,
            ..
        } = self;
        let failed = self.failures.len();
        write!(
            formatter,
            "{created} created, {updated} updated, {unchanged} unchanged, {failed} failed"
        )?;
        if *skipped > 0 {
            write!(formatter, ", {skipped} skipped")?;
        }
        match self.is_stopped {
            true => formatter.write_str("; stopped, because the credentials are at fault"),
            false => Ok(()),
        }
    }
}
