//! Discount codes in stores, and which product discount counts.

use reqwest::Method;
use serde_json::{Value, json};

use crate::carts;
use crate::shop::Shop;

fn cart_discount(key: &str, order: &str, stores: Value) -> Value {
    json!({
        "key": key, "name": {"en": key}, "cartPredicate": "1=1", "sortOrder": order, "stores": stores,
        "requiresDiscountCode": true, "target": {"type": "lineItems", "predicate": "1=1"},
        "value": {"type": "relative", "permyriad": 1000},
    })
}

fn store(key: &str) -> Value {
    json!({"typeId": "store", "key": key})
}

#[tokio::test]
async fn a_discount_code_is_seen_in_the_stores_of_its_cart_discounts() {
    let shop = carts::shop().await;
    let code = |key: &str, discounts: &[&str]| {
        let discounts = discounts.iter();
        let discounts = discounts.map(|key| json!({"typeId": "cart-discount", "key": key}));
        json!({"key": key, "code": key, "cartDiscounts": discounts.collect::<Vec<Value>>()})
    };
    shop.seed(json!({
        "cart-discounts": [
            cart_discount("here", "0.1", json!([store("germany")])),
            cart_discount("there", "0.2", json!([store("anywhere")])),
            cart_discount("everywhere", "0.3", json!([])),
        ],
        "discount-codes": [
            code("of-germany", &["here", "everywhere"]),
            code("of-others", &["there"]),
            code("of-all", &["everywhere"]),
        ],
    }));
    let germany = "/in-store/key=germany/discount-codes";
    let page = shop.get(germany).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let page = page.json();
    assert_eq!(
        (&page["total"], &page["results"][0]["key"]),
        (&json!(1), &json!("of-germany"))
    );
    assert_eq!(page["results"][0]["stores"], json!([store("germany")]));
    assert_eq!(
        page["results"][0]["references"].as_array().unwrap().len(),
        2
    );
    let id = page["results"][0]["id"].as_str().unwrap();
    for (path, status) in [
        (format!("{germany}/{id}"), 200),
        (format!("{germany}/key=of-germany"), 200),
        (format!("{germany}/key=of-others"), 404),
        (format!("{germany}/key=of-all"), 404),
        (format!("/in-store/key=anywhere/discount-codes/{id}"), 404),
    ] {
        assert_eq!(shop.get(&path).await.status, status, "{path}");
        assert_eq!(
            shop.send(Method::HEAD, &path, None).await.status,
            status,
            "{path}"
        );
    }
    let found = format!("{germany}?where=key%3D%22of-others%22");
    assert_eq!(shop.send(Method::HEAD, &found, None).await.status, 404);
    // It follows its cart discounts.
    let update = json!([{"action": "setStores", "stores": [store("germany"), store("anywhere")]}]);
    let changed = shop.update("/cart-discounts/key=there", 1, update).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(
        shop.get(&format!("{germany}/key=of-others")).await.status,
        200
    );
}

fn product_discount(key: &str, order: &str, value: Value, more: Value) -> Value {
    let mut draft = json!({
        "key": key, "name": {"en": key}, "sortOrder": order, "predicate": "1 = 1", "isActive": true,
        "value": value,
    });
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    draft
}

async fn matching(shop: &Shop, product: &Value, variant: u32, currency: &str) -> (u16, Value) {
    let query = json!({
        "productId": product["id"], "variantId": variant, "staged": false,
        "price": {"value": {"centAmount": 100, "currencyCode": currency}},
    });
    let answer = shop.post("/product-discounts/matching", query).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn the_product_discount_of_the_highest_order_matches() {
    let shop = carts::shop().await;
    let lamp = shop.get("/products/key=lamp").await.json();
    let nothing = matching(&shop, &lamp, 1, "EUR").await;
    assert_eq!(nothing.0, 404);
    assert_eq!(
        nothing.1["errors"][0]["code"],
        "NoMatchingProductDiscountFound"
    );
    let absolute =
        json!({"type": "absolute", "money": [{"centAmount": 10, "currencyCode": "USD"}]});
    let relative = json!({"type": "relative", "permyriad": 100});
    let off = json!({"isActive": false});
    let over = json!({"validUntil": "2020-01-01T00:00:00.000Z"});
    shop.seed(json!({"product-discounts": [
        product_discount("low", "0.1", relative.clone(), json!({})),
        product_discount("dollars", "0.5", absolute, json!({})),
        product_discount("off", "0.6", relative.clone(), off),
        product_discount("over", "0.7", relative.clone(), over),
        product_discount("outside", "0.8", json!({"type": "external"}), json!({})),
    ]}));
    for (currency, key) in [("EUR", "low"), ("USD", "dollars")] {
        let (status, found) = matching(&shop, &lamp, 1, currency).await;
        assert_eq!((status, &found["key"]), (200, &json!(key)), "{found}");
    }
    assert_eq!(matching(&shop, &lamp, 7, "EUR").await.0, 404);
    assert_eq!(
        matching(&shop, &json!({"id": "none"}), 1, "EUR").await.0,
        404
    );
    let special = product_discount(
        "special",
        "0.9",
        relative,
        json!({"predicate": "sku = \"lamp-1\""}),
    );
    shop.seed(json!({"product-discounts": [special]}));
    let (status, refused) = matching(&shop, &lamp, 1, "EUR").await;
    assert_eq!(status, 501);
    assert!(
        refused["message"].as_str().unwrap().contains("predicate"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_discount_group_in_use_is_not_deleted() {
    let shop = carts::shop().await;
    let group = json!({"key": "group", "sortOrder": "0.5"});
    let created = shop.post("/discount-groups", group).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let mut discount = cart_discount("of-group", "0.7", json!([]));
    discount["discountGroup"] = json!({"typeId": "discount-group", "key": "group"});
    let made = shop.post("/cart-discounts", discount).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let path = "/discount-groups/key=group?version=1";
    let refused = shop.send(Method::DELETE, path, None).await;
    assert_eq!(refused.refusal().1, "ReferenceExists");
    let free = "/cart-discounts/key=of-group?version=1";
    assert_eq!(shop.send(Method::DELETE, free, None).await.status, 200);
    assert_eq!(shop.send(Method::DELETE, path, None).await.status, 200);
}
