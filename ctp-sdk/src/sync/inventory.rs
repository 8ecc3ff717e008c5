//! Inventory entries.

use super::SyncError;
use super::comparison::{CustomEdit, custom, optional, required, set_reference};
use crate::models::{
    InventoryEntry, InventoryEntryChangeQuantityAction, InventoryEntryDraft,
    InventoryEntrySetCustomFieldAction, InventoryEntrySetCustomTypeAction,
    InventoryEntrySetExpectedDeliveryAction, InventoryEntrySetInventoryLimitsAction,
    InventoryEntrySetKeyAction, InventoryEntrySetReorderPointAction,
    InventoryEntrySetReservationExpirationInMinutesAction,
    InventoryEntrySetRestockableInDaysAction, InventoryEntrySetSafetyStockAction,
    InventoryEntrySetSupplyChannelAction, InventoryEntryUpdateAction,
};

/// The update actions that change an inventory entry to the state of a draft.
///
/// `quantityOnStock` is set to that of the draft, whatever was sold since the draft was created.
///
/// # Errors
///
/// - `sku`: it cannot be changed.
/// - A reference by key that is not expanded: see [`expansions`](super::expansions).
///
/// Source: [Inventory](https://docs.commercetools.com/api/projects/inventory#update-actions).
pub fn inventory_entries(
    existing: &InventoryEntry,
    draft: &InventoryEntryDraft,
) -> Result<Vec<InventoryEntryUpdateAction>, SyncError> {
    let mut actions: Vec<InventoryEntryUpdateAction> = Vec::new();
    if existing.sku != draft.sku {
        return Err(SyncError::unchangeable("sku"));
    }
    if let Some(key) = optional(existing.key.as_ref(), draft.key.as_ref()) {
        actions.push(InventoryEntrySetKeyAction { key }.into());
    }
    let (field, known) = ("supplyChannel", existing.supply_channel.as_ref());
    if let Some(supply_channel) = set_reference(field, known, draft.supply_channel.as_ref())? {
        actions.push(InventoryEntrySetSupplyChannelAction { supply_channel }.into());
    }
    if let Some(quantity) = required(&existing.quantity_on_stock, &draft.quantity_on_stock) {
        actions.push(InventoryEntryChangeQuantityAction { quantity }.into());
    }
    let limits = (existing.min_cart_quantity, existing.max_cart_quantity);
    let wanted = (draft.min_cart_quantity, draft.max_cart_quantity);
    if let Some((min_cart_quantity, max_cart_quantity)) = required(&limits, &wanted) {
        let limits = InventoryEntrySetInventoryLimitsAction {
            min_cart_quantity,
            max_cart_quantity,
        };
        actions.push(limits.into());
    }
    if let Some(restockable_in_days) =
        required(&existing.restockable_in_days, &draft.restockable_in_days)
    {
        let days = InventoryEntrySetRestockableInDaysAction {
            restockable_in_days,
        };
        actions.push(days.into());
    }
    if let Some(expected_delivery) = required(&existing.expected_delivery, &draft.expected_delivery)
    {
        actions.push(InventoryEntrySetExpectedDeliveryAction { expected_delivery }.into());
    }
    if let Some(reservation_expiration_in_minutes) = required(
        &existing.reservation_expiration_in_minutes,
        &draft.reservation_expiration_in_minutes,
    ) {
        let minutes = InventoryEntrySetReservationExpirationInMinutesAction {
            reservation_expiration_in_minutes,
        };
        actions.push(minutes.into());
    }
    let (levels, wanted) = (existing.stock_levels.as_ref(), draft.stock_levels.as_ref());
    if let Some(quantity) = required(
        &levels.and_then(|of| of.reorder_point),
        &wanted.and_then(|of| of.reorder_point),
    ) {
        actions.push(InventoryEntrySetReorderPointAction { quantity }.into());
    }
    if let Some(quantity) = required(
        &levels.and_then(|of| of.safety_stock),
        &wanted.and_then(|of| of.safety_stock),
    ) {
        actions.push(InventoryEntrySetSafetyStockAction { quantity }.into());
    }
    for edit in custom("custom", existing.custom.as_ref(), draft.custom.as_ref())? {
        actions.push(match edit {
            CustomEdit::Type { type_, fields } => {
                InventoryEntrySetCustomTypeAction { type_, fields }.into()
            }
            CustomEdit::Field { name, value } => {
                InventoryEntrySetCustomFieldAction { name, value }.into()
            }
        });
    }
    Ok(actions)
}
