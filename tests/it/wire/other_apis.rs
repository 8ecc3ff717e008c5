//! The other APIs of the platform: their paths, and the token of the project.

use ctp_sdk::history::models::ChangeHistoryResourceType;
use ctp_sdk::import::models::{CategoryImport, CategoryImportRequest, ImportOperationState};
use ctp_sdk::{CtpClient, DateTime, Localized};
use emulator::{Answer, Emulator, Request};
use serde_json::{Value, json};

use crate::auth::{config, token_answer};

/// All APIs at one host, as of an emulator, with one answer.
fn platform(body: Value) -> (Emulator, CtpClient) {
    let emulator = Emulator::with(move |request| {
        if request.path().starts_with("/oauth/") {
            return token_answer("project-token", None, 172_800, "a:b");
        }
        Answer::json(200, body.to_string())
    });
    let emulator = emulator.unwrap();
    let client = CtpClient::new(&config(&emulator)).unwrap();
    (emulator, client)
}

/// The one request after that for the token.
#[track_caller]
fn sent(emulator: &Emulator) -> Request {
    let mut requests = emulator.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    let request = requests.remove(1);
    assert_eq!(
        request.header("authorization"),
        Some("Bearer project-token")
    );
    request
}

#[tokio::test]
async fn categories_are_imported_into_a_container() {
    let answer = json!({"operationStatus": [{"operationId": "o-1", "state": "processing"}]});
    let (emulator, client) = platform(answer);
    let name = Localized::from([("en", "Shoes")]);
    let slug = Localized::from([("en", "shoes")]);
    let request = CategoryImportRequest::new([CategoryImport::new("shoes", name, slug)]);
    let response = client
        .import_api_root()
        .unwrap()
        .categories()
        .import_containers()
        .with_import_container_key("spring")
        .post(request)
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.operation_status[0].state,
        ImportOperationState::Processing
    );

    let request = sent(&emulator);
    assert_eq!(request.method(), "POST");
    assert_eq!(
        request.target(),
        "/my-shop/categories/import-containers/spring"
    );
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let expected = json!({
        "type": "category",
        "resources": [{"key": "shoes", "name": {"en": "Shoes"}, "slug": {"en": "shoes"}}],
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn changes_are_asked_for_by_hours_moments_and_words() {
    let page = json!({"limit": 20, "offset": 0, "count": 0, "results": []});
    let since: DateTime = "2026-01-31T12:00:00Z".parse().unwrap();
    for (index, from) in ["48", "2026-01-31T12%3A00%3A00Z"].into_iter().enumerate() {
        let (emulator, client) = platform(page.clone());
        let root = client.history_api_root().unwrap();
        let records = root
            .with_resource_type(ChangeHistoryResourceType::Order.as_str())
            .get();
        let records = match index {
            0 => records.date_from(48),
            _ => records.date_from(since),
        };
        let found = records.date_to("now").send().await.unwrap();
        assert_eq!(found.count, 0);
        let target = format!("/my-shop/order?date.from={from}&date.to=now");
        assert_eq!(sent(&emulator).target(), target);
    }
}

#[tokio::test]
async fn an_application_of_checkout_is_found_by_its_key() {
    let (emulator, client) = platform(json!({"statusCode": 404, "message": "none", "errors": []}));
    let root = client.checkout_api_root().unwrap();
    // What comes back is no application: it is the request that matters here.
    assert!(
        root.applications()
            .with_key("shop")
            .get()
            .send()
            .await
            .is_err()
    );
    let request = sent(&emulator);
    assert_eq!(request.method(), "GET");
    assert_eq!(request.target(), "/my-shop/applications/key=shop");
}
