//! A progress line on a terminal.

use std::io::{self, IsTerminal};

/// A line on a terminal that shows the current step. There is none elsewhere, for example in a log.
pub(crate) struct Progress {
    is_watched: bool,
}

impl Progress {
    /// The line is shown if the standard error is a terminal.
    pub(crate) fn new() -> Self {
        Self {
            is_watched: io::stderr().is_terminal(),
        }
    }

    /// Replaces the previous step by the current one.
    pub(crate) fn show(&self, what: &str) {
        if self.is_watched {
            eprint!("\r\x1b[K{what} …");
        }
    }

    /// Removes the line.
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
