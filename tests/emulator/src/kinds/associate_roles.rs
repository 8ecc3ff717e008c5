//! The roles of associates: what they permit in a business unit.

use serde_json::Value;

use crate::kind::{Object, Row};
use crate::kinds::project_settings;
use crate::object::{list_mut, text_or_empty};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const ROW: Row = Row {
    actions: &[("addPermission", add_permission)],
    deleted: |project, role| project_settings::forget_role(project, text_or_empty(role, "key")),
    ..Row::held("/{projectKey}/associate-roles")
};

/// A permission that the role already has is not added again.
fn add_permission(_: &Project, role: &mut Object, action: &Object) -> Result<(), Refusal> {
    let permission = action.get("permission").cloned().unwrap_or(Value::Null);
    let permissions = list_mut(role, "permissions")?;
    if !permissions.contains(&permission) {
        permissions.push(permission);
    }
    Ok(())
}
