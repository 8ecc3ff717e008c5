//! Which prices line items have, and when they change.

use serde_json::{Value, json};

use super::{add, cart, change, changed, code, draft, id, invalid, shop};

fn cents(cart: &Value, line: usize) -> i64 {
    let line = &cart["lineItems"][line];
    let total = line["totalPrice"]["centAmount"].as_i64().unwrap();
    let unit = line["price"]["value"]["centAmount"].as_i64().unwrap();
    assert_eq!(total, unit * line["quantity"].as_i64().unwrap());
    unit
}

#[tokio::test]
async fn the_price_is_for_country_customer_group_channel_and_quantity() {
    let shop = shop().await;
    let vip = id(&shop, "/customers/key=vip").await;
    let group = json!({"typeId": "customer-group", "key": "vip"});
    let berlin = json!({"typeId": "channel", "key": "berlin"});
    for (more, channel, quantity, expected) in [
        (json!({}), None, 1, 1000),
        (json!({}), None, 10, 800),
        (json!({"country": "FR"}), None, 10, 900),
        // The one for Austria was valid in the past.
        (json!({"country": "AT"}), None, 1, 1000),
        (json!({"country": "FR"}), Some(&berlin), 1, 850),
        (
            json!({"country": "FR", "customerGroup": group}),
            Some(&berlin),
            1,
            700,
        ),
        (json!({"customerId": vip}), None, 1, 700),
    ] {
        let mut line = json!({"sku": "lamp-1", "quantity": quantity});
        if let Some(channel) = channel {
            line["distributionChannel"] = channel.clone();
        }
        let mut draft = more.clone();
        draft["lineItems"] = json!([line]);
        let cart = cart(&shop, draft).await;
        assert_eq!(cents(&cart, 0), expected, "{more} {quantity}");
    }
}

#[tokio::test]
async fn prices_follow_the_country_the_customer_and_the_channel() {
    let shop = shop().await;
    let vip = id(&shop, "/customers/key=vip").await;
    let ann = id(&shop, "/customers/key=ann").await;
    let mut cart = cart(&shop, json!({"lineItems": [{"sku": "lamp-1"}]})).await;
    let line = cart["lineItems"][0]["id"].clone();
    let group = json!({"typeId": "customer-group", "key": "vip"});
    let berlin = json!({"typeId": "channel", "key": "berlin"});
    for (action, expected) in [
        (json!({"action": "setCountry", "country": "FR"}), 900),
        (
            json!({"action": "setLineItemDistributionChannel", "lineItemId": line, "distributionChannel": berlin}),
            850,
        ),
        (
            json!({"action": "setCustomerGroup", "customerGroup": group}),
            700,
        ),
        (json!({"action": "setCustomerGroup"}), 850),
        (json!({"action": "setCustomerId", "customerId": vip}), 700),
        (json!({"action": "setCustomerId", "customerId": ann}), 850),
        (
            json!({"action": "setLineItemDistributionChannel", "lineItemId": line}),
            900,
        ),
        (json!({"action": "setCountry"}), 1000),
    ] {
        cart = changed(&shop, &cart, json!([action])).await;
        assert_eq!(cents(&cart, 0), expected, "{action}");
    }
    assert_eq!(
        (&cart["customerId"], cart.get("customerGroup")),
        (&json!(ann), None)
    );
    let refused = change(
        &shop,
        &cart,
        json!([{"action": "setCustomerGroup", "customerGroup": group}]),
    )
    .await;
    assert_eq!(code(&refused), invalid());
    let guest = change(
        &shop,
        &cart,
        json!([{"action": "setAnonymousId", "anonymousId": "a"}]),
    )
    .await;
    assert_eq!(code(&guest), invalid());
    let nobody = change(
        &shop,
        &cart,
        json!([{"action": "setCustomerId", "customerId": "none"}]),
    )
    .await;
    assert_eq!(
        code(&nobody),
        (400, "ReferencedResourceNotFound".to_owned())
    );
    let none = changed(&shop, &cart, json!([{"action": "setCustomerId"}])).await;
    assert_eq!(
        (none.get("customerId"), none.get("customerGroup")),
        (None, None)
    );
}

