//! Queries, pages and the search of projections. The server ignores `sort` and `withTotal`, and takes no search as a form:
//! that is tested on the emulator.

use std::collections::BTreeSet;

use ctp_sdk::ApiRoot;
use ctp_sdk::models::CategoryDraft;
use ctp_sdk::predicates::{bound, category};

use crate::lifecycles::published_boots;
use crate::mock::mock;

async fn categories(api: &ApiRoot, count: usize) {
    for number in 0..count {
        let slug = format!("category-{number}");
        let draft = CategoryDraft::new([("en", "Name")], [("en", &*slug)]).key(&slug);
        api.categories().post(draft).send().await.unwrap();
    }
}

#[tokio::test]
async fn predicates_have_variables() {
    let Some(mock) = mock() else { return };
    let api = mock.client("predicates").integration_api_root();
    categories(&api, 3).await;
    let query = api
        .categories()
        .get()
        .where_("key = :key")
        .var("key", "category-1");
    let found = query.send().await.unwrap().results;
    let keys = found.iter().map(|of| of.key.as_deref());
    assert_eq!(keys.collect::<Vec<_>>(), [Some("category-1")]);
}

#[tokio::test]
async fn typed_predicates_are_understood() {
    let Some(mock) = mock() else { return };
    let api = mock.client("typed-predicates").integration_api_root();
    categories(&api, 4).await;
    let keys = ["category-0", "category-3", r#"with "quotes""#];
    let some = category::predicate().key().in_(bound("keys", keys));
    let found = api.categories().get().matching(some).send().await.unwrap();
    let found = found.results.iter().filter_map(|of| of.key.as_deref());
    let found: BTreeSet<&str> = found.collect();
    assert_eq!(found, BTreeSet::from(["category-0", "category-3"]));
}

#[tokio::test]
async fn pages_by_offset_have_each_once() {
    let Some(mock) = mock() else { return };
    let api = mock.client("pages").integration_api_root();
    categories(&api, 7).await;
    let mut keys = Vec::new();
    for offset in [0, 3, 6] {
        let page = api.categories().get().limit(3).offset(offset);
        let page = page.send().await.unwrap();
        assert_eq!(page.total, Some(7));
        keys.extend(page.results.into_iter().filter_map(|of| of.key));
    }
    let all: BTreeSet<&String> = keys.iter().collect();
    assert_eq!((keys.len(), all.len()), (7, 7));
}

#[tokio::test]
#[expect(deprecated, reason = "the server knows the search of projections only")]
async fn projections_are_searched() {
    let Some(mock) = mock() else { return };
    let api = mock.client("search").integration_api_root();
    let product = published_boots(&api).await;
    let search = api.product_projections().search().get();
    let by_size = |size: i64| {
        search
            .clone()
            .filter(format!("variants.attributes.size:{size}"))
    };
    let found = by_size(42).send().await.unwrap();
    let ids = found.results.iter().map(|of| &*of.id);
    assert_eq!(ids.collect::<Vec<_>>(), [&*product.id]);
    assert_eq!(by_size(39).send().await.unwrap().results.len(), 0);
}
