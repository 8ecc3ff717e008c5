//! Quotes, from the request of a buyer to the order.

mod changed_meanwhile;
mod offers;
mod orders;
mod owners;
mod requests;
mod staged;

use serde_json::{Value, json};

use crate::carts::{id, shop};
use crate::orders::full_cart;
use crate::shop::{Answer, Shop};

/// A cart of the customer Ann: three lamps, sent by parcel.
async fn cart_of_ann(shop: &Shop, more: Value) -> Value {
    let mut draft = json!({"customerId": id(shop, "/customers/key=ann").await});
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    full_cart(shop, draft).await
}

/// The draft of a resource that is made of another one, with other fields.
fn draft((field, type_id): (&str, &str), of: &Value, more: Value) -> Value {
    let version = format!("{field}Version");
    let mut draft = json!({field: {"typeId": type_id, "id": of["id"]}, version: of["version"]});
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    draft
}

fn draft_of_request(cart: &Value, more: Value) -> Value {
    draft(("cart", "cart"), cart, more)
}

fn draft_of_staged(request: &Value, more: Value) -> Value {
    draft(("quoteRequest", "quote-request"), request, more)
}

fn draft_of_quote(staged: &Value, more: Value) -> Value {
    draft(("stagedQuote", "staged-quote"), staged, more)
}

async fn created(shop: &Shop, path: &str, draft: Value) -> Value {
    let created = shop.post(path, draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()
}

/// A quote request, and the shop that has it.
async fn requested() -> (Shop, Value) {
    let shop = shop().await;
    let cart = cart_of_ann(&shop, json!({})).await;
    let draft = draft_of_request(&cart, json!({"comment": "10 % less?"}));
    let request = created(&shop, "/quote-requests", draft).await;
    (shop, request)
}

/// A staged quote of an accepted quote request.
async fn staged() -> (Shop, Value) {
    let (shop, request) = requested().await;
    let draft = draft_of_staged(&request, json!({"quoteRequestStateToAccepted": true}));
    let staged = created(&shop, "/staged-quotes", draft).await;
    (shop, staged)
}

/// A quote of a staged quote that is sent by it.
async fn quoted() -> (Shop, Value) {
    let (shop, staged) = staged().await;
    let draft = draft_of_quote(&staged, json!({"stagedQuoteStateToSent": true}));
    let quote = created(&shop, "/quotes", draft).await;
    (shop, quote)
}

/// Each of these fields is there in `source`, and `of` has the same value.
fn assert_taken_over(of: &Value, source: &Value, names: &[&str]) {
    for name in names {
        assert!(!source[name].is_null(), "{name}: {source}");
        assert_eq!(of[name], source[name], "{name}");
    }
}

/// The path of a resource of a kind such as `quotes`.
fn path(kind: &str, of: &Value) -> String {
    format!("/{kind}/{}", of["id"].as_str().unwrap())
}

/// The resource at the field of another one.
async fn at(shop: &Shop, kind: &str, of: &Value, field: &str) -> Value {
    let found = shop.get(&path(kind, &of[field])).await;
    assert_eq!(found.status, 200, "{}", found.text);
    found.json()
}

/// Applies an action to a resource as it is.
async fn act(shop: &Shop, path: &str, action: Value) -> Answer {
    let version = shop.get(path).await.json()["version"].as_u64().unwrap();
    shop.update(path, version, json!([action])).await
}

/// The same, and gives what the resource has become.
async fn acted(shop: &Shop, path: &str, action: Value) -> Value {
    let answer = act(shop, path, action.clone()).await;
    assert_eq!(answer.status, 200, "{action}: {}", answer.text);
    let answer = answer.json();
    assert_eq!(shop.get(path).await.json(), answer);
    answer
}

/// The status and the code with which an action is refused, after which the resource is as it was.
async fn refused(shop: &Shop, path: &str, action: Value) -> (u16, String) {
    let before = shop.get(path).await.json();
    let answer = act(shop, path, action).await;
    assert_eq!(shop.get(path).await.json(), before);
    crate::carts::code(&answer)
}

/// What a field of each resource has that an action in a list has brought about.
async fn states(shop: &Shop, path: &str, (action, field): (&str, &str), to: &[&str]) {
    for state in to {
        let changed = acted(shop, path, json!({"action": action, field: state})).await;
        assert_eq!(changed[field], *state);
    }
}

fn not_emulated() -> (u16, String) {
    (501, "NotEmulated".to_owned())
}
