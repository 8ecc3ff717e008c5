//! The data of a product tailoring from its draft.

use serde_json::{Value, json};

use super::{TEXTS, check_attribute, product, variant_id};
use crate::build::without_null;
use crate::kind::Object;
use crate::kinds::products::{Level, attributes};
use crate::object::{elements, given, put};
use crate::project::Project;
use crate::refusal::Refusal;

/// The fields of a draft that are not fields of the tailoring itself.
pub(super) const FIELDS: &[&str] = &[
    "name",
    "slug",
    "description",
    "metaTitle",
    "metaDescription",
    "metaKeywords",
    "publish",
    "variants",
    "attributes",
];

/// The data of a checked draft.
pub(super) fn data(
    project: &Project,
    tailoring: &Object,
    draft: &Object,
) -> Result<Value, Refusal> {
    let mut data = Object::new();
    for name in TEXTS {
        put(&mut data, name, given(draft, name).map(without_null));
    }
    let attributes = read_attributes(project, tailoring, Level::Product, draft)?;
    put(&mut data, "attributes", attributes);
    let mut variants: Vec<Value> = Vec::new();
    for draft in elements(draft, "variants") {
        let variant = variant(project, tailoring, draft, "Asset")?;
        if variants.iter().any(|of| of.get("id") == variant.get("id")) {
            let id = variant.get("id").cloned().unwrap_or_default();
            return Err(Refusal::invalid_operation(format!(
                "The variant {id} is tailored twice."
            )));
        }
        variants.push(variant);
    }
    data.insert("variants".to_owned(), variants.into());
    Ok(Value::Object(data))
}

/// A tailored variant of a draft or an action, whose assets are of the type `asset`.
pub(super) fn variant(
    project: &Project,
    tailoring: &Object,
    draft: &Object,
    asset: &str,
) -> Result<Value, Refusal> {
    let id = variant_id(project, tailoring, draft)?;
    let mut variant = Object::new();
    variant.insert("id".to_owned(), id.into());
    put(
        &mut variant,
        "images",
        given(draft, "images").map(without_null),
    );
    if given(draft, "assets").is_some() {
        let assets = elements(draft, "assets");
        let assets = assets.map(|draft| {
            let draft = Value::Object(draft.clone());
            project.built(&draft, (asset, "Asset"))
        });
        let assets: Vec<Value> = assets.collect::<Result<_, Refusal>>()?;
        variant.insert("assets".to_owned(), json!(assets));
    }
    let attributes = read_attributes(project, tailoring, Level::Variant, draft)?;
    put(&mut variant, "attributes", attributes);
    Ok(Value::Object(variant))
}

/// The attributes of a draft, if it has some.
fn read_attributes(
    project: &Project,
    tailoring: &Object,
    level: Level,
    draft: &Object,
) -> Result<Option<Value>, Refusal> {
    if given(draft, "attributes").is_none() {
        return Ok(None);
    }
    let product_type = product(project, tailoring)?.get("productType");
    let product_type = project.find("product-type", product_type.unwrap_or(&Value::Null))?;
    for attribute in elements(draft, "attributes") {
        let name = attribute.get("name").and_then(Value::as_str);
        check_attribute(product_type, name.unwrap_or_default())?;
    }
    attributes::read_all(project, product_type, level, draft).map(Some)
}
