#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

mod failing;
mod hostile;
mod inputs;
mod refusals;
mod replies;

use std::sync::{Arc, Mutex};

use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::*;
use crate::models::Payment;

const SECRET: &str = "Bearer s3cr3t";

fn builder() -> ExtensionHandlerBuilder {
    ExtensionHandler::builder().authorization(SECRET)
}

fn payment() -> Value {
    json!({
        "id": "payment-1",
        "version": 3,
        "createdAt": "2026-01-01T00:00:00Z",
        "lastModifiedAt": "2026-01-01T00:00:00Z",
        "amountPlanned": {"type": "centPrecision", "currencyCode": "EUR", "centAmount": 500, "fractionDigits": 2},
        "paymentMethodInfo": {},
        "paymentStatus": {},
        "transactions": [],
        "interfaceInteractions": [],
    })
}

fn input_of(type_id: &str, resource: &Value) -> Value {
    let id = &resource["id"];
    json!({"action": "Update", "resource": {"typeId": type_id, "id": id, "obj": resource}})
}

fn input() -> Value {
    input_of("payment", &payment())
}

/// What a handler answers.
struct Answered {
    status: u16,
    headers: http::HeaderMap,
    body: Value,
}

async fn answer_to(handler: &ExtensionHandler, request: Request<Full<Bytes>>) -> Answered {
    // As a server calls it.
    let answer = handler.clone().call(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answered {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap(),
    }
}

async fn ask(handler: &ExtensionHandler, input: &Value) -> (u16, Value) {
    let body = Full::new(Bytes::from(input.to_string()));
    let request = Request::post("/extensions").header("authorization", SECRET);
    let answered = answer_to(handler, request.body(body).unwrap()).await;
    (answered.status, answered.body)
}

fn no_change() -> (u16, Value) {
    (200, json!({"actions": []}))
}

/// An error of the code `InvalidOperation`.
fn refused(message: &str) -> (u16, Value) {
    let error = json!({"code": "InvalidOperation", "message": message});
    (400, json!({"errors": [error]}))
}

fn failed() -> (u16, Value) {
    refused("The API Extension failed. Its log has the reason.")
}

/// What a function was asked, for a look at it afterwards.
fn keeping<T: Clone + Send + 'static>() -> (Arc<Mutex<Vec<T>>>, impl Fn(&T) + Clone) {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&kept);
    (kept, move |input: &T| {
        keep.lock().unwrap().push(input.clone());
    })
}
