//! What changed for users since the last release.

use super::{Checked, Command, Problem, Workspace, tool};

/// Compares the public API of the published crates with that of the last release, and checks that their version permits the
/// changes.
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

/// Lists what changed in the specification since the last release, for the changelog. Changes do not fail the check.
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

/// The baseline: the revision that the caller names, or else the last tag of a release before this commit.
fn baseline(workspace: &Workspace<'_>) -> Result<String, Problem> {
    let baseline = match &workspace.options.baseline {
        Some(given) => given.clone(),
        None => last_release(workspace)?,
    };
    if commit(workspace, &baseline)? == commit(workspace, "HEAD")? {
        return Err(Problem::Missing(format!(
            "{baseline} is the current commit: `--baseline REVISION` names an earlier one"
        )));
    }
    Ok(baseline)
}

/// The last tag of a release. The tags of pre-releases, such as `v1.0.0-rc.1`, do not count.
fn last_release(workspace: &Workspace<'_>) -> Result<String, Problem> {
    let describe = workspace
        .git()
        .args(["describe", "--tags", "--abbrev=0"])
        .args(["--match", "v[0-9]*", "--exclude", "*-*"]);
    // It fails if there is no such tag.
    describe.output().map_err(|_| {
        Problem::Missing(
            "there is no tag of a release: `--baseline REVISION` names another revision".to_owned(),
        )
    })
}

fn commit(workspace: &Workspace<'_>, revision: &str) -> Result<String, Problem> {
    let revision = format!("{revision}^{{commit}}");
    let parse = ["rev-parse", "--verify", "--end-of-options", &revision];
    Ok(workspace.git().args(parse).output()?)
}

#[cfg(test)]
mod tests {
    use std::{
        error::Error,
        path::{Path, PathBuf},
    };

    use super::{Command, Problem, Workspace, baseline};
    use crate::release_check::Options;

    fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
        let author = ["-c", "user.name=author", "-c", "user.email=a@example.com"];
        let git = Command::new("git", root).args(author).args(arguments);
        git.output().map_err(|failure| failure.0)
    }

    fn baseline_of(root: &Path, given: Option<&str>) -> Result<String, String> {
        let options = Options {
            only: Vec::new(),
            baseline: given.map(str::to_owned),
            advisory_db: None,
            msrv_toolchain: None,
            no_install: true,
        };
        let workspace = Workspace {
            root: root.to_owned(),
            target: PathBuf::new(),
            version: String::new(),
            rust_version: String::new(),
            published: Vec::new(),
            options: &options,
        };
        baseline(&workspace).map_err(|problem| match problem {
            Problem::Failed(text) => format!("failed: {text}"),
            Problem::Missing(text) => format!("missing: {text}"),
        })
    }

    #[test]
    fn the_baseline_is_the_last_release_before_this_commit() -> Result<(), Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        let is_missing = |given, text: &str| {
            let found = baseline_of(root, given);
            assert!(
                found.as_ref().is_err_and(
                    |problem| problem.starts_with("missing: ") && problem.contains(text)
                ),
                "{found:?}"
            );
        };
        let commit = ["commit", "--quiet", "--allow-empty", "--message", "change"];
        git(root, &["init", "--quiet"])?;
        git(root, &commit)?;
        is_missing(None, "there is no tag of a release");
        git(root, &["tag", "v0.1.0"])?;
        is_missing(None, "v0.1.0 is the current commit");
        git(root, &commit)?;
        git(root, &["tag", "v0.2.0-rc.1"])?;
        git(root, &commit)?;
        assert_eq!(baseline_of(root, None)?, "v0.1.0");
        assert_eq!(baseline_of(root, Some("v0.2.0-rc.1"))?, "v0.2.0-rc.1");
        is_missing(Some("HEAD"), "HEAD is the current commit");
        let unknown = baseline_of(root, Some("v0.0.1"));
        assert!(
            unknown.is_err_and(|problem| problem.starts_with("failed: ")),
            "an unknown revision fails"
        );
        Ok(())
    }
}
