//! The intermediate representation: what a specification says, whatever language it was written in.
//!
//! It is the single truth for all that follows. What an emitter must treat specially is a fact here.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::source::Span;

/// A whole API.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// Its title.
    pub title: String,
    /// The base URI that SDKs use when none is given.
    pub base_uri: Option<String>,
    /// The page of the documentation that descriptions fall back to.
    pub documentation: Option<String>,
    /// The named types, in the order of the specification.
    pub types: IndexMap<String, Type>,
    /// The top-level resources.
    pub resources: Vec<Resource>,
    /// The security schemes by name, with the scopes each of them knows.
    pub security_schemes: IndexMap<String, Vec<String>>,
    /// The traits that methods use, for a restatement of the specification.
    pub traits: IndexMap<String, Trait>,
}

/// What a declaration says about itself, whatever it declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Still there, but callers should move away from it.
    pub mark_deprecated: bool,
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
    /// The JSON text; `None` where the example is written in YAML.
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
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// Its constraints.
    pub facets: Facets,
    /// What it says about itself.
    pub marks: Marks,
    /// Whether its value must never be printed.
    pub secret: bool,
    /// Whether it only ties resources together (an expanded reference, the fields of an error): see [`crate::reach`].
    pub weak: bool,
    /// Where it is declared.
    pub span: Span,
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
    /// One of several types.
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

    /// Its format, where it has one.
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

/// A node of the tree of paths.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its own part of the path, such as `/key={key}`.
    pub segment: String,
    /// The path from the root, as in the specification.
    pub path: String,
    /// The name of the method that leads to it, where the specification gives one.
    pub method_name: Option<String>,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// The parameters of its own part of the path.
    pub parameters: Vec<PathParameter>,
    /// Its methods.
    pub methods: Vec<Method>,
    /// The resources below it.
    pub resources: Vec<Self>,
    /// What it says about itself.
    pub marks: Marks,
    /// The types that can be created, updated and deleted here, as the specification annotates them.
    pub lifecycle: Lifecycle,
    /// Where it is declared.
    pub span: Span,
}

/// The types that a resource creates, updates and deletes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lifecycle {
    /// The draft of a `POST` that creates.
    pub createable: Option<String>,
    /// The type that a `POST` updates.
    pub updateable: Option<String>,
    /// The type that a `DELETE` deletes.
    pub deleteable: Option<String>,
}

/// A parameter within a path.
#[derive(Clone, Debug)]
pub struct PathParameter {
    /// Its name between the braces.
    pub name: String,
    /// Its type.
    pub of: TypeRef,
    /// The description, as the specification has it.
    pub description: Option<String>,
}

/// The HTTP methods of RAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Http {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
}

impl Http {
    /// All of them, in the order in which they are listed and emitted.
    pub const ALL: [Self; 7] = [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Options];

    /// The name in lower case, as RAML and Rust write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Head => "head",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Delete => "delete",
            Self::Options => "options",
        }
    }
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Method {
    /// The HTTP method.
    pub http: Http,
    /// The short name, as the specification has it.
    pub display_name: Option<String>,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// The query parameters, in the order of the specification.
    pub query: Vec<QueryParameter>,
    /// The request headers.
    pub headers: Vec<Header>,
    /// The request body, by media type.
    pub bodies: Vec<Body>,
    /// The fields of a form-urlencoded body that declares none of its own: see [`crate::facts`].
    pub form: Vec<QueryParameter>,
    /// The responses, in the order of their status.
    pub responses: Vec<Response>,
    /// The scopes it needs.
    pub scopes: BTreeSet<String>,
    /// The security scheme that the scopes belong to.
    pub security_scheme: Option<String>,
    /// The names of the traits it has.
    pub traits: Vec<String>,
    /// What it says about itself.
    pub marks: Marks,
    /// Where it is declared.
    pub span: Span,
}

/// A query parameter.
#[derive(Clone, Debug)]
pub struct QueryParameter {
    /// Its name, or the pattern of its names.
    pub name: QueryName,
    /// Its type; an array is a parameter that may be given several times.
    pub of: TypeRef,
    /// Whether it must be given.
    pub required: bool,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// Its constraints.
    pub facets: Facets,
    /// What it says about itself.
    pub marks: Marks,
    /// The trait it comes from, where the method itself says nothing about it.
    pub from_trait: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// The name of a query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryName {
    /// One name.
    Fixed(String),
    /// Any name that a pattern matches.
    Pattern {
        /// The regular expression, with the slashes that RAML writes around it.
        pattern: String,
        /// How a name is made, where the specification says so.
        placeholder: Option<Placeholder>,
    },
}

