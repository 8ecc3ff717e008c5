//! Taxes, shipping and totals.

use serde_json::{Value, json};

use super::{add, cart, change, changed, code, draft, invalid, shop};

fn address(country: &str) -> Value {
    json!({"action": "setShippingAddress", "address": {"country": country}})
}

fn taxed(of: &Value) -> [i64; 3] {
    let cents = |name: &str| of["taxedPrice"][name]["centAmount"].as_i64().unwrap();
    ["totalNet", "totalTax", "totalGross"].map(cents)
}

#[tokio::test]
async fn taxes_are_those_of_the_shipping_address() {
    let shop = shop().await;
    let cart = cart(
        &shop,
        json!({"lineItems": [{"sku": "chair-1", "quantity": 3}]}),
    )
    .await;
    assert_eq!(cart["lineItems"][0].get("taxRate"), None);
    let cart = changed(&shop, &cart, json!([address("DE")])).await;
    let line = &cart["lineItems"][0];
    assert_eq!(line["taxRate"]["amount"], 0.19);
    // 2997 / 1.19 = 2518.49
    assert_eq!(taxed(line), [2518, 479, 2997]);
    assert_eq!(taxed(&cart), [2518, 479, 2997]);
    let portion = json!({"name": "VAT DE", "rate": 0.19, "amount": {
        "type": "centPrecision", "currencyCode": "EUR", "centAmount": 479, "fractionDigits": 2,
    }});
    assert_eq!(cart["taxedPrice"]["taxPortions"], json!([portion]));
    assert_eq!(cart["totalPrice"]["centAmount"], 2997);
    let cart = changed(&shop, &cart, json!([address("FR")])).await;
    // 2997 * 1.2 = 3596.4
    assert_eq!(taxed(&cart), [2997, 599, 3596]);
    assert_eq!(cart["totalPrice"]["centAmount"], 2997);
    let cart = changed(&shop, &cart, json!([{"action": "setShippingAddress"}])).await;
    assert_eq!(
        (cart.get("taxedPrice"), cart.get("shippingAddress")),
        (None, None)
    );
    assert_eq!(cart["lineItems"][0].get("taxRate"), None);
    assert_eq!(cart["lineItems"][0].get("taxedPrice"), None);
}

#[tokio::test]
async fn an_address_without_a_tax_rate_is_refused() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"lineItems": [{"sku": "chair-1"}]})).await;
    let category = super::id(&shop, "/tax-categories/key=standard").await;
    let refused = change(&shop, &cart, json!([address("IT")])).await;
    let expected = json!([{
        "code": "MissingTaxRateForCountry",
        "message": format!("Tax category '{category}' is missing a tax rate for country 'IT'."),
        "taxCategoryId": category,
        "country": "IT",
    }]);
    assert_eq!(
        (refused.status, &refused.json()["errors"]),
        (400, &expected)
    );
    for state in ["CA", ""] {
        let address = json!({"country": "US", "state": state});
        let refused = change(
            &shop,
            &cart,
            json!([{"action": "setShippingAddress", "address": address}]),
        )
        .await;
        assert_eq!(code(&refused), (400, "MissingTaxRateForCountry".to_owned()));
        assert_eq!(refused.json()["errors"][0]["state"], state);
    }
    let untaxed =
        json!({"shippingAddress": {"country": "DE"}, "lineItems": [{"sku": "untaxed-1"}]});
    assert_eq!(code(&draft(&shop, untaxed).await), invalid());
}

