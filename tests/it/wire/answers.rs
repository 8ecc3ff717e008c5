//! What is made of the bodies and headers of answers.

use ctp_sdk::models::{CartAddLineItemAction, CartUpdate};
use emulator::Answer;
use serde_json::{Value, json};

use super::bodies::{cart, cents, line_item, page, product_projection, with};
use super::shop::{Shop, json};

#[tokio::test]
async fn the_whole_answer_has_status_headers_and_body() {
    let answer = Answer::json(200, cart().to_string())
        .header("X-Correlation-ID", "projects-1")
        .header("X-DEPRECATION-NOTICE", "soon");
    let shop = Shop::new().then_answer(answer);
    let answer = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .execute()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.correlation_id(), Some("projects-1"));
    assert_eq!(answer.deprecation_notice(), Some("soon"));
    assert_eq!(answer.into_body().id, "cart-1");
}

#[tokio::test]
async fn a_null_list_and_a_missing_one_read_as_empty() {
    let mut body = with(
        cart(),
        json!({"lineItems": null, "discountCodes": null, "refusedGifts": []}),
    );
    body.as_object_mut().unwrap().remove("customLineItems");
    let shop = Shop::answering(200, body);
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    assert!(cart.line_items.is_empty() && cart.discount_codes.is_empty());
    assert!(cart.custom_line_items.is_empty() && cart.refused_gifts.is_empty());

    let shop = Shop::answering(
        200,
        json!({"limit": 20, "offset": 0, "count": 0, "results": null}),
    );
    let page = shop
        .api
        .carts()
        .get()
        .with_total(false)
        .send()
        .await
        .unwrap();
    assert_eq!((page.total, page.results.len()), (None, 0));
}

#[tokio::test]
async fn a_state_that_the_api_does_not_send_is_not_made_up() {
    let nulls = json!({
        "taxMode": null, "priceRoundingMode": null, "taxRoundingMode": null, "taxCalculationMode": null,
        "inventoryMode": null, "cartState": null, "freezeStrategy": null, "shippingMode": null, "origin": null,
        "deleteDaysAfterLastModification": null,
    });
    for more in [json!({}), nulls] {
        let shop = Shop::answering(200, with(cart(), more));
        let cart = shop
            .api
            .carts()
            .with_id("cart-1")
            .get()
            .send()
            .await
            .unwrap();
        assert_eq!(cart.cart_state, "");
        assert!(cart.cart_state.is_unknown());
        assert!(cart.tax_mode.is_unknown());
        assert!(cart.price_rounding_mode.is_unknown());
        assert!(cart.tax_rounding_mode.is_unknown());
        assert!(cart.tax_calculation_mode.is_unknown());
        assert!(cart.shipping_mode.is_unknown());
        assert!(cart.origin.is_unknown());
        assert!(cart.inventory_mode.is_unknown());
        assert_eq!(cart.freeze_strategy, None);
        assert_eq!(cart.delete_days_after_last_modification, None);
        // What was not there does not go out either.
        assert_eq!(serde_json::to_value(&cart).unwrap().get("cartState"), None);
    }
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_an_error_that_names_the_place() {
    let price = json!({"id": "price-1", "value": with(cents(0), json!({"centAmount": "pl4nted"}))});
    let items = json!([line_item(), with(line_item(), json!({"price": price}))]);
    let shop = Shop::answering(200, with(cart(), json!({"lineItems": items})));
    let error = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap_err();

    assert!(error.is_decode() && !error.is_transient());
    let failure = error.decode_failure().unwrap();
    assert_eq!(failure.path(), "lineItems[1].price.value.centAmount");
    assert_eq!(failure.message(), "invalid type: string, expected i64");
    assert_eq!(error.status().unwrap(), 200);
    assert!(
        !format!("{error} {error:?}").contains("pl4nted"),
        "{error:?}"
    );
}

#[tokio::test]
async fn the_place_is_named_through_a_page_of_results() {
    let mut without_version = product_projection();
    without_version.as_object_mut().unwrap().remove("version");
    let shop = Shop::answering(200, page(json!([product_projection(), without_version])));
    let error = shop
        .api
        .product_projections()
        .get()
        .send()
        .await
        .unwrap_err();
    let failure = error.decode_failure().unwrap();
    assert_eq!(
        (failure.path(), failure.message()),
        ("results[1]", "missing field `version`")
    );
}

#[tokio::test]
async fn a_moment_goes_out_with_the_digits_and_the_offset_it_came_in_with() {
    let moments = [
        "2024-01-31T12:00:00Z",
        "2024-01-31T12:00:00.1Z",
        "2024-01-31T12:00:00.100Z",
        "2024-01-31T12:00:00.123456789Z",
        "2024-01-31T13:00:00.000+01:00",
    ];
    let items: Vec<Value> = moments
        .iter()
        .map(|moment| with(line_item(), json!({"addedAt": moment})))
        .collect();
    let shop = Shop::answering(
        200,
        with(cart(), json!({"lineItems": items, "createdAt": moments[3]})),
    )
    .then(200, cart());
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    assert_eq!(cart.created_at.to_string(), moments[3]);

    let actions = cart
        .line_items
        .iter()
        .map(|item| CartAddLineItemAction::new().added_at(item.added_at.unwrap()));
    shop.api
        .carts()
        .with_id("cart-1")
        .post(CartUpdate::new(1, actions))
        .send()
        .await
        .unwrap();
    let sent = json(&shop.requests()[1]);
    let sent: Vec<&Value> = sent["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| &action["addedAt"])
        .collect();
    assert_eq!(sent, moments);
}

#[tokio::test]
async fn a_moment_that_is_none_is_an_error_that_names_the_place() {
    let shop = Shop::answering(200, with(cart(), json!({"createdAt": "pl4nted"})));
    let error = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.decode_failure().unwrap().path(), "createdAt");
    assert!(!format!("{error:?}").contains("pl4nted"), "{error:?}");
}
