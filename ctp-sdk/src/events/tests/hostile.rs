//! Deliveries by somebody who means harm, and handlers that panic.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use tower_service::Service;

use super::*;
use crate::events::{CloudEvent, DeliveryError, Envelope, PushService, SnsConfirmation};

const PLANTED: &str = "pl4nted";

fn planted() -> Value {
    let mut payload = message("m-1", 1);
    payload["orderState"] = json!(PLANTED);
    payload["secret"] = json!([PLANTED, {"a": PLANTED}]);
    payload
}

/// A valid delivery in each envelope.
fn valid() -> Vec<(Envelope, Value)> {
    let payload = planted();
    let text = payload.to_string();
    vec![
        (Envelope::None, payload.clone()),
        (
            Envelope::Sqs,
            json!({"Records": [{"messageId": "s-1", "receiptHandle": "r", "body": text}]}),
        ),
        (
            Envelope::Sns,
            json!({"Type": "Notification", "TopicArn": "t", "MessageId": "n-1", "Message": text}),
        ),
        (
            Envelope::EventBridge,
            json!({"id": "e-1", "detail-type": "d", "detail": payload}),
        ),
        (
            Envelope::PubSub,
            json!({"message": {"messageId": "p-1", "data": base64(&payload)}}),
        ),
        (
            Envelope::EventGrid,
            json!([{"id": "g-1", "eventType": "x", "data": payload}]),
        ),
        (
            Envelope::ServiceBus,
            json!({"Data": {"in": text}, "Metadata": {"MessageId": "\"b-1\""}}),
        ),
        (Envelope::CloudEvents, cloud_event(payload.clone())),
        (
            Envelope::Confluent,
            json!([{"topic": "t", "partition": 0, "offset": 1, "value": base64(&payload)}]),
        ),
    ]
}

#[track_caller]
fn assert_careful(error: &DeliveryError, of: &str) {
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(!shown.contains(PLANTED), "{of}: {shown}");
    }
    let source = std::error::Error::source(error).map(ToString::to_string);
    assert!(!source.unwrap_or_default().contains(PLANTED), "{of}");
}

