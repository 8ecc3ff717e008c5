//! The envelopes of the destinations, and their common parts.

mod aws;
pub(super) mod azure;
pub(super) mod cloud_events;
mod confluent;
mod part;
mod pubsub;

use std::vec;

use serde_json::{Map, Value, json};

use super::Delivery;
use super::delivery::CloudEvent;
use super::error::{DeliveryError, Reason};
use crate::json::from_value;
use crate::models::SubscriptionNotification;
use part::Part;

/// The maximum number of nested envelopes: a notification through a bus, a topic and a queue has three.
const DEEPEST: usize = 8;

/// The envelope of a notification.
///
/// The functions of [`Delivery`] have the envelope in their names; use this for programs that read it from a setting, and
/// for [`PushService`](super::PushService).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// No envelope: the notification alone, in the Platform format or as a CloudEvent. [`Delivery::from_payload`]
    None,
    /// [`Delivery::from_sqs`]
    Sqs,
    /// [`Delivery::from_sns`]
    Sns,
    /// [`Delivery::from_eventbridge`]
    EventBridge,
    /// [`Delivery::from_pubsub`]
    PubSub,
    /// [`Delivery::from_event_grid`]
    EventGrid,
    /// [`Delivery::from_service_bus`]
    ServiceBus,
    /// [`Delivery::from_cloudevents`]
    CloudEvents,
    /// [`Delivery::from_confluent`]
    Confluent,
}

impl Envelope {
    /// Opens this envelope.
    ///
    /// # Errors
    ///
    /// When the bytes as a whole are not JSON, or have another form.
    pub fn open(self, bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        let whole = Part::of_bytes(bytes.as_ref())?;
        let records = match self {
            Self::None => vec![Received::of(whole)],
            Self::Sqs => aws::sqs(whole)?,
            Self::Sns => aws::sns(whole)?,
            Self::EventBridge => aws::event_bridge(whole)?,
            Self::PubSub => pubsub::pub_sub(whole)?,
            Self::EventGrid => azure::event_grid(whole)?,
            Self::ServiceBus => azure::service_bus(whole)?,
            Self::CloudEvents => cloud_events::cloud_events(whole)?,
            Self::Confluent => confluent::confluent(whole)?,
        };
        Ok(Deliveries { records })
    }
}

/// The received records, in their original order.
#[derive(Debug)]
pub struct Deliveries {
    records: Vec<Received>,
}

/// A received record: a delivery, or why there is none.
#[derive(Debug)]
#[non_exhaustive]
pub struct Received {
    /// The id that the destination gave the record, such as the `messageId` of SQS or Pub/Sub.
    pub id: Option<String>,
    /// The value with which a pulled record is acknowledged: the `receiptHandle` of SQS, the `ackId` of Pub/Sub, the
    /// `lockToken` of Event Grid.
    pub receipt: Option<String>,
    /// How often the record was delivered, including this time, if the destination counts.
    pub attempt: Option<u64>,
    /// The delivery, or what is wrong with this record. Other records are not affected.
    pub delivery: Result<Delivery, DeliveryError>,
}

impl Deliveries {
    /// The number of records, including those that cannot be read.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records.
    pub fn iter(&self) -> std::slice::Iter<'_, Received> {
        self.records.iter()
    }

    /// The delivery, if there is exactly one record, as in a push.
    ///
    /// # Errors
    ///
    /// When there is no record or there are several, and the error of the single record.
    pub fn into_one(self) -> Result<Delivery, DeliveryError> {
        let count = self.records.len();
        let mut records = self.records.into_iter();
        match (records.next(), records.next()) {
            (Some(one), None) => one.delivery,
            _ => Err(DeliveryError::new("", Reason::Count(count))),
        }
    }
}

impl IntoIterator for Deliveries {
    type Item = Received;
    type IntoIter = vec::IntoIter<Received>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl<'a> IntoIterator for &'a Deliveries {
    type Item = &'a Received;
    type IntoIter = std::slice::Iter<'a, Received>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The report of an AWS Lambda function behind a queue: SQS delivers only these records again.
///
/// Enable it in the event source mapping (`ReportBatchItemFailures`). A record without an id, which SQS does not send,
/// makes SQS deliver the whole batch again.
///
/// ```
/// let report = ctp_sdk::events::batch_item_failures([Some("m-1")]);
/// assert_eq!(report.to_string(), r#"{"batchItemFailures":[{"itemIdentifier":"m-1"}]}"#);
/// ```
///
/// [Documentation](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting)
pub fn batch_item_failures<S: Into<String>>(failed: impl IntoIterator<Item = Option<S>>) -> Value {
    let failures: Vec<Value> = failed
        .into_iter()
        .map(|id| json!({"itemIdentifier": id.map(Into::into).unwrap_or_default()}))
        .collect();
    json!({"batchItemFailures": failures})
}

impl Received {
    /// A record without an id, receipt or attempt.
    fn of(part: Part) -> Self {
        Self::with_id(None, notification(part))
    }

    fn with_id(id: Option<String>, delivery: Result<Delivery, DeliveryError>) -> Self {
        Self {
            id,
            receipt: None,
            attempt: None,
            delivery,
        }
    }
}

/// Opens the nested envelopes of a notification and reads it. The envelopes are recognized by their content.
fn notification(mut part: Part) -> Result<Delivery, DeliveryError> {
    let mut cloud_event = None;
    for _ in 0..DEEPEST {
        part = part.parsed()?;
        if part.as_str().is_some() {
            // JSON within a string.
            continue;
        }
        if part.has("notificationType") {
            return read(part, cloud_event);
        }
        if part.has("specversion") {
            let (data, attributes) = cloud_events::data(part)?;
            cloud_event = Some(attributes);
            part = data;
        } else if part.has("Type") && part.has("TopicArn") {
            part = aws::sns_message(part)?;
        } else if part.has("detail-type") {
            part = part.required("detail")?;
        } else if part.has("eventType") && part.has("data") {
            part = azure::event_data(part)?;
        } else if let Some(message) = part.member("message") {
            part = pubsub::data(message)?;
        } else {
            return Err(part.error(Reason::NotNotification));
        }
    }
    Err(part.error(Reason::TooManyEnvelopes))
}

/// Whether it is the content of an envelope, and not an envelope.
fn is_payload(part: &Part) -> bool {
    part.has("notificationType") || part.has("specversion")
}

/// Reads a notification, which is an object at this point.
fn read(part: Part, cloud_event: Option<CloudEvent>) -> Result<Delivery, DeliveryError> {
    let (place, value) = part.into_parts();
    let failure = match from_value(&value) {
        // A known kind that cannot be decoded would otherwise be kept as an unknown one, without an error.
        Ok(SubscriptionNotification::Unknown(unknown)) if unknown.failure().is_some() => {
            unknown.failure().cloned()
        }
        Ok(notification) => {
            let payload = match value {
                Value::Object(payload) => payload,
                _ => Map::new(),
            };
            return Ok(Delivery {
                notification,
                payload,
                cloud_event,
            });
        }
        Err(failure) => Some(failure),
    };
    let reason = failure.map_or(Reason::NotNotification, Reason::Unreadable);
    Err(DeliveryError::new(place, reason).with_payload(value))
}
