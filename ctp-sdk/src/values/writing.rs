//! Named values from a struct of the caller.

use serde::Serialize;
use serde_json::Value;

use super::{CustomValue, ValueError};
use crate::JsonObject;
use crate::models::{Attribute, CustomFieldsDraft, FieldContainer};

/// Named values that can be created from a struct: a list of attributes, or a container of custom fields.
pub trait FromValues: Sized {
    /// One value for each field of the struct. A field that is `None` or a non-finite float is left out.
    ///
    /// ```
    /// use ctp_sdk::models::Attribute;
    /// use ctp_sdk::values::FromValues;
    ///
    /// #[derive(serde::Serialize)]
    /// struct Garment {
    ///     colour: &'static str,
    ///     length: Option<i64>,
    /// }
    ///
    /// let attributes = Vec::<Attribute>::from_values(&Garment { colour: "red", length: None })?;
    /// assert_eq!(attributes, [Attribute::of("colour", "red")]);
    /// # Ok::<(), ctp_sdk::values::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is neither a struct nor a map with string keys.
    fn from_values<T: Serialize + ?Sized>(values: &T) -> Result<Self, ValueError>;
}

impl FromValues for Vec<Attribute> {
    fn from_values<T: Serialize + ?Sized>(values: &T) -> Result<Self, ValueError> {
        let attributes = present(values)?;
        Ok(attributes
            .map(|(name, value)| Attribute { name, value })
            .collect())
    }
}

impl FromValues for FieldContainer {
    fn from_values<T: Serialize + ?Sized>(values: &T) -> Result<Self, ValueError> {
        Ok(present(values)?.collect())
    }
}

fn present<T: Serialize + ?Sized>(
    values: &T,
) -> Result<impl Iterator<Item = (String, Value)> + use<T>, ValueError> {
    let Ok(Value::Object(values)) = serde_json::to_value(values) else {
        // The error of a hand-written `Serialize` may quote a value.
        return Err(ValueError::Unwritable);
    };
    let values: JsonObject = values;
    Ok(values.into_iter().filter(|(_, value)| !value.is_null()))
}

impl CustomFieldsDraft {
    /// Adds or replaces the value of one field.
    ///
    /// ```
    /// use ctp_sdk::models::{CustomFieldsDraft, TypeResourceIdentifier};
    ///
    /// let draft = CustomFieldsDraft::new(TypeResourceIdentifier::new().key("delivery"))
    ///     .field("floor", 3)
    ///     .field("hints", ["at the back", "ring twice"]);
    /// assert_eq!(draft.fields.map(|fields| fields.len()), Some(2));
    /// ```
    pub fn field(mut self, name: impl Into<String>, value: impl CustomValue) -> Self {
        self.fields
            .get_or_insert_default()
            .insert(name.into(), value.into_json());
        self
    }

    /// Adds one value for each field of a struct, as [`FromValues::from_values`] does.
    ///
    /// # Errors
    ///
    /// When it is neither a struct nor a map with string keys.
    pub fn values<T: Serialize + ?Sized>(mut self, values: &T) -> Result<Self, ValueError> {
        self.fields.get_or_insert_default().extend(present(values)?);
        Ok(self)
    }
}
