//! The products of a store, according to its product selections.
//!
//! Source: <https://docs.commercetools.com/api/projects/stores#productselectionsetting>.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::assignments;
use crate::kind::Object;
use crate::object::text_or_empty;
use crate::project::Project;
use crate::refusal::Refusal;

/// Products by id, each with its selections of variants; `None` stands for all variants.
type Products = HashMap<String, Vec<Option<Value>>>;

/// The products of a store.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Assortment {
    #[default]
    All,
    Only(Products),
    Except(Products),
}

impl Assortment {
    /// Whether it contains a product; no product may have only some variants.
    pub(crate) fn has(&self, product: &Object) -> bool {
        let id = text_or_empty(product, "id");
        match self {
            Self::All => true,
            Self::Only(products) => products.contains_key(id),
            Self::Except(products) => !products.contains_key(id),
        }
    }

    /// Whether it contains a variant.
    pub(crate) fn has_variant(&self, product: &Object, variant: &Object) -> bool {
        let chosen = |products: &Products| {
            let chosen = products
                .get(text_or_empty(product, "id"))
                .into_iter()
                .flatten();
            let mut chosen = chosen.map(|variants| is_chosen(variants.as_ref(), variant));
            chosen.any(|is_chosen| is_chosen)
        };
        match self {
            Self::All => true,
            Self::Only(products) => chosen(products),
            Self::Except(products) => !chosen(products),
        }
    }

    /// Fails if it contains only some variants of a product.
    pub(crate) fn check_whole(&self) -> Result<(), Refusal> {
        let (Self::Only(products) | Self::Except(products)) = self else {
            return Ok(());
        };
        match products.values().flatten().any(Option::is_some) {
            true => Err(Refusal::not_emulated(
                "a store with some variants of a product",
            )),
            false => Ok(()),
        }
    }
}

/// The products of a store: if it has active selections, only theirs. Fails if selections of both modes are active, or
/// several that exclude products.
pub(crate) fn of_store(project: &Project, store: &Object) -> Result<Assortment, Refusal> {
    let settings = store.get("productSelections").and_then(Value::as_array);
    let mut active = Vec::new();
    let mut has_inactive_of_products = false;
    for setting in settings.into_iter().flatten() {
        let selection = setting.get("productSelection").unwrap_or(&Value::Null);
        let selection = project.find("product-selection", selection)?;
        if setting.get("active") == Some(&json!(true)) {
            active.push(selection);
        } else {
            has_inactive_of_products |= !is_exclusion(selection);
        }
    }
    if active.is_empty() {
        return Ok(match has_inactive_of_products {
            true => Assortment::Only(Products::new()),
            false => Assortment::All,
        });
    }
    let exclusions = active.iter().filter(|of| is_exclusion(of)).count();
    if exclusions > 1 || (exclusions > 0 && active.len() > 1) {
        return Err(Refusal::not_emulated(
            "a store with several active product selections of which one excludes products",
        ));
    }
    let mut products = Products::new();
    for selection in active {
        for (id, variants) in assignments::variants(project, selection) {
            products.entry(id).or_default().push(variants);
        }
    }
    Ok(match exclusions {
        0 => Assortment::Only(products),
        _ => Assortment::Except(products),
    })
}

fn is_exclusion(selection: &Object) -> bool {
    text_or_empty(selection, "mode") == "IndividualExclusion"
}

/// Whether an assignment contains a variant; without a selection of variants it contains all.
fn is_chosen(variants: Option<&Value>, variant: &Object) -> bool {
    let Some(variants) = variants else {
        return true;
    };
    let skus = variants.get("skus").and_then(Value::as_array);
    let mut skus = skus.into_iter().flatten();
    let sku = variant.get("sku");
    let is_named = sku.is_some_and(|sku| skus.any(|of| of == sku));
    match variants.get("type").and_then(Value::as_str) {
        Some("exclusion" | "includeAllExcept") => !is_named,
        _ => is_named,
    }
}
