//! What a body has to be.

use serde_json::{Value, json};

use crate::shop::Shop;

const SCOPES: &str = "manage_categories:emulator";

/// The codes of the errors, each with the field or with what is said in detail.
async fn problems(shop: &Shop, path: &str, body: Value) -> Vec<(String, String)> {
    let refused = shop.post(path, body).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let body = refused.json();
    let errors = body["errors"].as_array().unwrap().iter();
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    errors
        .map(|error| {
            let place = error.get("field").unwrap_or(&error["detailedErrorMessage"]);
            (text(&error["code"]), text(place))
        })
        .collect()
}

fn expected(code: &str, place: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), place.to_owned())]
}

#[tokio::test]
async fn a_draft_is_held_against_its_type() {
    let shop = Shop::start(SCOPES).await;
    let good = json!({"name": {"en": "Shoes"}, "slug": {"en": "shoes"}});
    let of_type = "InvalidJsonInput";
    let of_value = "InvalidField";
    for (field, value, code, place) in [
        ("name", Value::Null, of_type, "name: Missing required value"),
        (
            "name",
            json!("Shoes"),
            of_type,
            "name: JSON object expected",
        ),
        (
            "name",
            json!({"en": 1}),
            of_type,
            "name.en: JSON string expected",
        ),
        (
            "name",
            json!({"English": "a"}),
            of_type,
            "name.English: a name of the pattern of its type expected",
        ),
        (
            "orderHint",
            json!(0.5),
            of_type,
            "orderHint: JSON string expected",
        ),
        ("assets", json!({}), of_type, "assets: JSON array expected"),
        (
            "assets",
            json!([{"sources": [{"uri": "a"}]}]),
            of_type,
            "assets[0].name: Missing required value",
        ),
        (
            "parent",
            json!({"typeId": "cart", "id": "a"}),
            of_type,
            "parent.typeId: category expected",
        ),
        (
            "assets",
            json!([{"name": {"en": "a"}, "sources": []}]),
            of_value,
            "assets[0].sources",
        ),
        ("key", json!("a"), of_value, "key"),
        ("key", json!("white space"), of_value, "key"),
        ("key", json!("k".repeat(257)), of_value, "key"),
    ] {
        let mut draft = good.clone();
        draft[field] = value;
        let found = problems(&shop, "/categories", draft.clone()).await;
        assert_eq!(found, expected(code, place), "{draft}");
    }
    let found = problems(&shop, "/categories", json!({})).await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(shop.get("/categories").await.json()["total"], 0);
}

#[tokio::test]
async fn a_body_that_is_no_object_is_refused() {
    let shop = Shop::start(SCOPES).await;
    for body in [json!([]), json!("text"), json!(null)] {
        let found = problems(&shop, "/categories", body).await;
        assert_eq!(found, expected("InvalidJsonInput", "JSON object expected"));
    }
    let nothing = shop.send(reqwest::Method::POST, "/categories", None).await;
    assert_eq!(nothing.refusal().1, "InvalidJsonInput");
}

#[tokio::test]
async fn an_update_is_held_against_the_types_of_its_actions() {
    let shop = Shop::start(SCOPES).await;
    let draft = json!({"key": "shoes", "name": {"en": "Shoes"}, "slug": {"en": "shoes"}});
    shop.post("/categories", draft).await;
    let code = "InvalidJsonInput";
    for (action, place) in [
        (
            json!({"action": "changeName"}),
            "actions[0].name: Missing required value",
        ),
        (
            json!({"action": "changeName", "name": 1}),
            "actions[0].name: JSON object expected",
        ),
        (json!({}), "actions[0].action: Missing required value"),
    ] {
        let update = json!({"version": 1, "actions": [action]});
        let found = problems(&shop, "/categories/key=shoes", update).await;
        assert_eq!(found, expected(code, place));
    }
    let update = json!({"version": 1, "actions": [{"action": "paint"}]});
    let (_, place) = problems(&shop, "/categories/key=shoes", update)
        .await
        .remove(0);
    assert!(
        place.starts_with("actions[0].action: one of addAsset, change"),
        "{place}"
    );
    let update = json!({"version": 1.5, "actions": []});
    let found = problems(&shop, "/categories/key=shoes", update).await;
    assert_eq!(found, expected(code, "version: whole JSON number expected"));
}
