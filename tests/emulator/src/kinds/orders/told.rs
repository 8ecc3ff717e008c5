//! Messages about orders without a regular form.

use serde_json::{Value, json};

use super::deliveries::named;
use super::{import, item_states};
use crate::clock;
use crate::kind::{Done, Object};
use crate::kinds::carts::payments;
use crate::message::{Message, message};
use crate::object::{elements, given};
use crate::project::Project;

/// The actions whose message contains a field of the order before and after: action, message, field of the order, and the
/// names of the new and the old value in the message.
const SET: [(&str, &str, &str, &str, &str); 4] = [
    (
        "changeOrderState",
        "OrderStateChanged",
        "orderState",
        "orderState",
        "oldOrderState",
    ),
    (
        "setBillingAddress",
        "OrderBillingAddressSet",
        "billingAddress",
        "address",
        "oldAddress",
    ),
    (
        "setCustomerEmail",
        "OrderCustomerEmailSet",
        "customerEmail",
        "email",
        "oldEmail",
    ),
    (
        "setShippingAddress",
        "OrderShippingAddressSet",
        "shippingAddress",
        "address",
        "oldAddress",
    ),
];

/// The messages about an action; `None` if they have the regular form.
pub(super) fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let (action, before, after) = match done {
        Done::Changed(action, (before, after)) => (action, before, after),
        Done::Created(order) if import::is_imported(order) => {
            return Some(vec![message(
                "OrderImported",
                [("order", Some(object(order)))],
            )]);
        }
        Done::Created(order) => return repeated(order),
        Done::Deleted(_) => return None,
    };
    let name = action.get("action").and_then(Value::as_str)?;
    if let Some((_, of, field, new, old)) = SET.iter().find(|(set, ..)| *set == name) {
        let (after, before) = (after.get(*field).cloned(), before.get(*field).cloned());
        return Some(vec![message(of, [(*new, after), (*old, before)])]);
    }
    let states = (before, after);
    match name {
        "setCustomerId" => Some(vec![customer_set(states)]),
        "addPayment" | "removePayment" => payment(project, name, action, after),
        "transitionLineItemState" => transition(project, action, after, ("lineItem", "LineItem")),
        "transitionCustomLineItemState" => {
            let item = ("customLineItem", "CustomLineItem");
            transition(project, action, after, item)
        }
        "addReturnInfo" => {
            let info = elements(after, "returnInfo").last().map(object);
            Some(vec![message("ReturnInfoAdded", [("returnInfo", info)])])
        }
        "setReturnInfo" => {
            let info = after.get("returnInfo").cloned();
            Some(vec![message("ReturnInfoSet", [("returnInfo", info)])])
        }
        "setReturnShipmentState" => {
            let (field, value) = named(action, "returnItem").ok()?;
            let mut items = elements(after, "returnInfo").flat_map(|info| elements(info, "items"));
            let item = items.find(|item| item.get(field) == Some(value))?;
            let fields = [
                ("returnItemId", item.get("id").cloned()),
                ("returnShipmentState", item.get("shipmentState").cloned()),
            ];
            Some(vec![message("OrderReturnShipmentStateChanged", fields)])
        }
        "addDelivery" => {
            let delivery = deliveries(after).last()?;
            let parcels = elements(delivery, "parcels").map(|parcel| {
                let fields = [
                    ("delivery", Some(object(delivery))),
                    ("parcel", Some(object(parcel))),
                ];
                message("ParcelAddedToDelivery", fields)
            });
            let added = message("DeliveryAdded", [("delivery", Some(object(delivery)))]);
            Some(std::iter::once(added).chain(parcels).collect())
        }
        "removeDelivery" => {
            let delivery = Some(object(delivery(before, action)?));
            Some(vec![message("DeliveryRemoved", [("delivery", delivery)])])
        }
        "setDeliveryAddress" => {
            let (old, new) = (delivery(before, action)?, delivery(after, action)?);
            let fields = [
                ("deliveryId", new.get("id").cloned()),
                ("address", new.get("address").cloned()),
                ("oldAddress", old.get("address").cloned()),
            ];
            Some(vec![message("DeliveryAddressSet", fields)])
        }
        "setDeliveryItems" => {
            let (old, new) = (delivery(before, action)?, delivery(after, action)?);
            let fields = [
                ("deliveryId", new.get("id").cloned()),
                ("items", new.get("items").cloned()),
                ("oldItems", old.get("items").cloned()),
            ];
            Some(vec![message("DeliveryItemsUpdated", fields)])
        }
        "addParcelToDelivery" => {
            let delivery = delivery(after, action)?;
            let fields = [
                ("delivery", Some(object(delivery))),
                ("parcel", elements(delivery, "parcels").last().map(object)),
            ];
            Some(vec![message("ParcelAddedToDelivery", fields)])
        }
        _ => about_parcel(name, action, states),
    }
}

