//! The states of line items, each with a quantity.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::kinds::carts::draft::item;
use crate::kinds::states;
use crate::object::{elements, list_mut, whole_at};
use crate::project::Project;
use crate::refusal::Refusal;

const STATE: &str = "state";

/// `transitionLineItemState`.
pub(super) fn transition(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    transit(project, item(order, "lineItem", action)?, action)
}

/// `transitionCustomLineItemState`.
pub(super) fn transition_custom(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    transit(project, item(order, "customLineItem", action)?, action)
}

/// `importLineItemState`.
pub(super) fn import(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    replace(project, item(order, "lineItem", action)?, action)
}

/// `importCustomLineItemState`.
pub(super) fn import_custom(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    replace(project, item(order, "customLineItem", action)?, action)
}

/// Moves a quantity from one state to another.
fn transit(project: &Project, item: &mut Object, action: &Object) -> Result<(), Refusal> {
    let (from, to) = (
        at(project, action, "fromState")?,
        at(project, action, "toState")?,
    );
    check_transition(project, &from, &to)?;
    let quantity = whole_at(action, "quantity").unwrap_or_default();
    let all = list_mut(item, STATE)?;
    let of = |all: &[Value], state: &Value| all.iter().position(|of| of.get(STATE) == Some(state));
    let there = |all: &[Value], place: Option<usize>| {
        let entry = place.and_then(|place| all.get(place)?.as_object());
        entry
            .and_then(|entry| whole_at(entry, "quantity"))
            .unwrap_or_default()
    };
    let place = of(all, &from);
    let before = there(all, place);
    if quantity < 1 || quantity > before {
        let message = format!(
            "{before} pieces of the item are in the state that they are to leave, not {quantity}."
        );
        return Err(Refusal::invalid_operation(message));
    }
    match place {
        Some(place) if quantity == before => drop(all.remove(place)),
        Some(place) => {
            if let Some(entry) = all.get_mut(place) {
                *entry = json!({"quantity": before - quantity, STATE: from});
            }
        }
        None => {}
    }
    let place = of(all, &to);
    let sum = there(all, place).saturating_add(quantity);
    let entry = json!({"quantity": sum, STATE: to});
    match place.and_then(|place| all.get_mut(place)) {
        Some(old) => *old = entry,
        None => all.push(entry),
    }
    Ok(())
}

/// Replaces the states of the whole quantity.
pub(super) fn replace(
    project: &Project,
    item: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let mut states = Vec::new();
    let mut sum = 0_i64;
    for entry in elements(action, STATE) {
        let quantity = whole_at(entry, "quantity").unwrap_or_default();
        sum = sum.saturating_add(quantity);
        states.push(json!({"quantity": quantity, STATE: at(project, entry, STATE)?}));
    }
    match whole_at(item, "quantity") == Some(sum) {
        true => {
            item.insert(STATE.to_owned(), Value::Array(states));
            Ok(())
        }
        false => Err(Refusal::invalid_operation(
            "The quantities of the states are not together the quantity of the item.",
        )),
    }
}

/// The state of line items that a field refers to.
pub(super) fn at(project: &Project, of: &Object, name: &str) -> Result<Value, Refusal> {
    let state = project.find("state", of.get(name).unwrap_or(&Value::Null))?;
    let reference = json!({"typeId": "state", "id": state.get("id")});
    states::check_type(project, &reference, "LineItemState")?;
    Ok(reference)
}

fn check_transition(project: &Project, from: &Value, to: &Value) -> Result<(), Refusal> {
    let from = project.find("state", from).ok();
    let Some(next) = from.and_then(|from| from.get("transitions")?.as_array()) else {
        return Ok(());
    };
    match next.iter().any(|next| next.get("id") == to.get("id")) {
        true => Ok(()),
        false => Err(Refusal::invalid_operation(
            "The state does not lead to the other one.",
        )),
    }
}
