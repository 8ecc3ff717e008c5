//! Prices of products, and standalone prices.

use super::*;

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
