//! The envelopes of the destinations, in the forms in which they are handed over.

use http::{HeaderMap, HeaderValue};

use super::*;
use crate::events::{Deliveries, DeliveryError, Envelope, Received, batch_item_failures};

/// The ids of the messages in the records.
fn messages(opened: Result<Deliveries, DeliveryError>) -> Vec<String> {
    let id = |received: Received| received.delivery.unwrap().text_of_id();
    opened.unwrap().into_iter().map(id).collect()
}

impl Delivery {
    fn text_of_id(&self) -> String {
        self.payload()["id"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_lambda_function_behind_sqs_gets_a_batch() {
    let record = |id: &str, body: Value| {
        json!({
            "messageId": id, "receiptHandle": format!("r-{id}"), "body": body.to_string(),
            "attributes": {"ApproximateReceiveCount": "3", "SentTimestamp": "1523232000000"},
            "messageAttributes": {}, "md5OfBody": "x", "eventSource": "aws:sqs", "awsRegion": "eu-central-1",
        })
    };
    let event = json!({"Records": [
        record("s-1", message("m-1", 1)), record("s-2", cloud_event(message("m-2", 2))),
    ]});
    let opened = Delivery::from_sqs(event.to_string()).unwrap();
    let first = opened.iter().next().unwrap();
    assert_eq!(first.id.as_deref(), Some("s-1"));
    assert_eq!(first.receipt.as_deref(), Some("r-s-1"));
    assert_eq!(first.attempt, Some(3));
    assert_eq!(messages(Ok(opened)), ["m-1", "m-2"]);
}

#[test]
fn receive_message_of_sqs_answers_messages_or_none() {
    let answer = json!({"Messages": [{
        "MessageId": "s-1", "ReceiptHandle": "r-1", "MD5OfBody": "x", "Body": message("m-1", 1).to_string(),
        "Attributes": {"ApproximateReceiveCount": "1"},
    }]});
    let opened = Delivery::from_sqs(answer.to_string()).unwrap();
    let first = opened.iter().next().unwrap();
    assert_eq!(
        (first.id.as_deref(), first.receipt.as_deref(), first.attempt),
        (Some("s-1"), Some("r-1"), Some(1))
    );
    assert_eq!(messages(Ok(opened)), ["m-1"]);
    assert!(Delivery::from_sqs("{}").unwrap().is_empty());
    let list = answer["Messages"].to_string();
    assert_eq!(messages(Delivery::from_sqs(list)), ["m-1"]);
    assert_eq!(
        messages(Delivery::from_sqs(message("m-1", 1).to_string())),
        ["m-1"]
    );
}

#[test]
fn a_bad_record_of_a_batch_leaves_the_others_as_they_are() {
    let event = json!({"Records": [
        {"messageId": "s-1", "body": message("m-1", 1).to_string()},
        {"messageId": "s-2", "body": "not JSON"},
        {"messageId": "s-3", "receiptHandle": "r-3"},
        {"messageId": "s-4", "body": {"no": "text"}},
        7,
        {"messageId": "s-5", "body": message("m-5", 2).to_string()},
    ]});
    let mut failed = Vec::new();
    let mut handled = Vec::new();
    for received in Delivery::from_sqs(event.to_string()).unwrap() {
        match received.delivery {
            Ok(delivery) => handled.push(delivery.text_of_id()),
            Err(error) => failed.push((received.id, error.place().to_owned())),
        }
    }
    assert_eq!(handled, ["m-1", "m-5"]);
    let places: Vec<&str> = failed.iter().map(|(_, place)| place.as_str()).collect();
    let expected = [
        "Records[1].body",
        "Records[2].body",
        "Records[3].body",
        "Records[4]",
    ];
    assert_eq!(places, expected);
    let report = batch_item_failures(failed.into_iter().map(|(id, _)| id));
    let expected = json!({"batchItemFailures": [
        {"itemIdentifier": "s-2"}, {"itemIdentifier": "s-3"}, {"itemIdentifier": "s-4"}, {"itemIdentifier": ""},
    ]});
    assert_eq!(report, expected);
}

fn sns(message: &Value) -> Value {
    json!({
        "Type": "Notification", "MessageId": "n-1", "TopicArn": "arn:aws:sns:eu-central-1:1:shop",
        "Message": message.to_string(), "Timestamp": "2026-01-01T10:00:00.000Z", "SignatureVersion": "1",
        "Signature": "s", "SigningCertURL": "https://sns.eu-central-1.amazonaws.com/c.pem", "UnsubscribeURL": "https://x",
    })
}

#[test]
fn sns_posts_invokes_and_delivers_raw() {
    let posted = sns(&message("m-1", 1));
    let opened = Delivery::from_sns(posted.to_string()).unwrap();
    assert_eq!(opened.iter().next().unwrap().id.as_deref(), Some("n-1"));
    assert_eq!(messages(Ok(opened)), ["m-1"]);
    let event =
        json!({"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": posted}]});
    assert_eq!(messages(Delivery::from_sns(event.to_string())), ["m-1"]);
    let raw = message("m-1", 1).to_string();
    assert_eq!(messages(Delivery::from_sns(raw)), ["m-1"]);
}

fn event_bridge(detail: &Value) -> Value {
    json!({
        "version": "0", "id": "e-1", "detail-type": "OrderStateChanged",
        "source": "aws.partner/commercetools.com/shop/subscription", "account": "1", "time": "2026-01-01T10:00:00Z",
        "region": "eu-central-1", "resources": [], "detail": detail,
    })
}

#[test]
fn an_event_of_eventbridge_has_it_in_its_detail() {
    let event = event_bridge(&message("m-1", 1));
    let opened = Delivery::from_eventbridge(event.to_string()).unwrap();
    assert_eq!(opened.iter().next().unwrap().id.as_deref(), Some("e-1"));
    assert_eq!(messages(Ok(opened)), ["m-1"]);
}

#[test]
fn envelopes_within_envelopes_are_opened() {
    let nested = sns(&event_bridge(&cloud_event(message("m-1", 1))));
    let event = json!({"Records": [{"messageId": "s-1", "body": nested.to_string()}]});
    let delivery = Delivery::from_sqs(event.to_string())
        .unwrap()
        .into_one()
        .unwrap();
    assert_eq!(delivery.text_of_id(), "m-1");
    assert_eq!(delivery.cloud_event().unwrap().id(), Some("ce-1"));
}

#[test]
fn pub_sub_pushes_and_is_pulled() {
    let inner = json!({
        "attributes": {}, "data": base64(&message("m-1", 1)), "messageId": "p-1", "message_id": "p-1",
        "publishTime": "2026-01-01T10:00:00Z",
    });
    let push = json!({"message": inner, "subscription": "projects/p/subscriptions/s", "deliveryAttempt": 5});
    let opened = Delivery::from_pubsub(push.to_string()).unwrap();
    let first = opened.iter().next().unwrap();
    assert_eq!((first.id.as_deref(), first.attempt), (Some("p-1"), Some(5)));
    assert_eq!(messages(Ok(opened)), ["m-1"]);

    let pulled = json!({"receivedMessages": [{"ackId": "a-1", "message": inner}, {"ackId": "a-2", "message": {}}]});
    let opened = Delivery::from_pubsub(pulled.to_string()).unwrap();
    let records: Vec<Received> = opened.into_iter().collect();
    assert_eq!(records[0].receipt.as_deref(), Some("a-1"));
    assert_eq!(records[0].delivery.as_ref().unwrap().text_of_id(), "m-1");
    assert_eq!(records[1].receipt.as_deref(), Some("a-2"));
    assert!(records[1].delivery.is_err());

    assert_eq!(messages(Delivery::from_pubsub(inner.to_string())), ["m-1"]);
    let unwrapped = message("m-1", 1).to_string();
    assert_eq!(messages(Delivery::from_pubsub(unwrapped)), ["m-1"]);
    let of_functions = json!({
        "specversion": "1.0", "id": "1", "type": "google.cloud.pubsub.topic.v1.messagePublished",
        "source": "//pubsub.googleapis.com/t", "data": push,
    });
    assert_eq!(
        messages(Delivery::from_pubsub(of_functions.to_string())),
        ["m-1"]
    );
    assert!(Delivery::from_pubsub("{}").unwrap().is_empty());
}

#[test]
fn base64_may_be_url_safe_and_unpadded() {
    let mut payload = message("m-1", 1);
    payload["resourceUserProvidedIdentifiers"]["key"] = json!("???>>>~~~ü");
    for engine in [
        &base64::engine::general_purpose::URL_SAFE_NO_PAD,
        &base64::engine::general_purpose::STANDARD_NO_PAD,
    ] {
        let push = json!({"message": {"data": engine.encode(payload.to_string())}});
        assert_eq!(messages(Delivery::from_pubsub(push.to_string())), ["m-1"]);
    }
}

#[test]
fn event_grid_pushes_both_schemas_and_is_pulled() {
    let own = json!([{
        "id": "g-1", "topic": "/t", "subject": "s", "eventType": "com.commercetools", "eventTime": "2026-01-01T10:00:00Z",
        "data": message("m-1", 1), "dataVersion": "1", "metadataVersion": "1",
    }]);
    let opened = Delivery::from_event_grid(own.to_string()).unwrap();
    assert_eq!(opened.iter().next().unwrap().id.as_deref(), Some("g-1"));
    assert_eq!(messages(Ok(opened)), ["m-1"]);
    let event = cloud_event(message("m-1", 1));
    assert_eq!(
        messages(Delivery::from_event_grid(event.to_string())),
        ["m-1"]
    );
    let batch = json!([event, cloud_event(message("m-2", 2))]);
    assert_eq!(
        messages(Delivery::from_event_grid(batch.to_string())),
        ["m-1", "m-2"]
    );
    let pulled = json!({"value": [{"brokerProperties": {"lockToken": "l-1", "deliveryCount": 2}, "event": event}]});
    let opened = Delivery::from_event_grid(pulled.to_string()).unwrap();
    let first = opened.iter().next().unwrap();
    assert_eq!(
        (first.id.as_deref(), first.receipt.as_deref(), first.attempt),
        (Some("ce-1"), Some("l-1"), Some(2))
    );
}

#[test]
fn service_bus_has_bodies_and_azure_functions_wrap_them() {
    let body = message("m-1", 1);
    assert_eq!(
        messages(Delivery::from_service_bus(body.to_string())),
        ["m-1"]
    );
    let list = json!([body.to_string(), message("m-2", 2)]);
    assert_eq!(
        messages(Delivery::from_service_bus(list.to_string())),
        ["m-1", "m-2"]
    );
    let of_functions = json!({
        "Data": {"order": body.to_string()},
        "Metadata": {"MessageId": "\"b-1\"", "DeliveryCount": "4", "LockToken": "\"l-1\"", "sys": {}},
    });
    let opened = Delivery::from_service_bus(of_functions.to_string()).unwrap();
    let first = opened.iter().next().unwrap();
    assert_eq!(
        (first.id.as_deref(), first.receipt.as_deref(), first.attempt),
        (Some("b-1"), Some("l-1"), Some(4))
    );
    assert_eq!(messages(Ok(opened)), ["m-1"]);
    let twice = json!({"Data": {"order": json!(body.to_string()).to_string()}, "Metadata": {"MessageId": "b-1"}});
    assert_eq!(
        messages(Delivery::from_service_bus(twice.to_string())),
        ["m-1"]
    );
}

#[test]
fn a_cloud_event_is_structured_batched_or_binary() {
    let event = cloud_event(message("m-1", 1));
    let delivery = Delivery::from_cloudevents(event.to_string())
        .unwrap()
        .into_one()
        .unwrap();
    let attributes = delivery.cloud_event().unwrap();
    assert_eq!(attributes.dataref(), Some("/shop/messages/m-1"));
    assert_eq!(attributes.attribute("sequence"), Some("2"));
    assert!(attributes.time().is_some());
    let mut encoded = event.clone();
    encoded["data"] = Value::Null;
    encoded["data_base64"] = json!(base64(&message("m-1", 1)));
    let batch = json!([encoded, cloud_event(message("m-2", 2))]).to_string();
    assert_eq!(messages(Delivery::from_cloudevents(&batch)), ["m-1", "m-2"]);

    let mut headers = HeaderMap::new();
    let batched = HeaderValue::from_static("Application/CloudEvents-Batch+JSON; charset=utf-8");
    headers.insert("content-type", batched);
    let opened = Delivery::from_cloudevents_http(&headers, &batch);
    assert_eq!(messages(opened), ["m-1", "m-2"]);

    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    headers.insert("ce-specversion", HeaderValue::from_static("1.0"));
    headers.insert("ce-id", HeaderValue::from_static("ce-9"));
    headers.insert("ce-source", HeaderValue::from_static("/shop/%C3%BC"));
    let opened = Delivery::from_cloudevents_http(&headers, message("m-1", 1).to_string());
    let received = opened.unwrap().into_iter().next().unwrap();
    assert_eq!(received.id.as_deref(), Some("ce-9"));
    let delivery = received.delivery.unwrap();
    assert_eq!(delivery.cloud_event().unwrap().source(), Some("/shop/ü"));
}

#[test]
fn confluent_has_values_records_of_its_proxy_and_partitions_of_lambda() {
    let value = message("m-1", 1);
    assert_eq!(
        messages(Delivery::from_confluent(value.to_string())),
        ["m-1"]
    );
    let record = |value: Value| json!({"topic": "orders", "key": "k", "value": value, "partition": 0, "offset": 42});
    let mut with_schema = vec![0, 0, 0, 0, 7];
    with_schema.extend(message("m-4", 4).to_string().into_bytes());
    let proxy = json!([
        record(value.clone()),
        record(json!(base64(&message("m-2", 2)))),
        record(json!(message("m-3", 3).to_string())),
        record(json!(STANDARD.encode(with_schema))),
        record(Value::Null),
    ]);
    let opened = Delivery::from_confluent(proxy.to_string()).unwrap();
    let records: Vec<Received> = opened.into_iter().collect();
    assert!(
        records
            .iter()
            .all(|record| record.id.as_deref() == Some("orders-0@42"))
    );
    let ids: Vec<Option<String>> = records
        .iter()
        .map(|record| record.delivery.as_ref().ok().map(Delivery::text_of_id))
        .collect();
    let expected = [Some("m-1"), Some("m-2"), Some("m-3"), Some("m-4"), None];
    assert_eq!(ids, expected.map(|id| id.map(str::to_owned)));
    let event = json!({
        "eventSource": "SelfManagedKafka", "bootstrapServers": "b:9092",
        "records": {"orders-0": [record(json!(base64(&value)))], "orders-1": [record(json!(base64(&message("m-2", 2))))]},
    });
    assert_eq!(
        messages(Delivery::from_confluent(event.to_string())),
        ["m-1", "m-2"]
    );
    let sink = json!([value, message("m-2", 2)]);
    assert_eq!(
        messages(Delivery::from_confluent(sink.to_string())),
        ["m-1", "m-2"]
    );
}

#[test]
fn an_envelope_chosen_by_a_setting_is_the_same() {
    let payload = message("m-1", 1);
    let opened = Envelope::None.open(payload.to_string()).unwrap();
    assert_eq!(opened.len(), 1);
    let with_mark = format!("\u{feff}{payload}");
    assert_eq!(messages(Envelope::Sqs.open(with_mark)), ["m-1"]);
}
