//! Open unions: an object of an unknown kind is kept and written back unchanged.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::json::{self, Outcome, Read, Sink, Write};
use crate::{DecodeFailure, JsonObject};

/// An object of a kind that this version of the SDK does not know, or that it cannot decode.
///
/// The API adds kinds without notice, so every union of the SDK has a variant `Unknown` with this type. It is sent with the
/// members that it was read with. `B` has the fields that all kinds of the union have in common.
///
/// An object of a known kind that cannot be decoded is kept in the same way, together with the [`failure`](Self::failure),
/// as long as the common fields can be decoded. A warning is logged for each.
///
/// A required union that the API did not send is an `Unknown` without a tag and with an empty body.
///
/// `Debug` shows the names of the members, never their values, because they may be secrets.
#[derive(Clone)]
pub struct Unknown<B = NoFields> {
    // Boxed, so that it does not make its union large. `None` if the API sent nothing.
    inner: Option<Box<Inner<B>>>,
}

#[derive(Clone)]
struct Inner<B> {
    tag: Option<String>,
    fields: B,
    body: JsonObject,
    failure: Option<DecodeFailure>,
}

/// The common fields of a union whose kinds have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NoFields;

impl<B> Unknown<B> {
    pub(crate) fn new(
        tag: Option<String>,
        fields: B,
        body: JsonObject,
        failure: Option<DecodeFailure>,
    ) -> Self {
        let inner = Inner {
            tag,
            fields,
            body,
            failure,
        };
        Self {
            inner: Some(Box::new(inner)),
        }
    }

    /// The value for a union that the API did not send.
    #[doc(hidden)]
    pub const MISSING: Self = Self { inner: None };

    /// Whether the API did not send a required object. It is left out when it is sent or serialized again.
    pub fn is_missing(&self) -> bool {
        self.inner.is_none()
    }

    /// The kind of the object, such as the value of its `type`; `None` if it has none.
    pub fn tag(&self) -> Option<&str> {
        self.inner.as_ref()?.tag.as_deref()
    }

    /// The whole object, with its tag and its common fields.
    pub fn body(&self) -> &JsonObject {
        static EMPTY: LazyLock<JsonObject> = LazyLock::new(JsonObject::new);
        match &self.inner {
            Some(inner) => &inner.body,
            None => &EMPTY,
        }
    }

    /// The whole object, with its tag and its common fields.
    pub fn into_body(self) -> JsonObject {
        self.inner.map(|inner| inner.body).unwrap_or_default()
    }

    /// Why an object of a known kind could not be decoded; `None` if its kind is unknown.
    pub fn failure(&self) -> Option<&DecodeFailure> {
        self.inner.as_ref()?.failure.as_ref()
    }
}

// Bounded by a trait of the generated code: `B` is always a generated struct, or `NoFields`.
#[allow(private_bounds)]
impl<B: Read + Send + Sync + 'static> Unknown<B> {
    /// The fields that all kinds of the union have in common.
    pub fn fields(&self) -> &B {
        match &self.inner {
            Some(inner) => &inner.fields,
            None => json::nothing(),
        }
    }

    /// Wraps an object, to send a kind that the SDK does not know yet.
    ///
    /// `tag_property` is the property that distinguishes the kinds of this union, such as `type` or `action`.
    ///
    /// # Errors
    ///
    /// When the value of that property is not a string, or when the object lacks one of the common fields of the union.
    pub fn from_body(tag_property: &str, body: JsonObject) -> Result<Self, DecodeFailure> {
        let tag = match body.get(tag_property) {
            None | Some(Value::Null) => None,
            Some(Value::String(tag)) => Some(tag.clone()),
            Some(_) => {
                return Err(DecodeFailure::of_member(
                    tag_property,
                    "invalid type, expected a string",
                    std::any::type_name::<Self>(),
                ));
            }
        };
        let fields = json::from_object(&body)?;
        Ok(Self::new(tag, fields, body, None))
    }
}

impl<B> fmt::Debug for Unknown<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.body().keys().collect();
        let mut debug = formatter.debug_struct("Unknown");
        debug.field("tag", &self.tag()).field("members", &names);
        if let Some(failure) = self.failure() {
            debug.field("failure", &format_args!("{failure}"));
        }
        debug.finish()
    }
}

// The tag and the common fields are parts of the body.
impl<B> PartialEq for Unknown<B> {
    fn eq(&self, other: &Self) -> bool {
        self.body() == other.body() && self.is_missing() == other.is_missing()
    }
}

impl<B> Write for Unknown<B> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        if self.is_missing() {
            return sink.null();
        }
        self.body().write(sink)
    }
}

impl<B> Serialize for Unknown<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for NoFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests;
