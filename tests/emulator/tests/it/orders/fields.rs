//! The states of orders, and the fields that are set.

use serde_json::{Value, json};

use super::{acted, full_cart, home, ordered, path, refused, shop_with_order, told};
use super::{draft, draft_with};
use crate::carts::{id, invalid, shop};

#[tokio::test]
async fn states_change_and_are_told() {
    let (shop, order) = shop_with_order().await;
    for (action, field, old, new, message) in [
        (
            "changeOrderState",
            "orderState",
            json!("Open"),
            "Complete",
            "OrderStateChanged",
        ),
        (
            "changePaymentState",
            "paymentState",
            json!(null),
            "Paid",
            "OrderPaymentStateChanged",
        ),
        (
            "changeShipmentState",
            "shipmentState",
            json!(null),
            "Shipped",
            "OrderShipmentStateChanged",
        ),
    ] {
        let mut change = json!({"action": action});
        change[field] = json!(new);
        assert_eq!(acted(&shop, &order, change).await[field], new);
        let message = &told(&shop, message).await[0];
        let before = format!("old{}{}", field[..1].to_uppercase(), &field[1..]);
        assert_eq!((&message[field], &message[&before]), (&json!(new), &old));
    }
    let unknown = json!({"action": "changeOrderState", "orderState": "Lost"});
    assert_eq!(refused(&shop, &order, unknown).await.0, 400);
}

#[tokio::test]
async fn a_state_of_the_projects_own_leads_to_the_next_one() {
    let (shop, order) = shop_with_order().await;
    for (key, more) in [
        ("end", json!({"type": "OrderState", "transitions": []})),
        (
            "begin",
            json!({"type": "OrderState", "transitions": [{"typeId": "state", "key": "end"}]}),
        ),
        ("other", json!({"type": "ProductState"})),
    ] {
        let mut draft = more;
        draft["key"] = json!(key);
        assert_eq!(shop.post("/states", draft).await.status, 201);
    }
    let to =
        |key: &str| json!({"action": "transitionState", "state": {"typeId": "state", "key": key}});
    assert_eq!(refused(&shop, &order, to("other")).await, invalid());
    acted(&shop, &order, to("begin")).await;
    let ended = acted(&shop, &order, to("end")).await;
    assert_eq!(
        ended["state"]["id"],
        json!(id(&shop, "/states/key=end").await)
    );
    assert_eq!(refused(&shop, &order, to("begin")).await, invalid());
    let messages = told(&shop, "OrderStateTransition").await;
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1]["oldState"], messages[0]["state"]);
    assert_eq!(messages[1]["force"], false);
}

#[tokio::test]
async fn a_number_is_set_once() {
    let (shop, order) = shop_with_order().await;
    let other = full_cart(&shop, json!({})).await;
    ordered(&shop, draft_with(&other, json!({"orderNumber": "1"}))).await;
    let set = |number: Value| json!({"action": "setOrderNumber", "orderNumber": number});
    let taken = refused(&shop, &order, set(json!("1"))).await;
    assert_eq!(taken, (400, "DuplicateField".to_owned()));
    let numbered = acted(&shop, &order, set(json!("2"))).await;
    assert_eq!(shop.get("/orders/order-number=2").await.json(), numbered);
    for number in [json!("3"), json!(null)] {
        assert_eq!(refused(&shop, &order, set(number)).await, invalid());
    }
    let set = json!({"action": "setPurchaseOrderNumber", "purchaseOrderNumber": "PO"});
    let updated = shop.update("/orders/order-number=2", 2, json!([set])).await;
    assert_eq!(updated.json()["purchaseOrderNumber"], "PO");
    let message = &told(&shop, "OrderPurchaseOrderNumberSet").await[0];
    assert_eq!(message["purchaseOrderNumber"], "PO");
}

