//! What customers need permissions for below `/me`, where it is about a business unit.

use reqwest::Method;
use serde_json::{Value, json};

use super::mine::token;
use super::quotes::{at, cart, made, path, quote, request};
use super::{acted, id, lacks, permit, shop, unit};
use crate::carts::{code, invalid};
use crate::shop::{Answer, Shop};

const ORDERS: &str = "/me/orders";

async fn post(shop: &Shop, token: &str, path: &str, body: Value) -> Answer {
    shop.send_as(token, Method::POST, path, Some(body)).await
}

fn order(of: &Value) -> Value {
    json!({"id": of["id"], "version": of["version"]})
}

async fn orders(shop: &Shop) -> Value {
    shop.get("/orders").await.json()["total"].clone()
}

#[tokio::test]
async fn an_order_of_the_own_cart_needs_a_permission() {
    let shop = shop().await;
    let ann = token(&shop, "ann", "manage_my_orders:emulator").await;
    let of_unit = cart(&shop, &id(&shop, "ann").await).await;
    permit(&shop, &["ViewMyCarts", "CreateOrdersFromOthersCarts"]).await;
    let refused = post(&shop, &ann, ORDERS, order(&of_unit)).await;
    assert_eq!(lacks(&refused), ["CreateMyOrdersFromMyCarts"]);
    assert_eq!(orders(&shop).await, 0);
}

#[tokio::test]
async fn an_associate_with_the_permission_orders_the_own_cart() {
    let shop = shop().await;
    let ann = token(&shop, "ann", "manage_my_orders:emulator").await;
    let of_unit = cart(&shop, &id(&shop, "ann").await).await;
    permit(&shop, &["CreateMyOrdersFromMyCarts"]).await;
    let ordered = post(&shop, &ann, ORDERS, order(&of_unit)).await;
    assert_eq!(ordered.status, 201, "{}", ordered.text);
    assert_eq!(ordered.json()["businessUnit"], unit("acme"));
}

#[tokio::test]
async fn a_cart_of_no_business_unit_needs_none() {
    let shop = shop().await;
    permit(&shop, &[]).await;
    let ann = token(&shop, "ann", "manage_my_orders:emulator").await;
    let draft = json!({
        "currency": "EUR", "country": "DE", "shippingAddress": {"country": "DE"},
        "customerId": id(&shop, "ann").await, "lineItems": [{"sku": "lamp-1"}],
    });
    let own = made(&shop, "/carts", draft).await;
    let ordered = post(&shop, &ann, ORDERS, order(&own)).await;
    assert_eq!(ordered.status, 201, "{}", ordered.text);
}

#[tokio::test]
async fn an_order_in_a_store_needs_it_as_well() {
    let shop = shop().await;
    let store = json!({"typeId": "store", "key": "germany"});
    acted(&shop, "acme", json!({"action": "addStore", "store": store})).await;
    let ann = token(&shop, "ann", "manage_my_orders:emulator").await;
    let carts = path(&id(&shop, "ann").await, "acme", "carts");
    let draft = json!({
        "currency": "EUR", "country": "DE", "shippingAddress": {"country": "DE"},
        "store": store, "lineItems": [{"sku": "lamp-1"}],
    });
    let of_unit = made(&shop, &carts, draft).await;
    permit(&shop, &[]).await;
    let in_store = format!("/in-store/key=germany{ORDERS}");
    let refused = post(&shop, &ann, &in_store, order(&of_unit)).await;
    assert_eq!(lacks(&refused), ["CreateMyOrdersFromMyCarts"]);
    permit(&shop, &["CreateMyOrdersFromMyCarts"]).await;
    let ordered = post(&shop, &ann, &in_store, order(&of_unit)).await;
    assert_eq!(ordered.status, 201, "{}", ordered.text);
}

/// A quote that ann asked for.
async fn quoted(shop: &Shop) -> Value {
    let of_unit = cart(shop, &id(shop, "ann").await).await;
    let asked = made(shop, "/quote-requests", request(&of_unit)).await;
    quote(shop, &asked).await
}

#[tokio::test]
async fn an_order_of_the_own_quote_needs_a_permission() {
    let shop = shop().await;
    let ann = token(&shop, "ann", "manage_quotes:emulator").await;
    let quote = quoted(&shop).await;
    let of_quotes = format!("{ORDERS}/quotes");
    let refused = post(&shop, &ann, &of_quotes, order(&quote)).await;
    assert_eq!(lacks(&refused), ["CreateMyOrdersFromMyQuotes"]);
    assert_eq!(orders(&shop).await, 0);
    permit(&shop, &["CreateMyOrdersFromMyQuotes"]).await;
    let ordered = post(&shop, &ann, &of_quotes, order(&quote)).await;
    assert_eq!(ordered.status, 201, "{}", ordered.text);
    assert_eq!(ordered.json()["businessUnit"], unit("acme"));
}

#[tokio::test]
async fn what_becomes_of_the_own_quote_needs_a_permission() {
    let change = |to: &str| json!({"action": "changeMyQuoteState", "quoteState": to});
    for (action, permission, state) in [
        (change("Accepted"), "AcceptMyQuotes", "Accepted"),
        (change("Declined"), "DeclineMyQuotes", "Declined"),
        (
            json!({"action": "requestQuoteRenegotiation", "buyerComment": "Less."}),
            "RenegotiateMyQuotes",
            "DeclinedForRenegotiation",
        ),
    ] {
        let shop = shop().await;
        let ann = token(&shop, "ann", "manage_my_quotes:emulator").await;
        let quote = quoted(&shop).await;
        let path = at("/me/quotes", &quote);
        let update = json!({"version": quote["version"], "actions": [action]});
        let refused = post(&shop, &ann, &path, update.clone()).await;
        assert_eq!(lacks(&refused), [permission]);
        assert_eq!(shop.get(&at("/quotes", &quote)).await.json(), quote);
        permit(&shop, &[permission]).await;
        let changed = post(&shop, &ann, &path, update).await;
        assert_eq!(changed.json()["quoteState"], state, "{}", changed.text);
    }
}

#[tokio::test]
async fn a_business_unit_that_is_not_active_does_not_answer_quotes() {
    let shop = shop().await;
    let ann = token(&shop, "ann", "manage_my_quotes:emulator").await;
    let quote = quoted(&shop).await;
    permit(&shop, &["AcceptMyQuotes"]).await;
    let inactive = json!({"action": "changeStatus", "status": "Inactive"});
    acted(&shop, "acme", inactive).await;
    let accept = json!([{"action": "changeMyQuoteState", "quoteState": "Accepted"}]);
    let update = json!({"version": quote["version"], "actions": accept});
    let refused = post(&shop, &ann, &at("/me/quotes", &quote), update).await;
    assert_eq!(code(&refused), invalid());
}
