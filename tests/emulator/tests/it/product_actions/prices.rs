//! Changes of the prices of products.

use serde_json::json;

use super::{act, acted, published, told};

#[tokio::test]
async fn prices_are_changed_with_messages_about_them() {
    let shop = published().await;
    let price = |cents: i64, country: Option<&str>| json!({"value": {"centAmount": cents, "currencyCode": "EUR"}, "country": country});
    let product = acted(&shop, json!([{"action": "addPrice", "sku": "b", "price": price(90, Some("DE")), "staged": false}])).await;
    let data = &product["masterData"];
    let prices = &data["current"]["variants"][0]["prices"];
    assert_eq!(prices, &data["staged"]["variants"][0]["prices"]);
    let id = prices[1]["id"].clone();
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["variantId"], &message["price"]),
        (&json!("ProductPriceAdded"), &json!(2), &prices[1])
    );
    let product = acted(
        &shop,
        json!([{"action": "changePrice", "priceId": id, "price": price(80, Some("DE"))}]),
    )
    .await;
    let staged = &product["masterData"]["staged"]["variants"][0]["prices"][1];
    assert_eq!(
        (&staged["id"], &staged["value"]["centAmount"]),
        (&id, &json!(80))
    );
    let message = told(&shop).await;
    let cents = |of: &str| message[of]["value"]["centAmount"].clone();
    assert_eq!(message["type"], "ProductPriceChanged");
    assert_eq!(
        (cents("oldPrice"), cents("newPrice")),
        (json!(90), json!(80))
    );
    // The current price is the same as before.
    acted(
        &shop,
        json!([{"action": "changePrice", "priceId": id, "price": price(70, Some("DE"))}]),
    )
    .await;
    let message = told(&shop).await;
    let cents = |of: &str| message[of]["value"]["centAmount"].clone();
    assert_eq!(
        (
            cents("oldPrice"),
            cents("oldStagedPrice"),
            cents("newPrice")
        ),
        (json!(90), json!(80), json!(70))
    );
    acted(
        &shop,
        json!([{"action": "changePrice", "priceId": id, "price": price(80, Some("DE"))}]),
    )
    .await;
    let refused = act(
        &shop,
        json!([{"action": "addPrice", "variantId": 2, "price": price(1, None)}]),
    )
    .await;
    assert_eq!(refused.refusal().1, "DuplicatePriceScope");
    // Only prices are published.
    let product = acted(
        &shop,
        json!([
            {"action": "changeName", "name": {"en": "New"}},
            {"action": "publish", "scope": "Prices"},
        ]),
    )
    .await;
    let current = &product["masterData"]["current"];
    assert_eq!(
        (
            &current["name"]["en"],
            &current["variants"][0]["prices"][1]["value"]["centAmount"]
        ),
        (&json!("lamp"), &json!(80))
    );
    assert_eq!(product["masterData"]["hasStagedChanges"], true);
    acted(
        &shop,
        json!([{"action": "setPriceKey", "priceId": id, "key": "german"}]),
    )
    .await;
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["key"]),
        (&json!("ProductPriceKeySet"), &json!("german"))
    );
    acted(&shop, json!([{"action": "removePrice", "priceId": id}])).await;
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["price"]["id"]),
        (&json!("ProductPriceRemoved"), &id)
    );
    let refused = act(&shop, json!([{"action": "removePrice", "priceId": id}])).await;
    assert_eq!(refused.refusal().1, "InvalidOperation");
    let product = acted(&shop, json!([{"action": "setPrices", "variantId": 1, "prices": [price(5, None), price(6, Some("AT"))]}])).await;
    let prices = &product["masterData"]["staged"]["masterVariant"]["prices"];
    assert_eq!(told(&shop).await["prices"], *prices);
    assert_eq!(prices.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn prices_have_custom_fields_and_discounts() {
    let shop = published().await;
    let name = json!({"en": "Name"});
    shop.seed(json!({
        "types": [{"key": "of-price", "name": name, "resourceTypeIds": ["product-price"], "fieldDefinitions": [
            {"name": "origin", "label": name, "required": false, "type": {"name": "String"}, "inputHint": "SingleLine"},
        ]}],
        "product-discounts": [
            {"key": "external", "name": name, "value": {"type": "external"}, "predicate": "1=1", "sortOrder": "0.2", "isActive": true},
            {"key": "relative", "name": name, "value": {"type": "relative", "permyriad": 10}, "predicate": "1=1", "sortOrder": "0.3", "isActive": true},
        ],
    }));
    let product = shop.get("/products/key=lamp").await.json();
    let id = product["masterData"]["staged"]["masterVariant"]["prices"][0]["id"].clone();
    acted(&shop, json!([{"action": "setProductPriceCustomType", "priceId": id, "type": {"typeId": "type", "key": "of-price"}, "fields": {"origin": "import"}}])).await;
    let message = told(&shop).await;
    assert_eq!(
        (
            &message["type"],
            &message["customField"]["fields"]["origin"]
        ),
        (&json!("ProductPriceCustomFieldsSet"), &json!("import"))
    );
    acted(&shop, json!([{"action": "setProductPriceCustomField", "priceId": id, "name": "origin", "value": "shop"}])).await;
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["value"]),
        (&json!("ProductPriceCustomFieldChanged"), &json!("shop"))
    );
    let refused = act(&shop, json!([{"action": "setProductPriceCustomField", "priceId": id, "name": "colour", "value": "red"}])).await;
    assert_eq!(refused.refusal().1, "InvalidInput");
    for (key, status) in [("relative", 400), ("external", 200)] {
        let discount = shop
            .get(&format!("/product-discounts/key={key}"))
            .await
            .json();
        let discount = json!({"typeId": "product-discount", "id": discount["id"]});
        let discounted =
            json!({"value": {"centAmount": 50, "currencyCode": "EUR"}, "discount": discount});
        let answer = act(
            &shop,
            json!([{"action": "setDiscountedPrice", "priceId": id, "discounted": discounted}]),
        )
        .await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let product = shop.get("/products/key=lamp").await.json();
    let price = &product["masterData"]["staged"]["masterVariant"]["prices"][0];
    assert_eq!(price["discounted"]["value"]["fractionDigits"], 2);
    let message = told(&shop).await;
    assert_eq!(
        (&message["type"], &message["discounted"], &message["sku"]),
        (
            &json!("ProductPriceExternalDiscountSet"),
            &price["discounted"],
            &json!("a")
        )
    );
}