#[tokio::test]
async fn addresses_and_emails_are_set_and_told() {
    let (shop, order) = shop_with_order().await;
    let away = json!({"country": "FR", "city": "Paris"});
    let set = json!({"action": "setShippingAddress", "address": away});
    let moved = acted(&shop, &order, set).await;
    assert_eq!(moved["shippingAddress"], away);
    // Prices and taxes stay as they were ordered.
    assert_eq!(moved["taxedPrice"], order["taxedPrice"]);
    let message = &told(&shop, "OrderShippingAddressSet").await[0];
    assert_eq!(
        (&message["address"], &message["oldAddress"]),
        (&away, &home())
    );
    let set = json!({"action": "setBillingAddress", "address": away});
    assert_eq!(acted(&shop, &order, set).await["billingAddress"], away);
    let message = &told(&shop, "OrderBillingAddressSet").await[0];
    assert_eq!(
        (&message["address"], message.get("oldAddress")),
        (&away, None)
    );
    for email in ["a@example.com", "b@example.com"] {
        let set = json!({"action": "setCustomerEmail", "email": email});
        assert_eq!(acted(&shop, &order, set).await["customerEmail"], email);
    }
    let message = &told(&shop, "OrderCustomerEmailSet").await[1];
    assert_eq!(
        (&message["email"], &message["oldEmail"]),
        (&json!("b@example.com"), &json!("a@example.com"))
    );
    let set = json!({"action": "setLocale", "locale": "fr"});
    assert_eq!(acted(&shop, &order, set).await["locale"], "fr");
}

#[tokio::test]
async fn an_order_gets_a_customer_with_the_group() {
    let shop = shop().await;
    let cart = full_cart(&shop, json!({"anonymousId": "guest"})).await;
    let order = ordered(&shop, draft(&cart)).await;
    let vip = id(&shop, "/customers/key=vip").await;
    let group = id(&shop, "/customer-groups/key=vip").await;
    let given = acted(
        &shop,
        &order,
        json!({"action": "setCustomerId", "customerId": vip}),
    )
    .await;
    let group = json!({"typeId": "customer-group", "id": group});
    assert_eq!(
        (
            &given["customerId"],
            &given["customerGroup"],
            given.get("anonymousId")
        ),
        (&json!(vip), &group, None)
    );
    assert_eq!(given["lineItems"], order["lineItems"]);
    let unknown = json!({"action": "setCustomerId", "customerId": "none"});
    assert_eq!(
        refused(&shop, &order, unknown).await,
        (400, "ReferencedResourceNotFound".to_owned())
    );
    let taken = acted(&shop, &order, json!({"action": "setCustomerId"})).await;
    assert_eq!(
        (taken.get("customerId"), taken.get("customerGroup")),
        (None, None)
    );
    let messages = told(&shop, "OrderCustomerSet").await;
    let reference = json!({"typeId": "customer", "id": vip});
    assert_eq!(
        (
            &messages[0]["customer"],
            &messages[0]["customerGroup"],
            messages[0].get("oldCustomer")
        ),
        (&reference, &group, None)
    );
    assert_eq!(
        (messages[1].get("customer"), &messages[1]["oldCustomer"]),
        (None, &reference)
    );
}

#[tokio::test]
async fn an_order_goes_to_another_store() {
    let (shop, order) = shop_with_order().await;
    let store = json!({"typeId": "store", "key": "germany"});
    let set = json!({"action": "setStore", "store": store});
    assert_eq!(acted(&shop, &order, set.clone()).await["store"], store);
    assert_eq!(refused(&shop, &order, set).await, invalid());
    let in_store = format!("/in-store/key=germany{}", path(&order));
    assert_eq!(shop.get(&in_store).await.status, 200);
    assert_eq!(told(&shop, "OrderStoreSet").await[0]["store"], store);
    let none = json!({"action": "setStore"});
    assert_eq!(acted(&shop, &order, none.clone()).await.get("store"), None);
    assert_eq!(refused(&shop, &order, none).await, invalid());
    assert_eq!(shop.get(&in_store).await.status, 404);
}

#[tokio::test]
async fn a_channel_knows_when_it_was_synchronised() {
    let (shop, order) = shop_with_order().await;
    let draft = json!({"key": "export", "roles": ["OrderExport"]});
    assert_eq!(shop.post("/channels", draft).await.status, 201);
    let sync = |key: &str, id: &str| json!({"action": "updateSyncInfo", "channel": {"typeId": "channel", "key": key}, "externalId": id});
    let synced = acted(&shop, &order, sync("export", "1")).await;
    assert_eq!(synced["syncInfo"][0]["externalId"], "1");
    assert!(synced["syncInfo"][0]["syncedAt"].is_string());
    let mut again = sync("export", "2");
    again["syncedAt"] = json!("2026-01-01T00:00:00.000Z");
    let synced = acted(&shop, &order, again).await["syncInfo"].clone();
    assert_eq!(synced.as_array().unwrap().len(), 1);
    assert_eq!(
        (&synced[0]["externalId"], &synced[0]["syncedAt"]),
        (&json!("2"), &json!("2026-01-01T00:00:00.000Z"))
    );
    assert_eq!(
        refused(&shop, &order, sync("warehouse", "1")).await,
        (400, "InvalidInput".to_owned())
    );
}

