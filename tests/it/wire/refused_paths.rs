//! Paths that would lead elsewhere: nothing is sent.

use ctp_sdk::models::{CartUpdate, MergeCartDraft};
use ctp_sdk::{ApiRoot, Client, Error};

use super::shop::Shop;

#[track_caller]
fn assert_not_sent(shop: &Shop, error: &Error, named: &str) {
    assert!(error.is_request(), "{error}");
    assert!(error.to_string().contains(named), "{error}");
    assert_eq!(error.status(), None);
    assert!(!error.is_transient() && !error.is_not_found());
    assert_eq!(shop.requests(), []);
}

#[tokio::test]
async fn an_empty_id_is_refused() {
    let shop = Shop::new();
    let error = shop
        .api
        .carts()
        .with_id("")
        .get()
        .expand("store")
        .send()
        .await
        .unwrap_err();
    assert_not_sent(&shop, &error, "`ID`");
}

#[tokio::test]
async fn an_id_that_is_a_dot_segment_is_refused() {
    let shop = Shop::new();
    for id in [".", ".."] {
        let error = shop.api.carts().with_id(id).get().send().await.unwrap_err();
        assert_not_sent(&shop, &error, "`{ID}`");
    }
}

#[tokio::test]
async fn every_method_refuses_such_a_path() {
    let shop = Shop::new();
    let update = CartUpdate::new(1, []);
    let error = shop
        .api
        .carts()
        .with_id("")
        .post(update)
        .send()
        .await
        .unwrap_err();
    assert_not_sent(&shop, &error, "`ID`");
    let error = shop
        .api
        .carts()
        .with_id("..")
        .delete(1)
        .send()
        .await
        .unwrap_err();
    assert_not_sent(&shop, &error, "`{ID}`");
    // A HEAD above all: an id that was left out must not pass for a resource that is not there.
    let error = shop
        .api
        .carts()
        .with_id("")
        .head()
        .send()
        .await
        .unwrap_err();
    assert_not_sent(&shop, &error, "`ID`");
    let error = shop
        .api
        .api_clients()
        .with_id("..")
        .head()
        .send()
        .await
        .unwrap_err();
    assert_not_sent(&shop, &error, "`{ID}`");
}

#[tokio::test]
async fn an_empty_key_or_customer_is_refused_in_the_middle_of_a_segment_too() {
    let shop = Shop::new();
    let error = shop
        .api
        .product_projections()
        .with_key("")
        .get()
        .send()
        .await
        .unwrap_err();
    assert_not_sent(&shop, &error, "`key`");
    let error = shop
        .api
        .carts()
        .customer_id_merge("")
        .post(MergeCartDraft::new())
        .send()
        .await
        .unwrap_err();
    assert_not_sent(&shop, &error, "`customerId`");
}

#[tokio::test]
async fn a_project_key_that_is_no_segment_is_refused() {
    let client = Client::builder("http://127.0.0.1:1").build().unwrap();
    for project_key in ["", "..", "."] {
        let error = ApiRoot::new(client.clone(), project_key)
            .me()
            .get()
            .send()
            .await
            .unwrap_err();
        assert!(error.is_request(), "{error}");
    }
}
