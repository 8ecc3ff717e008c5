//! The variables of a request.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::argument::{InputType, literal};
use super::document::Document;
use super::problem::{invalid, not_emulated};
use crate::kind::Object;
use crate::refusal::Refusal;

/// The variables that an operation declares, with their values.
pub(super) struct Variables<'q>(BTreeMap<&'q str, Variable>);

pub(super) struct Variable {
    pub(super) of: InputType,
    /// `None` if the request contains none and the operation has no default.
    pub(super) value: Option<Value>,
}

impl<'q> Variables<'q> {
    /// The declared variables with the values of the request.
    pub(super) fn read(document: &Document<'q>, given: &Object) -> Result<Self, Refusal> {
        let mut all = BTreeMap::new();
        for declared in document.variables {
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
            let given = given.get(name).map(|value| {
                let value = of.coerce(value);
                value.ok_or_else(|| mismatch(name, of, "its value", at))
            });
            let value = given.or(default).transpose()?;
            if is_required && value.as_ref().is_none_or(Value::is_null) {
                let message = format!(
                    "Variable '${name}' expected value of type '{}!' but got none.",
                    of.written()
                );
                return Err(invalid(message, Some(at)));
            }
            if all.insert(name, Variable { of, value }).is_some() {
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

    /// The first variable that is not in a set.
    pub(super) fn other_than(&self, used: &HashSet<&str>) -> Option<&'q str> {
        self.0.keys().copied().find(|name| !used.contains(name))
    }
}

fn mismatch(name: &str, of: InputType, what: &str, at: graphql_parser::Pos) -> Refusal {
    let message = format!(
        "Variable '${name}' has the type '{}', which {what} does not have.",
        of.written()
    );
    invalid(message, Some(at))
}
