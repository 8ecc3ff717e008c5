//! Variants, attributes and categories of products.

use super::*;

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
