//! Products: their current and their staged data, and the changes between them.

pub(crate) mod attributes;
mod catalog_model;
mod data;
mod draft;
mod find;
mod images;
mod messages;
mod parts;
mod prices;
mod rules;
mod selected;
mod variants;

use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{Apply, Object, Row, Stage};
use crate::kinds::product_tailoring;
use crate::kinds::variants as modular;
use crate::object::text_or_empty;
use crate::project::{Project, version};
use crate::refusal::{Problem, Refusal};

pub(crate) use attributes::Level;
pub(crate) use catalog_model::{forget_default_variant, variant_id, variant_ids};
pub(crate) use find::{ProductVariant, variant, variant_of_sku};
pub(crate) use find::{data, default_variant_id, is_published, variants, variants_mut};
pub(crate) use images::action as image_action;
pub(crate) use prices::check_together as check_prices_together;
pub(crate) use rules::check_slug;

/// The localized fields of product data.
pub(crate) const LOCALIZED: [&str; 7] = [
    "name",
    "slug",
    "description",
    "metaTitle",
    "metaDescription",
    "metaKeywords",
    "searchKeywords",
];

pub(crate) const PATH: &str = "/{projectKey}/products";
const BY_ID: &str = "/{projectKey}/products/{ID}";
const BY_KEY: &str = "/{projectKey}/products/key={key}";
const IMAGES: &str = "/{projectKey}/products/{ID}/images";

pub(crate) const ROW: Row = Row {
    unique: &[
        "key",
        "masterData.*.slug",
        "masterData.*.masterVariant.sku",
        "masterData.*.variants.*.sku",
    ],
    by_hand: draft::FIELDS,
    complete,
    actions: ACTIONS,
    messages: messages::about,
    delete,
    deleted: product_tailoring::forget,
    routes: &[
        ("GET", PATH, selected::get, Coverage::Generic),
        ("GET", BY_ID, selected::get, Coverage::Generic),
        ("GET", BY_KEY, selected::get, Coverage::Generic),
        ("POST", IMAGES, images::upload, Coverage::Generic),
    ],
    ..Row::of(PATH)
};

const ACTIONS: &[(&str, Apply)] = &[
    ("publish", data::publish),
    ("unpublish", data::unpublish),
    ("revertStagedChanges", data::revert),
    ("changeName", data::set_field),
    ("changeSlug", data::set_field),
    ("setDescription", data::set_field),
    ("setMetaTitle", data::set_field),
    ("setMetaDescription", data::set_field),
    ("setMetaKeywords", data::set_field),
    ("setSearchKeywords", data::set_field),
    ("setProductAttribute", data::set_attribute),
    ("setDefaultVariant", data::set_default_variant),
    ("addToCategory", data::add_to_category),
    ("removeFromCategory", data::remove_from_category),
    ("setCategoryOrderHint", data::set_category_order_hint),
    ("addVariant", variants::add),
    ("removeVariant", variants::remove),
    ("changeMasterVariant", variants::change_master),
    ("revertStagedVariantChanges", variants::revert),
    ("setSku", variants::set_sku),
    ("setProductVariantKey", variants::set_key),
    ("setAttribute", variants::set_attribute),
    ("setAttributeInAllVariants", variants::set_attribute_in_all),
    ("addExternalImage", variants::add_image),
    ("removeImage", variants::remove_image),
    ("moveImageToPosition", variants::move_image),
    ("setImageLabel", variants::set_image_label),
    ("addAsset", variants::add_asset),
    ("removeAsset", variants::change_asset),
    ("changeAssetName", variants::change_asset),
    ("changeAssetOrder", variants::change_asset),
    ("setAssetCustomField", variants::change_asset),
    ("setAssetCustomType", variants::change_asset),
    ("setAssetDescription", variants::change_asset),
    ("setAssetKey", variants::change_asset),
    ("setAssetSources", variants::change_asset),
    ("setAssetTags", variants::change_asset),
    ("addPrice", prices::add),
    ("changePrice", prices::change),
    ("removePrice", prices::remove),
    ("setPrices", prices::set_all),
    ("setPriceKey", prices::set_key),
    ("setDiscountedPrice", prices::set_discounted),
    ("setProductPriceCustomType", prices::set_custom_type),
    ("setProductPriceCustomField", prices::set_custom_field),
];

