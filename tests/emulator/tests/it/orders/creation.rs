//! Orders of carts.

use std::sync::Barrier;

use ctp_emulator::Fault;
use reqwest::Method;
use serde_json::{Value, json};

use super::{draft, draft_with, full_cart, home, ordered, path, shop_with_order, told};
use crate::carts::{add, cart, change, changed, code, invalid, shop};
use crate::shop::Shop;

#[tokio::test]
async fn an_order_has_what_the_cart_has() {
    let shop = shop().await;
    let more = json!({
        "customerEmail": "ann@example.com", "country": "DE", "locale": "de", "billingAddress": home(),
        "anonymousId": "guest", "origin": "Merchant",
    });
    let cart = full_cart(&shop, more).await;
    let order = ordered(&shop, draft(&cart)).await;
    for name in [
        "lineItems",
        "customLineItems",
        "totalPrice",
        "taxedPrice",
        "taxedShippingPrice",
        "shippingInfo",
        "shippingAddress",
        "billingAddress",
        "customerEmail",
        "anonymousId",
        "country",
        "locale",
        "origin",
        "taxMode",
        "inventoryMode",
        "shippingMode",
    ] {
        assert!(!cart[name].is_null(), "{name}: {cart}");
        assert_eq!(order[name], cart[name], "{name}");
    }
    assert_eq!(order["totalPrice"]["centAmount"], 3000);
    assert_eq!(order["cart"], json!({"typeId": "cart", "id": cart["id"]}));
    assert_ne!(order["id"], cart["id"]);
    assert_eq!(
        (&order["version"], &order["orderState"], &order["syncInfo"]),
        (&json!(1), &json!("Open"), &json!([]))
    );
    for name in ["cartState", "key", "totalLineItemQuantity", "orderNumber"] {
        assert_eq!(order.get(name), None, "{name}");
    }
    assert_eq!(shop.get(&path(&order)).await.json(), order);
    assert_eq!(shop.get("/orders").await.json()["results"], json!([order]));
    assert_eq!(told(&shop, "OrderCreated").await[0]["order"], order);
}

#[tokio::test]
async fn a_draft_says_what_the_cart_does_not() {
    let shop = shop().await;
    shop.post("/states", json!({"key": "new", "type": "OrderState"}))
        .await;
    let cart = full_cart(&shop, json!({"key": "mine", "purchaseOrderNumber": "PO-1"})).await;
    let draft = json!({
        "cart": {"typeId": "cart", "key": "mine"},
        "version": cart["version"],
        "orderNumber": "1",
        "purchaseOrderNumber": "PO-2",
        "orderState": "Confirmed",
        "paymentState": "Pending",
        "shipmentState": "Ready",
        "state": {"typeId": "state", "key": "new"},
    });
    let order = ordered(&shop, draft.clone()).await;
    for name in [
        "orderNumber",
        "purchaseOrderNumber",
        "orderState",
        "paymentState",
        "shipmentState",
    ] {
        assert_eq!(order[name], draft[name], "{name}");
    }
    assert!(order["state"]["id"].is_string());
    assert_eq!(shop.get("/orders/order-number=1").await.json(), order);
    let head = shop
        .send(Method::HEAD, "/orders/order-number=1", None)
        .await;
    assert_eq!(head.status, 200);
    let head = shop
        .send(Method::HEAD, "/orders/order-number=2", None)
        .await;
    assert_eq!(head.status, 404);
    let expanded = shop.get(&format!("{}?expand=cart", path(&order))).await;
    assert_eq!(expanded.json()["cart"]["obj"]["cartState"], "Ordered");
}

