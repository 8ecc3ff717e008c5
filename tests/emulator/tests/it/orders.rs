//! Orders, from the carts that they are made of to what comes back of them.

mod creation;
mod damages;
mod deliveries;
mod edits;
mod fields;
mod import;
mod item_states;
mod owners;
mod payments;
mod returns;

use serde_json::{Value, json};

use crate::carts::{add, cart, changed, shop};
use crate::shop::{Answer, Shop};

fn home() -> Value {
    json!({"country": "DE", "city": "Berlin"})
}

/// A cart that can be ordered: three lamps, sent by parcel.
async fn full_cart(shop: &Shop, more: Value) -> Value {
    let empty = cart(shop, more).await;
    let method = json!({"typeId": "shipping-method", "key": "parcel"});
    let actions = json!([
        {"action": "setShippingAddress", "address": home()},
        add("lamp-1", 3),
        {"action": "setShippingMethod", "shippingMethod": method},
    ]);
    changed(shop, &empty, actions).await
}

/// The draft of an order of a cart.
fn draft(cart: &Value) -> Value {
    json!({"cart": {"typeId": "cart", "id": cart["id"]}, "version": cart["version"]})
}

/// The same with other fields.
fn draft_with(cart: &Value, more: Value) -> Value {
    let mut draft = draft(cart);
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    draft
}

async fn ordered(shop: &Shop, draft: Value) -> Value {
    let created = shop.post("/orders", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()
}

/// A shop with an order of three lamps.
async fn shop_with_order() -> (Shop, Value) {
    let shop = shop().await;
    let cart = full_cart(&shop, json!({})).await;
    let order = ordered(&shop, draft(&cart)).await;
    (shop, order)
}

fn path(order: &Value) -> String {
    format!("/orders/{}", order["id"].as_str().unwrap())
}

async fn act(shop: &Shop, order: &Value, action: Value) -> Answer {
    let path = path(order);
    let version = shop.get(&path).await.json()["version"].as_u64().unwrap();
    shop.update(&path, version, json!([action])).await
}

/// Applies an action to the order as it is, and gives what it has become.
async fn acted(shop: &Shop, order: &Value, action: Value) -> Value {
    let answer = act(shop, order, action.clone()).await;
    assert_eq!(answer.status, 200, "{action}: {}", answer.text);
    let answer = answer.json();
    assert_eq!(shop.get(&path(order)).await.json(), answer);
    answer
}

/// The status and the code with which an action is refused, after which the order is as it was.
async fn refused(shop: &Shop, order: &Value, action: Value) -> (u16, String) {
    let before = shop.get(&path(order)).await.json();
    let answer = act(shop, order, action).await;
    assert_eq!(shop.get(&path(order)).await.json(), before);
    let (status, code, _) = answer.refusal();
    (status, code)
}

/// The messages of a type, in their order.
async fn told(shop: &Shop, of: &str) -> Vec<Value> {
    let path = format!("/messages?where=type%3D%22{of}%22&sort=sequenceNumber");
    let page = shop.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.json()["results"].as_array().unwrap().clone()
}
