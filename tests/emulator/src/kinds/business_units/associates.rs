//! The associates of business units, and their roles.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::PATH;
use crate::kind::Object;
use crate::object::{elements, list_mut, put, text, text_or_empty};
use crate::project::{Caller, Project};
use crate::refusal::Refusal;

/// Whether a customer is an associate of a business unit, directly or by inheritance.
pub(crate) fn has(unit: &Object, id: &str) -> bool {
    lists(unit, id).next().is_some()
}

/// The customer who owns a cart, an order or a similar resource.
pub(crate) fn owner(of: &Object) -> Option<&str> {
    let customer = of.get("customer").and_then(|of| of.get("id")?.as_str());
    text(of, "customerId").or(customer)
}

/// The entries of a customer among the associates of a business unit: direct ones first, then inherited ones.
fn lists<'u>(unit: &'u Object, id: &'u str) -> impl Iterator<Item = &'u Object> {
    let all = elements(unit, "associates").chain(elements(unit, "inheritedAssociates"));
    all.filter(move |associate| customer_id(associate) == Some(id))
}

fn customer_id(associate: &Object) -> Option<&str> {
    associate.get("customer")?.get("id")?.as_str()
}

/// The roles of an associate in a list of a business unit.
pub(super) fn roles_in<'p>(
    project: &'p Project,
    unit: &Object,
    list: &str,
    id: &str,
) -> Vec<&'p Object> {
    let associates = elements(unit, list).filter(|of| customer_id(of) == Some(id));
    let mut roles: Vec<&Object> = Vec::new();
    for assignment in associates.flat_map(|of| elements(of, "associateRoleAssignments")) {
        let role = assignment.get("associateRole").unwrap_or(&Value::Null);
        if let Ok(role) = project.find("associate-role", role)
            && !roles.contains(&role)
        {
            roles.push(role);
        }
    }
    roles
}

/// The keys of all roles of an associate.
pub(crate) fn role_keys(unit: &Object, id: &str) -> BTreeSet<String> {
    let assignments = lists(unit, id).flat_map(|of| elements(of, "associateRoleAssignments"));
    let keys = assignments.filter_map(|of| of.get("associateRole")?.get("key")?.as_str());
    keys.map(str::to_owned).collect()
}

/// An associate with all roles, as in approvals.
pub(crate) fn as_told(unit: &Object, id: &str) -> Value {
    let assignments = role_keys(unit, id).into_iter();
    let assignments = assignments.map(|key| {
        json!({
            "associateRole": {"typeId": "associate-role", "key": key},
            "inheritance": "Disabled",
        })
    });
    json!({
        "customer": {"typeId": "customer", "id": id},
        "associateRoleAssignments": assignments.collect::<Value>(),
    })
}

/// The permissions of an associate in a business unit.
pub(super) fn permissions(project: &Project, unit: &Object, id: &str) -> BTreeSet<String> {
    let lists = ["associates", "inheritedAssociates"].iter();
    let roles = lists.flat_map(|list| roles_in(project, unit, list, id));
    let permissions = roles.flat_map(|role| role.get("permissions").and_then(Value::as_array));
    let permissions = permissions.flatten().filter_map(Value::as_str);
    permissions.map(str::to_owned).collect()
}
/// The business unit that a path names.
pub(crate) fn unit_of<'p>(project: &'p Project, caller: &Caller) -> Result<&'p Object, Refusal> {
    let key = caller.unit.as_deref().unwrap_or_default();
    let all = project.all(PATH);
    let found = all.id_of("key", key).and_then(|id| all.get(id));
    found.ok_or_else(|| not_found(key))
}

pub(super) fn not_found(key: &str) -> Refusal {
    Refusal::not_found(format!("The Resource with key '{key}' was not found."))
}

/// Fails if a business unit is not active: it can only be changed by requests of the project, and not be used.
pub(crate) fn check_active(unit: &Object) -> Result<(), Refusal> {
    match text(unit, "status") {
        Some("Active") => Ok(()),
        _ => {
            let key = text_or_empty(unit, "key");
            let message = format!("The business unit '{key}' is not active.");
            Err(Refusal::invalid_operation(message))
        }
    }
}

/// Fails if a customer occurs twice in the list of associates.
pub(super) fn check_different(unit: &Object) -> Result<(), Refusal> {
    let mut known = BTreeSet::new();
    let mut ids = elements(unit, "associates").filter_map(customer_id);
    match ids.find(|id| !known.insert(*id)) {
        None => Ok(()),
        Some(id) => {
            let message =
                format!("The customer '{id}' is an associate of the business unit already.");
            Err(Refusal::invalid_operation(message))
        }
    }
}

/// Copies inherited roles to the business unit itself.
pub(super) fn make_explicit(unit: &mut Object) -> Result<(), Refusal> {
    let inherited: Vec<Object> = elements(unit, "inheritedAssociates").cloned().collect();
    let associates = list_mut(unit, "associates")?;
    for one in inherited {
        let roles = elements(&one, "associateRoleAssignments");
        let roles = roles.filter_map(|of| of.get("associateRole"));
        let roles = roles.map(|role| json!({"associateRole": role, "inheritance": "Disabled"}));
        let roles: Vec<Value> = roles.collect();
        let mut known = associates.iter_mut();
        let known = known.find(|of| of.get("customer") == one.get("customer"));
        match known.and_then(Value::as_object_mut) {
            Some(known) => {
                let list = list_mut(known, "associateRoleAssignments")?;
                for role in roles {
                    let is_it = |of: &Value| of.get("associateRole") == role.get("associateRole");
                    if !list.iter().any(is_it) {
                        list.push(role);
                    }
                }
            }
            None => {
                let mut associate = Object::new();
                put(&mut associate, "customer", one.get("customer").cloned());
                put(
                    &mut associate,
                    "associateRoleAssignments",
                    Some(roles.into()),
                );
                associates.push(Value::Object(associate));
            }
        }
    }
    Ok(())
}

/// Fails if associates get roles that buyers must not assign.
pub(super) fn check_assignable<'a>(
    project: &Project,
    assignments: impl Iterator<Item = &'a Object>,
) -> Result<(), Refusal> {
    for assignment in assignments {
        let role = assignment.get("associateRole").unwrap_or(&Value::Null);
        let role = project.find("associate-role", role)?;
        if role.get("buyerAssignable") == Some(&json!(false)) {
            let key = text_or_empty(role, "key");
            let message = format!("The associate role '{key}' cannot be assigned by buyers.");
            return Err(Refusal::invalid_operation(message));
        }
    }
    Ok(())
}
