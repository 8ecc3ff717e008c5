//! Resources: the tree of paths, and the operations on it.

use std::collections::BTreeSet;

use crate::source::Span;

use super::types::{Example, Facets, Marks, TypeRef};

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
    /// How its state is changed by actions, where it is: see [`crate::facts`].
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

/// How the state of a resource is changed: a `POST` takes the version that the `GET` answered with, and actions.
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
    /// The URL of its own server, where the specification names another one than that of the API.
    pub server: Option<String>,
    /// The headers of the request, as the specification declares them: see [`Self::own_headers`].
    pub headers: Vec<QueryParameter>,
    /// The request body, by media type.
    pub bodies: Vec<Body>,
    /// Whether the API takes it without a body, too.
    pub is_body_optional: bool,
    /// The fields of a form-urlencoded body that declares none of its own: see [`crate::facts`].
    pub form: Vec<QueryParameter>,
    /// The responses, in the order of their status.
    pub responses: Vec<Response>,
    /// What it reads: see [`crate::facts`].
    pub reading: Reading,
    /// Whether it may be done twice with no more effect than once, though its HTTP method does not say so: see
    /// [`crate::facts`].
    pub is_repeatable: bool,
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

/// Headers that say what bodies, responses and security schemes say already.
const SAID_ELSEWHERE: [&str; 3] = ["accept", "content-type", "authorization"];

/// Whether a header says what bodies, responses and security schemes say already, so that no caller sets it.
pub fn is_said_elsewhere(header: &str) -> bool {
    let mut known = SAID_ELSEWHERE.iter();
    known.any(|name| name.eq_ignore_ascii_case(header))
}

impl Method {
    /// The headers that a caller gives: all but those that bodies, responses and security schemes tell.
    pub fn own_headers(&self) -> impl Iterator<Item = &QueryParameter> {
        self.headers.iter().filter(|header| match &header.name {
            QueryName::Fixed(name) => !is_said_elsewhere(name),
            QueryName::Pattern { .. } => true,
        })
    }

    /// The bodies of the responses that refuse: those with a status from 400 on.
    pub fn refusals(&self) -> impl Iterator<Item = &Body> {
        self.responses
            .iter()
            .filter(|response| response.is_refusal())
            .flat_map(|response| &response.bodies)
    }
}

/// What an operation reads, where there are more ways to read it than to send and to take what comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Nothing, or something else.
    #[default]
    Other,
    /// One resource, which may not be there.
    One,
    /// The results of a query, a page at a time.
    Pages(Paging),
}

/// How the pages of a query follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Whether a page can begin behind the id of a result; else it begins at an offset.
    pub by_id: bool,
    /// Whether the caller says if all results are counted, which takes time.
    pub with_total: bool,
}

/// A parameter of a request: in its query, in its form, a header or a cookie.
#[derive(Clone, Debug)]
pub struct QueryParameter {
    /// Its name, or the pattern of its names; a header has one name.
    pub name: QueryName,
    /// Its type; an array is a parameter that may be given several times.
    pub of: TypeRef,
    /// How its values become texts.
    pub encoding: Encoding,
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

/// How the values of a parameter become texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Each value is a text of its own.
    #[default]
    Texts,
    /// The values of a list are one text, with this letter between them.
    Joined(char),
    /// The names and values of the members of an object are one text.
    Members {
        /// What stands between a name and its value.
        within: char,
        /// What stands between two members.
        between: char,
    },
    /// Its text is JSON.
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
    /// The type of what it holds; `None` if the specification says nothing.
    pub of: Option<TypeRef>,
    /// The constraints that stand beside its type, such as the greatest length of a file.
    pub facets: Facets,
    /// Examples of it.
    pub examples: Vec<Example>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Whether it stands for all statuses of its hundred that no other response has, `status` being one of them.
    pub is_rest: bool,
    /// The bodies by media type.
    pub bodies: Vec<Body>,
    /// The headers.
    pub headers: Vec<Header>,
    /// The description, as the specification has it.
    pub description: Option<String>,
}

impl Response {
    /// Whether its status says that what was asked is done.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether its status says that what was asked is not done.
    pub fn is_refusal(&self) -> bool {
        self.status >= 400
    }
}

/// A trait: what several methods have in common.
#[derive(Clone, Debug, Default)]
pub struct Trait {
    /// Its query parameters.
    pub query: Vec<QueryParameter>,
    /// Its request headers.
    pub headers: Vec<QueryParameter>,
    /// Its response headers, by status.
    pub responses: Vec<Response>,
}
