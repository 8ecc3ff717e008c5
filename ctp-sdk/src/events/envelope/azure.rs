//! Azure Event Grid and Service Bus.

use serde_json::Value;

use super::aws::each;
use super::part::Part;
use super::{Received, notification};
use crate::events::error::{DeliveryError, Reason};

/// The event with which Event Grid asks whether an endpoint accepts events.
pub(in crate::events) const VALIDATION_EVENT: &str =
    "Microsoft.EventGrid.SubscriptionValidationEvent";

/// See [`Delivery::from_event_grid`](crate::events::Delivery::from_event_grid).
pub(super) fn event_grid(mut whole: Part) -> Result<Vec<Received>, DeliveryError> {
    match whole.member("value") {
        Some(pulled) => each(pulled, pulled_event),
        None if whole.is_list() => each(whole, event),
        None => Ok(vec![event(whole)]),
    }
}

fn event(event: Part) -> Received {
    let id = event.label("id");
    Received::with_id(id, notification(event))
}

fn pulled_event(mut pulled: Part) -> Received {
    let broker = pulled.member("brokerProperties");
    let of_broker = |name| broker.as_ref().and_then(|broker| broker.label(name));
    let received = match pulled.required("event") {
        Ok(pulled) => event(pulled),
        Err(error) => Received::with_id(None, Err(error)),
    };
    Received {
        receipt: of_broker("lockToken"),
        attempt: of_broker("deliveryCount").and_then(|count| count.parse().ok()),
        ..received
    }
}

/// The content of an event in Event Grid's own schema.
pub(super) fn event_data(mut event: Part) -> Result<Part, DeliveryError> {
    if event.label("eventType").as_deref() == Some(VALIDATION_EVENT) {
        return Err(event.error(Reason::Validation("SubscriptionValidation")));
    }
    event.required("data")
}

/// See [`Delivery::from_service_bus`](crate::events::Delivery::from_service_bus).
pub(super) fn service_bus(mut whole: Part) -> Result<Vec<Received>, DeliveryError> {
    if whole.is_list() {
        return each(whole, Received::of);
    }
    let is_of_functions = whole.has("Data") && whole.has("Metadata");
    let (Some(inputs), Some(metadata)) = (
        whole.member("Data").filter(|_| is_of_functions),
        whole.member("Metadata"),
    ) else {
        return Ok(vec![Received::of(whole)]);
    };
    let mut records = Vec::new();
    // One for each input that the function is bound to; there is one.
    for input in inputs.values()? {
        if input.is_list() {
            records.extend(each(input, Received::of)?);
            continue;
        }
        records.push(Received {
            attempt: of_metadata(&metadata, "DeliveryCount").and_then(|count| count.parse().ok()),
            receipt: of_metadata(&metadata, "LockToken"),
            ..Received::with_id(of_metadata(&metadata, "MessageId"), notification(input))
        });
    }
    Ok(records)
}

/// A metadata value from Azure Functions: JSON within a string, or the string itself.
fn of_metadata(metadata: &Part, name: &str) -> Option<String> {
    let text = metadata.label(name)?;
    match serde_json::from_str(&text) {
        Ok(Value::String(inner)) => Some(inner),
        _ => Some(text),
    }
}
