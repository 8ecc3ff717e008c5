//! What the state of a cart permits, and the rest of its update actions.

use serde_json::{Value, json};

use super::owners::Visitor;
use super::{add, cart, change, changed, code, invalid, shop};

#[tokio::test]
async fn a_frozen_cart_keeps_its_prices() {
    let shop = shop().await;
    let lines = json!([{"sku": "lamp-1"}]);
    let more = json!({"shippingAddress": {"country": "DE"}, "lineItems": lines});
    let cart = cart(&shop, more).await;
    let cart = changed(&shop, &cart, json!([{"action": "freezeCart"}])).await;
    assert_eq!(
        (&cart["cartState"], &cart["freezeStrategy"]),
        (&json!("Frozen"), &json!("SoftFreeze"))
    );
    let id = cart["lineItems"][0]["id"].clone();
    for action in [
        add("lamp-1", 1),
        json!({"action": "removeLineItem", "lineItemId": id}),
        json!({"action": "changeLineItemQuantity", "lineItemId": id, "quantity": 2}),
        json!({"action": "changeTaxMode", "taxMode": "External"}),
        json!({"action": "setLineItemPrice", "lineItemId": id}),
        json!({"action": "freezeCart"}),
    ] {
        let refused = change(&shop, &cart, json!([action])).await;
        assert_eq!(code(&refused), invalid(), "{action}");
    }
    let country = json!({"action": "setCountry", "country": "FR"});
    let parcel = json!({"action": "setShippingMethod", "shippingMethod": {"typeId": "shipping-method", "key": "parcel"}});
    let cart = changed(&shop, &cart, json!([country, parcel])).await;
    assert_eq!(cart["lineItems"][0]["totalPrice"]["centAmount"], 1000);
    assert_eq!(cart["totalPrice"]["centAmount"], 1490);
    let cart = changed(&shop, &cart, json!([{"action": "unfreezeCart"}])).await;
    assert_eq!(
        (&cart["cartState"], cart.get("freezeStrategy")),
        (&json!("Active"), None)
    );
    // The price for France is looked up now.
    assert_eq!(cart["totalPrice"]["centAmount"], 1390);
    let again = change(&shop, &cart, json!([{"action": "unfreezeCart"}])).await;
    assert_eq!(code(&again), invalid());
    let messages = shop
        .get(
            "/messages?where=type%20in%20(%22CartFrozen%22,%22CartUnfrozen%22)&sort=sequenceNumber",
        )
        .await
        .json();
    let types: Vec<&Value> = messages["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| &of["type"])
        .collect();
    assert_eq!(types, ["CartFrozen", "CartUnfrozen"]);
    assert_eq!(
        messages["results"][0]["resource"],
        json!({"typeId": "cart", "id": cart["id"]})
    );
}

#[tokio::test]
async fn a_cart_that_is_frozen_hard_keeps_its_shipping_method_as_well() {
    let shop = shop().await;
    let empty = cart(&shop, json!({})).await;
    let freeze = json!([{"action": "freezeCart", "strategy": "HardFreeze"}]);
    assert_eq!(
        code(&change(&shop, &empty, freeze.clone()).await),
        invalid()
    );
    let parcel = json!({"typeId": "shipping-method", "key": "parcel"});
    let more = json!({"shippingAddress": {"country": "DE"}, "shippingMethod": parcel, "lineItems": [{"sku": "lamp-1"}]});
    let cart = cart(&shop, more).await;
    let cart = changed(&shop, &cart, freeze).await;
    assert_eq!(cart["freezeStrategy"], "HardFreeze");
    let set = json!([{"action": "setShippingMethod", "shippingMethod": parcel}]);
    assert_eq!(code(&change(&shop, &cart, set).await), invalid());
    let email = json!([{"action": "setCustomerEmail", "email": "a@example.com"}]);
    let cart = changed(&shop, &cart, email).await;
    assert_eq!(cart["totalPrice"]["centAmount"], 1490);
}

#[tokio::test]
async fn the_plain_fields_are_set_and_taken_away() {
    let shop = shop().await;
    let cart = cart(&shop, json!({})).await;
    let address = json!({"country": "DE", "city": "Berlin"});
    let gift = json!({"typeId": "type", "key": "gift"});
    let fields = json!({"wrapped": true});
    let actions = json!([
        {"action": "setKey", "key": "my-key"},
        {"action": "setCustomerEmail", "email": "a@example.com"},
        {"action": "setAnonymousId", "anonymousId": "guest"},
        {"action": "setLocale", "locale": "de"},
        {"action": "setBillingAddress", "address": address},
        {"action": "setShippingAddress", "address": address},
        {"action": "setDeleteDaysAfterLastModification", "deleteDaysAfterLastModification": 7},
        {"action": "setPurchaseOrderNumber", "purchaseOrderNumber": "PO-1"},
        {"action": "setCustomType", "type": gift, "fields": fields},
        {"action": "setBillingAddressCustomType", "type": gift, "fields": fields},
        {"action": "setShippingAddressCustomType", "type": gift, "fields": fields},
    ]);
    let cart = changed(&shop, &cart, actions).await;
    for (name, value) in [
        ("key", "my-key"),
        ("customerEmail", "a@example.com"),
        ("anonymousId", "guest"),
        ("locale", "de"),
        ("purchaseOrderNumber", "PO-1"),
    ] {
        assert_eq!(cart[name], value, "{name}");
    }
    assert_eq!(cart["deleteDaysAfterLastModification"], 7);
    for name in ["billingAddress", "shippingAddress"] {
        let of = &cart[name];
        assert_eq!(
            (&of["city"], of.get("id")),
            (&json!("Berlin"), None),
            "{name}"
        );
        assert_eq!(of["custom"]["fields"], fields, "{name}");
    }
    assert_eq!(cart["custom"]["fields"], fields);
    let away = json!([
        {"action": "setKey"},
        {"action": "setCustomerEmail"},
        {"action": "setAnonymousId"},
        {"action": "setLocale"},
        {"action": "setBillingAddress"},
        {"action": "setPurchaseOrderNumber"},
        {"action": "setCustomType"},
    ]);
    let cart = changed(&shop, &cart, away).await;
    for name in [
        "key",
        "customerEmail",
        "anonymousId",
        "locale",
        "billingAddress",
        "purchaseOrderNumber",
        "custom",
    ] {
        assert_eq!(cart.get(name), None, "{name}");
    }
}

#[tokio::test]
async fn addresses_of_items_have_keys() {
    let shop = shop().await;
    let cart = cart(&shop, json!({})).await;
    let address = |key: &str, city: &str| json!({"key": key, "country": "DE", "city": city});
    let add =
        |key: &str| json!({"action": "addItemShippingAddress", "address": address(key, "Berlin")});
    let cart = changed(&shop, &cart, json!([add("home"), add("work")])).await;
    let expected = json!([address("home", "Berlin"), address("work", "Berlin")]);
    assert_eq!(cart["itemShippingAddresses"], expected);
    let update = |key: &str| json!([{"action": "updateItemShippingAddress", "address": address(key, "Bonn")}]);
    let remove = |key: &str| json!([{"action": "removeItemShippingAddress", "addressKey": key}]);
    let cart = changed(&shop, &cart, update("work")).await;
    let cart = changed(&shop, &cart, remove("home")).await;
    assert_eq!(
        cart["itemShippingAddresses"],
        json!([address("work", "Bonn")])
    );
    for actions in [update("home"), remove("home")] {
        assert_eq!(code(&change(&shop, &cart, actions).await), invalid());
    }
    let twice = change(&shop, &cart, json!([add("work")])).await;
    assert_eq!(code(&twice), (400, "DuplicateField".to_owned()));
}

#[tokio::test]
async fn a_payment_is_for_one_cart() {
    let shop = shop().await;
    for key in ["card", "gift-card"] {
        let amount = json!({"centAmount": 100, "currencyCode": "EUR"});
        let created = shop
            .post("/payments", json!({"key": key, "amountPlanned": amount}))
            .await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    let action = |action: &str, key: &str| json!([{"action": action, "payment": {"typeId": "payment", "key": key}}]);
    let first = cart(&shop, json!({})).await;
    let first = changed(&shop, &first, action("addPayment", "card")).await;
    let id = super::id(&shop, "/payments/key=card").await;
    let expected = json!({"payments": [{"typeId": "payment", "id": id}]});
    assert_eq!(first["paymentInfo"], expected);
    let second = cart(&shop, json!({})).await;
    let taken = change(&shop, &second, action("addPayment", "card")).await;
    assert_eq!(code(&taken), invalid());
    let none = change(&shop, &second, action("addPayment", "none")).await;
    assert_eq!(code(&none), (400, "ReferencedResourceNotFound".to_owned()));
    let other = change(&shop, &first, action("removePayment", "gift-card")).await;
    // Only an active cart holds it.
    let third = changed(&shop, &second, action("addPayment", "gift-card")).await;
    let third = changed(
        &shop,
        &third,
        json!([add("lamp-1", 1), {"action": "freezeCart"}]),
    )
    .await;
    let second = cart(&shop, json!({})).await;
    let second = changed(&shop, &second, action("addPayment", "gift-card")).await;
    assert_eq!(second["paymentInfo"], third["paymentInfo"]);
    assert_eq!(code(&other), invalid());
    let first = changed(&shop, &first, action("removePayment", "card")).await;
    assert_eq!(first.get("paymentInfo"), None);
    changed(&shop, &second, action("addPayment", "card")).await;
}

#[tokio::test]
async fn what_nobody_has_written_answers_501() {
    let shop = shop().await;
    let cart = cart(&shop, json!({"lineItems": [{"sku": "lamp-1"}]})).await;
    for action in [
        json!({"action": "addDiscountCode", "code": "SALE"}),
        json!({"action": "removeDiscountCode", "discountCode": {"typeId": "discount-code", "id": "none"}}),
        json!({"action": "setDirectDiscounts", "discounts": []}),
        json!({"action": "setShippingRateInput"}),
        json!({"action": "removeShippingMethod", "shippingKey": "a"}),
        json!({"action": "lockCart"}),
    ] {
        let refused = change(&shop, &cart, json!([action])).await;
        assert_eq!(code(&refused), (501, "NotEmulated".to_owned()), "{action}");
    }
}

#[tokio::test]
async fn an_ordered_cart_stays_as_it_is() {
    let shop = shop().await;
    let guest = Visitor::guest(&shop, "g-9").await;
    let cart = guest.cart("lamp-1", 2).await;
    let address = json!({"action": "setShippingAddress", "address": {"country": "DE"}});
    let cart = changed(&shop, &cart, json!([address])).await;
    let reference = json!({"typeId": "cart", "id": cart["id"]});
    let order = shop
        .post(
            "/orders",
            json!({"cart": reference, "version": cart["version"]}),
        )
        .await;
    assert_eq!(order.status, 201, "{}", order.text);
    let path = format!("/carts/{}", cart["id"].as_str().unwrap());
    let ordered = shop.get(&path).await.json();
    assert_eq!(ordered["cartState"], "Ordered");
    assert_eq!(ordered["lineItems"], cart["lineItems"]);
    for action in [
        add("lamp-1", 1),
        json!({"action": "setLocale", "locale": "de"}),
        json!({"action": "recalculate"}),
        json!({"action": "freezeCart"}),
    ] {
        let refused = change(&shop, &ordered, json!([action])).await;
        assert_eq!(code(&refused), invalid(), "{action}");
    }
    assert_eq!(guest.get("/me/active-cart").await.refusal().0, 404);
    assert_eq!(shop.get(&path).await.json(), ordered);
    // What was ordered once can be ordered again with another cart.
    let reference = json!({"typeId": "order", "id": order.json()["id"]});
    let copy = shop
        .post("/carts/replicate", json!({"reference": reference}))
        .await;
    assert_eq!(copy.status, 201, "{}", copy.text);
    let copy = copy.json();
    assert_eq!(
        (&copy["cartState"], &copy["version"]),
        (&json!("Active"), &json!(1))
    );
    assert_eq!(copy["totalPrice"], cart["totalPrice"]);
    assert_eq!(copy["taxedPrice"], cart["taxedPrice"]);
    assert_eq!(guest.get("/me/active-cart").await.json(), copy);
}
