//! The tools that the checks run, each with the version that they were written for.

use super::{Command, Outcome, Workspace};
use crate::Failure;

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
    /// The tool: that of `target/tools`, else the one on the path, else it is installed. What is missing where there is none.
    ///
    /// Subcommands of cargo are run by their own names, so they need the name of the subcommand as an argument.
    pub(super) fn find(
        &self,
        workspace: &Workspace<'_>,
    ) -> Result<Result<Command, Outcome>, Failure> {
        let folder = workspace.target.join("tools");
        let own = folder.join("bin").join(self.program);
        if self.is_there(&own, workspace) {
            return Ok(Ok(self.command(&own, workspace)));
        }
        if self.is_there(self.program.as_ref(), workspace) {
            return Ok(Ok(self.command(self.program.as_ref(), workspace)));
        }
        let missing = format!("{} {} is not installed", self.package, self.version);
        if workspace.options.no_install {
            return Ok(Err(Outcome::Missing(missing)));
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
            .args([folder.as_os_str()])
            .args([self.package])
            // What it is compiled of is not kept: it is as large as a build of the workspace.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .passes()?;
        Ok(match installed {
            true => Ok(self.command(&own, workspace)),
            false => Err(Outcome::Missing(format!(
                "{missing}, and cannot be installed"
            ))),
        })
    }

    fn is_there(&self, program: &std::path::Path, workspace: &Workspace<'_>) -> bool {
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

    fn command(&self, program: &std::path::Path, workspace: &Workspace<'_>) -> Command {
        let command = Command::new(program, &workspace.root);
        match self.program.strip_prefix("cargo-") {
            Some(subcommand) => command.args([subcommand]),
            None => command,
        }
    }
}
