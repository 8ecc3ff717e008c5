//! Returns.

use serde_json::{Value, json};

use super::deliveries::named;
use crate::clock;
use crate::identifier;
use crate::kind::Object;
use crate::kinds::inventory::stock;
use crate::object::{elements, given, list_mut, put, text, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const INFO: &str = "returnInfo";

/// `addReturnInfo`.
pub(super) fn add(project: &Project, order: &mut Object, action: &Object) -> Result<(), Refusal> {
    let info = info(project, order, action)?;
    list_mut(order, INFO)?.push(info);
    Ok(())
}

/// `setReturnInfo`, which replaces the existing returns.
pub(super) fn set(project: &Project, order: &mut Object, action: &Object) -> Result<(), Refusal> {
    let all = elements(action, "items").map(|draft| info(project, order, draft));
    let all = all.collect::<Result<Value, Refusal>>()?;
    order.insert(INFO.to_owned(), all);
    Ok(())
}

/// `setReturnShipmentState`: whether returned items go back to the stock.
pub(super) fn set_shipment_state(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let new = text(action, "shipmentState").unwrap_or_default();
    let is_tracked = stock::has_taken(project, order)?;
    let item = item(order, action)?;
    let old = text(item, "shipmentState").unwrap_or_default();
    if old != "Returned" || !matches!(new, "BackInStock" | "Unusable") {
        let message =
            format!("The shipment state of a return does not become '{new}' after '{old}'.");
        return Err(Refusal::invalid_operation(message));
    }
    if is_tracked && new == "BackInStock" {
        return Err(Refusal::not_emulated("returns that go back to the stock"));
    }
    item.insert("shipmentState".to_owned(), new.into());
    touch(project, item);
    Ok(())
}

/// `setReturnPaymentState`: whether returned items are refunded.
pub(super) fn set_payment_state(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let new = text(action, "paymentState").unwrap_or_default();
    let item = item(order, action)?;
    let old = text(item, "paymentState").unwrap_or_default();
    if old == "NonRefundable" || !matches!(new, "Refunded" | "NotRefunded") {
        let message =
            format!("The payment state of a return does not become '{new}' after '{old}'.");
        return Err(Refusal::invalid_operation(message));
    }
    item.insert("paymentState".to_owned(), new.into());
    touch(project, item);
    Ok(())
}

fn touch(project: &Project, item: &mut Object) {
    item.insert(
        "lastModifiedAt".to_owned(),
        clock::text(project.clock.now()),
    );
}

/// The return item that an action names.
fn item<'o>(order: &'o mut Object, action: &Object) -> Result<&'o mut Object, Refusal> {
    let (field, value) = named(action, "returnItem")?;
    let infos = list_mut(order, INFO)?.iter_mut();
    let items = infos.filter_map(|info| info.get_mut("items")?.as_array_mut());
    let mut items = items.flatten().filter_map(Value::as_object_mut);
    let found = items.find(|of| of.get(field) == Some(value));
    found.ok_or_else(|| {
        let value = value.as_str().unwrap_or_default();
        Refusal::invalid_operation(format!(
            "The order has no return item with the {field} '{value}'."
        ))
    })
}

fn info(project: &Project, order: &Object, draft: &Object) -> Result<Value, Refusal> {
    let items = elements(draft, "items").map(|draft| returned(project, order, draft));
    let items = items.collect::<Result<Value, Refusal>>()?;
    let mut info = Object::new();
    info.insert("items".to_owned(), items);
    let tracking_id = given(draft, "returnTrackingId").cloned();
    put(&mut info, "returnTrackingId", tracking_id);
    let date = given(draft, "returnDate").cloned();
    let date = date.unwrap_or_else(|| clock::text(project.clock.now()));
    info.insert("returnDate".to_owned(), date);
    Ok(Value::Object(info))
}

/// The return item of a draft: of a line item or of a custom line item.
fn returned(project: &Project, order: &Object, draft: &Object) -> Result<Value, Refusal> {
    let of = ["lineItem", "customLineItem"].into_iter();
    let mut of = of.filter_map(|of| Some((of, given(draft, &format!("{of}Id"))?)));
    let (Some((of, id)), None) = (of.next(), of.next()) else {
        let message = "Either lineItemId or customLineItemId is required.";
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    };
    let mut items = elements(
        order,
        if of == "lineItem" {
            "lineItems"
        } else {
            "customLineItems"
        },
    );
    let Some(item) = items.find(|item| item.get("id") == Some(id)) else {
        let id = id.as_str().unwrap_or_default();
        return Err(Refusal::invalid_operation(format!(
            "The order has no item with the id '{id}'."
        )));
    };
    let quantity = whole_at(draft, "quantity").unwrap_or_default();
    if quantity < 1 || whole_at(item, "quantity").is_some_and(|most| quantity > most) {
        let message = format!("The quantity '{quantity}' is none that can come back of the item.");
        return Err(Refusal::invalid_operation(message));
    }
    // An announced return is not refunded yet.
    let (of_type, payment_state) = match (of, text(draft, "shipmentState").unwrap_or_default()) {
        ("lineItem", "Returned") => ("LineItemReturnItem", "Initial"),
        ("lineItem", "Advised") => ("LineItemReturnItem", "NonRefundable"),
        (_, "Returned") => ("CustomLineItemReturnItem", "Initial"),
        (_, "Advised") => ("CustomLineItemReturnItem", "NonRefundable"),
        (_, state) => {
            let message = format!("A return does not begin with the shipment state '{state}'.");
            return Err(Refusal::invalid_operation(message));
        }
    };
    let now = clock::text(project.clock.now());
    let mut returned = Object::new();
    for (name, value) in [
        ("id", json!(identifier::id())),
        ("type", json!(of_type)),
        ("quantity", json!(quantity)),
        ("shipmentState", json!(text(draft, "shipmentState"))),
        ("paymentState", json!(payment_state)),
        ("createdAt", now.clone()),
        ("lastModifiedAt", now),
    ] {
        returned.insert(name.to_owned(), value);
    }
    returned.insert(format!("{of}Id"), id.clone());
    put(&mut returned, "key", given(draft, "key").cloned());
    put(&mut returned, "comment", given(draft, "comment").cloned());
    put(&mut returned, "custom", project.custom(draft)?);
    Ok(Value::Object(returned))
}
