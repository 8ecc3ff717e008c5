//! Values that this version of the SDK does not know are kept and written unchanged.

use ctp_sdk::models::{
    CartDraft, CartSetShippingAddressAction, CartUpdate, LineItemDraft, Money, MyPaymentDraft,
    MyTransactionDraft, ShippingRateInput, ShippingRateInputDraft, TaxMode, TypedMoney,
};
use serde_json::json;

use super::bodies::{cart, cents, line_item, payment, with};
use super::shop::{Shop, json};

#[tokio::test]
async fn an_unknown_value_of_an_enum_goes_out_as_it_came_in() {
    let unknown = json!({"taxMode": "Galactic", "inventoryMode": "", "origin": "customer"});
    let shop = Shop::answering(200, with(cart(), unknown.clone())).then(201, cart());
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();

    assert!(
        cart.tax_mode.is_unknown() && cart.inventory_mode.is_unknown() && cart.origin.is_unknown()
    );
    assert_eq!(cart.tax_mode, "Galactic");
    let TaxMode::Unknown(value) = &cart.tax_mode else {
        panic!("{cart:?}")
    };
    assert_eq!(value.as_str(), "Galactic");

    let draft = CartDraft::new("EUR")
        .tax_mode(cart.tax_mode)
        .inventory_mode(cart.inventory_mode)
        .origin(cart.origin);
    shop.api.carts().post(draft).send().await.unwrap();
    assert_eq!(
        json(&shop.requests()[1]),
        with(unknown, json!({"currency": "EUR"}))
    );
}

#[tokio::test]
async fn a_value_of_an_enum_that_is_no_text_is_an_error() {
    let shop = Shop::answering(200, with(cart(), json!({"taxMode": 1})));
    let error = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.decode_failure().unwrap().path(), "taxMode");
}

#[tokio::test]
async fn an_unknown_kind_of_money_goes_out_as_it_came_in() {
    let money = json!({
        "type": "stellar",
        "centAmount": 250,
        "currencyCode": "EUR",
        "fractionDigits": 2,
        "parsecs": {"exactly": [1.25, null]},
    });
    let price = json!({"id": "price-1", "value": money});
    let shop = Shop::answering(
        200,
        with(
            cart(),
            json!({"lineItems": [with(line_item(), json!({"price": price}))]}),
        ),
    );
    let shop = shop.then(201, cart());
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();

    let value = cart.line_items[0].price.value.clone();
    assert_eq!(
        (
            value.cent_amount(),
            value.currency_code(),
            value.fraction_digits()
        ),
        (250, "EUR", 2)
    );
    let TypedMoney::Unknown(unknown) = &value else {
        panic!("{value:?}")
    };
    assert_eq!(
        (unknown.tag(), &unknown.body()["parsecs"]),
        (Some("stellar"), &money["parsecs"])
    );

    let draft = CartDraft::new("EUR").line_items([LineItemDraft::new().external_price(value)]);
    shop.api.carts().post(draft).send().await.unwrap();
    assert_eq!(
        json(&shop.requests()[1])["lineItems"][0]["externalPrice"],
        money
    );
}

#[tokio::test]
async fn a_known_kind_of_money_loses_nothing_where_the_base_is_asked_for() {
    let shop = Shop::answering(200, payment()).then(201, payment());
    let payment = shop
        .api
        .me()
        .payments()
        .with_id("payment-1")
        .get()
        .send()
        .await
        .unwrap();
    let planned = payment.amount_planned;
    let draft = MyPaymentDraft::new(planned.clone())
        .transaction(MyTransactionDraft::new("Charge", planned));
    shop.api.me().payments().post(draft).send().await.unwrap();
    let sent = json(&shop.requests()[1]);
    assert_eq!(
        sent,
        json!({"amountPlanned": cents(500), "transaction": {"type": "Charge", "amount": cents(500)}})
    );
    assert_eq!(
        json!(Money::new(1, "EUR")),
        json!({"centAmount": 1, "currencyCode": "EUR"})
    );
}

