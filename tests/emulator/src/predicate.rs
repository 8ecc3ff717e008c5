//! The predicate language of queries.
//!
//! `slug(en = "shoes") and not (key in :keys or parent is defined)`: fields with a comparison, a list of values, or a
//! nested predicate in parentheses; `and`, `or`, `not`; variables whose values are separate parameters.
//!
//! Source: <https://docs.commercetools.com/api/predicates/query>.

mod evaluate;
mod parser;
mod strict;
mod token;

use crate::contract::{Contract, Place};
use crate::project::Parameters;
use crate::refusal::Refusal;

pub(crate) use evaluate::compare_texts;
use parser::parse;

/// The parameter of queries.
const WHERE: &str = "where";

/// The predicates of a query for objects of the type `state`, which all have to match.
pub(crate) fn of_query(
    contract: &Contract,
    state: &str,
    query: &Parameters,
) -> Result<Vec<Predicate>, Refusal> {
    let variables = |name: &str| {
        let values = query.all(&format!("var.{name}"));
        values.map(str::to_owned).collect()
    };
    let predicates = query.all("where").map(|text| {
        let predicate = parse(WHERE, text, &variables)?;
        predicate.check(WHERE, contract, contract.place(state))?;
        Ok(predicate)
    });
    predicates.collect()
}

/// A predicate without variables in the field `place` of a draft. Its field names are not checked.
pub(crate) fn parsed(place: &str, text: &str) -> Result<Predicate, Refusal> {
    parse(place, text, &|_| Vec::new())
}

/// The same for objects of the type `state`, whose fields it names.
pub(crate) fn of_text(
    contract: &Contract,
    state: &str,
    (place, text): (&str, &str),
) -> Result<Predicate, Refusal> {
    let predicate = parsed(place, text)?;
    predicate.check(place, contract, contract.place(state))?;
    Ok(predicate)
}

/// A condition on an object.
#[derive(Debug, PartialEq)]
pub(crate) enum Predicate {
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
    /// The condition applies to the value of the field.
    At(String, Condition),
}

/// A condition for a field.
#[derive(Debug, PartialEq)]
pub(crate) enum Condition {
    Is(Comparison, Operand),
    IsOneOf(Vec<Operand>),
    IsNoneOf(Vec<Operand>),
    ContainsAll(Vec<Operand>),
    ContainsAny(Vec<Operand>),
    IsDefined,
    IsNotDefined,
    IsEmpty,
    IsNotEmpty,
    /// The location is within this number of meters of another one.
    WithinCircle {
        longitude: f64,
        latitude: f64,
        metres: f64,
    },
    /// The object, or one element of the list, matches.
    Matches(Box<Predicate>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The operand of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Text(String),
    Number(f64),
    Bool(bool),
    /// The value of a variable, which is a string, a number or a boolean, depending on the field.
    Variable(String),
}

impl Predicate {
    /// Fails if it names a field that its type does not have, so that a misspelled name is reported.
    pub(crate) fn check(
        &self,
        place: &str,
        contract: &Contract,
        of: Place<'_>,
    ) -> Result<(), Refusal> {
        match self {
            Self::And(all) | Self::Or(all) => all
                .iter()
                .try_for_each(|one| one.check(place, contract, of)),
            Self::Not(predicate) => predicate.check(place, contract, of),
            Self::At(name, condition) => {
                let field = contract.member(of, name).ok_or_else(|| {
                    Refusal::parameter(place, &format!("The field '{name}' does not exist."))
                })?;
                match condition {
                    Condition::Matches(predicate) => predicate.check(place, contract, field),
                    Condition::Is(..) | Condition::IsOneOf(_) | Condition::IsNoneOf(_)
                        if contract.is_list(field) =>
                    {
                        let what = format!("the comparison of the list '{name}' with one value");
                        Err(Refusal::not_emulated(&what))
                    }
                    _ => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
