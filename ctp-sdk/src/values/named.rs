//! Values by name.

use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use serde_json::Value;

use super::typed::{object_of, read_for_error};
use super::{TypedValue, ValueError};
use crate::models::{Attribute, CustomFields, FieldContainer};

/// Values by name: a list of attributes, or custom fields.
///
/// A `null` value counts as missing.
pub trait NamedValues {
    /// The value with this name, if there is one.
    ///
    /// ```
    /// use ctp_sdk::models::FieldContainer;
    /// use ctp_sdk::values::{NamedValues, ValueError};
    /// use serde_json::json;
    ///
    /// let fields = FieldContainer::from([("floor".to_owned(), json!(3))]);
    /// let floor: Option<i64> = fields.find("floor").map(|floor| floor.integer()).transpose()?;
    /// assert_eq!(floor, Some(3));
    /// # Ok::<(), ValueError>(())
    /// ```
    fn find(&self, name: &str) -> Option<TypedValue<'_>>;

    /// The value with this name.
    ///
    /// # Errors
    ///
    /// [`ValueError::Missing`] when it is missing.
    fn named(&self, name: &str) -> Result<TypedValue<'_>, ValueError> {
        self.find(name).ok_or_else(|| ValueError::Missing {
            place: name.to_owned(),
        })
    }

    /// All values as your own type, whose fields have the names of the values. The type decides about values without a
    /// field; serde's derive ignores them.
    ///
    /// # Errors
    ///
    /// When a value does not fit. The error names its place, such as `price.centAmount`.
    fn read_into<T: DeserializeOwned>(&self) -> Result<T, ValueError>;
}

impl NamedValues for [Attribute] {
    fn find(&self, name: &str) -> Option<TypedValue<'_>> {
        let attribute = self.iter().find(|attribute| attribute.name == name)?;
        present(&attribute.name, &attribute.value)
    }

    fn read_into<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        read_all(|| {
            self.iter()
                .map(|attribute| (attribute.name.as_str(), &attribute.value))
        })
    }
}

impl NamedValues for FieldContainer {
    fn find(&self, name: &str) -> Option<TypedValue<'_>> {
        let (name, value) = self.get_key_value(name)?;
        present(name, value)
    }

    fn read_into<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        read_all(|| self.iter().map(|(name, value)| (name.as_str(), value)))
    }
}

impl NamedValues for CustomFields {
    fn find(&self, name: &str) -> Option<TypedValue<'_>> {
        self.fields.find(name)
    }

    fn read_into<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        self.fields.read_into()
    }
}

fn present<'a>(name: &'a str, value: &'a Value) -> Option<TypedValue<'a>> {
    (!value.is_null()).then(|| TypedValue::new(name, value))
}

fn read_all<'a, T, I>(values: impl Fn() -> I) -> Result<T, ValueError>
where
    T: DeserializeOwned,
    I: Iterator<Item = (&'a str, &'a Value)>,
{
    let present = || values().filter(|(_, value)| !value.is_null());
    let read: Result<T, serde_json::Error> = T::deserialize(MapDeserializer::new(present()));
    read.or_else(|_| read_for_error("", &object_of(present())))
}
