//! The service for destinations that push.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use super::*;
use crate::events::{DeliveryError, Envelope, PushService, SnsConfirmation};

/// A service, and the ids of what it was called with. It fails at ids that begin with `bad`.
fn service(envelope: Envelope) -> (PushService, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let service = PushService::new(envelope, move |delivery: Delivery| {
        let id = delivery.payload()["id"]
            .as_str()
            .unwrap_or("none")
            .to_owned();
        let outcome = match id.starts_with("bad") {
            true => Err("no"),
            false => Ok(()),
        };
        noted.lock().unwrap().push(id);
        async move { outcome }
    });
    (service, seen)
}

fn post(body: &Value) -> Request<Full<Bytes>> {
    Request::post("https://shop.example/deliveries?key=k")
        .body(Full::new(body.to_string().into()))
        .unwrap()
}

async fn call(service: &PushService, request: Request<Full<Bytes>>) -> (StatusCode, String) {
    let answer = answer(service, request).await;
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, String::from_utf8(body.to_vec()).unwrap())
}

async fn answer(service: &PushService, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
    let Ok(answer) = service.clone().call(request).await;
    answer
}

fn push_of(payload: &Value) -> Value {
    json!({"message": {"data": base64(payload), "messageId": "p-1"}, "subscription": "s"})
}

#[tokio::test]
async fn a_push_is_handled_and_acknowledged() {
    let (service, seen) = service(Envelope::PubSub);
    let request = post(&push_of(&message("m-1", 1)));
    assert_eq!(
        call(&service, request).await,
        (StatusCode::NO_CONTENT, String::new())
    );
    assert_eq!(*seen.lock().unwrap(), ["m-1"]);
}

