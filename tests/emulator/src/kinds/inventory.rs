//! Inventory: the quantity in stock, and the available part of it. Orders reduce both; a reservation would reduce only the
//! available quantity, which is not emulated.

pub(crate) mod stock;

use serde_json::{Value, json};

use crate::kind::{Done, Object, Row, Stage};
use crate::message::Message;
use crate::project::Project;
use crate::refusal::Refusal;

const PATH: &str = "/{projectKey}/inventory";

const SKU_AND_CHANNEL: &str = "sku+supplyChannel";

const IN_STOCK: &str = "quantityOnStock";
const AVAILABLE: &str = "availableQuantity";

pub(crate) const ROW: Row = Row {
    unique: &["key", SKU_AND_CHANNEL],
    complete,
    actions: &[
        ("addQuantity", |_, entry, action| {
            add(entry, quantity(action, "quantity"));
            Ok(())
        }),
        ("removeQuantity", |_, entry, action| {
            add(entry, quantity(action, "quantity").saturating_neg());
            Ok(())
        }),
        ("changeQuantity", |_, entry, action| {
            let old = quantity(entry, IN_STOCK);
            add(entry, quantity(action, "quantity").saturating_sub(old));
            Ok(())
        }),
    ],
    messages,
    ..Row::of(PATH)
};

/// At first, the whole quantity is available.
fn complete(_: &Project, stage: Stage<'_>, entry: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(_) = stage {
        let quantity = quantity(entry, IN_STOCK);
        entry.insert(AVAILABLE.to_owned(), quantity.into());
    }
    Ok(())
}

/// The quantity in stock may become negative.
fn add(entry: &mut Object, more: i64) {
    for field in [IN_STOCK, AVAILABLE] {
        let sum = quantity(entry, field).saturating_add(more);
        entry.insert(field.to_owned(), sum.into());
    }
}

/// A whole number, which may be written as `5.0`.
fn quantity(of: &Object, name: &str) -> i64 {
    let value = of.get(name);
    let whole = value.and_then(Value::as_i64);
    whole
        .or_else(|| value.and_then(Value::as_f64).map(|number| number as i64))
        .unwrap_or_default()
}

fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(action, change) = done else {
        return None;
    };
    let (before, after) = change;
    match action.get("action")?.as_str()? {
        "addQuantity" | "removeQuantity" | "changeQuantity" => {
            let set = project.message("InventoryEntryQuantitySet", &|field| match field {
                "oldQuantityOnStock" => Some(json!(quantity(before, IN_STOCK))),
                "newQuantityOnStock" => Some(json!(quantity(after, IN_STOCK))),
                "oldAvailableQuantity" => Some(json!(quantity(before, AVAILABLE))),
                "newAvailableQuantity" => Some(json!(quantity(after, AVAILABLE))),
                field => after.get(field).cloned(),
            });
            let mut messages: Vec<Message> = set.into_iter().collect();
            messages.extend(levels(project, change));
            Some(messages)
        }
        "setReservationExpirationInMinutes" => {
            let of = "InventoryEntryReservationExpirationInMinutesSet";
            let minutes = |of: &Object| of.get("reservationExpirationInMinutes").cloned();
            let message = project.message(of, &|field| match field {
                "newReservationExpirationInMinutes" => minutes(after),
                "oldReservationExpirationInMinutes" => minutes(before),
                _ => None,
            });
            Some(message.into_iter().collect())
        }
        _ => None,
    }
}

/// The messages about reached stock levels.
fn levels(project: &Project, (before, after): (&Object, &Object)) -> Vec<Message> {
    let level = |name: &str| after.get("stockLevels")?.get(name)?.as_i64();
    let levels = [
        ("InventoryEntryReorderPoint", level("reorderPoint")),
        ("InventoryEntrySafetyStock", level("safetyStock")),
        ("InventoryEntryOutOfStock", Some(0)),
    ];
    let (old, new) = (quantity(before, IN_STOCK), quantity(after, IN_STOCK));
    let reached = levels
        .into_iter()
        .filter(|(_, level)| level.is_some_and(|level| old > level && new <= level));
    let messages =
        reached.filter_map(|(of, _)| project.message(of, &|field| after.get(field).cloned()));
    messages.collect()
}
