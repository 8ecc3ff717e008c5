//! Categories.

use super::SyncError;
use super::comparison::{
    AssetEdit, CustomEdit, assets, custom, localized, optional, required, set_reference,
};
use crate::models::{
    Category, CategoryAddAssetAction, CategoryChangeAssetNameAction,
    CategoryChangeAssetOrderAction, CategoryChangeNameAction, CategoryChangeOrderHintAction,
    CategoryChangeParentAction, CategoryChangeSlugAction, CategoryDraft, CategoryRemoveAssetAction,
    CategorySetAssetCustomFieldAction, CategorySetAssetCustomTypeAction,
    CategorySetAssetDescriptionAction, CategorySetAssetKeyAction, CategorySetAssetSourcesAction,
    CategorySetAssetTagsAction, CategorySetCustomFieldAction, CategorySetCustomTypeAction,
    CategorySetDescriptionAction, CategorySetExternalIdAction, CategorySetKeyAction,
    CategorySetMetaDescriptionAction, CategorySetMetaKeywordsAction, CategorySetMetaTitleAction,
    CategoryUpdateAction,
};

/// The update actions that change a category to the state of a draft.
///
/// A missing `orderHint` does not change the existing one. The [module](crate::sync) describes the meaning of missing
/// fields and how assets are matched.
///
/// # Errors
///
/// - `parent`: the category has one and the draft has none. No action turns a category into a root.
/// - A reference by key that is not expanded: see [`expansions`](super::expansions).
///
/// Source: [Categories](https://docs.commercetools.com/api/projects/categories#update-actions).
pub fn categories(
    existing: &Category,
    draft: &CategoryDraft,
) -> Result<Vec<CategoryUpdateAction>, SyncError> {
    let mut actions: Vec<CategoryUpdateAction> = Vec::new();
    if let Some(key) = optional(existing.key.as_ref(), draft.key.as_ref()) {
        actions.push(CategorySetKeyAction { key }.into());
    }
    if let Some(name) = required(&existing.name, &draft.name) {
        actions.push(CategoryChangeNameAction { name }.into());
    }
    if let Some(slug) = required(&existing.slug, &draft.slug) {
        actions.push(CategoryChangeSlugAction { slug }.into());
    }
    if let Some(description) = localized(existing.description.as_ref(), draft.description.as_ref())
    {
        actions.push(CategorySetDescriptionAction { description }.into());
    }
    match set_reference("parent", existing.parent.as_ref(), draft.parent.as_ref())? {
        Some(Some(parent)) => actions.push(CategoryChangeParentAction { parent }.into()),
        Some(None) => return Err(SyncError::unremovable("parent")),
        None => {}
    }
    if let Some(hint) = &draft.order_hint
        && let Some(order_hint) = required(&existing.order_hint, hint)
    {
        actions.push(CategoryChangeOrderHintAction { order_hint }.into());
    }
    if let Some(external_id) = optional(existing.external_id.as_ref(), draft.external_id.as_ref()) {
        actions.push(CategorySetExternalIdAction { external_id }.into());
    }
    if let Some(meta_title) = localized(existing.meta_title.as_ref(), draft.meta_title.as_ref()) {
        actions.push(CategorySetMetaTitleAction { meta_title }.into());
    }
    if let Some(meta_description) = localized(
        existing.meta_description.as_ref(),
        draft.meta_description.as_ref(),
    ) {
        actions.push(CategorySetMetaDescriptionAction { meta_description }.into());
    }
    if let Some(meta_keywords) = localized(
        existing.meta_keywords.as_ref(),
        draft.meta_keywords.as_ref(),
    ) {
        actions.push(CategorySetMetaKeywordsAction { meta_keywords }.into());
    }
    for edit in custom("custom", existing.custom.as_ref(), draft.custom.as_ref())? {
        actions.push(match edit {
            CustomEdit::Type { type_, fields } => {
                CategorySetCustomTypeAction { type_, fields }.into()
            }
            CustomEdit::Field { name, value } => {
                CategorySetCustomFieldAction { name, value }.into()
            }
        });
    }
    let edits = assets("assets", &existing.assets, draft.assets.as_ref())?;
    actions.extend(edits.into_iter().map(of_asset));
    Ok(actions)
}

fn of_asset(edit: AssetEdit) -> CategoryUpdateAction {
    let asset_key = None;
    match edit {
        AssetEdit::Remove(id) => CategoryRemoveAssetAction {
            asset_id: Some(id),
            asset_key,
        }
        .into(),
        AssetEdit::Key(asset_id, asset_key) => CategorySetAssetKeyAction {
            asset_id,
            asset_key,
        }
        .into(),
        AssetEdit::Name(id, name) => CategoryChangeAssetNameAction {
            asset_id: Some(id),
            asset_key,
            name,
        }
        .into(),
        AssetEdit::Description(id, description) => CategorySetAssetDescriptionAction {
            asset_id: Some(id),
            asset_key,
            description,
        }
        .into(),
        AssetEdit::Tags(id, tags) => CategorySetAssetTagsAction {
            asset_id: Some(id),
            asset_key,
            tags,
        }
        .into(),
        AssetEdit::Sources(id, sources) => CategorySetAssetSourcesAction {
            asset_id: Some(id),
            asset_key,
            sources,
        }
        .into(),
        AssetEdit::Custom(id, CustomEdit::Type { type_, fields }) => {
            CategorySetAssetCustomTypeAction {
                asset_id: Some(id),
                asset_key,
                type_,
                fields,
            }
            .into()
        }
        AssetEdit::Custom(id, CustomEdit::Field { name, value }) => {
            CategorySetAssetCustomFieldAction {
                asset_id: Some(id),
                asset_key,
                name,
                value,
            }
            .into()
        }
        AssetEdit::Order(asset_order) => CategoryChangeAssetOrderAction { asset_order }.into(),
        AssetEdit::Add(asset, position) => CategoryAddAssetAction { asset, position }.into(),
    }
}
