//! Whether a value is what a type permits.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde_json::{Map, Value, json};

use crate::clock;
use crate::contract::{Contract, Definition, Facets, Resolved, Use};
use crate::pattern::is_match;
use crate::refusal::Problem;

/// What is wrong with the body of a request, in the order in which it is found; empty for a good one.
pub(crate) fn problems(contract: &Contract, body: &Value, of: &Use) -> Vec<Problem> {
    all(contract, body, of, false)
}

/// The same for the body of an answer, whose dates and times are in UTC with milliseconds. Two things are right there that the specification tells in words only: products of a
/// modular catalogue have no master variant, and there are warnings that have no type.
pub(crate) fn problems_of_answer(contract: &Contract, body: &Value, of: &Use) -> Vec<Problem> {
    all(contract, body, of, true)
}

fn all(contract: &Contract, body: &Value, of: &Use, is_answer: bool) -> Vec<Problem> {
    let mut check = Check {
        contract,
        problems: Vec::new(),
        is_answer,
    };
    check.value("", body, of);
    check.problems
}

struct Check<'a> {
    contract: &'a Contract,
    problems: Vec<Problem>,
    is_answer: bool,
}

impl Check<'_> {
    fn value(&mut self, at: &str, value: &Value, of: &Use) {
        if let Use::Named(name) = of
            && let Some(definition) = self.contract.definition(name)
            && let Some(alias) = &definition.alias
        {
            self.value(at, value, alias);
            self.facets(at, value, &definition.facets);
            return;
        }
        match self.contract.resolve(of) {
            Resolved::Scalar(name) => self.scalar(at, value, name),
            Resolved::List(items) => match value {
                Value::Array(values) => {
                    for (place, value) in values.iter().enumerate() {
                        self.value(&format!("{at}[{place}]"), value, items);
                    }
                }
                _ => self.expected(at, "JSON array"),
            },
            Resolved::Union(members) => self.any_of(at, value, members),
            Resolved::Type(name, definition) => self.named(at, value, name, definition),
        }
    }

    fn named(&mut self, at: &str, value: &Value, name: Option<&str>, of: &Definition) {
        if let Some(values) = &of.values {
            let is_known = value
                .as_str()
                .is_some_and(|text| values.iter().any(|value| value == text));
            match value {
                Value::String(_) if is_known => {}
                Value::String(_) => {
                    let allowed: Vec<Value> = values.iter().map(|value| json!(value)).collect();
                    let problem = self.invalid(at, value, "it is none of the allowed values");
                    self.problems.push(problem.with("allowedValues", allowed));
                }
                _ => self.expected(at, "JSON string"),
            }
        } else if let Some(members) = &of.union {
            self.any_of(at, value, members);
        } else if let Value::Object(members) = value {
            self.object(at, members, name, of);
            self.facets(at, value, &of.facets);
        } else {
            self.expected(at, "JSON object");
        }
    }

    fn object(
        &mut self,
        at: &str,
        members: &Map<String, Value>,
        name: Option<&str>,
        of: &Definition,
    ) {
        let contract = self.contract;
        let kinds = name.and_then(|name| contract.kinds_of(name));
        if let Some(discriminator) = contract.discriminator(of)
            && let Some(tag) = members.get(discriminator).filter(|tag| !tag.is_null())
        {
            let place = join(at, discriminator);
            let tag = tag.as_str();
            match (kinds, &of.tag) {
                (_, Some(own)) if tag == Some(own) => {}
                (Some(kinds), _) => {
                    let kind = tag.and_then(|tag| kinds.get(tag));
                    // Some kinds of resources have a name for references, and no type of these.
                    if let (None, Some(tag)) = (kind, tag)
                        && self.is_permitted(of, discriminator, tag)
                    {
                        return self.members(at, members, of);
                    }
                    let Some(kind) = kind.and_then(|kind| contract.definition(kind)) else {
                        if self.is_answer && name == Some("WarningObject") {
                            return self.members(at, members, of);
                        }
                        let known: Vec<&str> = kinds.keys().map(String::as_str).collect();
                        self.expected(&place, &format!("one of {}", known.join(", ")));
                        return;
                    };
                    return self.members(at, members, kind);
                }
                (None, Some(own)) => return self.expected(&place, own),
                (None, None) => {}
            }
        }
        self.members(at, members, of);
    }

    /// Whether the values of a field are listed, with one among them.
    fn is_permitted(&self, of: &Definition, field: &str, value: &str) -> bool {
        let contract = self.contract;
        let values = contract.field(of, field).map(|of| contract.resolve(&of.of));
        match values {
            Some(Resolved::Type(
                _,
                Definition {
                    values: Some(values),
                    ..
                },
            )) => values.iter().any(|known| known == value),
            _ => false,
        }
    }

    fn members(&mut self, at: &str, members: &Map<String, Value>, of: &Definition) {
        let contract = self.contract;
        let fields = contract.fields(of).unwrap_or_default();
        for (name, field) in &fields {
            let at = join(at, name);
            match members.get(*name) {
                None if !field.required => {}
                None if self.is_answer
                    && *name == "masterVariant"
                    && members.get("variants") == Some(&json!([])) => {}
                Some(Value::Null) if !field.required || field.nullable => {}
                None | Some(Value::Null) => {
                    let detail = format!("{at}: Missing required value");
                    self.problems.push(Problem::json(detail));
                }
                Some(value) => {
                    self.value(&at, value, &field.of);
                    self.facets(&at, value, &field.facets);
                }
            }
        }
        let maps = contract.maps(of);
        if maps.is_empty() {
            return;
        }
        // Members that a type does not know are ignored, as the platform does, unless their names have to match a pattern.
        for (name, value) in members {
            if fields.contains_key(name.as_str()) {
                continue;
            }
            let at = join(at, name);
            let map = maps.iter().find(|map| is_match(&map.pattern, name));
            match map {
                Some(map) => self.value(&at, value, &map.of),
                None => self.expected(&at, "a name of the pattern of its type"),
            }
        }
    }

    fn any_of(&mut self, at: &str, value: &Value, members: &[Use]) {
        let is_any = members.iter().any(|member| {
            let mut check = Check {
                contract: self.contract,
                problems: Vec::new(),
                is_answer: self.is_answer,
            };
            check.value(at, value, member);
            check.problems.is_empty()
        });
        if !is_any {
            self.expected(at, "a value of one of its types");
        }
    }

    fn scalar(&mut self, at: &str, value: &Value, name: &str) {
        let (name, format) = name.split_once(':').unwrap_or((name, ""));
        let text = value.as_str();
        let (fits, expected) = match name {
            "string" => (value.is_string(), "JSON string"),
            "boolean" => (value.is_boolean(), "JSON boolean"),
            "number" if matches!(format, "" | "float" | "double") => {
                (value.is_number(), "JSON number")
            }
            "number" | "integer" => (is_whole(value, format), "whole JSON number"),
            "datetime" if self.is_answer => (
                text.is_some_and(|text| {
                    let time = text.parse::<Timestamp>().ok();
                    time.is_some_and(|time| &clock::text(time) == value)
                }),
                "date and time in UTC with milliseconds",
            ),
            "datetime" => (
                text.is_some_and(|text| text.parse::<Timestamp>().is_ok()),
                "date and time with an offset",
            ),
            "datetime-only" => (
                text.is_some_and(|text| text.parse::<DateTime>().is_ok()),
                "date and time",
            ),
            "date-only" => (
                text.is_some_and(|text| text.parse::<Date>().is_ok()),
                "date",
            ),
            "time-only" => (
                text.is_some_and(|text| text.parse::<Time>().is_ok()),
                "time of day",
            ),
            "object" => (value.is_object(), "JSON object"),
            "nil" => (value.is_null(), "null"),
            _ => (true, ""),
        };
        if !fits {
            self.expected(at, expected);
        }
    }

    fn facets(&mut self, at: &str, value: &Value, facets: &Facets) {
        let why = match value {
            Value::String(text) => text_problem(text, facets),
            Value::Number(number) => number_problem(number.as_f64(), facets),
            Value::Array(values) if facets.unique_items && has_twice(values) => {
                Some("it has an element twice".to_owned())
            }
            Value::Array(values) => {
                size_problem(values.len(), facets.min_items, facets.max_items, "elements")
            }
            _ => None,
        };
        if let Some(why) = why {
            let problem = self.invalid(at, value, &why);
            self.problems.push(problem);
        }
        if !facets.values.is_empty() && !facets.values.contains(value) {
            let problem = self.invalid(at, value, "it is none of the allowed values");
            self.problems
                .push(problem.with("allowedValues", facets.values.clone()));
        }
    }

    fn invalid(&self, at: &str, value: &Value, why: &str) -> Problem {
        let message = format!("The value '{value}' is not valid for field '{at}': {why}.");
        let problem = Problem::new("InvalidField", message);
        problem
            .with("field", at)
            .with("invalidValue", value.clone())
    }

    fn expected(&mut self, at: &str, what: &str) {
        let detail = match at {
            "" => format!("{what} expected"),
            at => format!("{at}: {what} expected"),
        };
        self.problems.push(Problem::json(detail));
    }
}

