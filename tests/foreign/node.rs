//! Whether there is Node.js, and what `npm ci` installs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::skip;

/// The folder with the programs for Node.js, or a line that says why the test is skipped.
pub(crate) fn node() -> Option<&'static Path> {
    static NODE: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let reason = match NODE.get_or_init(find) {
        Ok(folder) => return Some(folder),
        Err(reason) => reason,
    };
    let is_required = std::env::var("CTP_FOREIGN").is_ok_and(|value| value == "required");
    assert!(!is_required, "{reason}");
    skip::say(reason);
    None
}

fn find() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign");
    if !folder.join("node_modules").exists() {
        return Err("run `npm ci` in tests/foreign first".to_owned());
    }
    let mut node = Command::new("node");
    match node.arg("--version").stdout(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(folder),
        _ => Err("node cannot be run".to_owned()),
    }
}
