#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::cmp::Ordering;
use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

#[cfg(feature = "rust_decimal")]
mod decimals;
mod of_models;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

/// Amounts in euros of any digits that cannot overflow when they are added.
fn euros() -> impl Strategy<Value = Amount> {
    (any::<i64>(), 0_u32..=10).prop_map(|(units, digits)| {
        Amount::from_units(units.into(), digits, currency("EUR")).unwrap()
    })
}

#[test]
fn an_amount_is_written_with_the_digits_of_its_currency() {
    for (cents, code, text) in [
        (1999, "EUR", "19.99 EUR"),
        (5, "EUR", "0.05 EUR"),
        (-5, "EUR", "-0.05 EUR"),
        (0, "EUR", "0.00 EUR"),
        (500, "JPY", "500 JPY"),
        (-1, "JPY", "-1 JPY"),
        (1234, "KWD", "1.234 KWD"),
        (1234, "HUF", "12.34 HUF"),
        (1234, "HUF0", "1234 HUF0"),
        (i64::MIN, "EUR", "-92233720368547758.08 EUR"),
    ] {
        let amount = Amount::from_cents(cents, currency(code));
        assert_eq!(amount.to_string(), text);
        assert_eq!(text.parse::<Amount>().unwrap(), amount);
        assert_eq!(amount.cents().unwrap(), cents);
    }
    assert_eq!(format!("{:>10}|", amount("1 JPY")), "     1 JPY|");
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "",
        "19.99",
        "EUR",
        " EUR",
        "-",
        "- EUR",
        ". EUR",
        ".5 EUR",
        "5. EUR",
        "1,5 EUR",
        "1e3 EUR",
        "+1 EUR",
        "--1 EUR",
        "1.2.3 EUR",
        "٣ EUR",
    ] {
        assert!(text.parse::<Amount>().is_err(), "{text}");
    }
    assert_eq!(
        "1 EUR ".parse::<Amount>(),
        Err(MoneyError::UnknownCurrency {
            code: "EUR ".to_owned()
        })
    );
    let fine = format!("0.{} EUR", "1".repeat(21)).parse::<Amount>();
    assert_eq!(fine, Err(MoneyError::FractionDigits { digits: 21 }));
    let large = format!("{} EUR", "9".repeat(50)).parse::<Amount>();
    assert_eq!(large, Err(MoneyError::Overflow));
}

#[test]
fn a_code_is_three_upper_case_letters_with_a_zero_or_not() {
    for code in ["", "eur", "EU", "EURO", "EUR1", "EUR00", "€€€", "0EUR"] {
        assert!(Currency::with_digits(code, 2).is_err(), "{code}");
        assert!(code.parse::<Currency>().is_err(), "{code}");
    }
    assert_eq!(Currency::with_digits("XYZ", 20).unwrap().code(), "XYZ");
    assert_eq!(
        Currency::with_digits("XYZ", 21),
        Err(MoneyError::FractionDigits { digits: 21 })
    );
    assert!("XYZ".parse::<Currency>().is_err());
    assert!("XYZ0".parse::<Currency>().is_err());
}

#[test]
fn an_error_shows_no_more_of_a_text_than_a_code_would_have() {
    let error = "a secret\n".parse::<Currency>().unwrap_err();
    assert_eq!(error.to_string(), "`a se` is not a currency of ISO 4217");
}

#[test]
fn amounts_of_two_currencies_do_not_go_together() {
    let (euros, francs) = (amount("5 EUR"), amount("5 CHF"));
    let refused = MoneyError::DifferentCurrencies {
        left: euros.currency(),
        right: francs.currency(),
    };
    assert_eq!(euros.checked_add(francs), Err(refused.clone()));
    assert_eq!(euros.checked_sub(francs), Err(refused.clone()));
    assert_eq!(euros.compare(francs), Err(refused.clone()));
    assert_eq!(
        Amount::sum(euros.currency(), [euros, francs]),
        Err(refused.clone())
    );
    assert_ne!(euros, francs);
    assert_eq!(euros.partial_cmp(&francs), None);
    assert_eq!(
        refused.to_string(),
        "amounts in EUR (2 fraction digits) and in CHF (2 fraction digits) cannot be combined"
    );
    // What is zero in one currency is not zero in another.
    assert!(amount("0 EUR").checked_add(amount("0 CHF")).is_err());
}

#[test]
fn one_code_with_different_digits_is_two_currencies() {
    let whole = Amount::from_cents(5, Currency::with_digits("EUR", 0).unwrap());
    assert!(whole.checked_add(amount("5 EUR")).is_err());
}

#[test]
fn a_sum_has_the_finer_unit_of_the_two() {
    let sum = amount("0.1 EUR").checked_add(amount("0.0025 EUR")).unwrap();
    assert_eq!(sum.to_string(), "0.1025 EUR");
    assert_eq!(
        sum.checked_sub(amount("1 EUR")).unwrap().to_string(),
        "-0.8975 EUR"
    );
}

