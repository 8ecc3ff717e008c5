//! The documentation as docs.rs builds it.

use super::{Checked, Workspace};

/// Documents the published crates with the flags of docs.rs.
pub(super) fn check(workspace: &Workspace<'_>) -> Checked {
    workspace
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
        // docs.rs uses a nightly compiler, and the crates enable unstable features for it.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTDOCFLAGS", "--cfg docsrs -D warnings")
        .passes_or("the documentation has warnings")
}
