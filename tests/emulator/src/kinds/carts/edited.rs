//! The effects of an order edit. In contrast to a cart, an order keeps the prices of its line items, their states and its
//! deliveries.

use serde_json::{Value, json};

use super::draft::take;
use super::{discounts, line_items, prices, shipping, shipping_details, taxes, totals};
use crate::kind::Object;
use crate::object::{elements, list_mut, whole_at};
use crate::project::Project;
use crate::refusal::Refusal;

/// Sets the totals and the taxes of an order after a change.
pub(in crate::kinds) fn set_totals(
    project: &Project,
    before: &Object,
    order: &mut Object,
) -> Result<(), Refusal> {
    discounts::check_carts(project, order)?;
    let (mut lines, mut custom_lines) = (take(order, "lineItems"), take(order, "customLineItems"));
    for line in lines.iter_mut().filter_map(Value::as_object_mut) {
        prices::set_total(order, line)?;
        set_state(line)?;
        shipping_details::set_valid(line)?;
    }
    for line in custom_lines.iter_mut().filter_map(Value::as_object_mut) {
        totals::set_custom_total(order, line)?;
        set_state(line)?;
        shipping_details::set_valid(line)?;
    }
    order.insert("lineItems".to_owned(), Value::Array(lines));
    order.insert("customLineItems".to_owned(), Value::Array(custom_lines));
    let has_shipping = order.contains_key("shippingInfo");
    keep_deliveries(before, order)?;
    shipping::refresh(project, order)?;
    if has_shipping && !order.contains_key("shippingInfo") {
        return Err(Refusal::not_emulated(
            "an order edit after which the shipping method is not for the shipping address",
        ));
    }
    taxes::set(project, order)?;
    totals::set_price(order)
}

/// Another shipping method keeps the deliveries of the previous one.
fn keep_deliveries(before: &Object, order: &mut Object) -> Result<(), Refusal> {
    let info = before.get("shippingInfo").and_then(Value::as_object);
    let deliveries = info.and_then(|info| info.get("deliveries")).cloned();
    let info = order.get_mut("shippingInfo").and_then(Value::as_object_mut);
    match (info, deliveries) {
        (Some(info), Some(deliveries)) => {
            info.insert("deliveries".to_owned(), deliveries);
            Ok(())
        }
        (None, Some(deliveries)) if deliveries != json!([]) => Err(Refusal::not_emulated(
            "an order edit that removes a shipping method with deliveries",
        )),
        _ => Ok(()),
    }
}

/// Adjusts the states of an item to its quantity: added units start in the first state, and units are removed from there
/// first.
fn set_state(item: &mut Object) -> Result<(), Refusal> {
    let quantity = whole_at(item, "quantity").unwrap_or_default();
    let counts = elements(item, "state").filter_map(|of| whole_at(of, "quantity"));
    let sum = counts.fold(0_i64, i64::saturating_add);
    let more = quantity.saturating_sub(sum);
    if more == 0 {
        return Ok(());
    }
    let initial = line_items::state(more);
    let initial = initial.as_array().and_then(|of| of.first()?.as_object());
    let initial = initial.cloned().unwrap_or_default();
    let states = list_mut(item, "state")?;
    let is_initial = |of: &Value| of.get("state") == initial.get("state");
    if more > 0 {
        match states.iter_mut().find(|of| is_initial(of)) {
            Some(state) => add(state, more),
            None => states.push(Value::Object(initial)),
        }
        return Ok(());
    }
    let mut less = more.saturating_neg();
    states.sort_by_key(|of| !is_initial(of));
    for state in states.iter_mut() {
        let has = state.as_object().and_then(|of| whole_at(of, "quantity"));
        let taken = has.unwrap_or_default().min(less);
        add(state, taken.saturating_neg());
        less = less.saturating_sub(taken);
    }
    states.retain(|of| of.get("quantity") != Some(&json!(0)));
    Ok(())
}

fn add(state: &mut Value, more: i64) {
    if let Some(state) = state.as_object_mut() {
        let quantity = whole_at(state, "quantity").unwrap_or_default();
        state.insert("quantity".to_owned(), quantity.saturating_add(more).into());
    }
}
