//! CloudEvents in all modes.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::aws::each;
use super::part::Part;
use super::{Deliveries, Envelope, Received, notification, read};
use crate::JsonObject;
use crate::events::delivery::CloudEvent;
use crate::events::error::{DeliveryError, Reason};

/// See [`Delivery::from_cloudevents`](crate::events::Delivery::from_cloudevents).
pub(super) fn cloud_events(whole: Part) -> Result<Vec<Received>, DeliveryError> {
    match whole.is_list() {
        true => each(whole, event),
        false => Ok(vec![event(whole)]),
    }
}

fn event(event: Part) -> Received {
    let id = event.label("id");
    Received::with_id(id, notification(event))
}

/// The content of an event, and its attributes.
pub(super) fn data(mut event: Part) -> Result<(Part, CloudEvent), DeliveryError> {
    let data = match event.member("data_base64") {
        Some(encoded) => encoded.of_base64(),
        None => event.required("data"),
    }?;
    let (_, rest) = event.into_parts();
    let attributes = match rest {
        Value::Object(attributes) => attributes,
        _ => JsonObject::new(),
    };
    Ok((data, CloudEvent { attributes }))
}

/// See [`Delivery::from_cloudevents_http`](crate::events::Delivery::from_cloudevents_http).
pub(in crate::events) fn of_request(
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Deliveries, DeliveryError> {
    let content_type = headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let is_whole = content_type.is_some_and(|content_type| {
        let content_type = content_type.trim_start().to_ascii_lowercase();
        content_type.starts_with("application/cloudevents")
    });
    let attributes = attributes_of(headers);
    if is_whole || !attributes.contains_key("specversion") {
        return Envelope::CloudEvents.open(bytes);
    }
    let id = attributes.get("id").and_then(Value::as_str);
    let id = id.map(str::to_owned);
    let data = Part::of_bytes(bytes)?;
    let delivery = match data.has("notificationType") {
        true => read(data, Some(CloudEvent { attributes })),
        false => Err(data.error(Reason::NotNotification)),
    };
    Ok(Deliveries {
        records: vec![Received::with_id(id, delivery)],
    })
}

/// The attributes in the headers.
fn attributes_of(headers: &HeaderMap) -> JsonObject {
    let attribute = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let name = name.as_str().strip_prefix("ce-")?;
        let value = std::str::from_utf8(value.as_bytes()).ok()?;
        // Characters outside of ASCII are percent-encoded.
        let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
        Some((name.to_owned(), Value::String(value.into_owned())))
    };
    headers.iter().filter_map(attribute).collect()
}
