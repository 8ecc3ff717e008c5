//! Standalone prices, inventory entries and channels.

use ctp_sdk::models::{
    ChannelAddRolesAction, ChannelChangeNameAction, ChannelDraft, ChannelResourceIdentifier,
    ChannelRoleEnum, ChannelUpdate, ChannelUpdateAction, InventoryEntryAddQuantityAction,
    InventoryEntryDraft, InventoryEntrySetSupplyChannelAction, InventoryEntryUpdate,
    InventoryEntryUpdateAction, Money, StandalonePriceChangeActiveAction,
    StandalonePriceChangeValueAction, StandalonePriceDraft, StandalonePriceUpdate,
    StandalonePriceUpdateAction, TypedMoney,
};
use serde_json::{Value, json};

use super::bodies::{cents, page, resource, with};
use super::exchange::{delete, get, head, post};

fn standalone_price() -> Value {
    with(
        resource("price-1"),
        json!({"key": "p", "sku": "potato-1", "value": cents(250), "country": "DE", "active": true}),
    )
}

#[tokio::test]
async fn standalone_prices() {
    let target =
        "/my-shop/standalone-prices?where=sku%20%3D%20%22potato-1%22&limit=50&expand=channel";
    let found = get(target, page(json!([standalone_price()])), |api| {
        let query = api.standalone_prices().get().where_("sku = \"potato-1\"");
        query.limit(50).expand("channel").send()
    });
    let value = &found.await.results[0].value;
    assert!(matches!(value, TypedMoney::CentPrecision(_)), "{value:?}");
    assert_eq!(value.cent_amount(), 250);

    let read = get(
        "/my-shop/standalone-prices/price-1",
        standalone_price(),
        |api| api.standalone_prices().with_id("price-1").get().send(),
    );
    assert!(read.await.active);
    let read = get(
        "/my-shop/standalone-prices/key=p",
        standalone_price(),
        |api| api.standalone_prices().with_key("p").get().send(),
    );
    assert_eq!(read.await.country.unwrap().as_str(), "DE");
    head("/my-shop/standalone-prices/key=p", |api| {
        api.standalone_prices().with_key("p").head().send()
    })
    .await;

    let body = json!({
        "sku": "potato-1",
        "value": {"centAmount": 250, "currencyCode": "EUR"},
        "country": "DE",
        "channel": {"typeId": "channel", "key": "berlin"},
        "active": false,
    });
    let created = post(
        "/my-shop/standalone-prices",
        body,
        standalone_price(),
        |api| {
            let draft = StandalonePriceDraft::new("potato-1", Money::new(250, "EUR"))
                .country("DE")
                .channel(ChannelResourceIdentifier::new().key("berlin"))
                .active(false);
            api.standalone_prices().post(draft).send()
        },
    );
    assert_eq!(created.await.sku, "potato-1");

    let body = json!({"version": 1, "actions": [
        {"action": "changeValue", "value": {"centAmount": 300, "currencyCode": "EUR"}, "staged": true},
        {"action": "changeActive", "active": true},
    ]});
    let changed = post(
        "/my-shop/standalone-prices/price-1",
        body,
        standalone_price(),
        |api| {
            let value = StandalonePriceChangeValueAction::new(Money::new(300, "EUR")).staged(true);
            let actions = [
                StandalonePriceUpdateAction::from(value),
                StandalonePriceChangeActiveAction::new(true).into(),
            ];
            let price = api.standalone_prices().with_id("price-1");
            price.post(StandalonePriceUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.key.as_deref(), Some("p"));

    delete(
        "/my-shop/standalone-prices/key=p?version=2",
        standalone_price(),
        |api| api.standalone_prices().with_key("p").delete(2).send(),
    )
    .await;
}

fn inventory_entry() -> Value {
    with(
        resource("entry-1"),
        json!({
            "key": "e",
            "sku": "potato-1",
            "quantityOnStock": 12,
            "availableQuantity": 10,
            "supplyChannel": {"typeId": "channel", "id": "channel-1"},
        }),
    )
}

#[tokio::test]
async fn inventory() {
    let target =
        "/my-shop/inventory?where=sku%20in%20%28%3Askus%29&var.skus=a&var.skus=b&limit=500";
    let found = get(target, page(json!([inventory_entry()])), |api| {
        let query = api.inventory().get().where_("sku in (:skus)");
        query.var("skus", "a").var("skus", "b").limit(500).send()
    });
    let entry = &found.await.results[0];
    assert_eq!(
        (entry.quantity_on_stock, entry.available_quantity),
        (12, 10)
    );

    let read = get(
        "/my-shop/inventory/entry-1?expand=supplyChannel",
        inventory_entry(),
        |api| {
            let entry = api.inventory().with_id("entry-1").get();
            entry.expand("supplyChannel").send()
        },
    );
    assert_eq!(read.await.supply_channel.unwrap().id, "channel-1");
    let read = get("/my-shop/inventory/key=e", inventory_entry(), |api| {
        api.inventory().with_key("e").get().send()
    });
    assert_eq!(read.await.sku, "potato-1");
    let target = "/my-shop/inventory?where=sku%3D%22potato-1%22";
    head(target, |api| {
        api.inventory().head().where_("sku=\"potato-1\"").send()
    })
    .await;

    let body = json!({
        "sku": "potato-1",
        "quantityOnStock": 12,
        "supplyChannel": {"typeId": "channel", "id": "channel-1"},
        "restockableInDays": 3,
    });
    let created = post("/my-shop/inventory", body, inventory_entry(), |api| {
        let draft = InventoryEntryDraft::new("potato-1", 12)
            .supply_channel(ChannelResourceIdentifier::new().id("channel-1"))
            .restockable_in_days(3);
        api.inventory().post(draft).send()
    });
    assert_eq!(created.await.id, "entry-1");

    let body = json!({"version": 1, "actions": [
        {"action": "addQuantity", "quantity": 5},
        {"action": "setSupplyChannel"},
    ]});
    let changed = with(
        inventory_entry(),
        json!({"quantityOnStock": 17, "version": 3}),
    );
    let changed = post("/my-shop/inventory/key=e", body, changed, |api| {
        let actions = [
            InventoryEntryUpdateAction::from(InventoryEntryAddQuantityAction::new(5)),
            InventoryEntrySetSupplyChannelAction::new().into(),
        ];
        let entry = api.inventory().with_key("e");
        entry.post(InventoryEntryUpdate::new(1, actions)).send()
    });
    assert_eq!(changed.await.quantity_on_stock, 17);

    delete(
        "/my-shop/inventory/entry-1?version=3",
        inventory_entry(),
        |api| api.inventory().with_id("entry-1").delete(3).send(),
    )
    .await;
}

fn channel() -> Value {
    with(
        resource("channel-1"),
        json!({
            "key": "berlin",
            "roles": ["InventorySupply", "Kiosk"],
            "name": {"de": "Berlin"},
            "geoLocation": {"type": "Point", "coordinates": [13.4, 52.5]},
        }),
    )
}

#[tokio::test]
async fn channels() {
    let target =
        "/my-shop/channels?where=roles%20contains%20any%20%28%22InventorySupply%22%29&limit=2";
    let found = get(target, page(json!([channel()])), |api| {
        let query = api.channels().get();
        let query = query.where_("roles contains any (\"InventorySupply\")");
        query.limit(2).send()
    });
    let roles = &found.await.results[0].roles;
    assert_eq!(roles[0], ChannelRoleEnum::InventorySupply);
    assert_eq!(roles[1].as_str(), "Kiosk");

    let read = get("/my-shop/channels/channel-1", channel(), |api| {
        api.channels().with_id("channel-1").get().send()
    });
    assert_eq!(read.await.name.unwrap().get("de").unwrap(), "Berlin");
    let read = get("/my-shop/channels/key=berlin", channel(), |api| {
        api.channels().with_key("berlin").get().send()
    });
    assert_eq!(read.await.key, "berlin");
    head("/my-shop/channels/channel-1", |api| {
        api.channels().with_id("channel-1").head().send()
    })
    .await;

    let body = json!({"key": "berlin", "roles": ["ProductDistribution"], "name": {"de": "Berlin"}});
    let created = post("/my-shop/channels", body, channel(), |api| {
        let draft = ChannelDraft::new("berlin")
            .roles([ChannelRoleEnum::ProductDistribution])
            .name([("de", "Berlin")]);
        api.channels().post(draft).send()
    });
    assert_eq!(created.await.id, "channel-1");

    let body = json!({"version": 1, "actions": [
        {"action": "addRoles", "roles": ["OrderExport"]},
        {"action": "changeName", "name": {"de": "Spandau"}},
    ]});
    let changed = post("/my-shop/channels/channel-1", body, channel(), |api| {
        let actions = [
            ChannelUpdateAction::from(ChannelAddRolesAction::new(["OrderExport"])),
            ChannelChangeNameAction::new([("de", "Spandau")]).into(),
        ];
        let channel = api.channels().with_id("channel-1");
        channel.post(ChannelUpdate::new(1, actions)).send()
    });
    assert_eq!(changed.await.version, 1);

    delete("/my-shop/channels/channel-1?version=1", channel(), |api| {
        api.channels().with_id("channel-1").delete(1).send()
    })
    .await;
}
