//! Messages about changes of an order that are applied as in carts.

use serde_json::Value;

use crate::kind::Object;
use crate::message::{Message, message};
use crate::object::{elements, text, whole_at};

/// The messages about an action that changed the first order to the second.
pub(super) fn messages(
    name: &str,
    action: &Object,
    (before, after): (&Object, &Object),
) -> Vec<Message> {
    let of_order = |field: &str, old: &str| {
        [
            (field.to_owned(), after.get(field).cloned()),
            (old.to_owned(), before.get(field).cloned()),
        ]
    };
    match name {
        "addLineItem" => added(before, after),
        "removeLineItem" => removed(action, (before, after)),
        "changeLineItemQuantity" if whole_at(action, "quantity") == Some(0) => {
            removed(action, (before, after))
        }
        "setLineItemDistributionChannel" => channel_set(action, after),
        "addCustomLineItem" => custom_added(before, after),
        "removeCustomLineItem" => custom_removed(action, before),
        "changeCustomLineItemQuantity" => custom_changed(action, (before, after)),
        "setShippingMethod" | "setCustomShippingMethod" => {
            let fields = of_order("shippingInfo", "oldShippingInfo");
            vec![message("OrderShippingInfoSet", fields)]
        }
        "setShippingAddress" => {
            let fields = [
                ("address", after.get("shippingAddress").cloned()),
                ("oldAddress", before.get("shippingAddress").cloned()),
            ];
            vec![message("OrderShippingAddressSet", fields)]
        }
        _ => Vec::new(),
    }
}

fn added(before: &Object, after: &Object) -> Vec<Message> {
    let lines = elements(after, "lineItems").filter_map(|line| {
        let old = with_id(before, "lineItems", line.get("id"));
        let old = old.and_then(|old| whole_at(old, "quantity"));
        let quantity = whole_at(line, "quantity").unwrap_or_default();
        let more = quantity.saturating_sub(old.unwrap_or_default());
        let fields = [
            ("lineItem", Some(Value::Object(line.clone()))),
            ("addedQuantity", Some(more.into())),
        ];
        (more != 0).then(|| message("OrderLineItemAdded", fields))
    });
    lines.collect()
}

fn removed(action: &Object, (before, after): (&Object, &Object)) -> Vec<Message> {
    let Some(old) = named(before, "lineItem", action) else {
        return Vec::new();
    };
    let new = with_id(after, "lineItems", old.get("id"));
    let quantity = |of: &Object| whole_at(of, "quantity").unwrap_or_default();
    let rest = new.map(quantity).unwrap_or_default();
    let less = quantity(old).saturating_sub(rest);
    let field = |name: &str| new.and_then(|new| new.get(name)).cloned();
    // The price of a removed line item is zero.
    let nothing = || {
        let mut money = old.get("totalPrice").cloned()?;
        money
            .as_object_mut()?
            .insert("centAmount".to_owned(), 0.into());
        Some(money)
    };
    let fields = [
        ("lineItemId", old.get("id").cloned()),
        ("lineItemKey", old.get("key").cloned()),
        ("removedQuantity", Some(less.into())),
        ("newQuantity", Some(rest.into())),
        (
            "newState",
            field("state").or_else(|| Some(Value::Array(Vec::new()))),
        ),
        ("newTotalPrice", field("totalPrice").or_else(nothing)),
        ("newTaxedPrice", field("taxedPrice")),
        ("newPrice", field("price")),
        ("newShippingDetail", field("shippingDetails")),
    ];
    vec![message("OrderLineItemRemoved", fields)]
}

fn channel_set(action: &Object, after: &Object) -> Vec<Message> {
    let line = named(after, "lineItem", action);
    let told = line.map(|line| {
        let fields = [
            ("lineItemId", line.get("id").cloned()),
            ("lineItemKey", line.get("key").cloned()),
            (
                "distributionChannel",
                line.get("distributionChannel").cloned(),
            ),
        ];
        message("OrderLineItemDistributionChannelSet", fields)
    });
    told.into_iter().collect()
}

fn custom_added(before: &Object, after: &Object) -> Vec<Message> {
    let list = "customLineItems";
    let new =
        elements(after, list).filter(|line| with_id(before, list, line.get("id")) != Some(*line));
    let told = new.map(|line| {
        let fields = [("customLineItem", Some(Value::Object(line.clone())))];
        message("OrderCustomLineItemAdded", fields)
    });
    told.collect()
}

fn custom_removed(action: &Object, before: &Object) -> Vec<Message> {
    let told = named(before, "customLineItem", action).map(|line| {
        let fields = [
            ("customLineItemId", line.get("id").cloned()),
            ("customLineItemKey", line.get("key").cloned()),
            ("customLineItem", Some(Value::Object(line.clone()))),
        ];
        message("OrderCustomLineItemRemoved", fields)
    });
    told.into_iter().collect()
}

fn custom_changed(action: &Object, (before, after): (&Object, &Object)) -> Vec<Message> {
    let Some(old) = named(before, "customLineItem", action) else {
        return Vec::new();
    };
    let new = with_id(after, "customLineItems", old.get("id"));
    let quantity = new.and_then(|new| whole_at(new, "quantity"));
    let fields = [
        ("customLineItemId", old.get("id").cloned()),
        ("customLineItemKey", old.get("key").cloned()),
        ("quantity", Some(quantity.unwrap_or_default().into())),
        ("oldQuantity", old.get("quantity").cloned()),
    ];
    vec![message("OrderCustomLineItemQuantityChanged", fields)]
}

fn with_id<'o>(order: &'o Object, list: &str, id: Option<&Value>) -> Option<&'o Object> {
    elements(order, list).find(|of| of.get("id") == id)
}

/// The item that an action names by its id or its key.
fn named<'o>(order: &'o Object, item: &str, action: &Object) -> Option<&'o Object> {
    let (id, key) = (format!("{item}Id"), format!("{item}Key"));
    let (id, key) = (text(action, &id), text(action, &key));
    elements(order, &format!("{item}s")).find(|of| match id {
        Some(_) => text(of, "id") == id,
        None => key.is_some() && text(of, "key") == key,
    })
}
