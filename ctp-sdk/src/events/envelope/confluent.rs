//! Confluent Cloud: Kafka records.

use super::aws::each;
use super::part::Part;
use super::{Received, is_payload, notification};
use crate::events::error::DeliveryError;

/// The length of the prefix that a schema registry adds to a value: a zero, and the id of the schema in four bytes.
const SCHEMA_PREFIX: usize = 5;

/// See [`Delivery::from_confluent`](crate::events::Delivery::from_confluent).
pub(super) fn confluent(mut whole: Part) -> Result<Vec<Received>, DeliveryError> {
    if whole.is_list() {
        return each(whole, record);
    }
    let Some(records) = whole.member("records") else {
        return Ok(vec![record(whole)]);
    };
    if records.is_list() {
        return each(records, record);
    }
    // The event of a Lambda function has a list for each partition.
    let mut all = Vec::new();
    for of_partition in records.values()? {
        all.extend(each(of_partition, record)?);
    }
    Ok(all)
}

/// A record, or only its value.
fn record(mut record: Part) -> Received {
    let is_record = record.has("value") || record.has("offset");
    if is_payload(&record) || !is_record {
        return Received::of(record);
    }
    let place = (
        record.label("topic"),
        record.label("partition"),
        record.label("offset"),
    );
    let id = match place {
        (Some(topic), Some(partition), Some(offset)) => {
            Some(format!("{topic}-{partition}@{offset}"))
        }
        _ => None,
    };
    let value = record.required("value").and_then(value);
    Received::with_id(id, value.and_then(notification))
}

/// The value of a record: JSON, JSON in a string, or JSON in base64.
fn value(value: Part) -> Result<Part, DeliveryError> {
    match value.as_str() {
        Some(text) if !text.trim_start().starts_with(['{', '"']) => {
            let bytes = value.base64()?;
            let json = match bytes.first() {
                Some(0) => bytes.get(SCHEMA_PREFIX..).unwrap_or_default(),
                _ => &bytes,
            };
            Part::parse(value.into_parts().0, json)
        }
        _ => Ok(value),
    }
}
