//! Types: what is sent and received.

use std::borrow::Cow;

use crate::source::Span;

/// What a declaration says about itself, whatever it declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Still there, but callers should move away from it.
    pub mark_deprecated: bool,
    /// Why callers should move away from it and what to use instead, where that is known: see [`crate::facts`].
    pub deprecation_note: Option<Cow<'static, str>>,
    /// May change without notice.
    pub beta: bool,
    /// A reference in it can be expanded.
    pub expandable: bool,
    /// A property that identifies the resource beside its id, such as `key`.
    pub identifier: bool,
    /// A property that identifies an element of a list.
    pub element_identifier: bool,
}

/// A named type, or an anonymous one where it stands.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its name; empty for an anonymous type until [`crate::names`] gives it one.
    pub name: String,
    /// The part of the platform it belongs to, such as `Cart`.
    pub package: Option<String>,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// The name of the type it is derived from.
    pub base: Option<String>,
    /// What it is.
    pub shape: Shape,
    /// Its constraints.
    pub facets: Facets,
    /// What it says about itself.
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

/// What a type is.
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
    /// Its own fields; inherited ones are the base's.
    pub fields: Vec<Field>,
    /// Its own pattern properties.
    pub maps: Vec<MapFacet>,
    /// The property that tells subtypes apart, where this type declares it.
    pub discriminator: Option<String>,
    /// Its own value of the discriminator in force.
    pub tag: Option<String>,
    /// How a union of its subtypes reads a body without the discriminator: as the subtype of this tag.
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
    /// The property that holds the most results that the page could have, if there is one.
    pub limit: Option<String>,
    /// Whether every result has an id.
    pub identified: bool,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue {
    /// The text on the wire.
    pub value: String,
    /// What it means.
    pub description: Option<String>,
}

/// A property that stands for every name a pattern matches.
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
    /// What it holds.
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
    /// Whether it is always there.
    pub required: bool,
    /// Whether it may be `null`, which is not the same as not to be there.
    pub nullable: bool,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// Its constraints.
    pub facets: Facets,
    /// What it says about itself.
    pub marks: Marks,
    /// Whether its value must never be printed.
    pub secret: bool,
    /// What it is for the SDK, where it is more than a value: see [`crate::facts`].
    pub role: Option<Role>,
    /// Whether it is part of what is sent, of what is received, or of both.
    pub access: Access,
    /// What a received body without it means, where the specification does not say.
    pub missing: Option<Missing>,
    /// Where it is declared.
    pub span: Span,
}

/// Which way a property travels.
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

/// What a property is for the SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The text that identifies a resource.
    Id,
    /// The text by which a shop identifies a resource.
    Key,
    /// The whole number that counts the changes of a resource.
    Version,
    /// The resource behind a reference, where a request expanded it. It is received and never sent.
    Expanded,
    /// An object whose properties stand beside those of the object that has this one. It is received and never sent.
    Beside,
}

impl Role {
    /// Whether a field of this role is received and never sent.
    pub fn is_only_received(self) -> bool {
        matches!(self, Self::Expanded | Self::Beside)
    }
}

/// What a received body means that lacks a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// This value.
    Value(Literal),
    /// An object in which all properties have their defaults.
    Defaults,
    /// The digits behind the decimal point of the currency that another property names.
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
    /// One of several types; of one type and `nil`, that type or `null`.
    Union(Vec<Self>),
    /// A type without a name of its own.
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

/// Constraints on a value. They are documented, not enforced: the platform is the judge.
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
    /// The values of an `enum` of numbers; those of texts stand in [`Shape::Enum`].
    pub values: Vec<String>,
    /// Media types of a file.
    pub file_types: Vec<String>,
    /// What is assumed where nothing is given.
    pub default: Option<Literal>,
    /// The constraints on the elements of a list, where they stand in its declaration.
    pub items: Option<Box<Facets>>,
}

/// A value written in the specification.
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
    /// Whether its values are whole numbers that fit 64 bits and may need 32 of them.
    pub fn is_whole(self) -> bool {
        matches!(
            self,
            Self::Integer(None | Some(Format::Int32 | Format::Int64))
                | Self::Number(Some(Format::Int32 | Format::Int64))
        )
    }
}

impl Field {
    /// Whether it is received and never sent, for what it is to the SDK.
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
    /// The type that is given or `null`, of a use that says so and nothing more.
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

    /// Whether two uses say the same type. Types without a name are told apart, whatever they hold.
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
