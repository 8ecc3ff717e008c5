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

#[tokio::test]
async fn subscribers_get_what_is_written_from_then_on() {
    let shop = Shop::start("manage_project:emulator").await;
    shop.post("/stores", json!({"key": "before"})).await;
    let mut messages = shop.emulator.subscribe();
    shop.post("/stores", json!({"key": "after"})).await;
    shop.post("/zones", json!({"name": "Zone"})).await;
    let deleted = shop.send(Method::DELETE, "/stores/key=after?version=1", None);
    assert_eq!(deleted.await.status, 200);
    let created = messages.next().await.unwrap();
    let identifiers = &created["resourceUserProvidedIdentifiers"];
    assert_eq!(
        (&created["type"], &identifiers["key"]),
        (&json!("StoreCreated"), &json!("after"))
    );
    let path = format!("/messages/{}", created["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json(), created);
    assert_eq!(messages.next().await.unwrap()["type"], "StoreDeleted");
    drop(shop);
    let end = messages.next().await.unwrap_err();
    assert_eq!(end.kind(), std::io::ErrorKind::UnexpectedEof);
}

#[tokio::test]
async fn a_delivery_is_the_message_in_the_platform_format() {
    let shop = Shop::start("manage_project:emulator").await;
    let mut messages = shop.emulator.subscribe();
    shop.post("/stores", json!({"key": "berlin"})).await;
    let bytes = messages.next_delivery().await.unwrap();
    let mut delivered: Value = serde_json::from_slice(&bytes).unwrap();
    let members = delivered.as_object_mut().unwrap();
    assert_eq!(members.remove("notificationType"), Some(json!("Message")));
    assert_eq!(members.remove("projectKey"), Some(json!("emulator")));
    let path = format!("/messages/{}", members["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json(), delivered);
}

#[tokio::test]
async fn a_subscriber_who_is_too_slow_is_told() {
    let shop = Shop::start("manage_project:emulator").await;
    let mut messages = shop.emulator.subscribe();
    let stores: Vec<Value> = (0..5000)
        .map(|number| json!({"key": format!("store-{number}")}))
        .collect();
    let seeds = json!({"stores": stores}).to_string();
    assert_eq!(shop.emulator.seed(&seeds).unwrap(), 5000);
    let missed = messages.next().await.unwrap_err();
    assert_eq!(missed.kind(), std::io::ErrorKind::InvalidData);
    assert_eq!(missed.to_string(), "904 messages were not taken in time");
    let next = messages.next().await.unwrap();
    assert_eq!(next["resourceUserProvidedIdentifiers"]["key"], "store-904");
}

#[tokio::test]
async fn what_an_action_leaves_out_is_told_with_its_default() {
    let shop = Shop::start("manage_project:emulator").await;
    let money = |cents: u64| json!({"centAmount": cents, "currencyCode": "EUR"});
    let draft = json!({"key": "price", "sku": "A1", "value": money(100)});
    let price = shop.post("/standalone-prices", draft.clone()).await.json();
    let mut same = draft;
    same["key"] = json!("same");
    let refused = shop.post("/standalone-prices", same).await;
    let error = &refused.json()["errors"][0];
    assert_eq!(error["code"], "DuplicateStandalonePriceScope");
    assert_eq!(error["conflictingStandalonePrice"]["id"], price["id"]);
    let change = json!({"action": "changeValue", "value": money(90)});
    let changed = shop
        .update("/standalone-prices/key=price", 1, json!([change]))
        .await;
    assert_eq!(changed.json()["value"]["centAmount"], 90);
    let told = messages(&shop, "where=type%3D%22StandalonePriceValueChanged%22").await;
    assert_eq!(told[0]["staged"], false);
    assert_eq!(told[0]["value"]["centAmount"], 90);
    assert_eq!(told[0]["oldValue"]["centAmount"], 100);
}

#[tokio::test]
async fn what_had_or_has_no_value_is_told() {
    let shop = Shop::start("manage_project:emulator").await;
    let created = async |path: &str, draft: Value| {
        let created = shop.post(path, draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
    };
    let role = json!({"key": "buyer", "name": "Buyer", "permissions": []});
    created("/associate-roles", role).await;
    let price = json!({"key": "price", "sku": "a", "validFrom": "2020-01-01T00:00:00.000Z", "value": {"centAmount": 900, "currencyCode": "EUR"}});
    created("/standalone-prices", price).await;
    let tier = json!({"minimumQuantity": 5, "value": {"centAmount": 800, "currencyCode": "EUR"}});
    for (path, action, of, field, expected) in [
        (
            "/associate-roles/key=buyer",
            json!({"action": "setName"}),
            "AssociateRoleNameSet",
            "name",
            None,
        ),
        (
            "/standalone-prices/key=price",
            json!({"action": "setPriceTiers", "tiers": [tier]}),
            "StandalonePriceTiersSet",
            "previousTiers",
            Some(json!([])),
        ),
        (
            "/standalone-prices/key=price",
            json!({"action": "setValidFrom", "validFrom": "2021-01-01T00:00:00.000Z"}),
            "StandalonePriceValidFromSet",
            "previousValidFrom",
            Some(json!("2020-01-01T00:00:00.000Z")),
        ),
    ] {
        let version = shop.get(path).await.json()["version"].as_u64().unwrap();
        let changed = shop.update(path, version, json!([action])).await;
        assert_eq!(changed.status, 200, "{action}: {}", changed.text);
        let told = shop
            .get(&format!("/messages?where=type%3D%22{of}%22"))
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        let told = told.json();
        assert_eq!(told["count"], 1, "{of}");
        assert_eq!(told["results"][0].get(field), expected.as_ref(), "{of}");
    }
}
