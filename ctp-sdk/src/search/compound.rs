//! Queries made of other queries.

use crate::IntoList;
use crate::models::{
    SearchAndExpression, SearchFilterExpression, SearchNotExpression, SearchOrExpression,
    SearchQuery, SearchQueryExpression,
};

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
pub fn all<By>(queries: impl IntoList<SearchQuery, By>) -> SearchAndExpression {
    SearchAndExpression::new(queries)
}

/// What at least one of the queries finds.
pub fn any<By>(queries: impl IntoList<SearchQuery, By>) -> SearchOrExpression {
    SearchOrExpression::new(queries)
}

/// What none of the queries finds.
pub fn not<By>(queries: impl IntoList<SearchQuery, By>) -> SearchNotExpression {
    SearchNotExpression::new(queries)
}

/// What all of the expressions find. In contrast to [`all`], they do not count for the relevance of a result.
pub fn filter<By>(expressions: impl IntoList<SearchQueryExpression, By>) -> SearchFilterExpression {
    SearchFilterExpression::new(expressions)
}
