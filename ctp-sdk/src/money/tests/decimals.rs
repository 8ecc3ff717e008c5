use rust_decimal::Decimal;

use super::*;

#[test]
fn digits_that_do_not_fit_are_refused_or_rounded() {
    let euro = currency("EUR");
    let decimal = Decimal::new(12_345, 3);
    let inexact = |digits| Err(MoneyError::Inexact { digits });
    assert_eq!(Amount::from_decimal(decimal, euro), inexact(2));
    assert_eq!(Amount::from_decimal(Decimal::new(1, 28), euro), inexact(2));
    assert_eq!(
        Amount::from_precise_decimal(Decimal::new(1, 21), euro),
        inexact(20)
    );
    for (mode, expected) in [
        (Rounding::HalfEven, "12.34 EUR"),
        (Rounding::HalfUp, "12.35 EUR"),
        (Rounding::HalfDown, "12.34 EUR"),
    ] {
        let rounded = Amount::from_decimal_rounded(decimal, euro, mode).unwrap();
        assert_eq!(rounded.to_string(), expected);
    }
    let precise = Amount::from_precise_decimal(decimal, euro).unwrap();
    assert_eq!(precise.to_string(), "12.345 EUR");
}

#[test]
fn zeros_at_the_end_do_not_count() {
    let euro = currency("EUR");
    let decimal: Decimal = "5.0000000000000000000000000000".parse().unwrap();
    let five = Amount::from_decimal(decimal, euro).unwrap();
    assert_eq!((five.units(), five.digits()), (500, 2));
    let large = Amount::from_units(5 * 10_i128.pow(36), 20, euro).unwrap();
    assert_eq!(
        large.to_decimal().unwrap(),
        Decimal::from(50_000_000_000_000_000_i64)
    );
}

#[test]
fn what_a_decimal_has_no_room_for_is_refused() {
    let odd = Amount::from_units(i128::MAX, 2, currency("EUR")).unwrap();
    assert_eq!(odd.to_decimal(), Err(MoneyError::Overflow));
    let most = Amount::from_decimal_rounded(Decimal::MAX, currency("KWD"), Rounding::HalfEven);
    assert_eq!(most.unwrap().to_decimal().unwrap(), Decimal::MAX);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_decimal_survives(amount in euros()) {
        let decimal = amount.to_decimal().unwrap();
        prop_assert_eq!(Amount::from_precise_decimal(decimal, amount.currency()).unwrap(), amount);
    }
}
