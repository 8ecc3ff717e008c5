//! The data of a product from its draft.

use serde_json::{Value, json};

use super::attributes::{self, Level};
use super::data::not_in_category;
use super::prices;
use crate::kind::Object;
use crate::kinds::project_settings::is_modular;
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// The fields of a draft that are not fields of the product itself.
pub(super) const FIELDS: &[&str] = &[
    "name",
    "slug",
    "description",
    "categories",
    "categoryOrderHints",
    "metaTitle",
    "metaDescription",
    "metaKeywords",
    "masterVariant",
    "variants",
    "searchKeywords",
    "publish",
    "attributes",
];

/// The data of a product from a checked draft.
pub(super) fn data(project: &Project, draft: &Object) -> Result<Object, Refusal> {
    let product_type = draft.get("productType").unwrap_or(&Value::Null);
    let product_type = project.find("product-type", product_type)?;
    let of_data: Object = draft
        .iter()
        .filter(|(name, _)| FIELDS.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let leave = ["masterVariant", "variants", "publish", "attributes"];
    let mut data = given(project, &of_data, ("ProductDraft", "ProductData"), &leave)?;
    for (name, empty) in [
        ("categories", json!([])),
        ("categoryOrderHints", json!({})),
        ("searchKeywords", json!({})),
    ] {
        data.entry(name).or_insert(empty);
    }
    check_hints(&data)?;
    let has = |name: &str| {
        draft
            .get(name)
            .is_some_and(|of| !of.is_null() && *of != json!([]))
    };
    let is_modular = is_modular(project);
    if is_modular && (has("masterVariant") || has("variants")) {
        return Err(super::catalog_model::variants_are_elsewhere());
    }
    if has("variants") && !has("masterVariant") {
        return Err(Refusal::bad_request(Problem::required("masterVariant")));
    }
    let attributes = attributes::read_all(project, product_type, Level::Product, draft)?;
    data.insert("attributes".to_owned(), attributes);
    if is_modular {
        data.insert("variants".to_owned(), json!([]));
        return Ok(data);
    }
    let empty = Object::new();
    let master = draft.get("masterVariant").and_then(Value::as_object);
    let master = variant(project, product_type, 1, master.unwrap_or(&empty))?;
    data.insert("masterVariant".to_owned(), Value::Object(master));
    let others = draft.get("variants").and_then(Value::as_array);
    let others = others.into_iter().flatten().filter_map(Value::as_object);
    let others = (2..).zip(others).map(|(id, draft)| {
        let variant = variant(project, product_type, id, draft);
        variant.map(Value::Object)
    });
    let others = others.collect::<Result<_, _>>()?;
    data.insert("variants".to_owned(), Value::Array(others));
    Ok(data)
}

/// A product may have hints only for its own categories.
fn check_hints(data: &Object) -> Result<(), Refusal> {
    let hints = data.get("categoryOrderHints").and_then(Value::as_object);
    let categories = data.get("categories").and_then(Value::as_array);
    let is_in = |id: &str| {
        let mut categories = categories.into_iter().flatten();
        categories.any(|of| of.get("id").and_then(Value::as_str) == Some(id))
    };
    match hints
        .into_iter()
        .flat_map(Object::keys)
        .find(|id| !is_in(id))
    {
        None => Ok(()),
        Some(id) => Err(not_in_category(id)),
    }
}

/// A variant of a draft that was checked.
pub(super) fn variant(
    project: &Project,
    product_type: &Object,
    id: i64,
    draft: &Object,
) -> Result<Object, Refusal> {
    let types = ("ProductVariantDraft", "ProductVariant");
    let mut variant = given(project, draft, types, &["attributes"])?;
    variant.insert("id".to_owned(), id.into());
    for list in ["prices", "images", "assets"] {
        variant.entry(list).or_insert_with(|| json!([]));
    }
    let attributes = attributes::read_all(project, product_type, Level::Variant, draft)?;
    variant.insert("attributes".to_owned(), attributes);
    let elements = |list: &str| variant.get(list).and_then(Value::as_array).cloned();
    for price in elements("prices").unwrap_or_default() {
        prices::check(project, &price)?;
    }
    Ok(variant)
}

/// The fields of a draft for an object of another type, except these.
fn given(
    project: &Project,
    draft: &Object,
    (sent, received): (&str, &str),
    leave: &[&str],
) -> Result<Object, Refusal> {
    let definition = |name: &str| {
        let found = project.contract.definition(name);
        found.ok_or_else(|| Refusal::not_emulated(name))
    };
    let (sent, received) = (definition(sent)?, definition(received)?);
    project.building(|build| build.given(draft, sent, received, leave))
}
