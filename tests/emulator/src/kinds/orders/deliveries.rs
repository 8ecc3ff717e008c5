//! The deliveries of orders and their parcels.

use serde_json::{Value, json};

use crate::clock;
use crate::identifier;
use crate::kind::Object;
use crate::kinds::carts::addresses::of_action;
use crate::kinds::carts::draft::check_key;
use crate::object::{elements, given, list_mut, put, text, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// `addDelivery`.
pub(super) fn add(project: &Project, order: &mut Object, action: &Object) -> Result<(), Refusal> {
    if given(action, "shippingKey").is_some() {
        return Err(Refusal::not_emulated(
            "deliveries of one of several shipping methods",
        ));
    }
    add_by(project, order, action, "deliveryKey")
}

/// Adds a delivery from a draft, whose key has another name than in an action.
pub(super) fn add_of_draft(
    project: &Project,
    order: &mut Object,
    draft: &Object,
) -> Result<(), Refusal> {
    add_by(project, order, draft, "key")
}

fn add_by(
    project: &Project,
    order: &mut Object,
    action: &Object,
    key: &str,
) -> Result<(), Refusal> {
    let mut delivery = begun(project, action, key);
    delivery.insert(
        "items".to_owned(),
        items(order, action)?.unwrap_or_else(|| json!([])),
    );
    let mut parcels = Object::new();
    list_mut(&mut parcels, "parcels")?;
    for draft in elements(action, "parcels") {
        let parcel = parcel(project, order, draft, "key")?;
        push(&mut parcels, "parcels", parcel)?;
    }
    delivery.append(&mut parcels);
    let address = of_action(project, action)?;
    put(&mut delivery, "address", address);
    put(&mut delivery, "custom", project.custom(action)?);
    push(shipping_info(order)?, "deliveries", delivery)
}

/// `addParcelToDelivery`.
pub(super) fn add_parcel(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let parcel = parcel(project, order, action, "parcelKey")?;
    push(delivery(order, action)?, "parcels", parcel)
}

/// `removeDelivery`.
pub(super) fn remove(_: &Project, order: &mut Object, action: &Object) -> Result<(), Refusal> {
    let id = delivery(order, action)?.get("id").cloned();
    list_mut(shipping_info(order)?, "deliveries")?.retain(|of| of.get("id") != id.as_ref());
    Ok(())
}

/// `removeParcelFromDelivery`.
pub(super) fn remove_parcel(
    _: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let id = with_parcel(order, action)?.get("id").cloned();
    for delivery in list_mut(shipping_info(order)?, "deliveries")? {
        if let Some(delivery) = delivery.as_object_mut() {
            list_mut(delivery, "parcels")?.retain(|of| of.get("id") != id.as_ref());
        }
    }
    Ok(())
}

/// `setDeliveryAddress`.
pub(super) fn set_address(
    project: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let address = of_action(project, action)?;
    put(delivery(order, action)?, "address", address);
    Ok(())
}

/// `setDeliveryItems`.
pub(super) fn set_items(_: &Project, order: &mut Object, action: &Object) -> Result<(), Refusal> {
    let items = items(order, action)?;
    put(delivery(order, action)?, "items", items);
    Ok(())
}

/// `setParcelItems`.
pub(super) fn set_parcel_items(
    _: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let items = items(order, action)?;
    put(with_parcel(order, action)?, "items", items);
    Ok(())
}

/// `setParcelMeasurements`.
pub(super) fn set_parcel_measurements(
    _: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let measurements = given(action, "measurements").cloned();
    put(with_parcel(order, action)?, "measurements", measurements);
    Ok(())
}

/// `setParcelTrackingData`.
pub(super) fn set_parcel_tracking_data(
    _: &Project,
    order: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let tracking = built_tracking(action);
    put(with_parcel(order, action)?, "trackingData", tracking);
    Ok(())
}

/// The shipping information with the deliveries of an order.
pub(super) fn shipping_info(order: &mut Object) -> Result<&mut Object, Refusal> {
    if text(order, "shippingMode") == Some("Multiple") {
        return Err(Refusal::not_emulated(
            "deliveries of orders with several shipping methods",
        ));
    }
    let info = order.get_mut("shippingInfo").and_then(Value::as_object_mut);
    info.ok_or_else(|| {
        Refusal::invalid_operation(
            "The order has no shipping method, so that it has no deliveries.",
        )
    })
}

/// How an action names a delivery or a parcel: the field and its value.
pub(super) fn named<'a>(
    action: &'a Object,
    of: &str,
) -> Result<(&'static str, &'a Value), Refusal> {
    let by = [("Id", "id"), ("Key", "key")].into_iter();
    let mut by = by.filter_map(|(end, field)| Some((field, given(action, &format!("{of}{end}"))?)));
    by.next().ok_or_else(|| {
        let message = format!("Either {of}Id or {of}Key is required.");
        Refusal::bad_request(Problem::new("InvalidInput", message))
    })
}

