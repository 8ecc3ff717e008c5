//! The quantities of an item for each shipping address of a cart.

use serde_json::{Value, json};

use super::draft::{item, refuse, sum};
use crate::kind::Object;
use crate::object::{elements, given, list_mut, put, text, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const FIELD: &str = "shippingDetails";

/// The kinds of items with shipping details: their names in actions and in errors.
const LINE_ITEM: (&str, &str) = ("lineItem", "LineItem");
const CUSTOM_LINE_ITEM: (&str, &str) = ("customLineItem", "CustomLineItem");

/// The details of a draft, whose addresses must exist in the cart.
pub(in crate::kinds) fn of_draft(
    cart: &Object,
    draft: &Object,
    field: &str,
) -> Result<Option<Value>, Refusal> {
    let Some(details) = given(draft, field).and_then(Value::as_object) else {
        return Ok(None);
    };
    let targets = targets(cart, elements(details, "targets"))?;
    Ok(Some(json!({"targets": targets, "valid": true})))
}

/// Adds the details of a draft to an item: quantities for the same address are summed up.
pub(super) fn add(item: &mut Object, details: Option<Value>) -> Result<(), Refusal> {
    let more = details
        .as_ref()
        .and_then(|of| of.get("targets")?.as_array());
    match (more, item.contains_key(FIELD)) {
        (None, _) => Ok(()),
        (Some(more), true) => change(item, more, 1),
        (Some(_), false) => {
            put(item, FIELD, details);
            Ok(())
        }
    }
}

/// Subtracts the details of a draft from an item.
pub(super) fn take_away(item: &mut Object, details: &Value) -> Result<(), Refusal> {
    let less = details.get("targets").and_then(Value::as_array);
    change(item, less.map_or(&[], Vec::as_slice), -1)
}

/// `setLineItemShippingDetails`.
pub(super) fn set_line_item(
    _: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set(cart, action, LINE_ITEM)
}

/// `setCustomLineItemShippingDetails`.
pub(super) fn set_custom_line_item(
    _: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set(cart, action, CUSTOM_LINE_ITEM)
}

/// `applyDeltaToLineItemShippingDetailsTargets`.
pub(super) fn apply_to_line_item(
    _: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    apply(cart, action, LINE_ITEM)
}

/// `applyDeltaToCustomLineItemShippingDetailsTargets`.
pub(super) fn apply_to_custom_line_item(
    _: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    apply(cart, action, CUSTOM_LINE_ITEM)
}

fn set(cart: &mut Object, action: &Object, (of, subject): (&str, &str)) -> Result<(), Refusal> {
    let details = of_draft(cart, action, FIELD)?;
    let item = item(cart, of, action)?;
    put(item, FIELD, details);
    check(item, subject)
}

fn apply(cart: &mut Object, action: &Object, (of, _): (&str, &str)) -> Result<(), Refusal> {
    let delta = targets(cart, elements(action, "targetsDelta"))?;
    let item = item(cart, of, action)?;
    item.entry(FIELD).or_insert_with(|| json!({"targets": []}));
    change(item, &delta, 1)
}

/// Fails if the quantities for the addresses differ from the quantity of the item.
pub(in crate::kinds) fn check(item: &Object, subject: &str) -> Result<(), Refusal> {
    let Some(sum) = quantity_of(item)? else {
        return Ok(());
    };
    let quantity = whole_at(item, "quantity").unwrap_or_default();
    if sum == quantity {
        return Ok(());
    }
    let id = text(item, "id").unwrap_or_default();
    let message = format!(
        "Inconsistent shipping details for {subject} with ID {id}. {subject} quantity is {quantity} and shippingTargets quantity sum is {sum}."
    );
    let problem = Problem::new("InvalidItemShippingDetails", message)
        .with("subject", subject)
        .with("itemId", id);
    Err(Refusal::bad_request(problem))
}

/// Sets whether the quantities for the addresses equal the quantity of the item.
pub(in crate::kinds) fn set_valid(item: &mut Object) -> Result<(), Refusal> {
    let quantity = whole_at(item, "quantity");
    let sum = quantity_of(item)?;
    if let Some(details) = item.get_mut(FIELD).and_then(Value::as_object_mut) {
        details.insert("valid".to_owned(), (sum == quantity).into());
    }
    Ok(())
}

/// Whether a part of an item is shipped to the address with this key.
pub(super) fn is_sent_to(item: &Object, key: &Value) -> bool {
    let details = item.get(FIELD).and_then(Value::as_object);
    let mut targets = details.into_iter().flat_map(|of| elements(of, "targets"));
    targets.any(|target| target.get("addressKey") == Some(key))
}

/// The total quantity with an address, if the item has shipping details.
fn quantity_of(item: &Object) -> Result<Option<i64>, Refusal> {
    let Some(details) = item.get(FIELD).and_then(Value::as_object) else {
        return Ok(None);
    };
    let quantities = elements(details, "targets").filter_map(|of| whole_at(of, "quantity"));
    let mut all = 0;
    for quantity in quantities {
        all = sum(all, quantity)?;
    }
    Ok(Some(all))
}

/// Adds or subtracts quantities, and removes addresses with the quantity 0.
fn change(item: &mut Object, by: &[Value], sign: i64) -> Result<(), Refusal> {
    let details = item.get_mut(FIELD).and_then(Value::as_object_mut);
    let Some(details) = details else {
        return Err(Refusal::invalid_operation(
            "The item has no shipping details.",
        ));
    };
    let targets = list_mut(details, "targets")?;
    for target in by.iter().filter_map(Value::as_object) {
        let more = whole_at(target, "quantity").unwrap_or_default() * sign;
        let is_same = |of: &Value| of.get("addressKey") == target.get("addressKey");
        let known = targets.iter().position(is_same);
        let known = known.and_then(|place| targets.get_mut(place)?.as_object_mut());
        let before = known.as_ref().and_then(|known| whole_at(known, "quantity"));
        let after = sum(before.unwrap_or_default(), more)?;
        if after < 0 {
            let message = "Fewer than none of an item cannot be sent to an address.";
            return Err(Refusal::invalid_operation(message));
        }
        match known {
            Some(known) => drop(known.insert("quantity".to_owned(), after.into())),
            None => targets.push(Value::Object(target.clone())),
        }
    }
    targets.retain(|target| target.get("quantity") != Some(&json!(0)));
    Ok(())
}

fn targets<'t>(
    cart: &Object,
    drafts: impl Iterator<Item = &'t Object>,
) -> Result<Vec<Value>, Refusal> {
    let drafts = drafts.map(|draft| {
        refuse(
            draft,
            &["shippingMethodKey"],
            "carts with one shipping method",
        )?;
        let key = text(draft, "addressKey").unwrap_or_default();
        let mut addresses = elements(cart, "itemShippingAddresses");
        if !addresses.any(|address| text(address, "key") == Some(key)) {
            let message = format!("The cart has no item shipping address with the key '{key}'.");
            return Err(Refusal::invalid_operation(message));
        }
        Ok(json!({"addressKey": key, "quantity": whole_at(draft, "quantity")}))
    });
    drafts.collect()
}