fn text_problem(text: &str, facets: &Facets) -> Option<String> {
    let pattern = facets.pattern.as_deref();
    if let Some(pattern) = pattern.filter(|pattern| !is_match(pattern, text)) {
        return Some(format!("it does not match the pattern {pattern}"));
    }
    let length = text.chars().count();
    size_problem(length, facets.min_length, facets.max_length, "characters")
}

fn size_problem(size: usize, least: Option<u64>, most: Option<u64>, of: &str) -> Option<String> {
    let size = size as u64;
    if let Some(least) = least.filter(|least| size < *least) {
        return Some(format!(
            "it has {size} {of}, and at least {least} are required"
        ));
    }
    let most = most.filter(|most| size > *most)?;
    Some(format!(
        "it has {size} {of}, and at most {most} are allowed"
    ))
}

fn has_twice(values: &[Value]) -> bool {
    let mut known = HashSet::new();
    !values.iter().all(|value| known.insert(value))
}

/// Whether a number is out of its range, and how.
pub(crate) fn number_problem(number: Option<f64>, facets: &Facets) -> Option<String> {
    let number = number?;
    let (least, most) = (facets.minimum.as_ref(), facets.maximum.as_ref());
    let is_below = |least: f64| number < least;
    if let Some(least) = least.filter(|least| least.as_f64().is_some_and(is_below)) {
        return Some(format!("it is less than {least}"));
    }
    let most = most.filter(|most| most.as_f64().is_some_and(|most| number > most))?;
    Some(format!("it is more than {most}"))
}

