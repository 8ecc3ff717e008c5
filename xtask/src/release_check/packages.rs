//! The packages as the registry gets them.

use std::fs;

use super::{Checked, Problem, Workspace, published::Published};
use crate::Failure;

/// What each package has to have beside its code.
const FILES: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// The size of a package that is a mistake, such as a file of test data. crates.io takes 10 MiB.
const LARGEST: u64 = 2 * 1024 * 1024;

/// Packages the published crates and compiles the packages, each with the others as they were packaged.
pub(super) fn check(workspace: &Workspace<'_>) -> Checked {
    // What is not committed is reported by a check of its own.
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