#[tokio::test]
async fn what_fails_is_sent_again_and_what_cannot_be_read_is_not() {
    let (service, seen) = service(Envelope::CloudEvents);
    let event = |id| cloud_event(message(id, 1));
    let unreadable =
        json!({"specversion": "1.0", "id": "x", "data": {"notificationType": "Message", "id": 5}});
    let batch = json!([event("m-1"), unreadable, event("bad-2"), event("m-3")]);
    let failed = call(&service, post(&batch)).await;
    assert_eq!(failed.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(*seen.lock().unwrap(), ["m-1", "bad-2", "m-3"]);
    let batch = json!([event("m-1"), unreadable]);
    assert_eq!(
        call(&service, post(&batch)).await.0,
        StatusCode::BAD_REQUEST
    );
    let text = Request::post("/")
        .body(Full::new(Bytes::from_static(b"no JSON")))
        .unwrap();
    assert_eq!(call(&service, text).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_cannot_be_read_may_be_put_aside() {
    let aside = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&aside);
    let (service, _) = service(Envelope::None);
    let service = service.on_unreadable(move |error: DeliveryError| {
        noted.lock().unwrap().push(error.payload().cloned());
        async { Ok::<(), std::io::Error>(()) }
    });
    let payload = json!({"notificationType": "Message", "id": 5});
    assert_eq!(
        call(&service, post(&payload)).await.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(*aside.lock().unwrap(), [Some(payload)]);
}

#[tokio::test]
async fn the_test_of_the_platform_is_acknowledged() {
    let (service, seen) = service(Envelope::None);
    let request = post(&change("ResourceCreated", "subscription"));
    assert_eq!(call(&service, request).await.0, StatusCode::NO_CONTENT);
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn only_a_post_of_limited_size_is_read() {
    let (service, seen) = service(Envelope::PubSub);
    let get = Request::get("/").body(Full::default()).unwrap();
    let refused = answer(&service, get).await;
    assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(refused.headers()["allow"], "POST");
    let service = service.body_limit(10);
    let large = call(&service, post(&push_of(&message("m-1", 1)))).await;
    assert_eq!(large.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_request_that_is_not_verified_is_not_read() {
    let (service, seen) = service(Envelope::EventGrid);
    let service = service.verify(|request: Request<Bytes>| async move {
        let is_ours = request.uri().query() == Some("key=k") && request.body().starts_with(b"[");
        is_ours.then_some(()).ok_or("the key is wrong")
    });
    let batch = json!([cloud_event(message("m-1", 1))]);
    let mut foreign = post(&batch);
    *foreign.uri_mut() = "/deliveries?key=guessed".parse().unwrap();
    assert_eq!(call(&service, foreign).await.0, StatusCode::UNAUTHORIZED);
    let validation = json!([{"eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "data": {"validationCode": "c"}}]);
    let mut foreign = post(&validation);
    *foreign.uri_mut() = "/".parse().unwrap();
    assert_eq!(call(&service, foreign).await.0, StatusCode::UNAUTHORIZED);
    assert!(seen.lock().unwrap().is_empty());
    assert_eq!(call(&service, post(&batch)).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn event_grid_gets_its_validation_code_back() {
    let (service, seen) = service(Envelope::EventGrid);
    let validation = json!([{
        "id": "1", "topic": "/t", "subject": "", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "data": {"validationCode": "512d38b6", "validationUrl": "https://rp-eastus2.eventgrid.azure.net/x"},
        "eventTime": "2026-01-01T10:00:00Z", "metadataVersion": "1", "dataVersion": "1",
    }]);
    let agreed = call(&service, post(&validation)).await;
    assert_eq!(
        agreed,
        (
            StatusCode::OK,
            r#"{"validationResponse":"512d38b6"}"#.to_owned()
        )
    );
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_handshake_of_cloud_events_is_agreed_to_for_allowed_origins() {
    let ask = |origin: &str| {
        Request::options("/")
            .header("WebHook-Request-Origin", origin)
            .header("WebHook-Request-Rate", "120")
            .body(Full::default())
            .unwrap()
    };
    for envelope in [Envelope::EventGrid, Envelope::CloudEvents] {
        let (service, _) = service(envelope);
        let agreed = answer(&service, ask("eventgrid.azure.net")).await;
        assert_eq!(agreed.status(), StatusCode::OK);
        assert_eq!(
            agreed.headers()["webhook-allowed-origin"],
            "eventgrid.azure.net"
        );
        assert_eq!(agreed.headers()["webhook-allowed-rate"], "*");
        let refused = answer(&service, ask("evil.example")).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
        assert!(refused.headers().get("webhook-allowed-origin").is_none());
        let service = service.allow_origin("events.example");
        let agreed = answer(&service, ask("events.example")).await;
        assert_eq!(agreed.status(), StatusCode::OK);
        let without = Request::options("/").body(Full::default()).unwrap();
        assert_eq!(call(&service, without).await.0, StatusCode::FORBIDDEN);
    }
    let (service, _) = service(Envelope::Sns);
    let refused = call(&service, ask("eventgrid.azure.net")).await;
    assert_eq!(refused.0, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_cloud_event_in_binary_mode_is_read() {
    let (service, seen) = service(Envelope::EventGrid);
    let mut request = post(&message("m-1", 1));
    request
        .headers_mut()
        .insert("ce-specversion", "1.0".parse().unwrap());
    assert_eq!(call(&service, request).await.0, StatusCode::NO_CONTENT);
    assert_eq!(*seen.lock().unwrap(), ["m-1"]);
}

#[tokio::test]
async fn a_topic_of_sns_is_confirmed_by_the_caller_at_a_url_of_sns_alone() {
    let confirmation = |url: &str| {
        json!({
            "Type": "SubscriptionConfirmation", "MessageId": "1", "Token": "t", "TopicArn": "arn:aws:sns:eu-central-1:1:shop",
            "Message": "You have chosen to subscribe", "SubscribeURL": url, "Timestamp": "2026-01-01T10:00:00.000Z",
        })
    };
    let genuine = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:1:shop&Token=secret-token";
    let (service, seen) = service(Envelope::Sns);
    let without_hook = call(&service, post(&confirmation(genuine))).await;
    assert_eq!(without_hook.0, StatusCode::FORBIDDEN);

    let confirmed = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&confirmed);
    let service = service.confirm_sns(move |confirmation: SnsConfirmation| {
        assert!(!format!("{confirmation:?}").contains("secret-token"));
        noted
            .lock()
            .unwrap()
            .push(confirmation.subscribe_url().to_owned());
        async { Ok::<(), std::io::Error>(()) }
    });
    for url in [
        "https://evil.s3.amazonaws.com/",
        "http://169.254.169.254/",
        "no URL",
    ] {
        let refused = call(&service, post(&confirmation(url))).await;
        assert_eq!(refused.0, StatusCode::FORBIDDEN, "{url}");
    }
    assert_eq!(
        call(&service, post(&confirmation(genuine))).await.0,
        StatusCode::OK
    );
    assert_eq!(*confirmed.lock().unwrap(), [genuine]);
    let mut unsubscribed = confirmation(genuine);
    unsubscribed["Type"] = json!("UnsubscribeConfirmation");
    assert_eq!(call(&service, post(&unsubscribed)).await.0, StatusCode::OK);
    assert_eq!(confirmed.lock().unwrap().len(), 1);
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn any_request_method_but_post_is_refused() {
    let (service, _) = service(Envelope::Sqs);
    for method in [Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS] {
        let mut request = post(&message("m-1", 1));
        *request.method_mut() = method;
        assert_eq!(
            call(&service, request).await.0,
            StatusCode::METHOD_NOT_ALLOWED
        );
    }
}
