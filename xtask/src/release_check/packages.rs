//! The packages, as they are uploaded to the registry.

use std::fs;

use super::{Checked, Problem, Workspace, published::Published};
use crate::Failure;

/// The files that each package must contain besides its code.
const FILES: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// A package larger than this contains a file by mistake, such as test data. The limit of crates.io is 10 MiB.
const LARGEST: u64 = 2 * 1024 * 1024;

/// Packages the published crates and compiles the packages, each with the packaged versions of the others.
pub(super) fn check(workspace: &Workspace<'_>) -> Checked {
    // Another check reports uncommitted changes.
    workspace
        .cargo()
        .args(["package", "--quiet", "--locked", "--allow-dirty"])
        .args(workspace.packages())
        .passes_or("a package does not compile")?;
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for published in &workspace.published {
        let files = list(workspace, published)?;
        for file in FILES
            .iter()
            .filter(|file| !files.lines().any(|line| line == **file))
        {
            problems.push(format!("{}: the package has no {file}", published.name));
        }
        let package = format!("package/{}-{}.crate", published.name, published.version);
        let size = fs::metadata(workspace.target.join(package))?.len();
        if size > LARGEST {
            problems.push(format!(
                "{}: the package has {} KiB",
                published.name,
                size / 1024
            ));
        }
        lines.push(format!(
            "{}: {} files, {} KiB",
            published.name,
            files.lines().count(),
            size / 1024
        ));
    }
    match problems.is_empty() {
        true => Ok(lines.join("; ")),
        false => Err(Problem::Failed(problems.join("\n"))),
    }
}

fn list(workspace: &Workspace<'_>, published: &Published) -> Result<String, Failure> {
    let arguments = ["package", "--list", "--allow-dirty", "--package"];
    workspace
        .cargo()
        .args(arguments)
        .args([&published.name])
        .output()
}
