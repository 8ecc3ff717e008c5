//! Projections of variants that are resources of their own: the current or the staged data, with those of the product.
//!
//! Source: <https://docs.commercetools.com/api/projects/variant-projections>.

use serde_json::Value;

use super::projections::Projecting;
use super::variants;
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::predicate;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

const PATH: &str = "/{projectKey}/variant-projections";
const BY_ID: &str = "/{projectKey}/variant-projections/{ID}";
const BY_KEY: &str = "/{projectKey}/variant-projections/key={key}";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/variant-projections";
const BY_ID_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/variant-projections/{ID}";
const BY_KEY_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/variant-projections/key={key}";

/// The type of the projections.
const STATE: &str = "VariantProjection";

pub(crate) const ROUTES: &[HandWritten] = &[
    ("GET", PATH, query, Coverage::Generic),
    ("HEAD", PATH, exists, Coverage::Generic),
    ("GET", BY_ID, read, Coverage::Generic),
    ("HEAD", BY_ID, is_there, Coverage::Generic),
    ("GET", BY_KEY, read, Coverage::Generic),
    ("HEAD", BY_KEY, is_there, Coverage::Generic),
    ("GET", IN_STORE, query, Coverage::Generic),
    ("HEAD", IN_STORE, exists, Coverage::Generic),
    ("GET", BY_ID_IN_STORE, read, Coverage::Generic),
    ("HEAD", BY_ID_IN_STORE, is_there, Coverage::Generic),
    ("GET", BY_KEY_IN_STORE, read, Coverage::Generic),
    ("HEAD", BY_KEY_IN_STORE, is_there, Coverage::Generic),
];

fn query(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let found = matching(project, call)?;
    let page = project.sorted_page(found.iter().collect(), STATE, &call.parameters)?;
    project.expanded(page, call, STATE).map(Some)
}

fn exists(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    match matching(project, call)?.is_empty() {
        true => Err(Refusal::not_found("No resource was found.")),
        false => Ok(None),
    }
}

fn read(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let found = one(project, call)?;
    project.answer(found, call, STATE)
}

fn is_there(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    one(project, call).map(|_| None)
}

/// Predicates see what the product itself has, and not what is tailored for the store.
fn matching(project: &Project, call: &Call<'_>) -> Result<Vec<Object>, Refusal> {
    variants::check_modular(project)?;
    call.parameters.check(call.route.operation)?;
    let projecting = Projecting::of_variants(project, &call.parameters, &call.caller)?;
    let predicates = predicate::of_query(project.contract, STATE, &call.parameters)?;
    let all = project.all(variants::PATH);
    let matching = projecting
        .variants()
        .filter(|of| predicates.iter().all(|one| one.matches(of)));
    let shown = matching.filter_map(|of| {
        let variant = all.get(of.get("id")?.as_str()?)?;
        projecting.variant(variant)
    });
    Ok(shown.collect())
}

/// The projection that a path names.
fn one(project: &Project, call: &Call<'_>) -> Result<Object, Refusal> {
    variants::check_modular(project)?;
    call.parameters.check(call.route.operation)?;
    let projecting = Projecting::of_variants(project, &call.parameters, &call.caller)?;
    let parameter = |name: &str| call.route.parameters.get(name).map(String::as_str);
    let all = project.all(variants::PATH);
    let (by, wanted, id) = match parameter("key") {
        Some(key) => ("key", key, all.id_of("key", key)),
        None => ("ID", parameter("ID").unwrap_or_default(), parameter("ID")),
    };
    let variant = id.and_then(|id| all.get(id));
    let projection = variant.and_then(|variant| projecting.variant(variant));
    projection.ok_or_else(|| {
        let message = format!("The Resource with {by} '{wanted}' was not found.");
        Refusal::not_found(message)
    })
}