#[tokio::test]
async fn a_rate_of_several_parts_has_a_portion_for_each() {
    let shop = shop().await;
    let address = json!({"country": "US", "state": "NY"});
    let lines = json!([{"sku": "chair-1", "quantity": 5}, {"sku": "lamp-1"}]);
    let cart = cart(
        &shop,
        json!({"shippingAddress": address, "lineItems": lines}),
    )
    .await;
    // 4995 * 0.1 = 499.5 goes to the even neighbour of 5494.5
    assert_eq!(taxed(&cart["lineItems"][0]), [4995, 499, 5494]);
    assert_eq!(taxed(&cart), [5995, 599, 6594]);
    let portions = cart["taxedPrice"]["taxPortions"].as_array().unwrap().iter();
    let portions = portions.map(|of| (of["name"].clone(), of["amount"]["centAmount"].clone()));
    let expected = [(json!("state"), json!(240)), (json!("city"), json!(359))];
    assert_eq!(portions.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn taxes_are_rounded_and_calculated_as_the_cart_says() {
    let shop = shop().await;
    for (rounding, level, gross) in [
        ("HalfEven", "LineItemLevel", 6),
        ("HalfUp", "LineItemLevel", 6),
        ("HalfEven", "UnitPriceLevel", 6),
        ("HalfUp", "UnitPriceLevel", 9),
        ("HalfDown", "UnitPriceLevel", 6),
    ] {
        // 2 cents and a quarter on top are 2.5 cents, three of them 7.5.
        let rate = json!({"name": "quarter", "amount": 0.25, "country": "DE"});
        let price = json!({"centAmount": 2, "currencyCode": "EUR"});
        let line = json!({"sku": "lamp-1", "quantity": 3, "externalPrice": price, "externalTaxRate": rate});
        let more = json!({
            "taxMode": "External", "taxRoundingMode": rounding, "taxCalculationMode": level,
            "shippingAddress": {"country": "DE"}, "lineItems": [line],
        });
        let cart = cart(&shop, more).await;
        let gross = if level == "LineItemLevel" { 8 } else { gross };
        assert_eq!(taxed(&cart), [6, gross - 6, gross], "{rounding} {level}");
        let other = json!([{"action": "changeTaxRoundingMode", "taxRoundingMode": "HalfDown"}]);
        let cart = changed(&shop, &cart, other).await;
        let gross = if level == "LineItemLevel" { 7 } else { 6 };
        assert_eq!(taxed(&cart)[2], gross, "{rounding} {level}");
    }
}

#[tokio::test]
async fn rates_from_outside_are_for_carts_with_external_taxes() {
    let shop = shop().await;
    let more = json!({"taxMode": "External", "shippingAddress": {"country": "DE"}, "lineItems": [{"sku": "chair-1"}]});
    let cart = cart(&shop, more).await;
    assert_eq!(cart.get("taxedPrice"), None);
    let line = cart["lineItems"][0]["id"].clone();
    let set = |rate: Value| json!([{"action": "setLineItemTaxRate", "lineItemId": line, "externalTaxRate": rate}]);
    let parts = json!([{"name": "a", "amount": 0.1}, {"name": "b", "amount": 0.2}]);
    let rate = json!({"name": "both", "country": "DE", "subRates": parts});
    let cart = changed(&shop, &cart, set(rate)).await;
    let taxes = &cart["lineItems"][0]["taxRate"];
    assert_eq!(
        (taxes.get("id"), &taxes["includedInPrice"]),
        (None, &json!(false))
    );
    assert_eq!(taxed(&cart), [999, 300, 1299]);
    for rate in [
        json!({"name": "none", "country": "DE"}),
        json!({"name": "more", "country": "DE", "amount": 0.4, "subRates": parts}),
    ] {
        assert_eq!(
            change(&shop, &cart, set(rate.clone())).await.status,
            400,
            "{rate}"
        );
    }
    let cart = changed(
        &shop,
        &cart,
        json!([{"action": "setLineItemTaxRate", "lineItemId": line}]),
    )
    .await;
    assert_eq!(cart.get("taxedPrice"), None);
    let platform = json!([{"action": "changeTaxMode", "taxMode": "Platform"}]);
    let cart = changed(&shop, &cart, platform).await;
    assert_eq!(taxed(&cart)[2], 999);
    let rate = json!({"name": "none", "country": "DE", "amount": 0.1});
    assert_eq!(
        code(&change(&shop, &cart, set(rate.clone())).await),
        invalid()
    );
    let mut line = add("lamp-1", 1);
    line["externalTaxRate"] = rate;
    assert_eq!(code(&change(&shop, &cart, json!([line])).await), invalid());
    for mode in ["Disabled", "ExternalAmount", "External"] {
        let action = json!([{"action": "changeTaxMode", "taxMode": mode}]);
        let other = changed(
            &shop,
            &super::cart(
                &shop,
                json!({"shippingAddress": {"country": "DE"}, "lineItems": [{"sku": "chair-1"}]}),
            )
            .await,
            action,
        )
        .await;
        assert_eq!(
            (
                other.get("taxedPrice"),
                other["lineItems"][0].get("taxRate")
            ),
            (None, None),
            "{mode}"
        );
    }
}

fn parcel(key: &str) -> Value {
    json!({"action": "setShippingMethod", "shippingMethod": {"typeId": "shipping-method", "key": key}})
}

#[tokio::test]
async fn a_shipping_method_costs_what_its_zone_says() {
    let shop = shop().await;
    let cart = cart(
        &shop,
        json!({"lineItems": [{"sku": "lamp-1", "quantity": 2}]}),
    )
    .await;
    assert_eq!(
        code(&change(&shop, &cart, json!([parcel("parcel")])).await),
        invalid()
    );
    let cart = changed(&shop, &cart, json!([address("DE"), parcel("parcel")])).await;
    let info = &cart["shippingInfo"];
    assert_eq!(info["shippingMethodName"], "parcel");
    assert_eq!(info["shippingMethodState"], "MatchesCart");
    assert_eq!(info["price"]["centAmount"], 490);
    assert_eq!(info["shippingRate"]["freeAbove"]["centAmount"], 3000);
    // 490 / 1.19 = 411.76
    assert_eq!(taxed(info), [412, 78, 490]);
    assert_eq!(cart["taxedShippingPrice"], info["taxedPrice"]);
    assert_eq!(cart["totalPrice"]["centAmount"], 2490);
    // 2000 / 1.19 = 1680.67
    assert_eq!(taxed(&cart), [2093, 397, 2490]);
    assert_eq!(
        cart["taxedPrice"]["taxPortions"].as_array().unwrap().len(),
        1
    );
    let cart = changed(&shop, &cart, json!([add("lamp-1", 1)])).await;
    assert_eq!(cart["shippingInfo"]["price"]["centAmount"], 0);
    assert_eq!(cart["totalPrice"]["centAmount"], 3000);
    // It has no rate there.
    assert_eq!(
        code(&change(&shop, &cart, json!([parcel("courier")])).await),
        invalid()
    );
    let cart = changed(&shop, &cart, json!([address("FR"), parcel("courier")])).await;
    assert_eq!(cart["shippingInfo"]["price"]["centAmount"], 1500);
    assert_eq!(taxed(&cart["shippingInfo"]), [1500, 300, 1800]);
    let cart = changed(&shop, &cart, json!([address("DE")])).await;
    assert_eq!(
        (cart.get("shippingInfo"), cart.get("taxedShippingPrice")),
        (None, None)
    );
    let cart = changed(&shop, &cart, json!([parcel("parcel")])).await;
    let cart = changed(&shop, &cart, json!([{"action": "setShippingMethod"}])).await;
    assert_eq!(cart.get("shippingInfo"), None);
    assert_eq!(cart["totalPrice"]["centAmount"], 3000);
}

#[tokio::test]
async fn a_draft_can_name_a_shipping_method() {
    let shop = shop().await;
    let method = json!({"typeId": "shipping-method", "key": "parcel"});
    let more = json!({"shippingAddress": {"country": "DE"}, "shippingMethod": method});
    let created = cart(&shop, more).await;
    assert_eq!(created["totalPrice"]["centAmount"], 490);
    let rate = json!({"name": "r", "amount": 0.5, "country": "DE"});
    let more = json!({
        "taxMode": "External", "shippingAddress": {"country": "DE"}, "shippingMethod": method,
        "externalTaxRateForShippingMethod": rate,
    });
    let cart = cart(&shop, more).await;
    assert_eq!(taxed(&cart), [490, 245, 735]);
    let set =
        |rate: Value| json!([{"action": "setShippingMethodTaxRate", "externalTaxRate": rate}]);
    let cart = changed(
        &shop,
        &cart,
        set(json!({"name": "s", "amount": 1, "country": "DE"})),
    )
    .await;
    assert_eq!(taxed(&cart), [490, 490, 980]);
    let cart = changed(&shop, &cart, set(Value::Null)).await;
    assert_eq!(cart.get("taxedPrice"), None);
}

#[tokio::test]
async fn a_shipping_method_can_be_of_the_cart_alone() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"shippingAddress": {"country": "DE"}})).await;
    let action = json!({
        "action": "setCustomShippingMethod",
        "shippingMethodName": "Bike",
        "shippingRate": {"price": {"centAmount": 300, "currencyCode": "EUR"}},
        "taxCategory": {"typeId": "tax-category", "key": "standard"},
    });
    let cart = changed(&shop, &cart, json!([action])).await;
    let info = &cart["shippingInfo"];
    assert_eq!(
        (&info["shippingMethodName"], info.get("shippingMethod")),
        (&json!("Bike"), None)
    );
    assert_eq!(cart["totalPrice"]["centAmount"], 300);
    assert_eq!(info["taxRate"]["name"], "VAT DE");
    let mut dollars = action.clone();
    dollars["shippingRate"]["price"]["currencyCode"] = json!("USD");
    let mut untaxed = action.clone();
    untaxed["taxCategory"] = Value::Null;
    for action in [dollars, untaxed] {
        assert_eq!(
            code(&change(&shop, &cart, json!([action])).await),
            invalid()
        );
    }
    let cart = changed(&shop, &cart, json!([{"action": "setShippingAddress"}])).await;
    assert_eq!(cart.get("shippingInfo"), None);
}

