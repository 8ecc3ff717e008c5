//! Product search, and the searches that share its queries: what goes over the wire, and what is made of the answers.

use std::ops::Bound;

use ctp_sdk::models::{
    BusinessUnitSearchRequest, CustomerSearchRequest, ProductSearchFacetCountLevelEnum,
    ProductSearchFacetResult, ProductSearchFacetScopeEnum, ProductSearchRequest, SearchFieldType,
    SearchMatchType, SearchQuery, SearchSortMode, SearchSortOrder,
};
use ctp_sdk::{Date, DateTime, Time, search};
use serde_json::{Value, json};

use super::shop::Shop;

const TARGET: &str = "/my-shop/products/search";

/// What is sent where this is asked for.
#[track_caller]
fn assert_query(query: impl Into<SearchQuery>, expected: Value) {
    let request = ProductSearchRequest::new().query(query);
    assert_eq!(
        serde_json::to_value(&request).unwrap(),
        json!({"query": expected})
    );
}

fn found() -> Value {
    json!({
        "total": 41,
        "offset": 40,
        "limit": 20,
        "facets": [
            {"name": "color", "buckets": [{"key": "red", "count": 3}, {"key": "none", "count": 1}]},
            {"name": "hits", "value": 41},
            {"name": "prices", "min": 100, "max": 900, "mean": 500.5, "sum": 20520.5, "count": 41},
        ],
        "results": [{
            "id": "product-1",
            "matchingVariants": {"allMatched": false, "matchedVariants": [{"id": 2, "sku": "run-2"}]},
        }],
    })
}

#[tokio::test]
async fn a_product_search_carries_query_facets_sorting_and_page() {
    let shop = Shop::answering(200, found());
    let color = || search::field("variants.attributes.color").field_type(SearchFieldType::Text);
    let query = search::all((
        search::field("name")
            .language("en")
            .full_text("running shoes"),
        search::field("variants.prices.centAmount").range(1000..5000),
        search::any((
            color().exact("red").boost(2.0),
            search::field("variants.sku")
                .prefix("RUN-")
                .case_insensitive(true),
        )),
        search::not([search::field("categories").exact("sale")]),
    ));
    let request = ProductSearchRequest::new()
        .query(query)
        .post_filter(color().one_of(["red", "blue"]))
        .facet(
            search::facet("color")
                .distinct(color())
                .missing("none")
                .limit(5),
        )
        .facet(search::facet("hits").count())
        .facet(search::facet("prices").stats("variants.prices.centAmount"))
        .sort([
            search::field("variants.prices.centAmount")
                .asc()
                .mode(SearchSortMode::Min),
            search::field("score").desc(),
        ])
        .mark_matching_variants(true)
        .limit(20)
        .offset(40);
    let found = shop.api.products().search().post(request).send().await;
    let found = found.unwrap();

    assert_eq!(
        (found.total, found.results[0].id.as_str()),
        (41, "product-1")
    );
    let ProductSearchFacetResult::Buckets(colors) = &found.facets[0] else {
        panic!("{:?}", found.facets)
    };
    assert_eq!(
        (colors.buckets[0].key.as_str(), colors.buckets[0].count),
        ("red", 3)
    );
    assert_eq!(found.buckets("color"), colors.buckets);
    assert!(found.buckets("colour").is_empty());
    let ProductSearchFacetResult::Value(hits) = &found.facets[1] else {
        panic!("{:?}", found.facets)
    };
    assert_eq!(hits.value, 41);
    let ProductSearchFacetResult::Min(prices) = &found.facets[2] else {
        panic!("{:?}", found.facets)
    };
    assert_eq!((&prices.min, &prices.max), (&json!(100), &json!(900)));

    let body = json!({
        "query": {"and": [
            {"fullText": {"field": "name", "language": "en", "value": "running shoes"}},
            {"range": {"field": "variants.prices.centAmount", "gte": 1000, "lt": 5000}},
            {"or": [
                {"exact": {
                    "field": "variants.attributes.color",
                    "fieldType": "text",
                    "value": "red",
                    "boost": 2.0,
                }},
                {"prefix": {"field": "variants.sku", "value": "RUN-", "caseInsensitive": true}},
            ]},
            {"not": [{"exact": {"field": "categories", "value": "sale"}}]},
        ]},
        "postFilter": {"exact": {
            "field": "variants.attributes.color",
            "fieldType": "text",
            "values": ["red", "blue"],
        }},
        "facets": [
            {"distinct": {
                "name": "color",
                "field": "variants.attributes.color",
                "fieldType": "text",
                "missing": "none",
                "limit": 5,
            }},
            {"count": {"name": "hits"}},
            {"stats": {"name": "prices", "field": "variants.prices.centAmount"}},
        ],
        "sort": [
            {"field": "variants.prices.centAmount", "order": "asc", "mode": "min"},
            {"field": "score", "order": "desc"},
        ],
        "markMatchingVariants": true,
        "limit": 20,
        "offset": 40,
    });
    shop.assert_sent_json("POST", TARGET, body);
}

