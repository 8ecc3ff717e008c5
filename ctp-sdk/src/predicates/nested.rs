//! Fields with objects.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::{Date, DateTime, Time};

use super::expression::Predicate;
use super::field::{Field, List, fullness, presence};
use super::path::FieldPath;

/// A field with an object. The methods of `F` are its fields.
#[derive(Clone, Debug)]
pub struct Nested<F> {
    path: FieldPath,
    fields: F,
}

/// A field with a list of objects. The methods of `F` are their fields, each for any of the objects.
/// [`matching`](Self::matching) states several conditions for the same object.
#[derive(Clone, Debug)]
pub struct Elements<F> {
    path: FieldPath,
    fields: F,
}

/// A field with a map from names to `F`.
#[derive(Clone, Debug)]
pub struct Keyed<F> {
    path: FieldPath,
    of: PhantomData<fn() -> F>,
}

/// A field with a map from locales to `F`.
#[derive(Clone, Debug)]
pub struct Localized<F> {
    path: FieldPath,
    of: PhantomData<fn() -> F>,
}

/// A field of unknown type, such as a custom field: the caller chooses the type.
#[derive(Clone, Debug)]
pub struct Anything {
    path: FieldPath,
}

/// The fields of an object that no model describes.
#[derive(Clone, Debug)]
pub struct OpenFields {
    path: FieldPath,
}

/// A field that no model describes.
///
/// ```
/// use ctp_sdk::predicates::field;
///
/// let predicate = field("custom").field("fields").field("loyalty-level").integer().ge(3);
/// assert_eq!(predicate.as_str(), "custom(fields(`loyalty-level` >= 3))");
/// ```
pub fn field(name: impl Into<Cow<'static, str>>) -> Anything {
    OpenFields::from(FieldPath::default()).field(name)
}

impl<F: From<FieldPath>> Nested<F> {
    /// The object matches the condition: `shippingAddress(country = "DE" and city = "Bonn")`.
    pub fn matching(self, predicate: impl FnOnce(F) -> Predicate) -> Predicate {
        self.path.around(predicate(FieldPath::default().into()))
    }
}

impl<F: From<FieldPath>> Elements<F> {
    /// One of the objects matches the whole condition: `lineItems(productId = "a" and quantity > 1)`.
    pub fn matching(self, predicate: impl FnOnce(F) -> Predicate) -> Predicate {
        self.path.around(predicate(FieldPath::default().into()))
    }
}

impl<F: From<FieldPath>> Keyed<F> {
    /// The entry of the map for this name.
    pub fn key(&self, name: impl Into<Cow<'static, str>>) -> F {
        self.path.with(name.into()).into()
    }
}

impl<F: From<FieldPath>> Localized<F> {
    /// The entry of the map for a locale, such as `de-AT`.
    pub fn locale(&self, locale: impl Into<Cow<'static, str>>) -> F {
        self.path.with(locale.into()).into()
    }
}

impl OpenFields {
    /// The field with this name.
    pub fn field(&self, name: impl Into<Cow<'static, str>>) -> Anything {
        self.path.with(name.into()).into()
    }
}

impl Anything {
    /// A field of the object, or of the objects.
    pub fn field(&self, name: impl Into<Cow<'static, str>>) -> Self {
        self.path.with(name.into()).into()
    }

    /// The object, or one of the objects, matches the condition.
    pub fn matching(self, predicate: impl FnOnce(OpenFields) -> Predicate) -> Predicate {
        self.path.around(predicate(FieldPath::default().into()))
    }
}

/// The types that a field can be given.
macro_rules! taken_for {
    ($($name:ident -> $of:ty, $doc:literal;)*) => {
        impl Anything {
            $(#[doc = $doc]
            pub fn $name(self) -> $of {
                self.path.into()
            })*
        }
    };
}

taken_for! {
    text -> Field<String>, "It contains a string, or the key of an enum.";
    integer -> Field<i64>, "It contains a whole number.";
    number -> Field<f64>, "It contains a number.";
    boolean -> Field<bool>, "It contains `true` or `false`.";
    date_time -> Field<DateTime>, "It contains a timestamp.";
    date -> Field<Date>, "It contains a date.";
    time -> Field<Time>, "It contains a time of day.";
    texts -> List<String>, "It contains a list of strings.";
    numbers -> List<f64>, "It contains a list of numbers.";
    localized -> Localized<Field<String>>, "It contains strings by locale.";
}

presence!(
    [F] Nested<F>,
    [F] Elements<F>,
    [F] Keyed<F>,
    [F] Localized<F>,
    [] Anything,
);
fullness!([F] Elements<F>, [] Anything);

impl<F> Deref for Nested<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.fields
    }
}

impl<F> Deref for Elements<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.fields
    }
}

impl<F: From<FieldPath>> From<FieldPath> for Nested<F> {
    fn from(path: FieldPath) -> Self {
        let fields = path.clone().into();
        Self { path, fields }
    }
}

impl<F: From<FieldPath>> From<FieldPath> for Elements<F> {
    fn from(path: FieldPath) -> Self {
        let fields = path.clone().into();
        Self { path, fields }
    }
}

impl<F> From<FieldPath> for Keyed<F> {
    fn from(path: FieldPath) -> Self {
        Self {
            path,
            of: PhantomData,
        }
    }
}

impl<F> From<FieldPath> for Localized<F> {
    fn from(path: FieldPath) -> Self {
        Self {
            path,
            of: PhantomData,
        }
    }
}

impl From<FieldPath> for Anything {
    fn from(path: FieldPath) -> Self {
        Self { path }
    }
}

impl From<FieldPath> for OpenFields {
    fn from(path: FieldPath) -> Self {
        Self { path }
    }
}
