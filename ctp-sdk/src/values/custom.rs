//! The types of values of attributes and custom fields.

use serde::Serialize;
use serde_json::{Value, json};

use super::{EnumValue, LocalizedEnumValue};
use crate::models::{
    Attribute, CentPrecisionMoney, HighPrecisionMoney, LocalizedString, Money, TypedMoney,
};
use crate::{Date, DateTime, ResourceReference, Time};

/// A type of values of attributes and custom fields.
///
/// Strings, numbers, booleans, dates and times, localized strings, money, references, enum values, nested attributes, and
/// sets of these. The key of an enum is a string.
///
/// ```
/// use ctp_sdk::models::Money;
/// use ctp_sdk::values::CustomValue;
/// use serde_json::json;
///
/// assert_eq!(Money::new(500, "EUR").into_json(), json!({"centAmount": 500, "currencyCode": "EUR"}));
/// assert_eq!(vec!["S", "M"].into_json(), json!(["S", "M"]));
/// ```
pub trait CustomValue {
    /// The value in JSON.
    fn into_json(self) -> Value;
}

macro_rules! plain {
    ($($of:ty),*) => {
        $(
            impl CustomValue for $of {
                fn into_json(self) -> Value {
                    Value::from(self)
                }
            }
        )*
    };
}

plain!(&str, String, bool, i32, i64, u32);

/// JSON has no infinity and no NaN: they become `null`.
impl CustomValue for f64 {
    fn into_json(self) -> Value {
        Value::from(self)
    }
}

macro_rules! written {
    ($($of:ty),*) => {
        $(
            impl CustomValue for $of {
                fn into_json(self) -> Value {
                    written(&self)
                }
            }
        )*
    };
}

written!(
    Date,
    Time,
    DateTime,
    LocalizedString,
    Money,
    CentPrecisionMoney,
    HighPrecisionMoney,
    TypedMoney,
    EnumValue,
    LocalizedEnumValue
);

fn written(value: &impl Serialize) -> Value {
    // All of them are strings or objects with string keys, so they can be serialized.
    serde_json::to_value(value).unwrap_or_default()
}

impl CustomValue for Value {
    fn into_json(self) -> Value {
        self
    }
}

/// A set.
impl<V: CustomValue> CustomValue for Vec<V> {
    fn into_json(self) -> Value {
        self.into_iter().map(V::into_json).collect()
    }
}

/// A set.
impl<V: CustomValue, const N: usize> CustomValue for [V; N] {
    fn into_json(self) -> Value {
        self.into_iter().map(V::into_json).collect()
    }
}

/// One of several nested attributes: the value is a list of them.
impl CustomValue for Attribute {
    fn into_json(self) -> Value {
        json!({"name": self.name, "value": self.value})
    }
}

/// A reference without the expanded resource.
impl<R: ResourceReference> CustomValue for R {
    fn into_json(self) -> Value {
        json!({"typeId": R::TYPE_ID, "id": self.id()})
    }
}
