//! Damaged requests about customers, stores, stock, lists and selections.

use serde_json::{Value, json};

use super::{damage, random};
use crate::carts;
use crate::shop::Shop;

const ROUNDS: usize = 60;

fn customer(number: usize) -> Value {
    json!({
        "key": format!("key-{number}"), "email": format!("{number}@example.com"), "password": "secret",
        "customerNumber": number.to_string(), "anonymousId": "guest", "isEmailVerified": true,
        "addresses": [{"country": "DE", "key": "home"}, {"country": "AT"}],
        "shippingAddresses": [0, 1], "defaultBillingAddress": 1, "authenticationMode": "Password",
        "customerGroup": {"typeId": "customer-group", "key": "vip"},
        "customerGroupAssignments": [{"customerGroup": {"typeId": "customer-group", "key": "vip"}}],
        "stores": [{"typeId": "store", "key": "north"}],
    })
}

fn of_customer() -> Vec<Value> {
    let group = json!({"typeId": "customer-group", "key": "vip"});
    let store = json!({"typeId": "store", "key": "north"});
    vec![
        json!({"action": "addAddress", "address": {"country": "DE", "key": "new", "custom": {"type": {"typeId": "type", "key": "gift"}}}}),
        json!({"action": "changeAddress", "addressKey": "home", "address": {"country": "FR"}}),
        json!({"action": "removeAddress", "addressKey": "home"}),
        json!({"action": "addShippingAddressId", "addressKey": "home"}),
        json!({"action": "removeShippingAddressId", "addressKey": "home"}),
        json!({"action": "setDefaultShippingAddress", "addressKey": "home"}),
        json!({"action": "setDefaultBillingAddress"}),
        json!({"action": "changeEmail", "email": "new@example.com"}),
        json!({"action": "setCustomerNumber", "customerNumber": "1"}),
        json!({"action": "setCustomerGroup", "customerGroup": group}),
        json!({"action": "addCustomerGroupAssignment", "customerGroupAssignment": {"customerGroup": group}}),
        json!({"action": "removeCustomerGroupAssignment", "customerGroup": group}),
        json!({"action": "setCustomerGroupAssignments", "customerGroupAssignments": [{"customerGroup": group}]}),
        json!({"action": "setAuthenticationMode", "authMode": "Password", "password": "secret"}),
        json!({"action": "setStores", "stores": [store]}),
        json!({"action": "addStore", "store": store}),
        json!({"action": "removeStore", "store": store}),
        json!({"action": "setDateOfBirth", "dateOfBirth": "2000-01-01"}),
    ]
}

fn of_others() -> Vec<(&'static str, Vec<Value>)> {
    let product = json!({"typeId": "product", "key": "lamp"});
    let variants = json!({"type": "includeOnly", "skus": ["lamp-1"]});
    let channel = json!({"typeId": "channel", "key": "berlin"});
    let selection = json!({"typeId": "product-selection", "key": "shirts"});
    vec![
        (
            "/stores/key=north",
            vec![
                json!({"action": "addDistributionChannel", "distributionChannel": channel}),
                json!({"action": "setSupplyChannels", "supplyChannels": [channel]}),
                json!({"action": "setCountries", "countries": [{"code": "DE"}]}),
                json!({"action": "addProductSelection", "productSelection": selection, "active": true}),
                json!({"action": "setLanguages", "languages": ["de"]}),
            ],
        ),
        (
            "/product-selections/key=shirts",
            vec![
                json!({"action": "addProduct", "product": product, "variantSelection": variants}),
                json!({"action": "setVariantSelection", "product": product, "variantSelection": variants}),
                json!({"action": "removeProduct", "product": product}),
            ],
        ),
        (
            "/inventory/key=entry",
            vec![
                json!({"action": "addQuantity", "quantity": 3}),
                json!({"action": "removeQuantity", "quantity": 3}),
                json!({"action": "changeQuantity", "quantity": i64::MAX}),
                json!({"action": "setSupplyChannel", "supplyChannel": channel}),
                json!({"action": "setSafetyStock", "quantity": 4}),
            ],
        ),
        (
            "/shopping-lists/key=list",
            vec![
                json!({"action": "addLineItem", "sku": "lamp-1", "quantity": 3, "key": "line"}),
                json!({"action": "removeLineItem", "lineItemKey": "line", "quantity": 1}),
                json!({"action": "addTextLineItem", "name": {"en": "Bread"}, "key": "text"}),
                json!({"action": "removeTextLineItem", "textLineItemKey": "text", "quantity": 1}),
            ],
        ),
    ]
}

