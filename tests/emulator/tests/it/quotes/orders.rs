//! Orders of quotes.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    act, acted, assert_taken_over, at, created, draft_of_quote, draft_of_request, not_emulated,
    path, quoted, staged,
};
use crate::carts::{code, invalid};
use crate::orders::told;

/// The draft of an order of a quote, with other fields.
fn draft(quote: &Value, more: Value) -> Value {
    let reference = json!({"typeId": "quote", "id": quote["id"]});
    let mut draft = json!({"quote": reference, "version": quote["version"]});
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    draft
}

#[tokio::test]
async fn an_order_has_what_the_quote_has() {
    let (shop, quote) = quoted().await;
    let more = json!({"orderNumber": "1", "orderState": "Confirmed", "paymentState": "Pending"});
    let order = created(&shop, "/orders/quotes", draft(&quote, more)).await;
    let names = [
        "lineItems",
        "customLineItems",
        "totalPrice",
        "taxedPrice",
        "shippingInfo",
        "shippingAddress",
    ];
    assert_taken_over(&order, &quote, &names);
    let expected = json!({
        "version": 1, "orderNumber": "1", "orderState": "Confirmed", "paymentState": "Pending",
        "origin": "Quote", "customerId": quote["customer"]["id"],
        "quote": {"typeId": "quote", "id": quote["id"]},
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&order[name], value, "{name}");
    }
    for name in ["cart", "key", "quoteState", "customer"] {
        assert_eq!(order.get(name), None, "{name}");
    }
    assert_eq!(shop.get(&path("orders", &order)).await.json(), order);
    assert_eq!(told(&shop, "OrderCreated").await[0]["order"], order);
    // The quote stays as it is, unless the draft says otherwise.
    assert_eq!(shop.get(&path("quotes", &quote)).await.json(), quote);
}

#[tokio::test]
async fn a_quote_is_accepted_by_its_order_and_ordered_no_more() {
    let (shop, quote) = quoted().await;
    let more = json!({"quoteStateToAccepted": true});
    let order = created(&shop, "/orders/quotes", draft(&quote, more)).await;
    assert_eq!(order["orderState"], "Open");
    let accepted = at(&shop, "quotes", &order, "quote").await;
    assert_eq!(accepted["quoteState"], "Accepted");
    assert_eq!(told(&shop, "QuoteStateChanged").await.len(), 1);
    let again = shop
        .post("/orders/quotes", draft(&accepted, json!({})))
        .await;
    assert_eq!(code(&again), invalid());
    assert_eq!(shop.get("/orders").await.json()["total"], 1);
    let old = shop.post("/orders/quotes", draft(&quote, json!({}))).await;
    assert_eq!(old.status, 409);
}

#[tokio::test]
async fn a_quote_is_ordered_until_it_expires() {
    let (shop, staged) = staged().await;
    let path = path("staged-quotes", &staged);
    let until = json!({"action": "setValidTo", "validTo": "2099-01-01T00:00:00.000Z"});
    let staged = acted(&shop, &path, until).await;
    let quote = created(&shop, "/quotes", draft_of_quote(&staged, json!({}))).await;
    created(&shop, "/orders/quotes", draft(&quote, json!({}))).await;
    let years = 100 * 366;
    let late = Duration::from_secs(years * 24 * 60 * 60);
    shop.emulator.advance(late);
    // The token of the shop has expired, too.
    let token = shop
        .token(shop.client(), "grant_type=client_credentials")
        .await;
    let shop = shop.with_token(&token.json()["access_token"]);
    let refused = shop.post("/orders/quotes", draft(&quote, json!({}))).await;
    assert_eq!(code(&refused), invalid());
    assert_eq!(shop.get("/orders").await.json()["total"], 1);
}

#[tokio::test]
async fn what_is_offered_has_to_be_in_stock() {
    let (shop, staged) = staged().await;
    let cart = at(&shop, "carts", &staged, "quotationCart").await;
    let line = &cart["lineItems"][0]["id"];
    let mode = json!({"action": "setLineItemInventoryMode", "lineItemId": line, "inventoryMode": "ReserveOnOrder"});
    let answer = act(&shop, &path("carts", &cart), mode).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let quote = created(&shop, "/quotes", draft_of_quote(&staged, json!({}))).await;
    let refused = shop.post("/orders/quotes", draft(&quote, json!({}))).await;
    assert_eq!(code(&refused), (400, "OutOfStock".to_owned()));
    let entry = json!({"sku": "lamp-1", "quantityOnStock": 5});
    let entry = created(&shop, "/inventory", entry).await;
    created(&shop, "/orders/quotes", draft(&quote, json!({}))).await;
    let left = shop.get(&path("inventory", &entry)).await.json();
    assert_eq!(left["availableQuantity"], 2);
}

#[tokio::test]
async fn an_order_of_a_cart_is_of_no_quote() {
    let (shop, quote) = quoted().await;
    let request = at(&shop, "quote-requests", &quote, "quoteRequest").await;
    let cart = at(&shop, "carts", &request, "cart").await;
    let mut of_cart =
        json!({"cart": {"typeId": "cart", "id": cart["id"]}, "version": cart["version"]});
    of_cart["quote"] = json!(quote["id"]);
    let order = created(&shop, "/orders", of_cart).await;
    assert_eq!(
        (order.get("quote"), &order["origin"]),
        (None, &json!("Customer"))
    );
}

#[tokio::test]
async fn what_the_documentation_says_nothing_of_is_not_ordered() {
    let (shop, quote) = quoted().await;
    let staged = at(&shop, "staged-quotes", &quote, "stagedQuote").await;
    let cart = at(&shop, "carts", &staged, "quotationCart").await;
    let reference = json!({"typeId": "cart", "id": cart["id"]});
    let of_cart = json!({"cart": reference, "version": cart["version"]});
    let refused = shop.post("/orders", of_cart).await;
    assert_eq!(code(&refused), not_emulated());
    let request = draft_of_request(&cart, json!({}));
    let refused = shop.post("/quote-requests", request).await;
    assert_eq!(code(&refused), not_emulated());
    // A second order of a quote.
    let order = created(&shop, "/orders/quotes", draft(&quote, json!({}))).await;
    let refused = shop.post("/orders/quotes", draft(&quote, json!({}))).await;
    assert_eq!(code(&refused), not_emulated());
    assert_eq!(shop.get("/orders").await.json()["total"], 1);
    let delete = format!("{}?version=1", path("orders", &order));
    let deleted = shop.send(reqwest::Method::DELETE, &delete, None).await;
    assert_eq!(deleted.status, 200, "{}", deleted.text);
    created(&shop, "/orders/quotes", draft(&quote, json!({}))).await;
}
