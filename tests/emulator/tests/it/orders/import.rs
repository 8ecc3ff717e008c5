//! Orders that were placed elsewhere.

use serde_json::{Value, json};

use super::{act, acted, told};
use crate::business_units::{self, unit};
use crate::carts::{code, invalid, shop};

fn euros(cents: i64) -> Value {
    json!({"centAmount": cents, "currencyCode": "EUR"})
}

fn tax() -> Value {
    json!({"name": "VAT", "amount": 0.19, "includedInPrice": true, "country": "DE"})
}

fn draft(more: Value) -> Value {
    let mut draft = json!({
        "orderNumber": "elsewhere-1",
        "totalPrice": euros(4000),
        "lineItems": [{
            "name": {"en": "An old lamp"},
            "variant": {"sku": "lamp-1"},
            "quantity": 3,
            "price": {"value": euros(1190)},
            "taxRate": tax(),
        }],
        "shippingAddress": {"country": "DE"},
    });
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    draft
}

#[tokio::test]
async fn an_imported_order_is_as_its_draft_says() {
    let shop = shop().await;
    let info = json!({
        "shippingMethodName": "Pigeon",
        "price": euros(430),
        "shippingRate": {"price": euros(430)},
        "taxRate": tax(),
        "deliveries": [{"key": "first", "parcels": [{"key": "box"}]}],
    });
    let more = json!({
        "customerEmail": "old@example.com",
        "shippingInfo": info,
        "taxedPrice": {"totalNet": euros(3361), "totalGross": euros(4000), "taxPortions": []},
        "completedAt": "2019-03-04T05:06:07.000Z",
        "paymentState": "Paid",
        "customLineItems": [{
            "name": {"en": "A refund"}, "slug": "refund", "quantity": -1, "money": euros(500),
        }],
    });
    let created = shop.post("/orders/import", draft(more)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let order = created.json();
    let path = super::path(&order);
    assert_eq!(shop.get(&path).await.json(), order);
    // Totals are not recalculated, although the items cost less.
    assert_eq!(order["totalPrice"]["centAmount"], 4000);
    assert_eq!(order["taxedPrice"]["totalNet"]["centAmount"], 3361);
    let line = &order["lineItems"][0];
    assert_eq!(line["name"], json!({"en": "An old lamp"}));
    assert_eq!(line["productSlug"], json!({"en": "lamp"}));
    assert_eq!(line["price"]["value"]["centAmount"], 1190);
    assert_eq!(line["totalPrice"]["centAmount"], 3570);
    assert_eq!(line["taxedPrice"]["totalNet"]["centAmount"], 3000);
    assert_eq!(line["state"][0]["quantity"], 3);
    assert_eq!(
        order["customLineItems"][0]["totalPrice"]["centAmount"],
        -500
    );
    assert_eq!(
        order["shippingInfo"]["taxedPrice"]["totalNet"]["centAmount"],
        361
    );
    assert_eq!(order["taxedShippingPrice"]["totalGross"]["centAmount"], 430);
    assert_eq!(
        order["shippingInfo"]["deliveries"][0]["parcels"][0]["key"],
        "box"
    );
    assert_eq!(order["completedAt"], "2019-03-04T05:06:07.000Z");
    assert_eq!(order["orderState"], "Open");
    assert_eq!(order["origin"], "Customer");
    assert!(order.get("cart").is_none());
    assert_eq!(told(&shop, "OrderCreated").await, [] as [Value; 0]);
    let messages = told(&shop, "OrderImported").await;
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["order"], order);
    // It is an order like the others.
    let action = json!({"action": "changeOrderState", "orderState": "Complete"});
    assert_eq!(acted(&shop, &order, action).await["orderState"], "Complete");
    let number = json!({"action": "setOrderNumber", "orderNumber": "elsewhere-2"});
    assert_eq!(act(&shop, &order, number).await.status, 400);
    let by_number = shop.get("/orders/order-number=elsewhere-1").await;
    assert_eq!(by_number.json()["id"], order["id"]);
}

#[tokio::test]
async fn a_variant_is_named_by_its_id_and_has_what_the_draft_says_instead() {
    let shop = shop().await;
    let page = shop.get("/products/key=lamp").await.json();
    let line = json!({
        "name": {"en": "Lamp"},
        "productId": page["id"],
        "variant": {
            "id": 2,
            "prices": [{"value": euros(5)}],
            "images": [{"url": "https://example.com/lamp.png", "dimensions": {"w": 1, "h": 2}}],
        },
        "quantity": 1,
        "price": {"value": euros(7)},
    });
    let created = shop
        .post("/orders/import", draft(json!({"lineItems": [line]})))
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    let line = &created.json()["lineItems"][0];
    assert_eq!(line["variant"]["sku"], "lamp-2");
    assert_eq!(line["variant"]["prices"].as_array().unwrap().len(), 1);
    assert_eq!(line["variant"]["prices"][0]["value"]["centAmount"], 5);
    assert_eq!(line["variant"]["images"][0]["dimensions"]["h"], 2);
    assert!(line.get("taxedPrice").is_none());
}

