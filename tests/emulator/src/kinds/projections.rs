//! Product projections: the current or the staged data of a product as one object.

mod locales;
mod projecting;

use serde_json::Value;

use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::kinds::products;
use crate::predicate;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

pub(crate) use projecting::{Projecting, selection};

const PATH: &str = "/{projectKey}/product-projections";
const BY_ID: &str = "/{projectKey}/product-projections/{ID}";
const BY_KEY: &str = "/{projectKey}/product-projections/key={key}";
const BY_ID_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/product-projections/{ID}";
const BY_KEY_IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/product-projections/key={key}";

/// The type of projections.
pub(crate) const STATE: &str = "ProductProjection";

pub(crate) const ROUTES: &[HandWritten] = &[
    ("GET", PATH, query, Coverage::Generic),
    ("HEAD", PATH, exists, Coverage::Full),
    ("GET", BY_ID, read, Coverage::Generic),
    ("HEAD", BY_ID, is_there, Coverage::Full),
    ("GET", BY_KEY, read, Coverage::Generic),
    ("HEAD", BY_KEY, is_there, Coverage::Full),
    ("GET", BY_ID_IN_STORE, read, Coverage::Generic),
    ("HEAD", BY_ID_IN_STORE, is_there, Coverage::Generic),
    ("GET", BY_KEY_IN_STORE, read, Coverage::Generic),
    ("HEAD", BY_KEY_IN_STORE, is_there, Coverage::Generic),
];

/// Of which data of a product a projection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Current,
    Staged,
}

/// The fields of a product that a projection has as well.
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

fn matching(project: &Project, call: &Call<'_>) -> Result<Vec<Object>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let projecting = Projecting::read(project, &call.parameters, &call.caller)?;
    let predicates = predicate::of_query(project.contract, STATE, &call.parameters)?;
    let projections = projecting.all();
    let matching = projections.filter(|of| predicates.iter().all(|one| one.matches(of)));
    Ok(matching.map(|of| projecting.tailored(of)).collect())
}

/// The projection that a path names.
fn one(project: &Project, call: &Call<'_>) -> Result<Object, Refusal> {
    call.parameters.check(call.route.operation)?;
    let projecting = Projecting::read(project, &call.parameters, &call.caller)?;
    let parameter = |name: &str| call.route.parameters.get(name);
    let all = project.all(products::PATH);
    let (by, wanted) = match parameter("key") {
        Some(key) => ("key", key.as_str()),
        None => ("ID", parameter("ID").map_or("", String::as_str)),
    };
    let id = match by {
        "key" => all.id_of("key", wanted),
        _ => Some(wanted),
    };
    let product = id.and_then(|id| all.get(id));
    let projection = product.and_then(|product| projecting.of(product));
    projection.ok_or_else(|| {
        let message = format!("The Resource with {by} '{wanted}' was not found.");
        Refusal::not_found(message)
    })
}
