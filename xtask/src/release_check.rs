//! `cargo xtask release-check`: the checks that must pass before a release, including those that take too long for each change.
//!
//! A check whose tool or data is not available is reported as missing and does not count as passed.

mod changelog;
mod command;
mod compatibility;
mod copy;
mod dependencies;
mod documentation;
mod features;
mod oldest;
mod packages;
mod published;
mod tool;

use std::{path::PathBuf, process::ExitCode, time::Instant};

use self::{command::Command, published::Published};
use crate::Failure;

/// The options of the task.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask release-check
  cargo xtask release-check --only metadata,package
  cargo xtask release-check --only compatibility --baseline v0.1.0

Exit codes: 0 all passed; 1 a check failed; 3 none failed, but a tool or data is missing here")]
pub(crate) struct Options {
    /// Runs only the checks with these names.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,
    /// The commit, branch or tag whose public API the current one is compared with; by default the last tag `v*` that is no
    /// pre-release.
    #[arg(long, value_name = "REVISION")]
    baseline: Option<String>,
    /// A clone of the RustSec advisory database, for machines that cannot fetch it.
    #[arg(long, value_name = "DIR")]
    advisory_db: Option<PathBuf>,
    /// The folder of a toolchain of the oldest Rust that the manifests promise, if rustup has not installed it.
    #[arg(long, value_name = "DIR")]
    msrv_toolchain: Option<PathBuf>,
    /// Uses only tools that are installed. Without this option, missing tools are compiled into `target/tools`.
    #[arg(long)]
    no_install: bool,
}

/// What was checked, or why not.
type Checked = Result<String, Problem>;

/// Why a check did not pass.
enum Problem {
    /// What is wrong.
    Failed(String),
    /// What the check needs and what is not available.
    Missing(String),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.0)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// The workspace that is checked.
struct Workspace<'o> {
    root: PathBuf,
    /// The target directory of cargo.
    target: PathBuf,
    version: String,
    rust_version: String,
    published: Vec<Published>,
    options: &'o Options,
}

/// A check.
struct Check {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace<'_>) -> Checked,
}

const fn check(
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace<'_>) -> Checked,
) -> Check {
    Check { name, about, run }
}

/// All checks. Those that take seconds come first.
const CHECKS: [Check; 14] = [
    check(
        "commit",
        "nothing is changed since the last commit",
        committed,
    ),
    check(
        "changelog",
        "a section for the version, which no tag has",
        changelog::check,
    ),
    check(
        "generated",
        "generated code is what api-spec says",
        generated,
    ),
    check(
        "metadata",
        "the manifests of the published crates",
        published::check,
    ),
    check("spelling", "typos", spelling),
    check(
        "package",
        "each published crate, packaged and compiled",
        packages::check,
    ),
    check(
        "dependencies",
        "cargo-deny: licences, sources, bans",
        dependencies::check,
    ),
    check(
        "advisories",
        "cargo-deny: known vulnerabilities",
        dependencies::check_advisories,
    ),
    check(
        "minimal-versions",
        "the oldest dependencies that the manifests promise",
        oldest::check_dependencies,
    ),
    check(
        "msrv",
        "the oldest Rust that the manifests promise",
        oldest::check_rust,
    ),
    check(
        "documentation",
        "rustdoc with the flags of docs.rs",
        documentation::check,
    ),
    check(
        "compatibility",
        "cargo-semver-checks against the last release",
        compatibility::check,
    ),
    check(
        "specification",
        "what changed since the last release, by `cargo xtask diff`",
        compatibility::diff,
    ),
    check(
        "features",
        "cargo-hack: each pair of features",
        features::check,
    ),
];

