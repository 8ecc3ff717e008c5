//! Returned items.

use serde_json::{Value, json};

use super::{acted, refused, shop_with_order, told};
use crate::carts::invalid;

#[tokio::test]
async fn what_comes_back_is_stocked_and_refunded() {
    let (shop, order) = shop_with_order().await;
    let line = &order["lineItems"][0]["id"];
    let item = |quantity: u32, state: &str| json!({"lineItemId": line, "quantity": quantity, "shipmentState": state, "comment": "broken"});
    let add =
        |item: Value| json!({"action": "addReturnInfo", "items": [item], "returnTrackingId": "R1"});
    let changed = acted(&shop, &order, add(item(1, "Returned"))).await;
    let info = changed["returnInfo"][0].clone();
    let returned = &info["items"][0];
    assert_eq!(
        (
            &info["returnTrackingId"],
            &returned["lineItemId"],
            &returned["type"]
        ),
        (&json!("R1"), line, &json!("LineItemReturnItem"))
    );
    assert_eq!(
        (
            &returned["shipmentState"],
            &returned["paymentState"],
            &returned["comment"]
        ),
        (&json!("Returned"), &json!("Initial"), &json!("broken"))
    );
    assert!(info["returnDate"].is_string());
    assert_eq!(told(&shop, "ReturnInfoAdded").await[0]["returnInfo"], info);
    for bad in [
        item(4, "Returned"),
        item(0, "Returned"),
        item(1, "Unusable"),
    ] {
        assert_eq!(refused(&shop, &order, add(bad)).await, invalid());
    }
    let unknown = json!({"lineItemId": "none", "quantity": 1, "shipmentState": "Returned"});
    assert_eq!(refused(&shop, &order, add(unknown)).await, invalid());
    let unnamed = json!({"quantity": 1, "shipmentState": "Returned"});
    assert_eq!(
        refused(&shop, &order, add(unnamed)).await,
        (400, "InvalidInput".to_owned())
    );

    let id = &returned["id"];
    let ship = |state: &str| json!({"action": "setReturnShipmentState", "returnItemId": id, "shipmentState": state});
    let pay = |state: &str| json!({"action": "setReturnPaymentState", "returnItemId": id, "paymentState": state});
    assert_eq!(refused(&shop, &order, ship("Advised")).await, invalid());
    let changed = acted(&shop, &order, ship("BackInStock")).await;
    assert_eq!(
        changed["returnInfo"][0]["items"][0]["shipmentState"],
        "BackInStock"
    );
    assert_eq!(refused(&shop, &order, ship("Unusable")).await, invalid());
    let message = &told(&shop, "OrderReturnShipmentStateChanged").await[0];
    assert_eq!(
        (&message["returnItemId"], &message["returnShipmentState"]),
        (id, &json!("BackInStock"))
    );
    let changed = acted(&shop, &order, pay("Refunded")).await;
    assert_eq!(
        changed["returnInfo"][0]["items"][0]["paymentState"],
        "Refunded"
    );
    assert_eq!(refused(&shop, &order, pay("Initial")).await, invalid());
}

#[tokio::test]
async fn what_is_only_announced_is_not_refunded() {
    let (shop, order) = shop_with_order().await;
    let line = &order["lineItems"][0]["id"];
    let item =
        json!({"key": "return", "lineItemId": line, "quantity": 1, "shipmentState": "Advised"});
    let set = json!({"action": "setReturnInfo", "items": [{"items": [item]}]});
    let changed = acted(&shop, &order, set).await;
    assert_eq!(
        changed["returnInfo"][0]["items"][0]["paymentState"],
        "NonRefundable"
    );
    assert_eq!(
        told(&shop, "ReturnInfoSet").await[0]["returnInfo"],
        changed["returnInfo"]
    );
    let pay = json!({"action": "setReturnPaymentState", "returnItemKey": "return", "paymentState": "Refunded"});
    assert_eq!(refused(&shop, &order, pay).await, invalid());
    let none = json!({"action": "setReturnInfo"});
    assert_eq!(acted(&shop, &order, none).await["returnInfo"], json!([]));
}
