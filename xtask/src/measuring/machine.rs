//! The machine and the commit of a measurement, for the reader of a table.

use std::{env, fs, process::Command, thread};

use super::usage::output;
use crate::Failure;

/// The processor, the system, the compiler and the jobs of cargo.
pub(crate) fn about() -> Result<String, Failure> {
    let rustc = output(Command::new("rustc").arg("--version"))?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let jobs = env::var("CARGO_BUILD_JOBS").unwrap_or_else(|_| "as many as cores".to_owned());
    Ok(format!(
        "{}, {cores} cores, {} {}. {}. Jobs of cargo: {jobs}.",
        processor(),
        env::consts::OS,
        env::consts::ARCH,
        rustc.trim(),
    ))
}

/// The command that started this process.
pub(crate) fn command() -> String {
    let arguments: Vec<String> = env::args().skip(1).collect();
    format!("cargo xtask {}", arguments.join(" "))
}

/// The name of the processor, if the system provides it.
fn processor() -> String {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = about
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name.and_then(|name| name.split_once(':'));
    name.map_or_else(
        || "an unknown processor".to_owned(),
        |(_, name)| name.trim().to_owned(),
    )
}

/// The commit that is measured, and whether there are uncommitted changes.
pub(crate) fn revision() -> String {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        output(command.arg("-C").arg(crate::workspace()).args(arguments)).ok()
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else {
        return "Of no commit.".to_owned();
    };
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]);
    let changed = changed.is_some_and(|changed| !changed.trim().is_empty());
    let and_changes = if changed { " and changes to it" } else { "" };
    format!("Of commit {}{and_changes}.", commit.trim())
}
