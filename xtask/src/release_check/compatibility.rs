//! What changed for users since the last release.

use super::{Command, Outcome, Workspace, tool};
use crate::Failure;

/// Compares the public API of the published crates with that of the last release, and the outcome with their versions.
pub(super) fn check(workspace: &Workspace<'_>) -> Result<Outcome, Failure> {
    let Some(baseline) = baseline(workspace)? else {
        return Ok(no_baseline());
    };
    let tool = match tool::CARGO_SEMVER_CHECKS.find(workspace)? {
        Ok(tool) => tool,
        Err(missing) => return Ok(missing),
    };
    let done = tool
        .args([
            "check-release",
            "--all-features",
            "--baseline-rev",
            &baseline,
        ])
        .args(workspace.packages())
        // Its own copy of the baseline and all that it compiles.
        .env("CARGO_TARGET_DIR", workspace.own_target("compatibility"))
        .passes()?;
    Ok(match done {
        true => Outcome::Passed(format!("with {baseline}")),
        false => Outcome::Failed(format!(
            "what changed since {baseline} is not what {} promises: undo it, or raise the version",
            workspace.version
        )),
    })
}

/// Lists what the specification changed since the last release. It belongs in the changelog, and fails nothing.
pub(super) fn diff(workspace: &Workspace<'_>) -> Result<Outcome, Failure> {
    let Some(baseline) = baseline(workspace)? else {
        return Ok(no_baseline());
    };
    let done = Command::new(std::env::current_exe()?, &workspace.root)
        .args(["diff", &baseline])
        .passes()?;
    Ok(match done {
        true => Outcome::Passed(format!("with {baseline}; see above")),
        false => Outcome::Failed(String::new()),
    })
}

/// What is compared with: what the caller names, else the last tag before this commit.
fn baseline(workspace: &Workspace<'_>) -> Result<Option<String>, Failure> {
    if let Some(given) = &workspace.options.baseline {
        return Ok(Some(given.clone()));
    }
    let arguments = ["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"];
    // It fails where there is no such tag.
    Ok(workspace.git().args(arguments).output().ok())
}

fn no_baseline() -> Outcome {
    Outcome::Missing(
        "there is no tag of a release yet: `--baseline REVISION` names another revision".to_owned(),
    )
}
