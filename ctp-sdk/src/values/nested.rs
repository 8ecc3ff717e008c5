//! Nested attributes as a struct.

use std::ops::{Deref, DerefMut};

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{self, Serialize, Serializer};

use super::{FromValues, NamedValues};
use crate::models::Attribute;

/// The attributes within an attribute of the type `nested`, as a struct of the caller.
///
/// In the API they are a list of names and values, like the attributes of a variant. A struct may contain itself, because
/// the inner one is on the heap.
///
/// ```
/// use ctp_sdk::models::Attribute;
/// use ctp_sdk::values::{FromValues, NamedValues, Nested};
/// use serde::{Deserialize, Serialize};
/// use serde_json::json;
///
/// #[derive(Debug, PartialEq, Deserialize, Serialize)]
/// struct Package {
///     weight: f64,
/// }
///
/// #[derive(Debug, PartialEq, Deserialize, Serialize)]
/// struct Shelf {
///     package: Nested<Package>,
/// }
///
/// let attributes = [Attribute::of("package", json!([{"name": "weight", "value": 1.5}]))];
/// let shelf: Shelf = attributes.read_into()?;
/// assert_eq!(shelf.package.weight, 1.5);
/// assert_eq!(Vec::<Attribute>::from_values(&shelf)?, attributes);
/// # Ok::<(), ctp_sdk::values::ValueError>(())
/// ```
///
/// # Sources
///
/// [AttributeNestedType](https://docs.commercetools.com/api/projects/productTypes#attributenestedtype) in commercetools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Nested<T>(Box<T>);

impl<T> Nested<T> {
    /// Wraps the struct.
    pub fn new(attributes: T) -> Self {
        Self(Box::new(attributes))
    }

    /// The struct.
    pub fn into_inner(self) -> T {
        *self.0
    }
}

impl<T> From<T> for Nested<T> {
    fn from(attributes: T) -> Self {
        Self::new(attributes)
    }
}

impl<T> Deref for Nested<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Nested<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Nested<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let attributes = Vec::<Attribute>::deserialize(deserializer)?;
        match attributes.read_into() {
            Ok(attributes) => Ok(Self::new(attributes)),
            Err(error) => Err(de::Error::custom(error.carried())),
        }
    }
}

impl<T: Serialize> Serialize for Nested<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let attributes = Vec::<Attribute>::from_values(&**self).map_err(ser::Error::custom)?;
        let pairs = attributes
            .iter()
            .map(|Attribute { name, value }| serde_json::json!({"name": name, "value": value}));
        serializer.collect_seq(pairs)
    }
}
