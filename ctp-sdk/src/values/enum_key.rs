//! The key of an enum value, from both forms in which the platform sends it.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// The key of an enum value.
///
/// An attribute has the key and the label, `{"key": "red", "label": "Red"}`; a custom field has only the key, `"red"`. Both
/// are read. Only the key is written, which the platform accepts for both.
///
/// The enums that `cargo xtask project-types` generates use it for reading and writing, and your own enum can, too:
///
/// ```
/// use ctp_sdk::models::Attribute;
/// use ctp_sdk::values::{EnumKey, NamedValues};
/// use serde::{Deserialize, Serialize};
/// use serde_json::json;
///
/// #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
/// #[serde(from = "EnumKey", into = "EnumKey")]
/// enum Colour {
///     Red,
///     Other(String),
/// }
///
/// impl From<EnumKey> for Colour {
///     fn from(key: EnumKey) -> Self {
///         match key.as_str() {
///             "red" => Self::Red,
///             _ => Self::Other(key.into_string()),
///         }
///     }
/// }
///
/// impl From<Colour> for EnumKey {
///     fn from(colour: Colour) -> Self {
///         match colour {
///             Colour::Red => EnumKey::new("red"),
///             Colour::Other(key) => EnumKey::new(key),
///         }
///     }
/// }
///
/// #[derive(Deserialize)]
/// struct Garment {
///     colour: Colour,
/// }
///
/// let attributes = [Attribute::of("colour", json!({"key": "red", "label": "Red"}))];
/// assert_eq!(attributes.read_into::<Garment>()?.colour, Colour::Red);
/// assert_eq!(serde_json::to_value(Colour::Red).ok(), Some(json!("red")));
/// # Ok::<(), ctp_sdk::values::ValueError>(())
/// ```
///
/// # Sources
///
/// [AttributeEnumType](https://docs.commercetools.com/api/projects/productTypes#attributeenumtype) and
/// [CustomFieldEnumType](https://docs.commercetools.com/api/projects/types#customfieldenumtype) in commercetools.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnumKey(String);

impl EnumKey {
    /// The key with this name.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key as an owned string.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Serialize for EnumKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for EnumKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = EnumKey;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the key of a value of an enum, or an object with one")
    }

    fn visit_str<E>(self, key: &str) -> Result<EnumKey, E> {
        Ok(EnumKey::new(key))
    }

    fn visit_map<A: MapAccess<'de>>(self, value: A) -> Result<EnumKey, A::Error> {
        #[derive(serde::Deserialize)]
        struct WithLabel {
            key: String,
        }
        let value = WithLabel::deserialize(MapAccessDeserializer::new(value))?;
        Ok(EnumKey(value.key))
    }
}
