//! The Rust types of the specification's types, without any syntax yet.

use crate::{
    model::{Api, Format, Scalar, TypeRef},
    names,
};

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// A text.
    Text,
    /// A Boolean value.
    Boolean,
    /// An integer. It has 64 bits whatever its format says: specifications give the same count different formats.
    Integer,
    /// A number.
    Float,
    /// A date and time with a time zone.
    DateTime,
    /// A date and time without a time zone.
    LocalDateTime,
    /// A date.
    Date,
    /// A time of the day.
    Time,
    /// Nothing.
    Unit,
    /// Any JSON value.
    Json,
    /// Any JSON object.
    JsonObject,
    /// A model of this name.
    Model(String),
    /// A list.
    List(Box<Self>),
    /// An element or a body that may be `null`.
    Optional(Box<Self>),
}

impl RustType {
    /// The Rust type of a use of a type.
    pub fn of(of: &TypeRef) -> Self {
        match of {
            TypeRef::Named(name) => Self::Model(names::type_name(name)),
            TypeRef::Scalar(scalar) => Self::of_scalar(*scalar),
            TypeRef::Union(_) => match of.or_null() {
                Some(of) => Self::Optional(Box::new(Self::of(of))),
                None => Self::Json,
            },
            TypeRef::Any | TypeRef::Inline(_) => Self::Json,
            TypeRef::AnyObject => Self::JsonObject,
            TypeRef::Array(items) => Self::List(Box::new(Self::of(items))),
        }
    }

    fn of_scalar(scalar: Scalar) -> Self {
        match scalar {
            Scalar::String | Scalar::File => Self::Text,
            Scalar::Boolean => Self::Boolean,
            Scalar::DateTime => Self::DateTime,
            Scalar::DateTimeOnly => Self::LocalDateTime,
            Scalar::DateOnly => Self::Date,
            Scalar::TimeOnly => Self::Time,
            Scalar::Nil => Self::Unit,
            Scalar::Number(None) => Self::Float,
            Scalar::Integer(None) => Self::Integer,
            Scalar::Number(Some(format)) | Scalar::Integer(Some(format)) => match format {
                Format::Int8 | Format::Int16 | Format::Int32 | Format::Int64 => Self::Integer,
                // An f32 would change the digits of what was sent.
                Format::Float | Format::Double => Self::Float,
            },
        }
    }

    /// Whether it is a type of the runtime, or contains one.
    pub fn is_of_runtime(&self) -> bool {
        match self {
            Self::DateTime
            | Self::LocalDateTime
            | Self::Date
            | Self::Time
            | Self::Json
            | Self::JsonObject => true,
            Self::List(of) | Self::Optional(of) => of.is_of_runtime(),
            Self::Text
            | Self::Boolean
            | Self::Integer
            | Self::Float
            | Self::Unit
            | Self::Model(_) => false,
        }
    }

    /// Whether callers usually have values of another type that converts to it: texts, enums, unions, maps.
    pub fn converts(&self) -> bool {
        matches!(self, Self::Text | Self::Model(_) | Self::Json)
    }
}

/// Whether a value of a type is copied rather than borrowed.
pub fn is_copy(api: &Api, of: &TypeRef) -> bool {
    let scalar = api.scalar(of);
    scalar.is_some_and(|scalar| !matches!(scalar, Scalar::String | Scalar::File))
}
