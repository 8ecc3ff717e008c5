//! Objects whose members stand beside those of the object that holds them.

use serde_json::{Value, json};

use super::models::{Inner, euros};
use super::{assert_refused, read, rewritten, with, written};
use crate::runtime::{self, Unknown};

/// A delivery, which has a message unless that was too large for the queue.
#[derive(Clone, Debug, PartialEq)]
struct Delivery {
    id: Option<String>,
    project_key: String,
    is_left_out: Option<bool>,
    message: Option<Message>,
}

runtime::exchanged! { Delivery as "notificationType" = "Message" {
    id: "id",
    project_key: "projectKey",
    is_left_out: "payloadNotIncluded",
    & message
} }

#[derive(Clone, Debug, PartialEq)]
enum Message {
    OrderCreated(OrderCreated),
    Unknown(Unknown<MessageFields>),
}

#[derive(Clone, Debug, PartialEq)]
struct OrderCreated {
    id: String,
    version: i64,
    order: Inner,
}

#[derive(Clone, Debug, PartialEq)]
struct MessageFields {
    id: String,
    version: i64,
}

runtime::exchanged_union! { Message by "type" Refused sharing MessageFields {
    "OrderCreated" => OrderCreated(OrderCreated) from,
} }
runtime::exchanged! { OrderCreated as "type" = "OrderCreated" { id: "id", version: "version", order: "order", } }
runtime::received! { MessageFields { id: "id", version: "version", } }

/// A payload, of which a delivery is a kind.
#[derive(Clone, Debug, PartialEq)]
enum Payload {
    Message(Delivery),
    Unknown(Unknown),
}

runtime::exchanged_union! { Payload by "notificationType" Unknown sharing runtime::NoFields {
    "Message" => Message(Delivery) from,
} }

fn delivery() -> Value {
    json!({
        "notificationType": "Message",
        "projectKey": "shop",
        "type": "OrderCreated",
        "id": "m",
        "version": 1,
        "order": {"id": "o"},
    })
}

fn order_created() -> OrderCreated {
    OrderCreated {
        id: "m".to_owned(),
        version: 1,
        order: Inner { id: "o".to_owned() },
    }
}

#[test]
fn the_message_is_read_and_written_beside_the_delivery() {
    let read: Delivery = read(&delivery().to_string());
    assert_eq!(read.id.as_deref(), Some("m"));
    assert_eq!(read.message, Some(Message::from(order_created())));
    assert_eq!(written(&read), delivery());
}

#[test]
fn no_member_is_written_twice() {
    let text = serde_json::to_string(&read::<Delivery>(&delivery().to_string())).unwrap();
    assert_eq!(text.matches("\"id\":\"m\"").count(), 1, "{text}");
    assert_eq!(text.matches("otificationType").count(), 1, "{text}");
}

#[test]
fn where_there_is_no_tag_there_is_no_message() {
    let without = json!({"notificationType": "Message", "projectKey": "shop", "id": "m", "payloadNotIncluded": true});
    for json in [
        without.clone(),
        with(&without, "type", Some(Value::Null)),
        with(&without, "version", Some(json!(1))),
    ] {
        let read: Delivery = read(&json.to_string());
        assert!(read.message.is_none(), "{json}");
        assert_eq!(written(&read), without);
    }
}

#[test]
fn a_message_of_an_unknown_kind_or_that_cannot_be_read_is_kept() {
    let unknown = with(&delivery(), "type", Some(json!("CartFrozen")));
    let unreadable = with(&delivery(), "order", Some(json!(7)));
    for (json, failure) in [(unknown, None), (unreadable, Some("order"))] {
        let read: Delivery = read(&json.to_string());
        let Some(Message::Unknown(message)) = &read.message else {
            unreachable!("{read:?}");
        };
        assert_eq!(message.failure().map(|failure| failure.path()), failure);
        assert_eq!(
            (message.fields().id.as_str(), message.fields().version),
            ("m", 1)
        );
        assert_eq!(written(&read), json);
    }
}

/// What is kept of a message is a copy of the whole: it is written as it came, and then read as the same.
#[test]
fn a_message_that_is_kept_is_read_as_the_same_again() {
    let unknown = with(&delivery(), "type", Some(json!("CartFrozen")));
    for (member, value) in [
        ("payloadNotIncluded", Value::Null),
        ("version", json!(1.0)),
        ("projectKey", json!("another")),
    ] {
        let json = with(&unknown, member, Some(value));
        let first: Delivery = read(&json.to_string());
        let text = serde_json::to_string(&first).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), json);
        assert_eq!(serde_json::from_str::<Delivery>(&text).unwrap(), first);
    }
}

#[test]
fn a_delivery_is_refused_where_it_or_what_all_messages_share_cannot_be_read() {
    for (member, value, error) in [
        (
            "notificationType",
            Some(json!("new")),
            "notificationType: invalid value: string, expected `Message`",
        ),
        ("projectKey", None, "missing field `projectKey`"),
        (
            "projectKey",
            Some(json!(7)),
            "projectKey: invalid type: integer",
        ),
        ("version", None, "missing field `version`"),
        ("version", Some(json!("1")), "version: invalid type: string"),
    ] {
        assert_refused::<Delivery>(&with(&delivery(), member, value).to_string(), error);
    }
    assert_refused::<Delivery>("[]", "invalid type: sequence, expected an object");
}

#[test]
fn a_delivery_may_be_a_kind_of_a_union() {
    let Value::Object(members) = delivery() else {
        unreachable!()
    };
    let mut names: Vec<&String> = members.keys().collect();
    for _ in 0..names.len() {
        names.rotate_left(1);
        let members: Vec<String> = names
            .iter()
            .map(|name| format!("\"{name}\":{}", members[*name]))
            .collect();
        let payload: Payload = read(&format!("{{{}}}", members.join(",")));
        let Payload::Message(read) = &payload else {
            unreachable!("{payload:?}");
        };
        assert_eq!(read.message, Some(Message::from(order_created())));
        assert_eq!(written(&payload), delivery());
    }
}

#[test]
fn a_delivery_of_ones_own_is_written_with_its_message() {
    let message = Message::from(order_created());
    let own = Delivery {
        id: Some("m".to_owned()),
        project_key: "shop".to_owned(),
        is_left_out: None,
        message: Some(message),
    };
    assert_eq!(written(&own), delivery());
    let without = Delivery {
        message: None,
        ..own
    };
    assert_eq!(
        rewritten::<Delivery>(&written(&without).to_string()),
        json!({
            "notificationType": "Message", "projectKey": "shop", "id": "m",
        })
    );
}

/// What stands beside is not confused with members of the same names further in.
#[test]
fn only_the_members_of_the_outermost_object_stand_beside() {
    let json = with(
        &delivery(),
        "order",
        Some(json!({"id": "o", "type": "x", "projectKey": 7})),
    );
    let read: Delivery = read(&json.to_string());
    assert!(
        matches!(read.message, Some(Message::OrderCreated(_))),
        "{read:?}"
    );
    let json = with(&json, "price", Some(euros(1)));
    assert_eq!(rewritten::<Delivery>(&json.to_string()), delivery());
}
