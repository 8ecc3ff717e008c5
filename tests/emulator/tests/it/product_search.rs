//! Product search on the catalogue: query expressions, facets, order, and what is malformed.

use serde_json::{Value, json};

use crate::mutations::{damage, random};
use crate::projection_search::catalogue;
use crate::shop::{Answer, Shop};

async fn search(shop: &Shop, request: Value) -> Answer {
    shop.post("/products/search", request).await
}

async fn found(shop: &Shop, request: Value) -> Value {
    let answer = search(shop, request.clone()).await;
    assert_eq!(answer.status, 200, "{request}: {}", answer.text);
    answer.json()
}

/// The keys of the products that are found, in their order.
async fn keys(shop: &Shop, request: Value) -> Vec<String> {
    let products = shop.get("/products?limit=500").await.json();
    let products = products["results"].as_array().unwrap();
    let found = found(shop, request).await;
    let ids = found["results"].as_array().unwrap().iter();
    let key = |id: &Value| products.iter().find(|of| of["id"] == *id).unwrap()["key"].clone();
    ids.map(|of| key(&of["id"]).as_str().unwrap().to_owned())
        .collect()
}

async fn matching(shop: &Shop, query: Value) -> Vec<String> {
    let mut keys = keys(shop, json!({"query": query, "limit": 100})).await;
    keys.sort_unstable();
    keys
}

async fn id(shop: &Shop, path: &str) -> Value {
    shop.get(path).await.json()["id"].clone()
}

fn exact(field: &str, value: Value) -> Value {
    json!({"exact": {"field": field, "value": value}})
}

fn attribute(name: &str, of: &str, value: Value) -> Value {
    let field = format!("variants.attributes.{name}");
    json!({"exact": {"field": field, "fieldType": of, "value": value}})
}

#[tokio::test]
async fn each_expression_asks_something_of_a_field() {
    let shop = catalogue().await;
    let boots = id(&shop, "/categories/key=boots").await;
    let shoes = id(&shop, "/categories/key=shoes").await;
    let product_type = id(&shop, "/product-types/key=shoe").await;
    let boot = id(&shop, "/products/key=boot").await;
    let all_boots = vec!["boot", "chelsea-boot", "rubber-boot", "winter-boot"];
    let name = |expression: &str, value: &str| json!({expression: {"field": "name", "language": "en", "value": value}});
    for (query, expected) in [
        (exact("key", json!("boot")), vec!["boot"]),
        (exact("id", boot), vec!["boot"]),
        (
            json!({"exact": {"field": "key", "values": ["boot", "court-shoe"]}}),
            vec!["boot", "court-shoe"],
        ),
        (
            json!({"exact": {"field": "key", "value": "BOOT", "caseInsensitive": true}}),
            vec!["boot"],
        ),
        (exact("key", json!("BOOT")), vec![]),
        (exact("categories", boots.clone()), all_boots.clone()),
        (exact("categories", shoes), vec![]),
        (exact("categoriesSubTree", boots), all_boots),
        (exact("variants.sku", json!("boot-43")), vec!["boot"]),
        (name("exact", "Tennis shoe"), vec!["court-shoe"]),
        (
            name("fullText", "shoe"),
            vec!["court-shoe", "running-shoe", "trail-shoe"],
        ),
        (
            name("fullText", "shoe RUNNING"),
            vec!["running-shoe", "trail-shoe"],
        ),
        (
            json!({"fullText": {"field": "name", "language": "en", "value": "tennis canvas", "mustMatch": "any"}}),
            vec!["canvas-sneaker", "court-shoe"],
        ),
        (
            json!({"fullText": {"field": "name", "language": "de", "value": "tennis"}}),
            vec![],
        ),
        (name("fullTextPrefix", "ten sho"), vec!["court-shoe"]),
        (
            json!({"fuzzy": {"field": "name", "language": "en", "value": "tenis", "level": 1}}),
            vec!["court-shoe"],
        ),
        (name("prefix", "Tr"), vec!["trail-shoe", "trekking-sandal"]),
        (
            name("wildcard", "*u?nin*"),
            vec!["running-shoe", "trail-shoe"],
        ),
        (
            json!({"wildcard": {"field": "variants.sku", "value": "BOOT-*", "caseInsensitive": true}}),
            vec!["boot"],
        ),
        (
            json!({"range": {"field": "variants.prices.centAmount", "gt": 1990, "lte": 2290}}),
            vec!["beach-sandal"],
        ),
        (
            json!({"range": {"field": "createdAt", "gte": "2100-01-01T00:00:00.000Z"}}),
            vec![],
        ),
        (
            json!({"exists": {"field": "variants.availability.isOnStockForChannel"}}),
            vec!["boot"],
        ),
        (
            attribute("colour", "text", json!("red")),
            vec!["court-shoe"],
        ),
        (attribute("colour", "enum", json!("red")), vec![]),
        (
            attribute("size", "number", json!(38)),
            vec!["beach-sandal", "court-shoe", "rubber-boot"],
        ),
        (
            attribute("material.key", "lenum", json!("canvas")),
            vec!["canvas-sneaker", "court-shoe", "running-shoe"],
        ),
        (
            attribute("material", "lenum", json!("canvas")),
            vec!["canvas-sneaker", "court-shoe", "running-shoe"],
        ),
        (
            json!({"exact": {"field": "variants.attributes.material.label", "fieldType": "lenum", "language": "de", "value": "Leinen"}}),
            vec!["canvas-sneaker", "court-shoe", "running-shoe"],
        ),
    ] {
        assert_eq!(matching(&shop, query.clone()).await, expected, "{query}");
    }
    for query in [
        exact("productType", product_type),
        json!({"exists": {"field": "name"}}),
        json!({"exists": {"field": "variants.prices"}}),
        json!({"range": {"field": "createdAt", "gte": "2000-01-01T00:00:00.000Z"}}),
    ] {
        assert_eq!(matching(&shop, query.clone()).await.len(), 12, "{query}");
    }
    assert_eq!(found(&shop, json!({})).await["total"], 12);
}

