//! Programs that the checks run. Each command is printed before it runs, and its messages go to the same output as ours.

use std::{
    ffi::OsStr,
    path::Path,
    process::{self, Stdio},
};

use super::{Checked, Problem};
use crate::Failure;

/// A program with its arguments.
pub(super) struct Command(process::Command);

impl Command {
    /// A program that runs in this folder.
    pub(super) fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        let mut command = process::Command::new(program);
        command.current_dir(folder);
        Self(command)
    }

    /// Adds arguments.
    pub(super) fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.0.args(arguments);
        self
    }

    /// Sets a variable of its environment.
    pub(super) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Removes a variable from its environment.
    pub(super) fn without_env(mut self, name: &str) -> Self {
        self.0.env_remove(name);
        self
    }

    /// Runs in another folder.
    pub(super) fn folder(mut self, folder: &Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    /// Runs it, and returns its exit code.
    pub(super) fn code(mut self) -> Result<Option<i32>, Failure> {
        println!("$ {}", self.shown());
        let status = self.0.status();
        status
            .map(|status| status.code())
            .map_err(|error| self.cannot(&error))
    }

    /// Runs it, and returns whether it succeeds.
    pub(super) fn passes(self) -> Result<bool, Failure> {
        Ok(self.code()? == Some(0))
    }

    /// Runs it, and fails with this problem if it does not succeed.
    pub(super) fn passes_or(self, problem: &str) -> Checked {
        match self.passes()? {
            true => Ok(String::new()),
            false => Err(Problem::Failed(problem.to_owned())),
        }
    }

    /// Runs it, and returns its output.
    pub(super) fn output(mut self) -> Result<String, Failure> {
        let output = self.0.stdin(Stdio::null()).output();
        let output = output.map_err(|error| self.cannot(&error))?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr);
            return Err(Failure(format!("{} fails: {}", self.shown(), why.trim())));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn cannot(&self, error: &std::io::Error) -> Failure {
        Failure(format!("{} cannot be run: {error}", self.shown()))
    }

    /// The program without its folder, and its arguments.
    fn shown(&self) -> String {
        let program = Path::new(self.0.get_program());
        let program = program.file_name().unwrap_or(program.as_os_str());
        let words = std::iter::once(program).chain(self.0.get_args());
        let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
        words.join(" ")
    }
}
