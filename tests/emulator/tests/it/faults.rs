//! Faults on demand.

use std::time::Duration;

use ctp_emulator::Fault;
use ctp_sdk::models::CategoryDraft;
use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Answer, Shop, answer};

const SCOPES: &str = "manage_categories:emulator";

fn draft() -> Value {
    json!({"key": "shoes", "name": {"en": "Shoes"}, "slug": {"en": "shoes"}})
}

async fn control(shop: &Shop, method: Method, path: &str, body: Value) -> Answer {
    let request = shop.request(method, &format!("/_emulator/{path}"));
    answer(request.body(body.to_string())).await
}

#[tokio::test]
async fn refusals_happen_as_often_as_was_asked_for_and_nothing_is_done() {
    let shop = Shop::start(SCOPES).await;
    shop.emulator
        .fault(Fault::unavailable().on("POST", "/categories").times(2))
        .unwrap();
    let after = Duration::from_secs(7);
    shop.emulator
        .fault(Fault::too_many_requests(after).on("POST", "/categories"))
        .unwrap();
    assert_eq!(shop.get("/categories").await.json()["total"], 0);
    for _ in 0..2 {
        assert_eq!(shop.post("/categories", draft()).await.refusal().0, 503);
    }
    let request = shop.request(Method::POST, "/emulator/categories");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(shop.emulator.pending_faults(), 0);
    assert_eq!(shop.post("/categories", draft()).await.status, 201);
}

#[tokio::test]
async fn connections_end_before_and_after_what_is_done_and_in_the_middle_of_bodies() {
    let shop = Shop::start(SCOPES).await;
    let send = || {
        let request = shop.request(Method::POST, "/emulator/categories");
        request.bearer_auth(shop.bearer()).body(draft().to_string())
    };
    shop.emulator.fault(Fault::reset()).unwrap();
    assert!(send().send().await.is_err());
    assert_eq!(shop.get("/categories").await.json()["total"], 0);
    shop.emulator.fault(Fault::lost_answer()).unwrap();
    assert!(send().send().await.is_err());
    assert_eq!(shop.get("/categories").await.json()["total"], 1);
    shop.emulator.fault(Fault::truncated_body()).unwrap();
    let response = send().send().await.unwrap();
    assert_eq!(response.status(), 400);
    assert!(response.text().await.is_err());
}

#[tokio::test]
async fn an_answer_is_late_by_the_time_that_was_asked_for() {
    let shop = Shop::start(SCOPES).await;
    let long = Duration::from_secs(3600);
    shop.emulator.fault(Fault::delay(long)).unwrap();
    let request = shop.request(Method::GET, "/emulator/categories");
    let impatient = request.timeout(Duration::from_millis(50)).send().await;
    assert!(impatient.unwrap_err().is_timeout());
    assert_eq!(shop.get("/categories").await.status, 200);
}

#[tokio::test]
async fn an_ended_token_and_a_change_of_somebody_else_are_as_real_ones() {
    let shop = Shop::start(SCOPES).await;
    shop.post("/categories", draft()).await;
    shop.emulator.fault(Fault::conflict()).unwrap();
    let actions = json!([{"action": "setExternalId", "externalId": "7"}]);
    // It does not happen to a query.
    assert_eq!(shop.get("/categories").await.status, 200);
    let conflict = shop
        .update("/categories/key=shoes", 1, actions.clone())
        .await;
    assert_eq!(conflict.status, 409);
    assert_eq!(conflict.json()["errors"][0]["currentVersion"], 2);
    let done = shop.update("/categories/key=shoes", 2, actions).await;
    assert_eq!(done.json()["version"], 3);
    shop.emulator
        .fault(Fault::expired_token().on("GET", "/categories/key={key}"))
        .unwrap();
    assert_eq!(
        shop.get("/categories/key=shoes").await.refusal().1,
        "invalid_token"
    );
    assert_eq!(shop.get("/categories").await.status, 401);
}

