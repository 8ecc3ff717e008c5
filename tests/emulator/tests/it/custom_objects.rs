//! Custom objects, which are made and replaced by the same request.

use reqwest::Method;
use serde_json::json;

use crate::shop::Shop;

#[tokio::test]
async fn an_object_is_made_replaced_and_deleted() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"container": "carts", "key": "a", "value": {"n": 1}});
    let made = shop.post("/custom-objects", draft).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let other = json!({"container": "orders", "key": "a", "value": "text"});
    assert_eq!(shop.post("/custom-objects", other).await.status, 200);
    let draft = json!({"container": "carts", "key": "a", "value": {"n": 2}, "version": 1});
    let replaced = shop.post("/custom-objects", draft.clone()).await.json();
    assert_eq!(
        (&replaced["version"], &replaced["id"]),
        (&json!(2), &made.json()["id"])
    );
    let conflict = shop.post("/custom-objects", draft).await;
    assert_eq!(conflict.json()["errors"][0]["currentVersion"], 2);
    assert_eq!(shop.get("/custom-objects/carts/a").await.json(), replaced);
    assert_eq!(
        shop.get("/custom-objects/carts").await.json()["results"],
        json!([replaced])
    );
    assert_eq!(shop.get("/custom-objects").await.json()["total"], 2);
    let found = shop.get("/custom-objects?where=value(n%3D2)").await.json();
    assert_eq!(found["total"], 1);
    let deleted = shop.send(Method::DELETE, "/custom-objects/carts/a?version=1", None);
    assert_eq!(deleted.await.status, 409);
    let deleted = shop
        .send(Method::DELETE, "/custom-objects/carts/a", None)
        .await;
    assert_eq!(deleted.json(), replaced);
    assert_eq!(shop.get("/custom-objects/carts/a").await.refusal().0, 404);
}