#[tokio::test]
async fn an_ordered_cart_is_changed_and_ordered_no_more() {
    let shop = shop().await;
    let cart = full_cart(&shop, json!({})).await;
    ordered(&shop, draft(&cart)).await;
    let path = format!("/carts/{}", cart["id"].as_str().unwrap());
    let after = shop.get(&path).await.json();
    assert_eq!(
        (&after["cartState"], after["version"].as_u64().unwrap()),
        (&json!("Ordered"), cart["version"].as_u64().unwrap() + 1)
    );
    let refused = change(&shop, &after, json!([add("chair-1", 1)])).await;
    assert_eq!(code(&refused), invalid());
    let again = shop.post("/orders", draft(&after)).await;
    assert_eq!(code(&again), invalid());
    assert_eq!(shop.get("/orders").await.json()["total"], 1);
}

#[tokio::test]
async fn a_cart_that_somebody_changed_is_a_conflict() {
    let shop = shop().await;
    let old = full_cart(&shop, json!({})).await;
    let new = changed(&shop, &old, json!([add("chair-1", 1)])).await;
    let refused = shop.post("/orders", draft(&old)).await;
    assert_eq!(code(&refused), (409, "ConcurrentModification".to_owned()));
    assert_eq!(
        refused.json()["errors"][0]["currentVersion"],
        new["version"]
    );
    assert_eq!(shop.get("/orders").await.json()["total"], 0);
    // The deprecated field still names the cart.
    let draft = json!({"id": new["id"], "version": new["version"]});
    assert_eq!(ordered(&shop, draft).await["lineItems"], new["lineItems"]);
}

/// No order can be made of a cart, and nothing has changed then.
async fn is_refused(shop: &Shop, cart: &Value, draft: Value, expected: (u16, &str)) {
    let refused = shop.post("/orders", draft).await;
    let (status, code) = code(&refused);
    assert_eq!((status, code.as_str()), expected, "{}", refused.text);
    let path = format!("/carts/{}", cart["id"].as_str().unwrap());
    assert_eq!(&shop.get(&path).await.json(), cart);
    assert_eq!(shop.get("/orders").await.json()["total"], 0);
}

#[tokio::test]
async fn a_cart_that_is_not_complete_is_not_ordered() {
    let shop = shop().await;
    let invalid = (400, "InvalidOperation");
    let empty = cart(&shop, json!({"shippingAddress": home()})).await;
    is_refused(&shop, &empty, draft(&empty), invalid).await;
    for mode in ["Platform", "Disabled"] {
        let lines = json!([{"sku": "lamp-1"}]);
        let nowhere = cart(&shop, json!({"lineItems": lines, "taxMode": mode})).await;
        is_refused(&shop, &nowhere, draft(&nowhere), invalid).await;
    }
    let untaxed =
        json!({"lineItems": [{"sku": "lamp-1"}], "shippingAddress": home(), "taxMode": "External"});
    let untaxed = cart(&shop, untaxed).await;
    is_refused(&shop, &untaxed, draft(&untaxed), invalid).await;
}

#[tokio::test]
async fn a_cart_without_taxes_is_ordered_where_there_are_none() {
    let shop = shop().await;
    let untaxed =
        json!({"lineItems": [{"sku": "lamp-1"}], "shippingAddress": home(), "taxMode": "Disabled"});
    let untaxed = cart(&shop, untaxed).await;
    let order = ordered(&shop, draft(&untaxed)).await;
    assert_eq!(order.get("taxedPrice"), None);
}

#[tokio::test]
async fn a_cart_has_to_be_named_and_there() {
    let shop = shop().await;
    let cart = full_cart(&shop, json!({})).await;
    is_refused(&shop, &cart, json!({"version": 1}), (400, "RequiredField")).await;
    let other = json!({"cart": {"typeId": "cart", "id": "none"}, "version": 1});
    is_refused(&shop, &cart, other, (400, "ReferencedResourceNotFound")).await;
    let other = json!({"id": "none", "version": 1});
    is_refused(&shop, &cart, other, (400, "ReferencedResourceNotFound")).await;
}

