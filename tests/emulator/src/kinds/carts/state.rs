//! The states of carts, and what they permit.

use serde_json::Value;

use super::{PATH, totals};
use crate::kind::{Done, Object};
use crate::message::Message;
use crate::object::{elements, given, put, text};
use crate::project::{Caller, Change, Project, Seen};
use crate::refusal::Refusal;

/// Actions that a frozen cart refuses, because they would change its price.
const CHANGES_PRICES: [&str; 11] = [
    "addLineItem",
    "changeLineItemQuantity",
    "removeLineItem",
    "setLineItemDistributionChannel",
    "setLineItemSupplyChannel",
    "addCustomLineItem",
    "changeCustomLineItemQuantity",
    "removeCustomLineItem",
    "changeTaxMode",
    "setLineItemPrice",
    "setLineItemTotalPrice",
];

/// Further actions that a hard-frozen cart refuses.
const CHANGES_SHIPPING: [&str; 2] = ["setShippingMethod", "setCustomShippingMethod"];

/// Fails if the state of a cart, or the path, does not permit an action.
pub(super) fn permit(seen: Seen<'_>, cart: &Object, action: &Object) -> Result<(), Refusal> {
    let name = text(action, "action").unwrap_or_default();
    let is_hard = text(cart, "freezeStrategy") == Some("HardFreeze");
    let is_permitted = match text(cart, "cartState").unwrap_or_default() {
        "Active" => true,
        "Frozen" => {
            let is_of_shipping = is_hard && CHANGES_SHIPPING.contains(&name);
            !CHANGES_PRICES.contains(&name) && !is_of_shipping
        }
        _ => false,
    };
    if !is_permitted {
        let state = text(cart, "cartState").unwrap_or_default();
        let message =
            format!("The update action '{name}' is not allowed in the cart state '{state}'.");
        return Err(Refusal::invalid_operation(message));
    }
    check_tax_mode(seen.view.is_own, action)
}

/// Fails if the draft of a cart belongs to a customer or a guest and sets a value that only others may set.
pub(super) fn check_own(draft: &Object, cart: &Object) -> Result<(), Refusal> {
    let by = cart.get("createdBy").and_then(Value::as_object);
    let is_own = by.is_some_and(|by| by.contains_key("customer") || by.contains_key("anonymousId"));
    check_tax_mode(is_own, draft)
}

fn check_tax_mode(is_own: bool, of: &Object) -> Result<(), Refusal> {
    match is_own && text(of, "taxMode") == Some("Disabled") {
        true => Err(Refusal::invalid_operation(
            "Customers cannot set the tax mode 'Disabled'.",
        )),
        false => Ok(()),
    }
}

/// `freezeCart`.
pub(super) fn freeze(project: &Project, cart: &mut Object, action: &Object) -> Result<(), Refusal> {
    if text(cart, "cartState") != Some("Active") {
        return Err(Refusal::invalid_operation(
            "Only a cart in the state 'Active' can be frozen.",
        ));
    }
    let is_empty = |list: &str| elements(cart, list).next().is_none();
    if is_empty("lineItems") && is_empty("customLineItems") {
        return Err(Refusal::invalid_operation(
            "An empty cart cannot be frozen.",
        ));
    }
    // The cart keeps its current prices, including those of items added by an earlier action.
    totals::set(project, cart)?;
    let strategy = given(action, "strategy").cloned();
    put(cart, "cartState", Some("Frozen".into()));
    put(
        cart,
        "freezeStrategy",
        Some(strategy.unwrap_or_else(|| "SoftFreeze".into())),
    );
    Ok(())
}

/// `unfreezeCart`.
pub(super) fn unfreeze(_: &Project, cart: &mut Object, _: &Object) -> Result<(), Refusal> {
    if text(cart, "cartState") != Some("Frozen") {
        return Err(Refusal::invalid_operation("The cart is not frozen."));
    }
    put(cart, "cartState", Some("Active".into()));
    cart.remove("freezeStrategy");
    Ok(())
}

/// The messages about what has no regular form.
pub(super) fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, (before, after)) = done else {
        return None;
    };
    let of = match action.get("action").and_then(Value::as_str)? {
        "freezeCart" => "CartFrozen",
        "unfreezeCart" => "CartUnfrozen",
        "setEstimatedDelivery" => "CartEstimatedDeliverySet",
        _ => return None,
    };
    let info = after.get("shippingInfo");
    let value = |field: &str| match field {
        "estimatedDelivery" => info?.get(field).cloned(),
        _ => None,
    };
    let message = project.message(of, &value).filter(|_| before != after);
    Some(message.into_iter().collect())
}

/// Marks a cart as ordered, after which it permits no changes. The code that creates the order checks before whether the
/// cart can be ordered and has the expected version.
pub(crate) fn ordered(
    project: &mut Project,
    caller: &Caller,
    cart: &Object,
) -> Result<Object, Refusal> {
    let seen = project.whole(PATH, caller)?;
    let mut resource = cart.clone();
    put(&mut resource, "cartState", Some("Ordered".into()));
    let change = Change {
        resource,
        messages: Vec::new(),
    };
    project.replace(seen, cart, change)
}
