//! Inventory: quantities, and the messages about them.

use serde_json::{Value, json};

use crate::shop::Shop;

const PATH: &str = "/inventory/key=shirts";

async fn changed(shop: &Shop, action: Value) -> Value {
    let version = shop.get(PATH).await.json()["version"].as_u64().unwrap();
    let changed = shop.update(PATH, version, json!([action])).await;
    assert_eq!(changed.status, 200, "{action}: {}", changed.text);
    changed.json()
}

#[tokio::test]
async fn quantities_are_added_removed_and_set() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"key": "shirts", "sku": "shirt", "quantityOnStock": 7, "stockLevels": {"safetyStock": 2}});
    let created = shop.post("/inventory", draft).await.json();
    assert_eq!(created["availableQuantity"], 7);
    for (name, quantity, expected) in [
        ("addQuantity", 3, 10),
        ("removeQuantity", 4, 6),
        ("changeQuantity", 2, 2),
        ("removeQuantity", 3, -1),
        ("changeQuantity", 5, 5),
    ] {
        let entry = changed(&shop, json!({"action": name, "quantity": quantity})).await;
        assert_eq!(
            (&entry["quantityOnStock"], &entry["availableQuantity"]),
            (&json!(expected), &json!(expected)),
            "{name}"
        );
    }
    let path = "/messages?sort=sequenceNumber&limit=500";
    let told = shop.get(path).await.json()["results"].clone();
    let types = told.as_array().unwrap().iter();
    let types: Vec<&str> = types.map(|of| of["type"].as_str().unwrap()).collect();
    let set = "InventoryEntryQuantitySet";
    let expected = [
        "InventoryEntryCreated",
        set,
        set,
        set,
        "InventoryEntrySafetyStock",
        set,
        "InventoryEntryOutOfStock",
        set,
    ];
    assert_eq!(types, expected);
    let second = &told[2];
    assert_eq!(
        (
            &second["oldQuantityOnStock"],
            &second["newAvailableQuantity"],
            &second["sku"]
        ),
        (&json!(10), &json!(6), &json!("shirt"))
    );
    assert_eq!(told[4]["quantityOnStock"], 2);
}

#[tokio::test]
async fn there_is_one_entry_of_a_sku_in_each_channel() {
    let shop = Shop::start("manage_project:emulator").await;
    for key in ["north", "south"] {
        shop.post("/channels", json!({"key": key})).await;
    }
    let channel = |key: &str| json!({"typeId": "channel", "key": key});
    let draft = |key: &str, of: Value| json!({"key": key, "sku": "shirt", "quantityOnStock": 1, "supplyChannel": of});
    for (key, of) in [
        ("shirts", Value::Null),
        ("of-north", channel("north")),
        ("of-south", channel("south")),
    ] {
        let created = shop.post("/inventory", draft(key, of)).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    let refused = shop
        .post("/inventory", draft("again", channel("south")))
        .await;
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (&error["code"], &error["field"], &error["duplicateValue"]),
        (&json!("DuplicateField"), &json!("sku"), &json!("shirt"))
    );
    let set = |of: Value| json!([{"action": "setSupplyChannel", "supplyChannel": of}]);
    let refused = shop.update(PATH, 1, set(channel("north"))).await;
    assert_eq!(refused.refusal().1, "DuplicateField");
    let refused = shop
        .update("/inventory/key=of-north", 1, set(Value::Null))
        .await;
    assert_eq!(refused.refusal().1, "DuplicateField");
}

#[tokio::test]
async fn limits_and_levels_are_set() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"key": "shirts", "sku": "shirt", "quantityOnStock": 7});
    shop.post("/inventory", draft).await;
    let limits =
        json!({"action": "setInventoryLimits", "minCartQuantity": 2, "maxCartQuantity": 9});
    let entry = changed(&shop, limits).await;
    assert_eq!(
        (&entry["minCartQuantity"], &entry["maxCartQuantity"]),
        (&json!(2), &json!(9))
    );
    let entry = changed(&shop, json!({"action": "setSafetyStock", "quantity": 3})).await;
    assert_eq!(entry["stockLevels"], json!({"safetyStock": 3}));
    for minutes in [json!(5), json!(9)] {
        let set = json!({"action": "setReservationExpirationInMinutes", "reservationExpirationInMinutes": minutes});
        let entry = changed(&shop, set).await;
        assert_eq!(entry["reservationExpirationInMinutes"], minutes);
    }
    let path = "/messages?sort=sequenceNumber%20desc&limit=1";
    let told = shop.get(path).await.json()["results"][0].clone();
    assert_eq!(
        (
            &told["oldReservationExpirationInMinutes"],
            &told["newReservationExpirationInMinutes"]
        ),
        (&json!(5), &json!(9))
    );
}
