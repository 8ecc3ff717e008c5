//! Resources: the tree of paths, and the operations on it.

use std::collections::BTreeSet;

use crate::source::Span;

use super::types::{Example, Facets, Marks, TypeRef};

/// A node of the tree of paths.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its path segment, such as `/key={key}`.
    pub segment: String,
    /// The path from the root, as in the specification.
    pub path: String,
    /// The name of the method that returns it, if the specification contains one.
    pub method_name: Option<String>,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// The parameters of its path segment.
    pub parameters: Vec<PathParameter>,
    /// Its methods.
    pub methods: Vec<Method>,
    /// The resources below it.
    pub resources: Vec<Self>,
    /// Its annotations.
    pub marks: Marks,
    /// The types that can be created, updated and deleted here, as the specification annotates them.
    pub lifecycle: Lifecycle,
    /// How its state is updated with actions, if it is: see [`crate::facts`].
    pub update: Option<Update>,
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

/// How the state of a resource is updated: a `POST` takes the version that the `GET` returned, and actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The type of the state.
    pub state: String,
    /// The property of the state that holds the version.
    pub version: String,
    /// The type of an action.
    pub action: String,
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
    /// Its constraints.
    pub facets: Facets,
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
    pub const ALL: [Self; 7] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Options,
    ];

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
    /// The cookies of the request.
    pub cookies: Vec<QueryParameter>,
    /// The URL of its own server, if the specification names one for it.
    pub server: Option<String>,
    /// The headers of the request, as the specification declares them: see [`Self::own_headers`].
    pub headers: Vec<QueryParameter>,
    /// The request body, by media type.
    pub bodies: Vec<Body>,
    /// Whether the API also accepts it without a body.
    pub is_body_optional: bool,
    /// The fields of a form-urlencoded body without declared fields: see [`crate::facts`].
    pub form: Vec<QueryParameter>,
    /// The responses, in the order of their status.
    pub responses: Vec<Response>,
    /// What it reads: see [`crate::facts`].
    pub reading: Reading,
    /// Whether it may be repeated without an additional effect, although its HTTP method does not say so: see
    /// [`crate::facts`].
    pub is_repeatable: bool,
    /// The scopes it needs.
    pub scopes: BTreeSet<String>,
    /// The security scheme that the scopes belong to.
    pub security_scheme: Option<String>,
    /// The names of the traits it has.
    pub traits: Vec<String>,
    /// Its annotations.
    pub marks: Marks,
    /// Where it is declared.
    pub span: Span,
}

/// Headers that repeat what bodies, responses and security schemes say.
const SAID_ELSEWHERE: [&str; 3] = ["accept", "content-type", "authorization"];

/// Whether a header repeats what bodies, responses and security schemes say, so that callers do not set it.
pub fn is_said_elsewhere(header: &str) -> bool {
    let mut known = SAID_ELSEWHERE.iter();
    known.any(|name| name.eq_ignore_ascii_case(header))
}

impl Method {
    /// The headers that a caller sets: all except those of bodies, responses and security schemes.
    pub fn own_headers(&self) -> impl Iterator<Item = &QueryParameter> {
        self.headers.iter().filter(|header| match &header.name {
            QueryName::Fixed(name) => !is_said_elsewhere(name),
            QueryName::Pattern { .. } => true,
        })
    }

    /// The bodies of error responses: those with a status from 400 on.
    pub fn refusals(&self) -> impl Iterator<Item = &Body> {
        self.responses
            .iter()
            .filter(|response| response.is_refusal())
            .flat_map(|response| &response.bodies)
    }
}

/// What an operation reads, if there are more ways to read it than `send`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Nothing, or something else.
    #[default]
    Other,
    /// One resource, which may not exist.
    One,
    /// The results of a query, a page at a time.
    Pages(Paging),
}

/// How the pages of a query follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Whether a page can begin after the id of a result; otherwise it begins at an offset.
    pub by_id: bool,
    /// Whether the caller decides if all results are counted, which takes time.
    pub with_total: bool,
}

/// A parameter of a request: in its query, in its form, a header or a cookie.
#[derive(Clone, Debug)]
pub struct QueryParameter {
    /// Its name, or the pattern of its names; a header has one name.
    pub name: QueryName,
    /// Its type; an array is a parameter that may be repeated.
    pub of: TypeRef,
    /// How its values are written as strings.
    pub encoding: Encoding,
    /// Whether it must be given.
    pub required: bool,
    /// The description, as the specification has it.
    pub description: Option<String>,
    /// Its constraints.
    pub facets: Facets,
    /// Its annotations.
    pub marks: Marks,
    /// The trait it comes from, if the method itself does not declare it.
    pub from_trait: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// How the values of a parameter are written as strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Each value is a separate string.
    #[default]
    Texts,
    /// The values of a list are one string, with this separator.
    Joined(char),
    /// The names and values of the members of an object are one string.
    Members {
        /// The separator between a name and its value.
        within: char,
        /// The separator between two members.
        between: char,
    },
    /// Its string is JSON.
    Json,
}

/// The name of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryName {
    /// One name.
    Fixed(String),
    /// Any name that a pattern matches.
    Pattern {
        /// The regular expression, with the slashes that RAML writes around it.
        pattern: String,
        /// How a name is composed, if the specification says so.
        placeholder: Option<Placeholder>,
    },
}

/// How a name of a pattern parameter is composed: `var.<varName>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The name that the specification gives the parameter.
    pub parameter: String,
    /// The text before the placeholder.
    pub prefix: String,
    /// The placeholder's name.
    pub placeholder: String,
    /// The text after the placeholder.
    pub suffix: String,
}

/// A header of a response.
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
    /// The type of its content; `None` if the specification does not contain it.
    pub of: Option<TypeRef>,
    /// The constraints beside its type, such as the maximum length of a file.
    pub facets: Facets,
    /// Examples of it.
    pub examples: Vec<Example>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Whether it stands for all statuses of its class that no other response has, `status` being one of them.
    pub is_rest: bool,
    /// The bodies by media type.
    pub bodies: Vec<Body>,
    /// The headers.
    pub headers: Vec<Header>,
    /// The description, as the specification has it.
    pub description: Option<String>,
}

impl Response {
    /// Whether its status is a success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether its status is an error.
    pub fn is_refusal(&self) -> bool {
        self.status >= 400
    }
}

/// A trait: the common parts of several methods.
#[derive(Clone, Debug, Default)]
pub struct Trait {
    /// Its query parameters.
    pub query: Vec<QueryParameter>,
    /// Its request headers.
    pub headers: Vec<QueryParameter>,
    /// Its response headers, by status.
    pub responses: Vec<Response>,
}
