//! Update actions of orders that are about a field or two.

use serde_json::{Value, json};

use crate::clock;
use crate::kind::Object;
use crate::kinds::carts::addresses::of_action;
use crate::kinds::carts::draft::{
    built_at, elements, given, invalid, item, list, put, text, whole,
};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// `setOrderNumber`: it keeps its value once it has one.
pub(super) fn set_number(_: &Project, order: &mut Object, action: &Object) -> Result<(), Refusal> {
    let (old, new) = (order.get("orderNumber"), given(action, "orderNumber"));
    if old.is_some() && old != new {
        return Err(invalid(
            "The order has a number already, which cannot be changed.",
        ));
    }
    let new = new.cloned();
    put(order, "orderNumber", new);
    Ok(())
}

/// `setCustomerId`: the customer group follows.
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

/// `setShippingAddress`: prices and taxes stay as they were ordered.
pub(super) fn set_shipping_address(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    put(order, "shippingAddress", of_action(project, action)?);
    Ok(())
}

/// `setStore`: it is another one.
pub(super) fn set_store(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let types = ("StoreResourceIdentifier", "StoreKeyReference");
    let store = built_at(project, action, "store", types)?;
    if order.get("store") == store.as_ref() {
        return Err(invalid("The order is assigned to this store already."));
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
    let all = list(order, "syncInfo")?;
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

/// The details are valid where they say for each piece of an item to which address it goes.
fn set_details(order: &mut Object, of: &str, action: &Object) -> Result<(), Refusal> {
    let details = given(action, "shippingDetails").and_then(Value::as_object);
    let Some(details) = details else {
        item(order, of, action)?.remove("shippingDetails");
        return Ok(());
    };
    let addresses = elements(order, "itemShippingAddresses");
    let known: Vec<&str> = addresses.filter_map(|of| text(of, "key")).collect();
    let mut keys = elements(details, "targets").filter_map(|target| text(target, "addressKey"));
    if let Some(key) = keys.find(|key| !known.contains(key)) {
        let message = format!("The order has no item shipping address with the key '{key}'.");
        return Err(invalid(message));
    }
    let quantities = elements(details, "targets").filter_map(|target| whole(target, "quantity"));
    let quantity = quantities.fold(0_i64, i64::saturating_add);
    let targets = details.get("targets").cloned();
    let item = item(order, of, action)?;
    let valid = whole(item, "quantity") == Some(quantity);
    let details = json!({"targets": targets, "valid": valid});
    item.insert("shippingDetails".to_owned(), details);
    Ok(())
}
