//! The customer groups that a customer or a business unit is assigned to.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::kinds::customers::message;
use crate::message::Message;
use crate::object::{elements, text_or_empty};
use crate::project::Project;
use crate::refusal::Refusal;

const LIST: &str = "customerGroupAssignments";

/// The maximum number of groups of one holder.
const MOST: usize = 500;

/// Fails if a group occurs twice, or there are too many.
pub(super) fn check(holder: &Object) -> Result<(), Refusal> {
    let assignments = holder.get(LIST).and_then(Value::as_array);
    let assignments: Vec<&Value> = assignments.into_iter().flatten().collect();
    if assignments.len() > MOST {
        let message = format!("Nobody is assigned to more than {MOST} customer groups.");
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

pub(super) fn add(project: &Project, holder: &mut Object, action: &Object) -> Result<(), Refusal> {
    let assignment = action.get("customerGroupAssignment");
    let assignment = assignment.and_then(|of| of.get("customerGroup"));
    let assignment = assignment_to(project, assignment)?;
    let list = holder.entry(LIST).or_insert_with(|| json!([]));
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
    holder: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let assignment = assignment_to(project, action.get("customerGroup"))?;
    let list = holder.get_mut(LIST).and_then(Value::as_array_mut);
    let place = list
        .as_ref()
        .and_then(|list| list.iter().position(|of| *of == assignment));
    match (list, place) {
        (Some(list), Some(place)) => {
            drop(list.remove(place));
            Ok(())
        }
        _ => Err(Refusal::invalid_operation(
            "There is no assignment to this customer group.",
        )),
    }
}

fn assignment_to(project: &Project, group: Option<&Value>) -> Result<Value, Refusal> {
    let group = project.find("customer-group", group.unwrap_or(&Value::Null))?;
    let group = json!({"typeId": "customer-group", "id": group.get("id")});
    Ok(json!({"customerGroup": group}))
}

fn twice() -> Refusal {
    Refusal::invalid_operation("There is an assignment to this customer group already.")
}

/// The messages about an action that assigns groups; `of` is the prefix of their names, such as `CustomerGroupAssignment`.
pub(super) fn messages(
    project: &Project,
    of: &str,
    action: &Object,
    (before, after): (&Object, &Object),
) -> Option<Vec<Message>> {
    let list = |holder: &Object| holder.get(LIST).cloned();
    let (end, fields) = match text_or_empty(action, "action") {
        "addCustomerGroupAssignment" => (
            "Added",
            vec![("customerGroupAssignment", more(after, before))],
        ),
        "removeCustomerGroupAssignment" => (
            "Removed",
            vec![("customerGroupAssignment", more(before, after))],
        ),
        "setCustomerGroupAssignments" => (
            "sSet",
            vec![
                (LIST, list(after)),
                ("oldCustomerGroupAssignments", list(before)),
            ],
        ),
        _ => return None,
    };
    let name = format!("{of}{end}");
    Some(message(project, &name, &fields))
}

/// The assignment that exists in the first state only.
fn more(with: &Object, without: &Object) -> Option<Value> {
    let without: Vec<&Object> = elements(without, LIST).collect();
    let mut with = elements(with, LIST);
    let found = with.find(|assignment| !without.contains(assignment));
    found.map(|assignment| json!(assignment))
}
