//! The customer groups that a customer is assigned to.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::project::Project;
use crate::refusal::Refusal;

const LIST: &str = "customerGroupAssignments";

/// A customer is assigned to no more groups than this.
const MOST: usize = 500;

/// Fails where a customer is assigned to a group twice, or to too many.
pub(super) fn check(customer: &Object) -> Result<(), Refusal> {
    let assignments = customer.get(LIST).and_then(Value::as_array);
    let assignments: Vec<&Value> = assignments.into_iter().flatten().collect();
    if assignments.len() > MOST {
        let message = format!("A customer is assigned to {MOST} customer groups at most.");
        return Err(Refusal::invalid_operation(message));
    }
    let mut places = assignments.iter().enumerate();
    match places
        .any(|(place, assignment)| assignments.iter().take(place).any(|of| of == assignment))
    {
        true => Err(twice()),
        false => Ok(()),
    }
}

pub(super) fn add(
    project: &Project,
    customer: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let assignment = action.get("customerGroupAssignment");
    let assignment = assignment.and_then(|of| of.get("customerGroup"));
    let assignment = assignment_to(project, assignment)?;
    let list = customer.entry(LIST).or_insert_with(|| json!([]));
    match list.as_array_mut() {
        Some(list) if list.contains(&assignment) => Err(twice()),
        list => {
            list.into_iter()
                .for_each(|list| list.push(assignment.clone()));
            Ok(())
        }
    }
}

pub(super) fn remove(
    project: &Project,
    customer: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let assignment = assignment_to(project, action.get("customerGroup"))?;
    let list = customer.get_mut(LIST).and_then(Value::as_array_mut);
    let place = list
        .as_ref()
        .and_then(|list| list.iter().position(|of| *of == assignment));
    match (list, place) {
        (Some(list), Some(place)) => {
            drop(list.remove(place));
            Ok(())
        }
        _ => Err(Refusal::invalid_operation(
            "The customer is not assigned to this customer group.",
        )),
    }
}

fn assignment_to(project: &Project, group: Option<&Value>) -> Result<Value, Refusal> {
    let group = project.find("customer-group", group.unwrap_or(&Value::Null))?;
    let group = json!({"typeId": "customer-group", "id": group.get("id")});
    Ok(json!({"customerGroup": group}))
}

fn twice() -> Refusal {
    Refusal::invalid_operation("The customer is assigned to this customer group already.")
}
