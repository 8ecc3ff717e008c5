//! Bytes that are no delivery: what the error says, and what it does not show.

use proptest::prelude::*;

use super::*;
use crate::events::{DeliveryError, Envelope};

const ALL: [Envelope; 9] = [
    Envelope::None,
    Envelope::Sqs,
    Envelope::Sns,
    Envelope::EventBridge,
    Envelope::PubSub,
    Envelope::EventGrid,
    Envelope::ServiceBus,
    Envelope::CloudEvents,
    Envelope::Confluent,
];

fn refused(envelope: Envelope, bytes: impl AsRef<[u8]>) -> DeliveryError {
    let opened = envelope.open(bytes).and_then(|records| records.into_one());
    opened.unwrap_err()
}

#[test]
fn what_is_no_json_is_refused_by_every_envelope() {
    for envelope in ALL {
        for bytes in [&b""[..], b"{", b"no", b"\xff\xfe", b"{}}"] {
            assert!(envelope.open(bytes).is_err(), "{envelope:?} {bytes:?}");
        }
    }
    let error = refused(Envelope::Sqs, b"\xff\xfe");
    assert_eq!(error.to_string(), "the delivery is not UTF-8");
    assert!(refused(Envelope::Sqs, "{").decode_failure().is_some());
}

#[test]
fn each_place_is_named() {
    let cases = [
        (
            Envelope::Sqs,
            json!({"Records": {}}),
            "the delivery at `Records` is not a list",
        ),
        (
            Envelope::Sqs,
            json!({"Records": [{"messageId": "1", "body": "{"}]}),
            "the delivery at `Records[0].body` is not JSON: EOF while parsing an object (line 1, column 1)",
        ),
        (
            Envelope::Sns,
            json!({"Records": [{"EventSource": "aws:s3"}]}),
            "the delivery at `Records[0].Sns` is missing",
        ),
        (
            Envelope::Sns,
            json!({"Type": "Notification", "TopicArn": "t"}),
            "the delivery at `Message` is missing",
        ),
        (
            Envelope::EventBridge,
            json!({"detail-type": "x"}),
            "the delivery at `detail` is missing",
        ),
        (
            Envelope::PubSub,
            json!({"message": {"messageId": "1", "attributes": {}}}),
            "the delivery at `message.data` is missing",
        ),
        (
            Envelope::PubSub,
            json!({"message": {"messageId": "1", "data": "%%%"}}),
            "the delivery at `message.data` is not base64",
        ),
        (
            Envelope::PubSub,
            json!({"message": {"messageId": "1", "data": {}}}),
            "the delivery at `message.data` is not a text in base64",
        ),
        (
            Envelope::PubSub,
            json!({"message": {"messageId": "1", "data": "//79"}}),
            "the delivery at `message.data` is not UTF-8",
        ),
        (
            Envelope::EventGrid,
            json!([{"id": "1", "eventType": "x", "data": [1]}]),
            "the delivery at `[0].data` is not an object",
        ),
        (
            Envelope::EventGrid,
            json!({"value": [{"brokerProperties": {}}]}),
            "the delivery at `value[0].event` is missing",
        ),
        (
            Envelope::CloudEvents,
            json!({"specversion": "1.0", "id": "1"}),
            "the delivery at `data` is missing",
        ),
        (
            Envelope::Confluent,
            json!([{"topic": "t", "offset": 1, "partition": 0, "value": null}]),
            "the delivery at `[0].value` is missing",
        ),
    ];
    for (envelope, input, expected) in cases {
        let error = refused(envelope, input.to_string());
        assert_eq!(error.to_string(), expected, "{envelope:?} {input}");
    }
}

#[test]
fn a_field_of_the_notification_is_named_and_its_payload_is_kept() {
    let mut payload = message("m-1", 1);
    payload["sequenceNumber"] = json!("secret");
    let event = json!({"Records": [{"messageId": "s-1", "body": cloud_event(payload.clone()).to_string()}]});
    let error = refused(Envelope::Sqs, event.to_string());
    assert_eq!(error.place(), "Records[0].body.data.sequenceNumber");
    assert_eq!(error.payload(), Some(&payload));
    assert!(!error.is_not_a_notification());
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(
            shown.contains("Records[0].body.data.sequenceNumber"),
            "{shown}"
        );
        assert!(!shown.contains("secret"), "{shown}");
    }
    let mut payload = message("m-1", 1);
    payload.as_object_mut().unwrap().remove("id");
    let error = refused(Envelope::None, payload.to_string());
    assert!(error.to_string().contains("id"), "{error}");
}

#[test]
fn what_is_not_of_a_subscription_is_told_from_what_cannot_be_read() {
    for (envelope, input) in [
        (
            Envelope::Sqs,
            json!({"Records": [{"messageId": "1", "body": "{\"a\": 1}"}]}),
        ),
        (
            Envelope::Sns,
            json!({"Type": "SubscriptionConfirmation", "TopicArn": "t", "SubscribeURL": "u", "Message": "m"}),
        ),
        (
            Envelope::EventGrid,
            json!([{"eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "data": {"validationCode": "c"}}]),
        ),
    ] {
        let error = refused(envelope, input.to_string());
        assert!(error.is_not_a_notification(), "{error}");
    }
}

#[test]
fn envelopes_without_an_end_are_not_opened_without_an_end() {
    let mut nested = message("m-1", 1);
    for _ in 0..20 {
        nested = cloud_event(nested);
    }
    let error = refused(Envelope::CloudEvents, nested.to_string());
    assert!(error.to_string().contains("more envelopes"), "{error}");
}

#[test]
fn one_delivery_is_asked_of_several_in_vain() {
    let error = refused(Envelope::Sqs, r#"{"Records": []}"#);
    assert_eq!(
        error.to_string(),
        "the delivery has 0 records, where one was expected"
    );
}

#[test]
fn debug_shows_no_payload() {
    let payload = json!({"notificationType": "New", "password": "secret"});
    assert!(!format!("{:?}", delivery(&payload)).contains("secret"));
}

/// JSON of the names that the envelopes look for.
fn any_json() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "Records",
        "Messages",
        "Sns",
        "body",
        "Body",
        "messageId",
        "Type",
        "TopicArn",
        "Message",
        "detail-type",
        "detail",
        "message",
        "data",
        "data_base64",
        "receivedMessages",
        "value",
        "event",
        "eventType",
        "brokerProperties",
        "specversion",
        "Data",
        "Metadata",
        "records",
        "offset",
        "notificationType",
        "resource",
        "sequenceNumber",
        "id",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
        Just(json!("Message")),
        Just(json!("e30=")),
        Just(json!("{\"message\": {\"data\": \"e30=\"}}")),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|members| {
                let members = members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Value::Object(members.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_opened_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for envelope in ALL {
            let _ = envelope.open(&bytes);
        }
    }

    #[test]
    fn any_json_is_opened_or_refused(input in any_json()) {
        for envelope in ALL {
            if let Ok(records) = envelope.open(input.to_string()) {
                for record in records {
                    if let Err(error) = record.delivery {
                        prop_assert!(!error.to_string().is_empty());
                    }
                }
            }
        }
    }
}
