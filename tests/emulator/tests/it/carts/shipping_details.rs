//! To which addresses of a cart how many of an item are sent.

use serde_json::{Value, json};

use super::{add, cart, change, changed, code, invalid, shop};

fn details(targets: &[(&str, i64)]) -> Value {
    let targets = targets.iter();
    let targets = targets.map(|(key, quantity)| json!({"addressKey": key, "quantity": quantity}));
    json!({"targets": targets.collect::<Vec<_>>()})
}

fn of(cart: &Value) -> (Vec<(String, i64)>, bool) {
    let details = &cart["lineItems"][0]["shippingDetails"];
    let targets = details["targets"].as_array().unwrap().iter();
    let targets = targets.map(|target| {
        let key = target["addressKey"].as_str().unwrap().to_owned();
        (key, target["quantity"].as_i64().unwrap())
    });
    (targets.collect(), details["valid"].as_bool().unwrap())
}

fn expected(targets: &[(&str, i64)], is_valid: bool) -> (Vec<(String, i64)>, bool) {
    let targets = targets.iter();
    let targets = targets.map(|(key, quantity)| ((*key).to_owned(), *quantity));
    (targets.collect(), is_valid)
}

fn addresses() -> Value {
    let address = |key: &str| json!({"key": key, "country": "DE"});
    json!([address("home"), address("work")])
}

#[tokio::test]
async fn quantities_of_addresses_are_added_set_and_taken_away() {
    let shop = shop().await;
    let line = json!({"sku": "lamp-1", "quantity": 3, "shippingDetails": details(&[("home", 2), ("work", 1)])});
    let more = json!({"itemShippingAddresses": addresses(), "lineItems": [line]});
    let cart = cart(&shop, more).await;
    assert_eq!(of(&cart), expected(&[("home", 2), ("work", 1)], true));
    let id = cart["lineItems"][0]["id"].clone();
    let mut again = add("lamp-1", 2);
    again["shippingDetails"] = details(&[("work", 2)]);
    let cart = changed(&shop, &cart, json!([again])).await;
    assert_eq!(of(&cart), expected(&[("home", 2), ("work", 3)], true));
    // Which address gets fewer is not said.
    let fewer = json!([{"action": "changeLineItemQuantity", "lineItemId": id, "quantity": 4}]);
    let cart = changed(&shop, &cart, fewer).await;
    assert_eq!(of(&cart), expected(&[("home", 2), ("work", 3)], false));
    let delta = json!([{
        "action": "applyDeltaToLineItemShippingDetailsTargets", "lineItemId": id,
        "targetsDelta": details(&[("home", -2), ("work", 1)])["targets"],
    }]);
    let cart = changed(&shop, &cart, delta).await;
    assert_eq!(of(&cart), expected(&[("work", 4)], true));
    let less = json!([{
        "action": "removeLineItem", "lineItemId": id, "quantity": 1, "shippingDetailsToRemove": details(&[("work", 1)]),
    }]);
    let cart = changed(&shop, &cart, less).await;
    assert_eq!(of(&cart), expected(&[("work", 3)], true));
    let set = |details: Value| json!([{"action": "setLineItemShippingDetails", "lineItemId": id, "shippingDetails": details}]);
    let cart = changed(&shop, &cart, set(details(&[("home", 3)]))).await;
    assert_eq!(of(&cart), expected(&[("home", 3)], true));
    let in_use = json!([{"action": "removeItemShippingAddress", "addressKey": "home"}]);
    assert_eq!(code(&change(&shop, &cart, in_use.clone()).await), invalid());
    let refused = change(&shop, &cart, set(details(&[("home", 2)]))).await;
    let error = refused.json()["errors"][0].clone();
    assert_eq!(
        (&error["code"], &error["subject"], &error["itemId"]),
        (
            &json!("InvalidItemShippingDetails"),
            &json!("LineItem"),
            &id
        )
    );
    let refused = change(&shop, &cart, set(details(&[("nowhere", 3)]))).await;
    assert_eq!(code(&refused), invalid());
    let mut by_method = details(&[("home", 3)]);
    by_method["targets"][0]["shippingMethodKey"] = json!("parcel");
    assert_eq!(code(&change(&shop, &cart, set(by_method)).await).0, 501);
    let cart = changed(&shop, &cart, set(Value::Null)).await;
    assert_eq!(cart["lineItems"][0].get("shippingDetails"), None);
    changed(&shop, &cart, in_use).await;
}

#[tokio::test]
async fn custom_line_items_have_them_too() {
    let shop = shop().await;
    let fee = json!({
        "action": "addCustomLineItem", "name": {"en": "Fee"}, "slug": "fee", "quantity": 2,
        "money": {"centAmount": 5, "currencyCode": "EUR"},
        "taxCategory": {"typeId": "tax-category", "key": "standard"},
        "shippingDetails": details(&[("home", 2)]),
    });
    let cart = cart(&shop, json!({"itemShippingAddresses": addresses()})).await;
    let cart = changed(&shop, &cart, json!([fee])).await;
    let line = &cart["customLineItems"][0];
    assert_eq!(line["shippingDetails"]["valid"], true);
    let id = line["id"].clone();
    let delta = json!([{
        "action": "applyDeltaToCustomLineItemShippingDetailsTargets", "customLineItemId": id,
        "targetsDelta": details(&[("work", 1)])["targets"],
    }]);
    let cart = changed(&shop, &cart, delta).await;
    assert_eq!(
        cart["customLineItems"][0]["shippingDetails"]["valid"],
        false
    );
    let set = json!([{"action": "setCustomLineItemShippingDetails", "customLineItemId": id, "shippingDetails": details(&[("work", 2)])}]);
    let cart = changed(&shop, &cart, set).await;
    let expected = json!({"targets": [{"addressKey": "work", "quantity": 2}], "valid": true});
    assert_eq!(cart["customLineItems"][0]["shippingDetails"], expected);
    let mut more = fee.clone();
    more["shippingDetails"] = Value::Null;
    let refused = change(&shop, &cart, json!([more])).await;
    assert_eq!(
        code(&refused),
        (400, "InvalidItemShippingDetails".to_owned())
    );
    let fewer = json!([{
        "action": "applyDeltaToCustomLineItemShippingDetailsTargets", "customLineItemId": id,
        "targetsDelta": details(&[("work", -3)])["targets"],
    }]);
    assert_eq!(code(&change(&shop, &cart, fewer).await), invalid());
}
