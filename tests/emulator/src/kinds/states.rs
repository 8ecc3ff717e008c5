//! States: those of a project, and the built-in initial state of line items.

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::project::{Project, Seen};
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/states";

/// The id of the built-in initial state of line items.
pub(crate) const INITIAL: &str = "0b4b5a5c-6d3e-4f27-9d1a-2f7c1d8e9a01";

pub(crate) const ROW: Row = Row {
    complete,
    permit: |_: Seen<'_>, state, _| check(state),
    delete: |_, state| check(state),
    ..Row::held(PATH)
};

/// Adds the built-in state to a new project.
pub(crate) fn begin(project: &mut Project) {
    let now = project.clock.text();
    let state = json!({
        "id": INITIAL,
        "version": 1,
        "createdAt": now,
        "lastModifiedAt": now,
        "key": "Initial",
        "type": "LineItemState",
        "name": {"en": "Initial"},
        "initial": true,
        "builtIn": true,
    });
    if let Value::Object(state) = state {
        let states = project.all_mut(PATH);
        states.put(ROW.unique, INITIAL, state);
    }
}

fn complete(_: &Project, _: Stage<'_>, state: &mut Object) -> Result<(), Refusal> {
    state.insert("builtIn".to_owned(), false.into());
    Ok(())
}

/// A built-in state cannot be changed.
fn check(state: &Object) -> Result<(), Refusal> {
    match state.get("builtIn") == Some(&json!(true)) {
        true => {
            let message = "A built-in state cannot be changed or deleted.";
            Err(Refusal::invalid_operation(message))
        }
        false => Ok(()),
    }
}

/// Fails if a state is not of these types, such as `PaymentState`.
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
