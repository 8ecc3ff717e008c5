//! Items that are ordered repeatedly, with a recurrence policy.
//!
//! Source: <https://docs.commercetools.com/api/recurring-orders-overview>.

use serde_json::{Value, json};

use super::draft::{item, take};
use super::{line_items, prices};
use crate::kind::{Object, Stage};
use crate::object::{put, text};
use crate::project::Project;
use crate::refusal::Refusal;

const INFO: &str = "recurrenceInfo";

/// The recurrence information in the draft of a line item.
pub(super) fn of_line_item(project: &Project, draft: &Object) -> Result<Option<Value>, Refusal> {
    let types = ("LineItemRecurrenceInfoDraft", "LineItemRecurrenceInfo");
    project.built_at(draft, INFO, types)
}

/// The recurrence information in the draft of a custom line item.
pub(super) fn of_custom_line_item(
    project: &Project,
    draft: &Object,
) -> Result<Option<Value>, Refusal> {
    let sent = "CustomLineItemRecurrenceInfoDraft";
    project.built_at(draft, INFO, (sent, "CustomLineItemRecurrenceInfo"))
}

/// `setLineItemRecurrenceInfo`.
pub(super) fn set_line_item(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    line_items::change(project, cart, action, |_, line| {
        put(line, INFO, of_line_item(project, action)?);
        Ok(())
    })
}

/// `setCustomLineItemRecurrenceInfo`.
pub(super) fn set_custom_line_item(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let info = of_custom_line_item(project, action)?;
    put(item(cart, "customLineItem", action)?, INFO, info);
    Ok(())
}

/// The id of the recurrence policy of an item.
pub(crate) fn policy(item: &Object) -> Option<&str> {
    item.get(INFO)?.get("recurrencePolicy")?.get("id")?.as_str()
}

/// Whether a line item keeps the price from the creation of its recurring order.
pub(super) fn has_fixed_price(cart: &Object, line: &Object) -> bool {
    let mode = line.get(INFO).and_then(|of| of.get("priceSelectionMode"));
    text(cart, "origin") == Some("RecurringOrder") && mode == Some(&json!("Fixed"))
}

/// A cart with another recurrence policy for all its items, with the corresponding prices.
pub(crate) fn with_policy(
    project: &Project,
    mut cart: Object,
    policy: &Value,
) -> Result<Object, Refusal> {
    for list in ["lineItems", "customLineItems"] {
        let mut items = take(&mut cart, list);
        for item in items.iter_mut().filter_map(Value::as_object_mut) {
            if let Some(info) = item.get_mut(INFO).and_then(Value::as_object_mut) {
                put(info, "recurrencePolicy", Some(policy.clone()));
            }
            if prices::is_selected(item) {
                prices::select(project, &cart, item)?;
            }
        }
        cart.insert(list.to_owned(), Value::Array(items));
    }
    (super::ROW.complete)(project, Stage::Updated, &mut cart)?;
    Ok(cart)
}
