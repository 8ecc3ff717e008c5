//! What can be asked of a field that holds objects.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::{Date, DateTime, Time};

use super::expression::Predicate;
use super::field::{Field, List, fullness, presence};
use super::path::FieldPath;

/// A field that holds an object, whose fields are those of `F`: they are methods of it.
#[derive(Clone, Debug)]
pub struct Nested<F> {
    path: FieldPath,
    fields: F,
}

/// A field that holds a list of objects, whose fields are those of `F`: they are methods of it, each for any of the
/// objects. [`matching`](Self::matching) asks several things of one of them.
#[derive(Clone, Debug)]
pub struct Elements<F> {
    path: FieldPath,
    fields: F,
}

/// A field that holds a map from names to what `F` stands for.
#[derive(Clone, Debug)]
pub struct Keyed<F> {
    path: FieldPath,
    of: PhantomData<fn() -> F>,
}

/// A field that holds a map from locales to what `F` stands for.
#[derive(Clone, Debug)]
pub struct Localized<F> {
    path: FieldPath,
    of: PhantomData<fn() -> F>,
}

/// A field that may hold anything, such as a custom field: the caller says what it is.
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
    /// The object meets what is asked of its fields: `shippingAddress(country = "DE" and city = "Bonn")`.
    pub fn matching(self, predicate: impl FnOnce(F) -> Predicate) -> Predicate {
        self.path.around(predicate(FieldPath::default().into()))
    }
}

impl<F: From<FieldPath>> Elements<F> {
    /// One of the objects meets all that is asked of its fields: `lineItems(productId = "a" and quantity > 1)`.
    pub fn matching(self, predicate: impl FnOnce(F) -> Predicate) -> Predicate {
        self.path.around(predicate(FieldPath::default().into()))
    }
}

impl<F: From<FieldPath>> Keyed<F> {
    /// What the map has by a name.
    pub fn key(&self, name: impl Into<Cow<'static, str>>) -> F {
        self.path.with(name.into()).into()
    }
}

impl<F: From<FieldPath>> Localized<F> {
    /// What the map has for a locale, such as `de-AT`.
    pub fn locale(&self, locale: impl Into<Cow<'static, str>>) -> F {
        self.path.with(locale.into()).into()
    }
}

impl OpenFields {
    /// The field of a name.
    pub fn field(&self, name: impl Into<Cow<'static, str>>) -> Anything {
        self.path.with(name.into()).into()
    }
}

impl Anything {
    /// A field of the object, or of the objects, that it holds.
    pub fn field(&self, name: impl Into<Cow<'static, str>>) -> Self {
        self.path.with(name.into()).into()
    }

    /// The object, or one of the objects, meets all that is asked of its fields.
    pub fn matching(self, predicate: impl FnOnce(OpenFields) -> Predicate) -> Predicate {
        self.path.around(predicate(FieldPath::default().into()))
    }
}

/// What a field may be taken for.
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
    text -> Field<String>, "It holds a text, or the key of an enum.";
    integer -> Field<i64>, "It holds a whole number.";
    number -> Field<f64>, "It holds a number.";
    boolean -> Field<bool>, "It holds `true` or `false`.";
    date_time -> Field<DateTime>, "It holds a moment.";
    date -> Field<Date>, "It holds a date.";
    time -> Field<Time>, "It holds a time of day.";
    texts -> List<String>, "It holds a list of texts.";
    numbers -> List<f64>, "It holds a list of numbers.";
    localized -> Localized<Field<String>>, "It holds texts by locale.";
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
