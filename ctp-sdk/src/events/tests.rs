//! Bytes in, deliveries or errors out.

mod deduplicator;
mod envelopes;
mod failures;
mod hostile;
mod notifications;
mod push;
mod sequencer;

use std::sync::Mutex;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ctp_auth::Clock;
use serde_json::{Value, json};

use super::Delivery;

/// A message about an order.
fn message(id: &str, sequence_number: i64) -> Value {
    json!({
        "notificationType": "Message", "projectKey": "shop", "id": id, "version": 1,
        "sequenceNumber": sequence_number, "resource": {"typeId": "order", "id": "o-1"}, "resourceVersion": 3,
        "resourceUserProvidedIdentifiers": {"orderNumber": "17"},
        "type": "OrderStateChanged", "orderId": "o-1", "orderState": "Confirmed", "oldOrderState": "Open",
        "createdAt": "2026-01-01T10:00:00.000Z", "lastModifiedAt": "2026-01-01T10:00:00.000Z",
    })
}

fn change(kind: &str, type_id: &str) -> Value {
    let mut change = json!({
        "notificationType": kind, "projectKey": "shop", "resource": {"typeId": type_id, "id": "r-1"},
        "version": 3, "modifiedAt": "2026-01-01T10:00:00.000Z",
    });
    if kind == "ResourceUpdated" {
        change["oldVersion"] = json!(2);
    }
    change
}

fn cloud_event(data: Value) -> Value {
    json!({
        "specversion": "1.0", "id": "ce-1", "source": "/shop/orders", "subject": "o-1",
        "type": "com.commercetools.order.message.OrderStateChanged", "time": "2026-01-01T10:00:00.000Z",
        "sequence": "2", "sequencetype": "Integer", "dataref": "/shop/messages/m-1", "data": data,
    })
}

fn base64(value: &Value) -> String {
    STANDARD.encode(value.to_string())
}

fn delivery(payload: &Value) -> Delivery {
    Delivery::from_payload(payload.to_string()).unwrap()
}

/// The time that a test sets.
#[derive(Clone, Debug, Default)]
struct ManualClock(std::sync::Arc<Mutex<Duration>>);

impl ManualClock {
    fn advance(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Clock for ManualClock {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    async fn sleep(&self, _: Duration) {}
}