fn delivery<'o>(order: &'o mut Object, action: &Object) -> Result<&'o mut Object, Refusal> {
    let (field, value) = named(action, "delivery")?;
    let deliveries = list_mut(shipping_info(order)?, "deliveries")?.iter_mut();
    let mut deliveries = deliveries.filter_map(Value::as_object_mut);
    let found = deliveries.find(|of| of.get(field) == Some(value));
    found.ok_or_else(|| missing("delivery", field, value))
}

/// The parcel that an action names, in any delivery.
fn with_parcel<'o>(order: &'o mut Object, action: &Object) -> Result<&'o mut Object, Refusal> {
    let (field, value) = named(action, "parcel")?;
    let deliveries = list_mut(shipping_info(order)?, "deliveries")?.iter_mut();
    let parcels = deliveries.filter_map(|of| of.get_mut("parcels")?.as_array_mut());
    let mut parcels = parcels.flatten().filter_map(Value::as_object_mut);
    let found = parcels.find(|of| of.get(field) == Some(value));
    found.ok_or_else(|| missing("parcel", field, value))
}

fn parcel(project: &Project, order: &Object, draft: &Object, key: &str) -> Result<Object, Refusal> {
    let mut parcel = begun(project, draft, key);
    put(
        &mut parcel,
        "measurements",
        given(draft, "measurements").cloned(),
    );
    put(&mut parcel, "trackingData", built_tracking(draft));
    put(&mut parcel, "items", items(order, draft)?);
    put(&mut parcel, "custom", project.custom(draft)?);
    Ok(parcel)
}

/// The initial fields of deliveries and parcels.
fn begun(project: &Project, draft: &Object, key: &str) -> Object {
    let mut begun = Object::new();
    begun.insert("id".to_owned(), identifier::id().into());
    begun.insert("createdAt".to_owned(), clock::text(project.clock.now()));
    put(&mut begun, "key", given(draft, key).cloned());
    begun
}

/// Tracking data for a return; by default they are not.
fn built_tracking(draft: &Object) -> Option<Value> {
    let mut tracking = given(draft, "trackingData").cloned()?;
    if let Some(tracking) = tracking.as_object_mut() {
        tracking.entry("isReturn").or_insert(json!(false));
    }
    Some(tracking)
}

/// The items of a delivery or a parcel, which must exist in the order.
fn items(order: &Object, draft: &Object) -> Result<Option<Value>, Refusal> {
    let of_order = || elements(order, "lineItems").chain(elements(order, "customLineItems"));
    for item in elements(draft, "items") {
        let id = item.get("id");
        if !of_order().any(|of| of.get("id") == id) {
            let id = id.and_then(Value::as_str).unwrap_or_default();
            return Err(Refusal::invalid_operation(format!(
                "The order has no item with the id '{id}'."
            )));
        }
        if whole_at(item, "quantity").is_none_or(|quantity| quantity < 1) {
            return Err(Refusal::invalid_operation(
                "The quantity of an item to deliver is not greater than 0.",
            ));
        }
    }
    Ok(given(draft, "items").cloned())
}

/// Adds an element to a list, in which its key must be unique.
fn push(of: &mut Object, name: &str, element: Object) -> Result<(), Refusal> {
    check_key(of, name, &element)?;
    list_mut(of, name)?.push(Value::Object(element));
    Ok(())
}

fn missing(of: &str, field: &str, value: &Value) -> Refusal {
    let value = value.as_str().unwrap_or_default();
    Refusal::invalid_operation(format!("The order has no {of} with the {field} '{value}'."))
}
