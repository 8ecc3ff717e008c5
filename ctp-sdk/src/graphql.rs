//! GraphQL operations with variables and responses of your own types. It needs the feature `graphql`, which is not on by
//! default.
//!
//! `api.graphql().operation(…)` takes any value that serializes as the body of a GraphQL request, and decodes the `data` of
//! the response as any type. Write the body by hand:
//!
//! ```no_run
//! # async fn run(api: ctp_sdk::ApiRoot) -> ctp_sdk::Result<()> {
//! use ctp_sdk::graphql::GraphQlBody;
//!
//! #[derive(serde::Serialize)]
//! struct Variables<'a> {
//!     key: &'a str,
//! }
//!
//! #[derive(serde::Deserialize)]
//! struct Found {
//!     category: Option<Category>,
//! }
//!
//! #[derive(serde::Deserialize)]
//! struct Category {
//!     id: String,
//!     version: i64,
//! }
//!
//! let body = GraphQlBody::new("query($key: String) { category(key: $key) { id version } }")
//!     .variables(Variables { key: "shoes" });
//! let found: Found = api.graphql().operation(&body).send().await?;
//! println!("{:?}", found.category.map(|category| (category.id, category.version)));
//! # Ok(())
//! # }
//! ```
//!
//! or use the crate `graphql_client`: pass its `QueryBody`, and decode its `ResponseData`, as in the [example `graphql`]. It needs
//! `graphql_client = { version = "0.16", default-features = false, features = ["graphql_query_derive"] }` and `serde`. Tests can
//! send queries to the [emulator](crate::guide::testing).
//!
//! A query is retried as a read is, a mutation only after [`with_idempotent(true)`](crate::RequestOptions::with_idempotent).
//!
//! [example `graphql`]: https://github.com/ctp-rs/ctp/blob/main/ctp-sdk/examples/graphql.rs
//!
//! # Errors and partial data
//!
//! A GraphQL response may contain errors beside its data. [`GraphQlOperation::send`] returns the data if there are no
//! errors, otherwise an [`Error`](crate::Error) with all of them ([`graphql_errors`](crate::Error::graphql_errors)) and
//! with the data ([`graphql_data`](crate::Error::graphql_data)). [`GraphQlOperation::send_partial`] returns both.
//!
//! The predicates of the error use the codes: `ConcurrentModification` is a [conflict](crate::Error::is_conflict), with the
//! [`current_version`](crate::Error::current_version), whatever the HTTP status is.
//!
//! Source: [GraphQL API](https://docs.commercetools.com/api/graphql).

mod answer;
mod body;
mod error;
mod operation;

pub use answer::GraphQlAnswer;
pub use body::GraphQlBody;
pub use error::{GraphQlError, GraphQlLocation, GraphQlPathSegment};
pub use operation::GraphQlOperation;

pub(crate) use error::GraphQlRefusal;

#[cfg(test)]
mod tests;
