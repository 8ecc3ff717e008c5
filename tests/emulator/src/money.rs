//! Amounts, as drafts have them and as resources have them.

use serde_json::{Map, Value, json};

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

/// An amount of the type `received` for what a draft says; `None` where the type is none of an amount.
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
    let amount = whole(draft, "centAmount")?;
    let Some(amount) = amount else {
        return Err(required("centAmount"));
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
    let digits = whole(draft, "fractionDigits")?;
    let precise = whole(draft, "preciseAmount")?;
    let (Some(digits), Some(precise)) = (digits, precise) else {
        return Err(required("preciseAmount"));
    };
    let usual = i64::from(fraction_digits(currency));
    if digits <= usual {
        let message = format!("The fractionDigits have to be more than {usual} for {currency}.");
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    let exponent = u32::try_from(digits.saturating_sub(usual)).unwrap_or(u32::MAX);
    let cents = match whole(draft, "centAmount")? {
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

/// How many digits behind the point the smallest unit of a currency has.
pub(crate) fn fraction_digits(currency: &str) -> u8 {
    let mut rows = OTHER_DIGITS.iter();
    let row = rows.find(|(_, currencies)| currencies.contains(&currency));
    row.map_or(2, |(digits, _)| *digits)
}

/// An amount without its last digits, rounded to the even neighbour where it is in the middle.
fn half_even(amount: i64, digits: u32) -> i64 {
    let Some(unit) = 10_i128.checked_pow(digits) else {
        return 0;
    };
    let amount = i128::from(amount);
    let (whole, rest) = (amount.div_euclid(unit), amount.rem_euclid(unit));
    let up = match (rest * 2).cmp(&unit) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => whole.rem_euclid(2),
    };
    // It is nearer to zero than what was given.
    i64::try_from(whole + up).unwrap_or_default()
}

fn currency(draft: &Map<String, Value>) -> Result<&str, Refusal> {
    let currency = draft.get("currencyCode").and_then(Value::as_str);
    currency.ok_or_else(|| required("currencyCode"))
}

fn whole(draft: &Map<String, Value>, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(value) = draft.get(name).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    // It may be written as `5.0`; that it is whole and fits has been checked.
    let written_otherwise = || value.as_f64().map(|number| number as i64);
    Ok(value.as_i64().or_else(written_otherwise))
}

fn required(field: &str) -> Refusal {
    let message = format!("A value is required for field {field}.");
    Refusal::bad_request(Problem::new("RequiredField", message).with("field", field))
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
