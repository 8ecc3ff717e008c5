//! Line items and custom line items.

use reqwest::Method;
use serde_json::{Value, json};

use super::{add, cart, change, changed, code, draft, id, invalid, shop};

/// The largest whole number that a request may have.
const MOST: i64 = 9_007_199_254_740_991;

fn quantities(cart: &Value) -> Vec<u64> {
    let lines = cart["lineItems"].as_array().unwrap().iter();
    lines
        .map(|line| line["quantity"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn a_line_item_has_what_its_product_has() {
    let shop = shop().await;
    let product = shop.get("/products/key=lamp").await.json();
    let cart = cart(&shop, json!({})).await;
    let by_id = json!([{"action": "addLineItem", "productId": product["id"], "key": "light"}]);
    let cart = changed(&shop, &cart, by_id).await;
    let line = &cart["lineItems"][0];
    let current = &product["masterData"]["current"];
    let master = &current["masterVariant"];
    let expected = json!({
        "productId": product["id"],
        "productKey": "lamp",
        "key": "light",
        "name": {"en": "lamp"},
        "productSlug": {"en": "lamp"},
        "productType": product["productType"],
        "variant": master,
        "price": master["prices"][0],
        "quantity": 1,
        "priceMode": "Platform",
        "lineItemMode": "Standard",
        "discountedPricePerQuantity": [],
        "perMethodTaxRate": [],
        "taxedPricePortions": [],
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&line[name], value, "{name}");
    }
    assert_eq!(line["totalPrice"]["centAmount"], 1000);
    assert_eq!(line["state"][0]["quantity"], 1);
    assert_eq!(line["addedAt"], line["lastModifiedAt"]);
    assert_eq!(cart["totalPrice"]["centAmount"], 1000);
    assert_eq!(cart["totalLineItemQuantity"], 1);
    let other = json!([{"action": "addLineItem", "productId": product["id"], "variantId": 2}]);
    let cart = changed(&shop, &cart, other).await;
    assert_eq!(cart["lineItems"][1]["variant"], current["variants"][0]);
    assert_eq!(cart["totalPrice"]["centAmount"], 3000);
}

#[tokio::test]
async fn the_same_variant_with_the_same_channels_and_custom_fields_is_one_line_item() {
    let shop = shop().await;
    let custom = json!({"type": {"typeId": "type", "key": "gift"}, "fields": {"wrapped": true}});
    let warehouse = json!({"typeId": "channel", "key": "warehouse"});
    let with = |name: &str, value: &Value| {
        let mut action = add("chair-1", 1);
        action[name] = value.clone();
        action
    };
    let lines = json!([{"sku": "chair-1", "quantity": 2}, {"sku": "chair-1"}, {"sku": "lamp-1"}]);
    let cart = cart(&shop, json!({"lineItems": lines})).await;
    assert_eq!(quantities(&cart), [3, 1]);
    let actions = json!([
        add("chair-1", 4),
        with("custom", &custom),
        with("custom", &custom),
        with("supplyChannel", &warehouse),
        with("supplyChannel", &warehouse),
        with("inventoryMode", &json!("TrackOnly")),
        // That is what the cart has.
        with("inventoryMode", &json!("None")),
    ]);
    let cart = changed(&shop, &cart, actions).await;
    assert_eq!(quantities(&cart), [8, 1, 2, 2, 1]);
    assert_eq!(cart["totalLineItemQuantity"], 14);
    assert_eq!(cart["lineItems"][0]["state"][0]["quantity"], 8);
    let price = json!({"centAmount": 1, "currencyCode": "EUR"});
    let external = changed(&shop, &cart, json!([with("externalPrice", &price)])).await;
    assert_eq!(quantities(&external), [8, 1, 2, 2, 1, 1]);
    let keyed = change(&shop, &external, json!([with("key", &json!("chair"))])).await;
    assert_eq!(code(&keyed).0, 501);
}

#[tokio::test]
async fn a_product_that_cannot_be_bought_is_refused() {
    let shop = shop().await;
    let before = cart(
        &shop,
        json!({"lineItems": [{"sku": "lamp-1", "key": "lamp"}]}),
    )
    .await;
    let lamp = id(&shop, "/products/key=lamp").await;
    let hidden = id(&shop, "/products/key=hidden").await;
    let channel = |key: &str| json!({"typeId": "channel", "key": key});
    let money = json!({"centAmount": 1, "currencyCode": "USD"});
    for (draft, expected) in [
        (json!({"sku": "none"}), "InvalidOperation"),
        (json!({"sku": "hidden-1"}), "InvalidOperation"),
        (json!({"productId": hidden}), "InvalidOperation"),
        (
            json!({"productId": "none", "variantId": 1}),
            "InvalidOperation",
        ),
        (
            json!({"productId": lamp, "variantId": 3}),
            "InvalidOperation",
        ),
        (json!({}), "InvalidInput"),
        (json!({"productId": lamp, "sku": "lamp-1"}), "InvalidInput"),
        (json!({"sku": "lamp-1", "quantity": 0}), "InvalidInput"),
        (json!({"sku": "lamp-1", "quantity": -1}), "InvalidInput"),
        (json!({"sku": "chair-1", "key": "lamp"}), "DuplicateField"),
        (
            json!({"sku": "lamp-1", "supplyChannel": channel("berlin")}),
            "MissingRoleOnChannel",
        ),
        (
            json!({"sku": "lamp-1", "distributionChannel": channel("warehouse")}),
            "MissingRoleOnChannel",
        ),
        (
            json!({"sku": "lamp-1", "distributionChannel": channel("none")}),
            "ReferencedResourceNotFound",
        ),
        (
            json!({"sku": "lamp-1", "externalPrice": money}),
            "InvalidOperation",
        ),
        (json!({"sku": "alone-2"}), "MatchingPriceNotFound"),
        (
            json!({"sku": "lamp-1", "quantity": MOST}),
            "InvalidOperation",
        ),
        (
            json!({"sku": "chair-1", "quantity": MOST / 2}),
            "MoneyOverflow",
        ),
        (
            json!({"sku": "lamp-1", "recurrenceInfo": {
                "recurrencePolicy": {"typeId": "recurrence-policy", "key": "none"}, "priceSelectionMode": "Fixed",
            }}),
            "ReferencedResourceNotFound",
        ),
    ] {
        let mut action = draft.clone();
        action["action"] = json!("addLineItem");
        let refused = change(&shop, &before, json!([add("chair-2", 1), action])).await;
        assert_eq!(code(&refused).1, expected, "{draft}: {}", refused.text);
    }
    let path = format!("/carts/{}", before["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json(), before);
    let none = draft(&shop, json!({"lineItems": [{"sku": "none"}]})).await;
    assert_eq!(code(&none), invalid());
}

#[tokio::test]
async fn quantities_are_changed_and_taken_away() {
    let shop = shop().await;
    let lines = json!([{"sku": "lamp-1", "quantity": 5}, {"sku": "chair-1", "key": "chair"}]);
    let cart = cart(&shop, json!({"lineItems": lines})).await;
    let lamp = cart["lineItems"][0]["id"].clone();
    let set = |quantity: u32| json!([{"action": "changeLineItemQuantity", "lineItemId": lamp, "quantity": quantity}]);
    let cart = changed(&shop, &cart, set(10)).await;
    assert_eq!(cart["lineItems"][0]["totalPrice"]["centAmount"], 8000);
    let less = json!([{"action": "removeLineItem", "lineItemId": lamp, "quantity": 4}]);
    let cart = changed(&shop, &cart, less).await;
    assert_eq!(quantities(&cart), [6, 1]);
    assert_eq!(cart["lineItems"][0]["totalPrice"]["centAmount"], 6000);
    assert_eq!(cart["totalPrice"]["centAmount"], 6999);
    let all = json!([{"action": "removeLineItem", "lineItemId": lamp, "quantity": 6}]);
    let gone = change(&shop, &cart, all).await.json();
    assert_eq!(quantities(&gone), [1]);
    let none = json!([{"action": "changeLineItemQuantity", "lineItemKey": "chair", "quantity": 0}]);
    let gone = changed(&shop, &gone, none).await;
    assert_eq!(quantities(&gone), [] as [u64; 0]);
    assert_eq!(gone.get("totalLineItemQuantity"), None);
    assert_eq!(gone["totalPrice"]["centAmount"], 0);
    for action in [
        json!({"action": "removeLineItem", "lineItemId": lamp}),
        json!({"action": "removeLineItem", "lineItemKey": "chair"}),
        json!({"action": "changeLineItemQuantity", "lineItemId": lamp, "quantity": 1}),
    ] {
        let refused = change(&shop, &gone, json!([action])).await;
        assert_eq!(code(&refused), invalid(), "{action}");
    }
    let nobody = change(&shop, &gone, json!([{"action": "removeLineItem"}])).await;
    assert_eq!(code(&nobody), (400, "InvalidInput".to_owned()));
}

#[tokio::test]
async fn line_items_are_changed_and_ordered() {
    let shop = shop().await;
    let lines = json!([{"sku": "lamp-1"}, {"sku": "chair-1"}]);
    let cart = cart(&shop, json!({"lineItems": lines})).await;
    let ids = [0, 1].map(|place: usize| cart["lineItems"][place]["id"].clone());
    let gift = json!({"typeId": "type", "key": "gift"});
    let actions = json!([
        {"action": "changeLineItemsOrder", "lineItemOrder": [ids[1], ids[0]]},
        {"action": "setLineItemCustomType", "lineItemId": ids[0], "type": gift, "fields": {"wrapped": true}},
        {"action": "setLineItemCustomField", "lineItemId": ids[0], "name": "wrapped", "value": false},
        {"action": "setLineItemSupplyChannel", "lineItemId": ids[0], "supplyChannel": {"typeId": "channel", "key": "warehouse"}},
        {"action": "setLineItemInventoryMode", "lineItemId": ids[0], "inventoryMode": "ReserveOnOrder"},
    ]);
    let cart = changed(&shop, &cart, actions).await;
    let lamp = &cart["lineItems"][1];
    assert_eq!(lamp["id"], ids[0]);
    assert_eq!(lamp["custom"]["fields"], json!({"wrapped": false}));
    assert_eq!(lamp["inventoryMode"], "ReserveOnOrder");
    assert_eq!(lamp["supplyChannel"]["typeId"], "channel");
    let reserve = json!([{"action": "setLineItemInventoryMode", "lineItemId": ids[0], "inventoryMode": "ReserveOnCart"}]);
    assert_eq!(code(&change(&shop, &cart, reserve).await).0, 501);
    let away = json!([
        {"action": "setLineItemSupplyChannel", "lineItemId": ids[0]},
        {"action": "setLineItemInventoryMode", "lineItemId": ids[0]},
    ]);
    let cart = changed(&shop, &cart, away).await;
    let lamp = &cart["lineItems"][1];
    assert_eq!(
        (lamp.get("supplyChannel"), lamp.get("inventoryMode")),
        (None, None)
    );
}

fn fee(cents: i64, more: Value) -> Value {
    let mut action = json!({
        "action": "addCustomLineItem",
        "name": {"en": "Fee"},
        "slug": "fee",
        "money": {"centAmount": cents, "currencyCode": "EUR"},
        "taxCategory": {"typeId": "tax-category", "key": "standard"},
    });
    let members = action.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    action
}

#[tokio::test]
async fn custom_line_items_are_added_changed_and_taken_away() {
    let shop = shop().await;
    let cart = cart(&shop, json!({})).await;
    let actions = json!([
        fee(250, json!({"key": "fee"})),
        fee(250, json!({"quantity": 2}))
    ]);
    let cart = changed(&shop, &cart, actions).await;
    let line = &cart["customLineItems"][0];
    assert_eq!(cart["customLineItems"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&line["quantity"], &line["priceMode"]),
        (&json!(3), &json!("Standard"))
    );
    assert_eq!(line["totalPrice"]["centAmount"], 750);
    assert_eq!(cart["totalPrice"]["centAmount"], 750);
    assert_eq!(cart.get("totalLineItemQuantity"), None);
    let id = line["id"].clone();
    let money = json!({"centAmount": -100, "currencyCode": "EUR"});
    let actions = json!([
        {"action": "changeCustomLineItemMoney", "customLineItemId": id, "money": money},
        {"action": "changeCustomLineItemQuantity", "customLineItemKey": "fee", "quantity": 2},
        {"action": "changeCustomLineItemPriceMode", "customLineItemId": id, "mode": "External"},
    ]);
    let cart = changed(&shop, &cart, actions).await;
    assert_eq!(cart["totalPrice"]["centAmount"], -200);
    assert_eq!(cart["customLineItems"][0]["priceMode"], "External");
    let zero =
        json!([{"action": "changeCustomLineItemQuantity", "customLineItemId": id, "quantity": 0}]);
    let gone = json!([{"action": "removeCustomLineItem", "customLineItemId": id}]);
    let cart = changed(&shop, &cart, zero).await;
    assert_eq!(cart["customLineItems"], json!([]));
    assert_eq!(code(&change(&shop, &cart, gone).await), invalid());
}

#[tokio::test]
async fn a_custom_line_item_that_cannot_be_is_refused() {
    let shop = shop().await;
    let cart = cart(&shop, json!({})).await;
    let cart = changed(&shop, &cart, json!([fee(250, json!({"key": "fee"}))])).await;
    for (action, expected) in [
        (fee(251, json!({})), "InvalidOperation"),
        (
            fee(250, json!({"name": {"en": "Other"}})),
            "InvalidOperation",
        ),
        (fee(250, json!({"slug": "a b"})), "InvalidInput"),
        (
            fee(250, json!({"slug": "other", "key": "fee"})),
            "DuplicateField",
        ),
        (
            fee(250, json!({"slug": "other", "quantity": 0})),
            "InvalidInput",
        ),
        (
            fee(250, json!({"slug": "other", "taxCategory": null})),
            "RequiredField",
        ),
        (
            fee(
                0,
                json!({"slug": "other", "money": {"centAmount": 1, "currencyCode": "USD"}}),
            ),
            "InvalidOperation",
        ),
        (
            fee(MOST, json!({"slug": "other", "quantity": 2})),
            "MoneyOverflow",
        ),
        (
            fee(
                250,
                json!({"slug": "other", "shippingDetails": {"targets": []}}),
            ),
            "InvalidItemShippingDetails",
        ),
    ] {
        let refused = change(&shop, &cart, json!([action])).await;
        assert_eq!(code(&refused).1, expected, "{action}: {}", refused.text);
    }
}

#[tokio::test]
async fn line_items_begin_in_the_built_in_state() {
    let shop = shop().await;
    let gone = shop
        .send(Method::DELETE, "/states/key=Initial?version=1", None)
        .await;
    assert_eq!(code(&gone), invalid());
    let cart = cart(
        &shop,
        json!({"lineItems": [{"sku": "lamp-1", "quantity": 2}]}),
    )
    .await;
    let path = format!(
        "/carts/{}?expand=lineItems[*].state[*].state",
        cart["id"].as_str().unwrap()
    );
    let state = shop.get(&path).await.json()["lineItems"][0]["state"][0].clone();
    assert_eq!(state["quantity"], 2);
    let state = &state["state"]["obj"];
    assert_eq!(
        (&state["key"], &state["builtIn"]),
        (&json!("Initial"), &json!(true))
    );
    assert_eq!(shop.get("/states/key=Initial").await.json(), *state);
    let name = json!([{"action": "setName", "name": {"en": "Other"}}]);
    let refused = shop.update("/states/key=Initial", 1, name).await;
    assert_eq!(code(&refused), invalid());
}

#[tokio::test]
async fn the_line_items_of_a_shopping_list_are_added() {
    let shop = shop().await;
    let custom = json!({"type": {"typeId": "type", "key": "gift"}, "fields": {"wrapped": true}});
    shop.seed(json!({"shopping-lists": [
        {"key": "wishes", "name": {"en": "Wishes"}, "lineItems": [{"sku": "lamp-1", "quantity": 2}, {"sku": "chair-1"}]},
        {"key": "gifts", "name": {"en": "Gifts"}, "lineItems": [{"sku": "lamp-1", "custom": custom}]},
    ]}));
    let from = |key: &str| {
        let list = json!({"typeId": "shopping-list", "key": key});
        let warehouse = json!({"typeId": "channel", "key": "warehouse"});
        json!([{"action": "addShoppingList", "shoppingList": list, "supplyChannel": warehouse}])
    };
    let cart = cart(&shop, json!({"lineItems": [{"sku": "chair-1"}]})).await;
    let cart = changed(&shop, &cart, from("wishes")).await;
    assert_eq!(quantities(&cart), [1, 2, 1]);
    assert_eq!(cart["lineItems"][1]["variant"]["sku"], "lamp-1");
    assert_eq!(cart["lineItems"][2]["supplyChannel"]["typeId"], "channel");
    let none = change(&shop, &cart, from("none")).await;
    assert_eq!(code(&none), (400, "ReferencedResourceNotFound".to_owned()));
    assert_eq!(code(&change(&shop, &cart, from("gifts")).await).0, 501);
}
