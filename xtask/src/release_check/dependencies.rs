//! The dependencies, compared with `deny.toml` and the known vulnerabilities.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{Checked, Command, Problem, Workspace, tool};
use crate::Failure;

/// The address from which cargo-deny fetches its advisories.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// The greatest age of the last commit of the database. It has new commits every few days.
const DAYS: u64 = 30;

/// Checks their licences, their sources, and that none of them is forbidden.
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

/// Checks that none of them has a known vulnerability, was withdrawn or is no longer maintained.
pub(super) fn check_advisories(workspace: &Workspace<'_>) -> Checked {
    let given = workspace.options.advisory_db.as_ref();
    let given = given.map(std::path::absolute).transpose()?;
    let redirection = given
        .as_ref()
        .map(|folder| format!("url.file://{}.insteadOf", folder.display()));
    let deny = || -> Result<Command, Problem> {
        let tool = deny(workspace)?;
        Ok(match &redirection {
            None => tool,
            // cargo-deny runs git, which then clones the folder instead of the address.
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
    let (seconds, date) = match &given {
        Some(folder) => last_commit(folder)?,
        None => newest(&fetched()).ok_or_else(|| {
            Problem::Missing("the database that cargo-deny fetched was not found".to_owned())
        })?,
    };
    deny()?.args(["check", "advisories"]).passes_or(&format!(
        "see the advisories above, from the database of {date}"
    ))?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    match is_recent(seconds, now.map_or(0, |now| now.as_secs())) {
        true => Ok(format!("with the database of {date}")),
        false => Err(Problem::Missing(format!(
            "the database is of {date}, more than {DAYS} days ago: `--advisory-db DIR` names a newer clone"
        ))),
    }
}

/// The time of the last commit of a database: the seconds since 1970, and the date.
fn last_commit(database: &Path) -> Result<(u64, String), Failure> {
    let log = Command::new("git", database).args(["log", "-1", "--format=%ct %cs"]);
    let log = log.output()?;
    let (seconds, date) = log.split_once(' ').unwrap_or_default();
    let seconds = seconds
        .parse()
        .map_err(|_| Failure(format!("git log printed `{log}` instead of a time")))?;
    Ok((seconds, date.to_owned()))
}

/// The time of the newest database. An older version of cargo-deny may have left one in another folder.
fn newest(databases: &[PathBuf]) -> Option<(u64, String)> {
    let times = databases.iter().map(|database| last_commit(database));
    times.filter_map(Result::ok).max()
}

/// The databases that cargo-deny fetched.
fn fetched() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let entries = home.and_then(|home| fs::read_dir(home.join("advisory-dbs")).ok());
    let paths = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    paths.filter(|path| path.is_dir()).collect()
}

/// Whether a commit is at most [`DAYS`] days old.
fn is_recent(commit: u64, now: u64) -> bool {
    now.saturating_sub(commit) <= DAYS * 24 * 60 * 60
}

fn deny(workspace: &Workspace<'_>) -> Result<Command, Problem> {
    let tool = tool::CARGO_DENY.find(workspace)?;
    Ok(tool.args(["--all-features", "--locked"]))
}

#[cfg(test)]
mod tests {
    use super::is_recent;

    #[test]
    fn a_database_is_recent_for_thirty_days() {
        let day = 24 * 60 * 60;
        assert!(is_recent(100 * day, 130 * day));
        assert!(!is_recent(100 * day, 130 * day + 1));
        // The clock of the machine may be slow.
        assert!(is_recent(100 * day, 99 * day));
    }
}
