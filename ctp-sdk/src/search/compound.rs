//! Queries that combine other queries.

use crate::models::{
    SearchAndExpression, SearchFilterExpression, SearchNotExpression, SearchOrExpression,
    SearchQuery, SearchQueryExpression,
};

use super::Several;

/// Matches what all of the queries match.
///
/// ```
/// use ctp_sdk::models::SearchQuery;
/// use ctp_sdk::search;
///
/// // Use a tuple for queries of different types, and a `Vec` of `SearchQuery` for any number of them.
/// let mut queries: Vec<SearchQuery> = vec![search::field("key").exists().into()];
/// queries.push(search::field("createdAt").range(search_from()..).into());
/// let query = search::all(queries);
/// assert_eq!(query.and.len(), 2);
/// # fn search_from() -> ctp_sdk::DateTime { "2026-01-01T00:00:00Z".parse().unwrap() }
/// ```
pub fn all(queries: impl Several<SearchQuery>) -> SearchAndExpression {
    SearchAndExpression::new(queries.into_vec())
}

/// Matches what at least one of the queries matches.
pub fn any(queries: impl Several<SearchQuery>) -> SearchOrExpression {
    SearchOrExpression::new(queries.into_vec())
}

/// Matches what none of the queries matches.
pub fn not(queries: impl Several<SearchQuery>) -> SearchNotExpression {
    SearchNotExpression::new(queries.into_vec())
}

/// Matches what all of the expressions match. In contrast to [`all`], they do not affect the relevance of a result.
pub fn filter(expressions: impl Several<SearchQueryExpression>) -> SearchFilterExpression {
    SearchFilterExpression::new(expressions.into_vec())
}
