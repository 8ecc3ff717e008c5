//! Queries made of other queries.

use crate::models::{
    SearchAndExpression, SearchFilterExpression, SearchNotExpression, SearchOrExpression,
    SearchQuery, SearchQueryExpression,
};

use super::Several;

/// What all of the queries find.
///
/// ```
/// use ctp_sdk::models::SearchQuery;
/// use ctp_sdk::search;
///
/// // Queries of different types stand in a tuple. Those of which there are more or fewer, in a `Vec` of `SearchQuery`.
/// let mut queries: Vec<SearchQuery> = vec![search::field("key").exists().into()];
/// queries.push(search::field("createdAt").range(search_from()..).into());
/// let query = search::all(queries);
/// assert_eq!(query.and.len(), 2);
/// # fn search_from() -> ctp_sdk::DateTime { "2026-01-01T00:00:00Z".parse().unwrap() }
/// ```
pub fn all(queries: impl Several<SearchQuery>) -> SearchAndExpression {
    SearchAndExpression::new(queries.into_vec())
}

/// What at least one of the queries finds.
pub fn any(queries: impl Several<SearchQuery>) -> SearchOrExpression {
    SearchOrExpression::new(queries.into_vec())
}

/// What none of the queries finds.
pub fn not(queries: impl Several<SearchQuery>) -> SearchNotExpression {
    SearchNotExpression::new(queries.into_vec())
}

/// What all of the expressions find. In contrast to [`all`], they do not count for the relevance of a result.
pub fn filter(expressions: impl Several<SearchQueryExpression>) -> SearchFilterExpression {
    SearchFilterExpression::new(expressions.into_vec())
}
