//! The name that was probably meant.

use crate::diagnostics::Diagnostic;

/// Adds the known name that is nearest to an unknown one, where any is near; `what` says what it names.
pub fn nearest(problem: Diagnostic, unknown: &str, known: &[&str], what: &str) -> Diagnostic {
    match similar::get_close_matches(unknown, known, 1, 0.7).first() {
        Some(near) => problem.help(format!("there is a {what} `{near}`")),
        None => problem,
    }
}
