//! Attributes, of the product and of its variants.

use std::collections::BTreeSet;

use crate::Value;
use crate::models::{
    Attribute, ProductData, ProductDraft, ProductSetAttributeAction,
    ProductSetAttributeInAllVariantsAction, ProductSetProductAttributeAction, ProductUpdateAction,
};
use crate::sync::SyncError;
use crate::sync::comparison::is_same_value;

/// The attributes of a variant that is in both.
pub(super) struct OfVariant<'a> {
    pub(super) field: &'a str,
    pub(super) id: i64,
    pub(super) existing: &'a [Attribute],
    pub(super) draft: &'a [Attribute],
}

pub(super) fn of_product(
    staged: &ProductData,
    draft: &ProductDraft,
    actions: &mut Vec<ProductUpdateAction>,
) -> Result<(), SyncError> {
    let draft = draft.attributes.as_deref().unwrap_or_default();
    for name in names([staged.attributes.as_slice(), draft]) {
        let wanted = value(draft, name);
        if !is_same("attributes", name, value(&staged.attributes, name), wanted)? {
            let attribute = ProductSetProductAttributeAction {
                name: name.to_owned(),
                value: wanted.cloned(),
                staged: None,
            };
            actions.push(attribute.into());
        }
    }
    Ok(())
}

/// Sets the attributes of the variants that stay. `added` are the attributes of those that are added later: what is the same
/// for all variants has to be so in each of them.
pub(super) fn of_variants(
    kept: &[OfVariant<'_>],
    added: &[&[Attribute]],
    actions: &mut Vec<ProductUpdateAction>,
) -> Result<(), SyncError> {
    let all = kept.iter().flat_map(|of| [of.existing, of.draft]);
    for name in names(all) {
        let mut changed = Vec::new();
        for of in kept {
            let wanted = value(of.draft, name);
            if !is_same(of.field, name, value(of.existing, name), wanted)? {
                changed.push((of.id, wanted));
            }
        }
        let Some((_, first)) = changed.first() else {
            continue;
        };
        let drafts = kept.iter().map(|of| of.draft).chain(added.iter().copied());
        let is_for_all = drafts.into_iter().all(|draft| value(draft, name) == *first);
        if changed.len() > 1 && is_for_all {
            let attribute = ProductSetAttributeInAllVariantsAction {
                name: name.to_owned(),
                value: first.cloned(),
                staged: None,
            };
            actions.push(attribute.into());
            continue;
        }
        for (id, value) in changed {
            let attribute = ProductSetAttributeAction {
                variant_id: Some(id),
                sku: None,
                name: name.to_owned(),
                value: value.cloned(),
                staged: None,
            };
            actions.push(attribute.into());
        }
    }
    Ok(())
}

fn names<'a>(lists: impl IntoIterator<Item = &'a [Attribute]>) -> BTreeSet<&'a str> {
    let all = lists.into_iter().flatten();
    all.map(|of| of.name.as_str()).collect()
}

/// The value of an attribute; the last one counts. `null` is none.
fn value<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Value> {
    let mut named = attributes.iter().rev().filter(|of| of.name == name);
    named.next().map(|of| &of.value).filter(|of| !of.is_null())
}

fn is_same(
    field: &str,
    name: &str,
    existing: Option<&Value>,
    draft: Option<&Value>,
) -> Result<bool, SyncError> {
    match (existing, draft) {
        (Some(existing), Some(draft)) => is_same_value(&format!("{field}.{name}"), existing, draft),
        (existing, draft) => Ok(existing.is_none() == draft.is_none()),
    }
}
