//! States: those of a project's own, as the platform's built-in ones are not there.

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

pub(crate) const ROW: Row = Row {
    complete,
    ..Row::held("/{projectKey}/states")
};

fn complete(_: &Project, _: Stage<'_>, state: &mut Object) -> Result<(), Refusal> {
    state.insert("builtIn".to_owned(), false.into());
    Ok(())
}

/// Fails where a state is for other things than those of the type, such as `PaymentState`.
pub(crate) fn check_type(project: &Project, state: &Value, of: &str) -> Result<(), Refusal> {
    let state = project.find("state", state)?;
    if state.get("type") == Some(&json!(of)) {
        return Ok(());
    }
    let key = state.get("key").and_then(Value::as_str).unwrap_or_default();
    let message = format!("The state '{key}' does not have the type {of}.");
    let problem = Problem::new("InvalidOperation", message);
    Err(Refusal::bad_request(problem))
}