#[tokio::test]
async fn expressions_are_put_together() {
    let shop = catalogue().await;
    let colour = |of: &str| attribute("colour", "text", json!(of));
    let size = |of: i64| attribute("size", "number", json!(of));
    for (query, expected) in [
        (
            json!({"and": [colour("brown"), size(44)]}),
            vec!["boot", "winter-boot"],
        ),
        (
            json!({"or": [colour("red"), colour("blue")]}),
            vec!["beach-sandal", "court-shoe", "running-shoe"],
        ),
        (
            json!({"and": [colour("white"), {"not": [size(41)]}]}),
            vec!["leather-sneaker"],
        ),
        (
            json!({"filter": [colour("white"), size(41)]}),
            vec!["canvas-sneaker"],
        ),
        // One variant has to be both.
        (
            json!({"and": [exact("variants.sku", json!("boot-42")), size(44)]}),
            vec![],
        ),
        // One price has to be both: no product has a price of 2290 in euros.
        (
            json!({"and": [exact("variants.prices.currencyCode", json!("EUR")), exact("variants.prices.centAmount", json!(2290))]}),
            vec![],
        ),
        (
            json!({"and": [exact("variants.prices.currencyCode", json!("USD")), exact("variants.prices.centAmount", json!(2290))]}),
            vec!["beach-sandal"],
        ),
    ] {
        assert_eq!(matching(&shop, query.clone()).await, expected, "{query}");
    }
}

#[tokio::test]
async fn what_counts_more_is_first() {
    let shop = catalogue().await;
    let boosted = |field: &str, value: &str, boost: f64| json!({"exact": {"field": field, "value": value, "boost": boost}});
    let query = json!({"or": [boosted("key", "boot", 2.0), boosted("key", "court-shoe", 3.0), {"filter": [exact("key", json!("trail-shoe"))]}]});
    assert_eq!(
        keys(&shop, json!({"query": query})).await,
        ["court-shoe", "boot", "trail-shoe"]
    );
    let sort = json!([{"field": "score", "order": "asc"}]);
    assert_eq!(
        keys(&shop, json!({"query": query, "sort": sort})).await,
        ["trail-shoe", "boot", "court-shoe"]
    );
}

