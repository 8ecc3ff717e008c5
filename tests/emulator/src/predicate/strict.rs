//! Evaluates a predicate about fields that must exist: the conditions of API extensions.

use serde_json::{Map, Value};

use super::{Condition, Predicate};

impl Predicate {
    /// Whether an object matches. Fails with the name of a compared field that does not exist, as on the platform; `and`
    /// and `or` are short-circuiting, so `a is defined and a = 1` never fails.
    pub(crate) fn evaluate<'p>(&'p self, object: &Map<String, Value>) -> Result<bool, &'p str> {
        match self {
            Self::And(all) => {
                for one in all {
                    if !one.evaluate(object)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Or(any) => {
                for one in any {
                    if one.evaluate(object)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(predicate) => predicate.evaluate(object).map(|matches| !matches),
            Self::At(name, condition) => {
                let value = object.get(name).filter(|value| !value.is_null());
                match (condition, value) {
                    (
                        Condition::IsDefined
                        | Condition::IsNotDefined
                        | Condition::IsEmpty
                        | Condition::IsNotEmpty,
                        _,
                    ) => Ok(condition.holds(value)),
                    (_, None) => Err(name),
                    (Condition::Matches(predicate), Some(Value::Object(object))) => {
                        predicate.evaluate(object)
                    }
                    (Condition::Matches(predicate), Some(Value::Array(values))) => {
                        for object in values.iter().filter_map(Value::as_object) {
                            if predicate.evaluate(object)? {
                                return Ok(true);
                            }
                        }
                        Ok(false)
                    }
                    (_, Some(_)) => Ok(condition.holds(value)),
                }
            }
        }
    }
}