#[test]
fn a_damaged_delivery_is_opened_or_refused_without_showing_what_is_in_it() {
    for (envelope, whole) in valid() {
        let whole = whole.to_string();
        assert!(
            envelope.open(&whole).unwrap().into_one().is_ok(),
            "{envelope:?}"
        );
        let mut damaged: Vec<Vec<u8>> = Vec::new();
        for place in 0..whole.len() {
            damaged.push(whole.as_bytes()[..place].to_vec());
            for byte in [b'"', b'{', b']', b',', b'0', b'\\', 0xff] {
                let mut text = whole.clone().into_bytes();
                text[place] = byte;
                damaged.push(text);
            }
        }
        for bytes in damaged {
            let of = String::from_utf8_lossy(&bytes).into_owned();
            match envelope.open(&bytes) {
                Err(error) => assert_careful(&error, &of),
                Ok(records) => {
                    for record in records {
                        if let Err(error) = record.delivery {
                            assert_careful(&error, &of);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn depth_does_no_harm() {
    let deep = "[".repeat(200_000);
    let deeper = format!("{{\"data\":{}", "{\"data\":".repeat(200_000));
    for (envelope, _) in valid() {
        envelope.open(&deep).unwrap_err();
        envelope.open(&deeper).unwrap_err();
    }
    // As a text within a text within a text.
    let mut text = message("m-1", 1).to_string();
    for _ in 0..12 {
        text = Value::from(text).to_string();
    }
    let error = Envelope::None.open(&text).unwrap().into_one().unwrap_err();
    assert!(error.to_string().contains("more envelopes"), "{error}");
}

#[test]
fn the_token_of_a_customer_is_not_shown() {
    for kind in ["CustomerEmailTokenCreated", "CustomerPasswordTokenCreated"] {
        let mut payload = message("m-1", 1);
        let payload_of = payload.as_object_mut().unwrap();
        payload_of.insert("type".to_owned(), json!(kind));
        payload_of.insert("customerId".to_owned(), json!("c-1"));
        payload_of.insert("value".to_owned(), json!(PLANTED));
        payload_of.insert("expiresAt".to_owned(), json!("2026-01-01T10:00:00.000Z"));
        payload_of.insert("invalidateOlderTokens".to_owned(), json!(false));
        for payload in [payload.clone(), cloud_event(payload)] {
            let delivery = delivery(&payload);
            assert!(delivery.message().is_some());
            let shown = format!("{delivery:?}");
            assert!(!shown.contains(PLANTED), "{shown}");
        }
    }
}

#[test]
fn a_cloud_event_shows_its_attributes_alone() {
    let mut event = cloud_event(json!(PLANTED));
    event["data_base64"] = json!(base64(&message("m-1", 1)));
    let delivery = delivery(&event);
    assert!(!format!("{delivery:?}").contains(PLANTED));
    assert_eq!(
        delivery.cloud_event().and_then(CloudEvent::id),
        Some("ce-1")
    );
    assert_eq!(delivery.cloud_event().unwrap().attribute("data"), None);
}

fn confirmation(topic: &str, url: &str) -> Request<Full<Bytes>> {
    let body = json!({
        "Type": "SubscriptionConfirmation", "MessageId": "1", "Token": "t", "TopicArn": topic,
        "Message": "You have chosen to subscribe", "SubscribeURL": url, "Timestamp": "2026-01-01T10:00:00.000Z",
    });
    Request::post("/")
        .body(Full::new(body.to_string().into()))
        .unwrap()
}

#[tokio::test]
async fn a_confirmation_of_sns_is_for_the_topic_that_it_names() {
    const SHOP: &str = "arn:aws:sns:eu-central-1:1:shop";
    let confirmed = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&confirmed);
    let service = PushService::new(Envelope::Sns, |_: Delivery| async {
        Ok::<(), std::io::Error>(())
    });
    let mut service = service.confirm_sns(move |asked: SnsConfirmation| {
        noted.lock().unwrap().push(asked.subscribe_url().to_owned());
        async { Ok::<(), std::io::Error>(()) }
    });
    let url = |query: &str| format!("https://sns.eu-central-1.amazonaws.com/?{query}");
    for query in [
        // The topic of somebody else, in the name of ours.
        "Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:666:theirs&Token=t",
        "Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:1:shop&TopicArn=arn:aws:sns:eu-central-1:666:theirs&Token=t",
        "Action=ConfirmSubscription&Token=t",
        // Another operation of SNS.
        "Action=Publish&TopicArn=arn:aws:sns:eu-central-1:1:shop&Token=t",
        "Action=ConfirmSubscription&Action=Publish&TopicArn=arn:aws:sns:eu-central-1:1:shop&Token=t",
        "",
    ] {
        let Ok(answer) = service.call(confirmation(SHOP, &url(query))).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{query}");
    }
    assert!(confirmed.lock().unwrap().is_empty());
    for query in [
        "Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:1:shop&Token=t",
        "Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns%3Aeu-central-1%3A1%3Ashop&Token=t",
    ] {
        let Ok(answer) = service.call(confirmation(SHOP, &url(query))).await;
        assert_eq!(answer.status(), StatusCode::OK, "{query}");
    }
    assert_eq!(confirmed.lock().unwrap().len(), 2);
}

fn post(body: &Value) -> Request<Full<Bytes>> {
    Request::post("/")
        .body(Full::new(body.to_string().into()))
        .unwrap()
}

#[tokio::test]
async fn a_function_that_panics_is_one_that_fails() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let mut service = PushService::new(Envelope::CloudEvents, move |delivery: Delivery| {
        let number = delivery.sequence_number().unwrap();
        noted.lock().unwrap().push(number);
        assert_ne!(number, 1, "a panic of the test, before there is a future");
        async move {
            assert_ne!(number, 2, "a panic of the test");
            Ok::<(), std::io::Error>(())
        }
    });
    let event = |number: i64| cloud_event(message(&format!("m-{number}"), number));
    let Ok(answer) = service
        .call(post(&json!([event(1), event(2), event(3)])))
        .await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(*seen.lock().unwrap(), [1, 2, 3]);
    let Ok(answer) = service.call(post(&event(3))).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);

    // The same for the other functions. Who cannot be verified is not let in.
    let handled = |_: Delivery| async { Ok::<(), std::io::Error>(()) };
    let panicking = PushService::new(Envelope::None, handled);
    let mut verifying = panicking
        .clone()
        .verify(|request: Request<Bytes>| async move {
            assert!(request.body().is_empty(), "a panic of the test");
            Ok::<(), std::io::Error>(())
        });
    let Ok(answer) = verifying.call(post(&message("m-1", 1))).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let mut putting_aside = panicking.on_unreadable(|error: DeliveryError| async move {
        assert!(error.payload().is_some(), "a panic of the test");
        Ok::<(), std::io::Error>(())
    });
    let Ok(answer) = putting_aside.call(post(&json!(5))).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn who_subscribes_to_subscriptions_is_told_of_new_ones() {
    let seen = Arc::new(Mutex::new(0));
    let noted = Arc::clone(&seen);
    let service = PushService::new(Envelope::None, move |delivery: Delivery| {
        assert!(delivery.is_test());
        *noted.lock().unwrap() += 1;
        async { Ok::<(), std::io::Error>(()) }
    });
    let created = || post(&change("ResourceCreated", "subscription"));
    let Ok(answer) = service.clone().call(created()).await;
    assert_eq!(
        (answer.status(), *seen.lock().unwrap()),
        (StatusCode::NO_CONTENT, 0)
    );
    let Ok(answer) = service.deliver_tests(true).call(created()).await;
    assert_eq!(
        (answer.status(), *seen.lock().unwrap()),
        (StatusCode::NO_CONTENT, 1)
    );
}