#[test]
fn the_sum_of_nothing_is_zero() {
    let sum = Amount::sum(currency("EUR"), []).unwrap();
    assert!(sum.is_zero() && !sum.is_negative());
    assert_eq!(sum, Amount::zero(currency("EUR")));
}

#[test]
fn what_there_is_no_room_for_is_refused() {
    let most = Amount::from_units(i128::MAX, 2, currency("EUR")).unwrap();
    let least = Amount::from_units(i128::MIN, 2, currency("EUR")).unwrap();
    let overflow = Err(MoneyError::Overflow);
    assert_eq!(most.checked_add(amount("0.01 EUR")), overflow);
    assert_eq!(most.checked_add(amount("0.001 EUR")), overflow);
    assert_eq!(least.checked_sub(amount("0.01 EUR")), overflow);
    assert_eq!(most.checked_mul(2), overflow);
    assert_eq!(least.checked_neg(), overflow);
    assert_eq!(least.checked_ratio(-1, 1, Rounding::HalfUp), overflow);
    assert_eq!(least.checked_ratio(1, -1, Rounding::HalfUp), overflow);
    assert_eq!(most.cents(), Err(MoneyError::Overflow));
    assert_eq!(Amount::from_units(i128::MAX, 0, currency("EUR")), overflow);
    assert!(least < most && most > amount("5 EUR"));
    assert_eq!(least.allocate(&[1]).unwrap_err(), MoneyError::Overflow);
    assert_eq!(least.split(1).unwrap().next().unwrap(), least);
}

#[test]
fn the_three_modes_differ_at_the_half_only() {
    use Rounding::{HalfDown, HalfEven, HalfUp};
    for (text, even, up, down) in [
        ("0.0049 EUR", "0.00 EUR", "0.00 EUR", "0.00 EUR"),
        ("0.0050 EUR", "0.00 EUR", "0.01 EUR", "0.00 EUR"),
        ("0.0051 EUR", "0.01 EUR", "0.01 EUR", "0.01 EUR"),
        ("0.0150 EUR", "0.02 EUR", "0.02 EUR", "0.01 EUR"),
        ("-0.0050 EUR", "0.00 EUR", "-0.01 EUR", "0.00 EUR"),
        ("-0.0150 EUR", "-0.02 EUR", "-0.02 EUR", "-0.01 EUR"),
        ("-0.0151 EUR", "-0.02 EUR", "-0.02 EUR", "-0.02 EUR"),
        ("7 EUR", "7.00 EUR", "7.00 EUR", "7.00 EUR"),
    ] {
        for (mode, expected) in [(HalfEven, even), (HalfUp, up), (HalfDown, down)] {
            let rounded = amount(text).round_to_cents(mode).unwrap();
            assert_eq!(rounded.to_string(), expected, "{text} {mode:?}");
        }
    }
    assert_eq!(Rounding::default(), HalfEven);
}

#[test]
fn an_amount_is_rounded_to_whole_units_too() {
    let rounded = amount("1249.50 EUR").round(0, Rounding::HalfUp).unwrap();
    assert_eq!(rounded.to_string(), "1250.00 EUR");
    let kept = amount("1.25 EUR").round(9, Rounding::HalfUp).unwrap();
    assert_eq!(kept.digits(), 2);
}

#[test]
fn a_ratio_is_rounded_by_the_named_mode() {
    let price = amount("0.25 EUR");
    assert_eq!(
        price.checked_ratio(1, 2, Rounding::HalfEven).unwrap(),
        amount("0.12 EUR")
    );
    assert_eq!(
        price.checked_ratio(1, 2, Rounding::HalfUp).unwrap(),
        amount("0.13 EUR")
    );
    assert_eq!(
        price.checked_ratio(-1, -2, Rounding::HalfUp).unwrap(),
        amount("0.13 EUR")
    );
    assert_eq!(
        price.checked_ratio(1, -2, Rounding::HalfUp).unwrap(),
        amount("-0.13 EUR")
    );
    assert_eq!(
        price.checked_ratio(1, 0, Rounding::HalfUp),
        Err(MoneyError::NoShares)
    );
}

#[test]
fn cents_are_never_rounded_without_a_mode() {
    assert_eq!(
        amount("0.125 EUR").cents(),
        Err(MoneyError::Inexact { digits: 2 })
    );
    assert_eq!(amount("0.120 EUR").cents(), Ok(12));
}

