//! Amounts in drafts and in resources.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use crate::object::whole_at;
use crate::refusal::{Problem, Refusal};

/// The currencies whose smallest unit is not a hundredth (ISO 4217).
const OTHER_DIGITS: [(u8, &[&str]); 2] = [
    (
        0,
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
            "VND", "VUV", "XAF", "XOF", "XPF",
        ],
    ),
    (3, &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
];

/// An amount of the type `received` for a draft; `None` if the type is not an amount.
pub(crate) fn received(
    draft: &Map<String, Value>,
    received: &str,
) -> Option<Result<Map<String, Value>, Refusal>> {
    let is_high = match received {
        "CentPrecisionMoney" => false,
        "HighPrecisionMoney" => true,
        "TypedMoney" => draft.get("type") == Some(&json!("highPrecision")),
        _ => return None,
    };
    Some(if is_high {
        high_precision(draft)
    } else {
        cent_precision(draft)
    })
}

fn cent_precision(draft: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let currency = currency(draft)?;
    let amount = whole_at(draft, "centAmount");
    let Some(amount) = amount else {
        return Err(Refusal::bad_request(Problem::required("centAmount")));
    };
    Ok(object(json!({
        "type": "centPrecision",
        "currencyCode": currency,
        "centAmount": amount,
        "fractionDigits": fraction_digits(currency),
    })))
}

fn high_precision(draft: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let currency = currency(draft)?;
    let digits = whole_at(draft, "fractionDigits");
    let precise = whole_at(draft, "preciseAmount");
    let (Some(digits), Some(precise)) = (digits, precise) else {
        return Err(Refusal::bad_request(Problem::required("preciseAmount")));
    };
    let usual = i64::from(fraction_digits(currency));
    if digits <= usual {
        let message = format!("The fractionDigits have to be more than {usual} for {currency}.");
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    let exponent = u32::try_from(digits.saturating_sub(usual)).unwrap_or(u32::MAX);
    let cents = match whole_at(draft, "centAmount") {
        Some(cents) => cents,
        None => half_even(precise, exponent),
    };
    Ok(object(json!({
        "type": "highPrecision",
        "currencyCode": currency,
        "centAmount": cents,
        "preciseAmount": precise,
        "fractionDigits": digits,
    })))
}

/// The largest integer that every JSON implementation supports.
pub(crate) const MOST: i64 = 9_007_199_254_740_991;

/// The number of decimal digits of a currency.
pub(crate) fn fraction_digits(currency: &str) -> u8 {
    let mut rows = OTHER_DIGITS.iter();
    let row = rows.find(|(_, currencies)| currencies.contains(&currency));
    row.map_or(2, |(digits, _)| *digits)
}

/// An amount without its last digits, rounded half to even.
fn half_even(amount: i64, digits: u32) -> i64 {
    let Some(unit) = 10_i128.checked_pow(digits) else {
        return 0;
    };
    let rounded = divided(amount.into(), unit, Rounding::ToEven);
    // It is nearer to zero than the original.
    i64::try_from(rounded).unwrap_or_default()
}

/// How an amount exactly in the middle is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// To the even one: `HalfEven`.
    ToEven,
    /// Away from zero: `HalfUp`.
    Up,
    /// Towards zero: `HalfDown`.
    Down,
}

impl Rounding {
    /// The mode of a field of a cart; the platform's default if it names none.
    pub(crate) fn of(field: Option<&Value>) -> Self {
        match field.and_then(Value::as_str) {
            Some("HalfUp") => Self::Up,
            Some("HalfDown") => Self::Down,
            _ => Self::ToEven,
        }
    }
}

/// A quotient as a whole number. The divisor is positive.
pub(crate) fn divided(amount: i128, by: i128, rounding: Rounding) -> i128 {
    let (whole, rest) = (amount.div_euclid(by), amount.rem_euclid(by));
    let is_up = match rest.cmp(&(by - rest)) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => match rounding {
            Rounding::ToEven => whole.rem_euclid(2) == 1,
            Rounding::Up => amount >= 0,
            Rounding::Down => amount < 0,
        },
    };
    whole + i128::from(is_up)
}

