//! The result of an extension's response: update actions, errors, or an invalid response.
//!
//! Source: <https://docs.commercetools.com/api/projects/api-extensions#response>.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::request::Reply;
use super::{Name, Request};
use crate::check;
use crate::contract::{Contract, Use};
use crate::kind::Object;
use crate::refusal::{Problem, Refusal};
use crate::utc;

const NO_JSON: &str = "The extension did not return the expected JSON.";

/// The update actions of an extension, or why there are none.
pub(super) fn outcome(
    contract: &'static Contract,
    request: &Request,
    reply: &Reply,
) -> Result<Vec<Object>, Refusal> {
    match reply.status {
        StatusCode::OK | StatusCode::CREATED => actions(contract, request, reply),
        StatusCode::BAD_REQUEST => Err(errors(contract, request, reply)),
        status => {
            let message = format!("'{}' is not an expected status code.", status.as_u16());
            Err(bad_response(&request.extension, &message, Some(reply)))
        }
    }
}

/// An extension without changes responds with an empty body or no actions.
fn actions(contract: &Contract, request: &Request, reply: &Reply) -> Result<Vec<Object>, Refusal> {
    if reply.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Vec::new());
    }
    let malformed = || bad_response(&request.extension, NO_JSON, Some(reply));
    let body: Map<String, Value> = serde_json::from_slice(&reply.body).map_err(|_| malformed())?;
    let Some(actions) = body.get("actions").filter(|actions| !actions.is_null()) else {
        return Ok(Vec::new());
    };
    let list = Box::new(Use::Named(request.action.clone()));
    let of = Use::List { list };
    if !check::problems(contract, actions, &of).is_empty() {
        return Err(malformed());
    }
    let mut actions = actions.clone();
    utc::rewrite(contract, &mut actions, &of);
    let actions = actions.as_array().into_iter().flatten();
    Ok(actions.filter_map(Value::as_object).cloned().collect())
}

/// The errors of an extension, which are returned to the caller.
fn errors(contract: &'static Contract, request: &Request, reply: &Reply) -> Refusal {
    let problems = || {
        let body: Map<String, Value> = serde_json::from_slice(&reply.body).ok()?;
        let errors = body.get("errors")?.as_array()?;
        let known = contract.kinds_of("ErrorObject")?;
        let problem = |error: &Value| {
            let mut more = error.as_object()?.clone();
            let code = more.remove("code")?;
            let (code, _) = known.get_key_value(code.as_str()?)?;
            let message = more.remove("message")?.as_str()?.to_owned();
            let problem = more
                .into_iter()
                .fold(Problem::new(code, message), |problem, (name, value)| {
                    problem.with(&name, value)
                });
            Some(problem.with("errorByExtension", by(&request.extension)))
        };
        let problems: Option<Vec<Problem>> = errors.iter().map(problem).collect();
        problems.filter(|problems| !problems.is_empty())
    };
    match problems() {
        Some(problems) => Refusal::of_all(problems),
        None => bad_response(&request.extension, NO_JSON, Some(reply)),
    }
}

/// An invalid response of an extension.
pub(super) fn bad_response(extension: &Name, message: &str, reply: Option<&Reply>) -> Refusal {
    let problem = Problem::new("ExtensionBadResponse", message).with("extensionErrors", json!([]));
    let mut problem = extension.name(problem);
    if let Some(reply) = reply {
        let body = String::from_utf8_lossy(&reply.body).into_owned();
        problem = problem
            .with("extensionBody", body)
            .with("extensionStatusCode", reply.status.as_u16());
    }
    Refusal::new(StatusCode::BAD_GATEWAY, problem)
}

/// No response in time.
pub(super) fn no_response(extension: &Name) -> Refusal {
    let problem = Problem::new("ExtensionNoResponse", "Extension did not respond in time.");
    Refusal::new(StatusCode::GATEWAY_TIMEOUT, extension.name(problem))
}

/// Update actions of an extension that were refused.
pub(crate) fn actions_failed(extension: &Name, refusal: Refusal) -> Refusal {
    let errors = refusal.into_errors().into_iter().map(|mut error| {
        if let Some(error) = error.as_object_mut() {
            error.insert("extensionId".to_owned(), json!(extension.id));
            if let Some(key) = &extension.key {
                error.insert("extensionKey".to_owned(), json!(key));
            }
        }
        error
    });
    let message = "The extension returned update actions that could not be executed.";
    let problem = Problem::new("ExtensionUpdateActionsFailed", message)
        .with("extensionErrors", errors.collect::<Value>());
    Refusal::new(StatusCode::BAD_GATEWAY, problem)
}

/// How an error object names its extension.
pub(crate) fn by(extension: &Name) -> Value {
    match &extension.key {
        Some(key) => json!({"id": extension.id, "key": key}),
        None => json!({"id": extension.id}),
    }
}

impl Name {
    fn name(&self, problem: Problem) -> Problem {
        let problem = problem.with("extensionId", self.id.as_str());
        match &self.key {
            Some(key) => problem.with("extensionKey", key.as_str()),
            None => problem,
        }
    }
}
