use serde_json::json;

use crate::models::{
    CentPrecisionMoney, CentPrecisionMoneyDraft, HighPrecisionMoney, HighPrecisionMoneyDraft,
    Money, RoundingMode, TypedMoney, TypedMoneyDraft,
};

use super::*;

#[test]
fn money_gives_the_amount_that_it_is() {
    let cents = CentPrecisionMoney::new(1999, "EUR", 2);
    assert_eq!(cents.amount().unwrap(), amount("19.99 EUR"));
    let precise = HighPrecisionMoney::new(12, "EUR", 5, 12_345);
    assert_eq!(precise.amount().unwrap(), amount("0.12345 EUR"));
    let typed = TypedMoney::from(precise);
    assert_eq!(typed.amount().unwrap(), amount("0.12345 EUR"));
    assert_eq!(Money::new(500, "JPY").amount().unwrap(), amount("500 JPY"));
    assert_eq!(Money::from(typed).amount().unwrap(), amount("0.12345 EUR"));
    assert_eq!(Money::from(cents).amount().unwrap(), amount("19.99 EUR"));
}

#[test]
fn the_digits_that_a_body_names_are_what_its_cents_are() {
    let points = CentPrecisionMoney::new(15, "XTS", 1);
    assert_eq!(points.amount().unwrap().to_string(), "1.5 XTS");
    for digits in [-1, 21] {
        let error = CentPrecisionMoney::new(1, "EUR", digits).amount();
        assert!(matches!(error, Err(MoneyError::FractionDigits { .. })));
    }
}

#[test]
fn an_unknown_kind_of_money_has_no_amount() {
    let body = json!({
        "type": "quantum", "centAmount": 1, "currencyCode": "EUR", "fractionDigits": 2
    });
    let typed: TypedMoney = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(typed.amount(), Err(MoneyError::UnknownKind));
    let money: Money = serde_json::from_value(body).unwrap();
    assert_eq!(money.amount(), Err(MoneyError::UnknownKind));
}

#[test]
fn a_whole_number_of_cents_becomes_money_in_cents() {
    let total = amount("19.990 EUR");
    let cents = json!({
        "type": "centPrecision", "centAmount": 1999, "currencyCode": "EUR", "fractionDigits": 2
    });
    let written = |money: TypedMoney| serde_json::to_value(money).unwrap();
    assert_eq!(written(total.try_into().unwrap()), cents);
    let single = CentPrecisionMoney::try_from(total).unwrap();
    assert_eq!(serde_json::to_value(single).unwrap(), cents);
    assert_eq!(
        serde_json::to_value(Money::try_from(total).unwrap()).unwrap(),
        json!({"centAmount": 1999, "currencyCode": "EUR"})
    );
    let draft = json!({"type": "centPrecision", "centAmount": 1999, "currencyCode": "EUR"});
    let single = CentPrecisionMoneyDraft::try_from(total).unwrap();
    assert_eq!(serde_json::to_value(single).unwrap(), draft);
    let either = TypedMoneyDraft::try_from(total).unwrap();
    assert_eq!(serde_json::to_value(either).unwrap(), draft);
}

#[test]
fn a_part_of_a_cent_becomes_money_of_high_precision_only() {
    let total = amount("0.1250 EUR");
    let inexact = MoneyError::Inexact { digits: 2 };
    assert_eq!(CentPrecisionMoney::try_from(total), Err(inexact.clone()));
    assert_eq!(Money::try_from(total), Err(inexact));
    let precise = json!({
        "type": "highPrecision", "centAmount": 12, "currencyCode": "EUR",
        "fractionDigits": 3, "preciseAmount": 125
    });
    let typed = TypedMoney::try_from(total).unwrap();
    assert_eq!(serde_json::to_value(typed).unwrap(), precise);
    let draft = TypedMoneyDraft::try_from(total).unwrap();
    assert_eq!(
        serde_json::to_value(draft).unwrap(),
        json!({
            "type": "highPrecision", "currencyCode": "EUR",
            "fractionDigits": 3, "preciseAmount": 125
        })
    );
}

#[test]
fn high_precision_has_more_digits_than_the_currency() {
    let whole = HighPrecisionMoneyDraft::try_from(amount("5 EUR")).unwrap();
    assert_eq!((whole.fraction_digits, whole.precise_amount), (3, 5000));
    let whole = HighPrecisionMoney::try_from(amount("5 JPY")).unwrap();
    assert_eq!((whole.fraction_digits, whole.precise_amount), (1, 50));
    assert_eq!(whole.cent_amount, 5);
}

#[test]
fn rounding_goes_as_the_cart_says() {
    for (mode, expected) in [
        ("HalfEven", Ok(Rounding::HalfEven)),
        ("HalfUp", Ok(Rounding::HalfUp)),
        ("HalfDown", Ok(Rounding::HalfDown)),
        ("Stochastic", Err(MoneyError::UnknownRounding)),
    ] {
        assert_eq!(Rounding::try_from(&RoundingMode::from(mode)), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn money_survives(cents in any::<i64>(), digits in 3_i64..20, precise in any::<i64>()) {
        let money = TypedMoney::from(CentPrecisionMoney::new(cents, "EUR", 2));
        prop_assert_eq!(&TypedMoney::try_from(money.amount().unwrap()).unwrap(), &money);
        let money = HighPrecisionMoney::new(0, "EUR", digits, precise);
        let amount = money.amount().unwrap();
        let back = HighPrecisionMoney::try_from(amount).map(|money| money.amount());
        prop_assert_eq!(back, Ok(Ok(amount)));
    }
}
