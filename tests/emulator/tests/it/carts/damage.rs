//! Damaged drafts and actions, which are refused and never break a cart. `CTP_SEED` chooses other damages.

use serde_json::{Value, json};

use super::{cart, shop};
use crate::mutations::{damage, random};

fn draft() -> Value {
    let money = json!({"centAmount": 5, "currencyCode": "EUR"});
    let precise = json!({"type": "highPrecision", "centAmount": 5, "preciseAmount": 51, "fractionDigits": 3, "currencyCode": "EUR"});
    let category = json!({"typeId": "tax-category", "key": "standard"});
    let gift = json!({"type": {"typeId": "type", "key": "gift"}, "fields": {"wrapped": true}});
    let rate = json!({"name": "r", "country": "DE", "subRates": [{"name": "a", "amount": 0.1}, {"name": "b", "amount": 0.1}]});
    json!({
        "currency": "EUR",
        "country": "DE",
        "taxMode": "External",
        "taxCalculationMode": "UnitPriceLevel",
        "shippingAddress": {"country": "DE", "state": "Berlin"},
        "itemShippingAddresses": [{"key": "home", "country": "DE"}],
        "shippingMethod": {"typeId": "shipping-method", "key": "parcel"},
        "externalTaxRateForShippingMethod": rate,
        "lineItems": [
            {"sku": "lamp-1", "quantity": 2, "custom": gift, "externalTaxRate": rate, "supplyChannel": {"typeId": "channel", "key": "warehouse"}},
            {"sku": "lamp-2", "externalPrice": precise, "quantity": 3},
            {"sku": "chair-1", "externalTotalPrice": {"price": money, "totalPrice": money}},
        ],
        "customLineItems": [{"name": {"en": "Fee"}, "slug": "fee", "money": precise, "quantity": 2, "taxCategory": category, "externalTaxRate": rate}],
    })
}

fn actions(cart: &Value) -> Value {
    let line = &cart["lineItems"][0]["id"];
    let fee = &cart["customLineItems"][0]["id"];
    let money = json!({"centAmount": 5, "currencyCode": "EUR"});
    json!([
        {"action": "addLineItem", "sku": "alone-1", "quantity": 2},
        {"action": "changeLineItemQuantity", "lineItemId": line, "quantity": 7},
        {"action": "setLineItemTotalPrice", "lineItemId": line, "externalTotalPrice": {"price": money, "totalPrice": money}},
        {"action": "changeCustomLineItemMoney", "customLineItemId": fee, "money": money},
        {"action": "setShippingAddress", "address": {"country": "FR"}},
        {"action": "setCustomShippingMethod", "shippingMethodName": "Bike", "shippingRate": {"price": money, "freeAbove": money}},
        {"action": "changeTaxMode", "taxMode": "Disabled"},
        {"action": "setCountry", "country": "FR"},
        {"action": "recalculate", "updateProductData": true},
        {"action": "setCustomLineItemShippingDetails", "customLineItemId": fee, "shippingDetails": {"targets": [{"addressKey": "home", "quantity": 2}]}},
        {"action": "freezeCart", "strategy": "HardFreeze"},
    ])
}

#[tokio::test]
async fn damaged_carts_are_created_changed_or_refused() {
    let mut random = random();
    let shop = shop().await;
    let (mut done, mut refused) = (0, 0);
    for _ in 0..150 {
        let mut damaged = draft();
        damage(&mut random, &mut damaged);
        let answer = shop.post("/carts", damaged.clone()).await;
        match answer.status {
            201 => done += 1,
            400 | 501 => refused += 1,
            other => panic!("{other} for {damaged}: {}", answer.text),
        }
        let cart = cart(&shop, draft()).await;
        let mut damaged = actions(&cart);
        damage(&mut random, &mut damaged);
        let path = format!("/carts/{}", cart["id"].as_str().unwrap());
        let answer = shop.update(&path, 1, damaged.clone()).await;
        match answer.status {
            200 => done += 1,
            400 | 501 => {
                refused += 1;
                assert_eq!(shop.get(&path).await.json(), cart, "{damaged}");
            }
            other => panic!("{other} for {damaged}: {}", answer.text),
        }
    }
    assert!(done > 20 && refused > 100, "{done} {refused}");
}
