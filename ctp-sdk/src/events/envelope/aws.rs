//! SQS, SNS and EventBridge.

use super::part::Part;
use super::{Received, is_payload, notification};
use crate::events::error::{DeliveryError, Reason};

/// See [`Delivery::from_sqs`](crate::events::Delivery::from_sqs).
pub(super) fn sqs(mut whole: Part) -> Result<Vec<Received>, DeliveryError> {
    if let Some(records) = whole.member_of(&["Records", "Messages"]) {
        return each(records, sqs_record);
    }
    match whole {
        list if list.is_list() => each(list, sqs_record),
        // The response of `ReceiveMessage` if there is no message.
        nothing if nothing.is_empty_object() => Ok(Vec::new()),
        body => Ok(vec![sqs_record(body)]),
    }
}

fn sqs_record(mut record: Part) -> Received {
    if is_payload(&record) {
        return Received::of(record);
    }
    let id = record
        .label("messageId")
        .or_else(|| record.label("MessageId"));
    let receipt = record
        .label("receiptHandle")
        .or_else(|| record.label("ReceiptHandle"));
    let attributes = record.member_of(&["attributes", "Attributes"]);
    let attempt = attributes.and_then(|attributes| attributes.label("ApproximateReceiveCount"));
    // Without a body it may be the body itself, in another envelope.
    let delivery = match record.member_of(&["body", "Body"]) {
        Some(body) => notification(body),
        None if receipt.is_some() => record.required("body").and_then(notification),
        None => notification(record),
    };
    Received {
        receipt,
        attempt: attempt.and_then(|count| count.parse().ok()),
        ..Received::with_id(id, delivery)
    }
}

/// See [`Delivery::from_sns`](crate::events::Delivery::from_sns).
pub(super) fn sns(mut whole: Part) -> Result<Vec<Received>, DeliveryError> {
    match whole.member("Records") {
        Some(records) => each(records, |mut record| match record.required("Sns") {
            Ok(message) => sns_record(message),
            Err(error) => Received::with_id(None, Err(error)),
        }),
        None if whole.is_list() => each(whole, sns_record),
        None => Ok(vec![sns_record(whole)]),
    }
}

fn sns_record(message: Part) -> Received {
    let id = message.label("MessageId");
    Received::with_id(id, notification(message))
}

/// The message in a request of SNS, which may be about its own subscription instead.
pub(super) fn sns_message(mut sent: Part) -> Result<Part, DeliveryError> {
    match sent.label("Type").as_deref() {
        Some("SubscriptionConfirmation") => {
            Err(sent.error(Reason::Validation("SubscriptionConfirmation")))
        }
        Some("UnsubscribeConfirmation") => {
            Err(sent.error(Reason::Validation("UnsubscribeConfirmation")))
        }
        _ => sent.required("Message"),
    }
}

/// See [`Delivery::from_eventbridge`](crate::events::Delivery::from_eventbridge).
pub(super) fn event_bridge(whole: Part) -> Result<Vec<Received>, DeliveryError> {
    match whole.is_list() {
        true => each(whole, event_bridge_record),
        false => Ok(vec![event_bridge_record(whole)]),
    }
}

fn event_bridge_record(event: Part) -> Received {
    let id = event.label("id");
    Received::with_id(id, notification(event))
}

/// Opens each record of a list.
pub(super) fn each(
    records: Part,
    open: impl Fn(Part) -> Received,
) -> Result<Vec<Received>, DeliveryError> {
    Ok(records.elements()?.into_iter().map(open).collect())
}