#[tokio::test]
async fn an_order_that_names_what_is_not_there_is_not_imported() {
    let shop = shop().await;
    let line = |more: Value| {
        let mut line = draft(json!({}))["lineItems"][0].clone();
        let members = line.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        json!({"lineItems": [line]})
    };
    let id = shop.get("/states/key=Initial").await.json()["id"].clone();
    let initial_id = json!({"typeId": "state", "id": id});
    for (what, more, code) in [
        ("no item", json!({"lineItems": []}), "InvalidInput"),
        (
            "an unknown SKU",
            line(json!({"variant": {"sku": "none"}})),
            "InvalidOperation",
        ),
        ("no variant", line(json!({"variant": {}})), "InvalidInput"),
        (
            "a variant id without its product",
            line(json!({"variant": {"id": 1}})),
            "InvalidInput",
        ),
        (
            "another currency",
            line(json!({"price": {"value": {"centAmount": 1, "currencyCode": "USD"}}})),
            "InvalidOperation",
        ),
        (
            "states of another quantity",
            line(json!({"state": [{"quantity": 2, "state": initial_id}]})),
            "InvalidOperation",
        ),
        (
            "a channel for something else",
            line(json!({"supplyChannel": {"typeId": "channel", "key": "berlin"}})),
            "MissingRoleOnChannel",
        ),
        (
            "an unknown customer",
            json!({"customerId": "none"}),
            "ReferencedResourceNotFound",
        ),
        (
            "an unknown payment",
            json!({"paymentInfo": {"payments": [{"typeId": "payment", "id": "none"}]}}),
            "ReferencedResourceNotFound",
        ),
        (
            "a country that the store is not for",
            json!({"country": "FR", "store": {"typeId": "store", "key": "germany"}}),
            "CountryNotConfiguredInStore",
        ),
        ("no total", json!({"totalPrice": null}), "InvalidJsonInput"),
    ] {
        let answer = shop.post("/orders/import", draft(more)).await;
        let (status, found, _) = answer.refusal();
        assert_eq!(
            (status, found.as_str()),
            (400, code),
            "{what}: {}",
            answer.text
        );
    }
    assert_eq!(shop.get("/orders").await.json()["total"], 0);
    let first = shop.post("/orders/import", draft(json!({}))).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let again = shop.post("/orders/import", draft(json!({}))).await;
    assert_eq!(again.refusal().1, "DuplicateField");
}

#[tokio::test]
async fn an_imported_order_takes_from_the_stock_where_it_says_so() {
    let shop = shop().await;
    shop.seed(json!({"inventory": [{"sku": "lamp-1", "quantityOnStock": 4}]}));
    let mode = json!({"inventoryMode": "ReserveOnOrder"});
    let created = shop.post("/orders/import", draft(mode.clone())).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let stock = shop.get("/inventory").await.json();
    assert_eq!(stock["results"][0]["availableQuantity"], 1);
    let mut more = mode;
    more["orderNumber"] = "elsewhere-2".into();
    let refused = shop.post("/orders/import", draft(more)).await;
    assert_eq!(refused.refusal().1, "OutOfStock");
}

#[tokio::test]
async fn an_imported_order_belongs_to_a_business_unit_by_the_same_rules() {
    let shop = business_units::shop().await;
    let ann = business_units::id(&shop, "ann").await;
    let of = |number: &str, key: &str, customer: Option<&String>| {
        draft(json!({"orderNumber": number, "businessUnit": unit(key), "customerId": customer}))
    };
    let import = "/orders/import";
    let created = shop.post(import, of("1", "acme", Some(&ann))).await;
    assert_eq!(created.status, 201, "{}", created.text);
    assert_eq!(created.json()["businessUnit"], unit("acme"));
    // Ann is no associate of it.
    let refused = shop.post(import, of("2", "other", Some(&ann))).await;
    assert_eq!(code(&refused), invalid());
    let without_customer = shop.post(import, of("3", "other", None)).await;
    assert_eq!(without_customer.status, 201, "{}", without_customer.text);
    let inactive = json!([{"action": "changeStatus", "status": "Inactive"}]);
    let changed = shop.update("/business-units/key=acme", 1, inactive).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let refused = shop.post(import, of("4", "acme", Some(&ann))).await;
    assert_eq!(code(&refused), invalid());
    assert_eq!(shop.get("/orders").await.json()["total"], 2);
}

#[tokio::test]
async fn the_time_of_an_imported_order_is_in_utc() {
    let shop = shop().await;
    let more = json!({"completedAt": "2020-01-01T02:00:00+02:00"});
    let order = shop.post("/orders/import", draft(more)).await.json();
    assert_eq!(order["completedAt"], "2020-01-01T00:00:00.000Z");
}