async fn start() -> Shop {
    let shop = carts::shop().await;
    shop.post("/stores", json!({"key": "north"})).await;
    let name = json!({"en": "Name"});
    let draft = json!({"key": "shirts", "name": name});
    shop.post("/product-selections", draft).await;
    let draft = json!({"key": "list", "name": name});
    shop.post("/shopping-lists", draft).await;
    let draft = json!({"key": "entry", "sku": "lamp-1", "quantityOnStock": 7});
    shop.post("/inventory", draft).await;
    shop
}

/// Sends a body, and fails where the answer is none that a shop can go on with. Gives whether it was done.
async fn is_done(shop: &Shop, path: &str, body: &Value) -> bool {
    let answer = shop.post(path, body.clone()).await;
    let expected = [200, 201, 400, 404, 409, 501];
    assert!(
        expected.contains(&answer.status),
        "{} for {path} {body}: {}",
        answer.status,
        answer.text
    );
    answer.status < 400
}

#[tokio::test]
async fn damaged_requests_about_accounts_are_done_or_refused() {
    let mut random = random();
    let shop = start().await;
    let (mut done, mut refused) = (0, 0);
    let mut count = |is_done: bool| if is_done { done += 1 } else { refused += 1 };
    for number in 0..ROUNDS {
        let mut draft = customer(number);
        damage(&mut random, &mut draft);
        let store = ["", "/in-store/key=north"][number % 2];
        count(is_done(&shop, &format!("{store}/customers"), &draft).await);
        for (path, body) in [
            (
                "login",
                json!({"email": "7@example.com", "password": "secret", "anonymousId": "guest", "anonymousCart": {"typeId": "cart", "key": "none"}, "anonymousCartSignInMode": "UseAsNewActiveCustomerCart", "updateProductData": true}),
            ),
            (
                "customers/password",
                json!({"id": "none", "version": 1, "currentPassword": "secret", "newPassword": "other"}),
            ),
            (
                "customers/password-token",
                json!({"email": "7@example.com", "ttlMinutes": 5, "invalidateOlderTokens": true}),
            ),
            (
                "customers/password/reset",
                json!({"tokenValue": "none", "newPassword": "other", "version": 1}),
            ),
            (
                "customers/email-token",
                json!({"id": "none", "ttlMinutes": i64::MAX, "version": 1}),
            ),
            (
                "customers/email/confirm",
                json!({"tokenValue": "none", "version": 1}),
            ),
        ] {
            let mut body = body;
            damage(&mut random, &mut body);
            count(is_done(&shop, &format!("{store}/{path}"), &body).await);
        }
    }
    // A sign-up has more places where it can be damaged than where it still is one.
    assert!(done > 5 && refused > 200, "{done} {refused}");
}

#[tokio::test]
async fn damaged_updates_are_done_or_refused() {
    let mut random = random();
    let shop = start().await;
    let created = shop.post("/customers", customer(0)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let mut all = of_others();
    all.push(("/customers/key=key-0", of_customer()));
    let (mut done, mut refused) = (0, 0);
    for (path, actions) in all {
        for round in 0..ROUNDS * 2 {
            let version = shop.get(path).await.json()["version"].clone();
            let action = &actions[round % actions.len()];
            let mut update = json!({"version": version, "actions": [action, action]});
            if round >= actions.len() {
                damage(&mut random, &mut update["actions"]);
            }
            match is_done(&shop, path, &update).await {
                true => done += 1,
                false => refused += 1,
            }
            assert_eq!(shop.get(path).await.status, 200, "{path} after {update}");
        }
    }
    assert!(done > 50 && refused > 200, "{done} {refused}");
}
