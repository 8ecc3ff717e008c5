//! Reads and queries projections, of products and of variants.

use serde_json::Value;

use super::Projecting;
use crate::kind::Object;
use crate::predicate;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

/// A kind of projection: its source, and how it is created.
pub(crate) trait Projection {
    /// The type of the projections.
    const STATE: &'static str;
    /// The path of the source resources.
    const OF: &'static str;

    /// The checked options of a request.
    fn projecting<'p>(project: &'p Project, call: &'p Call<'_>) -> Result<Projecting<'p>, Refusal>;

    /// All projections with the untailored data: predicates do not use the tailoring for the store.
    fn all(projecting: &Projecting<'_>) -> impl Iterator<Item = Object>;

    /// One of these with the tailoring for the store.
    fn tailored(projecting: &Projecting<'_>, projection: Object) -> Option<Object>;

    /// The projection of a resource, with the tailoring for the store; `None` if it has none.
    fn of(projecting: &Projecting<'_>, resource: &Object) -> Option<Object>;
}

pub(crate) fn query<P: Projection>(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    let found = matching::<P>(project, call)?;
    let page = project.sorted_page(found.iter().collect(), P::STATE, &call.parameters)?;
    project.expanded(page, call, P::STATE).map(Some)
}

pub(crate) fn exists<P: Projection>(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    match matching::<P>(project, call)?.is_empty() {
        true => Err(Refusal::not_found("No resource was found.")),
        false => Ok(None),
    }
}

pub(crate) fn read<P: Projection>(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    let found = one::<P>(project, call)?;
    project.answer(found, call, P::STATE)
}

pub(crate) fn is_there<P: Projection>(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    one::<P>(project, call).map(|_| None)
}

fn matching<P: Projection>(project: &Project, call: &Call<'_>) -> Result<Vec<Object>, Refusal> {
    let projecting = P::projecting(project, call)?;
    let predicates = predicate::of_query(project.contract, P::STATE, &call.parameters)?;
    let matching = P::all(&projecting).filter(|of| predicates.iter().all(|one| one.matches(of)));
    let tailored = matching.filter_map(|of| P::tailored(&projecting, of));
    Ok(tailored.collect())
}

/// The projection that a path names.
fn one<P: Projection>(project: &Project, call: &Call<'_>) -> Result<Object, Refusal> {
    let projecting = P::projecting(project, call)?;
    let parameter = |name: &str| call.route.parameters.get(name).map(String::as_str);
    let all = project.all(P::OF);
    let (by, wanted, id) = match parameter("key") {
        Some(key) => ("key", key, all.id_of("key", key)),
        None => ("ID", parameter("ID").unwrap_or_default(), parameter("ID")),
    };
    let resource = id.and_then(|id| all.get(id));
    let projection = resource.and_then(|resource| P::of(&projecting, resource));
    projection.ok_or_else(|| {
        let message = format!("The Resource with {by} '{wanted}' was not found.");
        Refusal::not_found(message)
    })
}
