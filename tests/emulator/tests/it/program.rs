//! The program `ctp-emulator`, as another program uses it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::Client;

use crate::shop::{Answer, send_form};

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

    /// The answer to a request for a token.
    async fn token(&self, form: &str) -> Answer {
        let [id, secret, url] = ["CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_AUTH_URL"]
            .map(|name| &self.variables[name]);
        let request = Client::new().post(format!("{url}/oauth/token"));
        send_form(request, id, secret, form).await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

const CLIENT_CREDENTIALS: &str = "grant_type=client_credentials";

#[tokio::test]
async fn the_api_client_has_all_scopes_but_manage_project_and_can_request_fewer() {
    let program = Program::serve(&["--project", "shop"]);
    let token = program.token(CLIENT_CREDENTIALS).await;
    assert_eq!(token.status, 200, "{}", token.text);
    let token = token.json();
    let scopes = token["scope"].as_str().unwrap();
    assert!(scopes.contains("manage_orders:shop"), "{scopes}");
    assert!(!scopes.contains("manage_project:shop"), "{scopes}");
    let fewer = format!("{CLIENT_CREDENTIALS}&scope=view_orders:shop");
    let token = program.token(&fewer).await;
    assert_eq!(token.status, 200, "{}", token.text);
    assert_eq!(token.json()["scope"], "view_orders:shop");
}

#[tokio::test]
async fn the_api_client_can_have_other_scopes() {
    let program = Program::serve(&[
        "--scopes",
        "manage_project:emulator view_audit_log:emulator",
    ]);
    let whole = format!("{CLIENT_CREDENTIALS}&scope=manage_project:emulator");
    let token = program.token(&whole).await;
    assert_eq!(token.status, 200, "{}", token.text);
    assert_eq!(token.json()["scope"], "manage_project:emulator");
    let fewer = format!("{CLIENT_CREDENTIALS}&scope=view_orders:emulator");
    let refusal = program.token(&fewer).await;
    assert_eq!(refusal.status, 400);
    assert_eq!(refusal.json()["error"], "invalid_scope");
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
