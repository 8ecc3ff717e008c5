//! Product projections: searching for them, and suggestions.

#![expect(
    deprecated,
    reason = "product projection search stays tested for the projects that have it"
)]

use ctp_sdk::models::{FacetResult, TermFacetResultType};
use serde_json::{Value, json};

use super::bodies::{page, product_projection, with};
use super::shop::Shop;

/// What is asked for in this file, in the order in which it is set.
const SEARCH: [&str; 16] = [
    "text.en=red%20%26%20blue",
    "text.de-AT=Erd%C3%A4pfel",
    "fuzzy=true",
    "fuzzyLevel=1",
    "filter.query=categories.id%3A%20subtree%28%22category-1%22%29",
    "filter=variants.price.centAmount%3Arange%20%281%20to%20%2A%29",
    "filter=variants.attributes.color.key%3A%22red%22",
    "facet=variants.attributes.color.key%20as%20color",
    "filter.facets=variants.attributes.color.key%3A%22red%22",
    "markMatchingVariants=false",
    "sort=price%20asc",
    "limit=2",
    "offset=4",
    "staged=true",
    "priceCurrency=EUR",
    "priceCustomerGroupAssignments=group-1",
];

fn found() -> Value {
    let facets = json!({
        "color": {
            "type": "terms",
            "dataType": "text",
            "missing": 1,
            "total": 3,
            "other": 0,
            "terms": [{"term": "red", "count": 2}, {"term": 7, "count": 1, "productCount": 1}],
        },
        "price": {
            "type": "range",
            "ranges": [{
                "from": 0, "fromStr": "0", "to": 1.5, "toStr": "1.5", "count": 2, "totalCount": 2,
                "total": 3.0, "min": 1, "max": 2, "mean": 1.5,
            }],
        },
        "cheap": {"type": "filter", "count": 4},
        "taste": {"type": "cloud", "words": ["sweet"]},
    });
    with(
        page(json!([product_projection()])),
        json!({"facets": facets}),
    )
}

#[tokio::test]
async fn a_search_carries_its_parameters_in_the_query() {
    let shop = Shop::answering(200, found());
    let search = shop.api.product_projections().search().get();
    let search = search
        .text("en", "red & blue")
        .text("de-AT", "Erdäpfel")
        .fuzzy(true)
        .fuzzy_level(1)
        .filter_query(r#"categories.id: subtree("category-1")"#)
        .filter("variants.price.centAmount:range (1 to *)")
        .filter(r#"variants.attributes.color.key:"red""#)
        .facet("variants.attributes.color.key as color")
        .filter_facets(r#"variants.attributes.color.key:"red""#)
        .mark_matching_variants(false)
        .sort("price asc")
        .limit(2)
        .offset(4)
        .staged(true)
        .price_currency("EUR")
        .price_customer_group_assignments("group-1");
    let found = search.send().await.unwrap();

    assert_eq!(
        (found.count, found.results[0].id.as_str()),
        (1, "product-1")
    );
    shop.assert_sent(
        "GET",
        &format!("/my-shop/product-projections/search?{}", SEARCH.join("&")),
    );
}

#[tokio::test]
async fn a_search_by_post_carries_the_same_parameters_in_a_form() {
    let shop = Shop::answering(200, found());
    let search = shop.api.product_projections().search().post();
    let search = search
        .text("en", "red & blue")
        .text("de-AT", "Erdäpfel")
        .fuzzy(true)
        .fuzzy_level(1)
        .filter_query(r#"categories.id: subtree("category-1")"#)
        .filter("variants.price.centAmount:range (1 to *)")
        .filter(r#"variants.attributes.color.key:"red""#)
        .facet("variants.attributes.color.key as color")
        .filter_facets(r#"variants.attributes.color.key:"red""#)
        .mark_matching_variants(false)
        .sort("price asc")
        .limit(2)
        .offset(4)
        .staged(true)
        .price_currency("EUR")
        .price_customer_group_assignments("group-1");
    let found = search.send().await.unwrap();

    assert_eq!(
        (found.count, found.results[0].id.as_str()),
        (1, "product-1")
    );
    shop.assert_sent_form(
        "POST",
        "/my-shop/product-projections/search",
        &SEARCH.join("&"),
    );
}

#[tokio::test]
async fn a_search_by_post_without_parameters_is_an_empty_form() {
    let shop = Shop::answering(200, found());
    shop.api
        .product_projections()
        .search()
        .post()
        .send()
        .await
        .unwrap();
    shop.assert_sent_form("POST", "/my-shop/product-projections/search", "");
}

#[tokio::test]
async fn each_kind_of_facet_is_read() {
    let shop = Shop::answering(200, found());
    let found = shop
        .api
        .product_projections()
        .search()
        .get()
        .facet("x")
        .send()
        .await
        .unwrap();
    let facets = found.facets.unwrap();

    let FacetResult::Terms(color) = &facets["color"] else {
        panic!("{facets:?}")
    };
    assert_eq!(
        (&color.data_type, color.missing, color.terms.len()),
        (&TermFacetResultType::Text, 1, 2)
    );
    assert_eq!(
        (&color.terms[0].term, &color.terms[1].term),
        (&json!("red"), &json!(7))
    );
    let FacetResult::Range(price) = &facets["price"] else {
        panic!("{facets:?}")
    };
    assert_eq!(
        (price.ranges[0].to, price.ranges[0].to_str.as_str()),
        (1.5, "1.5")
    );
    let FacetResult::Filter(cheap) = &facets["cheap"] else {
        panic!("{facets:?}")
    };
    assert_eq!((cheap.count, cheap.product_count), (4, None));
    let FacetResult::Unknown(taste) = &facets["taste"] else {
        panic!("{facets:?}")
    };
    assert_eq!(
        (taste.tag(), &taste.body()["words"]),
        (Some("cloud"), &json!(["sweet"]))
    );
}

#[tokio::test]
async fn suggestions_come_by_the_locale_of_what_was_typed() {
    let body = json!({"searchKeywords.en": [{"text": "potato"}, {"text": "pot"}], "searchKeywords.de": []});
    let shop = Shop::answering(200, body);
    let suggest = shop.api.product_projections().suggest().get();
    let suggest = suggest
        .search_keywords("en", "pot")
        .search_keywords("de", "kar&")
        .limit(5)
        .fuzzy(false)
        .staged(true);
    let suggestions = suggest.send().await.unwrap();

    let texts: Vec<&str> = suggestions["searchKeywords.en"]
        .iter()
        .map(|suggestion| suggestion.text.as_str())
        .collect();
    assert_eq!(texts, ["potato", "pot"]);
    assert!(suggestions["searchKeywords.de"].is_empty());
    shop.assert_sent(
        "GET",
        "/my-shop/product-projections/suggest\
         ?searchKeywords.en=pot&searchKeywords.de=kar%26&limit=5&fuzzy=false&staged=true",
    );
}
