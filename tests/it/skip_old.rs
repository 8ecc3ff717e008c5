//! What is said of a test that cannot be run here.

use std::io::{self, Write};

/// Says why the test of this thread is skipped.
pub(crate) fn say(why: &str) {
    let test = std::thread::current();
    say_of(test.name().unwrap_or("a test"), why);
}

/// Says why a test is skipped, where a contributor sees it: the test runner hides what a passing test prints by the macros.
pub(crate) fn say_of(test: &str, why: &str) {
    // A line that cannot be written is no reason to fail.
    let _ = writeln!(io::stderr().lock(), "skipped: {test}: {why}");
}

#[test]
fn a_contributor_without_redis_is_told_what_was_not_tested() {
    let test = "stores::redis::it_conforms";
    let binary = std::env::current_exe().unwrap();
    let output = std::process::Command::new(binary)
        .args(["--exact", test])
        // Where no program is found.
        .env("PATH", "")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(
        told.contains(&format!("skipped: {test}: redis-server")),
        "{told}"
    );
}
