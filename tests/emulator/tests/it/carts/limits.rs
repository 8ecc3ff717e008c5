//! How few and how many of a variant a cart may have, and what becomes of line items when their products change.

use serde_json::{Value, json};

use super::{add, cart, change, changed, code, draft, invalid, shop};
use crate::shop::Shop;

fn quantity(of: &Value, quantity: u32) -> Value {
    json!([{"action": "changeLineItemQuantity", "lineItemId": of["lineItems"][0]["id"], "quantity": quantity}])
}

#[tokio::test]
async fn the_inventory_says_how_many_a_cart_may_have() {
    let shop = shop().await;
    let warehouse = json!({"typeId": "channel", "key": "warehouse"});
    shop.seed(json!({"inventory": [
        {"sku": "lamp-1", "quantityOnStock": 100, "minCartQuantity": 2, "maxCartQuantity": 5},
        {"sku": "lamp-1", "quantityOnStock": 100, "maxCartQuantity": 3, "supplyChannel": warehouse},
    ]}));
    let below = draft(&shop, json!({"lineItems": [{"sku": "lamp-1"}]})).await;
    let error = below.json()["errors"][0].clone();
    assert_eq!(below.status, 400);
    assert_eq!(error["code"], "LineItemQuantityBelowLimit");
    assert_eq!(
        (&error["quantity"], &error["minCartQuantity"]),
        (&json!(1), &json!(2))
    );
    let cart = cart(
        &shop,
        json!({"lineItems": [{"sku": "lamp-1", "quantity": 2}]}),
    )
    .await;
    for (actions, expected) in [
        (quantity(&cart, 6), "LineItemQuantityAboveLimit"),
        (json!([add("lamp-1", 4)]), "LineItemQuantityAboveLimit"),
        (quantity(&cart, 1), "LineItemQuantityBelowLimit"),
    ] {
        let refused = change(&shop, &cart, actions.clone()).await;
        assert_eq!(code(&refused), (400, expected.to_owned()), "{actions}");
    }
    let cart = changed(&shop, &cart, quantity(&cart, 5)).await;
    let channel = json!([{
        "action": "setLineItemSupplyChannel", "lineItemId": cart["lineItems"][0]["id"], "supplyChannel": warehouse,
    }]);
    let refused = change(&shop, &cart, channel).await;
    let error = refused.json()["errors"][0].clone();
    assert_eq!(error["code"], "LineItemQuantityAboveLimit");
    assert_eq!(
        (&error["quantity"], &error["maxCartQuantity"]),
        (&json!(5), &json!(3))
    );
    assert_eq!(error["lineItem"], cart["lineItems"][0]["id"]);
    changed(&shop, &cart, quantity(&cart, 0)).await;
}

async fn change_product(shop: &Shop, action: Value) {
    let product = shop.get("/products/key=chair").await.json();
    let version = product["version"].as_u64().unwrap();
    let answer = shop
        .update("/products/key=chair", version, json!([action]))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn a_change_of_the_cart_looks_the_prices_up_again() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"lineItems": [{"sku": "chair-1"}]})).await;
    let price = json!({"value": {"centAmount": 500, "currencyCode": "EUR"}});
    let prices = json!({"action": "setPrices", "variantId": 1, "prices": [price], "staged": false});
    change_product(&shop, prices).await;
    let name = json!({"action": "changeName", "name": {"en": "Stool"}, "staged": false});
    change_product(&shop, name).await;
    let cart = changed(&shop, &cart, json!([{"action": "recalculate"}])).await;
    let line = &cart["lineItems"][0];
    assert_eq!(
        (&line["price"]["value"]["centAmount"], &line["name"]["en"]),
        (&json!(500), &json!("chair"))
    );
    assert_eq!(line["variant"]["prices"][0]["value"]["centAmount"], 999);
    let update = json!([{"action": "recalculate", "updateProductData": true}]);
    let cart = changed(&shop, &cart, update).await;
    let line = &cart["lineItems"][0];
    assert_eq!(line["name"]["en"], "Stool");
    assert_eq!(line["variant"]["prices"][0]["value"]["centAmount"], 500);
    let none = json!({"action": "setPrices", "variantId": 1, "prices": [], "staged": false});
    change_product(&shop, none).await;
    let refused = change(
        &shop,
        &cart,
        json!([{"action": "setLocale", "locale": "de"}]),
    )
    .await;
    assert_eq!(code(&refused), (400, "MatchingPriceNotFound".to_owned()));
}

