//! Mistakes that the compiler finds, and what it says of each: the programs in `cases` must not compile.
//!
//! `TRYBUILD=overwrite cargo test -p ctp-compile-fail` writes the messages anew. With another compiler than that of the messages
//! the test is skipped; with `CTP_COMPILE_FAIL=required` it fails instead.

#[path = "../skip.rs"]
mod skip;

use std::process::Command;

/// The compiler whose messages are in `cases`. Those of other versions have other words.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn mistakes_do_not_compile() {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("--version").output();
    let version = version
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_else(|error| error.to_string());
    if !version.starts_with(COMPILER) {
        let reason = format!("the messages were written by {COMPILER}*, this is {version}");
        let is_required = std::env::var("CTP_COMPILE_FAIL").is_ok_and(|value| value == "required");
        assert!(!is_required, "{reason}");
        skip::say(&reason);
        return;
    }
    trybuild::TestCases::new().compile_fail("cases/*.rs");
}
