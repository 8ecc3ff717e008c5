//! Types: what is sent and received.

use std::borrow::Cow;

use crate::source::Span;

/// The annotations of a declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// It is deprecated.
    pub mark_deprecated: bool,
    /// The deprecation message, if it is known: see [`crate::facts`].
    pub deprecation_note: Option<Cow<'static, str>>,
    /// May change without notice.
    pub beta: bool,
    /// A reference in it can be expanded.
    pub expandable: bool,
    /// A property that identifies the resource in addition to its id, such as `key`.
    pub identifier: bool,
    /// A property that identifies an element of a list.
    pub element_identifier: bool,
}

/// A named type, or an anonymous one at its place.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its name; empty for an anonymous type until [`crate::names`] gives it one.
    pub name: String,
    /// The package it belongs to, such as `Cart`.
    pub package: Option<String>,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// The name of the type it is derived from.
    pub base: Option<String>,
    /// Its form.
    pub shape: Shape,
    /// Its constraints.
    pub facets: Facets,
    /// Its annotations.
    pub marks: Marks,
    /// The page of the documentation that describes it.
    pub documentation: Option<String>,
    /// Examples of its JSON, by the file or place they come from.
    pub examples: Vec<Example>,
    /// Where it is declared.
    pub span: Span,
}

/// An example of a type's JSON.
#[derive(Clone, Debug)]
pub struct Example {
    /// The place.
    pub span: Span,
    /// The JSON text; `None` if the example is written in YAML.
    pub json: Option<String>,
}

/// The form of a type.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Named properties.
    Object(Object),
    /// One of several texts.
    Enum(Vec<EnumValue>),
    /// Another name for a scalar, an array or another type.
    Alias(TypeRef),
    /// One of several types.
    Union(Vec<TypeRef>),
}

/// The properties of an object type.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// Its own fields; inherited ones are in the base.
    pub fields: Vec<Field>,
    /// Its own pattern properties.
    pub maps: Vec<MapFacet>,
    /// The property that distinguishes subtypes, if this type declares it.
    pub discriminator: Option<String>,
    /// Its own value of the discriminator.
    pub tag: Option<String>,
    /// The tag that a union of its subtypes assumes for a body without the discriminator.
    pub missing_tag: Option<String>,
    /// Whether it is a page of the results of a query: see [`crate::facts`].
    pub page: Option<Page>,
}

/// A page of the results of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The property that holds the results.
    pub results: String,
    /// The type of a result.
    pub result: String,
    /// The property with the page size, if there is one.
    pub limit: Option<String>,
    /// Whether every result has an id.
    pub identified: bool,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue {
    /// The text on the wire.
    pub value: String,
    /// Its meaning.
    pub description: Option<String>,
}

/// A property for every name that matches a pattern.
#[derive(Clone, Debug)]
pub struct MapFacet {
    /// The pattern between the slashes; empty for any name.
    pub pattern: String,
    /// The type of the values.
    pub value: TypeRef,
    /// The constraints on the values.
    pub facets: Facets,
    /// Whether the names are locales.
    pub by_locale: bool,
    /// Its description.
    pub description: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// Its type.
    pub of: TypeRef,
    /// Whether it is required.
    pub required: bool,
    /// Whether it may be `null`, which differs from being absent.
    pub nullable: bool,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// Its constraints.
    pub facets: Facets,
    /// Its annotations.
    pub marks: Marks,
    /// Whether its value must never be printed.
    pub secret: bool,
    /// Its role in the SDK, if it has one: see [`crate::facts`].
    pub role: Option<Role>,
    /// Whether it is part of what is sent, received, or both.
    pub access: Access,
    /// The meaning of a received body without it, if the specification does not say.
    pub missing: Option<Missing>,
    /// Where it is declared.
    pub span: Span,
}

