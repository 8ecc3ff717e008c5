//! The dependencies, held against `deny.toml` and the known vulnerabilities.

use super::{Checked, Command, Problem, Workspace, tool};

/// Where cargo-deny has its advisories from.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// Their licences, where they come from, and what is not permitted.
pub(super) fn check(workspace: &Workspace<'_>) -> Checked {
    deny(workspace)?
        .args([
            "check",
            "--hide-inclusion-graph",
            "bans",
            "licenses",
            "sources",
        ])
        .passes_or("a dependency does not keep to deny.toml")
}

/// Whether one of them has a known vulnerability, was withdrawn or is no longer maintained.
pub(super) fn check_advisories(workspace: &Workspace<'_>) -> Checked {
    let mut date = String::new();
    let mut redirection = None;
    if let Some(folder) = &workspace.options.advisory_db {
        let folder = std::path::absolute(folder)?;
        let log = Command::new("git", &folder).args(["log", "-1", "--format=%cs"]);
        date = format!("with the database of {}", log.output()?);
        redirection = Some(format!("url.file://{}.insteadOf", folder.display()));
    }
    let deny = || -> Result<Command, Problem> {
        let tool = deny(workspace)?;
        Ok(match &redirection {
            None => tool,
            // git, which cargo-deny runs, clones the folder in place of the address.
            Some(redirection) => tool
                .env("GIT_CONFIG_COUNT", "1")
                .env("GIT_CONFIG_KEY_0", redirection)
                .env("GIT_CONFIG_VALUE_0", ADVISORIES),
        })
    };
    if !deny()?.args(["fetch", "db"]).passes()? {
        return Err(Problem::Missing(format!(
            "{ADVISORIES} cannot be fetched: `--advisory-db DIR` names a clone of it"
        )));
    }
    deny()?
        .args(["check", "advisories"])
        .passes_or(&format!("see the advisories above {date}"))?;
    Ok(date)
}

fn deny(workspace: &Workspace<'_>) -> Result<Command, Problem> {
    let tool = tool::CARGO_DENY.find(workspace)?;
    Ok(tool.args(["--all-features", "--locked"]))
}
