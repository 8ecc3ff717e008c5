//! Pages that begin at offsets.

use std::collections::BTreeMap;

use emulator::{Answer, Request};
use serde_json::{Value, json};

use super::super::bodies::{product_projection, with};
use super::{Catalogue, collect, id, number, page, parameters, values};

#[tokio::test]
async fn a_sort_of_the_caller_is_followed_by_offsets() {
    let shop = Catalogue::of(5);
    let query = shop
        .categories()
        .where_("x = 1")
        .sort("createdAt desc")
        .limit(2);
    let found = collect(&mut query.items()).await.unwrap();

    let expected: Vec<String> = (0..5).rev().map(id).collect();
    assert_eq!(found, expected);
    let asked = "where=x%20%3D%201&sort=createdAt%20desc&limit=2&withTotal=false";
    let queries = ["0", "2", "4"].map(|offset| format!("{asked}&offset={offset}"));
    assert_eq!(shop.queries(), queries);
}

#[tokio::test]
async fn a_sort_of_the_caller_ends_at_the_offset_limit_with_an_error_that_says_so() {
    let shop = Catalogue::of(10_700);
    let mut items = shop.categories().sort("createdAt desc").items();
    let mut found = 0;
    let error = loop {
        match items.next().await.unwrap() {
            Ok(_) => found += 1,
            Err(error) => break error,
        }
    };

    assert_eq!((found, shop.calls()), (10_500, 21));
    assert!(error.is_request() && !error.is_transient());
    let text = error.to_string();
    assert!(
        text.contains("offset 10000") && text.contains("narrow the query"),
        "{text}"
    );
    // It does not come twice, and nothing is sent for it.
    assert!(items.next().await.is_none());
    assert_eq!(shop.calls(), 21);
}

#[tokio::test]
async fn a_sort_of_the_caller_that_is_used_up_or_capped_below_the_limit_is_no_error() {
    let shop = Catalogue::of(10_100);
    let mut items = shop.categories().sort("createdAt desc").items();
    assert_eq!(collect(&mut items).await.unwrap().len(), 10_100);

    let shop = Catalogue::of(10_700);
    let mut items = shop.categories().sort("createdAt desc").items().cap(10_500);
    assert_eq!(collect(&mut items).await.unwrap().len(), 10_500);
}

#[tokio::test]
async fn an_offset_of_the_caller_is_where_offsets_begin() {
    let shop = Catalogue::of(5);
    let query = shop.categories().sort("createdAt desc").offset(1).limit(3);
    assert_eq!(
        collect(&mut query.items()).await.unwrap(),
        [3, 2, 1, 0].map(id)
    );
    let offsets: Vec<Option<usize>> = shop
        .queries()
        .iter()
        .map(|query| number(&parameters(query), "offset"))
        .collect();
    assert_eq!(offsets, [Some(1), Some(4)]);
}

/// A search that finds three products, and counts their colours on every page.
fn search(query: &str) -> Answer {
    let parameters = parameters(query);
    let offset = number(&parameters, "offset").unwrap();
    let limit = number(&parameters, "limit").unwrap();
    let found = (0..3).skip(offset).take(limit).map(|number| {
        with(
            product_projection(),
            json!({"id": format!("product-{number}")}),
        )
        .to_string()
    });
    let results: Vec<String> = found.collect();
    let mut page: BTreeMap<String, Value> =
        serde_json::from_str(&page(limit, offset, &results)).unwrap();
    page.insert(
        "facets".to_owned(),
        json!({"color": {"type": "filter", "count": 3}}),
    );
    Answer::json(200, json!(page).to_string())
}

fn offsets(requests: &[Request], query: impl Fn(&Request) -> String) -> Vec<String> {
    let rest = |request| query(request);
    requests.iter().map(rest).collect()
}

#[expect(
    deprecated,
    reason = "product projection search stays tested for the projects that have it"
)]
#[tokio::test]
async fn a_search_is_paged_through_by_offsets_with_its_facets() {
    let shop = Catalogue::with(|request| search(request.query().unwrap()));
    let search = shop.api.product_projections().search().get();
    let mut pages = search
        .text("en", "red & blue")
        .sort("price asc")
        .limit(2)
        .pages();
    let mut found = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert!(page.facets.unwrap().contains_key("color"));
        found.extend(page.results.into_iter().map(|product| product.id));
    }

    assert_eq!(found, ["product-0", "product-1", "product-2"]);
    let asked = "text.en=red%20%26%20blue&sort=price%20asc&limit=2";
    let queries = offsets(&shop.emulator.requests(), |request| {
        assert_eq!(request.path(), "/my-shop/product-projections/search");
        request.query().unwrap().to_owned()
    });
    assert_eq!(
        queries,
        [format!("{asked}&offset=0"), format!("{asked}&offset=2")]
    );
}

#[expect(
    deprecated,
    reason = "product projection search stays tested for the projects that have it"
)]
#[tokio::test]
async fn a_search_by_post_sends_in_forms_what_one_by_get_sends_in_queries() {
    let body = |request: &Request| String::from_utf8(request.body().to_vec()).unwrap();
    let shop = Catalogue::with(move |request| search(&body(request)));
    let search = shop.api.product_projections().search().post();
    let mut items = search
        .text("en", "red & blue")
        .sort("price asc")
        .limit(2)
        .items();
    let mut found = Vec::new();
    while let Some(product) = items.try_next().await.unwrap() {
        found.push(product.id);
    }

    assert_eq!(found, ["product-0", "product-1", "product-2"]);
    let asked = "text.en=red%20%26%20blue&sort=price%20asc&limit=2";
    let forms = offsets(&shop.emulator.requests(), |request| {
        assert_eq!(
            (request.method(), request.target()),
            ("POST", "/my-shop/product-projections/search")
        );
        body(request)
    });
    assert_eq!(
        forms,
        [format!("{asked}&offset=0"), format!("{asked}&offset=2")]
    );
}

#[expect(
    deprecated,
    reason = "product projection search stays tested for the projects that have it"
)]
#[tokio::test]
async fn a_search_that_asks_for_nothing_is_paged_through_as_well() {
    let shop = Catalogue::with(|request| search(std::str::from_utf8(request.body()).unwrap()));
    let mut items = shop.api.product_projections().search().post().items();
    while items.try_next().await.unwrap().is_some() {}
    let requests = shop.emulator.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].body(), b"limit=500&offset=0");
    assert_eq!(
        values(&parameters("limit=500&offset=0"), "withTotal").next(),
        None
    );
}
