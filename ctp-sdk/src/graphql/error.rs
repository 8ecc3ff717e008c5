//! GraphQL errors.

use std::fmt;

use serde_json::Value;

use crate::models::GraphQlErrorObject;
use crate::{JsonObject, json};

/// One of the errors of a GraphQL answer.
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

/// A step on the way to the field of the answer where an error occurred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphQlPathSegment {
    /// A field, by its alias where it has one.
    Field(String),
    /// An element of a list, from 0.
    Index(u64),
}

/// A place in the document that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphQlLocation {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1.
    pub column: u64,
}

impl GraphQlError {
    /// What is wrong, for developers; empty where the API did not say.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The way to the field of the answer where it occurred; empty where the whole operation failed.
    pub fn path(&self) -> &[GraphQlPathSegment] {
        &self.path
    }

    /// The same way as a text, such as `products.results[0].masterData`.
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

    /// The places in the document that was sent; none where the API did not say.
    pub fn locations(&self) -> &[GraphQlLocation] {
        &self.locations
    }

    /// What the API says besides, such as the `code` and what belongs to it.
    pub fn extensions(&self) -> &JsonObject {
        &self.extensions
    }

    /// The code, such as `ConcurrentModification`; empty where the API gave none.
    pub fn code(&self) -> &str {
        let code = self.extensions.get("code").and_then(Value::as_str);
        code.unwrap_or_default()
    }

    /// The [`extensions`](Self::extensions) as one of the typed error objects, told by the [`code`](Self::code). `None` where
    /// they are none: without a code, or without what an object of the code has.
    pub fn typed(&self) -> Option<GraphQlErrorObject> {
        self.extensions.get("code")?;
        json::from_object(&self.extensions).ok()
    }

    /// Takes of an error what it has. What is of another kind than it should be is left out; a text alone is the message.
    fn read(error: &Value, redact: &dyn Fn(&str) -> String) -> Self {
        let nothing = JsonObject::new();
        let message = error.as_str().or_else(|| error.get("message")?.as_str());
        let error = error.as_object().unwrap_or(&nothing);
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
            message: message.map(redact).unwrap_or_default(),
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

/// What a GraphQL answer with errors holds.
pub(crate) struct GraphQlRefusal {
    pub(crate) errors: Vec<GraphQlError>,
    pub(crate) data: Option<Value>,
}

impl GraphQlRefusal {
    /// Reads the body of an answer; `None` where its errors are not those of GraphQL. `is_success` is whether its status is
    /// 2xx: only GraphQL has errors with it.
    pub(crate) fn read(
        body: &JsonObject,
        is_success: bool,
        redact: &dyn Fn(&str) -> String,
    ) -> Option<Self> {
        let errors = body.get("errors")?.as_array()?;
        // The errors of the HTTP API have their code beside the message.
        let is_graphql = |error: &Value| {
            ["extensions", "locations", "path"]
                .iter()
                .any(|name| error.get(*name).is_some())
        };
        let is_answer = is_success || body.contains_key("data");
        if errors.is_empty() || !(is_answer || errors.iter().any(is_graphql)) {
            return None;
        }
        Some(Self {
            errors: errors
                .iter()
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
