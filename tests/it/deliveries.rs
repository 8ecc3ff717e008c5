//! Deliveries of subscriptions: what they leave out, fetched from the emulator.

use ctp_emulator::Emulator;
use ctp_sdk::events::Delivery;
use ctp_sdk::models::{CustomObject, CustomObjectDraft, Message, Store, SubscriptionNotification};
use ctp_sdk::{ApiRoot, CtpClient, Value};
use serde_json::json;

use crate::recorded::Recorded;

async fn shop() -> (Recorded, ApiRoot) {
    let emulator = Recorded(Emulator::start().await.unwrap());
    let client: CtpClient = emulator.client(emulator.all_scopes().unwrap()).unwrap();
    let api = client.integration_api_root();
    (emulator, api)
}

/// The delivery about a store that is created.
async fn store_created(emulator: &Emulator) -> Value {
    let mut subscription = emulator.subscribe();
    emulator.seed(r#"{"stores": [{"key": "berlin"}]}"#).unwrap();
    let payload = subscription.next_delivery().await.unwrap();
    serde_json::from_slice(&payload).unwrap()
}

/// The same delivery as it is where the message does not fit.
fn without_content(mut payload: Value) -> Value {
    let members = payload.as_object_mut().unwrap();
    let kind = members.remove("type").unwrap();
    members.remove("store");
    let left_out = json!({"reason": "Payload too large.", "payloadType": kind});
    members.insert("payloadNotIncluded".to_owned(), left_out);
    payload
}

fn delivery(payload: &Value) -> Delivery {
    Delivery::from_payload(payload.to_string()).unwrap()
}

#[tokio::test]
async fn a_message_that_was_too_large_is_fetched() {
    let (emulator, api) = shop().await;
    let payload = store_created(&emulator).await;
    let whole = delivery(&payload);
    let mut delivery = delivery(&without_content(payload));
    assert!(delivery.is_payload_missing());
    assert!(delivery.complete(&api).await.unwrap());
    assert!(!delivery.is_payload_missing());
    assert!(matches!(delivery.message(), Some(Message::StoreCreated(_))));
    assert_eq!(delivery.message(), whole.message());
}

#[tokio::test]
async fn nothing_is_sent_for_what_is_complete_or_from_another_project() {
    let (emulator, api) = shop().await;
    let payload = store_created(&emulator).await;
    let before = emulator.requests().len();
    assert!(delivery(&payload).complete(&api).await.unwrap());
    let mut foreign = without_content(payload);
    foreign["projectKey"] = json!("other");
    let mut foreign = delivery(&foreign);
    let error = foreign.complete(&api).await.unwrap_err();
    assert!(error.is_request(), "{error}");
    assert!(error.to_string().contains("`other`"), "{error}");
    let error = foreign.fetch_resource::<Store>(&api).await.unwrap_err();
    assert!(error.is_request(), "{error}");
    assert_eq!(emulator.requests().len(), before);
}

#[tokio::test]
async fn a_message_that_is_not_stored_any_more_is_missing_still() {
    let (emulator, api) = shop().await;
    let mut payload = without_content(store_created(&emulator).await);
    payload["id"] = json!("00000000-0000-4000-8000-000000000000");
    let mut delivery = delivery(&payload);
    assert!(!delivery.complete(&api).await.unwrap());
    assert!(delivery.is_payload_missing());
}

#[tokio::test]
async fn the_resource_is_fetched_as_it_is_now_or_is_gone() {
    let (emulator, api) = shop().await;
    let delivery = delivery(&store_created(&emulator).await);
    let store: Store = delivery.fetch_resource(&api).await.unwrap().unwrap();
    assert_eq!(store.key, "berlin");
    let deleted = api.stores().with_key("berlin").delete(store.version);
    deleted.send().await.unwrap();
    let gone: Option<Store> = delivery.fetch_resource(&api).await.unwrap();
    assert!(gone.is_none());
}

#[tokio::test]
async fn a_custom_object_is_fetched_by_its_container_and_key() {
    let (_emulator, api) = shop().await;
    let draft = CustomObjectDraft::new("settings", "colors", json!(["red"]));
    let created = api.custom_objects().post(draft).send().await.unwrap();
    let payload = json!({
        "notificationType": "ResourceUpdated", "projectKey": "emulator", "version": 2, "oldVersion": 1,
        "resource": {"typeId": "key-value-document", "id": created.id}, "modifiedAt": "2026-01-01T10:00:00.000Z",
        "resourceUserProvidedIdentifiers": {"containerAndKey": {"container": "settings", "key": "colors"}},
    });
    let changed = delivery(&payload);
    assert!(matches!(
        changed.notification,
        SubscriptionNotification::ResourceUpdated(_)
    ));
    let fetched: CustomObject = changed.fetch_resource(&api).await.unwrap().unwrap();
    assert_eq!(fetched.value, json!(["red"]));
}

#[tokio::test]
async fn what_cannot_be_fetched_by_its_id_is_an_error_that_names_the_kind() {
    let (_emulator, api) = shop().await;
    let payload = json!({
        "notificationType": "ResourceDeleted", "projectKey": "emulator", "version": 2,
        "resource": {"typeId": "approval-flow", "id": "1"}, "modifiedAt": "2026-01-01T10:00:00.000Z",
    });
    let error = delivery(&payload).fetch_resource::<Value>(&api).await;
    let error = error.unwrap_err();
    assert!(error.is_request());
    assert!(error.to_string().contains("`approval-flow`"), "{error}");
    let nothing = delivery(&json!({"notificationType": "New", "projectKey": "emulator"}));
    let error = nothing.fetch_resource::<Value>(&api).await.unwrap_err();
    assert!(error.to_string().contains("not name a resource"), "{error}");
}