/// A number of the smallest units of a currency; an error if there are too many.
pub(crate) fn cents(amount: i128, currency: &str) -> Result<Value, Refusal> {
    let amount = i64::try_from(amount).ok().filter(|of| of.abs() <= MOST);
    let amount = amount.ok_or_else(overflow)?;
    Ok(json!({
        "type": "centPrecision",
        "currencyCode": currency,
        "centAmount": amount,
        "fractionDigits": fraction_digits(currency),
    }))
}

/// A multiple of an amount, in the smallest units of its currency.
pub(crate) fn times(money: &Value, quantity: i64, rounding: Rounding) -> Result<i128, Refusal> {
    let number = |name: &str| money.get(name).and_then(Value::as_i64);
    let quantity = i128::from(quantity);
    let currency = money.get("currencyCode").and_then(Value::as_str);
    let usual = i64::from(fraction_digits(currency.unwrap_or_default()));
    let (Some(precise), Some(digits)) = (number("preciseAmount"), number("fractionDigits")) else {
        return Ok(i128::from(number("centAmount").unwrap_or_default()) * quantity);
    };
    let digits = u32::try_from(digits.saturating_sub(usual)).unwrap_or_default();
    let unit = 10_i128.checked_pow(digits).ok_or_else(overflow)?;
    Ok(divided(i128::from(precise) * quantity, unit, rounding))
}

fn overflow() -> Refusal {
    let message = "A Money operation resulted in an overflow.";
    Refusal::bad_request(Problem::new("MoneyOverflow", message))
}

fn currency(draft: &Map<String, Value>) -> Result<&str, Refusal> {
    let currency = draft.get("currencyCode").and_then(Value::as_str);
    currency.ok_or_else(|| Refusal::bad_request(Problem::required("currencyCode")))
}

fn object(of: Value) -> Map<String, Value> {
    match of {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn made(draft: Value, of: &str) -> Value {
        Value::Object(received(&object(draft), of).unwrap().unwrap())
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        for (currency, digits) in [("EUR", 2), ("JPY", 0), ("KWD", 3)] {
            let draft = json!({"centAmount": 5, "currencyCode": currency});
            let expected = json!({"type": "centPrecision", "centAmount": 5, "currencyCode": currency, "fractionDigits": digits});
            assert_eq!(made(draft, "TypedMoney"), expected);
        }
    }

    #[test]
    fn the_middle_goes_where_the_rounding_says() {
        for (amount, even, up, down) in [
            (25, 2, 3, 2),
            (35, 4, 4, 3),
            (-25, -2, -3, -2),
            (-35, -4, -4, -3),
            (26, 3, 3, 3),
            (-26, -3, -3, -3),
            (24, 2, 2, 2),
        ] {
            let expected = [even, up, down];
            let modes = [Rounding::ToEven, Rounding::Up, Rounding::Down];
            assert_eq!(
                modes.map(|mode| divided(amount, 10, mode)),
                expected,
                "{amount}"
            );
        }
    }

    #[test]
    fn what_is_too_much_for_an_amount_is_refused() {
        assert!(cents(i128::from(MOST) + 1, "EUR").is_err());
        assert!(cents(i128::MIN, "EUR").is_err());
        assert_eq!(cents(MOST.into(), "EUR").unwrap()["centAmount"], MOST);
        let precise = json!({"preciseAmount": 15, "fractionDigits": 4, "currencyCode": "EUR"});
        assert_eq!(times(&precise, 10, Rounding::ToEven).unwrap(), 2);
        let much = json!({"preciseAmount": 15, "fractionDigits": 99, "currencyCode": "EUR"});
        assert!(times(&much, 1, Rounding::ToEven).is_err());
    }

    #[test]
    fn cents_of_a_precise_amount_are_rounded_to_the_even_neighbour() {
        for (precise, cents) in [
            (12_345, 123),
            (12_350, 124),
            (12_450, 124),
            (12_451, 125),
            (-12_350, -124),
        ] {
            let draft = json!({"type": "highPrecision", "preciseAmount": precise, "fractionDigits": 4, "currencyCode": "EUR"});
            assert_eq!(made(draft, "TypedMoney")["centAmount"], cents, "{precise}");
        }
        let draft = json!({"preciseAmount": 1, "fractionDigits": 2, "currencyCode": "EUR"});
        assert!(
            received(&object(draft), "HighPrecisionMoney")
                .unwrap()
                .is_err()
        );
    }
}
