//! Carts: changing and deleting them.

use ctp_sdk::models::{
    AddressDraft, CartAddLineItemAction, CartRecalculateAction, CartSetCountryAction,
    CartSetCustomFieldAction, CartSetShippingAddressAction, CartUpdate, CartUpdateAction,
};
use ctp_sdk::{JsonObject, Unknown};
use serde_json::{Value, json};

use super::bodies::{cart, with};
use super::shop::Shop;

#[tokio::test]
async fn actions_of_different_kinds_are_added_one_by_one() {
    let update = CartUpdate::new(3, [])
        .action(CartRecalculateAction::new())
        .action(CartSetCountryAction::new().country("DE"));
    let shop = Shop::answering(200, cart());
    shop.api
        .carts()
        .with_id("cart-1")
        .post(update)
        .send()
        .await
        .unwrap();

    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/cart-1",
        json!({"version": 3, "actions": [{"action": "recalculate"}, {"action": "setCountry", "country": "DE"}]}),
    );
}

#[tokio::test]
async fn the_actions_of_an_update_are_sent_in_their_order_with_the_version() {
    let update = CartUpdate::new(
        3,
        [
            CartUpdateAction::from(
                CartAddLineItemAction::new()
                    .sku("potato-1")
                    .quantity(2)
                    .added_at("2024-01-31T12:00:00.120Z".parse().unwrap()),
            ),
            CartSetShippingAddressAction::new()
                .address(AddressDraft::new("DE").city("Köln"))
                .into(),
            CartSetCountryAction::new().into(),
            CartRecalculateAction::new()
                .update_product_data(true)
                .into(),
        ],
    );
    let shop = Shop::answering(200, with(cart(), json!({"version": 7})));
    let updated = shop
        .api
        .carts()
        .with_id("cart-1")
        .post(update)
        .expand("store")
        .send()
        .await
        .unwrap();

    assert_eq!(updated.version, 7);
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/cart-1?expand=store",
        json!({
            "version": 3,
            "actions": [
                {"action": "addLineItem", "sku": "potato-1", "quantity": 2, "addedAt": "2024-01-31T12:00:00.120Z"},
                {"action": "setShippingAddress", "address": {"country": "DE", "city": "Köln"}},
                {"action": "setCountry"},
                {"action": "recalculate", "updateProductData": true},
            ],
        }),
    );
}

#[tokio::test]
async fn actions_of_one_kind_need_no_conversion() {
    let shop = Shop::answering(200, cart());
    let update = CartUpdate::new(1, [CartSetCountryAction::new().country("DE")]);
    shop.api
        .carts()
        .with_key("weekly")
        .post(update)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/key=weekly",
        json!({"version": 1, "actions": [{"action": "setCountry", "country": "DE"}]}),
    );
}

#[tokio::test]
async fn the_value_of_a_custom_field_is_set_or_removed() {
    let shop = Shop::answering(200, cart());
    let update = CartUpdate::new(
        1,
        [
            CartSetCustomFieldAction::new("gift").value(json!(["a", 1.5, null])),
            CartSetCustomFieldAction::new("note").value(Value::Null),
            CartSetCustomFieldAction::new("card"),
        ],
    );
    shop.api
        .carts()
        .with_id("cart-1")
        .post(update)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/cart-1",
        json!({
            "version": 1,
            "actions": [
                {"action": "setCustomField", "name": "gift", "value": ["a", 1.5, null]},
                {"action": "setCustomField", "name": "note", "value": null},
                {"action": "setCustomField", "name": "card"},
            ],
        }),
    );
}

#[tokio::test]
async fn an_action_that_the_sdk_does_not_know_is_sent_as_it_is() {
    let action = json!({"action": "teleport", "to": {"planet": "Mars"}, "actionCount": 9_007_199_254_740_993_i64});
    let Value::Object(body) = action.clone() else {
        unreachable!()
    };
    let unknown = CartUpdateAction::Unknown(Unknown::from_body("action", body).unwrap());
    let update = CartUpdate::new(1, [unknown, CartRecalculateAction::new().into()]);

    let shop = Shop::answering(200, cart());
    shop.api
        .carts()
        .with_id("cart-1")
        .post(update)
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/cart-1",
        json!({"version": 1, "actions": [action, {"action": "recalculate"}]}),
    );
}

#[test]
fn an_action_whose_tag_is_not_a_text_cannot_be_made() {
    let body = JsonObject::from_iter([("action".to_owned(), json!(1))]);
    assert!(Unknown::<ctp_sdk::NoFields>::from_body("action", body).is_err());
}

#[tokio::test]
async fn a_cart_is_deleted_at_a_version_and_with_its_personal_data_if_asked() {
    let shop = Shop::answering(200, with(cart(), json!({"version": 12})));
    let deleted = shop
        .api
        .carts()
        .with_id("cart-1")
        .delete(12)
        .data_erasure(true)
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.version, 12);
    shop.assert_sent(
        "DELETE",
        "/my-shop/carts/cart-1?version=12&dataErasure=true",
    );
}

#[tokio::test]
async fn a_cart_is_deleted_by_its_key() {
    let shop = Shop::answering(200, cart());
    shop.api
        .carts()
        .with_key("week ly")
        .delete(i64::MAX)
        .expand("store")
        .send()
        .await
        .unwrap();
    shop.assert_sent(
        "DELETE",
        "/my-shop/carts/key=week%20ly?version=9223372036854775807&expand=store",
    );
}