#[tokio::test]
async fn a_body_has_no_member_that_was_not_asked_for() {
    let shop = Shop::answering(200, found());
    let request = ProductSearchRequest::new().query(search::field("key").exists());
    let search = shop.api.products().search().post(request);
    search.send().await.unwrap();
    let requests = shop.requests();
    assert_eq!(
        std::str::from_utf8(requests[0].body()).unwrap(),
        r#"{"query":{"exists":{"field":"key"}}}"#
    );
}

#[test]
fn each_test_of_a_field_is_an_expression() {
    let name = || search::field("name").language("de-AT");
    assert_query(
        search::field("published").exact(true),
        json!({"exact": {"field": "published", "value": true}}),
    );
    assert_query(
        name().exact("Schuh").case_insensitive(true),
        json!({"exact": {"field": "name", "language": "de-AT", "value": "Schuh", "caseInsensitive": true}}),
    );
    assert_query(
        search::field("variants.id").one_of([1, 2]).boost(0.5),
        json!({"exact": {"field": "variants.id", "values": [1, 2], "boost": 0.5}}),
    );
    assert_query(
        name()
            .full_text("rote Schuhe")
            .must_match(SearchMatchType::Any)
            .boost(3.0),
        json!({"fullText": {
            "field": "name", "language": "de-AT", "value": "rote Schuhe", "mustMatch": "any", "boost": 3.0,
        }}),
    );
    assert_query(
        name()
            .full_text_prefix("ro schu")
            .must_match(SearchMatchType::All),
        json!({"fullTextPrefix": {
            "field": "name", "language": "de-AT", "value": "ro schu", "mustMatch": "all",
        }}),
    );
    assert_query(
        name().fuzzy("Schuche", 1).must_match(SearchMatchType::Any),
        json!({"fuzzy": {
            "field": "name", "language": "de-AT", "value": "Schuche", "level": 1, "mustMatch": "any",
        }}),
    );
    assert_query(
        search::field("variants.sku")
            .wildcard("run-?-*")
            .case_insensitive(false),
        json!({"wildcard": {"field": "variants.sku", "value": "run-?-*", "caseInsensitive": false}}),
    );
    assert_query(
        search::field("variants.attributes.tags")
            .field_type(SearchFieldType::SetText)
            .exists(),
        json!({"exists": {"field": "variants.attributes.tags", "fieldType": "set_text"}}),
    );
}

#[test]
fn a_range_has_the_ends_that_are_given() {
    let price = || search::field("price");
    let range = |ends: Value| {
        let mut range = json!({"field": "price"});
        range
            .as_object_mut()
            .unwrap()
            .extend(ends.as_object().unwrap().clone());
        json!({"range": range})
    };
    assert_query(price().range(1..5), range(json!({"gte": 1, "lt": 5})));
    assert_query(price().range(1..=5), range(json!({"gte": 1, "lte": 5})));
    assert_query(price().range(1..), range(json!({"gte": 1})));
    assert_query(price().range(..5), range(json!({"lt": 5})));
    assert_query(price().range(..=5), range(json!({"lte": 5})));
    assert_query(
        price()
            .range((Bound::Excluded(1), Bound::Unbounded))
            .boost(1.5),
        range(json!({"gt": 1, "boost": 1.5})),
    );
    assert_query(
        price().range(0.5..2.5),
        range(json!({"gte": 0.5, "lt": 2.5})),
    );

    let date: Date = "2026-02-28".parse().unwrap();
    assert_query(price().range(date..), range(json!({"gte": "2026-02-28"})));
    let moment: DateTime = "2026-02-28T10:00:00.000Z".parse().unwrap();
    assert_query(
        price().range(..moment),
        range(json!({"lt": "2026-02-28T10:00:00.000Z"})),
    );
    let time: Time = "10:00:00.000".parse().unwrap();
    assert_query(
        price().field_type(SearchFieldType::Time).range(time..),
        range(json!({"gte": "10:00:00.000", "fieldType": "time"})),
    );
}

#[test]
fn queries_are_joined_from_arrays_lists_and_tuples() {
    let key = |value: &str| search::field("key").exact(value);
    let exact = |value: &str| json!({"exact": {"field": "key", "value": value}});
    assert_query(
        search::any([key("a"), key("b")]),
        json!({"or": [exact("a"), exact("b")]}),
    );
    let list: Vec<SearchQuery> = vec![key("a").into(), search::field("key").exists().into()];
    assert_query(
        search::all(list),
        json!({"and": [exact("a"), {"exists": {"field": "key"}}]}),
    );
    assert_query(
        search::not((key("a"), search::all([key("b")]))),
        json!({"not": [exact("a"), {"and": [exact("b")]}]}),
    );
    assert_query(
        search::filter((key("a"), search::field("version").range(2..))),
        json!({"filter": [exact("a"), {"range": {"field": "version", "gte": 2}}]}),
    );
}

