//! Product projections: the current or the staged data of a product as one object.

use serde_json::Value;

use crate::kind::Object;

/// Of which data of a product a projection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Current,
    Staged,
}

/// The fields of a product that a projection has as well.
const OF_PRODUCT: [&str; 11] = [
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
    "masterData",
];

/// A projection of a product.
pub(crate) fn of(product: &Object, which: Which) -> Object {
    let mut projection = Object::new();
    for name in OF_PRODUCT {
        let Some(value) = product.get(name) else {
            continue;
        };
        if name != "masterData" {
            projection.insert(name.to_owned(), value.clone());
            continue;
        }
        for name in ["published", "hasStagedChanges"] {
            let value = value.get(name).cloned();
            projection.insert(name.to_owned(), value.unwrap_or_default());
        }
        let data = match which {
            Which::Current => value.get("current"),
            Which::Staged => value.get("staged"),
        };
        let data = data.and_then(Value::as_object);
        projection.extend(data.cloned().unwrap_or_default());
    }
    projection
}
