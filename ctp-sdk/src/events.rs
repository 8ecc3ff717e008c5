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
//!                     Some(Message::Unknown(message)) => match message.failure() {
//!                         Some(failure) => {
//!                             eprintln!("{:?} cannot be read: {failure}", message.tag());
//!                             failed.push(received.id);
//!                         }
//!                         None => println!("a new type: {:?}", message.tag()),
//!                     },
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
//! - **A message of a known type that cannot be read** is a `Message::Unknown` as well, and [`Delivery::decode_failure`] says
//!   why. Do not take it for a new type, or it is lost.
//! - **The test notification** that the platform sends when a subscription is created or changed is recognized by
//!   [`Delivery::is_test`].
//! - **Content that was too large** for the destination is fetched by [`Delivery::complete`], the resource of a change by
//!   [`Delivery::fetch_resource`].
//!
//! `ctp_sdk::models` has another `Delivery`, that of a parcel: import the types of this module by their names.
//!
//! # Once, and in order
//!
//! The platform delivers at least once and in any order. [`Sequencer`] orders the messages of each resource, and
//! [`Deduplicator`] drops duplicates. Sequence first, then deduplicate around the work: the sequencer returns a duplicate as
//! [`Late`](SequencePlace::Late), and the deduplicator drops it. For a batch that is delivered as a whole:
//!
//! ```
//! use std::collections::HashSet;
//! use ctp_sdk::ApiRoot;
//! use ctp_sdk::events::{Deduplicator, Delivery, Handled, SeenStore, Sequencer, batch_item_failures};
//!
//! type BoxError = Box<dyn std::error::Error + Send + Sync>;
//!
//! async fn on_batch(
//!     api: &ApiRoot,
//!     deduplicator: &Deduplicator<impl SeenStore>,
//!     event: &[u8],
//! ) -> Result<serde_json::Value, BoxError> {
//!     let mut failed = Vec::new();
//!     let mut sequencer = Sequencer::new();
//!     let mut next = Vec::new();
//!     for received in Delivery::from_sqs(event)? {
//!         match received.delivery {
//!             Ok(delivery) => next.extend(sequencer.push(delivery, received.id)),
//!             // Another program put it into the queue.
//!             Err(error) if error.is_not_a_notification() => eprintln!("{error}"),
//!             Err(error) => {
//!                 eprintln!("{error}");
//!                 failed.push(received.id);
//!             }
//!         }
//!     }
//!     // At the end of the batch, return everything that still waits.
//!     next.extend(sequencer.take_all());
//!
//!     let mut with_failure = HashSet::new();
//!     for mut sequenced in next {
//!         let resource = sequenced.delivery.resource_key();
//!         // Messages after a failed one of the same resource must be delivered again after it.
//!         let is_behind = resource.as_ref().is_some_and(|resource| with_failure.contains(resource));
//!         if !is_behind {
//!             match handle_once(api, deduplicator, &mut sequenced.delivery).await {
//!                 Ok(Handled::Done(()) | Handled::Duplicate) => continue,
//!                 Ok(Handled::InProgress) => eprintln!("another copy is being handled"),
//!                 Err(error) => eprintln!("{error}"),
//!             }
//!         }
//!         failed.push(sequenced.receipt);
//!         with_failure.extend(resource);
//!     }
//!     Ok(batch_item_failures(failed))
//! }
//!
//! async fn handle_once(
//!     api: &ApiRoot,
//!     deduplicator: &Deduplicator<impl SeenStore>,
//!     delivery: &mut Delivery,
//! ) -> Result<Handled<()>, BoxError> {
//!     // A message that was too large for the queue is fetched.
//!     if !delivery.complete(api).await? {
//!         eprintln!("the message is not stored any more: {:?}", delivery.deduplication_key());
//!     }
//!     let delivery = &*delivery;
//!     deduplicator
//!         .once(delivery, async || {
//!             if let Some(failure) = delivery.decode_failure() {
//!                 return Err(failure.clone().into());
//!             }
//!             println!("{:?}", delivery.message());
//!             Ok(())
//!         })
//!         .await
//! }
//! ```
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
