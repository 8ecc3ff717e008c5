//! Images of variants, which have an order.

use super::list::moves;
use super::pair;
use crate::models::Image;
use crate::sync::{SyncError, SyncErrorReason};

/// A change of the images of a variant.
pub(in crate::sync) enum ImageEdit<'a> {
    Remove(&'a str),
    Label(&'a str, Option<&'a String>),
    /// At the end.
    Add(&'a Image),
    Move(&'a str, usize),
}

/// The changes of the images of a variant. An image of another size is another image: no action changes the size.
pub(in crate::sync) fn images<'a>(
    field: &str,
    existing: &'a [Image],
    draft: &'a [Image],
) -> Result<Vec<ImageEdit<'a>>, SyncError> {
    for (place, image) in draft.iter().enumerate() {
        if draft
            .iter()
            .take(place)
            .any(|before| before.url == image.url)
        {
            let value = image.url.clone();
            let field = format!("{field}[{place}].url");
            return Err(SyncError::new(field, SyncErrorReason::Duplicate { value }));
        }
    }
    let pairing = pair(
        existing,
        draft,
        &[&|of, draft, _| Ok(of.url == draft.url && of.dimensions == draft.dimensions)],
    )?;
    let mut edits = Vec::new();
    edits.extend(pairing.removed.iter().map(|of| ImageEdit::Remove(&of.url)));
    for kept in &pairing.kept {
        if kept.existing.label != kept.draft.label {
            edits.push(ImageEdit::Label(&kept.draft.url, kept.draft.label.as_ref()));
        }
    }
    edits.extend(pairing.added.iter().map(|(_, draft)| ImageEdit::Add(draft)));
    for (place, to) in moves(pairing.places()) {
        if let Some(image) = draft.get(place) {
            edits.push(ImageEdit::Move(&image.url, to));
        }
    }
    Ok(edits)
}
