//! Damaged actions, which are refused and never break an order.

use serde_json::{Value, json};

use super::{acted, home, path, shop_with_order};
use crate::mutations::{damage, random};

#[tokio::test]
async fn damaged_actions_are_done_or_refused() {
    let (shop, order) = shop_with_order().await;
    let line = order["lineItems"][0]["id"].clone();
    let item = json!({"id": line, "quantity": 1});
    let returned =
        json!({"lineItemId": line, "quantity": 1, "shipmentState": "Returned", "key": "return"});
    let added =
        json!({"action": "addDelivery", "deliveryKey": "first", "parcels": [{"key": "box"}]});
    acted(&shop, &order, added).await;
    let returns = json!({"action": "addReturnInfo", "items": [returned]});
    let order = acted(&shop, &order, returns).await;
    let initial = &order["lineItems"][0]["state"][0]["state"];
    let actions = [
        json!({"action": "addDelivery", "items": [item], "address": home(), "parcels": [{"items": [item]}]}),
        json!({"action": "addParcelToDelivery", "deliveryKey": "first", "measurements": {"weightInGram": 1}, "items": [item]}),
        json!({"action": "setDeliveryAddress", "deliveryKey": "first", "address": home()}),
        json!({"action": "setDeliveryItems", "deliveryKey": "first", "items": [item]}),
        json!({"action": "setParcelItems", "parcelKey": "box", "items": [item]}),
        json!({"action": "setParcelTrackingData", "parcelKey": "box", "trackingData": {"trackingId": "1"}}),
        json!({"action": "addReturnInfo", "items": [{"lineItemId": line, "quantity": 1, "shipmentState": "Advised"}]}),
        json!({"action": "setReturnPaymentState", "returnItemKey": "return", "paymentState": "Refunded"}),
        json!({"action": "transitionLineItemState", "lineItemId": line, "quantity": 1, "fromState": initial, "toState": initial}),
        json!({"action": "importLineItemState", "lineItemId": line, "state": [{"quantity": 3, "state": initial}]}),
        json!({"action": "setLineItemShippingDetails", "lineItemId": line, "shippingDetails": {"targets": []}}),
        json!({"action": "setShippingAddress", "address": home()}),
        json!({"action": "setCustomerId", "customerId": "none"}),
        json!({"action": "updateSyncInfo", "channel": {"typeId": "channel", "key": "warehouse"}}),
        json!({"action": "changeOrderState", "orderState": "Complete"}),
    ];
    let mut random = random();
    let (mut done, mut refused) = (0, 0);
    for _ in 0..40 {
        for action in &actions {
            let mut action = action.clone();
            damage(&mut random, &mut action);
            let version = shop.get(&path(&order)).await.json()["version"].clone();
            let update = json!({"version": version, "actions": [action]});
            let answer = shop.post(&path(&order), update).await;
            match answer.status {
                200 => done += 1,
                400 | 501 => refused += 1,
                other => panic!("{other} for {action}: {}", answer.text),
            }
        }
    }
    assert!(done > 20 && refused > 100, "{done} done, {refused} refused");
    let read: Value = shop.get(&path(&order)).await.json();
    assert_eq!(read["id"], order["id"]);
}
