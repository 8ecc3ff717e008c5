//! Deliveries and their parcels.

use serde_json::{Value, json};

use super::{acted, draft, home, ordered, refused, shop_with_order, told};
use crate::carts::{cart, invalid, shop};

#[tokio::test]
async fn a_delivery_has_items_parcels_and_an_address() {
    let (shop, order) = shop_with_order().await;
    let item = json!({"id": order["lineItems"][0]["id"], "quantity": 2});
    let add = json!({
        "action": "addDelivery", "deliveryKey": "first", "items": [item], "address": home(),
        "parcels": [{"key": "box", "trackingData": {"trackingId": "T1"}}],
    });
    let changed = acted(&shop, &order, add.clone()).await;
    let delivery = changed["shippingInfo"]["deliveries"][0].clone();
    assert!(delivery["id"].is_string() && delivery["createdAt"].is_string());
    assert_eq!(
        (&delivery["key"], &delivery["items"], &delivery["address"]),
        (&json!("first"), &json!([item]), &home())
    );
    let parcel = &delivery["parcels"][0];
    assert!(parcel["id"].is_string() && parcel["createdAt"].is_string());
    assert_eq!(
        parcel["trackingData"],
        json!({"trackingId": "T1", "isReturn": false})
    );
    assert_eq!(told(&shop, "DeliveryAdded").await[0]["delivery"], delivery);
    let message = &told(&shop, "ParcelAddedToDelivery").await[0];
    assert_eq!(
        (&message["parcel"], &message["delivery"]),
        (parcel, &delivery)
    );
    // A key is taken once.
    let again = refused(&shop, &order, add).await;
    assert_eq!(again, (400, "DuplicateField".to_owned()));

    let unknown = json!({"action": "addDelivery", "items": [{"id": "none", "quantity": 1}]});
    assert_eq!(refused(&shop, &order, unknown).await, invalid());
    let none = json!({"action": "addDelivery", "items": [{"id": item["id"], "quantity": 0}]});
    assert_eq!(refused(&shop, &order, none).await, invalid());
    let one_of_several = json!({"action": "addDelivery", "shippingKey": "a"});
    assert_eq!(refused(&shop, &order, one_of_several).await.0, 501);
}

#[tokio::test]
async fn a_delivery_and_its_parcels_change() {
    let (shop, order) = shop_with_order().await;
    let item = json!({"id": order["lineItems"][0]["id"], "quantity": 1});
    let added = acted(&shop, &order, json!({"action": "addDelivery"})).await;
    let id = added["shippingInfo"]["deliveries"][0]["id"].clone();
    let delivery = |order: &Value| order["shippingInfo"]["deliveries"][0].clone();

    let set = json!({"action": "setDeliveryAddress", "deliveryId": id, "address": home()});
    assert_eq!(
        delivery(&acted(&shop, &order, set).await)["address"],
        home()
    );
    let message = &told(&shop, "DeliveryAddressSet").await[0];
    assert_eq!(
        (&message["deliveryId"], &message["address"]),
        (&id, &home())
    );

    let set = json!({"action": "setDeliveryItems", "deliveryId": id, "items": [item]});
    assert_eq!(
        delivery(&acted(&shop, &order, set).await)["items"],
        json!([item])
    );
    let message = &told(&shop, "DeliveryItemsUpdated").await[0];
    assert_eq!(
        (&message["items"], &message["oldItems"]),
        (&json!([item]), &json!([]))
    );

    let add = json!({"action": "addParcelToDelivery", "deliveryId": id, "parcelKey": "box", "items": [item]});
    let parcel = delivery(&acted(&shop, &order, add).await)["parcels"][0].clone();
    assert_eq!(parcel["items"], json!([item]));
    assert_eq!(
        told(&shop, "ParcelAddedToDelivery").await[0]["parcel"],
        parcel
    );

    let size = json!({"heightInMillimeter": 1, "lengthInMillimeter": 2, "widthInMillimeter": 3, "weightInGram": 4});
    for (action, field, value, message) in [
        (
            "setParcelMeasurements",
            "measurements",
            size,
            "ParcelMeasurementsUpdated",
        ),
        (
            "setParcelTrackingData",
            "trackingData",
            json!({"carrier": "Post", "isReturn": true}),
            "ParcelTrackingDataUpdated",
        ),
        ("setParcelItems", "items", json!([]), "ParcelItemsUpdated"),
    ] {
        let mut set = json!({"action": action, "parcelKey": "box"});
        set[field] = value.clone();
        let changed = delivery(&acted(&shop, &order, set).await);
        assert_eq!(changed["parcels"][0][field], value, "{action}");
        let message = &told(&shop, message).await[0];
        assert_eq!(
            (
                &message["parcelId"],
                &message["deliveryId"],
                &message[field]
            ),
            (&parcel["id"], &id, &value)
        );
    }

    let gone = json!({"action": "removeParcelFromDelivery", "parcelId": parcel["id"]});
    assert_eq!(
        refused(
            &shop,
            &order,
            json!({"action": "removeParcelFromDelivery", "parcelId": "none"})
        )
        .await,
        invalid()
    );
    let changed = delivery(&acted(&shop, &order, gone).await);
    assert_eq!(changed["parcels"], json!([]));
    let message = &told(&shop, "ParcelRemovedFromDelivery").await[0];
    assert_eq!(message["parcel"]["id"], parcel["id"]);
    let gone = json!({"action": "removeDelivery", "deliveryId": id});
    let changed = acted(&shop, &order, gone.clone()).await;
    assert_eq!(changed["shippingInfo"]["deliveries"], json!([]));
    assert_eq!(
        told(&shop, "DeliveryRemoved").await[0]["delivery"]["id"],
        id
    );
    assert_eq!(refused(&shop, &order, gone).await, invalid());
    let unnamed = json!({"action": "removeDelivery"});
    assert_eq!(
        refused(&shop, &order, unnamed).await,
        (400, "InvalidInput".to_owned())
    );
}

#[tokio::test]
async fn an_order_without_a_shipping_method_has_no_deliveries() {
    let shop = shop().await;
    let lines = json!([{"sku": "lamp-1"}]);
    let cart = cart(
        &shop,
        json!({"lineItems": lines, "shippingAddress": home()}),
    )
    .await;
    let order = ordered(&shop, draft(&cart)).await;
    let add = json!({"action": "addDelivery"});
    assert_eq!(refused(&shop, &order, add).await, invalid());
}
