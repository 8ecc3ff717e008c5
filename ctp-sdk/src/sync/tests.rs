//! What one draft makes of one resource.

mod definitions;
mod prices;
mod products;
mod references;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::json;
use crate::models::*;

const TIME: &str = "2026-01-02T03:04:05.000Z";

/// A resource with what each has.
fn of<T: DeserializeOwned>(mut fields: Value) -> T {
    for (name, value) in [
        ("id", json!("id-1")),
        ("version", json!(1)),
        ("createdAt", json!(TIME)),
        ("lastModifiedAt", json!(TIME)),
    ] {
        fields[name] = value;
    }
    serde_json::from_value(fields).unwrap()
}

fn sent<A: json::Write>(actions: Result<Vec<A>, SyncError>) -> Vec<Value> {
    let actions = actions.unwrap();
    let json = |action: &A| json::serialize(action, serde_json::value::Serializer).unwrap();
    actions.iter().map(json).collect()
}

fn names(actions: &[Value]) -> Vec<&str> {
    actions
        .iter()
        .map(|of| of["action"].as_str().unwrap())
        .collect()
}

fn message<A>(actions: Result<Vec<A>, SyncError>) -> String {
    match actions {
        Ok(_) => panic!("there are actions"),
        Err(error) => error.to_string(),
    }
}

fn shirt_type() -> Value {
    json!({"typeId": "product-type", "id": "shirt-id", "obj": {
        "id": "shirt-id", "version": 1, "createdAt": TIME, "lastModifiedAt": TIME,
        "key": "shirt", "name": "Shirt", "description": "A shirt",
    }})
}

/// A product whose variants have these SKUs and further fields.
fn product(variants: &[Value]) -> Product {
    let variant = |(place, of): (usize, &Value)| {
        let mut of = of.clone();
        of["id"] = (place + 1).into();
        of
    };
    let mut variants: Vec<Value> = variants.iter().enumerate().map(variant).collect();
    let master = variants.remove(0);
    let data = json!({
        "name": {"en": "Shirt"}, "slug": {"en": "shirt"}, "categories": [], "searchKeywords": {}, "attributes": [],
        "masterVariant": master, "variants": variants,
    });
    of(json!({
        "key": "shirt", "productType": shirt_type(), "priceMode": "Embedded",
        "masterData": {"published": false, "hasStagedChanges": false, "current": data, "staged": data},
    }))
}

fn product_draft(variants: Vec<ProductVariantDraft>) -> ProductDraft {
    let mut variants = variants.into_iter();
    let shirt = ProductTypeResourceIdentifier::with_key("shirt");
    let draft = ProductDraft::new(shirt, [("en", "Shirt")], [("en", "shirt")]).key("shirt");
    let draft = draft.master_variant(variants.next().unwrap());
    draft.variants(variants)
}

fn variant(sku: &str) -> ProductVariantDraft {
    ProductVariantDraft::new().sku(sku)
}

fn channel(key: &str) -> ChannelResourceIdentifier {
    ChannelResourceIdentifier::with_key(key)
}

#[test]
fn what_stays_as_it_was_created_is_named() {
    let existing: Product = product(&[json!({"sku": "a"})]);
    let mut draft = product_draft(vec![variant("a")]);
    assert_eq!(sent(products(&existing, &draft)), Vec::<Value>::new());
    draft.product_type = ProductTypeResourceIdentifier::with_key("shoe");
    let error = products(&existing, &draft).unwrap_err();
    assert_eq!(
        (error.field(), error.reason()),
        ("productType", &SyncErrorReason::Unchangeable)
    );

    let existing: StandalonePrice = of(json!({
        "sku": "a", "active": true,
        "value": {"type": "centPrecision", "centAmount": 5, "currencyCode": "EUR", "fractionDigits": 2},
    }));
    let draft = StandalonePriceDraft::new("a", Money::new(5, "USD"));
    assert_eq!(
        message(standalone_prices(&existing, &draft)),
        "`value.currencyCode`: no update action can change it: use the existing value in the draft, or delete the existing resource \
         so that it is created again"
    );
    let draft = StandalonePriceDraft::new("a", Money::new(5, "EUR")).country("DE");
    assert!(message(standalone_prices(&existing, &draft)).starts_with("`country`: "));
    let draft = StandalonePriceDraft::new("b", Money::new(5, "EUR"));
    assert!(message(standalone_prices(&existing, &draft)).starts_with("`sku`: "));

    let existing: InventoryEntry =
        of(json!({"sku": "a", "quantityOnStock": 1, "availableQuantity": 1}));
    let error = message(inventory_entries(
        &existing,
        &InventoryEntryDraft::new("b", 1),
    ));
    assert!(error.starts_with("`sku`: "), "{error}");
}

