//! Prices, those embedded in variants and those that stand alone.

use super::{Exact, custom, is_same, pair};
use crate::models::{
    DiscountedPrice, DiscountedPriceDraft, Price, PriceDraft, PriceTier, PriceTierDraft,
};
use crate::sync::SyncError;

/// A change of the prices of a variant.
pub(in crate::sync) enum PriceEdit<'a> {
    /// By its id.
    Remove(&'a str),
    /// By its id; all of it becomes that of the draft.
    Change(&'a str, &'a PriceDraft),
    Add(&'a PriceDraft),
    /// All prices at once.
    SetAll,
}

/// The changes of the prices of a variant. Prices correspond if they have the same buyers and time, or the same key.
pub(in crate::sync) fn prices<'a>(
    field: &str,
    existing: &'a [Price],
    draft: &'a [PriceDraft],
) -> Result<Vec<PriceEdit<'a>>, SyncError> {
    let at = |place: usize| format!("{field}[{place}]");
    let pairing = pair(
        existing,
        draft,
        &[
            &|of, draft, place| has_same_scope(&at(place), of, draft),
            &|of, draft, _| Ok(of.key.is_some() && of.key == draft.key),
        ],
    )?;
    let mut changed = Vec::new();
    let mut moved = 0;
    for kept in &pairing.kept {
        if !is_same_price(&at(kept.to), kept.existing, kept.draft)? {
            changed.push(kept);
            moved += usize::from(!has_same_scope(&at(kept.to), kept.existing, kept.draft)?);
        }
    }
    // Keys that change hands would be there twice in between.
    let takes_key = changed.iter().any(|kept| {
        let key = kept.draft.key.as_ref();
        let others = pairing.kept.iter().filter(|other| other.to != kept.to);
        key.is_some()
            && others
                .into_iter()
                .any(|other| other.existing.key.as_ref() == key)
    });
    // One that is for another time now could meet one that has this time until its own change.
    if takes_key || moved > 1 {
        return Ok(vec![PriceEdit::SetAll]);
    }
    let removed = pairing.removed.iter().map(|of| PriceEdit::Remove(&of.id));
    let changed = changed
        .iter()
        .map(|kept| PriceEdit::Change(&kept.existing.id, kept.draft));
    let added = pairing.added.iter().map(|(_, draft)| PriceEdit::Add(draft));
    Ok(removed.chain(changed).chain(added).collect())
}

/// Whether both are for the same, which no two prices of a variant are.
fn has_same_scope(field: &str, existing: &Price, draft: &PriceDraft) -> Result<bool, SyncError> {
    let of = |name: &str| format!("{field}.{name}");
    Ok(existing.country == draft.country
        && Exact::from(&existing.value).currency == draft.value.currency_code
        && existing.valid_from == draft.valid_from
        && existing.valid_until == draft.valid_until
        && is_same(
            &of("customerGroup"),
            existing.customer_group.as_ref(),
            draft.customer_group.as_ref(),
        )?
        && is_same(
            &of("channel"),
            existing.channel.as_ref(),
            draft.channel.as_ref(),
        )?
        && is_same(
            &of("recurrencePolicy"),
            existing.recurrence_policy.as_ref(),
            draft.recurrence_policy.as_ref(),
        )?)
}

fn is_same_price(field: &str, existing: &Price, draft: &PriceDraft) -> Result<bool, SyncError> {
    let edits = custom(
        &format!("{field}.custom"),
        existing.custom.as_ref(),
        draft.custom.as_deref(),
    )?;
    Ok(edits.is_empty()
        && existing.key == draft.key
        && Exact::from(&existing.value) == Exact::from(&draft.value)
        && same_tiers(&existing.tiers, draft.tiers.as_ref())
        && same_discount(existing.discounted.as_deref(), draft.discounted.as_deref())
        && has_same_scope(field, existing, draft)?)
}

/// Whether the tiers are those of the draft, in any order.
pub(in crate::sync) fn same_tiers(
    existing: &[PriceTier],
    draft: Option<&Vec<PriceTierDraft>>,
) -> bool {
    let draft = draft.map(Vec::as_slice).unwrap_or_default();
    let is_same = |of: &PriceTier, draft: &PriceTierDraft| {
        of.minimum_quantity == draft.minimum_quantity
            && Exact::from(&of.value) == Exact::from(&draft.value)
    };
    existing.len() == draft.len()
        && draft
            .iter()
            .all(|draft| existing.iter().any(|of| is_same(of, draft)))
        && existing
            .iter()
            .all(|of| draft.iter().any(|draft| is_same(of, draft)))
}

/// Whether the discounted price is that of the draft. One that the draft does not have is left alone.
pub(in crate::sync) fn same_discount(
    existing: Option<&DiscountedPrice>,
    draft: Option<&DiscountedPriceDraft>,
) -> bool {
    draft.is_none_or(|draft| {
        existing.is_some_and(|existing| {
            existing.discount.id == draft.discount.id
                && Exact::from(&existing.value) == Exact::from(&draft.value)
        })
    })
}