/// A new product has its data twice; after each change it is recorded whether both are equal.
fn complete(project: &Project, stage: Stage<'_>, product: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        let data = draft::data(project, draft)?;
        let master_data = json!({
            "published": draft.get("publish") == Some(&Value::Bool(true)),
            "hasStagedChanges": false,
            "current": data,
            "staged": data,
        });
        product.insert("masterData".to_owned(), master_data);
        catalog_model::check(project, product, Some(draft))?;
    } else {
        catalog_model::check(project, product, None)?;
    }
    rules::check(project, product)?;
    let of = |name: &str| product.get("masterData").and_then(|of| of.get(name));
    let is_same = of("current") == of("staged");
    if let Some(Value::Object(master_data)) = product.get_mut("masterData") {
        master_data.insert("hasStagedChanges".to_owned(), (!is_same).into());
    }
    Ok(())
}

fn delete(project: &Project, product: &Object) -> Result<(), Refusal> {
    if find::is_published(product) {
        let message = "A published product cannot be deleted.";
        return Err(Refusal::invalid_operation(message));
    }
    match modular::of_product(project, product).is_empty() {
        true => Ok(()),
        false => {
            let message =
                "Can not delete a product while it is referenced by at least one 'variant'.";
            let problem = Problem::new("ReferenceExists", message);
            Err(Refusal::bad_request(
                problem.with("referencedBy", "variant"),
            ))
        }
    }
}

/// Stores a product that has changed because of another change, as its next version.
fn change_beside(project: &mut Project, mut product: Object) {
    let version = version(&product).unwrap_or_default().saturating_add(1);
    product.insert("version".to_owned(), version.into());
    product.insert("lastModifiedAt".to_owned(), project.clock.text());
    let id = text_or_empty(&product, "id").to_owned();
    project.all_mut(PATH).put(ROW.unique, &id, product);
}

/// Applies an update action for a product of a type to the `current` and `staged` data of another resource.
pub(crate) fn change_data(
    project: &Project,
    product_type: Option<Value>,
    of: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let name = text_or_empty(action, "action");
    let found = ACTIONS.iter().find(|(known, _)| *known == name);
    let (_, apply) = found.ok_or_else(|| {
        let what = format!("the update action {name}");
        Refusal::not_emulated(&what)
    })?;
    let data = ["current", "staged"].map(|which| (which.to_owned(), of.remove(which)));
    let data: Object = data
        .into_iter()
        .filter_map(|(which, data)| Some((which, data?)))
        .collect();
    let product = [
        ("productType".to_owned(), product_type.unwrap_or_default()),
        ("masterData".to_owned(), Value::Object(data)),
    ];
    let mut product: Object = product.into_iter().collect();
    apply(project, &mut product, action)?;
    if let Some(Value::Object(data)) = product.remove("masterData") {
        of.extend(data);
    }
    Ok(())
}

/// Removes a deleted category from all products.
pub(crate) fn leave_category(project: &mut Project, id: &str) {
    let is = |of: &Value| of.get("id").and_then(Value::as_str) == Some(id);
    let is_in = |product: &&Object| {
        let all = ["current", "staged"].iter();
        let all = all.filter_map(|which| find::data(product, which)?.get("categories")?.as_array());
        all.flatten().any(is)
    };
    let products: Vec<Object> = project.all(PATH).iter().filter(is_in).cloned().collect();
    for mut product in products {
        for which in ["current", "staged"] {
            let data = product
                .get_mut("masterData")
                .and_then(|of| of.get_mut(which));
            let Some(data) = data.and_then(Value::as_object_mut) else {
                continue;
            };
            if let Some(categories) = data.get_mut("categories").and_then(Value::as_array_mut) {
                categories.retain(|of| !is(of));
            }
            if let Some(hints) = data
                .get_mut("categoryOrderHints")
                .and_then(Value::as_object_mut)
            {
                hints.remove(id);
            }
        }
        change_beside(project, product);
    }
}
