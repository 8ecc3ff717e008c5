//! Typed access to the value of an attribute.

use serde::de::DeserializeOwned;

use super::{CustomValue, EnumValue, LocalizedEnumValue, TypedValue, ValueError};
use crate::models::{Attribute, LocalizedString, Reference, TypedMoney};
use crate::{Date, DateTime, ResourceReference, Time};

impl Attribute {
    /// An attribute with a name and a value.
    pub fn of(name: impl Into<String>, value: impl CustomValue) -> Self {
        Self {
            name: name.into(),
            value: value.into_json(),
        }
    }

    /// The value, for typed access.
    pub fn typed(&self) -> TypedValue<'_> {
        TypedValue::new(&self.name, &self.value)
    }

    /// See [`TypedValue::reference`].
    ///
    /// # Errors
    ///
    /// When the value has another type.
    pub fn reference<R>(&self) -> Result<R, ValueError>
    where
        R: ResourceReference + DeserializeOwned,
    {
        self.typed().reference()
    }

    /// See [`TypedValue::set_of`].
    ///
    /// # Errors
    ///
    /// When the value or an element has another type.
    pub fn set_of<'a, T>(
        &'a self,
        read: impl Fn(&TypedValue<'a>) -> Result<T, ValueError>,
    ) -> Result<Vec<T>, ValueError> {
        self.typed().set_of(read)
    }

    /// See [`TypedValue::read`].
    ///
    /// # Errors
    ///
    /// When the value does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        self.typed().read()
    }
}

macro_rules! kinds {
    ($($name:ident: $of:ty;)*) => {
        impl Attribute {
            $(
                #[doc = concat!("See [`TypedValue::", stringify!($name), "`].")]
                ///
                /// # Errors
                ///
                /// When the value has another type.
                pub fn $name(&self) -> Result<$of, ValueError> {
                    self.typed().$name()
                }
            )*
        }
    };
}

kinds! {
    text: &str;
    localized: LocalizedString;
    enum_key: &str;
    enum_value: EnumValue;
    localized_enum_value: LocalizedEnumValue;
    money: TypedMoney;
    number: f64;
    integer: i64;
    boolean: bool;
    date: Date;
    time: Time;
    date_time: DateTime;
    any_reference: Reference;
    nested: Vec<Attribute>;
}
