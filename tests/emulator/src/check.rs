//! Checks whether a value fits its type.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde_json::{Map, Value, json};

use crate::clock;
use crate::contract::{Contract, Definition, Facets, Field, Resolved, Use};
use crate::message::may_lack;
use crate::pattern::is_match;
use crate::refusal::Problem;
use crate::suggestion::near;

/// The problems of a request body, in the order in which they are found; empty if it is valid.
pub(crate) fn problems(contract: &Contract, body: &Value, of: &Use) -> Vec<Problem> {
    all(contract, body, of, Body::Request).problems
}

/// The fields of a draft that its types do not have. The platform ignores them in requests.
pub(crate) fn unknown_fields(contract: &Contract, draft: &Value, of: &Use) -> Vec<Problem> {
    all(contract, draft, of, Body::Seed).unknown
}

/// The problems of a response body, whose dates and times must be in UTC with milliseconds. Three cases are allowed that
/// the specification only describes in words: products of a modular catalogue have no master variant, there are warnings
/// without a type, and messages about a removed value do not contain it.
pub(crate) fn problems_of_answer(contract: &Contract, body: &Value, of: &Use) -> Vec<Problem> {
    all(contract, body, of, Body::Answer).problems
}

fn all<'a>(contract: &'a Contract, body: &Value, of: &Use, what: Body) -> Check<'a> {
    let mut check = Check {
        contract,
        what,
        problems: Vec::new(),
        unknown: Vec::new(),
    };
    check.value("", body, of);
    check
}

/// The kind of body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Request,
    Answer,
    /// A draft of an initial resource.
    Seed,
}

struct Check<'a> {
    contract: &'a Contract,
    what: Body,
    problems: Vec<Problem>,
    /// The fields of a seed that its type does not have.
    unknown: Vec<Problem>,
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
                    // Some kinds of resources have a name for references, but no reference type.
                    if let (None, Some(tag)) = (kind, tag)
                        && self.is_permitted(of, discriminator, tag)
                    {
                        return self.members(at, members, of);
                    }
                    let Some(kind) = kind.and_then(|kind| contract.definition(kind)) else {
                        if self.what == Body::Answer && name == Some("WarningObject") {
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
        let known = self.unknown.len();
        self.members(at, members, of);
        // The fields depend on the tag, which is missing.
        if kinds.is_some() && of.tag.is_none() {
            self.unknown.truncate(known);
        }
    }

    /// Whether the values of a field are listed, and this is one of them.
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
                None if self.what == Body::Answer
                    && *name == "masterVariant"
                    && members.get("variants") == Some(&json!([])) => {}
                None if self.what == Body::Answer
                    && of.tag.as_deref().is_some_and(|tag| may_lack(tag, name)) => {}
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
            // A type without declared fields may have any.
            if self.what == Body::Seed && !fields.is_empty() {
                self.unknown_members(at, members, &fields);
            }
            return;
        }
        // Unknown members are ignored, as on the platform, unless their names must match a pattern.
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

    fn unknown_members(
        &mut self,
        at: &str,
        members: &Map<String, Value>,
        fields: &BTreeMap<&str, &Field>,
    ) {
        let known: Vec<&str> = fields.keys().copied().collect();
        for name in members
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
        {
            let meant = near(name, &known).map(|meant| format!(" Did you mean '{meant}'?"));
            let place = join(at, name);
            let message = format!("There is no field '{place}'.{}", meant.unwrap_or_default());
            self.unknown.push(Problem::new("InvalidInput", message));
        }
    }

    fn any_of(&mut self, at: &str, value: &Value, members: &[Use]) {
        let fitting = members.iter().filter_map(|member| {
            let check = Check {
                problems: Vec::new(),
                unknown: Vec::new(),
                ..*self
            };
            check.fitting(at, value, member)
        });
        match fitting.min_by_key(Vec::len) {
            Some(unknown) => self.unknown.extend(unknown),
            None => self.expected(at, "a value of one of its types"),
        }
    }

    /// The fields that a type does not have, if the value fits the type otherwise.
    fn fitting(mut self, at: &str, value: &Value, of: &Use) -> Option<Vec<Problem>> {
        self.value(at, value, of);
        self.problems.is_empty().then_some(self.unknown)
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
            "datetime" if self.what == Body::Answer => (
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

/// How a number is outside of its range, if it is.
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
            what: Body::Request,
            problems: Vec::new(),
            unknown: Vec::new(),
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
