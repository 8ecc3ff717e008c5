//! The CPU time and the memory of a command and of the processes that it starts.

use std::{env, ffi::OsString, process::Command};

use nix::sys::resource::{UsageWho, getrusage};

use crate::Failure;

/// What a command used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    /// Seconds of CPU time, of all its processes together.
    pub(crate) cpu: f64,
    /// Bytes of memory of the largest of its processes.
    pub(crate) memory: f64,
}

/// The options of the task that measures one command.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The program and its arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    command: Vec<OsString>,
}

/// Runs a command that must succeed, and returns its resource usage.
///
/// The system reports only the sum for all children of a process, so a separate process runs the command: this
/// program, as `cargo xtask usage`.
pub(crate) fn of(command: &Command) -> Result<Usage, Failure> {
    let mut measured = Command::new(env::current_exe()?);
    measured.arg("usage").arg("--").arg(command.get_program());
    measured.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => measured.env(name, value),
            None => measured.env_remove(name),
        };
    }
    let printed = output(&mut measured)?;
    let mut numbers = printed.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(cpu)), Some(Ok(memory))) => Ok(Usage { cpu, memory }),
        _ => Err(Failure(format!("error: `usage` printed `{printed}`"))),
    }
}

/// Runs the command of the options, and prints the seconds and the bytes.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let [program, arguments @ ..] = options.command.as_slice() else {
        return Err(Failure("error: no command is given".to_owned()));
    };
    output(Command::new(program).args(arguments))?;
    let usage =
        getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| Failure(format!("error: {error}")))?;
    let seconds = [usage.user_time(), usage.system_time()]
        .into_iter()
        .map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6);
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    println!("{} {}", seconds.sum::<f64>(), usage.max_rss() * unit);
    Ok(())
}

/// Runs a command that must succeed, and returns its output.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let problem = String::from_utf8_lossy(&output.stderr);
    Err(Failure(format!("error: {command:?} failed\n\n{problem}")))
}