/// Runs the checks, and prints a table of their results.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let chosen = chosen(&options.only)?;
    let workspace = Workspace::read(options)?;
    let mut rows = Vec::new();
    for check in chosen {
        println!("\n=== {}: {}", check.name, check.about);
        let start = Instant::now();
        let checked = (check.run)(&workspace);
        rows.push((check.name, checked, start.elapsed().as_secs()));
    }
    println!();
    for (name, checked, seconds) in &rows {
        let (word, text) = match checked {
            Ok(text) => ("passed", text),
            Err(Problem::Failed(text)) => ("FAILED", text),
            Err(Problem::Missing(text)) => ("MISSING", text),
        };
        let text = text.trim_end().replace('\n', "\n    ");
        println!("{word:<7} {name:<16} {seconds:>5} s  {text}");
    }
    let count =
        |is: fn(&Checked) -> bool| rows.iter().filter(|(_, checked, _)| is(checked)).count();
    let failed = count(|checked| matches!(checked, Err(Problem::Failed(_))));
    let missing = count(|checked| matches!(checked, Err(Problem::Missing(_))));
    println!(
        "\n{} passed, {failed} failed, {missing} missing",
        rows.len() - failed - missing
    );
    Ok(match (failed, missing) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(3),
        _ => ExitCode::FAILURE,
    })
}

/// The checks with these names; all checks if no name is given.
fn chosen(names: &[String]) -> Result<Vec<&'static Check>, Failure> {
    if names.is_empty() {
        return Ok(CHECKS.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            let found = CHECKS.iter().find(|check| check.name == name);
            found.ok_or_else(|| {
                let known: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
                Failure(format!(
                    "error: there is no check {name}; there are {}",
                    known.join(", ")
                ))
            })
        })
        .collect()
}

impl<'o> Workspace<'o> {
    fn read(options: &'o Options) -> Result<Self, Failure> {
        let root = crate::workspace();
        let (published, target) = published::read(&root)?;
        let Some(first) = published.first() else {
            return Err(Failure(
                "error: no crate of the workspace is published".to_owned(),
            ));
        };
        Ok(Self {
            version: first.version.clone(),
            rust_version: first.rust_version.clone().unwrap_or_default(),
            root,
            target,
            published,
            options,
        })
    }

    /// The target directory of a check whose settings differ from those of other builds. With a common directory, each
    /// would discard what the other has compiled.
    fn own_target(&self, check: &str) -> PathBuf {
        self.target.join("release-check").join(check)
    }

    /// `--package` of each published crate.
    fn packages(&self) -> Vec<String> {
        let names = self.published.iter().map(|published| &published.name);
        names.map(|name| format!("--package={name}")).collect()
    }

    fn cargo(&self) -> Command {
        Command::new("cargo", &self.root)
    }

    fn git(&self) -> Command {
        Command::new("git", &self.root)
    }
}

fn committed(workspace: &Workspace<'_>) -> Checked {
    let changed = workspace.git().args(["status", "--porcelain"]).output()?;
    match changed.lines().count() {
        0 => Ok(workspace
            .git()
            .args(["rev-parse", "--short", "HEAD"])
            .output()?),
        count => Err(Problem::Failed(format!("{count} files are not committed"))),
    }
}

fn generated(workspace: &Workspace<'_>) -> Checked {
    Command::new(std::env::current_exe()?, &workspace.root)
        .args(["codegen", "--check", "--deny-warnings"])
        .passes_or("run `cargo xtask codegen`")
}

fn spelling(workspace: &Workspace<'_>) -> Checked {
    tool::TYPOS
        .find(workspace)?
        .args(["--format", "brief"])
        .passes_or("correct the words above, or put those that are right into typos.toml")
}

#[cfg(test)]
mod tests {
    use super::{CHECKS, chosen};

    #[test]
    fn checks_are_chosen_by_their_names() {
        let names = |chosen: &[&super::Check]| -> Vec<&str> {
            chosen.iter().map(|check| check.name).collect()
        };
        let all = chosen(&[]).map_err(|error| error.0);
        assert_eq!(all.map(|all| all.len()), Ok(CHECKS.len()));
        let two = chosen(&["package".to_owned(), "metadata".to_owned()]).map_err(|error| error.0);
        assert_eq!(two.map(|two| names(&two)), Ok(vec!["package", "metadata"]));
        let unknown = chosen(&["packages".to_owned()]).err().map(|error| error.0);
        let message = unknown.unwrap_or_default();
        assert!(
            message.contains("no check packages; there are commit, changelog,"),
            "{message}"
        );
    }
}
