//! A delivery: the content of an envelope.

use std::fmt;

use http::HeaderMap;
use serde_json::Value;

use super::envelope::{Deliveries, Envelope, cloud_events};
use super::error::DeliveryError;
use crate::models::{Event, Message, SubscriptionNotification};
use crate::{DateTime, DecodeFailure, JsonObject, json};

/// A notification of a subscription, as it was delivered.
///
/// The functions `from_…` open the envelope of a destination; each accepts all forms in which a program can receive its
/// bytes, and returns [`Deliveries`]. [`from_payload`](Self::from_payload) reads a notification without an envelope.
///
/// `Debug` shows the notification like its models, and nothing of the [`payload`](Self::payload).
///
/// [Documentation](https://docs.commercetools.com/api/projects/subscriptions#delivery-payloads)
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// The typed notification: a message, a created, updated or deleted resource, or an event.
    pub notification: SubscriptionNotification,
    pub(super) payload: JsonObject,
    pub(super) cloud_event: Option<CloudEvent>,
}

/// The attributes of a CloudEvent: its members except `data`.
///
/// [CloudEvents 1.0](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes)
#[derive(Clone, Debug, PartialEq)]
pub struct CloudEvent {
    pub(super) attributes: JsonObject,
}

impl Delivery {
    /// Opens what a program receives from Amazon SQS: the event of a Lambda function (`Records`), the response of
    /// `ReceiveMessage` (`Messages`), a list of such messages, or the body of a single message.
    ///
    /// The id of a record is its `messageId`, with which [`batch_item_failures`](super::batch_item_failures) reports
    /// failures. A body that is an envelope of SNS or EventBridge is opened as well.
    ///
    /// ```
    /// use ctp_sdk::events::Delivery;
    ///
    /// let body = serde_json::json!({
    ///     "notificationType": "ResourceCreated", "projectKey": "shop", "version": 1,
    ///     "resource": {"typeId": "product", "id": "p-1"}, "modifiedAt": "2026-01-01T10:00:00.000Z",
    /// });
    /// let event = serde_json::json!({"Records": [{"messageId": "m-1", "body": body.to_string()}]});
    /// let delivery = Delivery::from_sqs(event.to_string())?.into_one()?;
    /// assert_eq!(delivery.resource_type_id(), Some("product"));
    /// # Ok::<(), ctp_sdk::events::DeliveryError>(())
    /// ```
    ///
    /// [The event](https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html),
    /// [`ReceiveMessage`](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html)
    ///
    /// # Errors
    ///
    /// When the bytes as a whole are not JSON, or have another form. An invalid record is an error of that record
    /// ([`Received::delivery`](super::Received::delivery)).
    pub fn from_sqs(bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        Envelope::Sqs.open(bytes)
    }

    /// Opens what a program receives from Amazon SNS: a request to an HTTP endpoint, the event of a Lambda function
    /// (`Records`), or only the message, with raw delivery.
    ///
    /// [The request](https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html),
    /// [the event](https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html)
    ///
    /// # Errors
    ///
    /// The same errors as [`from_sqs`](Self::from_sqs). A `SubscriptionConfirmation` is a record that [is not a
    /// notification](DeliveryError::is_not_a_notification).
    pub fn from_sns(bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        Envelope::Sns.open(bytes)
    }

    /// Opens an event of Amazon EventBridge, as a Lambda function or an API destination receives it. The notification is
    /// its `detail`.
    ///
    /// [The event](https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html)
    ///
    /// # Errors
    ///
    /// The same errors as [`from_sqs`](Self::from_sqs).
    pub fn from_eventbridge(bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        Envelope::EventBridge.open(bytes)
    }

    /// Opens what a program receives from Google Pub/Sub: a push (`message`), with or without its wrapper, the response of
    /// a pull (`receivedMessages`), a single `PubsubMessage`, or the CloudEvent of Eventarc and Cloud Run functions.
    ///
    /// The id of a record is its `messageId`, its [`receipt`](super::Received::receipt) the `ackId` of a pull.
    ///
    /// [Push](https://cloud.google.com/pubsub/docs/push#receive_push),
    /// [pull](https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions/pull)
    ///
    /// # Errors
    ///
    /// The same errors as [`from_sqs`](Self::from_sqs).
    pub fn from_pubsub(bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        Envelope::PubSub.open(bytes)
    }

