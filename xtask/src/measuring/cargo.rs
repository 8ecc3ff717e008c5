//! Cargo commands for the packages that are measured.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// A cargo command for a package, with its target directory.
pub(crate) fn cargo(arguments: &[&str], package: &Path, target: &Path) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).arg("--quiet");
    command
        .arg("--manifest-path")
        .arg(package.join("Cargo.toml"));
    command.arg("--target-dir").arg(target);
    // A cache of compiled crates would be measured instead of the compiler.
    command.env_remove("RUSTC_WRAPPER");
    command.env("CARGO_INCREMENTAL", "0");
    command
}

/// The lock file of this workspace: all packages are compiled with the same versions of their dependencies.
pub(crate) fn lock() -> PathBuf {
    crate::workspace().join("Cargo.lock")
}

/// An executable that was built for release.
pub(crate) fn executable(target: &Path, name: &str) -> PathBuf {
    executable_in(&target.join("release"), name)
}

/// An executable that was built without optimisation.
pub(crate) fn debug_executable(target: &Path, name: &str) -> PathBuf {
    executable_in(&target.join("debug"), name)
}

fn executable_in(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    path.with_extension(env::consts::EXE_EXTENSION)
}
