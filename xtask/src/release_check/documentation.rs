//! The documentation as docs.rs builds it.

use super::{Outcome, Workspace};
use crate::Failure;

/// Documents the published crates with the flags of docs.rs.
pub(super) fn check(workspace: &Workspace<'_>) -> Result<Outcome, Failure> {
    let done = workspace
        .cargo()
        .args([
            "doc",
            "--quiet",
            "--locked",
            "--no-deps",
            "--all-features",
            "--target-dir",
        ])
        .args([workspace.own_target("documentation")])
        .args(workspace.packages())
        // docs.rs has a nightly compiler, for which the crates turn on what is not stable.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTDOCFLAGS", "--cfg docsrs -D warnings")
        .passes()?;
    Ok(match done {
        true => Outcome::Passed(String::new()),
        false => Outcome::Failed("the documentation has warnings".to_owned()),
    })
}
