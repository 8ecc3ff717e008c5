//! A line that tells what is being done, where somebody watches.

use std::io::{self, IsTerminal};

/// A line on a terminal that tells what is being done. Elsewhere, as in a log, there is none.
pub(crate) struct Progress {
    is_watched: bool,
}

impl Progress {
    /// For whom watches now: it is shown if the standard error is a terminal.
    pub(crate) fn new() -> Self {
        Self {
            is_watched: io::stderr().is_terminal(),
        }
    }

    /// Shows what is done now, in place of what was done before.
    pub(crate) fn show(&self, what: &str) {
        if self.is_watched {
            eprint!("\r\x1b[K{what} …");
        }
    }

    /// Takes the line away.
    pub(crate) fn done(&self) {
        if self.is_watched {
            eprint!("\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done();
    }
}
