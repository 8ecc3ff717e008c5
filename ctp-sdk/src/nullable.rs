//! Values that can be sent as `null`.

use crate::json::{Outcome, Read, Sink, Source, Write};

/// A value, or `null`: for a property where the API distinguishes `null` from a missing property.
///
/// A required property of this kind is always sent, as its value or as `null`. An optional one is an `Option<Nullable<T>>`:
/// `None` leaves it out, `Some(Nullable::Null)` sends `null`. A `T` or an `Option<T>` can be passed for a `Nullable<T>`;
/// `None` is then `null`.
///
/// ```
/// use ctp_sdk::Nullable;
///
/// let parent: Nullable<String> = "root".into();
/// assert_eq!(parent.as_option().map(String::as_str), Some("root"));
/// assert!(Nullable::<String>::from(None::<String>).is_null());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// `null`.
    #[default]
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if it is not `null`.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value, if it is not `null`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Applies a function to the value; `null` stays `null`.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nullable<U> {
        self.into_option().map(change).into()
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T> From<Nullable<T>> for Option<T> {
    fn from(value: Nullable<T>) -> Self {
        value.into_option()
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

/// The type of an integer literal.
impl From<i32> for Nullable<i64> {
    fn from(value: i32) -> Self {
        Self::Value(value.into())
    }
}

impl<T: Read> Read for Nullable<T> {
    fn blank() -> Self {
        Self::Null
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        source.optional(&mut |source: &mut dyn Source| {
            *self = Self::Value(T::read(source)?);
            Ok(())
        })
    }

    fn keeps_null() -> bool {
        true
    }
}

impl<T: Write> Write for Nullable<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        match self {
            Self::Null => sink.null(),
            Self::Value(value) => value.write(sink),
        }
    }

    fn is_only_received(&self) -> bool {
        self.as_option().is_some_and(T::is_only_received)
    }
}