#[tokio::test]
async fn results_have_an_order_and_a_page() {
    let shop = catalogue().await;
    let first = async |sort: Value| {
        keys(&shop, json!({"sort": [sort], "limit": 1}))
            .await
            .remove(0)
    };
    let price = "variants.prices.centAmount";
    for (sort, expected) in [
        (json!({"field": price, "order": "asc"}), "beach-sandal"),
        (json!({"field": price, "order": "desc"}), "winter-boot"),
        (
            json!({"field": "name", "language": "de", "order": "asc"}),
            "chelsea-boot",
        ),
        (json!({"field": "key", "order": "desc"}), "winter-boot"),
        (
            json!({"field": "variants.attributes.size", "fieldType": "number", "mode": "sum", "order": "desc"}),
            "boot",
        ),
        (
            json!({"field": "variants.attributes.size", "fieldType": "number", "mode": "avg", "order": "desc"}),
            "boot",
        ),
    ] {
        assert_eq!(first(sort.clone()).await, expected, "{sort}");
    }
    // Only the price of regulars counts, which two products have.
    let group = id(&shop, "/customer-groups/key=regulars").await;
    let sort = json!([{"field": price, "order": "asc", "filter": exact("variants.prices.customerGroup", group)}]);
    assert_eq!(
        keys(&shop, json!({"sort": sort, "limit": 2})).await,
        ["running-shoe", "boot"]
    );
    let page = found(
        &shop,
        json!({"sort": [{"field": "key", "order": "asc"}], "offset": 10, "limit": 5}),
    )
    .await;
    assert_eq!(
        (&page["total"], &page["offset"], &page["limit"]),
        (&json!(12), &json!(10), &json!(5))
    );
    assert_eq!(page["results"].as_array().unwrap().len(), 2);
    assert_eq!(found(&shop, json!({})).await["limit"], 20);
    assert_eq!(
        search(&shop, json!({"limit": 101})).await.refusal().1,
        "InvalidField"
    );
}

#[tokio::test]
async fn facets_count_products_and_variants() {
    let shop = catalogue().await;
    let colour = json!({"field": "variants.attributes.colour", "fieldType": "text"});
    let distinct = |name: &str, more: Value| {
        let mut facet = colour.clone();
        let members = facet.as_object_mut().unwrap();
        members.insert("name".to_owned(), json!(name));
        members.extend(more.as_object().unwrap().clone());
        json!({"distinct": facet})
    };
    let query = json!({"or": [attribute("colour", "text", json!("red")), attribute("colour", "text", json!("brown"))]});
    let request = json!({"query": query, "postFilter": exact("key", json!("boot")), "facets": [
        {"count": {"name": "products"}},
        {"count": {"name": "variants", "level": "variants"}},
        {"count": {"name": "all", "scope": "all"}},
        {"count": {"name": "big", "level": "variants", "filter": {"range": {"field": "variants.attributes.size", "fieldType": "number", "gte": 43}}}},
        distinct("colours", json!({})),
        distinct("of-variants", json!({"level": "variants"})),
        distinct("by-key", json!({"scope": "all", "sort": {"by": "key", "order": "asc"}, "limit": 2})),
        distinct("some", json!({"scope": "all", "includes": ["red"]})),
        {"distinct": {"name": "missing", "field": "variants.attributes.none", "fieldType": "text", "missing": "nothing"}},
        {"ranges": {"name": "prices", "field": "variants.prices.centAmount", "filter": exact("variants.prices.currencyCode", json!("EUR")), "ranges": [{"to": 8000}, {"from": 8000, "key": "dear"}]}},
        {"stats": {"name": "sizes", "field": "variants.attributes.size", "fieldType": "number"}},
    ]});
    let found = found(&shop, request).await;
    // What is filtered afterwards counts in the facets.
    assert_eq!(found["total"], 1);
    let facet = |name: &str| {
        let mut all = found["facets"].as_array().unwrap().iter();
        all.find(|of| of["name"] == name).unwrap().clone()
    };
    let buckets = |of: &[(&str, i64)]| -> Value {
        of.iter()
            .map(|(key, count)| json!({"key": key, "count": count}))
            .collect()
    };
    for (name, value) in [("products", 4), ("variants", 11), ("all", 12), ("big", 3)] {
        assert_eq!(facet(name)["value"], value, "{name}");
    }
    for (name, expected) in [
        ("colours", buckets(&[("brown", 3), ("red", 1)])),
        ("of-variants", buckets(&[("brown", 8), ("red", 3)])),
        ("by-key", buckets(&[("black", 2), ("blue", 2)])),
        ("some", buckets(&[("red", 1)])),
        ("missing", buckets(&[("nothing", 4)])),
        ("prices", buckets(&[("*-8000.0", 2), ("dear", 2)])),
    ] {
        assert_eq!(facet(name)["buckets"], expected, "{name}");
    }
    let sizes = facet("sizes");
    assert_eq!(
        (&sizes["min"], &sizes["max"], &sizes["count"]),
        (&json!(37), &json!(44), &json!(11))
    );
}