    /// Opens what a program receives from Azure Event Grid: a list of events in its own schema, one or several CloudEvents,
    /// or the response of a pull (`value`).
    ///
    /// The id of a record is that of the event, its [`receipt`](super::Received::receipt) the `lockToken` of a pull. The
    /// platform delivers to Event Grid only as CloudEvents.
    ///
    /// [The schema](https://learn.microsoft.com/azure/event-grid/event-schema),
    /// [CloudEvents](https://learn.microsoft.com/azure/event-grid/cloud-event-schema)
    ///
    /// # Errors
    ///
    /// The same errors as [`from_sqs`](Self::from_sqs). A `SubscriptionValidationEvent` is a record that [is not a
    /// notification](DeliveryError::is_not_a_notification).
    pub fn from_event_grid(bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        Envelope::EventGrid.open(bytes)
    }

    /// Opens what a program receives from Azure Service Bus: the body of a message, a list of bodies, or the request of
    /// Azure Functions to a custom handler (`Data` and `Metadata`).
    ///
    /// [Custom handlers](https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#request-payload)
    ///
    /// # Errors
    ///
    /// The same errors as [`from_sqs`](Self::from_sqs).
    pub fn from_service_bus(bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        Envelope::ServiceBus.open(bytes)
    }

    /// Opens a CloudEvent in structured mode, or a batch of them.
    ///
    /// For events whose attributes are HTTP headers, see [`from_cloudevents_http`](Self::from_cloudevents_http).
    ///
    /// [The JSON format](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md)
    ///
    /// # Errors
    ///
    /// The same errors as [`from_sqs`](Self::from_sqs).
    pub fn from_cloudevents(bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        Envelope::CloudEvents.open(bytes)
    }

    /// Opens a request with CloudEvents in any mode: structured or batched according to the `Content-Type`, otherwise
    /// binary, with the attributes in headers (`ce-id`, `ce-source` and so on).
    ///
    /// [The HTTP binding](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md)
    ///
    /// # Errors
    ///
    /// The same errors as [`from_sqs`](Self::from_sqs).
    pub fn from_cloudevents_http(
        headers: &HeaderMap,
        bytes: impl AsRef<[u8]>,
    ) -> Result<Deliveries, DeliveryError> {
        cloud_events::of_request(headers, bytes.as_ref())
    }

    /// Opens what a program receives from Confluent Cloud: the value of a Kafka record, the records of the REST proxy or of
    /// an HTTP sink, or the event of a Lambda function (`records`).
    ///
    /// The id of a record is `topic-partition@offset`, if the envelope contains them.
    ///
    /// [The records of the REST proxy](https://docs.confluent.io/platform/current/kafka-rest/api.html),
    /// [the event](https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html)
    ///
    /// # Errors
    ///
    /// The same errors as [`from_sqs`](Self::from_sqs).
    pub fn from_confluent(bytes: impl AsRef<[u8]>) -> Result<Deliveries, DeliveryError> {
        Envelope::Confluent.open(bytes)
    }

    /// Reads a notification without an envelope, in the Platform format or as a CloudEvent: the body of a message, the
    /// value of a record, a text from a test file.
    ///
    /// ```
    /// use ctp_sdk::events::Delivery;
    ///
    /// let delivery = Delivery::from_payload(
    ///     r#"{"notificationType": "Message", "projectKey": "shop", "id": "m-1", "version": 1, "sequenceNumber": 2,
    ///         "resource": {"typeId": "order", "id": "o-1"}, "resourceVersion": 3, "type": "NewsOfTomorrow",
    ///         "createdAt": "2026-01-01T10:00:00.000Z", "lastModifiedAt": "2026-01-01T10:00:00.000Z"}"#,
    /// )?;
    /// assert_eq!(delivery.sequence_number(), Some(2));
    /// // An unknown type of message is kept.
    /// assert!(matches!(delivery.message(), Some(ctp_sdk::models::Message::Unknown(_))));
    /// # Ok::<(), ctp_sdk::events::DeliveryError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is not JSON, not a notification, or cannot be decoded.
    pub fn from_payload(bytes: impl AsRef<[u8]>) -> Result<Self, DeliveryError> {
        Envelope::None.open(bytes)?.into_one()
    }

    /// The message; `None` if this is not a message, or if it is not included: see [`complete`](Self::complete).
    pub fn message(&self) -> Option<&Message> {
        match &self.notification {
            SubscriptionNotification::Message(message) => message.message.as_ref(),
            _ => None,
        }
    }

    /// The event, typed by its `type`; `None` if this is not an event.
    ///
    /// An unknown event is an `Event::Unknown` with all its members.
    ///
    /// # Errors
    ///
    /// When it cannot be decoded.
    pub fn event(&self) -> Result<Option<Event>, DecodeFailure> {
        match &self.notification {
            SubscriptionNotification::Event(_) => json::from_object(&self.payload).map(Some),
            _ => Ok(None),
        }
    }

