//! The searches of orders, customers and business units, with the query expressions of product search.
//!
//! The searchable fields are: all of the type, those of referenced resources, such as `store.name`, custom fields by their
//! names, such as `custom.color`, and `all`, which is each text of the resource. The platform has fewer of them.
//!
//! Sources: <https://docs.commercetools.com/api/projects/order-search>,
//! <https://docs.commercetools.com/api/projects/customer-search>,
//! <https://docs.commercetools.com/api/projects/business-unit-search>.

mod field;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::contract::{Operation, Use};
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::kinds::project_settings::{is_searched, setting};
use crate::object::{given, text, whole_at};
use crate::project::{Call, Project};
use crate::refusal::Refusal;
use crate::search::query::{EXPRESSIONS, Query, Reader};
use crate::search::sort::{Key, Sort};
use field::{Resource, ResourceField};

/// A searchable kind of resource.
struct Searched {
    path: &'static str,
    state: &'static str,
    /// Its name in the settings of the project.
    setting: &'static str,
    expressions: &'static [&'static str],
    /// The results in the answer.
    results: &'static str,
    /// The fields of a resource that a result has.
    fields: &'static [&'static str],
    /// The maximum age of the found resources.
    months: Option<i32>,
}

const SEARCHED: [Searched; 3] = [
    Searched {
        path: "/{projectKey}/orders",
        state: "Order",
        setting: "orders",
        expressions: &["exact", "fullText", "prefix", "wildcard", "range", "exists"],
        results: "hits",
        fields: &["id", "version"],
        months: Some(3),
    },
    Searched {
        path: "/{projectKey}/customers",
        state: "Customer",
        setting: "customers",
        expressions: EXPRESSIONS,
        results: "results",
        fields: &["id"],
        months: None,
    },
    Searched {
        path: "/{projectKey}/business-units",
        state: "BusinessUnit",
        setting: "businessUnits",
        expressions: EXPRESSIONS,
        results: "results",
        fields: &["id"],
        months: None,
    },
];

pub(crate) const ROUTES: &[HandWritten] = &[
    (
        "POST",
        "/{projectKey}/orders/search",
        search,
        Coverage::Generic,
    ),
    (
        "HEAD",
        "/{projectKey}/orders/search",
        is_there,
        Coverage::Full,
    ),
    (
        "POST",
        "/{projectKey}/customers/search",
        search,
        Coverage::Generic,
    ),
    (
        "HEAD",
        "/{projectKey}/customers/search",
        is_there,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/customers/search/indexing-status",
        status,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/business-units/search",
        search,
        Coverage::Generic,
    ),
    (
        "HEAD",
        "/{projectKey}/business-units/search",
        is_there,
        Coverage::Full,
    ),
    (
        "GET",
        "/{projectKey}/business-units/search/indexing-status",
        status,
        Coverage::Generic,
    ),
];

fn search(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    let of = active(project, operation)?;
    call.parameters.check(operation)?;
    let request = project.body(operation, call.body)?;
    let reader = Reader {
        contract: project.contract,
        state: of.state,
        expressions: of.expressions,
    };
    let query = given(&request, "query").map(|query| reader.query("query", query));
    let query: Option<Query<ResourceField>> = query.transpose()?;
    let sort = request.get("sort").and_then(Value::as_array);
    let sort = sort.into_iter().flatten().enumerate();
    let sort = sort.map(|(place, of)| Sort::read(&reader, place, of));
    let sort: Vec<Sort<ResourceField>> = sort.collect::<Result<_, _>>()?;
    let oldest = of.months.and_then(|months| oldest(project, months));
    let all = project.all(of.path).iter();
    let all = all.filter(|resource| oldest.is_none_or(|oldest| created(resource) >= Some(oldest)));
    let mut found: Vec<(Key, f64, &Object)> = Vec::new();
    for resource in all {
        let document = Resource { project, resource };
        let (is_found, score) = match &query {
            Some(query) => {
                let (rows, score) = query.evaluate(&document);
                (rows.contains(&true), score)
            }
            None => (true, 1.0),
        };
        if is_found {
            found.push((Key::of(&sort, &document, score), score, resource));
        }
    }
    found.sort_by(|(left, ..), (right, ..)| left.compare(right, &sort));
    let limit = number(project, operation, &request, "limit");
    let offset = number(project, operation, &request, "offset");
    let best = found.iter().map(|(_, score, _)| *score);
    let best = best.fold(0.0, f64::max);
    let results = found.iter().skip(offset).take(limit);
    let results = results.map(|(_, score, resource)| {
        let fields = of.fields.iter();
        let fields =
            fields.filter_map(|name| Some(((*name).to_owned(), resource.get(*name)?.clone())));
        let mut result: Object = fields.collect();
        // The best result has the score 1.
        let relevance = if best > 0.0 {
            (score / best).max(0.0)
        } else {
            0.0
        };
        result.insert("relevance".to_owned(), json!(relevance));
        Value::Object(result)
    });
    let results: Vec<Value> = results.collect();
    let total = found.len();
    let mut answer = json!({"total": total, "offset": offset, "limit": limit});
    if let Some(answer) = answer.as_object_mut() {
        answer.insert(of.results.to_owned(), Value::Array(results));
    }
    Ok(Some(answer))
}

fn is_there(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    active(project, call.route.operation).map(|_| None)
}

/// There is no index, so it is always ready.
fn status(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let of = active(project, call.route.operation)?;
    let setting = setting(project, "searchIndexing", of.setting);
    let at = setting.and_then(|of| of.get("lastModifiedAt"));
    Ok(Some(json!({
        "status": "Ready",
        "startedAt": at,
        "lastModifiedAt": at,
    })))
}

/// The kind that an operation searches; an error if the search is deactivated.
fn active(project: &Project, operation: &Operation) -> Result<&'static Searched, Refusal> {
    let is_of = |of: &&Searched| {
        let below = operation.path.strip_prefix(of.path);
        below.is_some_and(|below| below.starts_with("/search"))
    };
    let mut all = SEARCHED.iter();
    let found = all
        .find(is_of)
        .filter(|of| is_searched(project, of.setting));
    found.ok_or_else(|| Refusal::not_found("The search is deactivated for this project."))
}

/// A number of the request, or its default.
fn number(project: &Project, operation: &Operation, request: &Object, name: &str) -> usize {
    let given = given(request, name).and_then(|_| whole_at(request, name));
    let default = || {
        let Some(Use::Named(body)) = &operation.body else {
            return None;
        };
        let body = project.contract.definition(body)?;
        let field = project.contract.field(body, name)?;
        field.facets.default.as_ref()?.as_i64()
    };
    let number = given.or_else(default).unwrap_or_default();
    usize::try_from(number).unwrap_or_default()
}

fn oldest(project: &Project, months: i32) -> Option<Timestamp> {
    let now = project.clock.now().to_zoned(TimeZone::UTC);
    let oldest = now.checked_sub(months.months()).ok()?;
    Some(oldest.timestamp())
}

fn created(resource: &Object) -> Option<Timestamp> {
    text(resource, "createdAt")?.parse().ok()
}