#[tokio::test]
async fn money_without_a_kind_is_money_in_cents() {
    let bare = json!({"centAmount": 250, "currencyCode": "EUR", "fractionDigits": 2});
    let price = json!({"id": "price-1", "value": bare});
    let shop = Shop::answering(
        200,
        with(
            cart(),
            json!({"lineItems": [with(line_item(), json!({"price": price}))]}),
        ),
    );
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    assert!(
        matches!(&cart.line_items[0].price.value, TypedMoney::CentPrecision(money) if money.cent_amount == 250)
    );
}

#[tokio::test]
async fn a_known_kind_with_a_wrong_body_is_kept_as_unknown_with_the_reason() {
    let score = json!({"type": "Score", "score": "high"});
    let shop = Shop::answering(200, with(cart(), json!({"shippingRateInput": score})));
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    let Some(ShippingRateInput::Unknown(unknown)) = cart.shipping_rate_input else {
        panic!("it is kept as unknown");
    };
    assert_eq!(unknown.tag(), Some("Score"));
    assert_eq!(unknown.failure().unwrap().path(), "shippingRateInput.score");
    assert_eq!(serde_json::Value::Object(unknown.into_body()), score);
}

#[tokio::test]
async fn a_known_kind_that_lacks_what_all_kinds_share_is_an_error() {
    let price = json!({"id": "price-1", "value": {"type": "highPrecision", "centAmount": 1, "currencyCode": "EUR"}});
    let item = with(line_item(), json!({"price": price}));
    let shop = Shop::answering(200, with(cart(), json!({"lineItems": [item]})));
    let error = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap_err();
    let failure = error.decode_failure().unwrap();
    assert_eq!(
        (failure.path(), failure.message()),
        ("lineItems[0].price.value", "missing field `fractionDigits`")
    );
}

#[tokio::test]
async fn a_missing_tag_is_an_error_where_no_kind_is_the_default() {
    let shop = Shop::answering(
        200,
        with(cart(), json!({"shippingRateInput": {"score": 1}})),
    );
    let error = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap_err();
    let failure = error.decode_failure().unwrap();
    assert_eq!(
        (failure.path(), failure.message()),
        ("shippingRateInput", "missing field `type`")
    );
}

#[tokio::test]
async fn an_unknown_input_of_the_shipping_rate_is_sent_as_the_draft_of_a_new_cart() {
    let input = json!({"type": "Weather", "rain": true});
    let shop =
        Shop::answering(200, with(cart(), json!({"shippingRateInput": input}))).then(201, cart());
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    let Some(ShippingRateInput::Unknown(unknown)) = cart.shipping_rate_input else {
        panic!("{cart:?}")
    };

    let draft = CartDraft::new("EUR").shipping_rate_input(ShippingRateInputDraft::Unknown(unknown));
    shop.api.carts().post(draft).send().await.unwrap();
    assert_eq!(json(&shop.requests()[1])["shippingRateInput"], input);
}

#[tokio::test]
async fn an_unknown_warning_tells_what_all_warnings_tell() {
    let warning = json!({"code": "Hailstorm", "message": "Stay inside.", "sinceHours": 2});
    let shop = Shop::answering(200, with(cart(), json!({"warnings": [warning]})));
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    assert_eq!(cart.warnings[0].message(), "Stay inside.");
}

#[tokio::test]
async fn the_custom_fields_of_an_address_go_out_as_they_came_in() {
    let address = json!({
        "id": "a1",
        "country": "DE",
        "pOBox": "17",
        "custom": {"type": {"typeId": "type", "id": "type-1"}, "fields": {"floor": 3, "gates": [{"open": null}]}},
    });
    let shop =
        Shop::answering(200, with(cart(), json!({"shippingAddress": address}))).then(200, cart());
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();

    let action = CartSetShippingAddressAction::new().address(*cart.shipping_address.unwrap());
    shop.api
        .carts()
        .with_id("cart-1")
        .post(CartUpdate::new(1, [action]))
        .send()
        .await
        .unwrap();
    assert_eq!(json(&shop.requests()[1])["actions"][0]["address"], address);
}

#[tokio::test]
async fn members_that_the_sdk_does_not_know_do_no_harm() {
    let shop = Shop::answering(
        200,
        with(
            cart(),
            json!({"mood": {"type": 1}, "lineItems": [with(line_item(), json!({"mood": []}))]}),
        ),
    );
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    assert_eq!(cart.line_items.len(), 1);
}
