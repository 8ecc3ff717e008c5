//! Product projections: the current or the staged data of a product as one object.

mod locales;
mod projecting;
pub(crate) mod routes;

use serde_json::Value;

use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::kinds::products;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

pub(crate) use projecting::{Projecting, selection};
use routes::{Projection, exists, is_there, query, read};

const PATH: &str = "/{projectKey}/product-projections";
const BY_ID: &str = "/{projectKey}/product-projections/{ID}";
const BY_KEY: &str = "/{projectKey}/product-projections/key={key}";
const BY_ID_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/product-projections/{ID}";
const BY_KEY_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/product-projections/key={key}";

/// The type of projections.
pub(crate) const STATE: &str = "ProductProjection";

pub(crate) const ROUTES: &[HandWritten] = &[
    ("GET", PATH, query::<OfProducts>, Coverage::Generic),
    ("HEAD", PATH, exists::<OfProducts>, Coverage::Full),
    ("GET", BY_ID, read::<OfProducts>, Coverage::Generic),
    ("HEAD", BY_ID, is_there::<OfProducts>, Coverage::Full),
    ("GET", BY_KEY, read::<OfProducts>, Coverage::Generic),
    ("HEAD", BY_KEY, is_there::<OfProducts>, Coverage::Full),
    ("GET", BY_ID_IN_STORE, read::<OfProducts>, Coverage::Generic),
    (
        "HEAD",
        BY_ID_IN_STORE,
        is_there::<OfProducts>,
        Coverage::Generic,
    ),
    (
        "GET",
        BY_KEY_IN_STORE,
        read::<OfProducts>,
        Coverage::Generic,
    ),
    (
        "HEAD",
        BY_KEY_IN_STORE,
        is_there::<OfProducts>,
        Coverage::Generic,
    ),
];

/// Projections of products.
struct OfProducts;

impl Projection for OfProducts {
    const STATE: &'static str = STATE;
    const OF: &'static str = products::PATH;

    fn projecting<'p>(project: &'p Project, call: &'p Call<'_>) -> Result<Projecting<'p>, Refusal> {
        call.parameters.check(call.route.operation)?;
        Projecting::read(project, &call.parameters, &call.caller)
    }

    fn all(projecting: &Projecting<'_>) -> impl Iterator<Item = Object> {
        projecting.all()
    }

    fn tailored(projecting: &Projecting<'_>, projection: Object) -> Option<Object> {
        Some(projecting.tailored(projection))
    }

    fn of(projecting: &Projecting<'_>, product: &Object) -> Option<Object> {
        projecting.of(product)
    }
}

/// The data of a product that a projection shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Current,
    Staged,
}

/// The fields of a product that a projection contains as well.
const OF_PRODUCT: [&str; 10] = [
    "id",
    "version",
    "key",
    "createdAt",
    "lastModifiedAt",
    "productType",
    "taxCategory",
    "state",
    "reviewRatingStatistics",
    "priceMode",
];

/// A projection of a product.
pub(crate) fn of(product: &Object, which: Which) -> Object {
    let of_product = OF_PRODUCT.iter();
    let of_product = of_product.filter_map(|name| {
        let value = product.get(*name)?;
        Some(((*name).to_owned(), value.clone()))
    });
    let mut projection: Object = of_product.collect();
    let master_data = product.get("masterData").and_then(Value::as_object);
    for (name, value) in master_data.into_iter().flatten() {
        match (name.as_str(), which, value) {
            ("published" | "hasStagedChanges", ..) => {
                projection.insert(name.clone(), value.clone());
            }
            ("current", Which::Current, Value::Object(data))
            | ("staged", Which::Staged, Value::Object(data)) => projection.extend(data.clone()),
            _ => {}
        }
    }
    projection
}