/// Each field of an inventory entry alone: it is set, changed and taken away.
#[cfg(feature = "deserialize")]
#[test]
fn each_field_of_an_inventory_entry_is_looked_at() {
    let entry = |fields: &Value| {
        let mut entry = json!({"sku": "a", "quantityOnStock": 1, "availableQuantity": 1});
        for (name, value) in fields.as_object().unwrap() {
            entry[name] = value.clone();
        }
        entry
    };
    let to = |type_id: &str, id: &str| json!({"typeId": type_id, "id": id});
    for (field, one, other, action) in [
        ("key", json!("k1"), json!("k2"), "setKey"),
        (
            "supplyChannel",
            to("channel", "1"),
            to("channel", "2"),
            "setSupplyChannel",
        ),
        ("minCartQuantity", json!(1), json!(2), "setInventoryLimits"),
        ("maxCartQuantity", json!(1), json!(2), "setInventoryLimits"),
        (
            "restockableInDays",
            json!(1),
            json!(2),
            "setRestockableInDays",
        ),
        (
            "expectedDelivery",
            json!(TIME),
            json!("2026-01-02T03:04:06.000Z"),
            "setExpectedDelivery",
        ),
        (
            "reservationExpirationInMinutes",
            json!(1),
            json!(2),
            "setReservationExpirationInMinutes",
        ),
        (
            "stockLevels",
            json!({"reorderPoint": 1}),
            json!({"reorderPoint": 2}),
            "setReorderPoint",
        ),
        (
            "stockLevels",
            json!({"safetyStock": 1}),
            json!({"safetyStock": 2}),
            "setSafetyStock",
        ),
        (
            "custom",
            json!({"type": to("type", "1"), "fields": {}}),
            json!({"type": to("type", "2"), "fields": {}}),
            "setCustomType",
        ),
        (
            "custom",
            json!({"type": to("type", "1"), "fields": {"note": "x"}}),
            json!({"type": to("type", "1"), "fields": {"note": "y"}}),
            "setCustomField",
        ),
    ] {
        let none = json!({});
        let (one, other) = (json!({field: one}), json!({field: other}));
        let between = |known: &Value, wanted: &Value| {
            let existing: InventoryEntry = of(entry(known));
            let mut draft = entry(wanted);
            draft.as_object_mut().unwrap().remove("availableQuantity");
            let draft: InventoryEntryDraft = serde_json::from_value(draft).unwrap();
            let actions = sent(inventory_entries(&existing, &draft));
            names(&actions).join(" ")
        };
        assert_eq!(between(&one, &one), "", "{one}");
        assert_eq!(between(&one, &other), action, "{one}");
        let whole = match field {
            "custom" => "setCustomType",
            _ => action,
        };
        assert_eq!(between(&none, &one), whole, "{one}");
        assert_eq!(between(&one, &none), whole, "{one}");
    }
}

#[cfg(feature = "deserialize")]
#[test]
fn an_asset_of_another_key_is_another_asset() {
    let asset = |key: Option<&str>| {
        let mut asset =
            json!({"id": "1", "name": {"en": "x"}, "sources": [{"uri": "https://example.com/x"}]});
        if let Some(key) = key {
            asset["key"] = key.into();
        }
        asset
    };
    for (known, wanted, expected) in [
        (Some("one"), Some("two"), &["removeAsset", "addAsset"][..]),
        (Some("one"), None, &["setAssetKey"]),
        (None, Some("two"), &["setAssetKey"]),
        (None, None, &[]),
    ] {
        let existing: Category = of(json!({
            "name": {"en": "x"}, "slug": {"en": "x"}, "ancestors": [], "orderHint": "0.5", "assets": [asset(known)],
        }));
        let mut wanted_asset = asset(wanted);
        wanted_asset.as_object_mut().unwrap().remove("id");
        let wanted_asset: AssetDraft = serde_json::from_value(wanted_asset).unwrap();
        let draft = CategoryDraft::new([("en", "x")], [("en", "x")]).assets([wanted_asset]);
        let actions = sent(categories(&existing, &draft));
        assert_eq!(names(&actions), expected, "{known:?} {wanted:?}");
    }
}
