//! What is in a delivery.

use super::*;
use crate::models::{Event, EventType, Message, OrderState, SubscriptionNotification};

#[test]
fn a_message_of_a_known_type_that_cannot_be_read_is_told_from_a_new_type() {
    let mut payload = message("m-1", 2);
    assert_eq!(delivery(&payload).decode_failure(), None);

    payload["orderState"] = json!(3);
    let unread = delivery(&payload);
    assert!(matches!(unread.message(), Some(Message::Unknown(_))));
    assert_eq!(unread.decode_failure().unwrap().path(), "orderState");

    payload["type"] = json!("NewsOfTomorrow");
    assert_eq!(delivery(&payload).decode_failure(), None);

    let mut change = change("ResourceUpdated", "order");
    assert_eq!(delivery(&change).decode_failure(), None);
    change["notificationType"] = json!("ResourceForgotten");
    assert_eq!(delivery(&change).decode_failure(), None);
}

#[test]
fn a_message_is_typed() {
    let delivery = delivery(&message("m-1", 7));
    let Some(Message::OrderStateChanged(changed)) = delivery.message() else {
        panic!("{delivery:?}");
    };
    assert_eq!(changed.order_state, OrderState::Confirmed);
    assert_eq!(delivery.project_key(), Some("shop"));
    assert_eq!(delivery.resource_key().as_deref(), Some("shop/order/o-1"));
    assert_eq!(delivery.sequence_number(), Some(7));
    assert_eq!(
        delivery.deduplication_key().as_deref(),
        Some("shop/Message/m-1")
    );
    assert!(!delivery.is_payload_missing());
}

#[test]
fn a_message_of_an_unknown_type_is_kept() {
    let mut payload = message("m-1", 7);
    payload["type"] = json!("OrderTeleported");
    payload["planet"] = json!("Mars");
    let delivery = delivery(&payload);
    let Some(Message::Unknown(unknown)) = delivery.message() else {
        panic!("{delivery:?}");
    };
    assert_eq!(unknown.tag(), Some("OrderTeleported"));
    assert_eq!(unknown.body()["planet"], "Mars");
    assert_eq!(Value::Object(delivery.into_payload()), payload);
}

#[test]
fn a_notification_of_an_unknown_kind_is_kept() {
    let payload = json!({"notificationType": "ResourceArchived", "projectKey": "shop", "id": "x-1", "until": 2030});
    let delivery = delivery(&payload);
    let SubscriptionNotification::Unknown(unknown) = &delivery.notification else {
        panic!("{delivery:?}");
    };
    assert_eq!(unknown.tag(), Some("ResourceArchived"));
    assert_eq!(unknown.body()["until"], 2030);
    assert_eq!(
        delivery.deduplication_key().as_deref(),
        Some("shop/ResourceArchived/x-1")
    );
    let nameless = json!({"notificationType": "ResourceArchived"});
    assert_eq!(super::delivery(&nameless).deduplication_key(), None);
}

#[test]
fn changes_of_resources_are_typed_and_told_apart_by_their_version() {
    let kinds = ["ResourceCreated", "ResourceUpdated", "ResourceDeleted"];
    for kind in kinds {
        let delivery = delivery(&change(kind, "product"));
        assert!(!delivery.is_test());
        assert_eq!(delivery.sequence_number(), None);
        assert_eq!(
            delivery.deduplication_key(),
            Some(format!("shop/product/r-1/{kind}/3"))
        );
    }
    let updated = delivery(&change("ResourceUpdated", "product"));
    let SubscriptionNotification::ResourceUpdated(updated) = updated.notification else {
        panic!("{updated:?}");
    };
    assert_eq!((updated.old_version, updated.version), (2, 3));
}

#[test]
fn the_test_of_the_platform_is_recognised() {
    assert!(delivery(&change("ResourceCreated", "subscription")).is_test());
    assert!(!delivery(&change("ResourceDeleted", "subscription")).is_test());
}

#[test]
fn an_event_is_typed() {
    let payload = json!({
        "notificationType": "Event", "id": "e-1", "type": "ImportContainerCreated", "resourceType": "import-api",
        "data": {
            "version": 1, "key": "container", "createdAt": "2026-01-01T10:00:00.000Z",
            "lastModifiedAt": "2026-01-01T10:00:00.000Z",
        },
        "createdAt": "2026-01-01T10:00:00.000Z",
    });
    let created = delivery(&payload);
    assert!(matches!(
        created.event().unwrap(),
        Some(Event::ImportContainerCreated(_))
    ));
    assert_eq!(created.deduplication_key().as_deref(), Some("/Event/e-1"));
    let mut unknown = payload;
    unknown["type"] = json!("MoonLanded");
    let unknown = delivery(&unknown);
    assert!(matches!(unknown.event().unwrap(), Some(Event::Unknown(_))));
    let SubscriptionNotification::Event(event) = &unknown.notification else {
        panic!("{unknown:?}");
    };
    assert_eq!(event.type_, EventType::from("MoonLanded"));
    assert_eq!(delivery(&message("m-1", 1)).event().unwrap(), None);
}

#[test]
fn a_message_without_its_content_says_so() {
    let payload = json!({
        "notificationType": "Message", "projectKey": "shop", "id": "m-1", "version": 1, "sequenceNumber": 2,
        "resource": {"typeId": "product", "id": "p-1"}, "resourceVersion": 2,
        "createdAt": "2026-01-01T10:00:00.000Z", "lastModifiedAt": "2026-01-01T10:00:00.000Z",
        "payloadNotIncluded": {"reason": "Payload too large.", "payloadType": "ProductPublished"},
    });
    let delivery = delivery(&payload);
    assert!(delivery.is_payload_missing());
    assert!(delivery.message().is_none());
    let SubscriptionNotification::Message(message) = &delivery.notification else {
        panic!("{delivery:?}");
    };
    let left_out = message.payload_not_included.as_ref().unwrap();
    assert_eq!(left_out.payload_type, "ProductPublished");
}