#[tokio::test]
async fn a_shipping_method_that_is_not_for_the_cart_is_refused() {
    let shop = shop().await;
    let method = json!({"typeId": "shipping-method", "key": "parcel"});
    let more = json!({"shippingAddress": {"country": "DE"}, "shippingMethod": method});
    let steps = [
        (json!({"action": "changeActive", "active": false}), 400),
        (json!({"action": "changeActive", "active": true}), 201),
        (json!({"action": "setPredicate", "predicate": "1 = 1"}), 501),
        (json!({"action": "setPredicate"}), 201),
        (
            json!({"action": "setStores", "stores": [{"typeId": "store", "key": "germany"}]}),
            400,
        ),
    ];
    for (version, (action, expected)) in (1..).zip(steps) {
        let path = "/shipping-methods/key=parcel";
        let updated = shop.update(path, version, json!([action])).await;
        assert_eq!(updated.status, 200, "{}", updated.text);
        let answer = draft(&shop, more.clone()).await;
        assert_eq!(answer.status, expected, "{action}: {}", answer.text);
    }
    let here = json!({
        "currency": "EUR", "shippingAddress": {"country": "DE"}, "shippingMethod": method,
    });
    let created = shop.post("/in-store/key=germany/carts", here).await;
    assert_eq!(created.status, 201, "{}", created.text);
}