#[tokio::test]
async fn matching_variants_and_projections_are_told() {
    let shop = catalogue().await;
    let query = json!({"and": [exact("key", json!("boot")), {"range": {"field": "variants.attributes.size", "fieldType": "number", "gte": 43}}]});
    let request = json!({"query": query, "markMatchingVariants": true, "productProjectionParameters": {
        "priceCurrency": "EUR", "localeProjection": ["de"], "expand": ["productType"],
    }});
    let result = found(&shop, request).await["results"][0].clone();
    assert_eq!(
        result["matchingVariants"],
        json!({
            "allMatched": false,
            "matchedVariants": [{"id": 2, "sku": "boot-43"}, {"id": 3, "sku": "boot-44"}],
        })
    );
    let projection = &result["productProjection"];
    assert_eq!(projection["name"], json!({"de": "Wanderstiefel"}));
    assert_eq!(
        projection["masterVariant"]["price"]["value"]["centAmount"],
        12900
    );
    assert_eq!(projection["productType"]["obj"]["key"], "shoe");
    let request = json!({"query": exact("key", json!("boot")), "markMatchingVariants": true});
    let result = found(&shop, request).await["results"][0].clone();
    assert_eq!(
        result["matchingVariants"],
        json!({"allMatched": true, "matchedVariants": []})
    );
    assert_eq!(result.get("productProjection"), None);
    let refused = search(
        &shop,
        json!({"productProjectionParameters": {"priceCurrency": "EUR", "priceCustomerGroupAssignments": ["a"]}}),
    )
    .await;
    assert_eq!(refused.refusal().0, 501);
}

#[tokio::test]
async fn only_what_is_published_is_found() {
    let shop = catalogue().await;
    let draft = json!({"key": "secret", "productType": {"typeId": "product-type", "key": "shoe"}, "name": {"en": "Secret"}, "slug": {"en": "secret"}});
    shop.seed(json!({"products": [draft]}));
    assert_eq!(found(&shop, json!({})).await["total"], 12);
    let actions = json!([{"action": "changeName", "name": {"en": "Clog"}}]);
    assert_eq!(
        shop.update("/products/key=boot", 1, actions).await.status,
        200
    );
    let query = json!({"fullText": {"field": "name", "language": "en", "value": "clog"}});
    assert_eq!(matching(&shop, query.clone()).await, Vec::<String>::new());
    let actions = json!([{"action": "publish"}]);
    assert_eq!(
        shop.update("/products/key=boot", 2, actions).await.status,
        200
    );
    assert_eq!(matching(&shop, query).await, ["boot"]);
}

#[tokio::test]
async fn what_is_malformed_is_told_with_its_place() {
    let shop = catalogue().await;
    for (request, code, place) in [
        (
            json!({"query": {"and": {}}}),
            "InvalidJsonInput",
            "query.and: JSON array expected",
        ),
        (
            json!({"query": {"and": [{"like": {}}]}}),
            "InvalidJsonInput",
            "query.and[0].like: this is no query expression",
        ),
        (
            json!({"query": {}}),
            "InvalidJsonInput",
            "query: one query expression expected",
        ),
        (
            json!({"query": {"exact": {"value": 1}}}),
            "InvalidJsonInput",
            "query.exact.field: Missing required value",
        ),
        (
            json!({"query": {"exact": {"field": "key"}}}),
            "InvalidJsonInput",
            "query.exact: either value or values expected",
        ),
        (
            json!({"query": {"range": {"field": "key"}}}),
            "InvalidJsonInput",
            "query.range: gte, gt, lte or lt expected",
        ),
        (
            json!({"query": {"fuzzy": {"field": "key", "value": "a", "level": 3}}}),
            "InvalidJsonInput",
            "query.fuzzy.level",
        ),
        (
            json!({"facets": [{"distinct": {"name": "a", "field": "key", "level": "prices"}}]}),
            "InvalidJsonInput",
            "facets[0].distinct.level: products or variants expected",
        ),
        (
            json!({"facets": [{"ranges": {"name": "a", "field": "key", "ranges": [{}]}}]}),
            "InvalidJsonInput",
            "facets[0].ranges.ranges[0]: from or to expected",
        ),
    ] {
        let refused = search(&shop, request.clone()).await;
        let error = refused.json()["errors"][0].clone();
        assert_eq!(
            (refused.status, &error["code"]),
            (400, &json!(code)),
            "{request}"
        );
        let detail = error["detailedErrorMessage"].as_str().unwrap();
        assert!(detail.starts_with(place), "{request}: {detail}");
    }
    for (request, place) in [
        (
            json!({"query": exact("nmae", json!("x"))}),
            "query.exact: there is no field 'nmae'.",
        ),
        (
            json!({"query": {"exact": {"field": "name", "value": "x"}}}),
            "query.exact: the field 'name' needs a language.",
        ),
        (
            json!({"query": exact("variants.attributes.size", json!(1))}),
            "query.exact: the field 'variants.attributes.size' needs a fieldType.",
        ),
        (
            json!({"sort": [{"field": "nmae", "order": "asc"}]}),
            "sort[0]: there is no field 'nmae'.",
        ),
        (
            json!({"query": {"or": vec![exact("key", json!("a")); 50]}}),
            "query: a query has at most 50 expressions.",
        ),
    ] {
        let (status, code, message) = search(&shop, request).await.refusal();
        assert_eq!(
            (status, code.as_str(), message.as_str()),
            (400, "InvalidInput", place)
        );
    }
    let stores = search(&shop, json!({"query": exact("stores", json!("a"))})).await;
    assert_eq!(stores.refusal().0, 501);
}