fn is_whole(value: &Value, format: &str) -> bool {
    let bits = match format {
        "int8" => 7,
        "int16" => 15,
        "int32" => 31,
        _ => 63,
    };
    let number = value.as_f64().filter(|number| number.fract() == 0.0);
    let limit = 2_f64.powi(bits);
    number.is_some_and(|number| number >= -limit && number < limit)
}

fn join(at: &str, name: &str) -> String {
    match at {
        "" => name.to_owned(),
        at => format!("{at}.{name}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_not_twice_in_a_list_of_unique_ones() {
        let facets = Facets {
            unique_items: true,
            ..Facets::default()
        };
        let mut check = Check {
            contract: Contract::platform().unwrap(),
            problems: Vec::new(),
            is_answer: false,
        };
        check.facets("at", &json!(["a", "b"]), &facets);
        assert!(check.problems.is_empty());
        check.facets("at", &json!(["a", "b", "a"]), &facets);
        assert_eq!(check.problems.len(), 1);
    }

    #[test]
    fn whole_numbers_fit_their_format() {
        for (number, format, fits) in [
            (json!(127), "int8", true),
            (json!(128), "int8", false),
            (json!(-129), "int8", false),
            (json!(2_147_483_647), "int32", true),
            (json!(2_147_483_648_i64), "int32", false),
            (json!(5.0), "int64", true),
            (json!(5.5), "int64", false),
            (json!("5"), "", false),
        ] {
            assert_eq!(is_whole(&number, format), fits, "{number} {format}");
        }
    }
}
