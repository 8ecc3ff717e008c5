//! What is said of a test that cannot be run here.

use std::io::{self, Write};

/// Says why a test is skipped, where a contributor sees it: the test runner hides what a passing test prints by the macros.
pub(crate) fn say_of(test: &str, why: &str) {
    let line = format!("skipped: {test}: {why}\n");
    // A line that cannot be written is no reason to fail.
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

/// Says why the test of this thread is skipped.
pub(crate) fn say(why: &str) {
    let test = std::thread::current();
    say_of(test.name().unwrap_or("a test"), why);
}
