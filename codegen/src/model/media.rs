//! Media types: how a body is read, and which of several is used.

use super::{
    resources::{Body, Method, Response},
    types::{Scalar, TypeRef},
};

/// How the body of a response is read.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// As JSON of a type; of any, if it is not specified.
    Json(&'a TypeRef),
    /// As a text.
    Text,
    /// As bytes.
    Bytes,
}

impl Content<'_> {
    /// Whether two bodies are read in the same way.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Json(of), Self::Json(other)) => of.is_same(other),
            (Self::Text, Self::Text) | (Self::Bytes, Self::Bytes) => true,
            _ => false,
        }
    }
}

impl Body {
    /// How it is read. The media type decides; the type matters only for JSON. The JSON text of a `file` is bytes.
    pub fn content(&self) -> Content<'_> {
        let is_file = matches!(self.of, Some(TypeRef::Scalar(Scalar::File)));
        match essence(&self.media_type).as_str() {
            _ if is_file => Content::Bytes,
            essence if is_json(essence) || is_any(essence) && self.of.is_some() => {
                Content::Json(self.of.as_ref().unwrap_or(&TypeRef::Any))
            }
            essence if is_text(essence) => Content::Text,
            _ => Content::Bytes,
        }
    }

    /// Whether it is JSON.
    pub fn is_json(&self) -> bool {
        is_json(&essence(&self.media_type))
    }
}

impl Response {
    /// The body that is requested and read, if there are several: JSON, if there is one. A response with status 204 or 205
    /// never has one, whatever is declared: [RFC 9110, 15.3.5](https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5).
    pub fn body(&self) -> Option<&Body> {
        if !self.is_rest && matches!(self.status, 204 | 205) {
            return None;
        }
        let mut bodies = self.bodies.iter();
        let json = bodies.find(|body| matches!(body.content(), Content::Json(_)));
        json.or(self.bodies.first())
    }

    /// How that body is read.
    pub fn content(&self) -> Option<Content<'_>> {
        self.body().map(Body::content)
    }
}

impl Method {
    /// The successful responses.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        self.responses
            .iter()
            .filter(|response| response.is_success())
    }

    /// The body of the first successful response that has one.
    pub fn success(&self) -> Option<&Body> {
        self.successes().find_map(Response::body)
    }

    /// The body of every successful response, if all of them have one that is read in the same way.
    pub fn only_success(&self) -> Option<&Body> {
        let first = self.success()?;
        let is_same = |response: &Response| {
            let body = response.body();
            body.is_some_and(|body| {
                std::ptr::eq(body, first) || body.content().is_same(&first.content())
            })
        };
        self.successes().all(is_same).then_some(first)
    }
}

/// A media type without its parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

fn is_any(essence: &str) -> bool {
    matches!(essence, "*/*" | "application/*")
}

fn is_text(essence: &str) -> bool {
    essence.starts_with("text/")
        || essence.ends_with("+xml")
        || essence.ends_with("+yaml")
        || matches!(
            essence,
            "application/xml" | "application/yaml" | "application/x-ndjson" | "application/graphql"
        )
}
