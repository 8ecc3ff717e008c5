//! The program `ctp-emulator`, as another program uses it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::Client;
use serde_json::Value;

/// The running program, and the variables that it printed.
struct Program {
    child: Child,
    variables: HashMap<String, String>,
}

impl Program {
    fn serve(options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ctp-emulator"))
            .arg("serve")
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let variables = lines.take(5).map(|line| {
            let line = line.unwrap();
            let (name, value) = line.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        let variables = variables.collect();
        Self { child, variables }
    }

    /// The status and the answer to a request for a token, with these scopes if they are not empty.
    async fn token(&self, scopes: &str) -> (u16, Value) {
        let [id, secret, url] = ["CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_AUTH_URL"]
            .map(|name| &self.variables[name]);
        let mut form = "grant_type=client_credentials".to_owned();
        if !scopes.is_empty() {
            form = format!("{form}&scope={scopes}");
        }
        let request = Client::new()
            .post(format!("{url}/oauth/token"))
            .basic_auth(id, Some(secret))
            .header("Content-Type", "application/x-www-form-urlencoded");
        let answer = request.body(form).send().await.unwrap();
        let status = answer.status().as_u16();
        (
            status,
            serde_json::from_str(&answer.text().await.unwrap()).unwrap(),
        )
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[tokio::test]
async fn the_api_client_has_all_scopes_but_manage_project_and_can_request_fewer() {
    let program = Program::serve(&["--project", "shop"]);
    let (status, token) = program.token("").await;
    assert_eq!(status, 200, "{token}");
    let scopes = token["scope"].as_str().unwrap();
    assert!(scopes.contains("manage_orders:shop"), "{scopes}");
    assert!(!scopes.contains("manage_project:shop"), "{scopes}");
    let (status, token) = program.token("view_orders:shop").await;
    assert_eq!((status, &token["scope"]), (200, &"view_orders:shop".into()));
}

#[tokio::test]
async fn the_api_client_can_have_other_scopes() {
    let program = Program::serve(&[
        "--scopes",
        "manage_project:emulator view_audit_log:emulator",
    ]);
    let (status, token) = program.token("manage_project:emulator").await;
    assert_eq!(status, 200, "{token}");
    assert_eq!(token["scope"], "manage_project:emulator");
    let (status, refusal) = program.token("view_orders:emulator").await;
    assert_eq!((status, &refusal["error"]), (400, &"invalid_scope".into()));
}

#[test]
fn a_malformed_scope_is_refused_with_its_name() {
    let output = Command::new(env!("CARGO_BIN_EXE_ctp-emulator"))
        .args(["serve", "--scopes", "manage_orders"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("expected manage_orders:{projectKey}"),
        "{error}"
    );
}
