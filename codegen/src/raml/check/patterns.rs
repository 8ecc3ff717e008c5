//! Regular expressions: values of `pattern`, and names of properties and parameters.

use crate::{source::Span, value::patterns, yaml::Entry};

use super::{Checker, Written};

impl Checker<'_> {
    /// Checks the name of a property or parameter that is a pattern: `/^x/`.
    pub(super) fn pattern_of_names(&self, entry: &Entry, written: Written) {
        let pattern = entry.key.strip_prefix('/');
        if let Some(pattern) = pattern.and_then(|rest| rest.strip_suffix('/')) {
            self.pattern(pattern, entry.key_span, written);
        }
    }

    /// Warns of a pattern that is no regular expression.
    pub(super) fn pattern(&self, pattern: &str, at: Span, written: Written) {
        if written.in_template() && pattern.contains("<<") {
            return;
        }
        if let Some(problem) = patterns::problem(pattern, at) {
            self.add(problem.as_warning());
        }
    }
}
