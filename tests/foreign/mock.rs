//! The server, in a process of Node.js that all tests of this program share.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use ctp_sdk::CtpClient;
use ctp_sdk::auth::Config;

use crate::node::node;

/// A server that is there.
pub(crate) struct Mock {
    url: String,
    /// It ends when its standard input is closed, and with it this process at the latest.
    _process: Child,
}

/// The server, or a line that says why the test is skipped.
pub(crate) fn mock() -> Option<&'static Mock> {
    static MOCK: OnceLock<Mock> = OnceLock::new();
    let folder = node()?;
    Some(MOCK.get_or_init(|| start(folder)))
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

fn start(folder: &Path) -> Mock {
    let mut node = Command::new("node");
    node.current_dir(folder).arg("mock.mjs");
    let node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut process = node.unwrap();
    let mut url = String::new();
    let out = process.stdout.take().unwrap();
    BufReader::new(out).read_line(&mut url).unwrap();
    let url = url.trim().to_owned();
    assert!(
        url.starts_with("http://127.0.0.1:"),
        "the server said {url:?}"
    );
    Mock {
        url,
        _process: process,
    }
}