/// The direction of a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Access {
    /// It is sent and received.
    #[default]
    Both,
    /// The API sets it: it is received only.
    ReadOnly,
    /// The API keeps it: it is sent only.
    WriteOnly,
}

/// The role of a property in the SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The string that identifies a resource.
    Id,
    /// The string with which a shop identifies a resource.
    Key,
    /// The version of a resource.
    Version,
    /// The expanded resource of a reference. It is received and never sent.
    Expanded,
    /// An object whose properties are beside those of the object with this property. It is received and never sent.
    Beside,
}

impl Role {
    /// Whether a field of this role is received and never sent.
    pub fn is_only_received(self) -> bool {
        matches!(self, Self::Expanded | Self::Beside)
    }
}

/// The meaning of a missing property in a received body.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// This value.
    Value(Literal),
    /// An object in which all properties have their defaults.
    Defaults,
    /// The number of decimal digits of the currency that another property names.
    CurrencyDigits {
        /// That property.
        of: String,
    },
}

/// A use of a type.
#[derive(Clone, Debug)]
pub enum TypeRef {
    /// A named type.
    Named(String),
    /// A scalar.
    Scalar(Scalar),
    /// Any JSON value.
    Any,
    /// An object of any properties.
    AnyObject,
    /// A list.
    Array(Box<Self>),
    /// One of several types; for one type and `nil`, that type or `null`.
    Union(Vec<Self>),
    /// An anonymous type.
    Inline(Box<Type>),
}

/// The scalar types of RAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Text.
    String,
    /// A number, whole or not, of a format.
    Number(Option<Format>),
    /// A whole number of a format.
    Integer(Option<Format>),
    /// `true` or `false`.
    Boolean,
    /// Date and time with an offset: RFC 3339.
    DateTime,
    /// Date and time without an offset.
    DateTimeOnly,
    /// A date.
    DateOnly,
    /// A time of day.
    TimeOnly,
    /// The bytes of a file.
    File,
    /// `null` and nothing else.
    Nil,
}

/// The formats of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `int8`.
    Int8,
    /// `int16`.
    Int16,
    /// `int32` or `int`.
    Int32,
    /// `int64` or `long`.
    Int64,
    /// `float`.
    Float,
    /// `double`.
    Double,
}

impl Format {
    /// The format of a RAML facet.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "int8" => Self::Int8,
            "int16" => Self::Int16,
            "int32" | "int" => Self::Int32,
            "int64" | "long" => Self::Int64,
            "float" => Self::Float,
            "double" => Self::Double,
            _ => return None,
        })
    }

    /// Whether its numbers are whole.
    pub fn is_whole(self) -> bool {
        !matches!(self, Self::Float | Self::Double)
    }

    /// Its name in RAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Float => "float",
            Self::Double => "double",
        }
    }
}

impl Scalar {
    /// Its name in RAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number(_) => "number",
            Self::Integer(_) => "integer",
            Self::Boolean => "boolean",
            Self::DateTime => "datetime",
            Self::DateTimeOnly => "datetime-only",
            Self::DateOnly => "date-only",
            Self::TimeOnly => "time-only",
            Self::File => "file",
            Self::Nil => "nil",
        }
    }

    /// Its format, if it has one.
    pub fn format(self) -> Option<Format> {
        match self {
            Self::Number(format) | Self::Integer(format) => format,
            _ => None,
        }
    }
}

/// Constraints of a value. They are documented but not enforced: the platform checks them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// A regular expression that texts match.
    pub pattern: Option<String>,
    /// The shortest text.
    pub min_length: Option<String>,
    /// The longest text.
    pub max_length: Option<String>,
    /// The smallest number.
    pub minimum: Option<String>,
    /// The largest number.
    pub maximum: Option<String>,
    /// Numbers are multiples of this.
    pub multiple_of: Option<String>,
    /// The shortest list.
    pub min_items: Option<String>,
    /// The longest list.
    pub max_items: Option<String>,
    /// Whether the elements of a list differ.
    pub unique_items: Option<bool>,
    /// The fewest properties of an object.
    pub min_properties: Option<String>,
    /// The most properties of an object.
    pub max_properties: Option<String>,
    /// The values of an `enum` of numbers; those of strings are in [`Shape::Enum`].
    pub values: Vec<String>,
    /// Media types of a file.
    pub file_types: Vec<String>,
    /// The default.
    pub default: Option<Literal>,
    /// The constraints of the elements of a list, if they are in its declaration.
    pub items: Option<Box<Facets>>,
}

