//! What stands beside the declared members of an object.

use super::{Outcome, Write};

/// Members of an object that are not declared.
pub trait Members {
    /// Calls `visit` with each of them.
    ///
    /// # Errors
    ///
    /// When `visit` fails.
    fn for_each(&self, visit: &mut dyn FnMut(&str, &dyn Write) -> Outcome<()>) -> Outcome<()>;
}
