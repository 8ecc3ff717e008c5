//! A page of the resources of a kind.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::{Parameters, Project};
use crate::refusal::{Problem, Refusal};

/// How many results a page has, where the query does not say.
const LIMIT: u64 = 20;

/// By what and in which direction results are sorted.
struct Sort<'q> {
    field: &'q str,
    is_descending: bool,
}

impl Project {
    /// The page that a query asks for. Where it asks for no order, the ids make it, so that pages do not overlap.
    pub(super) fn query(&self, path: &str, query: &Parameters) -> Result<Value, Refusal> {
        let limit = query.whole("limit")?.unwrap_or(LIMIT);
        let offset: u64 = query.whole("offset")?.unwrap_or_default();
        let with_total = match query.get("withTotal") {
            None | Some("true") => true,
            Some("false") => false,
            Some(_) => return Err(Refusal::parameter("withTotal", "true or false is expected")),
        };
        let sort: Vec<Sort<'_>> = query
            .all("sort")
            .map(Sort::read)
            .collect::<Result<_, _>>()?;
        let mut all: Vec<&Map<String, Value>> = self.all(path).iter().collect();
        all.sort_by(|left, right| {
            let orders = sort.iter().map(|sort| sort.compare(left, right));
            orders.fold(Ordering::Equal, Ordering::then)
        });
        let total = all.len();
        let results = all.into_iter();
        let results = results.skip(usize::try_from(offset).unwrap_or(usize::MAX));
        let results: Vec<&Map<String, Value>> = results
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .collect();
        let mut page = json!({
            "limit": limit,
            "offset": offset,
            "count": results.len(),
            "results": results,
        });
        if let (true, Some(page)) = (with_total, page.as_object_mut()) {
            page.insert("total".to_owned(), total.into());
        }
        Ok(page)
    }
}

impl<'q> Sort<'q> {
    /// Reads a sort expression such as `createdAt desc`.
    fn read(text: &'q str) -> Result<Self, Refusal> {
        let mut words = text.split_whitespace();
        let (field, direction, rest) = (words.next(), words.next(), words.next());
        let malformed = || {
            let message =
                format!("Malformed parameter: sort: '{text}' is not a field and asc or desc");
            Refusal::bad_request(Problem::new("InvalidInput", message))
        };
        let is_descending = match (direction, rest) {
            (None | Some("asc"), None) => false,
            (Some("desc"), None) => true,
            _ => return Err(malformed()),
        };
        match field.ok_or_else(malformed)? {
            field @ ("id" | "key" | "version" | "createdAt" | "lastModifiedAt") => Ok(Self {
                field,
                is_descending,
            }),
            other => Err(Refusal::not_emulated(&format!("sorting by {other} yet"))),
        }
    }

    /// Results without the field are behind the others in both directions.
    fn compare(&self, left: &Map<String, Value>, right: &Map<String, Value>) -> Ordering {
        match (left.get(self.field), right.get(self.field)) {
            (Some(left), Some(right)) => {
                let order = match (left.as_u64(), right.as_u64()) {
                    (Some(left), Some(right)) => left.cmp(&right),
                    _ => left.as_str().cmp(&right.as_str()),
                };
                if self.is_descending {
                    order.reverse()
                } else {
                    order
                }
            }
            (left, right) => right.is_some().cmp(&left.is_some()),
        }
    }
}
