//! Taxes that are calculated elsewhere.

use serde_json::{Value, json};

use super::{add, cart, change, changed, code, invalid, shop};

fn money(cents: i64) -> Value {
    json!({"centAmount": cents, "currencyCode": "EUR"})
}

fn amount(cents: i64) -> Value {
    json!({"totalGross": money(cents), "taxRate": {"name": "tax", "amount": 0.1, "country": "DE"}})
}

fn cents(of: &Value) -> Value {
    let of = &of["taxedPrice"];
    json!(["totalNet", "totalTax", "totalGross"].map(|name| of[name]["centAmount"].clone()))
}

#[tokio::test]
async fn amounts_count_until_prices_change() {
    let shop = shop().await;
    let more = json!({
        "taxMode": "ExternalAmount",
        "shippingAddress": {"country": "DE"},
        "shippingMethod": {"typeId": "shipping-method", "key": "parcel"},
        "lineItems": [{"sku": "lamp-1"}],
        "customLineItems": [{"name": {"en": "Fee"}, "slug": "fee", "money": money(100)}],
    });
    let cart = cart(&shop, more).await;
    let line = cart["lineItems"][0]["id"].clone();
    let fee = cart["customLineItems"][0]["id"].clone();
    let portion = json!({"name": "tax", "rate": 0.1, "amount": money(160)});
    let actions = json!([
        {"action": "setLineItemTaxAmount", "lineItemId": line, "externalTaxAmount": amount(1100)},
        {"action": "setCustomLineItemTaxAmount", "customLineItemId": fee, "externalTaxAmount": amount(110)},
        {"action": "setShippingMethodTaxAmount", "externalTaxAmount": amount(539)},
        {"action": "setCartTotalTax", "externalTotalGross": money(1750), "externalTaxPortions": [portion]},
    ]);
    let cart = changed(&shop, &cart, actions).await;
    assert_eq!(cents(&cart["lineItems"][0]), json!([1000, 100, 1100]));
    assert_eq!(cart["lineItems"][0]["taxRate"]["amount"], 0.1);
    assert_eq!(cents(&cart["customLineItems"][0]), json!([100, 10, 110]));
    assert_eq!(cents(&cart["shippingInfo"]), json!([490, 49, 539]));
    assert_eq!(cents(&cart), json!([1590, 160, 1750]));
    let portion = &cart["taxedPrice"]["taxPortions"][0];
    assert_eq!(
        (&portion["amount"]["centAmount"], &portion["rate"]),
        (&json!(160), &json!(0.1))
    );
    assert_eq!(cart.get("taxedShippingPrice"), None);
    // What changes no price changes no tax.
    let email = json!([{"action": "setCustomerEmail", "email": "a@example.com"}]);
    let cart = changed(&shop, &cart, email).await;
    assert_eq!(cents(&cart), json!([1590, 160, 1750]));
    let cart = changed(&shop, &cart, json!([add("lamp-1", 1)])).await;
    assert_eq!(cart.get("taxedPrice"), None);
    let lamps = &cart["lineItems"][0];
    assert_eq!(
        (lamps.get("taxedPrice"), lamps.get("taxRate")),
        (None, None)
    );
    assert_eq!(cents(&cart["customLineItems"][0]), json!([100, 10, 110]));
    let away = json!([{"action": "setCustomLineItemTaxAmount", "customLineItemId": fee}]);
    let cart = changed(&shop, &cart, away).await;
    assert_eq!(cart["customLineItems"][0].get("taxedPrice"), None);
    let platform = json!([{"action": "setShippingMethod"}, {"action": "removeCustomLineItem", "customLineItemId": fee}, {"action": "changeTaxMode", "taxMode": "Platform"}]);
    let cart = changed(&shop, &cart, platform).await;
    assert_eq!(cents(&cart), json!([1681, 319, 2000]));
}

#[tokio::test]
async fn amounts_are_for_carts_with_external_amounts() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"lineItems": [{"sku": "lamp-1"}]})).await;
    let line = cart["lineItems"][0]["id"].clone();
    let set = json!({"action": "setLineItemTaxAmount", "lineItemId": line, "externalTaxAmount": amount(1100)});
    let total = json!({"action": "setCartTotalTax", "externalTotalGross": money(1)});
    for action in [
        set.clone(),
        total,
        json!({"action": "setShippingMethodTaxAmount"}),
    ] {
        assert_eq!(
            code(&change(&shop, &cart, json!([action])).await),
            invalid(),
            "{action}"
        );
    }
    let mode = json!({"action": "changeTaxMode", "taxMode": "ExternalAmount"});
    let cart = changed(&shop, &cart, json!([mode, set])).await;
    assert_eq!(cents(&cart["lineItems"][0]), json!([1000, 100, 1100]));
    let none = json!([{"action": "setShippingMethodTaxAmount", "externalTaxAmount": amount(1)}]);
    assert_eq!(code(&change(&shop, &cart, none).await), invalid());
    let mut keyed = set.clone();
    keyed["shippingKey"] = json!("parcel");
    assert_eq!(code(&change(&shop, &cart, json!([keyed])).await).0, 501);
}

#[tokio::test]
async fn prices_and_amounts_can_be_set_in_one_request() {
    let shop = shop().await;
    let line = json!({"sku": "lamp-1", "externalPrice": money(100)});
    let fee = json!({"name": {"en": "Fee"}, "slug": "fee", "money": money(100)});
    let more = json!({"taxMode": "ExternalAmount", "lineItems": [line], "customLineItems": [fee]});
    let cart = cart(&shop, more).await;
    let line = cart["lineItems"][0]["id"].clone();
    let fee = cart["customLineItems"][0]["id"].clone();
    let actions = json!([
        {"action": "changeLineItemQuantity", "lineItemId": line, "quantity": 2, "externalPrice": money(200)},
        {"action": "changeCustomLineItemQuantity", "customLineItemId": fee, "quantity": 3},
        {"action": "setLineItemTaxAmount", "lineItemId": line, "externalTaxAmount": amount(440)},
        {"action": "setCustomLineItemTaxAmount", "customLineItemId": fee, "externalTaxAmount": amount(330)},
        {"action": "setCartTotalTax", "externalTotalGross": money(770)},
    ]);
    let cart = changed(&shop, &cart, actions).await;
    assert_eq!(cents(&cart["lineItems"][0]), json!([400, 40, 440]));
    assert_eq!(cents(&cart["customLineItems"][0]), json!([300, 30, 330]));
    assert_eq!(cents(&cart), json!([700, 70, 770]));
}
