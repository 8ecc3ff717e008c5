//! The searches of orders, customers and business units.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::carts::shop;
use crate::shop::Shop;

/// Three orders, whose numbers are their names.
async fn shop_with_orders() -> Shop {
    let shop = shop().await;
    shop.seed(json!({"types": [{
        "key": "note", "name": {"en": "Note"}, "resourceTypeIds": ["order"],
        "fieldDefinitions": [
            {"name": "note", "label": {"en": "Note"}, "required": false, "type": {"name": "String"}},
            {"name": "tags", "label": {"en": "Tags"}, "required": false, "type": {"name": "Set", "elementType": {"name": "Enum", "values": [{"key": "red", "label": "Red"}]}}},
        ],
    }]}));
    let custom = json!({
        "type": {"typeId": "type", "key": "note"}, "fields": {"note": "by hand", "tags": ["red"]},
    });
    for (number, cents, more) in [
        (
            "first",
            1000,
            json!({"shippingAddress": {"country": "DE", "city": "Berlin"}, "custom": custom}),
        ),
        (
            "second",
            3000,
            json!({"shippingAddress": {"country": "FR", "city": "Paris"}, "orderState": "Complete"}),
        ),
        (
            "third",
            2000,
            json!({"store": {"typeId": "store", "key": "germany"}, "customerEmail": "Ann@Example.com"}),
        ),
    ] {
        let mut draft = json!({
            "orderNumber": number,
            "totalPrice": {"centAmount": cents, "currencyCode": "EUR"},
            "customLineItems": [{
                "name": {"en": format!("A {number} banana"), "de": "Banane"},
                "slug": number, "quantity": 1,
                "money": {"centAmount": cents, "currencyCode": "EUR"},
            }],
        });
        let members = draft.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        let created = shop.post("/orders/import", draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    shop
}

/// The numbers of the orders that are found, in their order.
async fn numbers(shop: &Shop, request: Value) -> Vec<String> {
    let answer = shop.post("/orders/search", request.clone()).await;
    assert_eq!(answer.status, 200, "{request}: {}", answer.text);
    let mut numbers = Vec::new();
    for hit in answer.json()["hits"].as_array().unwrap() {
        let order = shop
            .get(&format!("/orders/{}", hit["id"].as_str().unwrap()))
            .await;
        let order = order.json();
        assert_eq!(hit["version"], order["version"]);
        numbers.push(order["orderNumber"].as_str().unwrap().to_owned());
    }
    numbers
}

#[tokio::test]
async fn orders_are_found_by_each_expression() {
    let shop = shop_with_orders().await;
    for (query, expected) in [
        (
            json!({"exact": {"field": "orderNumber", "value": "second"}}),
            vec!["second"],
        ),
        (
            json!({"exact": {"field": "orderState", "value": "Open"}}),
            vec!["first", "third"],
        ),
        (
            json!({"exact": {"field": "customerEmail", "value": "ann@example.com", "caseInsensitive": true}}),
            vec!["third"],
        ),
        (
            json!({"exact": {"field": "customerEmail", "value": "ann@example.com"}}),
            vec![],
        ),
        (
            json!({"prefix": {"field": "shippingAddress.city", "value": "Ber"}}),
            vec!["first"],
        ),
        (
            json!({"wildcard": {"field": "orderNumber", "value": "*ir*"}}),
            vec!["first", "third"],
        ),
        (
            json!({"range": {"field": "totalPrice.centAmount", "gte": 1500, "lte": 2500}}),
            vec!["third"],
        ),
        (
            json!({"range": {"field": "createdAt", "gte": "2100-01-01T00:00:00Z"}}),
            vec![],
        ),
        (
            json!({"exists": {"field": "shippingAddress"}}),
            vec!["first", "second"],
        ),
        (
            json!({"fullText": {"field": "customLineItems.name", "language": "en", "value": "banana second"}}),
            vec!["second"],
        ),
        (
            json!({"fullText": {"field": "customLineItems.name", "language": "de", "value": "banane"}}),
            vec!["first", "second", "third"],
        ),
        (
            json!({"fullText": {"field": "all", "value": "paris"}}),
            vec!["second"],
        ),
        // What an order refers to, and its custom fields.
        (
            json!({"exact": {"field": "store.name", "language": "en", "value": "Germany"}}),
            vec!["third"],
        ),
        (
            json!({"exact": {"field": "store.key", "value": "germany"}}),
            vec!["third"],
        ),
        (
            json!({"exact": {"field": "custom.note", "customType": "StringType", "value": "by hand"}}),
            vec!["first"],
        ),
        (
            json!({"exact": {"field": "custom.note", "customType": "NumberType", "value": "by hand"}}),
            vec![],
        ),
        (
            json!({"exact": {"field": "custom.tags", "customType": "SetType.EnumType", "value": "red"}}),
            vec!["first"],
        ),
        (
            json!({"and": [
                {"exact": {"field": "orderState", "value": "Open"}},
                {"not": [{"exists": {"field": "store"}}]},
            ]}),
            vec!["first"],
        ),
        (
            json!({"or": [
                {"exact": {"field": "orderNumber", "value": "first"}},
                {"filter": [{"exact": {"field": "orderNumber", "value": "third"}}]},
            ]}),
            vec!["first", "third"],
        ),
    ] {
        let sort = json!([{"field": "orderNumber", "order": "asc"}]);
        let found = numbers(&shop, json!({"query": query, "sort": sort})).await;
        assert_eq!(found, expected, "{query}");
    }
}

#[tokio::test]
async fn orders_are_sorted_and_come_by_pages() {
    let shop = shop_with_orders().await;
    let all = json!({"exists": {"field": "orderNumber"}});
    let by = |field: &str, order: &str| json!([{"field": field, "order": order}]);
    for (sort, expected) in [
        (
            by("totalPrice.centAmount", "asc"),
            ["first", "third", "second"],
        ),
        (
            by("totalPrice.centAmount", "desc"),
            ["second", "third", "first"],
        ),
        // Who has no value is behind.
        (
            json!([{"field": "shippingAddress.city"}, {"field": "orderNumber"}]),
            ["first", "second", "third"],
        ),
    ] {
        let found = numbers(&shop, json!({"query": all, "sort": sort})).await;
        assert_eq!(found, expected, "{sort}");
    }
    let page = json!({"query": all, "sort": by("orderNumber", "asc"), "limit": 1, "offset": 1});
    assert_eq!(numbers(&shop, page.clone()).await, ["second"]);
    let answer = shop.post("/orders/search", page).await.json();
    assert_eq!(
        (&answer["total"], &answer["limit"], &answer["offset"]),
        (&json!(3), &json!(1), &json!(1))
    );
    let usual = shop
        .post("/orders/search", json!({"query": all}))
        .await
        .json();
    assert_eq!((&usual["limit"], &usual["offset"]), (&json!(10), &json!(0)));
    // What answers better is before what answers worse, and says so.
    let better = json!({"or": [
        {"exact": {"field": "orderNumber", "value": "second", "boost": 3}},
        {"exists": {"field": "orderNumber"}},
    ]});
    let answer = shop
        .post("/orders/search", json!({"query": better}))
        .await
        .json();
    let relevance = |place: usize| answer["hits"][place]["relevance"].as_f64().unwrap();
    assert_eq!(numbers(&shop, json!({"query": better})).await[0], "second");
    assert!(
        (relevance(0) - 1.0).abs() < 1e-9 && relevance(1) < 0.5,
        "{answer}"
    );
}

#[tokio::test]
async fn a_search_that_cannot_be_done_is_refused() {
    let shop = shop_with_orders().await;
    for (request, code) in [
        (json!({}), "InvalidJsonInput"),
        (
            json!({"query": {"exact": {"field": "colour", "value": "x"}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"exact": {"field": "shippingAddress.colour", "value": "x"}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"exact": {"field": "customLineItems.name", "value": "x"}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"exact": {"field": "custom.note", "value": "x"}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"exact": {"field": "score", "value": 1}}}),
            "InvalidInput",
        ),
        // Only others than orders have it.
        (
            json!({"query": {"fuzzy": {"field": "orderNumber", "value": "x", "level": 1}}}),
            "InvalidJsonInput",
        ),
        (
            json!({"query": {"exact": {"value": "x"}}}),
            "InvalidJsonInput",
        ),
        (json!({"query": {"and": [], "or": []}}), "InvalidJsonInput"),
        (json!({"query": {"and": []}}), "InvalidJsonInput"),
        (json!({"query": {"or": []}}), "InvalidJsonInput"),
        (json!({"query": {"not": []}}), "InvalidJsonInput"),
        (json!({"query": {"filter": []}}), "InvalidJsonInput"),
        (
            json!({"query": {"range": {"field": "createdAt", "gt": "nodate"}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"range": {"field": "createdAt", "gt": 5}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"range": {"field": "version", "gt": "a"}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"range": {"field": "totalPrice.centAmount", "gt": 1, "lt": "a"}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"range": {"field": "orderNumber", "gt": 5}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"range": {"field": "custom.note", "customType": "StringType", "gt": 5}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"exact": {"field": "custom.note", "customType": "nope", "value": "x"}}}),
            "InvalidJsonInput",
        ),
        (
            json!({"query": {"exists": {"field": "id"}}, "sort": [{"field": "custom.note", "customType": "nope", "order": "asc"}]}),
            "InvalidJsonInput",
        ),
        (
            json!({"query": {"wildcard": {"field": "orderNumber", "value": "*a".repeat(129)}}}),
            "InvalidInput",
        ),
        (
            json!({"query": {"exists": {"field": "id"}}, "limit": 101}),
            "InvalidField",
        ),
    ] {
        let answer = shop.post("/orders/search", request.clone()).await;
        let (status, found, _) = answer.refusal();
        assert_eq!(
            (status, found.as_str()),
            (400, code),
            "{request}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn orders_are_found_for_three_months() {
    let shop = shop_with_orders().await;
    let all = json!({"query": {"exists": {"field": "id"}}, "sort": [{"field": "orderNumber"}]});
    let day = Duration::from_secs(24 * 60 * 60);
    shop.emulator.advance(88 * day);
    // The token of the shop has ended meanwhile.
    let answer = shop
        .token(shop.client(), "grant_type=client_credentials")
        .await;
    let shop = shop.with_token(&answer.json()["access_token"]);
    assert_eq!(numbers(&shop, all.clone()).await.len(), 3);
    shop.emulator.advance(5 * day);
    let answer = shop
        .token(shop.client(), "grant_type=client_credentials")
        .await;
    let shop = shop.with_token(&answer.json()["access_token"]);
    assert_eq!(numbers(&shop, all).await, [] as [&str; 0]);
    assert_eq!(shop.get("/orders").await.json()["total"], 3);
}

#[tokio::test]
async fn customers_are_found_by_what_they_are_called() {
    let shop = shop().await;
    shop.seed(json!({"customers": [{
        "key": "bea", "email": "bea@example.com", "password": "secret", "firstName": "Beatrix",
        "addresses": [{"country": "DE", "city": "Köln"}],
    }]}));
    let found = |query: Value| {
        let shop = &shop;
        async move {
            let request = json!({"query": query, "sort": [{"field": "email", "order": "asc"}]});
            let answer = shop.post("/customers/search", request).await;
            assert_eq!(answer.status, 200, "{query}: {}", answer.text);
            let mut keys = Vec::new();
            for result in answer.json()["results"].as_array().unwrap() {
                let path = format!("/customers/{}", result["id"].as_str().unwrap());
                keys.push(
                    shop.get(&path).await.json()["key"]
                        .as_str()
                        .unwrap()
                        .to_owned(),
                );
            }
            keys
        }
    };
    assert_eq!(
        found(json!({"fullText": {"field": "all", "value": "beatrix"}})).await,
        ["bea"]
    );
    assert_eq!(
        found(json!({"fullTextPrefix": {"field": "firstName", "value": "bea"}})).await,
        ["bea"]
    );
    assert_eq!(
        found(json!({"fuzzy": {"field": "firstName", "value": "beatrax", "level": 1}})).await,
        ["bea"]
    );
    assert_eq!(
        found(json!({"exact": {"field": "addresses.city", "value": "Köln"}})).await,
        ["bea"]
    );
    assert_eq!(
        found(json!({"exact": {"field": "customerGroup.name", "value": "VIP"}})).await,
        ["vip"]
    );
    assert_eq!(
        found(json!({"exact": {"field": "key", "values": ["ann", "vip"]}})).await,
        ["ann", "vip"]
    );
    // Without a query, all are found.
    let all = shop.post("/customers/search", json!({})).await.json();
    assert_eq!((&all["total"], &all["limit"]), (&json!(3), &json!(20)));
    let none = shop.post("/business-units/search", json!({})).await;
    assert_eq!(none.status, 200, "{}", none.text);
    assert_eq!(none.json()["total"], 0);
}

#[tokio::test]
async fn a_search_that_is_deactivated_is_not_found() {
    let shop = Shop::start("manage_project:emulator manage_project_settings:emulator").await;
    for (action, path, request) in [
        (
            "changeOrderSearchStatus",
            "/orders/search",
            json!({"query": {"exists": {"field": "id"}}}),
        ),
        ("changeCustomerSearchStatus", "/customers/search", json!({})),
        (
            "changeBusinessUnitSearchStatus",
            "/business-units/search",
            json!({}),
        ),
    ] {
        let status = format!("{path}/indexing-status");
        for (is, expected) in [("Activated", 200), ("Deactivated", 404), ("Activated", 200)] {
            let version = shop.get("").await.json()["version"].as_u64().unwrap();
            let action = json!({"action": action, "status": is});
            let changed = shop.update("", version, json!([action])).await;
            assert_eq!(changed.status, 200, "{}", changed.text);
            let found = shop.post(path, request.clone()).await;
            assert_eq!(found.status, expected, "{}", found.text);
            assert_eq!(shop.send(Method::HEAD, path, None).await.status, expected);
            if path != "/orders/search" {
                let answer = shop.get(&status).await;
                assert_eq!(answer.status, expected, "{}", answer.text);
                assert!(expected == 404 || answer.json()["status"] == "Ready");
            }
        }
    }
    let reader = Shop::start("view_products:emulator").await;
    for path in [
        "/orders/search",
        "/customers/search",
        "/business-units/search",
    ] {
        assert_eq!(reader.post(path, json!({})).await.status, 403, "{path}");
    }
}