#[tokio::test]
async fn a_number_is_taken_once() {
    let shop = shop().await;
    let first = full_cart(&shop, json!({})).await;
    ordered(&shop, draft_with(&first, json!({"orderNumber": "1"}))).await;
    let second = full_cart(&shop, json!({})).await;
    let again = draft_with(&second, json!({"orderNumber": "1"}));
    let refused = shop.post("/orders", again).await;
    assert_eq!(code(&refused), (400, "DuplicateField".to_owned()));
    assert_eq!(refused.json()["errors"][0]["field"], "orderNumber");
    // The cart can still be ordered.
    ordered(&shop, draft_with(&second, json!({"orderNumber": "2"}))).await;
}

#[tokio::test]
async fn custom_fields_of_cart_and_draft_come_together() {
    let shop = shop().await;
    let label = json!({"en": "Label"});
    let text =
        json!({"name": "text", "label": label, "required": true, "type": {"name": "String"}});
    let other =
        json!({"name": "other", "label": label, "required": false, "type": {"name": "String"}});
    for key in ["one-type", "two-type"] {
        let draft = json!({"key": key, "name": label, "resourceTypeIds": ["order"], "fieldDefinitions": [text, other]});
        assert_eq!(shop.post("/types", draft).await.status, 201);
    }
    let custom = |key: &str, fields: Value| json!({"type": {"typeId": "type", "key": key}, "fields": fields});
    let with = json!({"custom": custom("one-type", json!({"text": "a"}))});
    let first = full_cart(&shop, with.clone()).await;
    let order = ordered(&shop, draft(&first)).await;
    assert_eq!(order["custom"], first["custom"]);

    let second = full_cart(&shop, with).await;
    let wrong = json!({"custom": custom("two-type", json!({"text": "b"}))});
    let refused = shop.post("/orders", draft_with(&second, wrong)).await;
    assert_eq!(code(&refused), invalid());
    let more = json!({"custom": custom("one-type", json!({"other": "b"}))});
    let order = ordered(&shop, draft_with(&second, more)).await;
    assert_eq!(
        order["custom"]["fields"],
        json!({"text": "a", "other": "b"})
    );

    let third = full_cart(&shop, json!({})).await;
    let missing = json!({"custom": custom("one-type", json!({}))});
    let refused = shop.post("/orders", draft_with(&third, missing)).await;
    assert_eq!(code(&refused), (400, "RequiredField".to_owned()));
}

#[tokio::test]
async fn prices_that_have_changed_meanwhile_are_told() {
    let shop = shop().await;
    let lines = json!([{"sku": "alone-1"}, {"sku": "lamp-1"}]);
    let cart = cart(
        &shop,
        json!({"lineItems": lines, "shippingAddress": home()}),
    )
    .await;
    let price = shop
        .get("/standalone-prices?where=not(country%20is%20defined)")
        .await;
    let price = price.json()["results"][0].clone();
    let value = json!({"action": "changeValue", "value": {"centAmount": 1, "currencyCode": "EUR"}});
    let path = format!("/standalone-prices/{}", price["id"].as_str().unwrap());
    let updated = shop.update(&path, 1, json!([value])).await;
    assert_eq!(updated.status, 200, "{}", updated.text);
    let refused = shop.post("/orders", draft(&cart)).await;
    assert_eq!(code(&refused), (400, "PriceChanged".to_owned()));
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (&error["lineItems"], &error["shipping"]),
        (&json!([cart["lineItems"][0]["id"]]), &json!(false))
    );
    let current = changed(&shop, &cart, json!([{"action": "recalculate"}])).await;
    let order = ordered(&shop, draft(&current)).await;
    assert_eq!(order["totalPrice"]["centAmount"], 1001);
}

#[tokio::test]
async fn a_frozen_cart_is_ordered_at_its_prices() {
    let shop = shop().await;
    let lines = json!([{"sku": "alone-1"}]);
    let open = cart(
        &shop,
        json!({"lineItems": lines, "shippingAddress": home()}),
    )
    .await;
    let frozen = changed(&shop, &open, json!([{"action": "freezeCart"}])).await;
    let order = ordered(&shop, draft(&frozen)).await;
    assert_eq!(order["totalPrice"]["centAmount"], 5000);
}

