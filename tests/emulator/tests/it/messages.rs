//! Messages, which every change that the platform tells of writes.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::Shop;

async fn messages(shop: &Shop, query: &str) -> Vec<Value> {
    let path = format!("/messages?sort=resourceVersion&limit=500&{query}");
    let page = shop.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.json()["results"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_life_is_told() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"key": "shoes", "name": {"en": "Shoes"}, "slug": {"en": "shoes"}});
    let created = shop.post("/categories", draft).await.json();
    let actions = json!([
        {"action": "changeName", "name": {"en": "Boots"}},
        {"action": "changeSlug", "slug": {"en": "boots"}},
    ]);
    shop.update("/categories/key=shoes", 1, actions).await;
    let told = messages(&shop, "where=resource(typeId%3D%22category%22)").await;
    let types: Vec<&Value> = told.iter().map(|of| &of["type"]).collect();
    // The platform has no message about another name.
    assert_eq!(types, ["CategoryCreated", "CategorySlugChanged"]);
    assert_eq!(told[0]["category"], created);
    let second = &told[1];
    assert_eq!(
        (&second["slug"], &second["oldSlug"]),
        (&json!({"en": "boots"}), &json!({"en": "shoes"}))
    );
    assert_eq!(
        second["resource"],
        json!({"typeId": "category", "id": created["id"]})
    );
    assert_eq!(
        (&second["resourceVersion"], &second["sequenceNumber"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(second["resourceUserProvidedIdentifiers"]["key"], "shoes");
    let path = format!("/messages/{}", second["id"].as_str().unwrap());
    assert_eq!(&shop.get(&path).await.json(), second);
    let found = messages(
        &shop,
        "where=type%3D%22CategorySlugChanged%22%20and%20sequenceNumber%3E1",
    )
    .await;
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn changes_of_lists_and_deletions_are_told() {
    let shop = Shop::start("manage_project:emulator").await;
    let money = json!({"centAmount": 100, "currencyCode": "EUR"});
    shop.post(
        "/payments",
        json!({"key": "payment", "amountPlanned": money}),
    )
    .await;
    let transaction = json!({"type": "Charge", "amount": money});
    let actions = json!([{"action": "addTransaction", "transaction": transaction}]);
    let payment = shop
        .update("/payments/key=payment", 1, actions)
        .await
        .json();
    let transaction = &payment["transactions"][0];
    let actions = json!([{"action": "changeTransactionState", "transactionId": transaction["id"], "state": "Success"}]);
    shop.update("/payments/key=payment", 2, actions).await;
    let told = messages(&shop, "").await;
    let types: Vec<&Value> = told.iter().map(|of| &of["type"]).collect();
    assert_eq!(
        types,
        [
            "PaymentCreated",
            "PaymentTransactionAdded",
            "PaymentTransactionStateChanged"
        ]
    );
    assert_eq!(&told[1]["transaction"], transaction);
    assert_eq!(
        (&told[2]["state"], &told[2]["transactionId"]),
        (&json!("Success"), &transaction["id"])
    );

    shop.post("/stores", json!({"key": "store"})).await;
    let deleted = shop.send(Method::DELETE, "/stores/key=store?version=1", None);
    assert_eq!(deleted.await.status, 200);
    let told = messages(&shop, "where=type%3D%22StoreDeleted%22").await;
    assert_eq!(told.len(), 1);
}

#[tokio::test]
async fn what_was_refused_and_what_changed_nothing_is_not_told() {
    let shop = Shop::start("manage_project:emulator").await;
    let draft = json!({"key": "shoes", "name": {"en": "Shoes"}, "slug": {"en": "shoes"}});
    shop.post("/categories", draft).await;
    let slug = json!({"action": "changeSlug", "slug": {"en": "boots"}});
    let refused = json!([slug, {"action": "removeAsset", "assetKey": "none"}]);
    assert_eq!(
        shop.update("/categories/key=shoes", 1, refused)
            .await
            .status,
        400
    );
    let same = json!([{"action": "changeSlug", "slug": {"en": "shoes"}}]);
    assert_eq!(
        shop.update("/categories/key=shoes", 1, same).await.status,
        200
    );
    assert_eq!(messages(&shop, "").await.len(), 1);
}
