//! A page of the resources of a kind.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::{Parameters, Project, Seen};
use crate::kind::Object;
use crate::kinds::business_units::rights;
use crate::predicate::{self, compare_texts};
use crate::refusal::{Problem, Refusal};

/// The default page size.
const LIMIT: u64 = 20;

/// A sort criterion.
struct Sort<'q> {
    path: Vec<&'q str>,
    is_descending: bool,
}

impl Project {
    /// The page of a query. Without a sort expression, results are ordered by id, so that pages do not overlap. `is_of`
    /// selects the resources.
    pub(crate) fn query(
        &self,
        seen: Seen<'_>,
        query: &Parameters,
        is_of: &dyn Fn(&Object) -> bool,
    ) -> Result<Value, Refusal> {
        let mut all = self.matching(seen, query)?;
        all.retain(|resource| is_of(resource));
        self.sorted_page(all, &seen.kind.state, query)
    }

    /// The page of a query over objects of the type `state`.
    pub(crate) fn sorted_page(
        &self,
        mut all: Vec<&Object>,
        state: &str,
        query: &Parameters,
    ) -> Result<Value, Refusal> {
        let sort = query.all("sort").map(|text| self.sort(state, text));
        let sort: Vec<Sort<'_>> = sort.collect::<Result<_, _>>()?;
        all.sort_by(|left, right| {
            let orders = sort.iter().map(|sort| sort.compare(left, right));
            orders.fold(Ordering::Equal, Ordering::then)
        });
        page(all, query)
    }

    /// The resources that match the predicates of a query, ordered by id.
    pub(crate) fn matching(
        &self,
        seen: Seen<'_>,
        query: &Parameters,
    ) -> Result<Vec<&Object>, Refusal> {
        let predicates = predicate::of_query(self.contract, &seen.kind.state, query)?;
        let sight = rights::sight(self, seen)?;
        let all = self.all(seen.kind.row.path).iter();
        let all = all.filter(|resource| {
            seen.has(resource)
                && sight.has(resource)
                && predicates.iter().all(|of| of.matches(resource))
        });
        Ok(all.collect())
    }

    /// Parses a sort expression such as `createdAt desc` or `name.en`.
    fn sort<'q>(&self, state: &str, text: &'q str) -> Result<Sort<'q>, Refusal> {
        let malformed = |why: &str| {
            let message = format!("Malformed parameter: sort: '{text}': {why}");
            Refusal::bad_request(Problem::new("InvalidInput", message))
        };
        let mut words = text.split_whitespace();
        let (path, direction, rest) = (words.next(), words.next(), words.next());
        let is_descending = match (direction, rest) {
            (None | Some("asc"), None) => false,
            (Some("desc"), None) => true,
            _ => return Err(malformed("a field and asc or desc are expected")),
        };
        let path = path.ok_or_else(|| malformed("a field is expected"))?;
        let path: Vec<&str> = path.split('.').map(|name| name.trim_matches('`')).collect();
        let mut place = self.contract.place(state);
        for name in &path {
            let member = self.contract.member(place, name);
            place = member.ok_or_else(|| malformed(&format!("there is no field '{name}'")))?;
        }
        Ok(Sort {
            path,
            is_descending,
        })
    }
}

/// The requested part of the results.
pub(crate) fn page(all: Vec<&Object>, query: &Parameters) -> Result<Value, Refusal> {
    let limit = query.whole("limit")?.unwrap_or(LIMIT);
    let offset: u64 = query.whole("offset")?.unwrap_or_default();
    let with_total = query.truth("withTotal")?.unwrap_or(true);
    let total = all.len();
    let results = all.into_iter();
    let results = results.skip(usize::try_from(offset).unwrap_or(usize::MAX));
    let results: Vec<&Object> = results
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

impl Sort<'_> {
    /// Results without the field come last in both directions.
    fn compare(&self, left: &Object, right: &Object) -> Ordering {
        match (self.value(left), self.value(right)) {
            (Some(left), Some(right)) => {
                let order = compare(left, right);
                if self.is_descending {
                    order.reverse()
                } else {
                    order
                }
            }
            (left, right) => right.is_some().cmp(&left.is_some()),
        }
    }

    fn value<'r>(&self, of: &'r Object) -> Option<&'r Value> {
        let (first, rest) = self.path.split_first()?;
        let first = of.get(*first)?;
        rest.iter().try_fold(first, |value, name| match value {
            Value::Array(values) => values.first()?.get(*name),
            value => value.get(*name),
        })
    }
}

fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            let (left, right) = (left.as_f64(), right.as_f64());
            left.partial_cmp(&right).unwrap_or(Ordering::Equal)
        }
        (Value::String(left), Value::String(right)) => compare_texts(left, right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        _ => Ordering::Equal,
    }
}
