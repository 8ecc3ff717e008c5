//! Reading what may not be there, and all of an answer.

use emulator::Answer;
use serde_json::json;

use super::bodies::{cart, product_projection};
use super::shop::Shop;

fn missing() -> Answer {
    let body = json!({"statusCode": 404, "message": "Not here.", "errors": [{"code": "ResourceNotFound", "message": "Not here."}]});
    Answer::json(404, body.to_string())
}

#[tokio::test]
async fn what_is_there_is_some_and_what_is_not_is_none() {
    let shop = Shop::answering(200, cart()).then_answer(missing());
    let cart = shop.api.carts().with_id("cart-1").get().expand("store");
    let found = cart.clone().send_optional().await.unwrap();
    assert_eq!(found.unwrap().id, "cart-1");
    assert!(cart.send_optional().await.unwrap().is_none());

    let targets: Vec<String> = shop
        .requests()
        .iter()
        .map(|request| format!("{} {}", request.method(), request.target()))
        .collect();
    assert_eq!(targets, ["GET /my-shop/carts/cart-1?expand=store"; 2]);
}

#[tokio::test]
async fn whatever_else_goes_wrong_is_an_error_of_what_may_be_there() {
    let shop = Shop::answering(403, json!({"statusCode": 403, "message": "No."}))
        .then(200, json!({"id": 1}));
    let cart = shop.api.carts().with_id("cart-1").get();
    assert!(cart.clone().send_optional().await.unwrap_err().is_auth());
    assert!(cart.send_optional().await.unwrap_err().is_decode());

    let empty = shop.api.carts().with_id("").get().send_optional().await;
    assert!(empty.unwrap_err().is_request());
    assert_eq!(shop.requests().len(), 2);
}

#[tokio::test]
async fn every_way_to_name_one_resource_can_be_read_that_way() {
    let shop = (0..5).fold(Shop::new(), |shop, _| shop.then_answer(missing()));
    let api = &shop.api;
    assert!(
        api.carts()
            .with_key("a")
            .get()
            .send_optional()
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        api.me()
            .active_cart()
            .get()
            .send_optional()
            .await
            .unwrap()
            .is_none()
    );
    assert!(api.me().get().send_optional().await.unwrap().is_none());
    assert!(
        api.carts()
            .with_customer_id("c")
            .get()
            .send_optional()
            .await
            .unwrap()
            .is_none()
    );
    let product = api.product_projections().with_key("p").get();
    assert!(
        product
            .staged(true)
            .send_optional()
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_404_of_a_gateway_does_not_mean_that_something_is_not_there() {
    for answer in [
        Answer::empty(404),
        Answer::empty(404)
            .header("Content-Type", "text/html")
            .body("<html>404 Not Found</html>"),
        Answer::json(404, r#"{"message":"no Route matched with those values"}"#),
    ] {
        let shop = Shop::new().then_answer(answer);
        let cart = shop.api.carts().with_id("cart-1").get();
        let error = cart.send_optional().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 404);
        assert!(!error.is_not_found());
    }
}

#[tokio::test]
async fn a_head_tells_whether_something_is_there() {
    let shop = Shop::new()
        .then_answer(Answer::empty(200))
        .then_answer(Answer::empty(404));
    let cart = || shop.api.carts().with_id("cart-1").head();
    let there: bool = cart().send().await.unwrap();
    assert!(there);
    assert!(!cart().send().await.unwrap());
    assert!(
        shop.requests()
            .iter()
            .all(|request| request.method() == "HEAD")
    );
}

#[tokio::test]
async fn all_of_an_answer_can_be_had() {
    let answer = Answer::json(200, product_projection().to_string())
        .header("X-Correlation-ID", "projects-1")
        .header("X-Of-Their-Own", "seen");
    let shop = Shop::new().then_answer(answer);
    let product = shop.api.product_projections().with_id("product-1").get();
    let answer = product.execute().await.unwrap();

    assert_eq!(answer.status(), 200);
    assert_eq!(answer.correlation_id(), Some("projects-1"));
    assert_eq!(answer.headers()["x-of-their-own"], "seen");
    assert_eq!(answer.body().id, "product-1");
    assert_eq!(answer.into_body().id, "product-1");
}
