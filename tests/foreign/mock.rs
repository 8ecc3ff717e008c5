//! The server, in a process of Node.js that all tests of this program share.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use ctp_sdk::CtpClient;
use ctp_sdk::auth::Config;

/// A server that is there.
pub(crate) struct Mock {
    url: String,
    /// It ends when its standard input is closed, and with it this process at the latest.
    _process: Child,
}

/// The server, or a line that says why the test is skipped.
pub(crate) fn mock() -> Option<&'static Mock> {
    static MOCK: OnceLock<Result<Mock, String>> = OnceLock::new();
    let reason = match MOCK.get_or_init(start) {
        Ok(mock) => return Some(mock),
        Err(reason) => reason,
    };
    let is_required = std::env::var("CTP_FOREIGN").is_ok_and(|value| value == "required");
    assert!(!is_required, "{reason}");
    let test = std::thread::current();
    // The test runner hides what a passing test prints by the macros.
    let line = format!("skipped: {}: {reason}\n", test.name().unwrap_or("a test"));
    // A line that cannot be written is no reason to fail.
    let _ = io::stderr().lock().write_all(line.as_bytes());
    None
}

impl Mock {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A client of a project of its own: the server has one for each key that it is asked for.
    pub(crate) fn client(&self, project_key: &str) -> CtpClient {
        CtpClient::new(&self.config(project_key)).unwrap()
    }

    /// Any client id and any secret are good.
    pub(crate) fn config(&self, project_key: &str) -> Config {
        Config::from_lookup(|name| match name {
            "CTP_PROJECT_KEY" => Some(project_key.to_owned()),
            "CTP_CLIENT_ID" => Some("client-id-17".to_owned()),
            "CTP_CLIENT_SECRET" => Some("a secret".to_owned()),
            "CTP_AUTH_URL" | "CTP_API_URL" => Some(self.url.clone()),
            _ => None,
        })
        .unwrap()
    }
}

fn start() -> Result<Mock, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign");
    if !folder.join("node_modules").exists() {
        return Err("run `npm ci` in tests/foreign first".to_owned());
    }
    let mut node = Command::new("node");
    node.current_dir(folder).arg("mock.mjs");
    let node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut process = node.map_err(|error| format!("node cannot be run: {error}"))?;
    let mut url = String::new();
    if let Some(out) = process.stdout.take() {
        let read = BufReader::new(out).read_line(&mut url);
        read.map_err(|error| format!("the server said nothing: {error}"))?;
    }
    let url = url.trim().to_owned();
    if !url.starts_with("http://127.0.0.1:") {
        return Err(format!("the server did not start: {url:?}"));
    }
    Ok(Mock {
        url,
        _process: process,
    })
}
