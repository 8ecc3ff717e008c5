//! Update actions on product tailorings.

use serde_json::{Value, json};

use super::{check_attribute, draft, product, variant_id};
use crate::build::without_null;
use crate::kind::{Apply, Object};
use crate::kinds::products;
use crate::object::{given, list_mut, put, text_or_empty};
use crate::project::Project;
use crate::refusal::Refusal;

pub(super) const ACTIONS: &[(&str, Apply)] = &[
    ("publish", publish),
    ("unpublish", unpublish),
    ("setName", |project, tailoring, action| {
        as_product(project, tailoring, &renamed(action, "changeName"))
    }),
    ("setSlug", |project, tailoring, action| {
        as_product(project, tailoring, &renamed(action, "changeSlug"))
    }),
    ("setDescription", as_product),
    ("setMetaTitle", as_product),
    ("setMetaDescription", as_product),
    ("setMetaKeywords", as_product),
    ("setMetaAttributes", |project, tailoring, action| {
        for name in ["setMetaTitle", "setMetaDescription", "setMetaKeywords"] {
            as_product(project, tailoring, &renamed(action, name))?;
        }
        Ok(())
    }),
    ("setProductAttribute", set_product_attribute),
    ("addVariant", add_variant),
    ("removeVariant", remove_variant),
    ("setImages", set_images),
    ("addExternalImage", on_variant),
    ("removeImage", on_variant),
    ("moveImageToPosition", on_variant),
    ("setImageLabel", on_variant),
    ("addAsset", on_variant),
    ("removeAsset", on_variant),
    ("changeAssetName", on_variant),
    ("changeAssetOrder", on_variant),
    ("setAssetCustomField", on_variant),
    ("setAssetCustomType", on_variant),
    ("setAssetDescription", on_variant),
    ("setAssetKey", on_variant),
    ("setAssetSources", on_variant),
    ("setAssetTags", on_variant),
    ("setAttribute", set_attribute),
    ("setAttributeInAllVariants", set_attribute_in_all),
];

fn publish(_: &Project, tailoring: &mut Object, _: &Object) -> Result<(), Refusal> {
    let staged = tailoring.get("staged").cloned().unwrap_or_default();
    tailoring.insert("current".to_owned(), staged);
    tailoring.insert("published".to_owned(), true.into());
    Ok(())
}

fn unpublish(_: &Project, tailoring: &mut Object, _: &Object) -> Result<(), Refusal> {
    tailoring.insert("published".to_owned(), false.into());
    Ok(())
}

fn set_product_attribute(
    project: &Project,
    tailoring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check_type(project, tailoring, action)?;
    as_product(project, tailoring, action)
}

fn add_variant(project: &Project, tailoring: &mut Object, action: &Object) -> Result<(), Refusal> {
    let variant = draft::variant(project, tailoring, action, "AssetDraft")?;
    let id = variant.get("id").cloned();
    for which in parts(action) {
        let Some(Value::Object(data)) = tailoring.get_mut(*which) else {
            continue;
        };
        let variants = list_mut(data, "variants")?;
        if variants.iter().any(|of| of.get("id") == id.as_ref()) {
            return Err(Refusal::invalid_operation(format!(
                "The variant {} is tailored already.",
                id.unwrap_or_default()
            )));
        }
        variants.push(variant.clone());
    }
    Ok(())
}

fn remove_variant(
    project: &Project,
    tailoring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let id = variant_id(project, tailoring, action)?;
    for which in parts(action) {
        let Some(Value::Object(data)) = tailoring.get_mut(*which) else {
            continue;
        };
        let variants = list_mut(data, "variants")?;
        let place = variants
            .iter()
            .position(|of| of.get("id") == Some(&json!(id)));
        match place {
            Some(place) => drop(variants.remove(place)),
            // It may never have been published.
            None if *which == "current" => {}
            None => {
                return Err(Refusal::invalid_operation(format!(
                    "The variant {id} is not tailored."
                )));
            }
        }
    }
    Ok(())
}

/// An empty list hides the images of the product; without a list they are shown.
fn set_images(project: &Project, tailoring: &mut Object, action: &Object) -> Result<(), Refusal> {
    let id = variant_id(project, tailoring, action)?;
    let images = given(action, "images").map(without_null);
    for which in parts(action) {
        let Some(Value::Object(data)) = tailoring.get_mut(*which) else {
            continue;
        };
        if let Some(variant) = tailored_mut(data, id)? {
            put(variant, "images", images.clone());
        }
    }
    Ok(())
}

fn set_attribute(
    project: &Project,
    tailoring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check_type(project, tailoring, action)?;
    on_variant(project, tailoring, action)
}

fn set_attribute_in_all(
    project: &Project,
    tailoring: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check_type(project, tailoring, action)?;
    let ids = products::variant_ids(project, product(project, tailoring)?);
    for which in parts(action) {
        if let Some(Value::Object(data)) = tailoring.get_mut(*which) {
            for id in &ids {
                tailored_mut(data, *id)?;
            }
        }
    }
    as_product(project, tailoring, action)
}

/// Applies the action of the same name for a variant of a product to a tailored variant, which is created if it does not
/// exist.
fn on_variant(project: &Project, tailoring: &mut Object, action: &Object) -> Result<(), Refusal> {
    let id = variant_id(project, tailoring, action)?;
    for which in parts(action) {
        if let Some(Value::Object(data)) = tailoring.get_mut(*which) {
            tailored_mut(data, id)?;
        }
    }
    let mut action = action.clone();
    action.remove("sku");
    action.insert("variantId".to_owned(), id.into());
    as_product(project, tailoring, &action)
}

/// Applies an action for the data of a product to the data of a tailoring.
fn as_product(project: &Project, tailoring: &mut Object, action: &Object) -> Result<(), Refusal> {
    let product_type = product(project, tailoring)?.get("productType").cloned();
    products::change_data(project, product_type, tailoring, action)
}

/// The tailored variant with a number, which is made if there is none.
fn tailored_mut(data: &mut Object, id: i64) -> Result<Option<&mut Object>, Refusal> {
    let variants = list_mut(data, "variants")?;
    let known = variants
        .iter()
        .position(|of| of.get("id") == Some(&json!(id)));
    let place = known.unwrap_or_else(|| {
        variants.push(json!({"id": id}));
        variants.len() - 1
    });
    Ok(variants.get_mut(place).and_then(Value::as_object_mut))
}

/// Fails if the attribute that an action sets is of a type that is not tailored.
fn check_type(project: &Project, tailoring: &Object, action: &Object) -> Result<(), Refusal> {
    let product_type = product(project, tailoring)?.get("productType");
    let product_type = project.find("product-type", product_type.unwrap_or(&Value::Null))?;
    check_attribute(product_type, text_or_empty(action, "name"))
}

/// The data that an action changes: the staged data, unless it says otherwise.
fn parts(action: &Object) -> &'static [&'static str] {
    match action.get("staged") {
        Some(Value::Bool(false)) => &["staged", "current"],
        _ => &["staged"],
    }
}

/// The action with another name.
fn renamed(action: &Object, name: &str) -> Object {
    let mut action = action.clone();
    action.insert("action".to_owned(), name.into());
    action
}