#[tokio::test]
async fn damaged_requests_are_answered_or_refused() {
    let mut random = random();
    let shop = catalogue().await;
    let colour = attribute("colour", "text", json!("red"));
    let good = json!({
        "query": {"and": [colour, {"or": [{"not": [exact("key", json!("a"))]}, {"fuzzy": {"field": "name", "language": "en", "value": "boot", "level": 1}}]}, {"range": {"field": "variants.prices.centAmount", "gte": 1}}]},
        "postFilter": {"wildcard": {"field": "variants.sku", "value": "*4?"}},
        "sort": [{"field": "variants.prices.centAmount", "order": "asc", "mode": "avg", "filter": exact("variants.prices.country", json!("US"))}],
        "facets": [
            {"distinct": {"name": "a", "field": "variants.attributes.colour", "fieldType": "text", "limit": 3, "sort": {"by": "key", "order": "asc"}}},
            {"ranges": {"name": "b", "field": "variants.prices.centAmount", "ranges": [{"from": 1, "to": 2}]}},
            {"stats": {"name": "c", "field": "createdAt"}},
        ],
        "productProjectionParameters": {"priceCurrency": "EUR", "expand": ["productType"]},
        "markMatchingVariants": true,
        "limit": 5,
        "offset": 1,
    });
    let (mut done, mut refused) = (0, 0);
    for _ in 0..600 {
        let mut damaged = good.clone();
        damage(&mut random, &mut damaged);
        let answer = search(&shop, damaged.clone()).await;
        match answer.status {
            200 => done += 1,
            400 | 501 => refused += 1,
            other => panic!("{other} for {damaged}: {}", answer.text),
        }
    }
    assert!(done > 100 && refused > 200, "{done} {refused}");
}

#[tokio::test]
async fn ends_of_ranges_and_types_of_fields_are_checked() {
    let shop = catalogue().await;
    let size = |more: Value| {
        let mut of = json!({"field": "variants.attributes.size"});
        let members = of.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        of
    };
    for (query, code) in [
        (json!({"and": []}), "InvalidJsonInput"),
        (
            json!({"range": size(json!({"fieldType": "number", "gt": "a"}))}),
            "InvalidInput",
        ),
        (
            json!({"range": {"field": "createdAt", "gt": "nodate"}}),
            "InvalidInput",
        ),
        (
            json!({"range": {"field": "variants.prices.centAmount", "gt": "a"}}),
            "InvalidInput",
        ),
        (
            json!({"range": {"field": "variants.prices.validFrom", "gt": 1}}),
            "InvalidInput",
        ),
        (
            json!({"exists": size(json!({"fieldType": "nope"}))}),
            "InvalidJsonInput",
        ),
        (
            json!({"exists": {"field": "key", "fieldType": "nope"}}),
            "InvalidJsonInput",
        ),
    ] {
        let answer = search(&shop, json!({"query": query})).await;
        let (status, found, _) = answer.refusal();
        assert_eq!((status, found.as_str()), (400, code), "{query}");
    }
}
