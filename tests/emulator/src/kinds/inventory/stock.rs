//! How orders change the stock.
//!
//! An order whose line items have the inventory mode `TrackOnly` or `ReserveOnOrder` takes their quantities from the
//! entries with their SKUs and supply channels. [`check`] is called before the first change of a request that creates an
//! order, [`reserve`] after the last check; [`release`] gives the quantities back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{AVAILABLE, PATH, SKU_AND_CHANNEL, add, levels, quantity};
use crate::collection::together;
use crate::kind::Object;
use crate::project::{Caller, Change, Project};
use crate::refusal::{Problem, Refusal};

/// The quantity that a line item takes from the stock.
struct Demand<'o> {
    line_item_id: &'o str,
    sku: &'o str,
    quantity: i64,
    /// Whether the quantity must be available, and not only an entry must exist.
    is_reserved: bool,
    /// The entry, if there is one.
    entry: Option<&'o Object>,
}

/// Fails with `OutOfStock` if the stock is not sufficient for the line items of a cart or an order: there is no entry for
/// one, or with `ReserveOnOrder` less is available than all of them need together, unless it is restockable.
pub(crate) fn check(project: &Project, order: &Object) -> Result<(), Refusal> {
    let demands = demands(project, order)?;
    let mut needed: BTreeMap<&str, i64> = BTreeMap::new();
    for demand in &demands {
        let sum = needed.entry(id(demand.entry)).or_default();
        *sum = sum.saturating_add(demand.quantity);
    }
    let is_missing = |demand: &&Demand<'_>| {
        let Some(entry) = demand.entry else {
            return true;
        };
        let needed = needed.get(id(demand.entry)).copied().unwrap_or_default();
        let is_restocked = entry.contains_key("restockableInDays");
        demand.is_reserved && needed > quantity(entry, AVAILABLE) && !is_restocked
    };
    let missing: Vec<&Demand<'_>> = demands.iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let skus: Vec<&str> = missing.iter().map(|demand| demand.sku).collect();
    let line_items: Vec<&str> = missing.iter().map(|demand| demand.line_item_id).collect();
    let message = format!(
        "Some line items are out of stock at the time of placing the order: {}.",
        skus.join(", ")
    );
    let problem = Problem::new("OutOfStock", message);
    let problem = problem.with("lineItems", line_items);
    Err(Refusal::bad_request(problem.with("skus", skus)))
}

/// Whether an order has changed the stock.
pub(crate) fn has_taken(project: &Project, order: &Object) -> Result<bool, Refusal> {
    demands(project, order).map(|demands| !demands.is_empty())
}

/// Takes the quantities of the line items of an order, after the check.
pub(crate) fn reserve(
    project: &mut Project,
    caller: &Caller,
    order: &Object,
) -> Result<(), Refusal> {
    change(project, caller, order, i64::saturating_neg)
}

/// Gives back the quantities of the line items of an order.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "it is not known when the platform gives back")
)]
pub(crate) fn release(
    project: &mut Project,
    caller: &Caller,
    order: &Object,
) -> Result<(), Refusal> {
    change(project, caller, order, |quantity| quantity)
}

fn change(
    project: &mut Project,
    caller: &Caller,
    order: &Object,
    sign: fn(i64) -> i64,
) -> Result<(), Refusal> {
    let seen = project.whole(PATH, caller)?;
    let mut more: BTreeMap<String, i64> = BTreeMap::new();
    for demand in demands(project, order)? {
        let sum = more.entry(id(demand.entry).to_owned()).or_default();
        *sum = sum.saturating_add(sign(demand.quantity));
    }
    for (id, more) in more {
        let Some(old) = project.all(PATH).get(&id).cloned() else {
            continue;
        };
        let mut resource = old.clone();
        add(&mut resource, more);
        let messages = levels(project, (&old, &resource));
        project.keep(seen, &old, Change { resource, messages });
    }
    Ok(())
}

/// The demands of the line items whose inventory is tracked.
fn demands<'o>(project: &'o Project, order: &'o Object) -> Result<Vec<Demand<'o>>, Refusal> {
    let line_items = order.get("lineItems").and_then(Value::as_array);
    let line_items = line_items
        .into_iter()
        .flatten()
        .filter_map(Value::as_object);
    let mut demands = Vec::new();
    for line_item in line_items {
        let mode = line_item.get("inventoryMode");
        let mode = mode.or_else(|| order.get("inventoryMode"));
        let is_reserved = match mode.and_then(Value::as_str) {
            None | Some("None") => continue,
            Some("TrackOnly") => false,
            Some("ReserveOnOrder") => true,
            Some(mode) => {
                let what = format!("the inventory mode {mode}");
                return Err(Refusal::not_emulated(&what));
            }
        };
        let sku = line_item.get("variant").and_then(|of| of.get("sku"));
        let channel = line_item.get("supplyChannel").and_then(|of| of.get("id"));
        let channel = channel.map(|id| json!({"typeId": "channel", "id": id}));
        let all = project.all(PATH);
        let entry = all.id_of(SKU_AND_CHANNEL, &together([sku, channel.as_ref()]));
        let line_item_id = line_item.get("id").and_then(Value::as_str);
        demands.push(Demand {
            line_item_id: line_item_id.unwrap_or_default(),
            sku: sku.and_then(Value::as_str).unwrap_or_default(),
            quantity: quantity(line_item, "quantity"),
            is_reserved,
            entry: entry.and_then(|id| all.get(id)),
        });
    }
    Ok(demands)
}

fn id(entry: Option<&Object>) -> &str {
    let id = entry.and_then(|entry| entry.get("id")?.as_str());
    id.unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