#[tokio::test]
async fn a_variant_without_a_price_for_the_cart_is_refused() {
    let shop = shop().await;
    let berlin = id(&shop, "/channels/key=berlin").await;
    let line =
        json!({"sku": "chair-1", "distributionChannel": {"typeId": "channel", "id": berlin}});
    let dollars = json!({"currency": "USD", "country": "US", "lineItems": [line]});
    let refused = draft(&shop, dollars).await;
    let product = id(&shop, "/products/key=chair").await;
    let expected = json!([{
        "code": "MatchingPriceNotFound",
        "message": format!("The variant '1' with SKU 'chair-1' of product '{product}' does not contain a price for currency 'USD', country 'US', all customer groups and channel '{berlin}'."),
        "productId": product,
        "variantId": 1,
        "currency": "USD",
        "country": "US",
        "channel": {"typeId": "channel", "id": berlin},
    }]);
    assert_eq!(
        (refused.status, &refused.json()["errors"]),
        (400, &expected)
    );
}

#[tokio::test]
async fn a_product_with_standalone_prices_has_these() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"lineItems": [{"sku": "alone-1"}]})).await;
    assert_eq!(cents(&cart, 0), 5000);
    let prices = shop
        .get("/standalone-prices?where=country%20is%20not%20defined")
        .await
        .json();
    let price = &cart["lineItems"][0]["price"];
    assert_eq!(price["id"], prices["results"][0]["id"]);
    assert_eq!(price.get("sku"), None);
    let cart = changed(
        &shop,
        &cart,
        json!([{"action": "setCountry", "country": "FR"}]),
    )
    .await;
    assert_eq!(cents(&cart, 0), 4000);
    let id = prices["results"][0]["id"].as_str().unwrap();
    let off = json!([{"action": "changeActive", "active": false}]);
    let answer = shop
        .update(&format!("/standalone-prices/{id}"), 1, off)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let gone = change(&shop, &cart, json!([{"action": "setCountry"}])).await;
    assert_eq!(code(&gone), (400, "MatchingPriceNotFound".to_owned()));
}

#[tokio::test]
async fn prices_from_outside_count_until_they_are_taken_away() {
    let shop = shop().await;
    let money = |cents: u32| json!({"centAmount": cents, "currencyCode": "EUR"});
    let mut first = add("lamp-1", 3);
    first["externalPrice"] = money(50);
    let mut second = add("lamp-1", 3);
    second["externalTotalPrice"] = json!({"price": money(50), "totalPrice": money(120)});
    let cart = cart(&shop, json!({})).await;
    let cart = changed(&shop, &cart, json!([first, second])).await;
    let modes = [0, 1].map(|line: usize| cart["lineItems"][line]["priceMode"].clone());
    assert_eq!(modes, ["ExternalPrice", "ExternalTotal"]);
    let totals =
        [0, 1].map(|line: usize| cart["lineItems"][line]["totalPrice"]["centAmount"].clone());
    assert_eq!(totals, [150, 120]);
    assert_eq!(cart["totalPrice"]["centAmount"], 270);
    let ids = [0, 1].map(|line: usize| cart["lineItems"][line]["id"].clone());
    let quantity =
        |id: &Value| json!({"action": "changeLineItemQuantity", "lineItemId": id, "quantity": 2});
    let without = change(&shop, &cart, json!([quantity(&ids[0])])).await;
    assert_eq!(code(&without), invalid());
    let mut with = quantity(&ids[0]);
    with["externalPrice"] = money(60);
    // A total from outside is not one for another quantity.
    let cart = changed(&shop, &cart, json!([with, quantity(&ids[1])])).await;
    let lines = &cart["lineItems"];
    assert_eq!(lines[0]["totalPrice"]["centAmount"], 120);
    assert_eq!(
        (&lines[1]["priceMode"], cents(&cart, 1)),
        (&json!("Platform"), 1000)
    );
    let away = json!([
        {"action": "setLineItemPrice", "lineItemId": ids[0]},
        {"action": "setLineItemTotalPrice", "lineItemId": ids[1], "externalTotalPrice": {"price": money(1), "totalPrice": money(3)}},
    ]);
    let cart = changed(&shop, &cart, away).await;
    assert_eq!(cents(&cart, 0), 1000);
    assert_eq!(cart["lineItems"][1]["totalPrice"]["centAmount"], 3);
    let away = json!([{"action": "setLineItemTotalPrice", "lineItemId": ids[1]}]);
    let cart = changed(&shop, &cart, away).await;
    assert_eq!(cents(&cart, 1), 1000);
    let mut both = add("lamp-1", 1);
    both["externalPrice"] = money(1);
    both["externalTotalPrice"] = json!({"price": money(1), "totalPrice": money(1)});
    assert_eq!(code(&change(&shop, &cart, json!([both])).await), invalid());
}

