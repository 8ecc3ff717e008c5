//! An app that is compiled in the same way as its developers compile it.

use std::{fs, path::PathBuf, process::Command};

use super::{
    cargo::{self, cargo, lock},
    usage::{self, Usage, output},
};
use crate::Failure;

/// The name of the app's package.
pub(crate) const NAME: &str = "measured-app";

/// A package with a program of ten operations, in which the text `edit 0` can be edited.
pub(crate) struct App {
    pub(crate) folder: PathBuf,
    /// The target directory.
    pub(crate) target: PathBuf,
    /// The text of the program.
    pub(crate) source: String,
}

impl App {
    /// Writes the package.
    pub(crate) fn write(&self, manifest: &str) -> Result<(), Failure> {
        fs::create_dir_all(self.folder.join("src/bin"))?;
        fs::copy(lock(), self.folder.join("Cargo.lock"))?;
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        self.write_program("nothing.rs", "fn main() {}\n")?;
        self.write_program("ten_operations.rs", &self.source)
    }

    /// Writes another program of the package.
    pub(crate) fn write_program(&self, name: &str, text: &str) -> Result<(), Failure> {
        Ok(fs::write(self.folder.join("src/bin").join(name), text)?)
    }

    /// A release build of the app and of some of its dependencies.
    pub(crate) fn release_build(&self, library: &[&str]) -> Result<Usage, Failure> {
        for package in library {
            output(&mut self.cargo(&["clean", "--release", "--package", package]))?;
        }
        output(&mut self.cargo(&["clean", "--release", "--package", NAME]))?;
        usage::of(&self.cargo(&RELEASE))
    }

    /// A release build of the app's own crate.
    pub(crate) fn release_build_alone(&self) -> Result<Usage, Failure> {
        // A program that does nothing, so that only the dependencies are compiled.
        output(&mut self.cargo(&["build", "--release", "--bin", "nothing"]))?;
        self.release_build(&[])
    }

    /// A debug build after a text was changed. The number of the edit must be different each time.
    pub(crate) fn rebuild_after_edit(&self, edit: usize) -> Result<Usage, Failure> {
        let build = || {
            let mut build = self.cargo(&["build", "--bin", "ten_operations"]);
            build.env("CARGO_INCREMENTAL", "1");
            build
        };
        output(&mut build())?;
        let text = self.source.replace("edit 0", &format!("edit {edit}"));
        self.write_program("ten_operations.rs", &text)?;
        usage::of(&build())
    }

    /// The size of the executable in bytes.
    pub(crate) fn size(&self) -> Result<f64, Failure> {
        output(&mut self.cargo(&RELEASE))?;
        Ok(fs::metadata(self.executable("ten_operations"))?.len() as f64)
    }

    /// A cargo command for the package.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        cargo(arguments, &self.folder, &self.target)
    }

    /// An executable of the package, built for release.
    pub(crate) fn executable(&self, name: &str) -> PathBuf {
        cargo::executable(&self.target, name)
    }
}

const RELEASE: [&str; 4] = ["build", "--release", "--bin", "ten_operations"];
