//! Amounts, of which the drafts have other models than what is received.

use crate::Value;
use crate::models::{Money, TypedMoney, TypedMoneyDraft};

/// An amount with its currency, however it is written.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sync) struct Exact<'a> {
    pub(in crate::sync) currency: &'a str,
    amount: Amount,
}

#[derive(Debug, PartialEq, Eq)]
enum Amount {
    Cents(i64),
    Precise { amount: i64, digits: i64 },
}

impl<'a> Exact<'a> {
    fn cents(currency: &'a str, amount: i64) -> Self {
        let amount = Amount::Cents(amount);
        Self { currency, amount }
    }

    fn precise(currency: &'a str, amount: i64, digits: impl Into<i64>) -> Self {
        let digits = digits.into();
        let amount = Amount::Precise { amount, digits };
        Self { currency, amount }
    }
}

impl<'a> From<&'a TypedMoney> for Exact<'a> {
    fn from(money: &'a TypedMoney) -> Self {
        match money {
            TypedMoney::CentPrecision(of) => Self::cents(&of.currency_code, of.cent_amount),
            TypedMoney::HighPrecision(of) => {
                Self::precise(&of.currency_code, of.precise_amount, of.fraction_digits)
            }
            TypedMoney::Unknown(of) => {
                Self::cents(&of.fields().currency_code, of.fields().cent_amount)
            }
        }
    }
}

impl<'a> From<&'a Money> for Exact<'a> {
    fn from(money: &'a Money) -> Self {
        let number = |name: &str| money.extra.get(name).and_then(Value::as_i64);
        let is_precise = money.extra.get("type").and_then(Value::as_str) == Some("highPrecision");
        match (
            is_precise,
            number("preciseAmount"),
            number("fractionDigits"),
        ) {
            (true, Some(amount), Some(digits)) => {
                Self::precise(&money.currency_code, amount, digits)
            }
            _ => Self::cents(&money.currency_code, money.cent_amount),
        }
    }
}

impl<'a> From<&'a TypedMoneyDraft> for Exact<'a> {
    fn from(money: &'a TypedMoneyDraft) -> Self {
        match money {
            TypedMoneyDraft::CentPrecision(of) => {
                Self::cents(&of.currency_code, of.cent_amount.unwrap_or_default())
            }
            TypedMoneyDraft::HighPrecision(of) => {
                Self::precise(&of.currency_code, of.precise_amount, of.fraction_digits)
            }
            TypedMoneyDraft::Unknown(of) => {
                let fields = of.fields();
                Self::cents(
                    &fields.currency_code,
                    fields.cent_amount.unwrap_or_default(),
                )
            }
        }
    }
}