#[tokio::test]
async fn a_shipping_method_that_is_off_is_none() {
    let shop = shop().await;
    let cart = full_cart(&shop, json!({})).await;
    let off = json!({"action": "changeActive", "active": false});
    let updated = shop
        .update("/shipping-methods/key=parcel", 1, json!([off]))
        .await;
    assert_eq!(updated.status, 200, "{}", updated.text);
    is_refused(&shop, &cart, draft(&cart), (400, "InvalidOperation")).await;
}

#[tokio::test]
async fn an_order_takes_from_the_stock() {
    let shop = shop().await;
    let entry = json!({"key": "lamps", "sku": "lamp-1", "quantityOnStock": 5});
    assert_eq!(shop.post("/inventory", entry).await.status, 201);
    // What is reserved is so for the time of the order only, so that it lowers both.
    let stock = async || {
        let entry = shop.get("/inventory/key=lamps").await.json();
        assert_eq!(entry["quantityOnStock"], entry["availableQuantity"]);
        entry["quantityOnStock"].clone()
    };
    let more = json!({"inventoryMode": "ReserveOnOrder"});
    let first = full_cart(&shop, more.clone()).await;
    let order = ordered(&shop, draft(&first)).await;
    assert_eq!(stock().await, 2);
    let second = full_cart(&shop, more).await;
    let refused = shop.post("/orders", draft(&second)).await;
    assert_eq!(code(&refused), (400, "OutOfStock".to_owned()));
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (&error["skus"], &error["lineItems"]),
        (&json!(["lamp-1"]), &json!([second["lineItems"][0]["id"]]))
    );
    assert_eq!(stock().await, 2);
    let path = format!("/carts/{}", second["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json()["cartState"], "Active");
    let tracking = full_cart(&shop, json!({"inventoryMode": "TrackOnly"})).await;
    ordered(&shop, draft(&tracking)).await;
    assert_eq!(stock().await, -1);
    // What becomes of the stock is not known then.
    let gone = format!("{}?version=1", super::path(&order));
    assert_eq!(
        shop.send(Method::DELETE, &gone, None).await.refusal().0,
        501
    );
    let line = &order["lineItems"][0]["id"];
    let returned = json!({"lineItemId": line, "quantity": 1, "shipmentState": "Returned"});
    let action = json!({"action": "addReturnInfo", "items": [returned]});
    let order = super::acted(&shop, &order, action).await;
    let action = json!({
        "action": "setReturnShipmentState", "returnItemId": order["returnInfo"][0]["items"][0]["id"],
        "shipmentState": "BackInStock",
    });
    assert_eq!(super::refused(&shop, &order, action).await.0, 501);
}

#[tokio::test]
async fn a_deleted_order_is_told() {
    let (shop, order) = shop_with_order().await;
    let gone = format!("{}?version=1", path(&order));
    let deleted = shop.send(Method::DELETE, &gone, None).await;
    assert_eq!(deleted.json(), order);
    assert_eq!(shop.get(&path(&order)).await.status, 404);
    assert_eq!(told(&shop, "OrderDeleted").await[0]["order"], order);
}

#[tokio::test]
async fn an_extension_of_orders_is_asked_and_one_of_carts_is_not() {
    let shop = shop().await;
    let first = full_cart(&shop, json!({})).await;
    let cart = full_cart(&shop, json!({})).await;
    let of_carts = shop.emulator.extension("cart", |_| {
        Err(vec![
            json!({"code": "InvalidInput", "message": "Nobody changes a cart."}),
        ])
    });
    of_carts.unwrap();
    ordered(&shop, draft(&first)).await;
    assert_eq!(shop.get("/orders").await.json()["total"], 1);
    let of_orders = shop.emulator.extension("order", |input| {
        assert_eq!(input["action"], "Create");
        Ok(vec![
            json!({"action": "setOrderNumber", "orderNumber": "by-extension"}),
        ])
    });
    of_orders.unwrap();
    let order = ordered(&shop, draft(&cart)).await;
    assert_eq!(order["orderNumber"], "by-extension");
    assert_eq!(
        shop.get("/orders/order-number=by-extension").await.json(),
        order
    );
    let path = format!("/carts/{}", cart["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json()["cartState"], "Ordered");
}

#[tokio::test]
async fn a_cart_is_ordered_once_however_many_extensions_think_about_it() {
    let shop = shop().await;
    let cart = full_cart(&shop, json!({})).await;
    // Both requests are with the extension before one of them goes on.
    let both = Barrier::new(2);
    let of_orders = shop.emulator.extension("order", move |_| {
        both.wait();
        Ok(Vec::new())
    });
    of_orders.unwrap();
    let order = || shop.post("/orders", draft(&cart));
    let (one, other) = tokio::join!(order(), order());
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(shop.get("/orders").await.json()["total"], 1);
    assert_eq!(told(&shop, "OrderCreated").await.len(), 1);
}

#[tokio::test]
async fn a_conflict_on_demand_is_about_the_cart() {
    let shop = shop().await;
    let cart = full_cart(&shop, json!({})).await;
    shop.emulator
        .fault(Fault::conflict().on("POST", "/orders"))
        .unwrap();
    let refused = shop.post("/orders", draft(&cart)).await;
    assert_eq!(code(&refused), (409, "ConcurrentModification".to_owned()));
    let version = refused.json()["errors"][0]["currentVersion"].clone();
    let draft = draft_with(&cart, json!({"version": version}));
    ordered(&shop, draft).await;
}

#[tokio::test]
async fn items_that_are_not_all_sent_somewhere_are_not_ordered() {
    let shop = shop().await;
    let targets = json!([{"addressKey": "work", "quantity": 1}]);
    let more = json!({
        "shippingAddress": home(),
        "itemShippingAddresses": [{"key": "work", "country": "DE"}],
        "lineItems": [{"sku": "lamp-1", "quantity": 1, "shippingDetails": {"targets": targets}}],
    });
    let sent = cart(&shop, more).await;
    let line = sent["lineItems"][0]["id"].clone();
    let quantity = |quantity: u32| json!([{"action": "changeLineItemQuantity", "lineItemId": line, "quantity": quantity}]);
    let two = changed(&shop, &sent, quantity(2)).await;
    assert_eq!(two["lineItems"][0]["shippingDetails"]["valid"], false);
    let refused = shop.post("/orders", draft(&two)).await;
    assert_eq!(
        code(&refused),
        (400, "InvalidItemShippingDetails".to_owned())
    );
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (&error["subject"], &error["itemId"]),
        (&json!("LineItem"), &line)
    );
    let one = changed(&shop, &two, quantity(1)).await;
    let order = ordered(&shop, draft(&one)).await;
    assert_eq!(order["lineItems"], one["lineItems"]);
}

#[tokio::test]
async fn taxes_from_elsewhere_are_complete_before_an_order() {
    let shop = shop().await;
    let more = json!({"shippingAddress": home(), "taxMode": "ExternalAmount", "lineItems": [{"sku": "lamp-1"}]});
    let untaxed = cart(&shop, more).await;
    is_refused(&shop, &untaxed, draft(&untaxed), (400, "InvalidOperation")).await;
    let money = json!({"centAmount": 1190, "currencyCode": "EUR"});
    let rate = json!({"name": "VAT", "amount": 0.19, "country": "DE"});
    let amount = json!({"totalGross": money, "taxRate": rate});
    let line = &untaxed["lineItems"][0]["id"];
    let set = json!([{"action": "setLineItemTaxAmount", "lineItemId": line, "externalTaxAmount": amount}]);
    let partly = changed(&shop, &untaxed, set).await;
    is_refused(&shop, &partly, draft(&partly), (400, "InvalidOperation")).await;
    let set = json!([{"action": "setCartTotalTax", "externalTotalGross": money}]);
    let taxed = changed(&shop, &partly, set).await;
    let order = ordered(&shop, draft(&taxed)).await;
    assert_eq!(order["taxedPrice"]["totalGross"]["centAmount"], 1190);
}
