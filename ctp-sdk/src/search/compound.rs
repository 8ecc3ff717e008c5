//! Queries that combine other queries.

use crate::IntoList;
use crate::models::{
    SearchAndExpression, SearchFilterExpression, SearchNotExpression, SearchOrExpression,
    SearchQuery, SearchQueryExpression,
};

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
pub fn all<By>(queries: impl IntoList<SearchQuery, By>) -> SearchAndExpression {
    SearchAndExpression::new(queries)
}

/// Matches what at least one of the queries matches.
pub fn any<By>(queries: impl IntoList<SearchQuery, By>) -> SearchOrExpression {
    SearchOrExpression::new(queries)
}

/// Matches what none of the queries matches.
pub fn not<By>(queries: impl IntoList<SearchQuery, By>) -> SearchNotExpression {
    SearchNotExpression::new(queries)
}

/// Matches what all of the expressions match. In contrast to [`all`], they do not affect the relevance of a result.
pub fn filter<By>(expressions: impl IntoList<SearchQueryExpression, By>) -> SearchFilterExpression {
    SearchFilterExpression::new(expressions)
}
