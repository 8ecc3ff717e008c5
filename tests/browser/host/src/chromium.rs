//! A browser without a window.

use std::path::Path;
use std::process::Stdio;
use std::{env, io};

use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::Failure;

const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--mute-audio",
];

/// A browser that shows a page. It ends with this.
pub(crate) struct Browser {
    _process: Child,
    _profile: TempDir,
}

/// Shows a page, with a profile that nobody used before.
pub(crate) async fn start(url: &str) -> Result<Browser, Failure> {
    let (mut command, profile) = command()?;
    // The port of its debugger keeps it running; nobody connects to it.
    let process = command.arg("--remote-debugging-port=0").arg(url).spawn()?;
    Ok(Browser {
        _process: process,
        _profile: profile,
    })
}

/// Takes a picture of what the page said.
pub(crate) async fn picture(url: &str, file: &Path) -> Result<(), Failure> {
    let (mut command, _profile) = command()?;
    let status = command
        .arg(format!("--screenshot={}", file.display()))
        .arg("--window-size=1400,1000")
        .arg(format!("{url}/said"))
        .status()
        .await?;
    match status.success() && file.is_file() {
        true => Ok(()),
        false => Err(format!("no picture was taken: {status}").into()),
    }
}

fn command() -> io::Result<(Command, TempDir)> {
    let program = env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
    let profile = tempfile::tempdir()?;
    let mut command = Command::new(program);
    command
        .args(FLAGS)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    Ok((command, profile))
}
