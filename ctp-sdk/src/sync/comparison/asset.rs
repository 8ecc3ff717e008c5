//! Assets, of categories and variants, which have an order.

use super::{CustomEdit, custom, filled, localized, optional, pair, required};
use crate::models::{Asset, AssetDraft, AssetSource, LocalizedString};
use crate::sync::SyncError;

/// A change of assets, which names them by their ids.
pub(in crate::sync) enum AssetEdit {
    Remove(String),
    Key(String, Option<String>),
    Name(String, LocalizedString),
    Description(String, Option<LocalizedString>),
    Tags(String, Option<Vec<String>>),
    Sources(String, Vec<AssetSource>),
    Custom(String, CustomEdit),
    /// The ids of all that are there.
    Order(Vec<String>),
    Add(AssetDraft, Option<i64>),
}

/// The changes of assets. Assets are the same if they have the same key, or without a key the same sources.
pub(in crate::sync) fn assets(
    field: &str,
    existing: &[Asset],
    draft: Option<&Vec<AssetDraft>>,
) -> Result<Vec<AssetEdit>, SyncError> {
    let draft = draft.map(Vec::as_slice).unwrap_or_default();
    let pairing = pair(
        existing,
        draft,
        &[
            &|of, draft, _| Ok(of.key.is_some() && of.key == draft.key),
            // Another key is another asset.
            &|of, draft, _| {
                Ok((of.key.is_none() || draft.key.is_none()) && of.sources == draft.sources)
            },
        ],
    )?;
    let mut edits = Vec::new();
    edits.extend(
        pairing
            .removed
            .iter()
            .map(|of| AssetEdit::Remove(of.id.clone())),
    );
    for kept in &pairing.kept {
        change(
            &format!("{field}[{}]", kept.to),
            kept.existing,
            kept.draft,
            &mut edits,
        )?;
    }
    if pairing.reorders_kept() {
        let ids = pairing.kept.iter().map(|kept| kept.existing.id.clone());
        edits.push(AssetEdit::Order(ids.collect()));
    }
    // From the front, so that each place is right when it is its turn. The end needs none.
    let count = pairing.kept.len();
    for (added, (place, draft)) in pairing.added.iter().enumerate() {
        let position = (*place < count + added).then(|| i64::try_from(*place).unwrap_or(i64::MAX));
        edits.push(AssetEdit::Add((*draft).clone(), position));
    }
    Ok(edits)
}

fn change(
    field: &str,
    existing: &Asset,
    draft: &AssetDraft,
    edits: &mut Vec<AssetEdit>,
) -> Result<(), SyncError> {
    let id = || existing.id.clone();
    if let Some(key) = optional(existing.key.as_ref(), draft.key.as_ref()) {
        edits.push(AssetEdit::Key(id(), key));
    }
    if let Some(name) = required(&existing.name, &draft.name) {
        edits.push(AssetEdit::Name(id(), name));
    }
    if let Some(text) = localized(existing.description.as_ref(), draft.description.as_ref()) {
        edits.push(AssetEdit::Description(id(), text));
    }
    if let Some(tags) = optional(filled(existing.tags.as_ref()), filled(draft.tags.as_ref())) {
        edits.push(AssetEdit::Tags(id(), tags));
    }
    if let Some(sources) = required(&existing.sources, &draft.sources) {
        edits.push(AssetEdit::Sources(id(), sources));
    }
    let field = format!("{field}.custom");
    for edit in custom(&field, existing.custom.as_ref(), draft.custom.as_ref())? {
        edits.push(AssetEdit::Custom(id(), edit));
    }
    Ok(())
}