/// The message about an order that was created by a recurring order, which replaces that about other orders.
fn repeated(order: &Object) -> Option<Vec<Message>> {
    let recurring = order.get("recurringOrder")?;
    let fields = [
        ("order", Some(object(order))),
        ("recurringOrderRef", Some(recurring.clone())),
    ];
    Some(vec![message("OrderCreatedFromRecurringOrder", fields)])
}

fn about_parcel(
    name: &str,
    action: &Object,
    (before, after): (&Object, &Object),
) -> Option<Vec<Message>> {
    let of = match name {
        "removeParcelFromDelivery" => "ParcelRemovedFromDelivery",
        "setParcelItems" => "ParcelItemsUpdated",
        "setParcelMeasurements" => "ParcelMeasurementsUpdated",
        "setParcelTrackingData" => "ParcelTrackingDataUpdated",
        _ => return None,
    };
    let (delivery, old) = parcel(before, action)?;
    let delivery_id = ("deliveryId", delivery.get("id").cloned());
    let Some((_, new)) = parcel(after, action) else {
        let fields = [delivery_id, ("parcel", Some(object(old)))];
        return Some(vec![message(of, fields)]);
    };
    let list = |parcel: &Object| Some(parcel.get("items").cloned().unwrap_or_else(|| json!([])));
    let parcel_id = ("parcelId", new.get("id").cloned());
    let fields = match name {
        "setParcelItems" => vec![("items", list(new)), ("oldItems", list(old))],
        "setParcelMeasurements" => vec![("measurements", new.get("measurements").cloned())],
        _ => vec![("trackingData", new.get("trackingData").cloned())],
    };
    let fields = [delivery_id, parcel_id].into_iter().chain(fields);
    Some(vec![message(of, fields)])
}

fn customer_set((before, after): (&Object, &Object)) -> Message {
    let customer = |order: &Object| {
        let id = order.get("customerId")?;
        Some(json!({"typeId": "customer", "id": id}))
    };
    let group = |order: &Object| order.get("customerGroup").cloned();
    let fields = [
        ("customer", customer(after)),
        ("customerGroup", group(after)),
        ("oldCustomer", customer(before)),
        ("oldCustomerGroup", group(before)),
    ];
    message("OrderCustomerSet", fields)
}

fn payment(project: &Project, name: &str, action: &Object, after: &Object) -> Option<Vec<Message>> {
    let payment = ("paymentRef", payments::payment(project, action).ok());
    Some(vec![match name {
        "addPayment" => message("OrderPaymentAdded", [payment]),
        _ => {
            let is_last = !after.contains_key("paymentInfo");
            let removed = ("removedPaymentInfo", Some(json!(is_last)));
            message("OrderPaymentRemoved", [payment, removed])
        }
    }])
}

fn transition(
    project: &Project,
    action: &Object,
    after: &Object,
    (item, of): (&str, &str),
) -> Option<Vec<Message>> {
    let (field, value) = named(action, item).ok()?;
    let list = format!("{item}s");
    let found = elements(after, &list).find(|of| of.get(field) == Some(value))?;
    let date = given(action, "actualTransitionDate").cloned();
    let (id, key) = (format!("{item}Id"), format!("{item}Key"));
    let fields = [
        (id.as_str(), found.get("id").cloned()),
        (key.as_str(), found.get("key").cloned()),
        (
            "transitionDate",
            Some(date.unwrap_or_else(|| clock::text(project.clock.now()))),
        ),
        ("quantity", action.get("quantity").cloned()),
        (
            "fromState",
            item_states::at(project, action, "fromState").ok(),
        ),
        ("toState", item_states::at(project, action, "toState").ok()),
    ];
    Some(vec![message(&format!("{of}StateTransition"), fields)])
}

fn deliveries(order: &Object) -> impl Iterator<Item = &Object> {
    let info = order.get("shippingInfo").and_then(Value::as_object);
    info.into_iter()
        .flat_map(|info| elements(info, "deliveries"))
}

fn delivery<'o>(order: &'o Object, action: &Object) -> Option<&'o Object> {
    let (field, value) = named(action, "delivery").ok()?;
    deliveries(order).find(|of| of.get(field) == Some(value))
}

/// The parcel that an action names, with its delivery.
fn parcel<'o>(order: &'o Object, action: &Object) -> Option<(&'o Object, &'o Object)> {
    let (field, value) = named(action, "parcel").ok()?;
    deliveries(order).find_map(|delivery| {
        let mut parcels = elements(delivery, "parcels");
        let parcel = parcels.find(|of| of.get(field) == Some(value))?;
        Some((delivery, parcel))
    })
}

fn object(of: &Object) -> Value {
    Value::Object(of.clone())
}