#[tokio::test]
async fn the_sdk_gets_along_with_faults() {
    let shop = Shop::start(SCOPES).await;
    let client = shop.emulator.client(SCOPES.parse().unwrap());
    let api = client.unwrap().integration_api_root();
    let post = || {
        let draft = CategoryDraft::new([("en", "Shoes")], [("en", "shoes")]);
        api.categories().post(draft).send()
    };
    // The token is renewed, and an unavailable service asked again for what is safe to repeat.
    post().await.unwrap();
    shop.emulator
        .fault(Fault::expired_token().on("GET", "/categories"))
        .unwrap();
    shop.emulator
        .fault(Fault::unavailable().on("GET", "/categories"))
        .unwrap();
    let page = api.categories().get().send().await.unwrap();
    assert_eq!(page.count, 1);
    assert_eq!(shop.emulator.pending_faults(), 0);
}

#[tokio::test]
async fn other_programs_control_faults_time_and_resources_by_requests() {
    let shop = Shop::start(SCOPES).await;
    let fault = json!({"fault": "tooManyRequests", "retryAfter": 1, "method": "get", "path": "/categories", "times": 3});
    let added = control(&shop, Method::POST, "faults", fault).await;
    assert_eq!((added.status, added.json()), (200, json!({"pending": 1})));
    assert_eq!(shop.get("/categories").await.status, 429);
    let cleared = control(&shop, Method::DELETE, "faults", Value::Null).await;
    assert_eq!(cleared.json(), json!({"pending": 0}));
    assert_eq!(shop.get("/categories").await.status, 200);
    for malformed in [
        json!({"fault": "fire"}),
        json!({"fault": "reset", "tims": 3}),
        json!([]),
    ] {
        let refused = control(&shop, Method::POST, "faults", malformed).await;
        assert_eq!(refused.refusal().1, "InvalidJsonInput");
    }
    let seeds = json!({"categories": [draft()]});
    let seeded = control(&shop, Method::POST, "resources", seeds).await;
    assert_eq!(seeded.json(), json!({"created": 1}));
    assert_eq!(shop.get("/categories/key=shoes").await.status, 200);
    let moved = control(&shop, Method::POST, "clock", json!({"seconds": 172_801})).await;
    assert_eq!(moved.status, 200);
    assert_eq!(shop.get("/categories").await.status, 401);
}

#[tokio::test]
async fn a_fault_that_no_request_can_have_is_refused() {
    let shop = Shop::start(SCOPES).await;
    for fault in [
        Fault::unavailable().on("GET", "/catgories"),
        Fault::unavailable().on("PUT", "/categories"),
        Fault::unavailable().on("GET", "/categories/{ID}/more"),
        Fault::conflict().on("GET", "/categories/{ID}"),
        Fault::reset().on("GET", "/oauth/token"),
    ] {
        let refused = shop.emulator.fault(fault.clone()).unwrap_err();
        assert_eq!(
            refused.kind(),
            std::io::ErrorKind::InvalidInput,
            "{fault:?}"
        );
    }
    let refused = json!({"fault": "reset", "method": "GET", "path": "/catgories"});
    let refused = control(&shop, Method::POST, "faults", refused).await;
    let (status, _, message) = refused.refusal();
    assert_eq!(status, 400);
    assert!(message.contains("/catgories"), "{message}");
    assert_eq!(shop.emulator.pending_faults(), 0);
    // A path may be one of a resource, and the method any.
    for path in [
        "/{projectKey}",
        "/categories/key=shoes",
        "/{anything}",
        "/oauth/{projectKey}/customers/token",
    ] {
        let fault = json!({"fault": "unavailable", "path": path});
        let added = control(&shop, Method::POST, "faults", fault).await;
        assert_eq!(added.status, 200, "{path}: {}", added.text);
    }
    assert_eq!(shop.emulator.pending_faults(), 4);
    assert_eq!(shop.get("").await.status, 503);
    assert_eq!(shop.emulator.pending_faults(), 3);
}

#[tokio::test]
async fn an_answer_that_is_a_fault_has_the_id_of_its_request() {
    let shop = Shop::start(SCOPES).await;
    let ask = |id: Option<&'static str>| {
        let request = shop.request(Method::GET, "/emulator/categories");
        match id {
            Some(id) => request.header("X-Correlation-ID", id),
            None => request,
        }
    };
    for (fault, status) in [
        (Fault::unavailable(), 503),
        (Fault::too_many_requests(None), 429),
    ] {
        shop.emulator.fault(fault.times(2)).unwrap();
        let response = ask(Some("of-the-test")).send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["x-correlation-id"], "of-the-test");
        let response = ask(None).send().await.unwrap();
        assert!(!response.headers()["x-correlation-id"].is_empty());
    }
}
