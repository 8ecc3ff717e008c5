//! What one draft makes of one resource.

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
    let shirt = ProductTypeResourceIdentifier::new().key("shirt");
    let draft = ProductDraft::new(shirt, [("en", "Shirt")], [("en", "shirt")]).key("shirt");
    let draft = draft.master_variant(variants.next().unwrap());
    draft.variants(variants)
}

fn variant(sku: &str) -> ProductVariantDraft {
    ProductVariantDraft::new().sku(sku)
}

fn channel(key: &str) -> ChannelResourceIdentifier {
    ChannelResourceIdentifier::new().key(key)
}

#[test]
fn what_stays_as_it_was_created_is_named() {
    let existing: Product = product(&[json!({"sku": "a"})]);
    let mut draft = product_draft(vec![variant("a")]);
    assert_eq!(sent(products(&existing, &draft)), Vec::<Value>::new());
    draft.product_type = ProductTypeResourceIdentifier::new().key("shoe");
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

#[test]
fn a_definition_keeps_its_type_and_an_enum_its_values() {
    let values = |keys: &[&str]| {
        keys.iter()
            .map(|key| json!({"key": key, "label": "x"}))
            .collect::<Value>()
    };
    let field = |name: &str, of: Value, required: bool| json!({"name": name, "label": {"en": "x"}, "required": required, "type": of});
    let of_enum = |keys: &[&str]| json!({"name": "Enum", "values": values(keys)});
    let type_ = |fields: &[Value]| -> Type {
        of(
            json!({"key": "notes", "name": {"en": "x"}, "resourceTypeIds": ["category"], "fieldDefinitions": fields}),
        )
    };
    let draft = |fields: &[Value]| {
        let definitions = type_(fields).field_definitions;
        TypeDraft::new("notes", [("en", "x")], [ResourceTypeId::Category])
            .field_definitions(definitions)
    };
    let text = json!({"name": "String"});
    let existing = type_(&[
        field("a", text.clone(), false),
        field("b", of_enum(&["x", "y"]), false),
    ]);
    let error = |fields: &[Value]| message(types(&existing, &draft(fields)));
    let kept = field("a", text.clone(), false);
    assert!(
        error(&[field("a", json!({"name": "Number"}), false)])
            .starts_with("`fieldDefinitions[0].type`: ")
    );
    assert!(
        error(&[field("a", text.clone(), true)]).starts_with("`fieldDefinitions[0].required`: ")
    );
    assert_eq!(
        error(&[kept.clone(), field("b", of_enum(&["x"]), false)]),
        "`fieldDefinitions[1].type.values.y`: no update action can remove it: keep it in the draft"
    );
    // Another name is another field.
    let renamed = draft(&[
        field("c", text, false),
        field("b", of_enum(&["z", "y", "x"]), false),
    ]);
    let actions = sent(types(&existing, &renamed));
    assert_eq!(
        names(&actions),
        [
            "removeFieldDefinition",
            "addEnumValue",
            "changeEnumValueOrder",
            "addFieldDefinition",
            "changeFieldDefinitionOrder",
        ]
    );
    let mut other = draft(&[kept]);
    other.resource_type_ids = vec![ResourceTypeId::Asset];
    assert!(message(types(&existing, &other)).starts_with("`resourceTypeIds`: "));
}

#[test]
fn a_constraint_can_only_be_dropped() {
    let existing = |constraint: &str| -> ProductType {
        of(json!({"name": "x", "description": "x", "attributes": [{
            "name": "size", "label": {"en": "x"}, "isRequired": false, "isSearchable": true, "level": "Variant",
            "inputHint": "SingleLine", "attributeConstraint": constraint, "type": {"name": "text"},
        }]}))
    };
    let draft = |constraint: AttributeConstraintEnum| {
        let text = AttributeTextType::new();
        let size = AttributeDefinitionDraft::new(text, "size", [("en", "x")], false);
        ProductTypeDraft::new("x", "x").attributes([size.attribute_constraint(constraint)])
    };
    let dropped = product_types(&existing("Unique"), &draft(AttributeConstraintEnum::None));
    assert_eq!(
        sent(dropped),
        [
            json!({"action": "changeAttributeConstraint", "attributeName": "size", "newValue": "None"})
        ]
    );
    for (known, wanted) in [
        ("None", AttributeConstraintEnum::Unique),
        ("CombinationUnique", AttributeConstraintEnum::None),
    ] {
        let error = message(product_types(&existing(known), &draft(wanted)));
        assert!(
            error.starts_with("`attributes[0].attributeConstraint`: "),
            "{error}"
        );
    }
}

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
        InventoryEntryDraft::new("a", 1).supply_channel(ChannelResourceIdentifier::new().id("c"));
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
    let draft =
        product_draft(vec![master]).categories([CategoryResourceIdentifier::new().key("x")]);
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
fn an_attribute_that_is_the_same_for_all_is_set_in_all() {
    let with = |mut draft: ProductVariantDraft, value: &str| {
        draft.attributes = Some(vec![Attribute::new("brand", value)]);
        draft
    };
    let known = |sku: &str| json!({"sku": sku, "attributes": [{"name": "brand", "value": "old"}]});
    let existing = product(&[known("a"), known("b")]);
    let draft = product_draft(vec![
        with(variant("a"), "new"),
        with(variant("b"), "new"),
        with(variant("c"), "new"),
    ]);
    let actions = sent(products(&existing, &draft));
    // Before the new one, which would break the constraint until then.
    assert_eq!(names(&actions), ["setAttributeInAllVariants", "addVariant"]);
    let draft = product_draft(vec![with(variant("a"), "new"), with(variant("b"), "other")]);
    let actions = sent(products(&existing, &draft));
    assert_eq!(names(&actions), ["setAttribute", "setAttribute"]);
}

#[test]
fn keys_that_change_hands_are_never_there_twice() {
    let existing = product(&[
        json!({"sku": "a", "key": "one"}),
        json!({"sku": "b", "key": "two"}),
    ]);
    let draft = product_draft(vec![variant("a").key("two"), variant("b").key("one")]);
    let actions = sent(products(&existing, &draft));
    let told: Vec<_> = actions
        .iter()
        .map(|of| (of["variantId"].as_i64(), of["key"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Some(1), None),
            (Some(2), None),
            (Some(1), Some("two")),
            (Some(2), Some("one"))
        ]
    );

    let price = |id: &str, key: &str, currency: &str| {
        let value = json!({"type": "centPrecision", "centAmount": 5, "currencyCode": currency, "fractionDigits": 2});
        json!({"id": id, "key": key, "value": value})
    };
    let existing = product(&[
        json!({"sku": "a", "prices": [price("1", "one", "EUR"), price("2", "two", "USD")]}),
    ]);
    let draft = |keys: [&str; 2]| {
        let prices = [("EUR", keys[0]), ("USD", keys[1])];
        let prices =
            prices.map(|(currency, key)| PriceDraft::new(Money::new(5, currency)).key(key));
        product_draft(vec![variant("a").prices(prices)])
    };
    assert_eq!(
        names(&sent(products(&existing, &draft(["two", "one"])))),
        ["setPrices"]
    );
    assert_eq!(
        names(&sent(products(&existing, &draft(["one", "new"])))),
        ["changePrice"]
    );
}

#[test]
fn the_master_variant_changes_before_the_old_one_goes() {
    let existing = product(&[json!({"sku": "a"}), json!({"sku": "b"})]);
    let actions = sent(products(&existing, &product_draft(vec![variant("b")])));
    assert_eq!(
        actions,
        [
            json!({"action": "changeMasterVariant", "variantId": 2}),
            json!({"action": "removeVariant", "id": 1}),
        ]
    );
    // A new one in front of the old one.
    let actions = sent(products(
        &existing,
        &product_draft(vec![variant("c"), variant("a")]),
    ));
    assert_eq!(
        actions,
        [
            json!({"action": "removeVariant", "id": 2}),
            json!({"action": "addVariant", "sku": "c"}),
            json!({"action": "changeMasterVariant", "sku": "c"}),
        ]
    );
    // Nothing tells that it is another one.
    let actions = sent(products(
        &existing,
        &product_draft(vec![variant("c"), variant("b")]),
    ));
    assert_eq!(
        actions,
        [json!({"action": "setSku", "variantId": 1, "sku": "c"})]
    );
}

#[test]
fn variants_and_images_have_to_be_told_apart() {
    let existing = product(&[json!({"sku": "a"})]);
    let nameless = product_draft(vec![variant("a"), ProductVariantDraft::new()]);
    assert_eq!(
        message(products(&existing, &nameless)),
        "`variants[0]`: it cannot be identified: add an SKU or a key"
    );
    let twice = product_draft(vec![variant("a"), variant("b"), variant("b")]);
    assert_eq!(
        message(products(&existing, &twice)),
        "`variants[1].sku`: the draft contains `b` twice"
    );
    let image = Image::new("https://example.com/1.jpg", ImageDimensions::new(1, 1));
    let twice = product_draft(vec![variant("a").images([image.clone(), image])]);
    assert!(message(products(&existing, &twice)).starts_with("`masterVariant.images[1].url`: "));
}

#[test]
fn only_what_changed_is_published() {
    let with = |published: bool, has_staged_changes: bool| {
        let mut product = product(&[json!({"sku": "a"})]);
        product.master_data.published = published;
        product.master_data.has_staged_changes = has_staged_changes;
        product
    };
    let draft = |publish: Option<bool>| {
        let mut draft = product_draft(vec![variant("a")]);
        draft.publish = publish;
        draft
    };
    for (published, has_staged_changes, publish, expected) in [
        (true, false, Some(true), vec![]),
        (true, true, Some(true), vec!["publish"]),
        (false, false, Some(true), vec!["publish"]),
        (true, false, Some(false), vec!["unpublish"]),
        (false, false, Some(false), vec![]),
        (true, true, None, vec![]),
    ] {
        let actions = sent(products(
            &with(published, has_staged_changes),
            &draft(publish),
        ));
        assert_eq!(
            names(&actions),
            expected,
            "{published} {has_staged_changes} {publish:?}"
        );
    }
}

#[test]
fn staged_and_precise_amounts_of_standalone_prices() {
    let money = |amount: i64| json!({"type": "centPrecision", "centAmount": amount, "currencyCode": "EUR", "fractionDigits": 2});
    let precise = json!({
        "type": "highPrecision", "centAmount": 5, "preciseAmount": 5123, "currencyCode": "EUR", "fractionDigits": 5,
    });
    let existing = |fields: Value| -> StandalonePrice {
        let mut price = json!({"sku": "a", "active": true, "value": money(5)});
        for (name, value) in fields.as_object().unwrap() {
            price[name] = value.clone();
        }
        of(price)
    };
    let draft = || StandalonePriceDraft::new("a", Money::new(5, "EUR"));
    let staged = existing(json!({"staged": {"value": money(7)}}));
    assert_eq!(
        sent(standalone_prices(&staged, &draft())),
        [json!({"action": "removeStagedChanges"})]
    );
    let wanted = |amount: i64| {
        let value = CentPrecisionMoneyDraft::new("EUR").cent_amount(amount);
        draft().staged(StagedPriceDraft::new(value))
    };
    assert_eq!(
        sent(standalone_prices(&staged, &wanted(7))),
        Vec::<Value>::new()
    );
    assert_eq!(
        sent(standalone_prices(&staged, &wanted(8))),
        [
            json!({"action": "changeValue", "value": {"centAmount": 8, "currencyCode": "EUR"}, "staged": true})
        ]
    );
    let exact = existing(json!({"value": precise}));
    let mut same = draft();
    for (name, value) in [
        ("type", json!("highPrecision")),
        ("preciseAmount", json!(5123)),
        ("fractionDigits", json!(5)),
    ] {
        same.value.extra.insert(name.to_owned(), value);
    }
    assert_eq!(sent(standalone_prices(&exact, &same)), Vec::<Value>::new());
    assert_eq!(
        names(&sent(standalone_prices(&exact, &draft()))),
        ["changeValue"]
    );
}

#[test]
fn what_the_platform_or_a_discount_sets_is_left_alone() {
    let discounted = json!({
        "value": {"type": "centPrecision", "centAmount": 4, "currencyCode": "EUR", "fractionDigits": 2},
        "discount": {"typeId": "product-discount", "id": "d"},
    });
    let existing: StandalonePrice = of(json!({
        "sku": "a", "active": true, "discounted": discounted,
        "value": {"type": "centPrecision", "centAmount": 5, "currencyCode": "EUR", "fractionDigits": 2},
    }));
    let draft = StandalonePriceDraft::new("a", Money::new(5, "EUR"));
    assert_eq!(
        sent(standalone_prices(&existing, &draft)),
        Vec::<Value>::new()
    );
    let wanted =
        DiscountedPriceDraft::new(Money::new(3, "EUR"), ProductDiscountReference::new("d"));
    assert_eq!(
        names(&sent(standalone_prices(
            &existing,
            &draft.discounted(wanted)
        ))),
        ["setDiscountedPrice"]
    );

    let existing: Category = of(json!({
        "name": {"en": "x"}, "slug": {"en": "x"}, "ancestors": [], "orderHint": "0.5", "description": {"en": "gone"},
        "externalId": "gone", "key": "x",
    }));
    let draft = CategoryDraft::new([("en", "x")], [("en", "x")]).key("x");
    assert_eq!(
        sent(categories(&existing, &draft)),
        [
            json!({"action": "setDescription"}),
            json!({"action": "setExternalId"})
        ]
    );
}
