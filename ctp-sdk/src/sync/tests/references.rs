//! References to resources that a draft names by their keys.

use super::*;

#[test]
fn a_reference_by_key_has_to_be_expanded() {
    let existing: InventoryEntry = of(json!({
        "sku": "a", "quantityOnStock": 1, "availableQuantity": 1, "supplyChannel": {"typeId": "channel", "id": "c"},
    }));
    let draft = InventoryEntryDraft::new("a", 1).supply_channel(channel("berlin"));
    assert_eq!(
        expansions(&draft).into_iter().collect::<Vec<_>>(),
        ["supplyChannel"]
    );
    assert_eq!(
        message(inventory_entries(&existing, &draft)),
        "`supplyChannel`: the draft refers to `berlin` by key, but only the id of the existing resource is known: read it with the \
         paths of `sync::expansions` expanded"
    );
    let by_id =
        InventoryEntryDraft::new("a", 1).supply_channel(ChannelResourceIdentifier::with_id("c"));
    assert_eq!(
        sent(inventory_entries(&existing, &by_id)),
        Vec::<Value>::new()
    );
    let nothing = InventoryEntryDraft::new("a", 1).supply_channel(ChannelResourceIdentifier::new());
    assert!(
        message(inventory_entries(&existing, &nothing))
            .starts_with("`supplyChannel`: it cannot be identified")
    );
}

#[test]
fn the_references_of_a_product_are_expanded_in_all_its_variants() {
    let price = PriceDraft::new(Money::new(5, "EUR")).channel(channel("berlin"));
    let mut master = variant("a").prices([price]);
    master.attributes = Some(vec![Attribute::new(
        "at",
        json!({"typeId": "channel", "key": "berlin"}),
    )]);
    let draft = product_draft(vec![master]).categories([CategoryResourceIdentifier::with_key("x")]);
    assert_eq!(
        expansions(&draft).into_iter().collect::<Vec<_>>(),
        [
            "masterData.staged.categories[*]",
            "masterData.staged.masterVariant.attributes[*].value",
            "masterData.staged.masterVariant.prices[*].channel",
            "masterData.staged.variants[*].attributes[*].value",
            "masterData.staged.variants[*].prices[*].channel",
            "productType",
        ]
    );
}

#[test]
fn a_reference_that_cannot_be_expanded_is_another_one() {
    let existing: InventoryEntry = of(json!({
        "sku": "a", "quantityOnStock": 1, "availableQuantity": 1, "supplyChannel": {"typeId": "channel", "id": "c"},
    }));
    let draft = InventoryEntryDraft::new("a", 1).supply_channel(channel("berlin"));
    let compare = || inventory_entries(&existing, &draft);
    assert_eq!(names(&sent(expanded::all(compare))), ["setSupplyChannel"]);
    assert!(compare().is_err());
}
