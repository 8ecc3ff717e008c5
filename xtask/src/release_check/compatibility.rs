//! What changed for users since the last release.

use super::{Checked, Command, Problem, Workspace, tool};

/// Compares the public API of the published crates with that of the last release, and the outcome with their versions.
pub(super) fn check(workspace: &Workspace<'_>) -> Checked {
    let baseline = baseline(workspace)?;
    tool::CARGO_SEMVER_CHECKS
        .find(workspace)?
        .args([
            "check-release",
            "--all-features",
            "--baseline-rev",
            &baseline,
        ])
        .args(workspace.packages())
        // It compiles a copy of the baseline.
        .env("CARGO_TARGET_DIR", workspace.own_target("compatibility"))
        .passes_or(&format!(
            "what changed since {baseline} is more than {} promises: undo it, or raise the version",
            workspace.version
        ))?;
    Ok(format!("with {baseline}"))
}

/// Lists what changed in the specification since the last release. It belongs in the changelog, and fails nothing.
pub(super) fn diff(workspace: &Workspace<'_>) -> Checked {
    let baseline = baseline(workspace)?;
    let diff = Command::new(std::env::current_exe()?, &workspace.root).args(["diff", &baseline]);
    let most = match diff.code()? {
        Some(0) => "no change of the Rust API",
        Some(3) => "additive changes",
        Some(4) => "breaking changes",
        _ => {
            return Err(Problem::Failed(
                "the versions cannot be compared".to_owned(),
            ));
        }
    };
    Ok(format!("{most} since {baseline}"))
}

/// What is compared with: what the caller names, else the last tag before this commit.
fn baseline(workspace: &Workspace<'_>) -> Result<String, Problem> {
    if let Some(given) = &workspace.options.baseline {
        return Ok(given.clone());
    }
    let arguments = ["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"];
    // It fails where there is no such tag.
    workspace.git().args(arguments).output().map_err(|_| {
        Problem::Missing(
            "there is no tag of a release: `--baseline REVISION` names another revision".to_owned(),
        )
    })
}
