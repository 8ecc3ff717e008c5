//! Answers that are no success.

use std::collections::BTreeMap;

use ctp_sdk::Value;
use ctp_sdk::models::CartUpdate;
use emulator::Answer;
use serde_json::json;

use super::shop::Shop;

fn nothing_to_do() -> CartUpdate {
    CartUpdate::new(3, [])
}

#[tokio::test]
async fn a_missing_resource_is_not_found() {
    let message = "The Resource with ID 'cart-2' was not found.";
    let body = json!({"statusCode": 404, "message": message, "errors": [{"code": "ResourceNotFound", "message": message}]});
    let shop = Shop::answering(404, body);
    let error = shop
        .api
        .carts()
        .with_id("cart-2")
        .get()
        .send()
        .await
        .unwrap_err();

    assert!(
        error.is_not_found() && !error.is_conflict() && !error.is_transient() && !error.is_auth()
    );
    assert_eq!(error.message(), Some(message));
    assert_eq!(error.api_errors()[0].code(), "ResourceNotFound");
    assert_eq!(error.status().unwrap(), 404);
}

#[tokio::test]
async fn a_conflict_tells_the_version_that_there_is() {
    let reason = json!({"code": "ConcurrentModification", "message": "Version mismatch.", "currentVersion": 7});
    let body = json!({"statusCode": 409, "message": "Version mismatch.", "errors": [reason]});
    let shop = Shop::new()
        .then_answer(Answer::json(409, body.to_string()).header("X-Correlation-ID", "projects-1"));
    let error = shop
        .api
        .carts()
        .with_id("cart-1")
        .post(nothing_to_do())
        .send()
        .await
        .unwrap_err();

    assert!(error.is_conflict() && !error.is_not_found());
    assert_eq!(error.correlation_id(), Some("projects-1"));
    let [reason] = error.api_errors() else {
        panic!("{error:?}")
    };
    assert_eq!(reason.code(), "ConcurrentModification");
    assert_eq!(reason.field("currentVersion"), Some(&json!(7)));
    let members: BTreeMap<String, Value> = reason.decode().unwrap();
    assert_eq!(members["currentVersion"].as_i64(), Some(7));
    // The body of the update, with its version, is not part of what is printed.
    assert_eq!(
        error.to_string(),
        "the API answered 409 Conflict: Version mismatch. [ConcurrentModification] (correlation id projects-1)"
    );
}

#[tokio::test]
async fn a_head_is_true_false_or_an_error() {
    for (status, expected) in [
        (200, Some(true)),
        (204, Some(true)),
        (404, Some(false)),
        (403, None),
        (500, None),
    ] {
        let shop = Shop::new().then_answer(Answer::empty(status));
        let answer = shop.api.carts().with_id("cart-1").head().send().await;
        assert_eq!(answer.as_ref().ok(), expected.as_ref(), "{status}");
        if let Err(error) = answer {
            assert_eq!(error.status().unwrap(), status);
            assert_eq!(
                (error.is_auth(), error.is_transient()),
                (status == 403, status == 500)
            );
        }
        shop.assert_sent("HEAD", "/my-shop/carts/cart-1");
    }
}

#[tokio::test]
async fn a_refused_token_is_an_error_of_the_credentials() {
    let body = json!({
        "statusCode": 401,
        "message": "invalid_token",
        "errors": [{"code": "invalid_token", "message": "invalid_token"}],
        "error": "invalid_token",
    });
    let shop = Shop::answering(401, body);
    let error = shop.api.me().get().send().await.unwrap_err();
    assert!(error.is_auth());
    assert_eq!(error.api_errors()[0].code(), "invalid_token");
}

#[tokio::test]
async fn an_answer_of_a_proxy_is_transient() {
    let shop = Shop::new().then_answer(
        Answer::empty(502)
            .header("Content-Type", "text/html")
            .body("<html>"),
    );
    let error = shop.api.categories().get().send().await.unwrap_err();
    assert!(error.is_transient());
    assert!(error.api_errors().is_empty());
    assert_eq!(error.to_string(), "the API answered 502 Bad Gateway");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let shop = Shop::new().then_answer(Answer::empty(302).header("Location", "/elsewhere"));
    let error = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 302);
    shop.assert_sent("GET", "/my-shop/carts/cart-1");
}

#[tokio::test]
async fn an_error_prints_neither_the_query_nor_the_path() {
    let shop = Shop::answering(
        400,
        json!({"statusCode": 400, "message": "Malformed parameter: where"}),
    );
    let request = shop
        .api
        .carts()
        .get()
        .where_("customerEmail = \"pl4nted\"")
        .var("x", "pl4nted");
    let error = request.send().await.unwrap_err();
    assert!(!format!("{error} {error:?} {error:#?}").contains("pl4nted"));
    assert!(error.to_string().contains("Malformed parameter: where"));
}