#[tokio::test]
async fn the_shipping_of_a_cart_has_an_estimate_and_custom_fields() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"shippingAddress": {"country": "DE"}})).await;
    let gift = json!({"typeId": "type", "key": "gift"});
    let estimate = json!({"from": "2030-01-01T00:00:00.000Z", "until": "2030-01-02T00:00:00.000Z"});
    let actions = json!([
        {"action": "setEstimatedDelivery", "estimatedDelivery": estimate},
        {"action": "setShippingCustomType", "type": gift, "fields": {"wrapped": true}},
        {"action": "setShippingCustomField", "name": "wrapped", "value": false},
    ]);
    // Without a shipping method there is nothing to set them on.
    for action in actions.as_array().unwrap() {
        let refused = change(&shop, &cart, json!([action])).await;
        assert_eq!(code(&refused), invalid(), "{action}");
    }
    let cart = changed(&shop, &cart, json!([parcel("parcel")])).await;
    let cart = changed(&shop, &cart, actions).await;
    assert_eq!(cart["shippingInfo"]["estimatedDelivery"], estimate);
    assert_eq!(
        cart["shippingCustomFields"]["fields"],
        json!({"wrapped": false})
    );
    let messages = shop
        .get("/messages?where=type%3D%22CartEstimatedDeliverySet%22")
        .await
        .json();
    assert_eq!(messages["results"][0]["estimatedDelivery"], estimate);
    let other =
        json!([{"action": "setShippingAddress", "address": {"country": "DE", "city": "Bonn"}}]);
    let cart = changed(&shop, &cart, other).await;
    assert_eq!(cart["shippingInfo"].get("estimatedDelivery"), None);
    let away = json!([{"action": "setShippingMethod"}]);
    let cart = changed(&shop, &cart, away).await;
    assert_eq!(cart.get("shippingCustomFields"), None);
}

#[tokio::test]
async fn a_zone_with_the_state_goes_before_one_with_the_country() {
    let shop = shop().await;
    let rate = |zone: &str, cents: u32| {
        let price = json!({"centAmount": cents, "currencyCode": "EUR"});
        json!({"zone": {"typeId": "zone", "key": zone}, "shippingRates": [{"price": price}]})
    };
    shop.seed(json!({
        "zones": [
            {"key": "country", "name": "Country", "locations": [{"country": "DE"}]},
            {"key": "state", "name": "State", "locations": [{"country": "DE", "state": "Berlin"}]},
        ],
        "shipping-methods": [{
            "key": "bike", "name": "Bike", "isDefault": false,
            "taxCategory": {"typeId": "tax-category", "key": "standard"},
            "zoneRates": [rate("country", 500), rate("state", 200)],
        }],
    }));
    // The tax mode needs no rates for states.
    for (state, cents) in [("Berlin", 200), ("Bremen", 500)] {
        let more = json!({
            "taxMode": "External",
            "shippingAddress": {"country": "DE", "state": state},
            "shippingMethod": {"typeId": "shipping-method", "key": "bike"},
        });
        assert_eq!(
            cart(&shop, more).await["shippingInfo"]["price"]["centAmount"],
            cents,
            "{state}"
        );
    }
}

#[tokio::test]
async fn a_total_from_outside_is_taxed_as_a_whole() {
    let shop = shop().await;
    let money = |cents: u32| json!({"centAmount": cents, "currencyCode": "EUR"});
    let total = json!({"price": money(100), "totalPrice": money(150)});
    let line = json!({"sku": "lamp-1", "quantity": 2, "externalTotalPrice": total});
    let more = json!({
        "taxCalculationMode": "UnitPriceLevel", "shippingAddress": {"country": "FR"}, "lineItems": [line],
    });
    let cart = cart(&shop, more).await;
    assert_eq!(taxed(&cart), [150, 30, 180]);
}
