//! Standalone prices.

use serde_json::json;

use super::SyncError;
use super::comparison::{
    CustomEdit, Exact, custom, is_same, optional, required, same_discount, same_tiers,
};
use crate::models::{
    Money, StandalonePrice, StandalonePriceChangeActiveAction, StandalonePriceChangeValueAction,
    StandalonePriceDraft, StandalonePriceRemoveStagedChangesAction,
    StandalonePriceSetCustomFieldAction, StandalonePriceSetCustomTypeAction,
    StandalonePriceSetDiscountedPriceAction, StandalonePriceSetKeyAction,
    StandalonePriceSetPriceTiersAction, StandalonePriceSetValidFromAction,
    StandalonePriceSetValidFromAndUntilAction, StandalonePriceSetValidUntilAction,
    StandalonePriceUpdateAction, TypedMoneyDraft,
};

/// The update actions that change a standalone price to the state of a draft.
///
/// A missing `discounted` does not change the existing one, because product discounts set it. A draft without `staged`
/// removes staged changes.
///
/// # Errors
///
/// - `sku`, `value.currencyCode`, `country`, `customerGroup`, `channel`, `recurrencePolicy`: they cannot be changed.
/// - A reference by key that is not expanded: see [`expansions`](super::expansions).
///
/// Source: [Standalone Prices](https://docs.commercetools.com/api/projects/standalone-prices#update-actions).
pub fn standalone_prices(
    existing: &StandalonePrice,
    draft: &StandalonePriceDraft,
) -> Result<Vec<StandalonePriceUpdateAction>, SyncError> {
    check_scope(existing, draft)?;
    let mut actions: Vec<StandalonePriceUpdateAction> = Vec::new();
    if let Some(key) = optional(existing.key.as_ref(), draft.key.as_ref()) {
        actions.push(StandalonePriceSetKeyAction { key }.into());
    }
    if Exact::from(&existing.value) != Exact::from(&draft.value) {
        let (value, staged) = (draft.value.clone(), None);
        actions.push(StandalonePriceChangeValueAction { value, staged }.into());
    }
    let valid_from = required(&existing.valid_from, &draft.valid_from);
    let valid_until = required(&existing.valid_until, &draft.valid_until);
    match (valid_from, valid_until) {
        (Some(valid_from), Some(valid_until)) => {
            let both = StandalonePriceSetValidFromAndUntilAction {
                valid_from,
                valid_until,
            };
            actions.push(both.into());
        }
        (Some(valid_from), None) => {
            actions.push(StandalonePriceSetValidFromAction { valid_from }.into());
        }
        (None, Some(valid_until)) => {
            actions.push(StandalonePriceSetValidUntilAction { valid_until }.into());
        }
        (None, None) => {}
    }
    if !same_tiers(&existing.tiers, draft.tiers.as_ref()) {
        let tiers = draft.tiers.clone().unwrap_or_default();
        actions.push(StandalonePriceSetPriceTiersAction { tiers }.into());
    }
    if !same_discount(existing.discounted.as_deref(), draft.discounted.as_ref()) {
        let discounted = draft.discounted.clone();
        actions.push(StandalonePriceSetDiscountedPriceAction { discounted }.into());
    }
    match (&existing.staged, &draft.staged) {
        (Some(_), None) => actions.push(StandalonePriceRemoveStagedChangesAction {}.into()),
        (known, Some(wanted)) => {
            let known = known.as_ref().map(|known| Exact::from(&known.value));
            if known != Some(Exact::from(&wanted.value)) {
                let (value, staged) = (to_money(&wanted.value), Some(true));
                actions.push(StandalonePriceChangeValueAction { value, staged }.into());
            }
        }
        (None, None) => {}
    }
    if let Some(active) = required(&existing.active, &draft.active.unwrap_or(true)) {
        actions.push(StandalonePriceChangeActiveAction { active }.into());
    }
    for edit in custom("custom", existing.custom.as_ref(), draft.custom.as_ref())? {
        actions.push(match edit {
            CustomEdit::Type { type_, fields } => {
                StandalonePriceSetCustomTypeAction { type_, fields }.into()
            }
            CustomEdit::Field { name, value } => {
                StandalonePriceSetCustomFieldAction { name, value }.into()
            }
        });
    }
    Ok(actions)
}

/// Fails if the draft is for another scope.
fn check_scope(existing: &StandalonePrice, draft: &StandalonePriceDraft) -> Result<(), SyncError> {
    let customer_group = (
        existing.customer_group.as_ref(),
        draft.customer_group.as_ref(),
    );
    let channel = (existing.channel.as_ref(), draft.channel.as_ref());
    let policy = (
        existing.recurrence_policy.as_ref(),
        draft.recurrence_policy.as_ref(),
    );
    let currency = Exact::from(&existing.value).currency;
    for (field, is_same) in [
        ("sku", existing.sku == draft.sku),
        ("value.currencyCode", currency == draft.value.currency_code),
        ("country", existing.country == draft.country),
        (
            "customerGroup",
            is_same("customerGroup", customer_group.0, customer_group.1)?,
        ),
        ("channel", is_same("channel", channel.0, channel.1)?),
        (
            "recurrencePolicy",
            is_same("recurrencePolicy", policy.0, policy.1)?,
        ),
    ] {
        if !is_same {
            return Err(SyncError::unchangeable(field));
        }
    }
    Ok(())
}

/// The amount in the form of the action.
fn to_money(draft: &TypedMoneyDraft) -> Money {
    match draft {
        TypedMoneyDraft::CentPrecision(of) => {
            Money::new(of.cent_amount.unwrap_or_default(), &of.currency_code)
        }
        TypedMoneyDraft::HighPrecision(of) => {
            let mut money = Money::new(of.cent_amount.unwrap_or_default(), &of.currency_code);
            for (name, value) in [
                ("type", json!("highPrecision")),
                ("preciseAmount", json!(of.precise_amount)),
                ("fractionDigits", json!(of.fraction_digits)),
            ] {
                money.extra.insert(name.to_owned(), value);
            }
            money
        }
        TypedMoneyDraft::Unknown(of) => {
            let fields = of.fields();
            Money::new(
                fields.cent_amount.unwrap_or_default(),
                &fields.currency_code,
            )
        }
    }
}
