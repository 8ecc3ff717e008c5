//! The messages about recurring orders without a regular form.

use serde_json::Value;

use super::STATES;
use crate::kind::{Done, Object};
use crate::message::Message;
use crate::object::text;
use crate::project::Project;

pub(super) fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, states) = done else {
        return None;
    };
    let expiry = ("expiresAt", "newExpiresAt", "oldExpiresAt");
    match text(action, "action")? {
        "setRecurringOrderState" => Some(state_changed(project, states)),
        "setExpiresAt" | "setOrderSkipConfiguration" => {
            let mut messages = set(project, "RecurringOrderExpiresAtSet", expiry, states);
            messages.extend(state_changed(project, states));
            Some(messages)
        }
        "setSchedule" => {
            let names = (
                "schedule",
                "recurrencePolicySchedule",
                "oldRecurrencePolicySchedule",
            );
            Some(set(project, "RecurringOrderScheduleSet", names, states))
        }
        _ => None,
    }
}

/// The message about a change of the state.
pub(super) fn state_changed(project: &Project, states: (&Object, &Object)) -> Vec<Message> {
    set(
        project,
        STATES.message,
        (STATES.field, "state", "oldState"),
        states,
    )
}

/// The message about a field, and its names for the new and the old value.
fn set(
    project: &Project,
    of: &str,
    (field, new, old): (&str, &str, &str),
    (before, after): (&Object, &Object),
) -> Vec<Message> {
    let value = |of: &Object| of.get(field).cloned();
    let (was, is): (Option<Value>, Option<Value>) = (value(before), value(after));
    if was == is {
        return Vec::new();
    }
    let message = project.message(of, &|name| match name {
        _ if name == new => is.clone(),
        _ if name == old => was.clone(),
        _ => None,
    });
    message.into_iter().collect()
}