#[test]
fn each_kind_of_facet_is_asked_for() {
    let name = search::field("name").language("en");
    let request = ProductSearchRequest::new()
        .facet(
            search::facet("names")
                .distinct(name)
                .scope(ProductSearchFacetScopeEnum::All)
                .filter(search::field("key").exists())
                .level(ProductSearchFacetCountLevelEnum::Variants)
                .includes(["shoe", "sock"])
                .sorted_by_key(SearchSortOrder::Asc),
        )
        .facet(
            search::facet("keys")
                .distinct("key")
                .sorted_by_count(SearchSortOrder::Desc),
        )
        .facet(
            search::facet("price")
                .ranges(
                    "price",
                    (..1000, 1000..5000, 5000.., search::bucket(0..1).key("free")),
                )
                .level(ProductSearchFacetCountLevelEnum::Products),
        )
        .facet(search::facet("weight").ranges("weight", [0.5..1.5]))
        .facet(
            search::facet("hits")
                .count()
                .scope(ProductSearchFacetScopeEnum::Query)
                .filter(search::all([search::field("key").exists()])),
        )
        .facet(
            search::facet("dates")
                .stats(search::field("variants.attributes.date").field_type(SearchFieldType::Date))
                .scope(ProductSearchFacetScopeEnum::All),
        );
    assert_eq!(
        serde_json::to_value(&request).unwrap(),
        json!({"facets": [
            {"distinct": {
                "name": "names",
                "field": "name",
                "language": "en",
                "scope": "all",
                "filter": {"exists": {"field": "key"}},
                "level": "variants",
                "includes": ["shoe", "sock"],
                "sort": {"by": "key", "order": "asc"},
            }},
            {"distinct": {"name": "keys", "field": "key", "sort": {"by": "count", "order": "desc"}}},
            {"ranges": {
                "name": "price",
                "field": "price",
                "ranges": [
                    {"to": 1000}, {"from": 1000, "to": 5000}, {"from": 5000}, {"from": 0, "to": 1, "key": "free"},
                ],
                "level": "products",
            }},
            {"ranges": {"name": "weight", "field": "weight", "ranges": [{"from": 0.5, "to": 1.5}]}},
            {"count": {
                "name": "hits",
                "scope": "query",
                "filter": {"and": [{"exists": {"field": "key"}}]},
            }},
            {"stats": {
                "name": "dates",
                "field": "variants.attributes.date",
                "fieldType": "date",
                "scope": "all",
            }},
        ]})
    );
}

#[test]
fn buckets_of_moments_have_their_ends_as_texts() {
    let moment: DateTime = "2026-02-28T10:00:00.000Z".parse().unwrap();
    let facet = search::facet("new").ranges("createdAt", [moment..]);
    assert_eq!(
        serde_json::to_value(ProductSearchRequest::new().facet(facet)).unwrap(),
        json!({"facets": [{"ranges": {
            "name": "new",
            "field": "createdAt",
            "ranges": [{"from": "2026-02-28T10:00:00.000Z"}],
        }}]})
    );
}

#[test]
fn sorting_knows_locale_kind_and_what_counts() {
    let sort = search::field("variants.attributes.size")
        .field_type(SearchFieldType::Ltext)
        .language("en")
        .desc()
        .filter(search::field("variants.sku").prefix("run"));
    assert_eq!(
        serde_json::to_value(ProductSearchRequest::new().sort([sort])).unwrap(),
        json!({"sort": [{
            "field": "variants.attributes.size",
            "fieldType": "ltext",
            "language": "en",
            "order": "desc",
            "filter": {"prefix": {"field": "variants.sku", "value": "run"}},
        }]})
    );
}

#[tokio::test]
async fn customers_and_business_units_are_searched_with_the_same_queries() {
    let empty = json!({"total": 0, "offset": 0, "limit": 5, "results": []});
    let query = || search::field("email").wildcard("*@example.com");
    let body = json!({
        "query": {"wildcard": {"field": "email", "value": "*@example.com"}},
        "sort": [{"field": "createdAt", "order": "desc"}],
        "limit": 5,
    });

    let shop = Shop::answering(200, empty.clone());
    let request = CustomerSearchRequest::new()
        .query(query())
        .sort([search::field("createdAt").desc()])
        .limit(5);
    let search = shop.api.customers().search().post(request);
    search.send().await.unwrap();
    shop.assert_sent_json("POST", "/my-shop/customers/search", body.clone());

    let shop = Shop::answering(200, empty);
    let request = BusinessUnitSearchRequest::new()
        .query(query())
        .sort([search::field("createdAt").desc()])
        .limit(5);
    let search = shop.api.business_units().search().post(request);
    search.send().await.unwrap();
    shop.assert_sent_json("POST", "/my-shop/business-units/search", body);
}
