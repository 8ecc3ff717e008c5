//! Typed access to a value.

use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{EnumValue, LocalizedEnumValue, ValueError};
use crate::json::{self, Read};
use crate::models::{Attribute, LocalizedString, Reference, TypedMoney};
use crate::{Date, DateTime, DecodeFailure, JsonObject, ResourceReference, Time, decode};

/// A value of an attribute, of a custom field, or of an element of a set, with its name for errors.
///
/// There is a method for each type. An error never contains the value.
#[derive(Clone, Copy)]
pub struct TypedValue<'a> {
    name: &'a str,
    /// The index in a set.
    index: Option<usize>,
    value: &'a Value,
}

impl<'a> TypedValue<'a> {
    pub(super) fn new(name: &'a str, value: &'a Value) -> Self {
        Self {
            name,
            index: None,
            value,
        }
    }

    /// The name of the attribute or field.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The original value.
    pub fn json(&self) -> &'a Value {
        self.value
    }

    /// A string.
    ///
    /// # Errors
    ///
    /// When it has another type, as for all methods below.
    pub fn text(&self) -> Result<&'a str, ValueError> {
        self.value.as_str().ok_or_else(|| self.wrong("a text"))
    }

    /// Strings by locale.
    pub fn localized(&self) -> Result<LocalizedString, ValueError> {
        self.model("a localized text")
    }

    /// The key of an enum value. A custom field has only the key; an attribute has the key and the label.
    pub fn enum_key(&self) -> Result<&'a str, ValueError> {
        let key = match self.value {
            Value::Object(value) => value.get("key").unwrap_or(&Value::Null),
            value => value,
        };
        key.as_str()
            .ok_or_else(|| self.wrong("the value of an enum"))
    }

    /// An enum value with its label, as in attributes.
    pub fn enum_value(&self) -> Result<EnumValue, ValueError> {
        self.object("the value of an enum")
    }

    /// An enum value with labels by locale, as in attributes.
    pub fn localized_enum_value(&self) -> Result<LocalizedEnumValue, ValueError> {
        self.object("the value of a localized enum")
    }

    /// Money. Use its [`amount`](TypedMoney::amount) for calculations.
    pub fn money(&self) -> Result<TypedMoney, ValueError> {
        self.model("money")
    }

    /// A number, with or without a fraction.
    pub fn number(&self) -> Result<f64, ValueError> {
        self.value.as_f64().ok_or_else(|| self.wrong("a number"))
    }

    /// An integer, which may be written as `5.0` in JSON.
    pub fn integer(&self) -> Result<i64, ValueError> {
        // Beyond 2 to the power of 53 a float represents several integers, and it is unknown which one was meant.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let whole = |number: &f64| number.fract() == 0.0 && number.abs() < EXACT;
        self.value
            .as_i64()
            .or_else(|| {
                let number = self.value.as_f64().filter(whole)?;
                // Whole and small enough, so nothing is truncated.
                #[allow(clippy::cast_possible_truncation)]
                Some(number as i64)
            })
            .ok_or_else(|| match self.value {
                Value::Number(_) => self.found("a whole number", "a number with a fraction"),
                _ => self.wrong("a whole number"),
            })
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Result<bool, ValueError> {
        self.value.as_bool().ok_or_else(|| self.wrong("a boolean"))
    }

    /// A date.
    pub fn date(&self) -> Result<Date, ValueError> {
        self.parsed("a date")
    }

    /// A time of the day.
    pub fn time(&self) -> Result<Time, ValueError> {
        self.parsed("a time")
    }

    /// A timestamp.
    pub fn date_time(&self) -> Result<DateTime, ValueError> {
        self.parsed("a date and time")
    }

    /// A reference to one kind of resource, with the resource in `obj` if it was expanded.
    ///
    /// ```
    /// # #[cfg(feature = "categories")]
    /// # fn run() -> Result<(), ctp_sdk::values::ValueError> {
    /// use ctp_sdk::models::{Attribute, CategoryReference};
    /// use serde_json::json;
    ///
    /// let attribute = Attribute::of("outlet", json!({"typeId": "category", "id": "category-1"}));
    /// let category: CategoryReference = attribute.reference()?;
    /// assert_eq!(category.id, "category-1");
    /// # Ok(())
    /// # }
    /// # #[cfg(feature = "categories")]
    /// # run()?;
    /// # Ok::<(), ctp_sdk::values::ValueError>(())
    /// ```
    pub fn reference<R>(&self) -> Result<R, ValueError>
    where
        R: ResourceReference + DeserializeOwned,
    {
        let expected = || format!("a reference to `{}`", R::TYPE_ID);
        let Some(type_id) = self.value.get("typeId").and_then(Value::as_str) else {
            return Err(self.wrong(expected()));
        };
        if type_id != R::TYPE_ID {
            return Err(self.found(expected(), "a reference to another kind of resource"));
        }
        self.read()
    }

    /// A reference to any kind of resource.
    pub fn any_reference(&self) -> Result<Reference, ValueError> {
        self.model("a reference")
    }

    /// The nested attributes of an attribute.
    pub fn nested(&self) -> Result<Vec<Attribute>, ValueError> {
        match self.value {
            Value::Array(_) => self.read_model(),
            _ => Err(self.wrong("nested attributes")),
        }
    }

    /// The elements of a set, in their original order.
    pub fn set(&self) -> Result<impl ExactSizeIterator<Item = Self> + use<'a>, ValueError> {
        // The platform has no sets of sets, so one index is enough.
        let Value::Array(elements) = self.value else {
            return Err(self.wrong("a set"));
        };
        let (name, value) = (self.name, elements.iter().enumerate());
        Ok(value.map(move |(index, value)| Self {
            name,
            index: Some(index),
            value,
        }))
    }

    /// The elements of a set, all of one type.
    ///
    /// ```
    /// use ctp_sdk::models::Attribute;
    /// use ctp_sdk::values::TypedValue;
    ///
    /// let colours = Attribute::of("colours", vec!["red", "green"]);
    /// assert_eq!(colours.set_of(TypedValue::text)?, ["red", "green"]);
    /// let error = colours.set_of(TypedValue::boolean).unwrap_err();
    /// assert_eq!(error.to_string(), "`colours[0]`: expected a boolean, found a text");
    /// # Ok::<(), ctp_sdk::values::ValueError>(())
    /// ```
    pub fn set_of<T>(
        &self,
        read: impl Fn(&Self) -> Result<T, ValueError>,
    ) -> Result<Vec<T>, ValueError> {
        self.set()?.map(|element| read(&element)).collect()
    }

    /// Your own type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        T::deserialize(self.value).or_else(|_| {
            let place = self.place();
            read_for_error(&place, self.value)
        })
    }

    /// The value as an object of the given type.
    fn object<T: DeserializeOwned>(&self, expected: &str) -> Result<T, ValueError> {
        match self.value {
            Value::Object(_) => self.read(),
            _ => Err(self.wrong(expected)),
        }
    }

    /// The value as a model that is an object. Models have their own reading code, which is compiled already.
    fn model<T: Read>(&self, expected: &str) -> Result<T, ValueError> {
        match self.value {
            Value::Object(_) => self.read_model(),
            _ => Err(self.wrong(expected)),
        }
    }

    fn read_model<T: Read>(&self) -> Result<T, ValueError> {
        json::from_value(self.value).map_err(|failure| unreadable(&self.place(), &failure))
    }

    fn parsed<T: FromStr>(&self, expected: &str) -> Result<T, ValueError> {
        let text = self.value.as_str().ok_or_else(|| self.wrong(expected))?;
        text.parse()
            .map_err(|_| self.found(expected, "another text"))
    }

    fn place(&self) -> String {
        match self.index {
            Some(index) => format!("{}[{index}]", self.name),
            None => self.name.to_owned(),
        }
    }

    /// The error for a value of another type.
    fn wrong(&self, expected: impl Into<String>) -> ValueError {
        let found = match self.value {
            Value::Null => {
                return ValueError::Missing {
                    place: self.place(),
                };
            }
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.found(expected, found)
    }

    fn found(&self, expected: impl Into<String>, found: &'static str) -> ValueError {
        ValueError::WrongKind {
            place: self.place(),
            expected: expected.into(),
            found,
        }
    }
}

/// The value is not shown.
impl std::fmt::Debug for TypedValue<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("TypedValue")
            .field("place", &self.place())
            .finish_non_exhaustive()
    }
}

/// Reads an unreadable value again, for an error that names the place in it and quotes no value.
///
/// From text, because only this provides the place. Values are normally not read from text, because a float may change.
pub(super) fn read_for_error<T: DeserializeOwned>(
    place: &str,
    value: &Value,
) -> Result<T, ValueError> {
    let text = value.to_string();
    decode::foreign(text.as_bytes()).map_err(|failure| unreadable(place, &failure))
}

fn unreadable(place: &str, failure: &DecodeFailure) -> ValueError {
    let inner = failure.path();
    let joint = match inner.chars().next() {
        None | Some('[') => "",
        Some(_) if place.is_empty() => "",
        Some(_) => ".",
    };
    ValueError::Unreadable {
        place: format!("{place}{joint}{inner}"),
        message: failure.message().to_owned(),
    }
}

/// An object with the values by name.
pub(super) fn object_of<'a>(values: impl Iterator<Item = (&'a str, &'a Value)>) -> Value {
    let values = values.map(|(name, value)| (name.to_owned(), value.clone()));
    Value::Object(values.collect::<JsonObject>())
}
