//! `cargo xtask browser`: builds the page of `tests/browser` and runs it in a browser.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use crate::Failure;

const TARGET: &str = "wasm32-unknown-unknown";

/// The options of the task.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The sysroot with the standard library for wasm32-unknown-unknown that `.ci/wasm-std` built, if the toolchain has
    /// none.
    #[arg(long, value_name = "DIR", default_value = "target/wasm-std")]
    sysroot: PathBuf,
    /// The program wasm-opt of binaryen, which makes the module smaller. Without it the size is only printed.
    #[arg(long, value_name = "FILE")]
    wasm_opt: Option<PathBuf>,
    /// The program of the browser, Chromium.
    #[arg(long, value_name = "FILE", default_value = "chromium")]
    chromium: PathBuf,
}

/// Builds the page and its host, and runs the browser.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let workspace = crate::workspace();
    let (page, host) = (
        workspace.join("tests/browser/page"),
        workspace.join("tests/browser/host"),
    );
    check_version(&workspace, &host)?;
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    for package in [&page, &host] {
        // The same versions as in the workspace.
        fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock"))?;
    }
    let mut build = cargo(&page, &target, &["build", "--release", "--target", TARGET]);
    if let Some(sysroot) = sysroot(&workspace.join(&options.sysroot))? {
        // The path may contain spaces, so the flags are not separated by them.
        let flags = format!("--sysroot\u{1f}{}", sysroot.display());
        build.env("CARGO_ENCODED_RUSTFLAGS", flags);
    }
    finish(&mut build)?;
    let module = target.join(TARGET).join("release/browser_page.wasm");
    let mut run = cargo(&host, &target, &["run"]);
    run.arg("--").args([&module, &page]);
    run.env("CHROMIUM", &options.chromium);
    run.env("WASM_OPT", options.wasm_opt.clone().unwrap_or_default());
    finish(&mut run)?;
    Ok(ExitCode::SUCCESS)
}

fn cargo(package: &Path, target: &Path, arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(arguments)
        .arg("--quiet")
        .arg("--manifest-path")
        .arg(package.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", target);
    cargo
}

fn finish(command: &mut Command) -> Result<(), Failure> {
    let status = command.status()?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure(format!("error: {command:?}: {status}"))),
    }
}

/// The sysroot to build with; `None` if the toolchain has the target.
fn sysroot(laid: &Path) -> Result<Option<PathBuf>, Failure> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()?;
    let own = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    let library = Path::new("lib/rustlib").join(TARGET).join("lib");
    if own.join(&library).is_dir() {
        return Ok(None);
    }
    match laid.join(&library).is_dir() {
        true => Ok(Some(laid.to_owned())),
        false => Err(Failure(format!(
            "error: there is no standard library for {TARGET}: add the target to the toolchain, or run `.ci/wasm-std {}`",
            laid.display()
        ))),
    }
}

/// The version of the program wasm-bindgen must be that of the crate with which the module is compiled.
fn check_version(workspace: &Path, host: &Path) -> Result<(), Failure> {
    let lock = fs::read_to_string(workspace.join("Cargo.lock"))?;
    let locked = lock
        .split_once("name = \"wasm-bindgen\"\nversion = \"")
        .and_then(|(_, rest)| rest.split('"').next())
        .ok_or_else(|| Failure("error: Cargo.lock has no wasm-bindgen".to_owned()))?;
    let manifest = fs::read_to_string(host.join("Cargo.toml"))?;
    match manifest.contains(&format!("wasm-bindgen-cli-support = \"={locked}\"")) {
        true => Ok(()),
        false => Err(Failure(format!(
            "error: tests/browser/host/Cargo.toml: wasm-bindgen-cli-support has to be \"={locked}\", as wasm-bindgen in Cargo.lock"
        ))),
    }
}