/// A literal in the specification.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A text.
    String(String),
    /// A list.
    List(Vec<Self>),
}

impl Type {
    /// Its properties, where it is an object.
    pub fn object(&self) -> Option<&Object> {
        match &self.shape {
            Shape::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Its own value of the discriminator.
    pub fn tag(&self) -> Option<&str> {
        self.object()?.tag.as_deref()
    }
}

impl Scalar {
    /// Whether its values are integers that fit 64 bits and may need 32 of them.
    pub fn is_whole(self) -> bool {
        matches!(
            self,
            Self::Integer(None | Some(Format::Int32 | Format::Int64))
                | Self::Number(Some(Format::Int32 | Format::Int64))
        )
    }
}

impl Field {
    /// Whether it is received and never sent, because of its role.
    pub fn is_only_received(&self) -> bool {
        self.role.is_some_and(Role::is_only_received)
    }

    /// Whether requests have it.
    pub fn is_sent(&self) -> bool {
        self.access != Access::ReadOnly && !self.is_only_received()
    }

    /// Whether answers have it.
    pub fn is_received(&self) -> bool {
        self.access != Access::WriteOnly
    }
}

impl TypeRef {
    /// The type of a use that is this type or `null`.
    pub fn or_null(&self) -> Option<&Self> {
        let Self::Union(members) = self else {
            return None;
        };
        match members.as_slice() {
            [of, Self::Scalar(Scalar::Nil)] | [Self::Scalar(Scalar::Nil), of] => Some(of),
            _ => None,
        }
    }

    /// Whether a use allows `null` beside other values.
    pub fn has_null(&self) -> bool {
        let Self::Union(members) = self else {
            return false;
        };
        let mut members = members.iter();
        members.any(|member| matches!(member, Self::Scalar(Scalar::Nil)))
    }

    /// Whether two uses are the same type. Anonymous types are always different.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(name), Self::Named(other)) => name == other,
            (Self::Scalar(scalar), Self::Scalar(other)) => scalar == other,
            (Self::Any, Self::Any) | (Self::AnyObject, Self::AnyObject) => true,
            (Self::Array(items), Self::Array(other)) => items.is_same(other),
            (Self::Union(members), Self::Union(others)) => {
                members.len() == others.len()
                    && members
                        .iter()
                        .zip(others)
                        .all(|(member, other)| member.is_same(other))
            }
            _ => false,
        }
    }

    /// Calls `visit` with every named type in it.
    pub fn for_each_name(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Self::Named(name) => visit(name),
            Self::Array(items) => items.for_each_name(visit),
            Self::Union(members) => members
                .iter()
                .for_each(|member| member.for_each_name(visit)),
            Self::Inline(of) => match &of.shape {
                Shape::Object(object) => {
                    if let Some(base) = &of.base {
                        visit(base);
                    }
                    object
                        .fields
                        .iter()
                        .for_each(|field| field.of.for_each_name(visit));
                    object
                        .maps
                        .iter()
                        .for_each(|map| map.value.for_each_name(visit));
                }
                Shape::Alias(of) => of.for_each_name(visit),
                Shape::Union(members) => members
                    .iter()
                    .for_each(|member| member.for_each_name(visit)),
                Shape::Enum(_) => {}
            },
            Self::Scalar(_) | Self::Any | Self::AnyObject => {}
        }
    }
}
