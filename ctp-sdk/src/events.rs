//! Reads the deliveries of subscriptions: from the bytes of a queue, a topic or a push to typed notifications.
//!
//! A [subscription](https://docs.commercetools.com/api/projects/subscriptions) sends messages, changes of resources and
//! events to a destination: Amazon SQS, SNS or EventBridge, Google Pub/Sub, Azure Event Grid or Service Bus, Confluent
//! Cloud. Each destination wraps them in its own envelope. A [`Delivery`] is the content of the envelope; no cloud SDK is
//! needed:
//!
//! ```
//! use ctp_sdk::events::{Delivery, batch_item_failures};
//! use ctp_sdk::models::{Message, SubscriptionNotification};
//!
//! /// The handler of an AWS Lambda function behind a queue: the event in, the report of what failed out.
//! fn handle(event: &[u8]) -> Result<serde_json::Value, ctp_sdk::events::DeliveryError> {
//!     let mut failed = Vec::new();
//!     for received in Delivery::from_sqs(event)? {
//!         match received.delivery {
//!             Ok(delivery) => match &delivery.notification {
//!                 SubscriptionNotification::Message(message) => match &message.message {
//!                     Some(Message::OrderCreated(created)) => println!("order {}", created.order.id),
//!                     Some(Message::Unknown(message)) => println!("a new type: {:?}", message.tag()),
//!                     _ => {}
//!                 },
//!                 SubscriptionNotification::ResourceDeleted(deleted) => println!("{} is gone", deleted.resource.id()),
//!                 _ => {}
//!             },
//!             Err(error) => {
//!                 eprintln!("{error}");
//!                 failed.push(received.id);
//!             }
//!         }
//!     }
//!     Ok(batch_item_failures(failed))
//! }
//! # let event = r#"{"Records": [{"messageId": "m-1", "body": "{}"}]}"#;
//! # assert_eq!(handle(event.as_bytes()).unwrap()["batchItemFailures"][0]["itemIdentifier"], "m-1");
//! ```
//!
//! # Formats
//!
//! - **Both formats** are read and recognized: Platform and CloudEvents.
//! - **Nested envelopes** are opened: an SNS topic behind a queue, an EventBridge bus behind a topic.
//! - **A record that cannot be read** is an error of that record only, with its id.
//! - **Unknown kinds are kept**: a message of an unknown type is a `Message::Unknown` with all its members, an unknown
//!   notification a `SubscriptionNotification::Unknown`.
//! - **The test notification** that the platform sends when a subscription is created or changed is recognized by
//!   [`Delivery::is_test`].
//! - **Content that was too large** for the destination is fetched by [`Delivery::complete`], the resource of a change by
//!   [`Delivery::fetch_resource`].
//!
//! The platform delivers at least once and in any order. [`Deduplicator`] drops duplicates, and [`Sequencer`] orders the
//! messages of each resource.
//!
//! [`PushService`] is a [`tower_service::Service`] for push destinations, which also answers their validation requests.

mod deduplicator;
mod delivery;
mod envelope;
mod error;
mod fetch;
mod push;
mod recent;
mod sequencer;

pub use deduplicator::{Deduplicator, Handled, MemorySeenStore, SeenError, SeenState, SeenStore};
pub use delivery::{CloudEvent, Delivery};
pub use envelope::{Deliveries, Envelope, Received, batch_item_failures};
pub use error::DeliveryError;
pub use push::{PushService, SnsConfirmation};
pub use sequencer::{SequencePlace, Sequenced, Sequencer};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
mod tests;
