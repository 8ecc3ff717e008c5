//! Mistakes in a query.

use graphql_parser::Pos;
use serde_json::{Value, json};

use crate::refusal::{Problem, Refusal};

/// A query that the schema does not permit, or that cannot be parsed.
pub(super) fn invalid(message: impl Into<String>, at: Option<Pos>) -> Refusal {
    let locations: Vec<Value> = at.into_iter().map(location).collect();
    let problem = Problem::new("InvalidInput", message)
        .with("locations", locations)
        .with("extensions", json!({"code": "InvalidInput"}));
    Refusal::bad_request(problem)
}

/// A part of GraphQL that the emulator does not know, with its place.
pub(super) fn not_emulated(what: &str, at: Pos) -> Refusal {
    let what = format!("{what} in GraphQL (line {}, column {})", at.line, at.column);
    Refusal::not_emulated(&what)
}

pub(super) fn location(at: Pos) -> Value {
    json!({"line": at.line, "column": at.column})
}
