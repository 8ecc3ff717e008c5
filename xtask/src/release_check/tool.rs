//! The tools that the checks run, each with the version that they were written for.

use std::path::Path;

use super::{Command, Problem, Workspace};

/// A tool, and the crate that it is installed from.
pub(super) struct Tool {
    program: &'static str,
    package: &'static str,
    version: &'static str,
}

pub(super) const TYPOS: Tool = Tool {
    program: "typos",
    package: "typos-cli",
    version: "1.52.0",
};
pub(super) const CARGO_DENY: Tool = Tool {
    program: "cargo-deny",
    package: "cargo-deny",
    version: "0.20.2",
};
pub(super) const CARGO_HACK: Tool = Tool {
    program: "cargo-hack",
    package: "cargo-hack",
    version: "0.6.46",
};
pub(super) const CARGO_SEMVER_CHECKS: Tool = Tool {
    program: "cargo-semver-checks",
    package: "cargo-semver-checks",
    version: "0.51.0",
};

impl Tool {
    /// The tool: that of `target/tools`, or else the one in `PATH`; otherwise it is installed.
    pub(super) fn find(&self, workspace: &Workspace<'_>) -> Result<Command, Problem> {
        let folder = workspace.target.join("tools");
        let own = folder.join("bin").join(self.program);
        for program in [own.as_path(), self.program.as_ref()] {
            if self.is_there(program, workspace) {
                return Ok(self.command(program, workspace));
            }
        }
        let missing = format!("{} {} is not installed", self.package, self.version);
        if workspace.options.no_install {
            return Err(Problem::Missing(missing));
        }
        let installed = workspace
            .cargo()
            .args([
                "install",
                "--quiet",
                "--locked",
                "--version",
                self.version,
                "--root",
            ])
            .args([folder.as_os_str(), self.package.as_ref()])
            // It runs for seconds only, and an optimized build of it would take longer.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            // Without it, cargo compiles in a temporary folder.
            .without_env("CARGO_TARGET_DIR")
            .passes()?;
        match installed {
            true => Ok(self.command(&own, workspace)),
            false => Err(Problem::Missing(format!(
                "{missing}, and cannot be installed"
            ))),
        }
    }

    fn is_there(&self, program: &Path, workspace: &Workspace<'_>) -> bool {
        let version = self
            .command(program, workspace)
            .args(["--version"])
            .output();
        version.is_ok_and(|version| {
            if !version.contains(self.version) {
                println!(
                    "{version} is installed; the check was written for {}",
                    self.version
                );
            }
            true
        })
    }

    /// The tool as a command. Subcommands of cargo expect their own name as the first argument.
    fn command(&self, program: &Path, workspace: &Workspace<'_>) -> Command {
        let command = Command::new(program, &workspace.root);
        match self.program.strip_prefix("cargo-") {
            Some(subcommand) => command.args([subcommand]),
            None => command,
        }
    }
}
