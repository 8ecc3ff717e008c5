//! Messages about actions on customers without a regular form.

use serde_json::Value;

use crate::kind::Done;
use crate::kinds::{addresses, group_assignments};
use crate::message::Message;
use crate::object::text_or_empty;
use crate::project::Project;

/// The messages about what was done; `None` if they have the regular form.
pub(super) fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, states) = done else {
        return None;
    };
    if text_or_empty(action, "action") == "setCustomerGroup" {
        let group = states.1.get("customerGroup").cloned();
        let fields = [("customerGroup", group)];
        return Some(message(project, "CustomerGroupSet", &fields));
    }
    addresses::messages(project, "Customer", action, states)
        .or_else(|| group_assignments::messages(project, "CustomerGroupAssignment", action, states))
}

/// A message with these fields, if the platform has it.
pub(crate) fn message(
    project: &Project,
    of: &str,
    fields: &[(&str, Option<Value>)],
) -> Vec<Message> {
    let value = |name: &str| {
        let mut fields = fields.iter();
        fields.find(|(of, _)| *of == name)?.1.clone()
    };
    project.message(of, &value).into_iter().collect()
}
