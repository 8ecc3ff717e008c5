//! Orders of customers, of guests, and of stores.

use reqwest::Method;
use serde_json::{Value, json};

use super::{draft, full_cart, home, ordered, path, shop_with_order};
use crate::carts::owners::Visitor;
use crate::carts::{cart, code, id, shop};

/// A cart of a visitor that can be ordered.
async fn own_cart(visitor: &Visitor<'_>) -> Value {
    let cart = visitor.cart("lamp-1", 1).await;
    let path = format!("/me/carts/{}", cart["id"].as_str().unwrap());
    let set = json!({"action": "setShippingAddress", "address": home()});
    let update = json!({"version": cart["version"], "actions": [set]});
    let changed = visitor.post(&path, update).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    changed.json()
}

fn my_draft(cart: &Value) -> Value {
    json!({"id": cart["id"], "version": cart["version"]})
}

#[tokio::test]
async fn customers_and_guests_order_and_see_their_own() {
    let shop = shop().await;
    let ann = Visitor::customer(&shop, "ann").await;
    let guest = Visitor::guest(&shop, "guest-1").await;
    let cart = own_cart(&ann).await;
    // Nobody orders the cart of somebody else.
    let stolen = guest.post("/me/orders", my_draft(&cart)).await;
    assert_eq!(
        code(&stolen),
        (400, "ReferencedResourceNotFound".to_owned())
    );
    let created = ann.post("/me/orders", my_draft(&cart)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let order = created.json();
    assert_eq!(
        order["customerId"],
        json!(id(&shop, "/customers/key=ann").await)
    );
    let path = format!("/me{}", path(&order));
    assert_eq!(ann.get(&path).await.json(), order);
    assert_eq!(
        ann.get("/me/orders").await.json()["results"],
        json!([order])
    );
    assert_eq!(guest.get(&path).await.status, 404);
    assert_eq!(guest.get("/me/orders").await.json()["total"], 0);
    let cart = own_cart(&guest).await;
    let created = guest.post("/me/orders", my_draft(&cart)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    assert_eq!(created.json()["anonymousId"], "guest-1");
    assert_eq!(shop.get("/orders").await.json()["total"], 2);
    // They read them only.
    let set = json!({"version": 1, "actions": [{"action": "setLocale", "locale": "de"}]});
    assert_eq!(ann.post(&path, set).await.status, 405);
    let gone = format!("{path}?version=1");
    assert_eq!(ann.send(Method::DELETE, &gone, None).await.status, 405);
}

#[tokio::test]
async fn a_draft_of_a_customer_says_nothing_else() {
    let shop = shop().await;
    let ann = Visitor::customer(&shop, "ann").await;
    let cart = own_cart(&ann).await;
    let other = full_cart(&shop, json!({})).await;
    let mut draft = my_draft(&cart);
    draft["orderNumber"] = json!("1");
    draft["orderState"] = json!("Complete");
    draft["cart"] = json!({"typeId": "cart", "id": other["id"]});
    let order = ann.post("/me/orders", draft).await.json();
    assert_eq!(
        (
            order.get("orderNumber"),
            &order["orderState"],
            &order["cart"]["id"]
        ),
        (None, &json!("Open"), &cart["id"])
    );
}

#[tokio::test]
async fn orders_of_a_store_are_made_and_seen_there() {
    let shop = shop().await;
    let store = json!({"typeId": "store", "key": "anywhere"});
    let more = json!({"store": store, "lineItems": [{"sku": "lamp-1"}], "shippingAddress": home()});
    let in_store = cart(&shop, more).await;
    let refused = shop
        .post("/in-store/key=germany/orders", draft(&in_store))
        .await;
    assert_eq!(
        code(&refused),
        (400, "ReferencedResourceNotFound".to_owned())
    );
    let created = shop
        .post("/in-store/key=anywhere/orders", draft(&in_store))
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    let order = created.json();
    assert_eq!(order["store"], store);
    for (store, status) in [("anywhere", 200), ("germany", 404)] {
        let path = format!("/in-store/key={store}{}", path(&order));
        assert_eq!(shop.get(&path).await.status, status);
    }
    let elsewhere = full_cart(&shop, json!({})).await;
    ordered(&shop, draft(&elsewhere)).await;
    let page = shop.get("/in-store/key=anywhere/orders").await.json();
    assert_eq!(page["results"], json!([order]));
    let update = json!({"action": "changeOrderState", "orderState": "Complete"});
    let path = format!("/in-store/key=anywhere{}", path(&order));
    let updated = shop.update(&path, 1, json!([update])).await;
    assert_eq!(updated.json()["orderState"], "Complete");
}

#[tokio::test]
async fn orders_are_searched_by_predicates() {
    let (shop, order) = shop_with_order().await;
    let query =
        "/orders?where=orderState%3D%22Open%22%20and%20lineItems(variant(sku%3D%22lamp-1%22))";
    assert_eq!(shop.get(query).await.json()["results"], json!([order]));
    let query = "/orders?where=orderState%3D%22Complete%22";
    assert_eq!(shop.get(query).await.json()["total"], 0);
    let head = shop.send(Method::HEAD, query, None).await;
    assert_eq!(head.status, 404);
}
