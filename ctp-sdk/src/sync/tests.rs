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

#[test]
fn tiers_are_the_same_in_any_order_and_otherwise_set_as_a_whole() {
    let euro = |amount: i64| json!({"type": "centPrecision", "centAmount": amount, "currencyCode": "EUR", "fractionDigits": 2});
    let tier =
        |quantity: i64, amount: i64| json!({"minimumQuantity": quantity, "value": euro(amount)});
    let existing: StandalonePrice = of(json!({
        "sku": "a", "active": true, "value": euro(5), "tiers": [tier(5, 4), tier(10, 3)],
    }));
    let with = |tiers: &[(i64, i64)]| {
        let tiers = tiers
            .iter()
            .map(|(quantity, amount)| PriceTierDraft::new(*quantity, Money::new(*amount, "EUR")));
        let draft = StandalonePriceDraft::new("a", Money::new(5, "EUR")).tiers(tiers);
        sent(standalone_prices(&existing, &draft))
    };
    assert_eq!(with(&[(10, 3), (5, 4)]), Vec::<Value>::new());
    for other in [
        &[(5, 4), (10, 2)][..],
        &[(5, 4), (11, 3)],
        &[(5, 3), (10, 4)],
        &[(5, 4)],
        &[(5, 4), (10, 3), (20, 1)],
        // The API says what is wrong with it.
        &[(5, 4), (5, 4)],
        &[],
    ] {
        let actions = with(other);
        assert_eq!(names(&actions), ["setPriceTiers"], "{other:?}");
        let count = actions[0]["tiers"].as_array().unwrap().len();
        assert_eq!(count, other.len());
    }
}

#[cfg(feature = "deserialize")]
#[test]
fn prices_are_told_apart_by_all_that_they_are_for() {
    let price = |fields: Value| {
        let mut price = json!({
            "id": "p", "value": {"type": "centPrecision", "centAmount": 5, "currencyCode": "EUR", "fractionDigits": 2},
        });
        for (name, value) in fields.as_object().unwrap() {
            price[name] = value.clone();
        }
        price
    };
    let to = |type_id: &str, id: &str| json!({"typeId": type_id, "id": id});
    let scopes = [
        json!({}),
        json!({"country": "DE"}),
        json!({"channel": to("channel", "1")}),
        json!({"channel": to("channel", "2")}),
        json!({"customerGroup": to("customer-group", "1")}),
        json!({"recurrencePolicy": to("recurrence-policy", "1")}),
        json!({"recurrencePolicy": to("recurrence-policy", "2")}),
        json!({"validFrom": TIME}),
        json!({"validUntil": TIME}),
    ];
    for (place, known) in scopes.iter().enumerate() {
        for (other, wanted) in scopes.iter().enumerate() {
            let existing = product(&[json!({"sku": "a", "prices": [price(known.clone())]})]);
            let mut draft = price(wanted.clone());
            draft.as_object_mut().unwrap().remove("id");
            let draft: PriceDraft = serde_json::from_value(draft).unwrap();
            let draft = product_draft(vec![variant("a").prices([draft])]);
            let actions = sent(products(&existing, &draft));
            let expected: &[&str] = match place == other {
                true => &[],
                false => &["removePrice", "addPrice"],
            };
            assert_eq!(names(&actions), expected, "{known} {wanted}");
        }
    }
}

