//! The categories of a product, and its place in each of them.

use crate::models::{
    CategoryReference, CategoryResourceIdentifier, ProductAddToCategoryAction, ProductData,
    ProductDraft, ProductRemoveFromCategoryAction, ProductSetCategoryOrderHintAction,
    ProductUpdateAction,
};
use crate::sync::SyncError;
use crate::sync::comparison::{is_same, pair};

pub(super) fn change(
    staged: &ProductData,
    draft: &ProductDraft,
    actions: &mut Vec<ProductUpdateAction>,
) -> Result<(), SyncError> {
    let categories = draft.categories.as_deref().unwrap_or_default();
    let pairing = pair(
        &staged.categories,
        categories,
        &[
            &|of: &CategoryReference, draft: &CategoryResourceIdentifier, place| {
                is_same(&format!("categories[{place}]"), Some(of), Some(draft))
            },
        ],
    )?;
    // One that the draft has twice is there once.
    let mut added: Vec<&CategoryResourceIdentifier> = Vec::new();
    for (place, category) in &pairing.added {
        let mut is_there = added.contains(category);
        for kept in &pairing.kept {
            is_there |= is_same(
                &format!("categories[{place}]"),
                Some(kept.existing),
                Some(*category),
            )?;
        }
        if !is_there {
            added.push(category);
        }
    }
    let hints = draft.category_order_hints.as_ref();
    let hint = |id: &str| hints.and_then(|hints| hints.get(id)).cloned();
    // Its hint goes with it.
    for of in &pairing.removed {
        let category = CategoryResourceIdentifier::with_id(&of.id);
        let remove = ProductRemoveFromCategoryAction {
            category,
            staged: None,
        };
        actions.push(remove.into());
    }
    let mut placed = Vec::new();
    for category in added {
        let order_hint = category.id.as_deref().and_then(hint);
        if order_hint.is_some() {
            placed.extend(category.id.as_deref());
        }
        let add = ProductAddToCategoryAction {
            category: category.clone(),
            order_hint,
            staged: None,
        };
        actions.push(add.into());
    }
    let known = staged.category_order_hints.as_ref();
    let known = |id: &str| known.and_then(|hints| hints.get(id)).cloned();
    // A hint names its category by the id, also where the category itself is named by its key.
    let kept = pairing.kept.iter().map(|kept| kept.existing.id.as_str());
    let hinted = hints.into_iter().flatten().map(|(id, _)| id.as_str());
    let mut ids: Vec<&str> = kept
        .chain(hinted)
        .filter(|id| !placed.contains(id))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let is_removed = pairing.removed.iter().any(|of| of.id == id);
        let known = known(id).filter(|_| !is_removed);
        if known != hint(id) {
            let hint = ProductSetCategoryOrderHintAction {
                category_id: id.to_owned(),
                order_hint: hint(id),
                staged: None,
            };
            actions.push(hint.into());
        }
    }
    Ok(())
}
