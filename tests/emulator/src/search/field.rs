//! The fields of a projection or of one of its variants.

use std::cmp::Ordering;

use serde_json::Value;

use crate::contract::{Contract, Place};
use crate::kind::Object;
use crate::kinds::projections::STATE;
use crate::predicate::compare_texts;

/// A field by its path, such as `variants.attributes.size`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    /// The names after `variants`, or all of them.
    steps: Vec<String>,
    is_of_variants: bool,
}

impl Field {
    /// The field at a path, with dots between the names. A name may be in backticks.
    pub(super) fn at(path: &str) -> Self {
        let mut steps: Vec<String> = split(path);
        let is_of_variants = steps.len() > 1 && steps.first().is_some_and(|of| of == "variants");
        if is_of_variants {
            steps.remove(0);
        }
        Self {
            steps,
            is_of_variants,
        }
    }

    /// Whether each variant has its own values.
    pub(super) fn is_of_variants(&self) -> bool {
        self.is_of_variants
    }

    /// Whether the projections have such a field. Any name may be an attribute.
    pub(super) fn is_known(&self, contract: &Contract) -> bool {
        self.place(contract).is_some()
    }

    /// The type of the field; `None` if the projections have no such field.
    pub(super) fn place<'c>(&self, contract: &'c Contract) -> Option<Place<'c>> {
        let state = match self.is_of_variants {
            true => "ProductVariant",
            false => STATE,
        };
        let mut place = contract.place(state);
        for step in &self.steps {
            if step == "attributes" {
                place = Place::Anything;
                continue;
            }
            place = contract.member(place, step)?;
        }
        Some(place)
    }

    /// The names behind `variants`, or all of them.
    pub(super) fn steps(&self) -> Vec<&str> {
        self.steps.iter().map(String::as_str).collect()
    }

    /// The same field with other names.
    pub(super) fn with_steps(&self, steps: &[&str]) -> Self {
        Self {
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
            is_of_variants: self.is_of_variants,
        }
    }

    /// The value in a projection, or in one of its variants if these have their own.
    pub(super) fn values<'v>(&self, of: &'v Object) -> Vec<&'v Value> {
        let Some((first, rest)) = self.steps.split_first() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if let Some(value) = of.get(first) {
            collect(value, first == "attributes", rest, &mut found);
        }
        found
    }
}

/// Each element of a list is one of the values.
fn collect<'v>(
    value: &'v Value,
    is_attributes: bool,
    steps: &[String],
    found: &mut Vec<&'v Value>,
) {
    match (value, steps.split_first()) {
        (Value::Array(attributes), Some((name, rest))) if is_attributes => {
            let is = |of: &&Value| of.get("name").and_then(Value::as_str) == Some(name);
            for attribute in attributes.iter().filter(is) {
                if let Some(value) = attribute.get("value") {
                    collect(value, is_nested(value), rest, found);
                }
            }
        }
        (Value::Array(values), _) => {
            for value in values {
                collect(value, is_nested(value), steps, found);
            }
        }
        (value, None) => found.push(value),
        (value, Some((name, rest))) => {
            if let Some(value) = value.get(name) {
                collect(value, name == "attributes", rest, found);
            }
        }
    }
}

/// Whether a value is a list of attributes.
fn is_nested(value: &Value) -> bool {
    let values = value.as_array();
    let is_attribute = |of: &Value| of.get("name").is_some() && of.get("value").is_some();
    values.is_some_and(|values| !values.is_empty() && values.iter().all(is_attribute))
}

/// The comparison of two values; `None` for values of different types.
pub(super) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(compare_texts(left, right)),
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// Whether a value is in a half-open range; `None` is an open end.
pub(super) fn is_between(value: &Value, from: Option<&Value>, to: Option<&Value>) -> bool {
    from.is_none_or(|from| compare(value, from).is_some_and(Ordering::is_ge))
        && to.is_none_or(|to| compare(value, to).is_some_and(Ordering::is_lt))
}

/// The ids of the channels in which a variant is in stock.
pub(super) fn channels_on_stock(variant: &Object) -> Vec<Value> {
    let availability = variant.get("availability");
    let channels = availability.and_then(|of| of.get("channels")?.as_object());
    let channels = channels.into_iter().flatten();
    let on_stock = channels.filter(|(_, of)| of.get("isOnStock") == Some(&Value::Bool(true)));
    on_stock.map(|(id, _)| Value::String(id.clone())).collect()
}

/// The searchable form of a value: the text of a locale, the target of a reference, the key of an enum value, the cents of
/// an amount. Other values count as present.
pub(super) fn told(value: &Value, language: Option<&str>) -> Value {
    let Value::Object(members) = value else {
        return value.clone();
    };
    let told = match members.get("typeId") {
        Some(_) => members.get("id"),
        None => language.and_then(|language| members.get(language)),
    };
    let told = told.or_else(|| members.get("key"));
    let told = told.or_else(|| members.get("centAmount"));
    told.unwrap_or(value).clone()
}

/// The names of a path, some of which may stand in backticks.
pub(super) fn split(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut is_quoted = false;
    for letter in path.chars() {
        match (letter, names.last_mut()) {
            ('`', _) => is_quoted = !is_quoted,
            ('.', _) if !is_quoted => names.push(String::new()),
            (letter, Some(name)) => name.push(letter),
            (_, None) => {}
        }
    }
    names
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kinds::products::variants;

    #[test]
    fn values_are_found_in_lists_and_in_attributes() {
        let projection = json!({
            "categories": [{"id": "a"}, {"id": "b"}],
            "masterVariant": {"attributes": [
                {"name": "sizes", "value": [{"key": "s"}, {"key": "l"}]},
                {"name": "a.b", "value": 1},
                {"name": "nested", "value": [{"name": "inner", "value": true}]},
            ]},
            "variants": [{"attributes": [{"name": "sizes", "value": [{"key": "m"}]}]}],
        });
        let projection = projection.as_object().unwrap();
        for (path, values) in [
            ("categories.id", json!(["a", "b"])),
            ("variants.attributes.sizes.key", json!(["s", "l", "m"])),
            ("variants.attributes.`a.b`", json!([1])),
            ("variants.attributes.nested.inner", json!([true])),
            ("variants.attributes.none", json!([])),
            ("name.en", json!([])),
        ] {
            let field = Field::at(path);
            let found: Vec<&Value> = match field.is_of_variants() {
                true => variants(projection)
                    .flat_map(|of| field.values(of))
                    .collect(),
                false => field.values(projection),
            };
            assert_eq!(json!(found), values, "{path}");
        }
    }

    #[test]
    fn which_fields_there_are_is_known() {
        let contract = Contract::platform().unwrap();
        for (path, is_known) in [
            ("variants.attributes.anything.key", true),
            ("variants.prices.value.centAmount", true),
            ("categories.id", true),
            ("name.en", true),
            ("nmae.en", false),
            ("variants.colour", false),
        ] {
            assert_eq!(Field::at(path).is_known(contract), is_known, "{path}");
        }
    }
}