#[tokio::test]
async fn a_product_that_is_gone_leaves_its_line_items_as_they_are() {
    let shop = shop().await;
    let more = json!({"shippingAddress": {"country": "DE"}, "lineItems": [{"sku": "chair-1"}]});
    let cart = cart(&shop, more).await;
    change_product(&shop, json!({"action": "unpublish"})).await;
    assert_eq!(
        code(&change(&shop, &cart, json!([add("chair-1", 1)])).await),
        invalid()
    );
    let cart = changed(&shop, &cart, quantity(&cart, 2)).await;
    assert_eq!(cart["totalPrice"]["centAmount"], 1998);
    let product = shop.get("/products/key=chair").await.json();
    let path = format!("/products/key=chair?version={}", product["version"]);
    let gone = shop.send(reqwest::Method::DELETE, &path, None).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let cart = changed(&shop, &cart, quantity(&cart, 3)).await;
    assert_eq!(cart["totalPrice"]["centAmount"], 2997);
    assert_eq!(cart["taxedPrice"]["totalGross"]["centAmount"], 2997);
    assert_eq!(cart["lineItems"][0]["name"]["en"], "chair");
}

#[tokio::test]
async fn without_a_variant_the_master_variant_is_added() {
    let shop = shop().await;
    let master = json!({"action": "changeMasterVariant", "variantId": 2, "staged": false});
    change_product(&shop, master).await;
    let product = super::id(&shop, "/products/key=chair").await;
    let cart = cart(&shop, json!({"lineItems": [{"productId": product}]})).await;
    assert_eq!(cart["lineItems"][0]["variant"]["sku"], "chair-2");
}

#[tokio::test]
async fn a_store_with_product_selections_has_these_products() {
    let shop = shop().await;
    for key in ["some", "excluded"] {
        let mode = if key == "some" {
            "Individual"
        } else {
            "IndividualExclusion"
        };
        let draft = json!({"key": key, "name": {"en": key}, "mode": mode});
        assert_eq!(shop.post("/product-selections", draft).await.status, 201);
    }
    let product = |key: &str| json!({"typeId": "product", "key": key});
    let only = json!({"type": "includeOnly", "skus": ["lamp-2"]});
    let actions = json!([
        {"action": "addProduct", "product": product("lamp"), "variantSelection": only},
        {"action": "addProduct", "product": product("chair")},
    ]);
    let added = shop
        .update("/product-selections/key=some", 1, actions)
        .await;
    assert_eq!(added.status, 200, "{}", added.text);
    let lamp = json!({"skus": ["lamp-1"]});
    let exclude =
        json!([{"action": "excludeProduct", "product": product("lamp"), "variantExclusion": lamp}]);
    let path = "/product-selections/key=excluded";
    assert_eq!(shop.update(path, 1, exclude).await.status, 200);
    let of = |key: &str| json!([{"productSelection": {"typeId": "product-selection", "key": key}, "active": true}]);
    shop.seed(json!({"stores": [
        {"key": "some", "productSelections": of("some")},
        {"key": "others", "productSelections": of("excluded")},
    ]}));
    for (store, sku, expected) in [
        ("some", "lamp-2", None),
        ("some", "chair-1", None),
        ("some", "lamp-1", Some((400, "InvalidInput"))),
        ("some", "alone-1", Some((400, "InvalidInput"))),
        ("others", "chair-1", None),
        ("others", "lamp-1", Some((400, "InvalidInput"))),
        ("others", "lamp-2", None),
        ("anywhere", "alone-1", None),
    ] {
        let store = json!({"typeId": "store", "key": store});
        let answer = draft(&shop, json!({"store": store, "lineItems": [{"sku": sku}]})).await;
        match expected {
            None => assert_eq!(answer.status, 201, "{}", answer.text),
            Some((status, of)) => assert_eq!(code(&answer), (status, of.to_owned()), "{sku}"),
        }
    }
}