    /// Whether it is the test notification that the platform sends when a subscription is created or its destination is
    /// changed: the creation of a `subscription`. It needs no handling.
    pub fn is_test(&self) -> bool {
        matches!(
            self.notification,
            SubscriptionNotification::ResourceCreated(_)
        ) && self.resource_type_id() == Some("subscription")
    }

    /// Whether it is a message whose content is not included, because it is too large or not accepted by the destination:
    /// see [`complete`](Self::complete).
    pub fn is_payload_missing(&self) -> bool {
        match &self.notification {
            SubscriptionNotification::Message(message) => {
                message.message.is_none() || message.payload_not_included.is_some()
            }
            _ => false,
        }
    }

    /// The key of the project; `None` for an event, which has none.
    pub fn project_key(&self) -> Option<&str> {
        self.text("projectKey")
    }

    /// The kind of the resource, such as `order`.
    pub fn resource_type_id(&self) -> Option<&str> {
        self.payload.get("resource")?.get("typeId")?.as_str()
    }

    /// The id of the resource.
    pub fn resource_id(&self) -> Option<&str> {
        self.payload.get("resource")?.get("id")?.as_str()
    }

    /// An identifier of the resource: the key of the project, the kind and the id.
    pub fn resource_key(&self) -> Option<String> {
        let project = self.project_key().unwrap_or_default();
        Some(format!(
            "{project}/{}/{}",
            self.resource_type_id()?,
            self.resource_id()?
        ))
    }

    /// The sequence number of a message among those of its resource, starting with 1.
    ///
    /// Every message of a resource increases it, including messages that the subscription does not request.
    pub fn sequence_number(&self) -> Option<i64> {
        match &self.notification {
            SubscriptionNotification::Message(message) => Some(message.sequence_number),
            _ => None,
        }
    }

    /// A key that is the same for each delivery of the same notification, and different for other notifications: for a
    /// message and an event its id, for a change the resource and its version, otherwise the id of the CloudEvent. It
    /// includes the key of the project.
    ///
    /// `None` if there is no such key, which is possible for an unknown kind.
    pub fn deduplication_key(&self) -> Option<String> {
        let project = self.project_key().unwrap_or_default();
        let of_change =
            |kind: &str, version: i64| Some(format!("{}/{kind}/{version}", self.resource_key()?));
        match &self.notification {
            SubscriptionNotification::Message(message) => {
                Some(format!("{project}/Message/{}", message.id))
            }
            SubscriptionNotification::Event(event) => Some(format!("{project}/Event/{}", event.id)),
            SubscriptionNotification::ResourceCreated(change) => {
                of_change("ResourceCreated", change.version)
            }
            SubscriptionNotification::ResourceUpdated(change) => {
                of_change("ResourceUpdated", change.version)
            }
            SubscriptionNotification::ResourceDeleted(change) => {
                of_change("ResourceDeleted", change.version)
            }
            SubscriptionNotification::Unknown(unknown) => {
                let kind = unknown.tag().unwrap_or_default();
                let id = self.text("id");
                let id = id.or_else(|| self.cloud_event.as_ref()?.id());
                Some(format!("{project}/{kind}/{}", id?))
            }
        }
    }

    /// The attributes of the CloudEvent; `None` for the Platform format.
    pub fn cloud_event(&self) -> Option<&CloudEvent> {
        self.cloud_event.as_ref()
    }

    /// The original notification, for example for your own log or for another queue.
    pub fn payload(&self) -> &JsonObject {
        &self.payload
    }

    /// The original notification.
    pub fn into_payload(self) -> JsonObject {
        self.payload
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.payload.get(name)?.as_str()
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Delivery")
            .field("notification", &self.notification)
            .field("cloud_event", &self.cloud_event)
            .finish_non_exhaustive()
    }
}

impl CloudEvent {
    /// The id of the event.
    pub fn id(&self) -> Option<&str> {
        self.attribute("id")
    }

    /// The kind of the event, such as `com.commercetools.product.message.ProductPublished`.
    pub fn type_(&self) -> Option<&str> {
        self.attribute("type")
    }

    /// The path of the resources of this kind, with the key of the project, such as `/my-project/products`.
    pub fn source(&self) -> Option<&str> {
        self.attribute("source")
    }

    /// The id of the resource.
    pub fn subject(&self) -> Option<&str> {
        self.attribute("subject")
    }

    /// When the resource was modified; `None` if it is not a valid time.
    pub fn time(&self) -> Option<DateTime> {
        self.attribute("time")?.parse().ok()
    }

    /// The path at which the message can be fetched.
    pub fn dataref(&self) -> Option<&str> {
        self.attribute("dataref")
    }

    /// An attribute by its name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).and_then(Value::as_str)
    }
}
