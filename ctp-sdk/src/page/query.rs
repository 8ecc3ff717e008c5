//! The request for each page of a query.

use std::fmt;

use super::cursor::Place;
use super::{PageCursor, Paging};
use crate::Request;
use crate::request::Problem;

/// The maximum page size of the API.
const LARGEST_PAGE: u64 = 500;

/// The maximum offset of the API.
///
/// Source: [Query features](https://docs.commercetools.com/api/general-concepts#offset).
const OFFSET_LIMIT: u64 = 10_000;

/// A query without the parameters that select a page.
pub(super) struct Query {
    request: Request,
    by_id: bool,
}

impl Query {
    pub(super) fn new(mut request: Request, paging: Paging) -> Self {
        let parameters = request.parameters_mut();
        // A sort expression of the caller is not the order of the ids.
        let by_id = paging.by_id && value(parameters, "sort").is_none();
        if value(parameters, "limit").is_none() {
            append(parameters, "limit", LARGEST_PAGE);
        }
        if paging.without_total && value(parameters, "withTotal").is_none() {
            append(parameters, "withTotal", false);
        }
        if by_id {
            append(parameters, "sort", "id asc");
        }
        Self { request, by_id }
    }

    /// Whether pages begin after ids, and not at offsets.
    pub(super) fn is_by_id(&self) -> bool {
        self.by_id
    }

    /// The start of the first page.
    pub(super) fn start(&self) -> PageCursor {
        let offset = number(self.request.parameters(), "offset");
        PageCursor::new(match self.by_id {
            true => Place::Start,
            false => Place::Offset(offset.unwrap_or_default()),
        })
    }

    /// The request for the page at a place, and its page size: at most the number of remaining results.
    pub(super) fn page(
        &self,
        cursor: &PageCursor,
        left: Option<u64>,
    ) -> Result<(Request, u64), Problem> {
        let mut request = self.request.clone();
        let parameters = request.parameters_mut();
        match (cursor.place(), self.by_id) {
            (Place::Start, true) => {}
            (Place::After(id), true) => {
                // The offset of the caller was applied before the first page.
                parameters.retain(|(name, _)| name != "offset");
                append(parameters, "where", format_args!("id > {}", quoted(id)));
            }
            (Place::Offset(offset), false) if *offset <= OFFSET_LIMIT => {
                set(parameters, "offset", *offset);
            }
            (Place::Offset(_), false) => return Err(Problem::OffsetLimit),
            _ => return Err(Problem::ForeignCursor),
        }
        let limit = number(parameters, "limit").unwrap_or(LARGEST_PAGE);
        match left {
            Some(left) if left < limit => {
                set(parameters, "limit", left);
                Ok((request, left))
            }
            _ => Ok((request, limit)),
        }
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(formatter)
    }
}

/// A string within a predicate.
///
/// Source: [Query Predicates](https://docs.commercetools.com/api/predicates/query).
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut named = parameters.iter().filter(|(known, _)| known == name);
    named.next().map(|(_, value)| value.as_str())
}

fn number(parameters: &[(String, String)], name: &str) -> Option<u64> {
    value(parameters, name)?.parse().ok()
}

/// Changes a parameter in place, so that the order of the others is unchanged.
fn set(parameters: &mut Vec<(String, String)>, name: &str, value: u64) {
    match parameters.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = value.to_string(),
        None => append(parameters, name, value),
    }
}

fn append(parameters: &mut Vec<(String, String)>, name: &str, value: impl fmt::Display) {
    parameters.push((name.to_owned(), value.to_string()));
}
