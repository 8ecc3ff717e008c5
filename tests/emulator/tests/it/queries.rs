//! What queries find: predicates, sorting, pages, and what is expanded.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Answer, Shop};

const SCOPES: &str = "manage_categories:emulator";

/// Three categories, one below another.
async fn shop() -> Shop {
    let shop = Shop::start(SCOPES).await;
    for (key, name, parent) in [
        ("a", "Zebra", None),
        ("b", "Yak", Some("a")),
        ("c", "Xerus", Some("b")),
    ] {
        let parent =
            parent.map(|key: &str| json!({"typeId": "category", "key": format!("key-{key}")}));
        let draft = json!({
            "key": format!("key-{key}"),
            "name": {"en": name},
            "slug": {"en": format!("slug-{key}")},
            "parent": parent,
            "orderHint": "0.5",
            "assets": [{"key": format!("asset-{key}"), "name": {"en": "Picture"}, "sources": [{"uri": "https://example.com"}]}],
        });
        let created = shop.post("/categories", draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    shop
}

async fn query(shop: &Shop, parameters: &[(&str, &str)]) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    shop.get(&format!("/categories?{query}")).await
}

async fn keys(shop: &Shop, parameters: &[(&str, &str)]) -> Vec<String> {
    let mut sorted = vec![("sort", "key")];
    if parameters.iter().any(|(name, _)| *name == "sort") {
        sorted.clear();
    }
    sorted.extend(parameters);
    let answer = query(shop, &sorted).await;
    assert_eq!(answer.status, 200, "{parameters:?}: {}", answer.text);
    let page = answer.json();
    let results = page["results"].as_array().unwrap().iter();
    let text = |of: &Value| {
        of["key"]
            .as_str()
            .unwrap()
            .trim_start_matches("key-")
            .to_owned()
    };
    results.map(text).collect()
}

#[tokio::test]
async fn predicates_choose() {
    let shop = shop().await;
    for (predicate, expected) in [
        (r#"key = "key-b""#, "b"),
        (r#"key in ("key-a", "key-c")"#, "a c"),
        (r#"name(en = "Yak" or en = "Xerus")"#, "b c"),
        ("parent is not defined", "a"),
        (
            r#"parent(typeId = "category") and not (key = "key-c")"#,
            "b",
        ),
        (r#"assets(key = "asset-a")"#, "a"),
        ("version > 1", ""),
        ("ancestors is empty", "a"),
    ] {
        let found = keys(&shop, &[("where", predicate)]).await;
        assert_eq!(found.join(" "), expected, "{predicate}");
    }
    let both = [
        ("where", r#"key <> "key-a""#),
        ("where", r#"key <> "key-b""#),
    ];
    assert_eq!(keys(&shop, &both).await, ["c"]);
}

#[tokio::test]
async fn predicates_have_variables() {
    let shop = shop().await;
    let one = [("where", "name(en = :name)"), ("var.name", "Yak")];
    assert_eq!(keys(&shop, &one).await, ["b"]);
    let several = [
        ("where", "key in :keys"),
        ("var.keys", "key-a"),
        ("var.keys", "key-b"),
    ];
    assert_eq!(keys(&shop, &several).await, ["a", "b"]);
    let number = [("where", "version = :version"), ("var.version", "1")];
    assert_eq!(keys(&shop, &number).await.len(), 3);
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let shop = shop().await;
    for (name, value, message) in [
        ("where", "kee = 1", "The field 'kee' does not exist."),
        ("where", "name(en =", "unexpected end"),
        ("where", "key = :key", "variable 'key'"),
        ("where", "key.part = 1", "'part' does not exist"),
        ("sort", "kee", "no field 'kee'"),
        ("sort", "key up", "asc or desc"),
        ("expand", "parents", "no field 'parents'"),
        ("limit", "501", "more than 500"),
        ("offset", "10001", "more than 10000"),
        ("withTotal", "perhaps", "true or false"),
    ] {
        let (status, code, found) = query(&shop, &[(name, value)]).await.refusal();
        assert_eq!((status, code.as_str()), (400, "InvalidInput"), "{value}");
        assert!(found.contains(message), "{value}: {found}");
    }
}

#[tokio::test]
async fn results_are_sorted_by_fields_and_cut_into_pages() {
    let shop = shop().await;
    assert_eq!(
        keys(&shop, &[("sort", "name.en asc")]).await,
        ["c", "b", "a"]
    );
    let twice = [("sort", "orderHint"), ("sort", "key desc")];
    assert_eq!(keys(&shop, &twice).await, ["c", "b", "a"]);
    let page = [("limit", "1"), ("offset", "1")];
    assert_eq!(keys(&shop, &page).await, ["b"]);
    let found = [
        ("where", "parent is defined"),
        ("limit", "1"),
        ("withTotal", "false"),
    ];
    let answer = query(&shop, &found).await.json();
    assert_eq!((&answer["count"], answer.get("total")), (&json!(1), None));
    let found = [("where", "parent is defined"), ("limit", "0")];
    assert_eq!(query(&shop, &found).await.json()["total"], 2);
}

#[tokio::test]
async fn head_says_whether_anything_matches() {
    let shop = shop().await;
    for (key, status) in [("key-a", 200), ("key-z", 404)] {
        let path = format!("/categories?where=key%3D%22{key}%22");
        let found = shop.send(Method::HEAD, &path, None).await;
        assert_eq!((found.status, found.text.as_str()), (status, ""));
    }
}

#[tokio::test]
async fn references_are_expanded_where_that_is_asked_for() {
    let shop = shop().await;
    let category = shop.get("/categories/key=key-c?expand=parent").await.json();
    assert_eq!(category["parent"]["obj"]["key"], "key-b");
    assert_eq!(category["ancestors"][0].get("obj"), None);
    let category = shop
        .get("/categories/key=key-c?expand=ancestors%5B*%5D.parent")
        .await
        .json();
    assert_eq!(
        category["ancestors"][1]["obj"]["parent"]["obj"]["key"],
        "key-a"
    );
    let category = shop
        .get("/categories/key=key-c?expand=ancestors%5B1%5D")
        .await
        .json();
    assert_eq!(category["ancestors"][0].get("obj"), None);
    assert_eq!(category["ancestors"][1]["obj"]["key"], "key-b");
    let page = query(&shop, &[("expand", "parent.parent"), ("sort", "key")])
        .await
        .json();
    assert_eq!(
        page["results"][2]["parent"]["obj"]["parent"]["obj"]["key"],
        "key-a"
    );
    // What is kept is not expanded.
    let category = shop.get("/categories/key=key-c").await.json();
    assert_eq!(category["parent"].get("obj"), None);
}
