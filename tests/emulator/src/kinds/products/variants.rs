//! Update actions on the variants of a product, except prices.

use serde_json::{Value, json};

use super::attributes::{self, Level};
use super::parts::{ChangeElement, each_data, each_variant, variant_id};
use super::{draft, find};
use crate::kind::Object;
use crate::object::{given, list_mut, put, whole};
use crate::project::Project;
use crate::refusal::Refusal;

/// The maximum number of variants of a product, in addition to the master variant.
const MOST: usize = 100;

const INVENTORY: &str = "/{projectKey}/inventory";

/// The properties of an action that name the variant and the data it is about.
const CHOICE: [&str; 3] = ["variantId", "sku", "staged"];

pub(super) fn add(project: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    let ids = ["current", "staged"]
        .iter()
        .filter_map(|which| find::data(product, which));
    let ids = ids
        .flat_map(find::variants)
        .filter_map(|of| of.get("id")?.as_i64());
    let id = ids.max().unwrap_or_default().saturating_add(1);
    let product_type = product.get("productType").unwrap_or(&Value::Null);
    let product_type = project.find("product-type", product_type)?;
    let variant = draft::variant(project, product_type, id, action)?;
    each_data(product, action, &mut |data| {
        let variants = list_mut(data, "variants")?;
        if variants.len() >= MOST {
            return Err(Refusal::invalid_operation(format!(
                "A product has at most {MOST} variants."
            )));
        }
        variants.push(Value::Object(variant.clone()));
        Ok(())
    })
}

pub(super) fn remove(_: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    let id = variant_id(product, action)?;
    each_data(product, action, &mut |data| {
        let variants = list_mut(data, "variants")?;
        match variants.iter().position(|of| has_id(of, id)) {
            Some(place) => {
                drop(variants.remove(place));
                Ok(())
            }
            None => Err(Refusal::invalid_operation(format!(
                "The master variant {id} cannot be removed."
            ))),
        }
    })
}

/// The chosen variant and the master variant are swapped.
pub(super) fn change_master(
    _: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let id = variant_id(product, action)?;
    each_data(product, action, &mut |data| {
        let master = data.get("masterVariant").cloned().unwrap_or_default();
        if has_id(&master, id) {
            return Ok(());
        }
        let variants = list_mut(data, "variants")?;
        let chosen = variants.iter_mut().find(|of| has_id(of, id));
        let chosen = chosen.ok_or_else(|| {
            Refusal::invalid_operation(format!("The product has no variant {id}."))
        })?;
        let chosen = std::mem::replace(chosen, master);
        data.insert("masterVariant".to_owned(), chosen);
        Ok(())
    })
}

/// The staged variant becomes equal to the current one.
pub(super) fn revert(_: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    let id = variant_id(product, action)?;
    let current = find::data(product, "current").and_then(|data| {
        let mut variants = find::variants(data);
        variants.find(|of| of.get("id").and_then(Value::as_i64) == Some(id))
    });
    let current = current.cloned().ok_or_else(|| {
        Refusal::invalid_operation(format!(
            "The current data of the product have no variant {id}."
        ))
    })?;
    each_variant(product, action, &mut |variant| {
        current.clone_into(variant);
        Ok(())
    })
}

/// It names the variant only by id, because it sets the SKU. A SKU with inventory cannot be changed.
pub(super) fn set_sku(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let mut by_id = action.clone();
    by_id.remove("sku");
    each_variant(product, &by_id, &mut |variant| {
        let old = variant
            .get("sku")
            .filter(|old| action.get("sku") != Some(*old));
        let mut inventory = project.all(INVENTORY).iter();
        if let Some(old) = old.filter(|old| inventory.any(|entry| entry.get("sku") == Some(*old))) {
            return Err(Refusal::invalid_operation(format!(
                "There is inventory of the SKU {old}."
            )));
        }
        put(variant, "sku", given(action, "sku").cloned());
        Ok(())
    })
}

pub(super) fn set_key(_: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    each_variant(product, action, &mut |variant| {
        put(variant, "key", given(action, "key").cloned());
        Ok(())
    })
}

pub(super) fn set_attribute(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let (name, value) = attributes::of_action(project, product, Level::Variant, action)?;
    each_variant(product, action, &mut |variant| {
        attributes::set(variant, name, value.clone());
        Ok(())
    })
}

pub(super) fn set_attribute_in_all(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let (name, value) = attributes::of_action(project, product, Level::Variant, action)?;
    let staged = find::data(product, "staged").into_iter();
    if staged.flat_map(find::variants).next().is_none() {
        return Err(super::catalog_model::variants_are_elsewhere());
    }
    each_data(product, action, &mut |data| {
        for variant in find::variants_mut(data) {
            attributes::set(variant, name, value.clone());
        }
        Ok(())
    })
}

pub(super) fn add_image(_: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    let image = action.get("image").map(crate::build::without_null);
    each_variant(product, action, &mut |variant| {
        list_mut(variant, "images")?.extend(image.clone());
        Ok(())
    })
}

pub(super) fn remove_image(
    _: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    each_image(product, action, &mut |images, place| {
        drop(images.remove(place));
        Ok(())
    })
}

pub(super) fn move_image(
    _: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let position = action.get("position").and_then(whole).unwrap_or_default();
    let position = usize::try_from(position).unwrap_or(usize::MAX);
    each_image(product, action, &mut |images, place| {
        if position >= images.len() {
            return Err(Refusal::invalid_operation(
                "The position is behind the end of the images.",
            ));
        }
        let image = images.remove(place);
        images.insert(position, image);
        Ok(())
    })
}

pub(super) fn set_image_label(
    _: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    each_image(product, action, &mut |images, place| {
        let image = images.get_mut(place).and_then(Value::as_object_mut);
        if let Some(image) = image {
            put(image, "label", given(action, "label").cloned());
        }
        Ok(())
    })
}

pub(super) fn add_asset(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let asset = action.get("asset").unwrap_or(&Value::Null);
    let asset = project.built(asset, ("AssetDraft", "Asset"))?;
    let position = action.get("position").and_then(whole);
    each_variant(product, action, &mut |variant| {
        let assets = list_mut(variant, "assets")?;
        let position = position.map(|position| usize::try_from(position).unwrap_or(usize::MAX));
        let position = position.unwrap_or(assets.len());
        if position > assets.len() {
            return Err(Refusal::invalid_operation(
                "The position is behind the end of the assets.",
            ));
        }
        assets.insert(position, asset.clone());
        Ok(())
    })
}

/// Actions on assets have the same form as on other resources.
pub(super) fn change_asset(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    each_variant(product, action, &mut |variant| {
        let types = ("ProductUpdateAction", "ProductVariant");
        project.change_part(variant, types, action, &CHOICE)
    })
}

/// Changes the image that an action names by its `imageUrl`.
fn each_image(
    product: &mut Object,
    action: &Object,
    change: ChangeElement<'_>,
) -> Result<(), Refusal> {
    let url = action.get("imageUrl").unwrap_or(&Value::Null);
    each_variant(product, action, &mut |variant| {
        let images = list_mut(variant, "images")?;
        match images
            .iter()
            .position(|image| image.get("url") == Some(url))
        {
            Some(place) => change(images, place),
            None => Err(Refusal::invalid_operation(format!(
                "The variant has no image with the url {url}."
            ))),
        }
    })
}

fn has_id(variant: &Value, id: i64) -> bool {
    variant.get("id") == Some(&json!(id))
}