#[tokio::test]
async fn custom_fields_of_the_order_and_its_items_are_set() {
    let (shop, order) = shop_with_order().await;
    let of_type = json!({"typeId": "type", "key": "gift"});
    let set = json!({"action": "setCustomType", "type": of_type, "fields": {"wrapped": true}});
    let custom = acted(&shop, &order, set).await["custom"].clone();
    assert_eq!(custom["fields"], json!({"wrapped": true}));
    assert_eq!(
        told(&shop, "OrderCustomTypeSet").await[0]["customFields"],
        custom
    );
    let set = json!({"action": "setCustomField", "name": "wrapped", "value": false});
    acted(&shop, &order, set).await;
    let message = &told(&shop, "OrderCustomFieldChanged").await[0];
    assert_eq!(
        (
            &message["name"],
            &message["value"],
            &message["previousValue"]
        ),
        (&json!("wrapped"), &json!(false), &json!(true))
    );
    acted(
        &shop,
        &order,
        json!({"action": "setCustomField", "name": "wrapped"}),
    )
    .await;
    assert_eq!(
        told(&shop, "OrderCustomFieldRemoved").await[0]["name"],
        "wrapped"
    );
    acted(&shop, &order, json!({"action": "setCustomType"})).await;
    assert_eq!(
        told(&shop, "OrderCustomTypeRemoved").await[0]["previousTypeId"],
        custom["type"]["id"]
    );
    let set = json!({"action": "setShippingAddressCustomType", "type": of_type, "fields": {"wrapped": true}});
    let changed = acted(&shop, &order, set).await;
    assert_eq!(
        changed["shippingAddress"]["custom"]["fields"]["wrapped"],
        true
    );
    let item = order["lineItems"][0]["id"].clone();
    let set = json!({"action": "setLineItemCustomType", "lineItemId": item, "type": of_type, "fields": {"wrapped": true}});
    let changed = acted(&shop, &order, set).await;
    assert_eq!(changed["lineItems"][0]["custom"]["fields"]["wrapped"], true);
}

#[tokio::test]
async fn pieces_of_an_item_go_to_addresses_of_the_order() {
    let (shop, order) = shop_with_order().await;
    let item = order["lineItems"][0]["id"].clone();
    let details = |key: &str, quantity: u32| {
        let targets = json!([{"addressKey": key, "quantity": quantity}]);
        json!({"action": "setLineItemShippingDetails", "lineItemId": item, "shippingDetails": {"targets": targets}})
    };
    assert_eq!(refused(&shop, &order, details("work", 3)).await, invalid());
    let address = json!({"key": "work", "country": "DE"});
    let add = json!({"action": "addItemShippingAddress", "address": address});
    let added = acted(&shop, &order, add).await;
    assert_eq!(added["itemShippingAddresses"], json!([address]));
    for (quantity, valid) in [(3, true), (2, false)] {
        let changed = acted(&shop, &order, details("work", quantity)).await;
        let details = &changed["lineItems"][0]["shippingDetails"];
        assert_eq!(details["valid"], valid);
        assert_eq!(details["targets"][0]["quantity"], quantity);
    }
    let none = json!({"action": "setLineItemShippingDetails", "lineItemId": item});
    let changed = acted(&shop, &order, none).await;
    assert_eq!(changed["lineItems"][0].get("shippingDetails"), None);
    let gone = json!({"action": "removeItemShippingAddress", "addressKey": "work"});
    let changed = acted(&shop, &order, gone).await;
    assert_eq!(changed["itemShippingAddresses"], json!([]));
}

#[tokio::test]
async fn actions_that_are_not_emulated_say_so() {
    let (shop, order) = shop_with_order().await;
    for action in [
        json!({"action": "setShippingCustomField", "name": "a", "value": 1}),
        json!({"action": "setItemShippingAddressCustomField", "addressKey": "a", "name": "a", "value": 1}),
        json!({"action": "setDeliveryCustomField", "deliveryId": "a", "name": "a", "value": 1}),
        json!({"action": "setDeliveryAddressCustomField", "deliveryId": "a", "name": "a", "value": 1}),
        json!({"action": "setParcelCustomType", "parcelId": "a"}),
        json!({"action": "setReturnItemCustomField", "returnItemId": "a", "name": "a", "value": 1}),
        json!({"action": "setEstimatedDelivery"}),
    ] {
        assert_eq!(
            refused(&shop, &order, action.clone()).await.0,
            501,
            "{action}"
        );
    }
}
