//! A resource of the uniform shape, from its creation to its end.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::Shop;

const SCOPES: &str = "manage_categories:emulator";

fn draft(key: &str) -> Value {
    json!({"key": key, "name": {"en": key}, "slug": {"en": key}})
}

#[tokio::test]
async fn what_was_created_is_read_by_id_and_key_and_in_a_query() {
    let shop = Shop::start(SCOPES).await;
    let created = shop.post("/categories", draft("shoes")).await;
    assert_eq!(created.status, 201);
    let category = created.json();
    assert_eq!(category["version"], 1);
    assert_eq!(category["name"], json!({"en": "shoes"}));
    assert_eq!(category["ancestors"], json!([]));
    assert_eq!(category["createdAt"], category["lastModifiedAt"]);
    let id = category["id"].as_str().unwrap();
    for path in [
        format!("/categories/{id}"),
        "/categories/key=shoes".to_owned(),
    ] {
        assert_eq!(shop.get(&path).await.json(), category);
        let head = shop.send(Method::HEAD, &path, None).await;
        assert_eq!((head.status, head.text.as_str()), (200, ""));
    }
    assert_eq!(
        shop.get("/categories").await.json()["results"],
        json!([category])
    );
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let shop = Shop::start(SCOPES).await;
    let message = "The Resource with ID 'none' was not found.".to_owned();
    let refused = shop.get("/categories/none").await;
    assert_eq!(
        refused.refusal(),
        (404, "ResourceNotFound".to_owned(), message)
    );
    let message = "The Resource with key 'none' was not found.".to_owned();
    let refused = shop.get("/categories/key=none").await;
    assert_eq!(
        refused.refusal(),
        (404, "ResourceNotFound".to_owned(), message)
    );
    for path in ["/categories", "/categories/none"] {
        let head = shop.send(Method::HEAD, path, None).await;
        assert_eq!((head.status, head.text.as_str()), (404, ""), "{path}");
    }
}

#[tokio::test]
async fn a_category_knows_all_above_it() {
    let shop = Shop::start(SCOPES).await;
    let mut above = Vec::new();
    for key in ["a", "b", "c"].map(|key| format!("key-{key}")) {
        let mut draft = draft(&key);
        if let Some(Value::String(parent)) = above.last().map(|above: &Value| &above["id"]) {
            draft["parent"] = json!({"typeId": "category", "id": parent});
        }
        let category = shop.post("/categories", draft).await.json();
        assert_eq!(category["ancestors"], Value::Array(above.clone()));
        assert_eq!(category.get("parent"), above.last());
        above.push(json!({"typeId": "category", "id": category["id"]}));
    }
    let mut orphan = draft("orphan");
    orphan["parent"] = json!({"typeId": "category", "key": "none"});
    let refused = shop.post("/categories", orphan).await;
    assert_eq!(refused.refusal().1, "ReferencedResourceNotFound");
    // Those below a category go with it.
    let second = above[1]["id"].as_str().unwrap();
    let path = format!("/categories/{second}?version=1");
    assert_eq!(shop.send(Method::DELETE, &path, None).await.status, 200);
    let left = shop.get("/categories").await.json();
    assert_eq!(
        (&left["total"], &left["results"][0]["key"]),
        (&json!(1), &json!("key-a"))
    );
}