#[test]
fn what_a_type_is_for_and_the_level_of_an_attribute_stay() {
    let existing: Type =
        of(json!({"key": "notes", "name": {"en": "x"}, "resourceTypeIds": ["category"]}));
    let more = [ResourceTypeId::Category, ResourceTypeId::Asset];
    let draft = TypeDraft::new("notes", [("en", "x")], more);
    assert!(message(types(&existing, &draft)).starts_with("`resourceTypeIds`: "));
    let same = [ResourceTypeId::Category, ResourceTypeId::Category];
    let draft = TypeDraft::new("notes", [("en", "x")], same);
    assert_eq!(sent(types(&existing, &draft)), Vec::<Value>::new());

    let existing: ProductType = of(json!({"name": "x", "description": "x", "attributes": [{
        "name": "size", "label": {"en": "x"}, "isRequired": false, "isSearchable": true, "level": "Variant",
        "inputHint": "SingleLine", "attributeConstraint": "None", "type": {"name": "text"},
    }]}));
    let size =
        || AttributeDefinitionDraft::new(AttributeTextType::new(), "size", [("en", "x")], false);
    let draft = |size: AttributeDefinitionDraft| ProductTypeDraft::new("x", "x").attributes([size]);
    assert_eq!(
        sent(product_types(&existing, &draft(size()))),
        Vec::<Value>::new()
    );
    let level = draft(size().level(AttributeLevelEnum::Product));
    assert!(message(product_types(&existing, &level)).starts_with("`attributes[0].level`: "));
    let mut required = size();
    required.is_required = true;
    let error = message(product_types(&existing, &draft(required)));
    assert!(error.starts_with("`attributes[0].isRequired`: "), "{error}");
}

#[test]
fn what_is_not_staged_needs_no_publishing() {
    let mut existing = product(&[json!({"sku": "a"})]);
    existing.master_data.published = true;
    let mut draft = product_draft(vec![variant("a")]).key("other");
    draft.publish = Some(true);
    draft.price_mode = Some(ProductPriceModeEnum::Standalone);
    assert_eq!(
        names(&sent(products(&existing, &draft))),
        ["setKey", "setPriceMode"]
    );
}

#[test]
fn an_attribute_without_a_value_is_taken_from_all_variants_at_once() {
    let known = |sku: &str| json!({"sku": sku, "attributes": [{"name": "brand", "value": "old"}]});
    let existing = product(&[known("a"), known("b"), known("c")]);
    let variants = || vec![variant("a"), variant("b"), variant("c")];
    assert_eq!(
        sent(products(&existing, &product_draft(variants()))),
        [json!({"action": "setAttributeInAllVariants", "name": "brand"})]
    );
    // One that is added has another value, so it is not the same for all.
    let mut added = variant("d");
    added.attributes = Some(vec![Attribute::new("brand", "new")]);
    let mut variants = variants();
    variants.push(added);
    assert_eq!(
        names(&sent(products(&existing, &product_draft(variants)))),
        ["setAttribute", "setAttribute", "setAttribute", "addVariant"]
    );
}

#[test]
fn a_category_that_is_added_has_its_hint_with_it() {
    let existing = product(&[json!({"sku": "a"})]);
    let mut draft =
        product_draft(vec![variant("a")]).categories([CategoryResourceIdentifier::new().id("c")]);
    draft.category_order_hints = Some(serde_json::from_value(json!({"c": "0.5"})).unwrap());
    assert_eq!(
        sent(products(&existing, &draft)),
        [
            json!({"action": "addToCategory", "category": {"typeId": "category", "id": "c"}, "orderHint": "0.5"})
        ]
    );
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

#[test]
fn a_variant_that_is_found_by_its_key_gets_its_sku() {
    let existing = product(&[json!({"sku": "a"}), json!({"sku": "b", "key": "two"})]);
    let draft = product_draft(vec![variant("a"), variant("c").key("two")]);
    assert_eq!(
        sent(products(&existing, &draft)),
        [json!({"action": "setSku", "variantId": 2, "sku": "c"})]
    );
}

/// The API tells that the draft has no such category.
#[test]
fn a_hint_of_a_category_that_goes_is_not_passed_over() {
    let mut existing = product(&[json!({"sku": "a"})]);
    let staged = &mut existing.master_data.staged;
    staged.categories = vec![CategoryReference::new("c")];
    let hints: CategoryOrderHints = serde_json::from_value(json!({"c": "0.5"})).unwrap();
    staged.category_order_hints = Some(hints.clone());
    let mut draft = product_draft(vec![variant("a")]);
    draft.category_order_hints = Some(hints);
    assert_eq!(
        names(&sent(products(&existing, &draft))),
        ["removeFromCategory", "setCategoryOrderHint"]
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
