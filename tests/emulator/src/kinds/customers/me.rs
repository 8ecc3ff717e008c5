//! `/me`: the customer of the token.

use serde_json::Value;

use crate::kind::Object;
use crate::object::text_or_empty;
use crate::predicate;
use crate::project::{Call, Project, Seen};
use crate::refusal::Refusal;

pub(super) const PATH: &str = "/{projectKey}/me";
pub(super) const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/me";

/// `GET /me`. Parameters for paging and sorting have no meaning for a single customer.
pub(super) fn read(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let without_meaning = ["sort", "limit", "offset", "withTotal"];
    let mut given = without_meaning.iter();
    if let Some(name) = given.find(|name| call.parameters.get(name).is_some()) {
        let what = format!("the query parameter {name} of /me");
        return Err(Refusal::not_emulated(&what));
    }
    let (seen, customer) = mine(project, call)?;
    let predicates = predicate::of_query(project.contract, &seen.kind.state, &call.parameters)?;
    match predicates.iter().all(|of| of.matches(customer)) {
        true => project.answer(customer.clone(), call, &seen.kind.state),
        false => Err(nobody()),
    }
}

/// `POST /me`.
pub(super) fn update(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let update = project.body(call.route.operation, call.body)?;
    let (seen, old) = mine(project, call)?;
    let old = old.clone();
    let new = project.update(seen, &old, &update)?;
    project.answer(new, call, &seen.kind.state)
}

/// `DELETE /me`.
pub(super) fn delete(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let (seen, old) = mine(project, call)?;
    let old = old.clone();
    let expected = call.parameters.whole("version")?.unwrap_or_default();
    let removed = project.delete(seen, &old, expected)?;
    project.answer(removed, call, &seen.kind.state)
}

/// The customer of a request to `/me`.
pub(crate) fn of_call<'p, 'c>(
    project: &'p Project,
    call: &'c Call<'_>,
) -> Option<(Seen<'c>, &'p Object)> {
    let is_about = [PATH, IN_STORE].contains(&call.route.operation.path.as_str());
    mine(project, call).ok().filter(|_| is_about)
}

/// The customer of the token of a request, if the customer is visible at the path.
pub(super) fn mine<'p, 'c>(
    project: &'p Project,
    call: &'c Call<'_>,
) -> Result<(Seen<'c>, &'p Object), Refusal> {
    let view = match call.caller.store {
        Some(_) => IN_STORE,
        None => PATH,
    };
    let seen = project.seen_at(view, &call.caller)?;
    let id = call.caller.holder.customer_id.as_deref();
    let found = id.and_then(|id| project.all(super::PATH).get(id));
    let found = found.filter(|customer| seen.has(customer));
    found.map(|customer| (seen, customer)).ok_or_else(nobody)
}

/// Whether a request is made for a customer other than this one.
pub(super) fn is_of_another(call: &Call<'_>, customer: &Object) -> bool {
    let holder = call.caller.holder.customer_id.as_deref();
    let is_mine = call.route.operation.path.contains("/me/");
    is_mine && holder.is_some_and(|id| id != text_or_empty(customer, "id"))
}

fn nobody() -> Refusal {
    Refusal::not_found("There is no such customer whom the token is for.")
}
