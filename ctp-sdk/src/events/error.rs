//! Why a delivery could not be read.

use std::error::Error as StdError;
use std::fmt;

use serde_json::Value;

use crate::DecodeFailure;

/// Why an envelope, or one of its records, could not be read.
///
/// It names the place within the received bytes and never quotes a value, which may be personal data:
///
/// ```
/// use ctp_sdk::events::Delivery;
///
/// let body = r#"{"notificationType": "ResourceCreated", "projectKey": "shop", "version": "one"}"#;
/// let event = serde_json::json!({"Records": [{"messageId": "m-1", "body": body}]});
/// let mut records = Delivery::from_sqs(event.to_string()).unwrap().into_iter();
/// let error = records.next().unwrap().delivery.unwrap_err();
/// assert_eq!(error.place(), "Records[0].body.version");
/// ```
///
/// `Debug` contains no values either.
#[derive(Clone)]
pub struct DeliveryError {
    // Boxed, because every record contains a result with this error.
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    place: String,
    reason: Reason,
    payload: Option<Value>,
}

/// The problem at the place.
#[derive(Clone, Debug)]
pub(super) enum Reason {
    NotJson(DecodeFailure),
    Missing,
    WrongType(&'static str),
    NotBase64,
    NotUtf8,
    TooManyEnvelopes,
    NotNotification,
    Validation(&'static str),
    Count(usize),
    Unreadable(DecodeFailure),
}

impl DeliveryError {
    pub(super) fn new(place: impl Into<String>, reason: Reason) -> Self {
        let place = match &reason {
            Reason::Unreadable(failure) => join(&place.into(), failure.path()),
            _ => place.into(),
        };
        Self {
            inner: Box::new(Inner {
                place,
                reason,
                payload: None,
            }),
        }
    }

    /// Adds the payload that could not be read.
    pub(super) fn with_payload(mut self, payload: Value) -> Self {
        self.inner.payload = Some(payload);
        self
    }

    /// The place of the problem, such as `Records[0].body.sequenceNumber`; empty for the whole.
    ///
    /// A string that contains JSON, and one in base64, is a step like any other member.
    pub fn place(&self) -> &str {
        &self.inner.place
    }

    /// Why a JSON text, or the payload in it, could not be decoded.
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        match &self.inner.reason {
            Reason::NotJson(failure) | Reason::Unreadable(failure) => Some(failure),
            _ => None,
        }
    }

    /// Whether the envelope contains something other than a notification of a subscription, such as a message that another
    /// program put into the same queue, or a request of the destination itself.
    pub fn is_not_a_notification(&self) -> bool {
        matches!(
            self.inner.reason,
            Reason::NotNotification | Reason::Validation(_)
        )
    }

    /// The payload that is a notification and could not be decoded, so that you can store it; `None` if the error occurred
    /// before.
    pub fn payload(&self) -> Option<&Value> {
        self.inner.payload.as_ref()
    }
}

/// The place of a member, or of an inner path.
pub(super) fn join(place: &str, inner: &str) -> String {
    match (place.is_empty(), inner.is_empty()) {
        (true, _) => inner.to_owned(),
        (_, true) => place.to_owned(),
        _ if inner.starts_with('[') => format!("{place}{inner}"),
        _ => format!("{place}.{inner}"),
    }
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place() {
            "" => formatter.write_str("the delivery")?,
            place => write!(formatter, "the delivery at `{place}`")?,
        }
        match &self.inner.reason {
            Reason::NotJson(failure) => write!(
                formatter,
                " is not JSON: {} (line {}, column {})",
                failure.message(),
                failure.line(),
                failure.column()
            ),
            Reason::Missing => formatter.write_str(" is missing"),
            Reason::WrongType(expected) => write!(formatter, " is not {expected}"),
            Reason::NotBase64 => formatter.write_str(" is not base64"),
            Reason::NotUtf8 => formatter.write_str(" is not UTF-8"),
            Reason::TooManyEnvelopes => {
                formatter.write_str(" is wrapped in more envelopes than the SDK opens")
            }
            Reason::NotNotification => formatter.write_str(
                " is not a notification of a subscription: it has no `notificationType`, and it is not an envelope that the SDK knows",
            ),
            Reason::Validation(kind) => write!(
                formatter,
                " is not a notification but a request of the destination ({kind}), which `PushService` answers"
            ),
            Reason::Count(count) => {
                write!(formatter, " has {count} records, where one was expected")
            }
            Reason::Unreadable(failure) => {
                write!(formatter, " cannot be read: {}", failure.message())
            }
        }
    }
}

impl fmt::Debug for DeliveryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DeliveryError")
            .field("place", &self.place())
            .field("reason", &format_args!("{self}"))
            .finish()
    }
}

impl StdError for DeliveryError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.decode_failure().map(|failure| failure as _)
    }
}
