//! Applies the tailoring of a product in a store.

use serde_json::Value;

use super::{PATH, PRODUCT_AND_STORE, TEXTS};
use crate::collection::together;
use crate::kind::Object;
use crate::kinds::products::{is_published, variants_mut};
use crate::kinds::projections::Which;
use crate::object::{elements, text_or_empty};
use crate::project::Project;

/// The tailoring of a product for a store.
pub(super) fn find<'p>(
    project: &'p Project,
    product: &Object,
    store: &Object,
) -> Option<&'p Object> {
    let product = serde_json::json!({"typeId": "product", "id": product.get("id")});
    let store = serde_json::json!({"typeId": "store", "key": store.get("key")});
    let all = project.all(PATH);
    let pair = together([Some(&product), Some(&store)]);
    all.id_of(PRODUCT_AND_STORE, &pair)
        .and_then(|id| all.get(id))
}

/// The tailored data of a product in a store. Staged data are shown if the product or its tailoring is published.
pub(crate) fn data<'p>(
    project: &'p Project,
    product: &Object,
    store: &Object,
    which: Which,
) -> Option<&'p Object> {
    let tailoring = find(project, product, store)?;
    let is_tailoring_published = tailoring.get("published") == Some(&Value::Bool(true));
    let (name, is_shown) = match which {
        Which::Current => ("current", is_tailoring_published),
        Which::Staged => ("staged", is_tailoring_published || is_published(product)),
    };
    tailoring.get(name).filter(|_| is_shown)?.as_object()
}

/// Applies tailored data to the data of a product, or to a projection of it.
pub(crate) fn apply(of: &mut Object, tailored: &Object) {
    apply_to_product(of, tailored);
    for tailored in elements(tailored, "variants") {
        let mut variants = variants_mut(of).into_iter();
        if let Some(variant) = variants.find(|of| of.get("id") == tailored.get("id")) {
            apply_to_variant(variant, tailored);
        }
    }
}

/// Applies the tailored fields of the product itself. Each locale of a text is tailored separately.
pub(crate) fn apply_to_product(of: &mut Object, tailored: &Object) {
    merge_attributes(of, tailored);
    for name in TEXTS {
        let Some(Value::Object(texts)) = tailored.get(name) else {
            continue;
        };
        let own = of.entry(name).or_insert_with(|| serde_json::json!({}));
        if let Some(own) = own.as_object_mut() {
            own.extend(texts.clone());
        }
    }
}

/// Applies the data of a tailored variant: its images and assets as a whole, its attributes one by one.
pub(crate) fn apply_to_variant(variant: &mut Object, tailored: &Object) {
    for name in ["images", "assets"] {
        if let Some(value) = tailored.get(name) {
            variant.insert(name.to_owned(), value.clone());
        }
    }
    merge_attributes(variant, tailored);
}

/// The tailored data of a variant by its number.
pub(crate) fn of_variant(tailored: &Object, number: i64) -> Option<&Object> {
    let mut variants = elements(tailored, "variants");
    variants.find(|of| of.get("id").and_then(Value::as_i64) == Some(number))
}

fn merge_attributes(of: &mut Object, tailored: &Object) {
    let mut attributes = elements(tailored, "attributes").peekable();
    if attributes.peek().is_none() {
        return;
    }
    let own = of
        .entry("attributes")
        .or_insert_with(|| serde_json::json!([]));
    let Some(own) = own.as_array_mut() else {
        return;
    };
    for attribute in attributes {
        let name = text_or_empty(attribute, "name");
        let is = |of: &&mut Value| of.get("name").and_then(Value::as_str) == Some(name);
        match own.iter_mut().find(is) {
            Some(known) => *known = Value::Object(attribute.clone()),
            None => own.push(Value::Object(attribute.clone())),
        }
    }
}
