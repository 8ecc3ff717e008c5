//! Which products a store has by its product selections.
//!
//! Source: <https://docs.commercetools.com/api/projects/stores#productselectionsetting>.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{assignments, text};
use crate::kind::Object;
use crate::project::Project;
use crate::refusal::Refusal;

/// The products of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Assortment {
    #[default]
    All,
    /// Those with these ids.
    Only(HashSet<String>),
    /// All but those with these ids.
    Except(HashSet<String>),
}

impl Assortment {
    /// Whether a product is one of them.
    pub(crate) fn has(&self, product: &Object) -> bool {
        let id = text(product, "id");
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(id),
            Self::Except(ids) => !ids.contains(id),
        }
    }
}

/// What a store has: where selections are active, these count and no others. Fails where it has some variants of a product
/// only, or where selections of both modes are active, or several that exclude products.
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
            true => Assortment::Only(HashSet::new()),
            false => Assortment::All,
        });
    }
    let exclusions = active.iter().filter(|of| is_exclusion(of)).count();
    if exclusions > 1 || (exclusions > 0 && active.len() > 1) {
        return Err(Refusal::not_emulated(
            "a store with several active product selections of which one excludes products",
        ));
    }
    let mut ids = HashSet::new();
    for selection in active {
        ids.extend(assignments::product_ids(project, selection)?);
    }
    Ok(match exclusions {
        0 => Assortment::Only(ids),
        _ => Assortment::Except(ids),
    })
}

fn is_exclusion(selection: &Object) -> bool {
    text(selection, "mode") == "IndividualExclusion"
}
