//! The same requests to the emulator and to the server that others have written: what differs is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use ctp_emulator::Emulator;
use ctp_sdk::CtpClient;
use ctp_sdk::auth::{Config, ScopeSet};
use serde_json::Value;

use crate::mock::mock;

/// A request, which may name what earlier ones were answered, as `${category.id}`.
#[derive(serde::Deserialize)]
struct Step {
    #[serde(rename = "as")]
    name: String,
    request: String,
    body: Option<Value>,
}

struct Answer {
    status: u16,
    body: Value,
}

/// A difference that is not in the snapshot is a fault of the emulator, or of the other server: look into the
/// documentation of the platform, and correct the emulator or accept the snapshot. The differences are listed as the
/// emulator has it: `+` for what only the emulator has, `-` for what only the other server has.
#[tokio::test]
async fn the_emulator_answers_as_the_other_server_does_but_for_what_is_known() {
    let Some(mock) = mock() else { return };
    let steps: Vec<Step> = serde_json::from_str(include_str!("comparison.json")).unwrap();
    let emulator = Emulator::builder().check_answers().start().await.unwrap();
    let scopes = ScopeSet::whole_project(emulator.project_key()).unwrap();
    let ours = answers(&steps, &emulator.config(scopes).unwrap()).await;
    let theirs = answers(&steps, &mock.config("comparison")).await;
    let mut told = String::new();
    for (step, (ours, theirs)) in steps.iter().zip(ours.iter().zip(&theirs)) {
        tell(&mut told, step, ours, theirs);
    }
    insta::assert_snapshot!(told);
}

async fn answers(steps: &[Step], config: &Config) -> Vec<Answer> {
    let client = CtpClient::new(config).unwrap();
    let token = client.integration_token().await.unwrap();
    let http = reqwest::Client::new();
    let mut known = BTreeMap::new();
    let mut answers = Vec::new();
    for step in steps {
        let request = filled(&step.request, &known);
        let (method, path) = request.split_once(' ').unwrap();
        let url = format!("{}{}{path}", config.api_url(), config.project_key());
        let request = http.request(method.parse().unwrap(), url.as_str());
        let request = request.bearer_auth(token.expose_secret());
        let request = match &step.body {
            Some(body) => request
                .header("Content-Type", "application/json")
                .body(filled(&body.to_string(), &known)),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        known.insert(step.name.clone(), body.clone());
        answers.push(Answer { status, body });
    }
    answers
}

/// The text with the values that it names. A value that is the whole of a JSON text takes the place of its quotes as well.
fn filled(text: &str, known: &BTreeMap<String, Value>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (path, behind) = after.split_once('}').unwrap();
        let (name, path) = path.split_once('.').unwrap();
        let value = known[name].pointer(&format!("/{}", path.replace('.', "/")));
        let value = value.unwrap_or_else(|| panic!("{name} has no {path}: {}", known[name]));
        match (value, before.strip_suffix('"'), behind.strip_prefix('"')) {
            (Value::String(text), ..) => {
                filled.push_str(before);
                filled.push_str(text);
                rest = behind;
            }
            (number, Some(before), Some(behind)) => {
                write!(filled, "{before}{number}").unwrap();
                rest = behind;
            }
            (number, ..) => {
                write!(filled, "{before}{number}").unwrap();
                rest = behind;
            }
        }
    }
    filled + rest
}

fn tell(told: &mut String, step: &Step, ours: &Answer, theirs: &Answer) {
    let mut lines = String::new();
    if ours.status != theirs.status {
        writeln!(lines, "  status {}, not {}", ours.status, theirs.status).unwrap();
    }
    if (ours.status < 400) == (theirs.status < 400) {
        let (ours, theirs) = (shape(&ours.body), shape(&theirs.body));
        for line in only(&ours, &theirs) {
            writeln!(lines, "  + {line}").unwrap();
        }
        for line in only(&theirs, &ours) {
            writeln!(lines, "  - {line}").unwrap();
        }
    }
    if !lines.is_empty() {
        let Step { name, request, .. } = step;
        writeln!(told, "{name} ({request})\n{lines}").unwrap();
    }
}

/// What only one of two values has, without what is inside it.
fn only(of: &BTreeSet<(String, String)>, other: &BTreeSet<(String, String)>) -> Vec<String> {
    let has = |path: &str| path.is_empty() || other.iter().any(|(other, _)| other == path);
    let is_inside = |path: &str| !has(path.rsplit_once('.').map_or("", |(outer, _)| outer));
    let only = of.difference(other).filter(|(path, _)| !is_inside(path));
    only.map(|(path, kind)| format!("{path}: {kind}")).collect()
}

/// Where there is something in a value, and of which kind it is.
fn shape(of: &Value) -> BTreeSet<(String, String)> {
    let mut shape = BTreeSet::new();
    add(&mut shape, of, "");
    shape
}

fn add(shape: &mut BTreeSet<(String, String)>, of: &Value, path: &str) {
    let kind = match of {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        // The code of an error is what programs go by.
        Value::String(code) if path.ends_with("errors[].code") => code,
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    shape.insert((path.to_owned(), kind.to_owned()));
    match of {
        Value::Array(elements) => {
            for element in elements {
                add(shape, element, &format!("{path}[]"));
            }
        }
        Value::Object(members) => {
            let dot = if path.is_empty() { "" } else { "." };
            for (name, value) in members {
                add(shape, value, &format!("{path}{dot}{name}"));
            }
        }
        _ => {}
    }
}