/// How a name of a pattern parameter is made: `var.<varName>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The name that the specification gives the parameter.
    pub parameter: String,
    /// What stands before the placeholder.
    pub prefix: String,
    /// The placeholder's name.
    pub placeholder: String,
    /// What stands behind the placeholder.
    pub suffix: String,
}

/// A header.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its type.
    pub of: TypeRef,
    /// Whether it is always there.
    pub required: bool,
    /// The description, as the specification has it.
    pub description: Option<String>,
}

/// A body of a request or response.
#[derive(Clone, Debug)]
pub struct Body {
    /// The media type.
    pub media_type: String,
    /// The type of what it holds; `None` where the specification says nothing.
    pub of: Option<TypeRef>,
    /// Examples of it.
    pub examples: Vec<Example>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The bodies by media type.
    pub bodies: Vec<Body>,
    /// The headers.
    pub headers: Vec<Header>,
    /// The description, as the specification has it.
    pub description: Option<String>,
}

/// A trait: what several methods have in common.
#[derive(Clone, Debug, Default)]
pub struct Trait {
    /// Its query parameters.
    pub query: Vec<QueryParameter>,
    /// Its response headers, by status.
    pub responses: Vec<Response>,
}

impl Api {
    /// All resources, each before those below it.
    pub fn all_resources(&self) -> Vec<&Resource> {
        fn collect<'a>(resources: &'a [Resource], into: &mut Vec<&'a Resource>) {
            for resource in resources {
                into.push(resource);
                collect(&resource.resources, into);
            }
        }
        let mut all = Vec::new();
        collect(&self.resources, &mut all);
        all
    }

    /// The base of a type that exists.
    pub fn base(&self, of: &Type) -> Option<&Type> {
        self.types.get(of.base.as_deref()?)
    }

    /// A type and its bases, nearest first; ends at a circle.
    pub fn lineage<'a>(&'a self, of: &'a Type) -> Vec<&'a Type> {
        let mut line = vec![of];
        let mut next = self.base(of);
        while let Some(base) = next {
            if line.iter().any(|known| known.name == base.name) {
                break;
            }
            line.push(base);
            next = self.base(base);
        }
        line
    }

    /// All fields of an object type: those of its bases first, each replaced where a derived type declares it again.
    pub fn fields<'a>(&'a self, of: &'a Type) -> Vec<&'a Field> {
        let mut fields: IndexMap<&str, &Field> = IndexMap::new();
        for declared in self.lineage(of).into_iter().rev() {
            if let Shape::Object(object) = &declared.shape {
                for field in &object.fields {
                    fields.insert(&field.name, field);
                }
            }
        }
        fields.into_values().collect()
    }

    /// All pattern properties of an object type, inherited ones included.
    pub fn maps<'a>(&'a self, of: &'a Type) -> Vec<&'a MapFacet> {
        let mut maps: IndexMap<&str, &MapFacet> = IndexMap::new();
        for declared in self.lineage(of).into_iter().rev() {
            if let Shape::Object(object) = &declared.shape {
                for map in &object.maps {
                    maps.insert(&map.pattern, map);
                }
            }
        }
        maps.into_values().collect()
    }

    /// The discriminator in force for a type, own or inherited, with the type that declares it.
    pub fn discriminator<'a>(&'a self, of: &'a Type) -> Option<(&'a str, &'a Type)> {
        self.lineage(of).into_iter().find_map(|declared| match &declared.shape {
            Shape::Object(object) => object.discriminator.as_deref().map(|property| (property, declared)),
            _ => None,
        })
    }
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

impl TypeRef {
    /// Calls `visit` with every named type in it.
    pub fn for_each_name(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Self::Named(name) => visit(name),
            Self::Array(items) => items.for_each_name(visit),
            Self::Union(members) => members.iter().for_each(|member| member.for_each_name(visit)),
            Self::Inline(of) => match &of.shape {
                Shape::Object(object) => {
                    if let Some(base) = &of.base {
                        visit(base);
                    }
                    object.fields.iter().for_each(|field| field.of.for_each_name(visit));
                    object.maps.iter().for_each(|map| map.value.for_each_name(visit));
                }
                Shape::Alias(of) => of.for_each_name(visit),
                Shape::Union(members) => members.iter().for_each(|member| member.for_each_name(visit)),
                Shape::Enum(_) => {}
            },
            Self::Scalar(_) | Self::Any | Self::AnyObject => {}
        }
    }
}
