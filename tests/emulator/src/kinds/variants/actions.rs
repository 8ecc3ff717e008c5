//! Update actions on variants.

use serde_json::{Value, json};

use super::{product, product_type};
use crate::build::without_null;
use crate::kind::{Apply, Object};
use crate::kinds::products::{self, Level, attributes};
use crate::object::{elements, given, put, text_or_empty};
use crate::project::Project;
use crate::refusal::Refusal;

const INVENTORY: &str = "/{projectKey}/inventory";

pub(super) const ACTIONS: &[(&str, Apply)] = &[
    ("publish", publish),
    ("unpublish", |_, variant, _| {
        variant.insert("published".to_owned(), false.into());
        Ok(())
    }),
    ("removeStagedChanges", |_, variant, _| {
        variant.remove("staged");
        Ok(())
    }),
    ("setSku", set_sku),
    ("setAttributes", |project, variant, action| {
        let attributes = self::attributes(project, variant, action)?;
        each_data(variant, action, &|data| {
            put(data, "attributes", Some(attributes.clone()))
        });
        Ok(())
    }),
    ("setImages", |_, variant, action| {
        let images = given(action, "images").map(without_null);
        each_data(variant, action, &|data| put(data, "images", images.clone()));
        Ok(())
    }),
    ("setAssets", |project, variant, action| {
        let assets = assets(project, action)?;
        each_data(variant, action, &|data| {
            put(data, "assets", Some(assets.clone()))
        });
        Ok(())
    }),
    ("setAttribute", |project, variant, action| {
        check_constraint(
            product_type(project, variant)?,
            text_or_empty(action, "name"),
        )?;
        as_of_product(project, variant, action)
    }),
    ("addExternalImage", as_of_product),
    ("removeImage", as_of_product),
    ("moveImageToPosition", as_of_product),
    ("setImageLabel", as_of_product),
    ("addAsset", as_of_product),
    ("removeAsset", as_of_product),
    ("changeAssetName", as_of_product),
    ("changeAssetOrder", as_of_product),
    ("setAssetCustomField", as_of_product),
    ("setAssetCustomType", as_of_product),
    ("setAssetDescription", as_of_product),
    ("setAssetKey", as_of_product),
    ("setAssetSources", as_of_product),
    ("setAssetTags", as_of_product),
];

/// The attributes of a draft or an action.
pub(super) fn attributes(
    project: &Project,
    variant: &Object,
    draft: &Object,
) -> Result<Value, Refusal> {
    let product_type = product_type(project, variant)?;
    for attribute in elements(draft, "attributes") {
        check_constraint(product_type, text_or_empty(attribute, "name"))?;
    }
    attributes::read_all(project, product_type, Level::Variant, draft)
}

/// The assets of a draft or an action.
pub(super) fn assets(project: &Project, draft: &Object) -> Result<Value, Refusal> {
    let drafts = elements(draft, "assets");
    let assets = drafts.map(|draft| {
        let draft = Value::Object(draft.clone());
        project.built(&draft, ("AssetDraft", "Asset"))
    });
    assets.collect()
}

/// The staged data; the current ones if there are no staged changes.
pub(super) fn staged(variant: &Object) -> Option<&Object> {
    let staged = variant.get("staged").or_else(|| variant.get("current"));
    staged.and_then(Value::as_object)
}

/// The conditions for publishing a variant are checked when it is completed.
fn publish(_: &Project, variant: &mut Object, _: &Object) -> Result<(), Refusal> {
    if let Some(staged) = variant.remove("staged") {
        variant.insert("current".to_owned(), staged);
    }
    variant.insert("published".to_owned(), true.into());
    Ok(())
}

/// A SKU with inventory cannot be changed.
fn set_sku(project: &Project, variant: &mut Object, action: &Object) -> Result<(), Refusal> {
    let new = given(action, "sku");
    let known = ["current", "staged"].map(|which| variant.get(which).and_then(|of| of.get("sku")));
    for old in known.into_iter().flatten().filter(|old| Some(*old) != new) {
        let mut inventory = project.all(INVENTORY).iter();
        if inventory.any(|entry| entry.get("sku") == Some(old)) {
            let message = format!("There is inventory of the SKU {old}.");
            return Err(Refusal::invalid_operation(message));
        }
    }
    each_data(variant, action, &|data| put(data, "sku", new.cloned()));
    Ok(())
}

/// Changes the data of an action: the staged data, unless it says otherwise.
fn each_data(variant: &mut Object, action: &Object, change: &dyn Fn(&mut Object)) {
    let mut staged = staged(variant).cloned().unwrap_or_default();
    change(&mut staged);
    variant.insert("staged".to_owned(), Value::Object(staged));
    if action.get("staged") == Some(&json!(false))
        && let Some(Value::Object(current)) = variant.get_mut("current")
    {
        change(current);
    }
}

/// Applies the action of the same name for a variant of a product to a variant.
fn as_of_product(project: &Project, variant: &mut Object, action: &Object) -> Result<(), Refusal> {
    const NUMBER: i64 = 1;
    let product_type = product(project, variant)?.get("productType").cloned();
    let alone = |data: Option<&Object>| {
        let mut data = data.cloned().unwrap_or_default();
        data.insert("id".to_owned(), NUMBER.into());
        json!({"variants": [data]})
    };
    let current = variant.get("current").and_then(Value::as_object);
    let mut both: Object = [
        ("staged".to_owned(), alone(staged(variant))),
        ("current".to_owned(), alone(current)),
    ]
    .into_iter()
    .collect();
    let mut action = action.clone();
    action.insert("variantId".to_owned(), NUMBER.into());
    products::change_data(project, product_type, &mut both, &action)?;
    for (which, mut data) in both {
        let data = data.pointer_mut("/variants/0").map(Value::take);
        if let Some(Value::Object(mut data)) = data {
            data.remove("id");
            variant.insert(which, Value::Object(data));
        }
    }
    Ok(())
}

/// Fails if an attribute has a constraint between the variants of a product.
fn check_constraint(product_type: &Object, name: &str) -> Result<(), Refusal> {
    let definition = attributes::definition(product_type, name)?;
    let constraint = definition
        .get("attributeConstraint")
        .and_then(Value::as_str);
    match constraint {
        None | Some("None") => Ok(()),
        Some(constraint) => Err(Refusal::not_emulated(&format!(
            "the constraint {constraint} of the attribute '{name}' in a modular catalogue"
        ))),
    }
}
