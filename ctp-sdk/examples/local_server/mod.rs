//! As much of the API as the example needs, on this machine: it keeps the last cart that was created.

use std::io;

use emulator::{Answer, Emulator};
use serde_json::{Value, json};

/// Starts the server. It ends when it is dropped.
pub(crate) fn start() -> io::Result<Emulator> {
    let mut cart = Value::Null;
    Emulator::with(move |request| {
        if request.method() == "POST" {
            cart = new_cart(request.body());
        }
        let is_known = cart
            .get("id")
            .and_then(Value::as_str)
            .is_some_and(|id| request.target().contains(id));
        let answer = match request.method() {
            "POST" => Answer::json(201, cart.to_string()),
            "GET" if is_known => Answer::json(200, cart.to_string()),
            _ => Answer::json(
                404,
                json!({"statusCode": 404, "message": "not found", "errors": []}).to_string(),
            ),
        };
        answer.header("X-Correlation-ID", "local-1")
    })
}

/// The cart that the API would make of a draft, but for most of what it would look up.
fn new_cart(draft: &[u8]) -> Value {
    let draft: Value = serde_json::from_slice(draft).unwrap_or_default();
    json!({
        "id": "0b7fd0a6-6d0c-4a3f-9f4b-6d1f1f8d5c11",
        "version": 1,
        "createdAt": "2024-01-31T12:00:00.000Z",
        "lastModifiedAt": "2024-01-31T12:00:00.000Z",
        "totalPrice": {"type": "centPrecision", "currencyCode": draft.get("currency"), "centAmount": 0, "fractionDigits": 2},
        "country": draft.get("country"),
        "shippingAddress": draft.get("shippingAddress"),
        "lineItems": [],
    })
}
