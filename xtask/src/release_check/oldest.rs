//! The oldest dependencies and the oldest Rust that the manifests promise.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::{Checked, Command, Problem, Workspace, copy};
use crate::Failure;

/// Compiles the published crates with the lowest version of each dependency that its requirement permits.
pub(super) fn check_dependencies(workspace: &Workspace<'_>) -> Checked {
    let folder = workspace.own_target("minimal-versions");
    copy::work_tree(workspace, &folder)?;
    // Only the direct dependencies: the requirements of indirect ones are the responsibility of their authors.
    workspace
        .cargo()
        .folder(&folder)
        .args(["update", "--quiet", "-Z", "direct-minimal-versions"])
        // The option is unstable; it is used only to resolve versions, not to compile.
        .env("RUSTC_BOOTSTRAP", "1")
        .passes_or(
            "a requirement is lower than what another dependency needs: raise it in Cargo.toml",
        )?;
    workspace
        .cargo()
        .folder(&folder)
        .args(CHECK_INTO)
        .args([&workspace.target])
        .args(workspace.packages())
        .passes_or(
            "a dependency lacks in its oldest version what is used of it: raise it in Cargo.toml",
        )
}

/// The arguments that compile packages with all features; the target directory follows.
const CHECK_INTO: [&str; 5] = [
    "check",
    "--quiet",
    "--locked",
    "--all-features",
    "--target-dir",
];

/// Compiles the published crates with the Rust of `rust-version`.
pub(super) fn check_rust(workspace: &Workspace<'_>) -> Checked {
    let version = &workspace.rust_version;
    let toolchain = toolchain(workspace)?.ok_or_else(|| {
        Problem::Missing(format!(
            "Rust {version} is not installed: `--msrv-toolchain DIR` names a toolchain. \
             clippy::incompatible_msrv in .ci/run checks only what is used of the standard library"
        ))
    })?;
    let rustc = toolchain.join("bin/rustc");
    let found = Command::new(&rustc, &workspace.root)
        .args(["--version"])
        .output()?;
    if !is_version(&found, version) {
        return Err(Problem::Failed(format!(
            "{} is {found}, not {version}",
            rustc.display()
        )));
    }
    Command::new(toolchain.join("bin/cargo"), &workspace.root)
        .args(CHECK_INTO)
        .args([workspace.own_target("msrv")])
        .args(workspace.packages())
        .env("RUSTC", &rustc)
        .passes_or(&format!("the crates do not compile with {found}"))?;
    Ok(found)
}

/// The folder of the toolchain. `rustup` is not called, because it would install a missing toolchain.
fn toolchain(workspace: &Workspace<'_>) -> Result<Option<PathBuf>, Failure> {
    if let Some(given) = &workspace.options.msrv_toolchain {
        return Ok(Some(std::path::absolute(given)?));
    }
    let home = env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".rustup")));
    let Some(toolchains) = home.map(|home| home.join("toolchains")) else {
        return Ok(None);
    };
    let Ok(entries) = fs::read_dir(toolchains) else {
        return Ok(None);
    };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let version = &workspace.rust_version;
    Ok(folders
        .into_iter()
        .find(|folder| is_toolchain(folder, version)))
}

/// Whether a folder has the name that rustup gives the toolchain of a version: `1.89.0-x86_64-unknown-linux-gnu`.
fn is_toolchain(folder: &Path, version: &str) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let rest = name.strip_prefix(version);
    rest.is_some_and(|rest| rest.starts_with(['.', '-']))
}

/// Whether `rustc --version` prints this version.
fn is_version(said: &str, version: &str) -> bool {
    let rest = said
        .strip_prefix("rustc ")
        .and_then(|said| said.strip_prefix(version));
    rest.is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{is_toolchain, is_version};

    #[test]
    fn a_toolchain_is_found_by_its_version() {
        let is = |name| is_toolchain(Path::new(name), "1.89");
        assert!(is("/toolchains/1.89.0-x86_64-unknown-linux-gnu"));
        assert!(is("/toolchains/1.89-aarch64-apple-darwin"));
        assert!(!is("/toolchains/1.890.0-x86_64-unknown-linux-gnu"));
        assert!(!is("/toolchains/stable-x86_64-unknown-linux-gnu"));
        assert!(is_version("rustc 1.89.0 (29483883e 2025-08-04)", "1.89"));
        assert!(!is_version("rustc 1.8.0 (2016)", "1.89"));
    }
}
