//! GraphQL operations with variables and answers of the caller's own types.
//!
//! `api.graphql().operation(…)` takes whatever is written as the body of a GraphQL request, and reads the `data` of the answer
//! as any type. A body can be made by hand:
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
//! or by the crate `graphql_client`, whose `QueryBody` is one, and whose `ResponseData` can be read: the example `graphql`
//! shows it.
//!
//! # Errors and partial data
//!
//! A GraphQL answer may have errors beside its data. [`GraphQlOperation::send`] gives the data where there are no errors, else
//! an [`Error`](crate::Error) with all of them ([`graphql_errors`](crate::Error::graphql_errors)) and with the data that came
//! along ([`graphql_data`](crate::Error::graphql_data)). [`GraphQlOperation::send_partial`] gives both.
//!
//! The predicates of the error go by the codes: `ConcurrentModification` is a
//! [conflict](crate::Error::is_conflict), with the [`current_version`](crate::Error::current_version), whatever the HTTP
//! status is.
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
