//! Single values and localized texts.

use crate::Localized;

/// The value of a required field, if it changes.
pub(in crate::sync) fn required<T: PartialEq + Clone>(existing: &T, draft: &T) -> Option<T> {
    (existing != draft).then(|| draft.clone())
}

/// The value of an optional field, if it changes; an inner `None` removes it.
pub(in crate::sync) fn optional<T: PartialEq + Clone>(
    existing: Option<&T>,
    draft: Option<&T>,
) -> Option<Option<T>> {
    (existing != draft).then(|| draft.cloned())
}

/// The values by locale of an optional field, if they change; an inner `None` removes them. No locale is the same as no
/// field.
pub(in crate::sync) fn localized<V: PartialEq + Clone>(
    existing: Option<&Localized<V>>,
    draft: Option<&Localized<V>>,
) -> Option<Option<Localized<V>>> {
    let filled = |of: &&Localized<V>| !of.is_empty();
    optional(existing.filter(filled), draft.filter(filled))
}

/// A list that has elements. An empty one is the same as none.
pub(in crate::sync) fn filled<T>(list: Option<&Vec<T>>) -> Option<&Vec<T>> {
    list.filter(|list| !list.is_empty())
}
