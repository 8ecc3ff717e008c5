//! Projections of variants that are separate resources: the current or the staged data, with those of the product.
//!
//! Source: <https://docs.commercetools.com/api/projects/variant-projections>.

use super::projections::Projecting;
use super::projections::routes::{Projection, exists, is_there, query, read};
use super::variants;
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::project::{Call, Project};
use crate::refusal::Refusal;

const PATH: &str = "/{projectKey}/variant-projections";
const BY_ID: &str = "/{projectKey}/variant-projections/{ID}";
const BY_KEY: &str = "/{projectKey}/variant-projections/key={key}";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/variant-projections";
const BY_ID_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/variant-projections/{ID}";
const BY_KEY_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/variant-projections/key={key}";

pub(crate) const ROUTES: &[HandWritten] = &[
    ("GET", PATH, query::<OfVariants>, Coverage::Generic),
    ("HEAD", PATH, exists::<OfVariants>, Coverage::Generic),
    ("GET", BY_ID, read::<OfVariants>, Coverage::Generic),
    ("HEAD", BY_ID, is_there::<OfVariants>, Coverage::Generic),
    ("GET", BY_KEY, read::<OfVariants>, Coverage::Generic),
    ("HEAD", BY_KEY, is_there::<OfVariants>, Coverage::Generic),
    ("GET", IN_STORE, query::<OfVariants>, Coverage::Generic),
    ("HEAD", IN_STORE, exists::<OfVariants>, Coverage::Generic),
    ("GET", BY_ID_IN_STORE, read::<OfVariants>, Coverage::Generic),
    (
        "HEAD",
        BY_ID_IN_STORE,
        is_there::<OfVariants>,
        Coverage::Generic,
    ),
    (
        "GET",
        BY_KEY_IN_STORE,
        read::<OfVariants>,
        Coverage::Generic,
    ),
    (
        "HEAD",
        BY_KEY_IN_STORE,
        is_there::<OfVariants>,
        Coverage::Generic,
    ),
];

/// Projections of variants.
struct OfVariants;

impl Projection for OfVariants {
    const STATE: &'static str = "VariantProjection";
    const OF: &'static str = variants::PATH;

    fn projecting<'p>(project: &'p Project, call: &'p Call<'_>) -> Result<Projecting<'p>, Refusal> {
        variants::check_modular(project)?;
        call.parameters.check(call.route.operation)?;
        Projecting::of_variants(project, &call.parameters, &call.caller)
    }

    fn all(projecting: &Projecting<'_>) -> impl Iterator<Item = Object> {
        projecting.variants()
    }

    fn tailored(projecting: &Projecting<'_>, projection: Object) -> Option<Object> {
        projecting.tailored_variant(&projection)
    }

    fn of(projecting: &Projecting<'_>, variant: &Object) -> Option<Object> {
        projecting.variant(variant)
    }
}
