//! Google Pub/Sub.

use super::aws::each;
use super::part::Part;
use super::{Received, is_payload, notification};
use crate::events::error::DeliveryError;

/// See [`Delivery::from_pubsub`](crate::events::Delivery::from_pubsub).
pub(super) fn pub_sub(mut whole: Part) -> Result<Vec<Received>, DeliveryError> {
    match whole.member("receivedMessages") {
        Some(messages) => each(messages, record),
        None if whole.is_list() => each(whole, record),
        // The response of a pull without messages.
        None if whole.is_empty_object() => Ok(Vec::new()),
        None => Ok(vec![record(whole)]),
    }
}

/// A message with the metadata of Pub/Sub, only the message, or only its content.
fn record(mut record: Part) -> Received {
    let receipt = record.label("ackId");
    let attempt = record
        .label("deliveryAttempt")
        .and_then(|count| count.parse().ok());
    let is_unwrapped = is_payload(&record);
    let message = match is_unwrapped {
        true => None,
        false => record.member("message"),
    };
    let message = message.unwrap_or(record);
    let id = message
        .label("messageId")
        .or_else(|| message.label("message_id"));
    let delivery = match id.is_some() || message.has("data") && !is_unwrapped {
        true => data(message).and_then(notification),
        false => notification(message),
    };
    Received {
        receipt,
        attempt,
        ..Received::with_id(id, delivery)
    }
}

/// The content of the `data` of a message.
pub(super) fn data(mut message: Part) -> Result<Part, DeliveryError> {
    message.required("data")?.of_base64()
}
