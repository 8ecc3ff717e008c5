//! Update actions of orders about single fields.

use serde_json::{Value, json};

use crate::clock;
use crate::kind::Object;
use crate::kinds::carts::addresses::of_action;
use crate::kinds::carts::draft::item;
use crate::kinds::carts::shipping_details;
use crate::object::{given, list_mut, put, text};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// `setOrderNumber`: it cannot be changed once it is set.
pub(super) fn set_number(_: &Project, order: &mut Object, action: &Object) -> Result<(), Refusal> {
    let (old, new) = (order.get("orderNumber"), given(action, "orderNumber"));
    if old.is_some() && old != new {
        return Err(Refusal::invalid_operation(
            "The order has a number already, which cannot be changed.",
        ));
    }
    let new = new.cloned();
    put(order, "orderNumber", new);
    Ok(())
}

/// `setCustomerId`: the customer group is updated as well.
pub(super) fn set_customer(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let id = given(action, "customerId");
    let group = match id {
        Some(id) => {
            let customer = json!({"typeId": "customer", "id": id});
            project
                .find("customer", &customer)?
                .get("customerGroup")
                .cloned()
        }
        None => None,
    };
    if id.is_some() {
        order.remove("anonymousId");
    }
    put(order, "customerId", id.cloned());
    put(order, "customerGroup", group);
    Ok(())
}

/// `setShippingAddress`: prices and taxes are unchanged.
pub(super) fn set_shipping_address(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    put(order, "shippingAddress", of_action(project, action)?);
    Ok(())
}

/// `setStore`: it must be another store.
pub(super) fn set_store(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let types = ("StoreResourceIdentifier", "StoreKeyReference");
    let store = project.built_at(action, "store", types)?;
    if order.get("store") == store.as_ref() {
        return Err(Refusal::invalid_operation(
            "The order is assigned to this store already.",
        ));
    }
    put(order, "store", store);
    Ok(())
}

/// `updateSyncInfo`: there is one entry for each channel.
pub(super) fn update_sync_info(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let channel = project.find("channel", action.get("channel").unwrap_or(&Value::Null))?;
    let roles = channel.get("roles").and_then(Value::as_array);
    let is_for_orders = |role: &Value| matches!(role.as_str(), Some("OrderExport" | "OrderImport"));
    if !roles.is_some_and(|roles| roles.iter().any(is_for_orders)) {
        let key = text(channel, "key").unwrap_or_default();
        let message =
            format!("The channel '{key}' has none of the roles OrderExport and OrderImport.");
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    let channel = json!({"typeId": "channel", "id": channel.get("id")});
    let synced_at = given(action, "syncedAt").cloned();
    let synced_at = synced_at.unwrap_or_else(|| clock::text(project.clock.now()));
    let mut info = json!({"channel": channel, "syncedAt": synced_at});
    if let (Some(id), Some(info)) = (given(action, "externalId"), info.as_object_mut()) {
        info.insert("externalId".to_owned(), id.clone());
    }
    let all = list_mut(order, "syncInfo")?;
    match all
        .iter_mut()
        .find(|of| of.get("channel") == Some(&channel))
    {
        Some(old) => *old = info,
        None => all.push(info),
    }
    Ok(())
}

/// `setLineItemShippingDetails`.
pub(super) fn set_shipping_details(
    _: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set_details(order, "lineItem", action)
}

/// `setCustomLineItemShippingDetails`.
pub(super) fn set_custom_shipping_details(
    _: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set_details(order, "customLineItem", action)
}

/// Incomplete details are stored and marked as not valid.
fn set_details(order: &mut Object, of: &str, action: &Object) -> Result<(), Refusal> {
    let details = shipping_details::of_draft(order, action, "shippingDetails")?;
    let item = item(order, of, action)?;
    put(item, "shippingDetails", details);
    shipping_details::set_valid(item)
}
