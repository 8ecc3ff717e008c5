//! Applies the staged actions of an edit to its order: actions that only carts have as in carts, all others as in orders.

use serde_json::Value;

use super::{order, told};
use crate::kind::Object;
use crate::kinds::carts::{self, edited};
use crate::kinds::inventory::stock;
use crate::kinds::orders;
use crate::message::Message;
use crate::object::{elements, put, text};
use crate::project::{Caller, Change, Project};
use crate::refusal::Refusal;

/// Actions of orders that are applied as in carts, because they change prices.
const AS_IN_CARTS: [&str; 3] = [
    "setShippingAddress",
    "setShippingCustomField",
    "setShippingCustomType",
];

/// Staged actions that consist of two actions: the second one, which has all properties except the address.
const WITH_ADDRESS: [(&str, &str); 2] = [
    ("setShippingAddressAndShippingMethod", "setShippingMethod"),
    (
        "setShippingAddressAndCustomShippingMethod",
        "setCustomShippingMethod",
    ),
];

/// The order of an edit after its staged actions.
pub(super) fn of_edit(
    project: &Project,
    edit: &Object,
    caller: &Caller,
) -> Result<(Object, Change), Refusal> {
    let before = order(project, edit)?.clone();
    let mut resource = before.clone();
    let mut messages = Vec::new();
    for staged in elements(edit, "stagedActions") {
        for action in actions(staged) {
            messages.extend(apply(project, caller, &mut resource, &action)?);
        }
    }
    check_stock(project, &before, &resource)?;
    Ok((before, Change { resource, messages }))
}

/// The actions of carts and orders for a staged action.
fn actions(staged: &Object) -> Vec<Object> {
    let name = text(staged, "action").unwrap_or_default();
    let named = |name: &str, mut action: Object| {
        put(&mut action, "action", Some(name.into()));
        action
    };
    if name == "setOrderTotalTax" {
        return vec![named("setCartTotalTax", staged.clone())];
    }
    let Some((_, second)) = WITH_ADDRESS.iter().find(|(of, _)| *of == name) else {
        return vec![staged.clone()];
    };
    let mut address = Object::new();
    put(&mut address, "address", staged.get("address").cloned());
    let mut rest = staged.clone();
    rest.remove("address");
    // The totals are computed after both.
    vec![named(name, address), named(second, rest)]
}

fn apply(
    project: &Project,
    caller: &Caller,
    order: &mut Object,
    action: &Object,
) -> Result<Vec<Message>, Refusal> {
    let name = text(action, "action").unwrap_or_default();
    if WITH_ADDRESS.iter().any(|(of, _)| *of == name) {
        let before = order.clone();
        let address = carts::addresses::of_action(project, action)?;
        put(order, "shippingAddress", address);
        return Ok(told::messages(
            "setShippingAddress",
            action,
            (&before, order),
        ));
    }
    let is_of = |base: &str| {
        let actions = project.contract.kinds_of(base);
        actions.is_some_and(|actions| actions.contains_key(name))
    };
    let is_of_carts = is_of("CartUpdateAction");
    if !is_of_carts || (is_of("OrderUpdateAction") && !AS_IN_CARTS.contains(&name)) {
        let seen = project.whole(orders::PATH, caller)?;
        let change = project.change(seen, order, std::iter::once(action))?;
        *order = change.resource;
        return Ok(change.messages);
    }
    let before = order.clone();
    let seen = project.whole(carts::PATH, caller)?;
    // Only carts have a state, and only an active one can be changed.
    order.insert("cartState".to_owned(), "Active".into());
    project.apply(seen, order, action)?;
    order.remove("cartState");
    edited::set_totals(project, &before, order)?;
    Ok(told::messages(name, action, (&before, order)))
}

/// It is unknown whether the platform takes added quantities from the stock and gives back removed ones.
fn check_stock(project: &Project, before: &Object, after: &Object) -> Result<(), Refusal> {
    let quantities = |order: &Object| {
        let lines = elements(order, "lineItems");
        let lines = lines.map(|line| (line.get("id").cloned(), line.get("quantity").cloned()));
        lines.collect::<Vec<(Option<Value>, Option<Value>)>>()
    };
    if quantities(before) == quantities(after) {
        return Ok(());
    }
    match stock::has_taken(project, before)? || stock::has_taken(project, after)? {
        true => Err(Refusal::not_emulated(
            "edits of the quantities of an order that takes from the stock",
        )),
        false => Ok(()),
    }
}
