use std::sync::Arc;

use super::*;
use crate::authorization::Authorization;
use crate::clock::Clock;
use crate::contract::Contract;

/// A project with entries for `shirt`, 5 in a channel and 3 without one, and for `shoe`, 0 but restockable.
fn project() -> (Project, Value) {
    let clock = Arc::new(Clock::default());
    let authorization = Authorization::new("shop".to_owned(), Arc::clone(&clock));
    let mut project = Project::new(Contract::platform().unwrap(), clock, authorization);
    let channel = json!({"typeId": "channel", "key": "shelf"});
    let seeds = json!({
        "channels": [{"key": "shelf", "roles": ["InventorySupply"]}],
        "inventory": [
            {"key": "on-shelf", "sku": "shirt", "quantityOnStock": 5, "supplyChannel": channel},
            {"key": "somewhere", "sku": "shirt", "quantityOnStock": 3, "stockLevels": {"safetyStock": 1, "reorderPoint": 2}},
            {"key": "restocked", "sku": "shoe", "quantityOnStock": 0, "restockableInDays": 0},
        ],
    });
    project.seed(&seeds).unwrap();
    let channel = project.find("channel", &channel).unwrap();
    let channel = json!({"typeId": "channel", "id": channel["id"]});
    (project, channel)
}

/// The quantity in stock and the available quantity of an entry.
fn stock(project: &Project, key: &str) -> (i64, i64) {
    let all = project.all(PATH);
    let entry = all.get(all.id_of("key", key).unwrap()).unwrap();
    (
        quantity(entry, "quantityOnStock"),
        quantity(entry, AVAILABLE),
    )
}

fn line(id: &str, sku: &str, quantity: i64) -> Value {
    json!({"id": id, "variant": {"sku": sku}, "quantity": quantity})
}

fn order(mode: &str, lines: Value) -> Object {
    let order = json!({"inventoryMode": mode, "lineItems": lines});
    order.as_object().unwrap().clone()
}

fn missing(project: &Project, order: &Object) -> Option<Vec<String>> {
    let refusal = check(project, order).err()?;
    assert!(refusal.is("OutOfStock"), "{refusal}");
    let message = refusal.to_string();
    let (_, skus) = message.trim_end_matches('.').split_once(": ")?;
    Some(skus.split(", ").map(str::to_owned).collect())
}

#[test]
fn an_order_takes_what_it_needs_and_gives_it_back() {
    let (mut project, channel) = project();
    let caller = Caller::default();
    let mut on_shelf = line("1", "shirt", 4);
    on_shelf["supplyChannel"] = channel;
    let order = order("ReserveOnOrder", json!([on_shelf, line("2", "shirt", 2)]));
    check(&project, &order).unwrap();
    reserve(&mut project, &caller, &order).unwrap();
    assert_eq!(stock(&project, "on-shelf"), (1, 1));
    assert_eq!(stock(&project, "somewhere"), (1, 1));
    assert_eq!(missing(&project, &order).unwrap(), ["shirt", "shirt"]);
    release(&mut project, &caller, &order).unwrap();
    assert_eq!(stock(&project, "on-shelf"), (5, 5));
    assert_eq!(stock(&project, "somewhere"), (3, 3));
    assert_eq!(missing(&project, &order), None);
}

#[test]
fn lines_of_one_entry_need_it_together() {
    let (project, _) = project();
    let lines = |second: i64| json!([line("1", "shirt", 2), line("2", "shirt", second)]);
    let of = |second: i64| order("ReserveOnOrder", lines(second));
    assert_eq!(missing(&project, &of(1)), None);
    assert_eq!(missing(&project, &of(2)).unwrap(), ["shirt", "shirt"]);
}

#[test]
fn what_is_tracked_only_needs_an_entry_and_no_stock() {
    let (mut project, _) = project();
    let lines = json!([line("1", "shirt", 7), line("2", "shoe", 1)]);
    let tracked = order("TrackOnly", lines.clone());
    assert_eq!(missing(&project, &tracked), None);
    // A restockable product can be ordered.
    let reserved = order("ReserveOnOrder", lines.clone());
    assert_eq!(missing(&project, &reserved).unwrap(), ["shirt"]);
    reserve(&mut project, &Caller::default(), &tracked).unwrap();
    assert_eq!(stock(&project, "somewhere"), (-4, -4));
    assert_eq!(stock(&project, "restocked"), (-1, -1));
    let unknown = json!([line("1", "hat", 1)]);
    let unknown = |mode: &str| order(mode, unknown.clone());
    assert_eq!(missing(&project, &unknown("TrackOnly")).unwrap(), ["hat"]);
    assert_eq!(missing(&project, &unknown("None")), None);
}

#[test]
fn a_line_has_a_mode_of_its_own() {
    let (project, _) = project();
    let mut free = line("1", "hat", 1);
    free["inventoryMode"] = json!("None");
    let of = |lines: Value| order("ReserveOnOrder", lines);
    assert_eq!(missing(&project, &of(json!([free]))), None);
    free["inventoryMode"] = json!("ReserveOnCart");
    let refusal = check(&project, &of(json!([free]))).unwrap_err();
    assert!(refusal.is("NotEmulated"), "{refusal}");
}

#[test]
fn the_levels_that_a_stock_falls_to_are_told_once() {
    let (mut project, _) = project();
    let mut messages = project.subscribers.subscribe();
    let caller = Caller::default();
    for quantity in [1, 1, 1, 1] {
        let order = order("TrackOnly", json!([line("1", "shirt", quantity)]));
        reserve(&mut project, &caller, &order).unwrap();
    }
    let mut told = Vec::new();
    while let Ok(message) = messages.try_recv() {
        told.push(message["type"].as_str().unwrap().to_owned());
    }
    let expected = [
        "InventoryEntryReorderPoint",
        "InventoryEntrySafetyStock",
        "InventoryEntryOutOfStock",
    ];
    assert_eq!(told, expected);
}
