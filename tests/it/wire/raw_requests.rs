//! Requests of the caller's own, by method and route.

use ctp_sdk::models::Cart;
use ctp_sdk::{ApiRoot, Method, RequestOptions};
use emulator::Answer;
use serde::Deserialize;
use serde_json::json;

use super::bodies;
use super::shop::Shop;

const ORDER: &str = "/{projectKey}/orders/{id}";

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Order {
    version: i64,
    order_number: Option<String>,
}

#[tokio::test]
async fn a_type_of_the_callers_own_is_read() {
    let shop = Shop::answering(
        200,
        json!({ "version": 3, "orderNumber": "17", "more": [] }),
    );
    let order: Order = shop
        .api
        .raw_request(Method::GET, ORDER, &[("id", "a/b c")])
        .query("expand", "state")
        .query("expand", "customerGroup")
        .send()
        .await
        .unwrap();
    assert_eq!(
        order,
        Order {
            version: 3,
            order_number: Some("17".to_owned())
        }
    );
    shop.assert_sent(
        "GET",
        "/my-shop/orders/a%2Fb%20c?expand=state&expand=customerGroup",
    );
}

#[tokio::test]
async fn json_and_headers_are_sent() {
    let shop = Shop::answering(201, json!({ "version": 1 }));
    let answer = shop
        .api
        .raw_request(Method::POST, "/{projectKey}/orders", &[])
        .json(&json!({ "cart": { "typeId": "cart", "id": "cart-1" }, "version": 2 }))
        .with_header("X-Correlation-ID", "import-17")
        .execute::<Order>()
        .await
        .unwrap();
    assert_eq!((answer.status().as_u16(), answer.body().version), (201, 1));
    shop.assert_sent_json(
        "POST",
        "/my-shop/orders",
        json!({ "cart": { "typeId": "cart", "id": "cart-1" }, "version": 2 }),
    );
    let requests = shop.requests();
    assert_eq!(requests[0].header("x-correlation-id"), Some("import-17"));
}

#[tokio::test]
async fn a_form_is_sent() {
    let shop = Shop::answering(200, json!({ "version": 1 }));
    let route = "/{projectKey}/product-projections/search";
    let request = shop.api.raw_request(Method::POST, route, &[]);
    let request = request.form("text.en", "red & blue").form("limit", 3);
    request.send::<Order>().await.unwrap();
    shop.assert_sent_form(
        "POST",
        "/my-shop/product-projections/search",
        "text.en=red%20%26%20blue&limit=3",
    );
}

#[tokio::test]
async fn a_model_of_the_sdk_is_read_as_well() {
    let shop = Shop::answering(200, bodies::cart());
    let route = "/{projectKey}/carts/key={key}";
    let request = shop.api.raw_request(Method::GET, route, &[("key", "k")]);
    let cart: Cart = request.send().await.unwrap();
    assert_eq!(cart.id, bodies::cart()["id"]);
    shop.assert_sent("GET", "/my-shop/carts/key=k");
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_kept() {
    let shop = Shop::answering(200, json!({ "version": "three" }));
    let request = shop.api.raw_request(Method::GET, ORDER, &[("id", "1")]);
    let error = request.send::<Order>().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("version"), "{error}");
    assert_eq!(error.body().unwrap(), r#"{"version":"three"}"#.as_bytes());
}

#[tokio::test]
async fn what_is_not_there_is_none_and_a_refusal_has_its_reasons() {
    let missing = json!({
        "statusCode": 404, "message": "gone",
        "errors": [{ "code": "ResourceNotFound", "message": "gone" }],
    });
    let shop = Shop::answering(404, missing.clone()).then(404, missing);
    let request = shop.api.raw_request(Method::GET, ORDER, &[("id", "1")]);
    assert_eq!(
        request.clone().send_optional::<Order>().await.unwrap(),
        None
    );
    let error = request.send::<Order>().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.api_errors().len(), 1);
}

#[tokio::test]
async fn an_answer_is_taken_as_it_comes() {
    let shop = Shop::new().then_answer(Answer::json(200, "id,version\n"));
    let request = shop.api.raw_request(Method::DELETE, ORDER, &[("id", "1")]);
    let answer = request.query("version", 4).execute_raw().await.unwrap();
    assert_eq!(answer.body(), "id,version\n".as_bytes());
    shop.assert_sent("DELETE", "/my-shop/orders/1?version=4");
}

#[tokio::test]
async fn a_route_that_cannot_be_filled_sends_nothing() {
    let shop = Shop::new();
    type Parameters = &'static [(&'static str, &'static str)];
    let refused: [(&str, Parameters, &str); 9] = [
        (ORDER, &[], "`id`"),
        (ORDER, &[("ID", "1")], "`id`"),
        (ORDER, &[("id", "1"), ("key", "2")], "`key`"),
        (ORDER, &[("id", "")], "`id`"),
        (ORDER, &[("id", "..")], "`{id}`"),
        ("{projectKey}/orders", &[], "slash"),
        ("/{projectKey/orders", &[], "a `{` is not closed"),
        ("/{projectKey}/orders}", &[], "a `}` was not opened"),
        ("/{projectKey}/orders?limit=3", &[], "`query`"),
    ];
    for (route, parameters, named) in refused {
        let request = shop.api.raw_request(Method::GET, route, parameters);
        let error = request.send::<Order>().await.unwrap_err();
        assert!(error.is_request(), "{route}: {error}");
        assert!(error.to_string().contains(named), "{route}: {error}");
    }
    assert_eq!(shop.requests(), []);
}

#[tokio::test]
async fn the_client_of_a_root_makes_another_root() {
    let shop = Shop::answering(200, json!({ "version": 1 }));
    let other = ApiRoot::new(shop.api.client().clone(), "other-shop");
    let request = other.raw_request(Method::GET, ORDER, &[("id", "1")]);
    request.send::<Order>().await.unwrap();
    shop.assert_sent("GET", "/other-shop/orders/1");
}

#[test]
fn nothing_of_it_prints_a_value() {
    let shop = Shop::new();
    let request = shop
        .api
        .raw_request(Method::POST, ORDER, &[("id", "s3cret-id")])
        .query("token", "s3cret-query")
        .json(&"s3cret-body");
    let shown = format!("{request:?}");
    assert!(
        shown.contains(ORDER) && !shown.contains("s3cret"),
        "{shown}"
    );
}
