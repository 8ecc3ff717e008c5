//! The variables of a request.

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::Pos;
use serde_json::Value;

use super::argument::{InputType, literal};
use super::document::Query;
use super::problem::{invalid, not_emulated};
use crate::kind::Object;
use crate::refusal::Refusal;

/// The variables that an operation declares, with their values.
pub(super) struct Variables<'q>(BTreeMap<&'q str, Variable>);

pub(super) struct Variable {
    pub(super) of: InputType,
    pub(super) at: Pos,
    /// Whether the declaration permits that there is no value.
    pub(super) is_optional: bool,
    /// `None` if the request contains none and the operation has no default.
    pub(super) value: Option<Value>,
}

impl<'q> Variables<'q> {
    /// The declared variables with the values of the request; without values for an operation that is not executed.
    pub(super) fn read(query: Query<'q>, given: Option<&Object>) -> Result<Self, Refusal> {
        let mut all = BTreeMap::new();
        for declared in query.variables {
            let (name, at) = (declared.name, declared.position);
            let Some((of, is_required)) = InputType::of(&declared.var_type) else {
                let what = format!("the type {} of the variable ${name}", declared.var_type);
                return Err(not_emulated(&what, at));
            };
            let default = declared.default_value.as_ref();
            let default = default.map(|default| {
                let value = literal(default).and_then(|value| of.coerce(&value));
                value.ok_or_else(|| mismatch(name, of, "its default", at))
            });
            let is_optional =
                !is_required && !matches!(&default, Some(Ok(default)) if !default.is_null());
            let is_executed = given.is_some();
            let given = given.and_then(|given| given.get(name)).map(|value| {
                let value = of.coerce(value);
                value.ok_or_else(|| mismatch(name, of, "its value", at))
            });
            let value = given.or(default).transpose()?;
            if is_executed && is_required && value.as_ref().is_none_or(Value::is_null) {
                let message = format!(
                    "Variable '${name}' expected value of type '{}!' but got none.",
                    of.written()
                );
                return Err(invalid(message, Some(at)));
            }
            let variable = Variable {
                of,
                at,
                is_optional,
                value,
            };
            if all.insert(name, variable).is_some() {
                let message = format!("There can be only one variable named '{name}'.");
                return Err(invalid(message, Some(at)));
            }
        }
        Ok(Self(all))
    }

    /// The variable with this name.
    pub(super) fn get(&self, name: &str) -> Option<&Variable> {
        self.0.get(name)
    }

    /// Fails if a variable is not in a set.
    pub(super) fn check_used(&self, used: &BTreeSet<&str>) -> Result<(), Refusal> {
        match self.0.iter().find(|(name, _)| !used.contains(*name)) {
            None => Ok(()),
            Some((name, of)) => {
                let message = format!("Variable '${name}' is not used.");
                Err(invalid(message, Some(of.at)))
            }
        }
    }
}

fn mismatch(name: &str, of: InputType, what: &str, at: Pos) -> Refusal {
    let message = format!(
        "Variable '${name}' has the type '{}', which {what} does not have.",
        of.written()
    );
    invalid(message, Some(at))
}
