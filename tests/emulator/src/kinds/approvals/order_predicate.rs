//! The predicates of approval rules, which select orders.
//!
//! They have the syntax of query predicates, but other names: those of the fields of orders, `customer` for the customer,
//! and `totalPrice`, which is compared with a text such as `"1000.00 EUR"`. Other identifiers of the platform are answered
//! with 501.
//!
//! Source: <https://docs.commercetools.com/api/projects/predicates#order-predicates>.

use serde_json::json;

use crate::kind::Object;
use crate::money::fraction_digits;
use crate::object::put;
use crate::predicate::{self, Comparison, Condition, Operand, Predicate};
use crate::project::Project;
use crate::refusal::Refusal;

/// The field of drafts and actions.
const PLACE: &str = "predicate";

/// Reads a predicate.
pub(super) fn read(project: &Project, text: &str) -> Result<Predicate, Refusal> {
    let predicate = translated(predicate::parsed(PLACE, text)?)?;
    check(project, &predicate, text)?;
    Ok(predicate)
}

/// Whether an order matches.
pub(super) fn matches(project: &Project, predicate: &Predicate, order: &Object) -> bool {
    let mut order = order.clone();
    let id = json!({"id": order.get("customerId")});
    let customer = project.find("customer", &id).ok();
    put(
        &mut order,
        "customer",
        customer.map(|customer| json!(customer)),
    );
    predicate.matches(&order)
}

/// Fails if a predicate names an unknown field.
fn check(project: &Project, predicate: &Predicate, text: &str) -> Result<(), Refusal> {
    let contract = project.contract;
    let checked = match predicate {
        Predicate::And(all) | Predicate::Or(all) => {
            return all.iter().try_for_each(|one| check(project, one, text));
        }
        Predicate::Not(one) => return check(project, one, text),
        Predicate::At(name, Condition::Matches(inner)) if name == "customer" => {
            inner.check(PLACE, contract, contract.place("Customer"))
        }
        Predicate::At(..) => predicate.check(PLACE, contract, contract.place("Order")),
    };
    checked.map_err(|_| {
        Refusal::not_emulated(&format!("an identifier in the order predicate '{text}'"))
    })
}

/// The predicate with amounts of money in the form of the fields of orders.
fn translated(predicate: Predicate) -> Result<Predicate, Refusal> {
    let all = |of: Vec<Predicate>| of.into_iter().map(translated).collect::<Result<_, _>>();
    Ok(match predicate {
        Predicate::And(of) => Predicate::And(all(of)?),
        Predicate::Or(of) => Predicate::Or(all(of)?),
        Predicate::Not(of) => Predicate::Not(Box::new(translated(*of)?)),
        Predicate::At(name, Condition::Is(comparison, Operand::Text(text)))
            if name == "totalPrice" =>
        {
            let amount = amount(&text, comparison).ok_or_else(|| {
                let why = format!("'{text}' is no amount such as '1000.00 EUR'.");
                Refusal::parameter(PLACE, &why)
            })?;
            Predicate::At(name, Condition::Matches(Box::new(amount)))
        }
        other => other,
    })
}

/// The comparison of an amount with one such as `1000.00 EUR`.
fn amount(text: &str, comparison: Comparison) -> Option<Predicate> {
    let (amount, currency) = text.split_once(' ')?;
    let is_currency = currency.len() == 3 && currency.chars().all(|of| of.is_ascii_uppercase());
    let amount: f64 = amount
        .parse()
        .ok()
        .filter(|of: &f64| of.is_finite() && is_currency)?;
    let cents = (amount * 10_f64.powi(fraction_digits(currency).into())).round();
    let is = |name: &str, comparison, operand| {
        Predicate::At(name.to_owned(), Condition::Is(comparison, operand))
    };
    Some(Predicate::And(vec![
        is(
            "currencyCode",
            Comparison::Equal,
            Operand::Text(currency.to_owned()),
        ),
        is("centAmount", comparison, Operand::Number(cents)),
    ]))
}
