//! Products.

mod attributes;
mod categories;
mod variants;

use super::SyncError;
use super::comparison::{localized, optional, required, set_reference};
use crate::models::{
    Product, ProductChangeNameAction, ProductChangeSlugAction, ProductData, ProductDraft,
    ProductPriceModeEnum, ProductPublishAction, ProductSetDescriptionAction, ProductSetKeyAction,
    ProductSetMetaDescriptionAction, ProductSetMetaKeywordsAction, ProductSetMetaTitleAction,
    ProductSetPriceModeAction, ProductSetSearchKeywordsAction, ProductSetTaxCategoryAction,
    ProductTransitionStateAction, ProductUnpublishAction, ProductUpdateAction,
};

/// The update actions that change a product to the state of a draft.
///
/// The draft is compared with the **staged** data, and the actions change only these. With `publish: true` the last action
/// publishes them if something changed or there were staged changes before; with `publish: false` a published product is
/// taken offline; without `publish` the published data are not changed.
///
/// Variants are matched by SKU, or else by key. A master variant that matches neither is the same as that of the draft, and
/// gets its SKU and key. An attribute with the same new value in all variants is set in all of them at once, because an
/// attribute with the constraint `SameForAll` requires this. A missing `state` does not change the existing one.
///
/// # Errors
///
/// - `productType`: it cannot be changed.
/// - `variants[…]`: a variant without SKU and key, or two with the same one.
/// - `masterVariant`: a new one without SKU replaces one that becomes an ordinary variant.
/// - `images[…].url`: an image that occurs twice.
/// - A reference by key that is not expanded: see [`expansions`](super::expansions).
///
/// Source: [Products](https://docs.commercetools.com/api/projects/products#update-actions).
pub fn products(
    existing: &Product,
    draft: &ProductDraft,
) -> Result<Vec<ProductUpdateAction>, SyncError> {
    let known = Some(&existing.product_type);
    if set_reference("productType", known, Some(&draft.product_type))?.is_some() {
        return Err(SyncError::unchangeable("productType"));
    }
    let mut actions = of_product(existing, draft)?;
    let not_staged = actions.len();
    let staged = &existing.master_data.staged;
    change_texts(staged, draft, &mut actions);
    categories::change(staged, draft, &mut actions)?;
    attributes::of_product(staged, draft, &mut actions)?;
    variants::change(staged, draft, &mut actions)?;
    let (is_published, has_staged_changes) = (
        existing.master_data.published,
        existing.master_data.has_staged_changes || actions.len() > not_staged,
    );
    match draft.publish {
        Some(true) if !is_published || has_staged_changes => {
            actions.push(ProductPublishAction { scope: None }.into());
        }
        Some(false) if is_published => actions.push(ProductUnpublishAction {}.into()),
        _ => {}
    }
    Ok(actions)
}

/// What is no part of the staged data.
fn of_product(
    existing: &Product,
    draft: &ProductDraft,
) -> Result<Vec<ProductUpdateAction>, SyncError> {
    let mut actions: Vec<ProductUpdateAction> = Vec::new();
    if let Some(key) = optional(existing.key.as_ref(), draft.key.as_ref()) {
        actions.push(ProductSetKeyAction { key }.into());
    }
    let (field, known) = ("taxCategory", existing.tax_category.as_ref());
    if let Some(tax_category) = set_reference(field, known, draft.tax_category.as_ref())? {
        actions.push(ProductSetTaxCategoryAction { tax_category }.into());
    }
    if let Some(wanted) = &draft.state
        && let Some(state) = set_reference("state", existing.state.as_ref(), Some(wanted))?
    {
        actions.push(ProductTransitionStateAction { state, force: None }.into());
    }
    let mode = |of: &Option<ProductPriceModeEnum>| {
        let mode = of.clone();
        mode.unwrap_or(ProductPriceModeEnum::Embedded)
    };
    if let Some(mode) = required(&mode(&existing.price_mode), &mode(&draft.price_mode)) {
        let price_mode = Some(mode);
        actions.push(ProductSetPriceModeAction { price_mode }.into());
    }
    Ok(actions)
}

fn change_texts(
    staged: &ProductData,
    draft: &ProductDraft,
    actions: &mut Vec<ProductUpdateAction>,
) {
    let of_staged = None;
    if let Some(name) = required(&staged.name, &draft.name) {
        let staged = of_staged;
        actions.push(ProductChangeNameAction { name, staged }.into());
    }
    if let Some(slug) = required(&staged.slug, &draft.slug) {
        let staged = of_staged;
        actions.push(ProductChangeSlugAction { slug, staged }.into());
    }
    if let Some(description) = localized(staged.description.as_ref(), draft.description.as_ref()) {
        let description = ProductSetDescriptionAction {
            description,
            staged: of_staged,
        };
        actions.push(description.into());
    }
    if let Some(meta_title) = localized(staged.meta_title.as_ref(), draft.meta_title.as_ref()) {
        let title = ProductSetMetaTitleAction {
            meta_title,
            staged: of_staged,
        };
        actions.push(title.into());
    }
    if let Some(meta_description) = localized(
        staged.meta_description.as_ref(),
        draft.meta_description.as_ref(),
    ) {
        let description = ProductSetMetaDescriptionAction {
            meta_description,
            staged: of_staged,
        };
        actions.push(description.into());
    }
    if let Some(meta_keywords) =
        localized(staged.meta_keywords.as_ref(), draft.meta_keywords.as_ref())
    {
        let keywords = ProductSetMetaKeywordsAction {
            meta_keywords,
            staged: of_staged,
        };
        actions.push(keywords.into());
    }
    if let Some(keywords) = localized(
        Some(&staged.search_keywords),
        draft.search_keywords.as_ref(),
    ) {
        let keywords = ProductSetSearchKeywordsAction {
            search_keywords: keywords.unwrap_or_default(),
            staged: of_staged,
        };
        actions.push(keywords.into());
    }
}
