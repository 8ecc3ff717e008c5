//! The catalogue model of the project: whether products contain their variants.

use serde_json::{Value, json};

use super::{PATH, change_beside, find, parts};
use crate::kind::Object;
use crate::kinds::project_settings::is_modular;
use crate::kinds::variants;
use crate::object::{given, text, whole_at};
use crate::project::Project;
use crate::refusal::Refusal;

/// Products of a modular catalogue contain no variants, and their prices are separate resources.
pub(super) fn check(
    project: &Project,
    product: &mut Object,
    draft: Option<&Object>,
) -> Result<(), Refusal> {
    if !is_modular(project) {
        return Ok(());
    }
    if draft.is_some_and(|draft| given(draft, "priceMode").is_none()) {
        product.insert("priceMode".to_owned(), "Standalone".into());
    }
    let has_variants = ["staged", "current"].iter().any(|which| {
        let data = find::data(product, which);
        data.is_some_and(|data| find::variants(data).next().is_some())
    });
    match (has_variants, text(product, "priceMode")) {
        (true, _) => Err(variants_are_elsewhere()),
        (false, Some("Standalone")) => Ok(()),
        (false, _) => Err(Refusal::invalid_operation(
            "The prices of a modular catalogue are standalone prices.",
        )),
    }
}

/// Actions on variants are refused for a product whose variants are separate resources.
pub(super) fn variants_are_elsewhere() -> Refusal {
    Refusal::invalid_operation(
        "The product has no variants itself, because the productCatalogModel of the project is Modular.",
    )
}

/// Clears the default variant of a product if it is this variant, which was deleted. Returns whether it was.
pub(crate) fn forget_default_variant(project: &mut Project, variant: &Object) -> bool {
    let reference = json!({"typeId": "variant", "id": variant.get("id")});
    let product = variant.get("product").and_then(|of| of.get("id")?.as_str());
    let product = product.and_then(|id| project.all(PATH).get(id));
    let Some(mut product) = product.cloned() else {
        return false;
    };
    let mut was_default = false;
    for which in ["current", "staged"] {
        let data = product
            .get_mut("masterData")
            .and_then(|of| of.get_mut(which));
        if let Some(data) = data.and_then(Value::as_object_mut)
            && data.get("defaultVariant") == Some(&reference)
        {
            data.remove("defaultVariant");
            was_default = true;
        }
    }
    if was_default {
        change_beside(project, product);
    }
    was_default
}

/// The number of the variant of a product that a draft or an action names by `id` or `variantId`, or by `sku`.
pub(crate) fn variant_id(
    project: &Project,
    product: &Object,
    named: &Object,
) -> Result<i64, Refusal> {
    if !is_modular(project) {
        return parts::variant_id(product, named);
    }
    // The same for a product that contains its variants.
    let all = variants::of_product(project, product).into_iter();
    let all = all.map(|of| {
        let data = of.get("staged").or_else(|| of.get("current"));
        let sku = data.and_then(|of| of.get("sku"));
        json!({"id": of.get("variantId"), "sku": sku})
    });
    let variants: Vec<Value> = all.collect();
    let product = json!({"masterData": {"staged": {"variants": variants}}});
    let product = product.as_object().cloned().unwrap_or_default();
    parts::variant_id(&product, named)
}

/// The numbers of the staged variants of a product.
pub(crate) fn variant_ids(project: &Project, product: &Object) -> Vec<i64> {
    if is_modular(project) {
        let all = variants::of_product(project, product).into_iter();
        return all.filter_map(|of| whole_at(of, "variantId")).collect();
    }
    let variants = find::data(product, "staged").into_iter();
    let variants = variants.flat_map(find::variants);
    variants.filter_map(|of| of.get("id")?.as_i64()).collect()
}
