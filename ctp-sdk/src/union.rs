//! Unions that stay open: an object whose kind the SDK does not know yet is kept, and goes out as it came in.
//!
//! The generated code of a union buffers the object as a [`Tagged`] or a [`Keyed`], looks at it, and decodes it as the
//! variant it found. An untagged enum of serde would do the same with less code, but it takes an object of a known kind
//! with one wrong field for an unknown kind.

use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, IgnoredAny, Unexpected};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::JsonObject;
use crate::decode;

/// An object of a kind that this version of the SDK does not know.
///
/// The API adds kinds without notice, so every union of the SDK has a variant `Unknown` that holds one of these. It is
/// sent with the same members that it was read with. `B` has the fields that all kinds of the union share.
///
/// `Debug` shows the names of the members, never their values, for nobody knows which of them are secrets.
#[derive(Clone)]
pub struct Unknown<B = NoFields> {
    tag: Option<String>,
    fields: B,
    body: JsonObject,
}

/// The shared fields of a union whose kinds share none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NoFields;

impl<B> Unknown<B> {
    /// What the object says about its kind, such as the value of its `type`; `None` where it says nothing.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The fields that all kinds of the union share.
    pub fn fields(&self) -> &B {
        &self.fields
    }

    /// The whole object, with its tag and its shared fields.
    pub fn body(&self) -> &JsonObject {
        &self.body
    }

    /// The whole object, with its tag and its shared fields.
    pub fn into_body(self) -> JsonObject {
        self.body
    }
}

impl<B: DeserializeOwned> Unknown<B> {
    /// Wraps an object of your own, to send a kind that the SDK does not know yet.
    ///
    /// `tag_property` is the property that tells the kinds of this union apart, such as `type` or `action`.
    ///
    /// # Errors
    ///
    /// When the value of that property is not a string, or when the object lacks one of the fields that all kinds of the
    /// union share.
    pub fn from_body(tag_property: &str, body: JsonObject) -> Result<Self, serde_json::Error> {
        let tag = read_tag(tag_property, &body)?.map(str::to_owned);
        unknown(tag, body)
    }
}

impl<B> fmt::Debug for Unknown<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.body.keys().collect();
        formatter
            .debug_struct("Unknown")
            .field("tag", &self.tag)
            .field("members", &names)
            .finish()
    }
}

// The tag and the shared fields are parts of the body.
impl<B> PartialEq for Unknown<B> {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
    }
}

impl<B> Serialize for Unknown<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for NoFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// The object of a union whose kinds are told apart by the value of one property.
#[doc(hidden)]
pub struct Tagged {
    property: &'static str,
    tag: Option<String>,
    body: JsonObject,
}

impl Tagged {
    /// Reads an object whose `property`, if it is there and not null, is a string.
    pub fn deserialize_from<'de, D: Deserializer<'de>>(
        deserializer: D,
        property: &'static str,
    ) -> Result<Self, D::Error> {
        let body = JsonObject::deserialize(deserializer)?;
        let tag = read_tag(property, &body)?.map(str::to_owned);
        Ok(Self {
            property,
            tag,
            body,
        })
    }

    /// The value of the property; `None` where it is missing or null.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The object as one known kind.
    pub fn decode<T: DeserializeOwned, E: de::Error>(self) -> Result<T, E> {
        decode::object(self.body)
    }

    /// The object as a kind that is not known.
    pub fn unknown<B: DeserializeOwned, E: de::Error>(self) -> Result<Unknown<B>, E> {
        unknown(self.tag, self.body)
    }

    /// The error of an object that says nothing about its kind.
    pub fn missing_tag<E: de::Error>(&self) -> E {
        E::missing_field(self.property)
    }
}

/// The object of a union whose kinds are told apart by the properties that are there.
#[doc(hidden)]
pub struct Keyed {
    body: JsonObject,
}

impl Keyed {
    /// Reads an object.
    pub fn deserialize_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JsonObject::deserialize(deserializer).map(|body| Self { body })
    }

    /// Whether the property is there and not null.
    pub fn has(&self, property: &str) -> bool {
        self.body
            .get(property)
            .is_some_and(|value| !value.is_null())
    }

    /// The object as one known kind.
    pub fn decode<T: DeserializeOwned, E: de::Error>(self) -> Result<T, E> {
        decode::object(self.body)
    }

    /// The object as a kind that is not known. It has no tag.
    pub fn unknown<B: DeserializeOwned, E: de::Error>(self) -> Result<Unknown<B>, E> {
        unknown(None, self.body)
    }
}

fn read_tag<'a, E: de::Error>(property: &str, body: &'a JsonObject) -> Result<Option<&'a str>, E> {
    match body.get(property) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(tag)) => Ok(Some(tag)),
        Some(other) => Err(E::invalid_type(
            kind_of(other),
            &format!("a string as the property `{property}`").as_str(),
        )),
    }
}

fn kind_of(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(_) => Unexpected::Other("number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    }
}

fn unknown<B: DeserializeOwned, E: de::Error>(
    tag: Option<String>,
    body: JsonObject,
) -> Result<Unknown<B>, E> {
    Ok(Unknown {
        tag,
        fields: decode::object(body.clone())?,
        body,
    })
}

#[cfg(test)]
mod tests;
