//! The state that all sources of one reading share: the rules, the place, and the reason of a failure.

use ctp_auth::MissingFields;

use super::failures::Unread;
use super::{Failed, Outcome};
use crate::decode::{Place, Step};

/// The rules of a reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether a part that may be unreadable is copied before it is read, so that the copy can be kept.
    pub(crate) is_tolerant: bool,
    /// What to do about missing fields.
    pub(crate) missing_fields: MissingFields,
    /// The member of the outermost object whose elements are read one by one: unreadable ones are stored separately.
    pub(crate) elements_of: Option<&'static str>,
}

impl Rules {
    /// Every part that may be unreadable is copied before it is read.
    pub(crate) const TOLERANT: Self = Self {
        is_tolerant: true,
        missing_fields: MissingFields::Refuse,
        elements_of: None,
    };
}

/// The state that all sources of one reading share.
pub struct State {
    pub(super) rules: Rules,
    /// The path to the current place. With tolerant rules it is kept while reading; otherwise it is built while a failure
    /// is returned, innermost step first, so that it costs nothing on success.
    steps: Vec<Step>,
    failure: Option<String>,
    /// What was tolerated, one line each.
    pub(super) notes: Vec<String>,
    /// The elements that were stored separately.
    pub(super) elements: Vec<(usize, Unread)>,
    /// Whether a JSON text is read with serde_json from memory, so that parts of it can be kept and read later.
    pub(super) keeps_texts: bool,
    /// The depth within a value that is filled with zeros.
    pub(super) zeros: usize,
    /// The number of steps to a failure that were read from the format, and not from a copy.
    by_format: usize,
}

impl State {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            steps: Vec::new(),
            failure: None,
            notes: Vec::new(),
            elements: Vec::new(),
            keeps_texts: false,
            zeros: 0,
            by_format: 0,
        }
    }

    pub(super) fn fail(&mut self, message: impl Into<String>) -> Failed {
        self.failure.get_or_insert(message.into());
        Failed
    }

    /// Reads a part one step further in.
    pub(super) fn step<E>(
        &mut self,
        step: impl FnOnce() -> Step,
        read: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.rules.is_tolerant {
            self.steps.push(step());
            read(self)?;
            self.steps.pop();
            return Ok(());
        }
        let outcome = read(self);
        if outcome.is_err() {
            self.steps.push(step());
        }
        outcome
    }

    /// Reads a part with the format, one step further in. A wrapper of the format, such as `serde_path_to_error`, sees this
    /// step as well.
    pub(super) fn step_by_format<E>(
        &mut self,
        step: impl FnOnce() -> Step,
        read: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let depth = self.steps.len();
        let outcome = self.step(step, read);
        if outcome.is_err() {
            self.by_format = self.by_format.max(depth + 1);
        }
        outcome
    }

    /// The path to the failure, with tolerant rules: the part that the format knows, and the rest.
    pub(super) fn places(&self) -> (Place, Place) {
        let (by_format, in_copy) = self
            .steps
            .split_at_checked(self.by_format)
            .unwrap_or((&self.steps, &[]));
        (by_format.iter().collect(), in_copy.iter().collect())
    }

    /// Reads a part that may fail without an error of the whole, with tolerant rules.
    pub(super) fn attempt(
        &mut self,
        read: impl FnOnce(&mut Self) -> Outcome<()>,
    ) -> Result<(), Attempt> {
        let (depth, notes) = (self.steps.len(), self.notes.len());
        read(self).map_err(|Failed| {
            let place = self.place();
            let steps = self.steps.split_off(depth);
            self.notes.truncate(notes);
            Attempt {
                steps,
                place,
                message: self.take_failure(),
            }
        })
    }

    /// Fails with the error of an attempt.
    pub(super) fn fail_as(&mut self, attempt: Attempt) -> Failed {
        self.steps.extend(attempt.steps);
        self.fail(attempt.message)
    }

    /// Records that something was tolerated at the current place.
    pub(super) fn note(&mut self, place: &Place, what: &str) {
        if self.zeros == 0 {
            self.notes.push(format!("{place}: {what}"));
        }
    }

    /// The path to the current place, or to the place of the failure.
    pub(super) fn place(&self) -> Place {
        if self.rules.is_tolerant {
            self.steps.iter().collect()
        } else {
            self.steps.iter().rev().collect()
        }
    }

    /// The steps to the current place, with tolerant rules.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Why the reading failed, if the reason is known here and not in the format.
    pub(super) fn failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    fn take_failure(&mut self) -> String {
        self.failure
            .take()
            .unwrap_or_else(|| "the value does not fit".to_owned())
    }

    /// Logs what was tolerated.
    pub(super) fn log(&self) {
        for note in &self.notes {
            tracing::warn!(target: "ctp_sdk", "{note}");
        }
    }
}

/// A part that could not be read.
pub(super) struct Attempt {
    steps: Vec<Step>,
    pub(super) place: Place,
    pub(super) message: String,
}
