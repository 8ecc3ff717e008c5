//! GraphQL errors.

use std::fmt;

use serde_json::Value;

use crate::models::GraphQlErrorObject;
use crate::{JsonObject, json};

/// One of the errors of a GraphQL response.
///
/// `Display` is one line: the place, the message, the code. `Debug` shows no values of the extensions.
///
/// Source: [GraphQLError](https://docs.commercetools.com/api/graphql#ctp:api:type:GraphQLError), and
/// [Errors](https://spec.graphql.org/October2021/#sec-Errors) of the GraphQL specification.
#[derive(Clone, PartialEq)]
pub struct GraphQlError {
    message: String,
    path: Vec<GraphQlPathSegment>,
    locations: Vec<GraphQlLocation>,
    extensions: JsonObject,
}

/// A step of the path to the field of the response where an error occurred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphQlPathSegment {
    /// A field, or its alias.
    Field(String),
    /// An element of a list, starting with 0.
    Index(u64),
}

/// A position in the document that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphQlLocation {
    /// The line, starting with 1.
    pub line: u64,
    /// The column, starting with 1.
    pub column: u64,
}

impl GraphQlError {
    /// The message for developers; empty if there is none.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The path to the field of the response where the error occurred; empty if the whole operation failed.
    pub fn path(&self) -> &[GraphQlPathSegment] {
        &self.path
    }

    /// The path as text, such as `products.results[0].masterData`.
    pub fn place(&self) -> String {
        let mut place = String::new();
        for segment in &self.path {
            match segment {
                GraphQlPathSegment::Field(name) if place.is_empty() => place.push_str(name),
                GraphQlPathSegment::Field(name) => place.extend([".", name]),
                GraphQlPathSegment::Index(index) => place.push_str(&format!("[{index}]")),
            }
        }
        place
    }

    /// The positions in the document that was sent; empty if there are none.
    pub fn locations(&self) -> &[GraphQlLocation] {
        &self.locations
    }

    /// Other information, such as the `code` and its members.
    pub fn extensions(&self) -> &JsonObject {
        &self.extensions
    }

    /// The code, such as `ConcurrentModification`; empty if there is none.
    pub fn code(&self) -> &str {
        let code = self.extensions.get("code").and_then(Value::as_str);
        code.unwrap_or_default()
    }

    /// The [`extensions`](Self::extensions) as one of the typed error objects, according to the [`code`](Self::code).
    /// `None` if there is no code, or not all members that it requires.
    pub fn typed(&self) -> Option<GraphQlErrorObject> {
        self.extensions.get("code")?;
        json::from_object(&self.extensions).ok()
    }

    /// Reads the members of an error object. Members of another type are ignored.
    fn read(error: &JsonObject, redact: &dyn Fn(&str) -> String) -> Self {
        let list = |name| {
            error
                .get(name)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
        };
        let mut extensions = object(error, "extensions").cloned().unwrap_or_default();
        for name in ["message", "detailedErrorMessage"] {
            if let Some(Value::String(text)) = extensions.get_mut(name) {
                *text = redact(text);
            }
        }
        Self {
            message: error
                .get("message")
                .and_then(Value::as_str)
                .map(redact)
                .unwrap_or_default(),
            path: list("path").filter_map(GraphQlPathSegment::read).collect(),
            locations: list("locations")
                .filter_map(GraphQlLocation::read)
                .collect(),
            extensions,
        }
    }
}

impl GraphQlPathSegment {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(name) => Some(Self::Field(name.clone())),
            other => other.as_u64().map(Self::Index),
        }
    }
}

impl GraphQlLocation {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            line: value.get("line")?.as_u64()?,
            column: value.get("column")?.as_u64()?,
        })
    }
}

/// The content of a GraphQL response with errors.
pub(crate) struct GraphQlRefusal {
    pub(crate) errors: Vec<GraphQlError>,
    pub(crate) data: Option<Value>,
}

impl GraphQlRefusal {
    /// Reads the body of a response; `None` if its errors are not those of GraphQL.
    pub(crate) fn read(body: &JsonObject, redact: &dyn Fn(&str) -> String) -> Option<Self> {
        let errors = body.get("errors")?.as_array()?;
        let errors: Vec<&JsonObject> = errors.iter().filter_map(Value::as_object).collect();
        // The errors of the HTTP API have their code beside the message.
        let is_graphql = |error: &&JsonObject| {
            ["extensions", "locations", "path"]
                .iter()
                .any(|name| error.contains_key(*name))
        };
        let has_data = body.contains_key("data");
        if errors.is_empty() || !(has_data || errors.iter().any(is_graphql)) {
            return None;
        }
        Some(Self {
            errors: errors
                .into_iter()
                .map(|error| GraphQlError::read(error, redact))
                .collect(),
            data: body.get("data").filter(|data| !data.is_null()).cloned(),
        })
    }
}

fn object<'a>(of: &'a JsonObject, name: &str) -> Option<&'a JsonObject> {
    of.get(name)?.as_object()
}

impl fmt::Display for GraphQlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "{}: ", self.place())?;
        }
        formatter.write_str(&self.message)?;
        match self.code() {
            "" => Ok(()),
            code => write!(formatter, " [{code}]"),
        }
    }
}

impl fmt::Debug for GraphQlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.extensions.keys().collect();
        formatter
            .debug_struct("GraphQlError")
            .field("message", &self.message)
            .field("place", &self.place())
            .field("locations", &self.locations)
            .field("code", &self.code())
            .field("extensions", &names)
            .finish()
    }
}

impl std::error::Error for GraphQlError {}
