//! The name that was probably meant.

use crate::diagnostics::Diagnostic;

/// The known name that is nearest to an unknown one, where any is near.
pub fn near<'k>(unknown: &str, known: &[&'k str]) -> Option<&'k str> {
    let matches = similar::get_close_matches(unknown, known, 1, 0.7);
    matches.first().copied()
}

/// Adds the known name that is nearest to an unknown one, if any is near; `what` is the kind of name.
pub fn nearest(problem: Diagnostic, unknown: &str, known: &[&str], what: &str) -> Diagnostic {
    match near(unknown, known) {
        Some(near) => problem.help(format!("there is a {what} `{near}`")),
        None => problem,
    }
}