#[test]
fn a_split_gives_the_first_parts_what_does_not_come_out_even() {
    let parts = |text: &str, count| -> Vec<String> {
        let parts = amount(text).split(count).unwrap();
        parts.map(|part| part.to_string()).collect()
    };
    assert_eq!(parts("0.05 EUR", 3), ["0.02 EUR", "0.02 EUR", "0.01 EUR"]);
    assert_eq!(
        parts("-0.05 EUR", 3),
        ["-0.02 EUR", "-0.02 EUR", "-0.01 EUR"]
    );
    assert_eq!(parts("1 JPY", 2), ["1 JPY", "0 JPY"]);
    assert!(matches!(
        amount("1 EUR").split(0),
        Err(MoneyError::NoShares)
    ));
}

#[test]
fn shares_go_by_weight_and_the_rest_to_the_largest_remainder() {
    let shares = |text: &str, weights: &[u64]| -> Vec<String> {
        let shares = amount(text).allocate(weights).unwrap();
        shares.iter().map(Amount::to_string).collect()
    };
    assert_eq!(
        shares("1 EUR", &[1, 1, 1]),
        ["0.34 EUR", "0.33 EUR", "0.33 EUR"]
    );
    assert_eq!(shares("0.05 EUR", &[3, 7]), ["0.02 EUR", "0.03 EUR"]);
    assert_eq!(shares("-0.10 EUR", &[1, 2]), ["-0.03 EUR", "-0.07 EUR"]);
    assert_eq!(shares("0.01 EUR", &[0, 1]), ["0.00 EUR", "0.01 EUR"]);
    assert_eq!(
        shares("3 JPY", &[u64::MAX / 2, u64::MAX / 2]),
        ["2 JPY", "1 JPY"]
    );
    for weights in [&[][..], &[0, 0]] {
        assert_eq!(amount("1 EUR").allocate(weights), Err(MoneyError::NoShares));
    }
    let too_heavy = amount("1 EUR").allocate(&[u64::MAX, 1]);
    assert_eq!(too_heavy, Err(MoneyError::Overflow));
}

#[test]
fn equal_amounts_have_the_same_hash() {
    let set = HashSet::from([amount("1.5 EUR"), amount("1.500 EUR"), amount("1.5 CHF")]);
    assert_eq!(set.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_added_can_be_taken_away(left in euros(), right in euros()) {
        let sum = left.checked_add(right).unwrap();
        prop_assert_eq!(sum.checked_sub(right).unwrap(), left);
        prop_assert_eq!(right.checked_add(left).unwrap(), sum);
        prop_assert_eq!(left.checked_sub(right).unwrap(), right.checked_sub(left).unwrap().checked_neg().unwrap());
        prop_assert_eq!(left.cmp_by_difference(right), left.compare(right).unwrap());
    }

    #[test]
    fn shares_sum_up_to_the_whole(whole in euros(), weights in prop::collection::vec(0..u64::MAX / 32, 1..30)) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let shares = whole.allocate(&weights).unwrap();
        prop_assert_eq!(shares.len(), weights.len());
        prop_assert_eq!(Amount::sum(whole.currency(), shares.iter().copied()).unwrap(), whole);
        for (share, weight) in shares.iter().zip(&weights) {
            prop_assert!(*weight > 0 || share.is_zero());
            prop_assert!(share.is_zero() || share.is_negative() == whole.is_negative());
        }
    }

    #[test]
    fn parts_sum_up_to_the_whole_and_differ_by_one_unit_at_most(whole in euros(), count in 1_u32..200) {
        let parts: Vec<Amount> = whole.split(count).unwrap().collect();
        prop_assert_eq!(parts.len(), count as usize);
        prop_assert_eq!(Amount::sum(whole.currency(), parts.iter().copied()).unwrap(), whole);
        let units = || parts.iter().map(|part| part.units());
        prop_assert!(units().max().unwrap() - units().min().unwrap() <= 1);
    }

    #[test]
    fn what_is_written_is_read_back(amount in euros()) {
        let read: Amount = amount.to_string().parse().unwrap();
        prop_assert_eq!((read.units(), read.digits()), (amount.units(), amount.digits()));
    }

    #[test]
    fn rounding_moves_by_half_a_cent_at_most(amount in euros()) {
        let cent = Amount::from_cents(1, amount.currency());
        for mode in [Rounding::HalfEven, Rounding::HalfUp, Rounding::HalfDown] {
            let rounded = amount.round_to_cents(mode).unwrap();
            let moved = amount.checked_sub(rounded).unwrap().checked_mul(2).unwrap();
            prop_assert!(moved <= cent && moved >= cent.checked_neg().unwrap());
            prop_assert_ne!(rounded.cents(), Err(MoneyError::Inexact { digits: 2 }));
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>(), amount in "-?[0-9.]{0,45} [A-Z]{3}0?") {
        let _ = text.parse::<Amount>();
        let _ = amount.parse::<Amount>();
    }
}

impl Amount {
    fn cmp_by_difference(self, other: Self) -> Ordering {
        self.checked_sub(other).unwrap().units().cmp(&0)
    }
}