#[tokio::test]
async fn precise_prices_are_rounded_as_the_cart_says() {
    let shop = shop().await;
    // 2.5 cents for one of them
    let price = json!({"type": "highPrecision", "currencyCode": "EUR", "preciseAmount": 25, "fractionDigits": 3, "centAmount": 2});
    for (mode, expected) in [("HalfEven", 2), ("HalfUp", 3), ("HalfDown", 2)] {
        let line = json!({"sku": "lamp-1", "externalPrice": price});
        let cart = cart(
            &shop,
            json!({"priceRoundingMode": mode, "lineItems": [line]}),
        )
        .await;
        assert_eq!(cart["totalPrice"]["centAmount"], expected, "{mode}");
        let id = &cart["lineItems"][0]["id"];
        let three = json!([{"action": "changeLineItemQuantity", "lineItemId": id, "quantity": 3, "externalPrice": price}]);
        let cart = changed(&shop, &cart, three).await;
        let expected = if mode == "HalfDown" { 7 } else { 8 };
        assert_eq!(cart["totalPrice"]["centAmount"], expected, "{mode}");
    }
}

#[tokio::test]
async fn what_a_discount_would_make_of_prices_is_not_made_up() {
    let shop = shop().await;
    let line = json!({"lineItems": [{"sku": "lamp-1"}]});
    let before = cart(&shop, line.clone()).await;
    let discount = |code: bool, active: bool| {
        json!({
            "name": {"en": "Sale"}, "value": {"type": "relative", "permyriad": 1000},
            "cartPredicate": "1 = 1", "target": {"type": "lineItems", "predicate": "1 = 1"},
            "sortOrder": format!("0.{}{}1", u8::from(code), u8::from(active)), "requiresDiscountCode": code, "isActive": active,
        })
    };
    for (code, active) in [(true, true), (false, false)] {
        let created = shop.post("/cart-discounts", discount(code, active)).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    cart(&shop, line.clone()).await;
    shop.post("/cart-discounts", discount(false, true)).await;
    assert_eq!(code(&draft(&shop, line.clone()).await).0, 501);
    let change = change(&shop, &before, json!([add("lamp-1", 1)])).await;
    assert_eq!(code(&change).0, 501);
    let codes = json!([{"action": "addDiscountCode", "code": "SALE"}]);
    let refused = super::change(&shop, &before, codes).await.refusal();
    let message = "The emulator does not emulate the update action addDiscountCode of carts.";
    assert_eq!(refused, (501, "NotEmulated".to_owned(), message.to_owned()));
    let message =
        String::from("The emulator does not emulate the totals of carts while the cart discount");
    assert!(
        draft(&shop, line.clone())
            .await
            .refusal()
            .2
            .starts_with(&message)
    );
    // There is nothing to discount in an empty one.
    cart(&shop, json!({})).await;
}

#[tokio::test]
async fn an_active_product_discount_is_not_left_out_silently() {
    let shop = shop().await;
    let discount = json!({
        "name": {"en": "Sale"}, "value": {"type": "relative", "permyriad": 1000},
        "predicate": "1 = 1", "sortOrder": "0.1", "isActive": true,
    });
    let created = shop.post("/product-discounts", discount).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let refused = draft(&shop, json!({"lineItems": [{"sku": "lamp-1"}]})).await;
    assert_eq!(code(&refused).0, 501);
}

#[tokio::test]
async fn a_discount_of_another_time_or_store_does_not_count() {
    let shop = shop().await;
    let mut product = json!({
        "name": {"en": "Sale"}, "value": {"type": "relative", "permyriad": 1000}, "predicate": "1 = 1",
        "sortOrder": "0.1", "isActive": true, "validUntil": "2020-01-01T00:00:00Z",
    });
    shop.post("/product-discounts", product.clone()).await;
    let mut of_cart = json!({
        "name": {"en": "Sale"}, "value": {"type": "relative", "permyriad": 1000}, "cartPredicate": "1 = 1",
        "target": {"type": "lineItems", "predicate": "1 = 1"}, "sortOrder": "0.1", "requiresDiscountCode": false,
        "isActive": true, "validFrom": "2999-01-01T00:00:00Z",
    });
    let created = shop.post("/cart-discounts", of_cart.clone()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    of_cart["sortOrder"] = json!("0.2");
    of_cart["validFrom"] = Value::Null;
    of_cart["stores"] = json!([{"typeId": "store", "key": "germany"}]);
    let created = shop.post("/cart-discounts", of_cart).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let line = json!({"lineItems": [{"sku": "lamp-1"}]});
    cart(&shop, line.clone()).await;
    let mut here = line.clone();
    here["store"] = json!({"typeId": "store", "key": "germany"});
    assert_eq!(code(&draft(&shop, here).await).0, 501);
    product["sortOrder"] = json!("0.2");
    product["validUntil"] = json!("2999-01-01T00:00:00Z");
    shop.post("/product-discounts", product).await;
    assert_eq!(code(&draft(&shop, line).await).0, 501);
}

#[tokio::test]
async fn a_discounted_price_that_is_set_from_outside_counts() {
    let shop = shop().await;
    let discount = json!({
        "key": "outside", "name": {"en": "Sale"}, "value": {"type": "external"}, "predicate": "1 = 1",
        "sortOrder": "0.1", "isActive": true,
    });
    let created = shop.post("/product-discounts", discount).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let chair = shop.get("/products/key=chair").await.json();
    let price = &chair["masterData"]["current"]["masterVariant"]["prices"][0]["id"];
    let value = json!({"centAmount": 500, "currencyCode": "EUR"});
    let discounted = json!({"value": value, "discount": {"typeId": "product-discount", "id": created.json()["id"]}});
    let action = json!([{"action": "setDiscountedPrice", "priceId": price, "discounted": discounted, "staged": false}]);
    let updated = shop.update("/products/key=chair", 1, action).await;
    assert_eq!(updated.status, 200, "{}", updated.text);
    let cart = cart(
        &shop,
        json!({"lineItems": [{"sku": "chair-1", "quantity": 3}]}),
    )
    .await;
    let line = &cart["lineItems"][0];
    assert_eq!(line["price"]["value"]["centAmount"], 999);
    assert_eq!(line["price"]["discounted"]["value"]["centAmount"], 500);
    assert_eq!(line["totalPrice"]["centAmount"], 1500);
    // A discounted price has no tiers.
    let lamp = shop.get("/products/key=lamp").await.json();
    let price = &lamp["masterData"]["current"]["masterVariant"]["prices"][0]["id"];
    let action = json!([{"action": "setDiscountedPrice", "priceId": price, "discounted": discounted, "staged": false}]);
    let updated = shop.update("/products/key=lamp", 1, action).await;
    assert_eq!(updated.status, 200, "{}", updated.text);
    for (quantity, cents) in [(9, 500), (10, 500)] {
        let line = json!({"sku": "lamp-1", "quantity": quantity});
        let cart = super::cart(&shop, json!({"lineItems": [line]})).await;
        assert_eq!(cart["totalPrice"]["centAmount"], quantity * cents);
    }
}

#[tokio::test]
async fn the_customer_group_is_the_one_that_the_customer_has_now() {
    let shop = shop().await;
    let ann = id(&shop, "/customers/key=ann").await;
    let cart = cart(
        &shop,
        json!({"customerId": ann, "lineItems": [{"sku": "lamp-1"}]}),
    )
    .await;
    assert_eq!(cents(&cart, 0), 1000);
    let group = json!({"typeId": "customer-group", "key": "vip"});
    let action = json!([{"action": "setCustomerGroup", "customerGroup": group}]);
    let updated = shop.update("/customers/key=ann", 1, action).await;
    assert_eq!(updated.status, 200, "{}", updated.text);
    let cart = changed(&shop, &cart, json!([{"action": "recalculate"}])).await;
    assert_eq!(cents(&cart, 0), 700);
    assert_eq!(cart["customerGroup"]["typeId"], "customer-group");
}
