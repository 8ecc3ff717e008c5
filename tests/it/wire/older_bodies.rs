//! Bodies from before a property existed, and bodies that say `null` where they could say nothing.

use ctp_sdk::models::{Cart, Customer, Order, ProductProjection, TypedMoney};
use ctp_sdk::runtime::{Read, body};
use serde::Serialize;
use serde_json::{Value, json};

use super::bodies::{cart, cents, customer, line_item, order, product_projection, with};
use super::shop::Shop;

/// An amount as it was before money had a kind and told its digits.
fn bare(amount: i64, currency: &str) -> Value {
    json!({"centAmount": amount, "currencyCode": currency})
}

fn custom_line_item() -> Value {
    json!({
        "id": "custom-1",
        "name": {"en": "Wrapping"},
        "slug": "wrapping",
        "quantity": 1,
        "money": cents(100),
        "totalPrice": cents(100),
    })
}

/// A cart with something in most of its properties.
fn full_cart() -> Value {
    with(
        cart(),
        json!({
            "key": "k",
            "lineItems": [with(line_item(), json!({
                "state": [{"quantity": 2, "state": {"typeId": "state", "id": "state-1"}}],
                "taxRate": {"name": "VAT", "amount": 0.19, "includedInPrice": true, "country": "DE"},
                "discountedPricePerQuantity": [{"quantity": 1, "discountedPrice": {"value": cents(1), "includedDiscounts": []}}],
            }))],
            "customLineItems": [with(custom_line_item(), json!({"priceMode": "External"}))],
            "taxMode": "External",
            "inventoryMode": "TrackOnly",
            "shippingAddress": {"country": "DE", "city": "Berlin"},
            "shippingMode": "Multiple",
            "shippingRateInput": {"type": "Score", "score": 3},
            "custom": {"type": {"typeId": "type", "id": "type-1"}, "fields": {}},
            "refusedGifts": [{"typeId": "cart-discount", "id": "discount-1"}],
            "deleteDaysAfterLastModification": 3,
        }),
    )
}

#[tokio::test]
async fn money_that_says_neither_its_kind_nor_its_digits_is_in_the_cents_of_its_currency() {
    let item = with(
        line_item(),
        json!({
            "price": {"id": "price-1", "value": bare(250, "JPY")},
            "totalPrice": bare(500, "JPY"),
        }),
    );
    let answer = with(
        cart(),
        json!({"totalPrice": bare(500, "KWD"), "lineItems": [item]}),
    );
    let shop = Shop::answering(200, answer);
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    assert_eq!(cart.total_price.fraction_digits, 3);
    let item = &cart.line_items[0];
    assert_eq!(item.total_price.fraction_digits, 0);
    assert!(
        matches!(&item.price.value, TypedMoney::CentPrecision(money) if money.fraction_digits == 0)
    );
}

#[tokio::test]
async fn money_in_a_currency_that_nobody_knows_has_to_say_its_digits() {
    let item = with(
        line_item(),
        json!({"price": {"id": "price-1", "value": bare(250, "ZZZ")}}),
    );
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
    assert_eq!(failure.path(), "lineItems[0].price.value");
    assert!(
        failure
            .message()
            .starts_with("missing field `fractionDigits`"),
        "{failure}"
    );
    assert!(!failure.to_string().contains("ZZZ"), "{failure}");
}

#[tokio::test]
async fn an_item_from_before_it_had_a_price_mode_has_the_one_there_was() {
    let mut item = line_item();
    item.as_object_mut().unwrap().remove("priceMode");
    let answer = with(
        cart(),
        json!({"lineItems": [item], "customLineItems": [custom_line_item()]}),
    );
    let shop = Shop::answering(200, answer);
    let cart = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap();
    assert_eq!(cart.line_items[0].price_mode, "Platform");
    assert_eq!(cart.custom_line_items[0].price_mode, "Standard");
}

#[tokio::test]
async fn what_has_to_be_there_and_is_not_is_an_error_that_names_its_object() {
    let mut item = line_item();
    item.as_object_mut().unwrap().remove("quantity");
    item.as_object_mut().unwrap().remove("productId");
    let shop = Shop::answering(200, with(cart(), json!({"lineItems": [line_item(), item]})));
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
        ("lineItems[1]", "missing field `productId`")
    );
}

/// The places of all members of all objects in a body, as JSON pointers.
fn members(body: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), body)];
    while let Some((place, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    found.push((place.clone(), name.clone()));
                    open.push((format!("{place}/{name}"), member));
                }
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(index, item)| (format!("{place}/{index}"), item)));
            }
            _ => {}
        }
    }
    found
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Reads a body once without each of its members, once with `null` in its place, and once with a member beside it that
/// nobody knows.
fn null_is_absent<T: Read + Serialize + PartialEq + std::fmt::Debug>(whole: &Value) {
    let read = |of: &Value| body::<T>(of.to_string().as_bytes());
    let as_it_is = read(whole).expect("the whole body is read");
    let members = members(whole);
    assert!(members.len() > 8);
    for (place, name) in members {
        let changed = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut changed = whole.clone();
            let object = changed.pointer_mut(&place).and_then(Value::as_object_mut);
            change(object.expect("the object is there"));
            read(&changed)
        };
        let absent = changed(&|object| drop(object.remove(&name)));
        let null = changed(&|object| drop(object.insert(name.clone(), Value::Null)));
        match (absent, null) {
            // What is kept as it came, such as an object of a known kind that lacks something, has the `null` in it.
            (Ok(absent), Ok(null)) => assert_eq!(
                without_nulls(serde_json::to_value(&absent).unwrap()),
                without_nulls(serde_json::to_value(&null).unwrap()),
                "{place}/{name}"
            ),
            (Err(absent), Err(null)) => {
                // What lacks is named at its object, and what is null where it stands.
                assert!(null.path().starts_with(absent.path()), "{null} {absent}");
                assert!(absent.message().contains(&name), "{absent}");
            }
            (absent, null) => panic!("{place}/{name}: {absent:?}, but null is {null:?}"),
        }
    }
    let mut with_more = whole.clone();
    let object = with_more.as_object_mut().expect("a body is an object");
    object.insert("aMemberToCome".to_owned(), json!([{"of": null}]));
    assert_eq!(read(&with_more).expect("it is ignored"), as_it_is);
}

#[test]
fn null_is_read_like_absence_in_every_place() {
    null_is_absent::<Cart>(&full_cart());
    null_is_absent::<Customer>(&with(
        customer(),
        json!({"addresses": [{"country": "DE"}], "key": "k", "stores": []}),
    ));
    null_is_absent::<Order>(&with(
        order(),
        json!({"shipmentState": "Shipped", "returnInfo": []}),
    ));
    null_is_absent::<ProductProjection>(&with(
        product_projection(),
        json!({"searchKeywords": {"en": [{"text": "tuber"}]}, "categoryOrderHints": {}, "published": true}),
    ));
}