#[tokio::test]
async fn pages_are_sorted_and_counted() {
    let shop = Shop::start(SCOPES).await;
    for number in 0..5 {
        shop.post("/categories", draft(&format!("key-{number}")))
            .await;
    }
    let page = shop
        .get("/categories?limit=2&offset=1&sort=createdAt%20desc&sort=key%20desc")
        .await;
    let page = page.json();
    let keys: Vec<&str> = page["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["key-3", "key-2"]);
    let numbers = ["limit", "offset", "count", "total"].map(|name| page[name].as_u64().unwrap());
    assert_eq!(numbers, [2, 1, 2, 5]);
    let page = shop.get("/categories?sort=id&withTotal=false").await.json();
    assert_eq!((page.get("total"), &page["limit"]), (None, &json!(20)));
    let ids: Vec<&str> = page["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["id"].as_str().unwrap())
        .collect();
    assert!(ids.is_sorted() && ids.len() == 5, "{ids:?}");
    let none = shop.get("/categories?limit=0").await.json();
    assert_eq!((&none["count"], &none["total"]), (&json!(0), &json!(5)));
    for query in [
        "limit=501",
        "offset=10001",
        "limit=many",
        "withTotal=maybe",
        "sort=id%20sideways",
    ] {
        let refused = shop.get(&format!("/categories?{query}")).await.refusal();
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (400, "InvalidInput"),
            "{query}"
        );
    }
}

#[tokio::test]
async fn actions_replace_and_remove_fields_and_make_a_version() {
    let shop = Shop::start(SCOPES).await;
    let created = shop.post("/categories", draft("shoes")).await.json();
    let path = format!("/categories/{}", created["id"].as_str().unwrap());
    let update = json!({"version": 1, "actions": [
        {"action": "changeName", "name": {"en": "Boots", "de": "Stiefel"}},
        {"action": "setKey"},
        {"action": "setDescription", "description": {"en": "Warm"}},
    ]});
    let updated = shop.post(&path, update).await.json();
    assert_eq!(updated["version"], 2);
    assert_eq!(updated["name"], json!({"en": "Boots", "de": "Stiefel"}));
    assert_eq!(updated["description"], json!({"en": "Warm"}));
    assert_eq!(updated.get("key"), None);
    assert_eq!(shop.get(&path).await.json(), updated);
    assert_eq!(shop.get("/categories/key=shoes").await.status, 404);
    // The same again changes nothing, and so makes no version.
    let same =
        json!({"version": 2, "actions": [{"action": "changeName", "name": updated["name"]}]});
    assert_eq!(shop.post(&path, same).await.json(), updated);
}

#[tokio::test]
async fn an_update_by_key_and_a_delete_of_an_old_version_are_conflicts() {
    let shop = Shop::start(SCOPES).await;
    let created = shop.post("/categories", draft("shoes")).await.json();
    let update = json!({"version": 1, "actions": [{"action": "setExternalId", "externalId": "7"}]});
    assert_eq!(
        shop.post("/categories/key=shoes", update.clone())
            .await
            .json()["version"],
        2
    );
    let id = created["id"].as_str().unwrap();
    let message =
        format!("Object {id} has a different version than expected. Expected: 1 - Actual: 2.");
    let update = shop.post("/categories/key=shoes", update).await;
    let delete = shop
        .send(Method::DELETE, "/categories/key=shoes?version=1", None)
        .await;
    for refused in [update, delete] {
        let expected = (409, "ConcurrentModification".to_owned(), message.clone());
        assert_eq!(refused.refusal(), expected);
        assert_eq!(refused.json()["errors"][0]["currentVersion"], 2);
    }
    let missing = shop
        .send(Method::DELETE, "/categories/key=shoes", None)
        .await;
    assert_eq!(missing.refusal().0, 400);
    let deleted = shop
        .send(Method::DELETE, "/categories/key=shoes?version=2", None)
        .await;
    assert_eq!(
        (deleted.status, &deleted.json()["id"]),
        (200, &created["id"])
    );
    assert_eq!(shop.get("/categories/key=shoes").await.status, 404);
}

#[tokio::test]
async fn an_update_is_done_as_a_whole_or_not_at_all() {
    let shop = Shop::start(SCOPES).await;
    shop.post("/categories", draft("shoes")).await;
    let before = shop.post("/categories", draft("boots")).await.json();
    let taken = json!({"action": "changeSlug", "slug": {"en": "shoes"}});
    let missing = json!({"action": "removeAsset", "assetId": "a"});
    for second in [taken, missing] {
        let rename = json!({"action": "changeName", "name": {"en": "Clogs"}});
        let update = json!({"version": 1, "actions": [rename, second]});
        assert_eq!(shop.post("/categories/key=boots", update).await.status, 400);
        assert_eq!(shop.get("/categories/key=boots").await.json(), before);
    }
}

#[tokio::test]
async fn a_key_and_a_slug_are_taken_once() {
    let shop = Shop::start(SCOPES).await;
    shop.post("/categories", draft("shoes")).await;
    let mut other = draft("boots");
    other["slug"] = json!({"de": "shoes", "en": "shoes"});
    let refused = shop.post("/categories", other).await;
    let expected = json!([{
        "code": "DuplicateField",
        "message": "A duplicate value '\"shoes\"' exists for field 'slug.en'.",
        "field": "slug.en",
        "duplicateValue": "shoes",
    }]);
    assert_eq!(
        (refused.status, &refused.json()["errors"]),
        (400, &expected)
    );
    let mut other = draft("shoes");
    other["slug"] = json!({"en": "other"});
    let refused = shop.post("/categories", other).await;
    assert_eq!(refused.json()["errors"][0]["field"], "key");
    assert_eq!(shop.get("/categories").await.json()["total"], 1);
}

#[tokio::test]
async fn what_is_not_emulated_says_so() {
    let shop = Shop::start("manage_project:emulator").await;
    let mutation = json!({"query": "mutation { deleteZone(id: \"1\") { id } }"});
    let (status, code, said) = shop.post("/graphql", mutation).await.refusal();
    assert_eq!((status, code.as_str()), (501, "NotEmulated"));
    let message = "The emulator does not emulate mutations in GraphQL (line 1, column 1).";
    assert_eq!(said, message);
    let unknown = "/categories?priceCurrency=EUR";
    assert_eq!(shop.get(unknown).await.refusal().0, 501);
    assert_eq!(shop.get("/nothing").await.refusal().0, 404);
    assert_eq!(
        shop.send(Method::PUT, "/categories", None)
            .await
            .refusal()
            .0,
        405
    );
}

#[tokio::test]
async fn a_version_is_a_whole_number_however_it_is_written() {
    let shop = Shop::start(SCOPES).await;
    shop.post("/categories", draft("shoes")).await;
    let update = r#"{"version": 1.0, "actions": [{"action": "setExternalId", "externalId": "7"}]}"#;
    let update: Value = serde_json::from_str(update).unwrap();
    assert_eq!(
        shop.post("/categories/key=shoes", update).await.json()["version"],
        2
    );
    let update = json!({"version": -1, "actions": []});
    let (status, _, message) = shop.post("/categories/key=shoes", update).await.refusal();
    assert_eq!(status, 409);
    assert!(message.ends_with("Expected: -1 - Actual: 2."), "{message}");
}
