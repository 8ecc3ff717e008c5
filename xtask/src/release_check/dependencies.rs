//! The dependencies, held against `deny.toml` and the known vulnerabilities.

use super::{Command, Outcome, Workspace, tool};
use crate::Failure;

/// Where cargo-deny has its advisories from.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// Their licences, where they come from, and what is not permitted.
pub(super) fn check(workspace: &Workspace<'_>) -> Result<Outcome, Failure> {
    let tool = match tool::CARGO_DENY.find(workspace)? {
        Ok(tool) => tool,
        Err(missing) => return Ok(missing),
    };
    let done = tool
        .args([
            "--all-features",
            "--locked",
            "check",
            "bans",
            "licenses",
            "sources",
        ])
        .passes()?;
    Ok(match done {
        true => Outcome::Passed(String::new()),
        false => Outcome::Failed("a dependency does not keep to deny.toml".to_owned()),
    })
}

/// Whether one of them has a known vulnerability, was withdrawn or is no longer maintained.
pub(super) fn check_advisories(workspace: &Workspace<'_>) -> Result<Outcome, Failure> {
    let from_folder = match &workspace.options.advisory_db {
        Some(folder) => {
            let folder = std::path::absolute(folder)?;
            let date = Command::new("git", &folder)
                .args(["log", "-1", "--format=%cs"])
                .output()?;
            Some((format!("url.file://{}.insteadOf", folder.display()), date))
        }
        None => None,
    };
    let deny = |arguments: &[&str]| -> Result<Result<bool, Outcome>, Failure> {
        let mut tool = match tool::CARGO_DENY.find(workspace)? {
            Ok(tool) => tool.args(arguments),
            Err(missing) => return Ok(Err(missing)),
        };
        if let Some((redirection, _)) = &from_folder {
            // git, which cargo-deny runs, clones the folder in place of the address.
            tool = tool
                .env("GIT_CONFIG_COUNT", "1")
                .env("GIT_CONFIG_KEY_0", redirection)
                .env("GIT_CONFIG_VALUE_0", ADVISORIES);
        }
        tool.passes().map(Ok)
    };
    match deny(&["--all-features", "--locked", "fetch", "db"])? {
        Ok(true) => {}
        Ok(false) => {
            return Ok(Outcome::Missing(format!(
                "{ADVISORIES} cannot be fetched: `--advisory-db DIR` names a clone of it"
            )));
        }
        Err(missing) => return Ok(missing),
    }
    let date = match from_folder.as_ref() {
        Some((_, date)) => format!("with the database of {date}"),
        None => String::new(),
    };
    Ok(
        match deny(&["--all-features", "--locked", "check", "advisories"])? {
            Ok(true) => Outcome::Passed(date),
            Ok(false) => Outcome::Failed(format!("see the advisories above {date}")),
            Err(missing) => missing,
        },
    )
}
