//! The body of a hand-written GraphQL request.

use std::borrow::Cow;

use serde::Serialize;

/// The body of a GraphQL request: a document, and the variables of its operation.
///
/// ```
/// use ctp_sdk::graphql::GraphQlBody;
/// use serde_json::json;
///
/// let body = GraphQlBody::new("query Names($limit: Int) { products(limit: $limit) { total } }")
///     .operation_name("Names")
///     .variables(json!({"limit": 3}));
/// assert_eq!(
///     serde_json::to_value(&body)?,
///     json!({
///         "query": "query Names($limit: Int) { products(limit: $limit) { total } }",
///         "operationName": "Names",
///         "variables": {"limit": 3},
///     })
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GraphQlBody<V = ()> {
    query: Cow<'static, str>,
    #[serde(rename = "operationName", skip_serializing_if = "Option::is_none")]
    operation_name: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variables: Option<V>,
}

impl GraphQlBody {
    /// A document without variables.
    pub fn new(query: impl Into<Cow<'static, str>>) -> Self {
        Self {
            query: query.into(),
            operation_name: None,
            variables: None,
        }
    }
}

impl<V> GraphQlBody<V> {
    /// Names the operation to execute, if the document has several.
    #[must_use]
    pub fn operation_name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.operation_name = Some(name.into());
        self
    }

    /// Sets the variables: a struct, or a map.
    #[must_use]
    pub fn variables<W>(self, variables: W) -> GraphQlBody<W> {
        GraphQlBody {
            query: self.query,
            operation_name: self.operation_name,
            variables: Some(variables),
        }
    }
}
