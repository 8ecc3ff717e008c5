//! Checks values in a specification against their types: the common part of the front ends.

pub mod calendar;
pub mod patterns;

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use regex_lite::Regex;

use crate::{
    diagnostics::Diagnostic,
    model::Format,
    source::Span,
    yaml::{self, Entry, Node, Scalar},
};

/// Where a value does not fit its type, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The place.
    pub span: Span,
    /// The path to it from the value, such as `items[0].price`; empty for the value itself.
    pub path: String,
    /// The problem: the rest of a sentence that begins with the value.
    pub what: String,
}

impl Misfit {
    /// A value that does not fit.
    pub fn new(at: &Node, what: impl Into<String>) -> Self {
        Self {
            span: at.span,
            path: String::new(),
            what: what.into(),
        }
    }

    /// The same, seen from the value that has this one as an element or a member.
    #[must_use]
    pub fn below(mut self, segment: &str) -> Self {
        let dot = match self.path.starts_with('[') || self.path.is_empty() {
            true => "",
            false => ".",
        };
        self.path = format!("{segment}{dot}{}", self.path);
        self
    }

    /// The problem; `what` is the kind of value, such as "the default".
    pub fn problem(&self, what: &str) -> Diagnostic {
        let place = match self.path.as_str() {
            "" => String::new(),
            path => format!("`{path}` of "),
        };
        Diagnostic::new(
            self.span,
            format!("{place}{what} {}", self.what),
            "a value that fits its type is expected",
        )
    }
}

/// The limits of the values of a type, by the names that RAML and JSON Schema share: `minLength`, `enum`.
pub trait Limits {
    /// The limit with this name.
    fn limit(&self, key: &str) -> Option<&Node>;
}

impl Limits for Node {
    fn limit(&self, key: &str) -> Option<&Node> {
        self.get(key).filter(|limit| !limit.is_null())
    }
}

/// Compares values with limits.
#[derive(Debug)]
pub struct Comparison {
    patterns: RefCell<HashMap<String, Option<Rc<Regex>>>>,
    /// How many comparisons may still be made.
    steps: Cell<usize>,
}

/// How many comparisons are made for one document: far above any real specification, few enough that unions of unions and
/// long lists end soon. Beyond, values are taken to fit.
const MOST_STEPS: usize = 50_000_000;

impl Default for Comparison {
    fn default() -> Self {
        Self {
            patterns: RefCell::default(),
            steps: Cell::new(MOST_STEPS),
        }
    }
}

impl Comparison {
    /// Takes so many comparisons, if there are enough left.
    pub fn spend(&self, steps: usize) -> bool {
        let left = self.steps.get().checked_sub(steps);
        self.steps.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Where a value is none of those of an `enum`.
    pub fn choice(&self, value: &Node, of: &dyn Limits) -> Option<Misfit> {
        let values = of.limit("enum")?.elements();
        if values.is_empty()
            || !self.spend(values.len())
            || values.iter().any(|known| equals(known, value))
        {
            return None;
        }
        let shown: Vec<&str> = values.iter().take(12).filter_map(Node::as_str).collect();
        let more = if values.len() > 12 { ", …" } else { "" };
        Some(Misfit::new(
            value,
            format!("is none of {}{more}", shown.join(", ")),
        ))
    }

    /// Where a text is too short or too long, or does not match a pattern.
    pub fn text(&self, value: &Node, text: &str, of: &dyn Limits) -> Option<Misfit> {
        let length = || count(text.chars().count());
        at_least(value, of, "minLength", length)
            .or_else(|| at_most(value, of, "maxLength", length))
            .or_else(|| {
                let pattern = of.limit("pattern")?.as_str()?;
                match self.pattern(pattern) {
                    Some(regex) if !regex.is_match(text) => Some(Misfit::new(
                        value,
                        format!("does not match the pattern `{pattern}`"),
                    )),
                    _ => None,
                }
            })
    }

    /// Where a list is too short or too long, or repeats an element that has to be unique.
    pub fn list(&self, value: &Node, of: &dyn Limits) -> Option<Misfit> {
        let elements = value.elements();
        let length = || count(elements.len());
        if let Some(misfit) = at_least(value, of, "minItems", length)
            .or_else(|| at_most(value, of, "maxItems", length))
        {
            return Some(misfit);
        }
        let is_unique = of.limit("uniqueItems").and_then(Node::as_bool) == Some(true);
        if !is_unique || !self.spend(elements.len().saturating_mul(elements.len())) {
            return None;
        }
        elements.iter().enumerate().find_map(|(position, element)| {
            let mut before = elements.iter().take(position);
            before.any(|known| equals(known, element)).then(|| {
                Misfit::new(element, "stands twice in a list of unique elements")
                    .below(&format!("[{position}]"))
            })
        })
    }

    /// A regular expression of the specification; `None` for one with a syntax that only ECMAScript has.
    pub fn pattern(&self, pattern: &str) -> Option<Rc<Regex>> {
        if let Some(known) = self.patterns.borrow().get(pattern) {
            return known.clone();
        }
        let regex = Regex::new(pattern).ok().map(Rc::new);
        self.patterns
            .borrow_mut()
            .insert(pattern.to_owned(), regex.clone());
        regex
    }
}

/// Where an object has too few or too many members.
pub fn size(value: &Node, of: &dyn Limits) -> Option<Misfit> {
    let length = || count(value.entries().len());
    at_least(value, of, "minProperties", length)
        .or_else(|| at_most(value, of, "maxProperties", length))
}

/// Where a number is out of its range, or a fraction where whole numbers are expected.
pub fn out_of_range(value: &Node, found: f64, is_integer: bool, of: &dyn Limits) -> Option<Misfit> {
    let format = of.limit("format").and_then(Node::as_str);
    let is_whole = is_integer || format.and_then(Format::parse).is_some_and(Format::is_whole);
    if is_whole && found.fract() != 0.0 {
        return Some(Misfit::new(value, "is not a whole number"));
    }
    let range = match format {
        Some("int8") => Some((-128.0, 127.0)),
        Some("int16") => Some((-32_768.0, 32_767.0)),
        Some("int32" | "int") => Some((-2_147_483_648.0, 2_147_483_647.0)),
        _ => None,
    };
    if let Some((least, most)) = range
        && (found < least || found > most)
    {
        return Some(Misfit::new(value, "is not in the range of its format"));
    }
    let multiple = of.limit("multipleOf").and_then(number);
    if let Some(multiple) = multiple.filter(|multiple| *multiple > 0.0) {
        let ratio = found / multiple;
        if (ratio - ratio.round()).abs() > 1e-9 * ratio.abs().max(1.0) {
            return Some(Misfit::new(value, format!("is no multiple of {multiple}")));
        }
    }
    at_least(value, of, "minimum", || found).or_else(|| at_most(value, of, "maximum", || found))
}

fn at_least(value: &Node, of: &dyn Limits, key: &str, found: impl Fn() -> f64) -> Option<Misfit> {
    let least = of.limit(key).and_then(number)?;
    (found() < least).then(|| Misfit::new(value, format!("is below `{key}`, which is {least}")))
}

fn at_most(value: &Node, of: &dyn Limits, key: &str, found: impl Fn() -> f64) -> Option<Misfit> {
    let most = of.limit(key).and_then(number)?;
    (found() > most).then(|| Misfit::new(value, format!("is above `{key}`, which is {most}")))
}

/// Limits of which the first may not be above the second.
pub const RANGES: [(&str, &str); 4] = [
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
];

/// Limits that count something.
const COUNTS: [&str; 6] = [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
];

/// The problems of the limits that a declaration has itself; `of` are those in force, inherited ones included.
pub fn contradictions(node: &Node, of: &dyn Limits) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for key in COUNTS {
        if let Some(limit) = node.get(key)
            && number(limit).is_some_and(|count| count < 0.0 || count.fract() != 0.0)
        {
            found.push(Diagnostic::new(
                limit.span,
                format!("`{key}` is not a count"),
                "a whole number from 0 on is expected",
            ));
        }
    }
    if let Some(limit) = node.get("multipleOf")
        && number(limit).is_some_and(|multiple| multiple <= 0.0)
    {
        found.push(Diagnostic::new(
            limit.span,
            "`multipleOf` is not positive",
            "a number above 0 is expected",
        ));
    }
    for (least, most) in RANGES {
        let own = node.get(least).or_else(|| node.get(most));
        if let Some(own) = own
            && let (Some(low), Some(high)) = (
                of.limit(least).and_then(number),
                of.limit(most).and_then(number),
            )
            && low > high
        {
            found.push(Diagnostic::new(
                own.span,
                format!("`{least}` is {low} and `{most}` is {high}"),
                format!("`{least}` is expected to be at most `{most}`"),
            ));
        }
    }
    found
}

/// The number of a plain scalar.
pub fn number(node: &Node) -> Option<f64> {
    match &node.kind {
        yaml::Kind::Scalar(Scalar { text, plain: true }) => {
            text.parse::<f64>().ok().filter(|number| number.is_finite())
        }
        _ => None,
    }
}

/// Whether two values are the same.
pub fn equals(one: &Node, other: &Node) -> bool {
    match (&one.kind, &other.kind) {
        (yaml::Kind::Null, yaml::Kind::Null) => true,
        (yaml::Kind::Scalar(left), yaml::Kind::Scalar(right)) => {
            left.text == right.text
                || matches!((number(one), number(other)), (Some(left), Some(right)) if left == right)
        }
        (yaml::Kind::List(left), yaml::Kind::List(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(one, other)| equals(one, other))
        }
        (yaml::Kind::Map(left), yaml::Kind::Map(right)) => {
            left.len() == right.len()
                && left.iter().all(|entry| {
                    other
                        .get(&entry.key)
                        .is_some_and(|value| equals(&entry.value, value))
                })
        }
        _ => false,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "no value in a file has so many parts"
)]
fn count(of: usize) -> f64 {
    of as f64
}

/// Whether a scalar is a boolean or a number, and so no text.
pub fn is_other_scalar(scalar: &Scalar, node: &Node) -> bool {
    scalar.plain && (node.as_bool().is_some() || number(node).is_some())
}

/// A value as a message shows it.
pub fn shown(value: &Node) -> Cow<'_, str> {
    match &value.kind {
        yaml::Kind::Scalar(scalar) => {
            let short: String = scalar.text.chars().take(40).collect();
            let more = if short.len() < scalar.text.len() {
                "…"
            } else {
                ""
            };
            let quote = if scalar.plain { "" } else { "\"" };
            format!("`{quote}{short}{more}{quote}`").into()
        }
        _ => value.what().into(),
    }
}

/// A JSON value as a tree at the place of its text.
pub fn of_json(json: &serde_json::Value, at: &Node) -> Node {
    let scalar = |text: String, plain| {
        yaml::Kind::Scalar(Scalar {
            text: text.into(),
            plain,
        })
    };
    let kind = match json {
        serde_json::Value::Null => yaml::Kind::Null,
        serde_json::Value::Bool(value) => scalar(value.to_string(), true),
        serde_json::Value::Number(value) => scalar(value.to_string(), true),
        serde_json::Value::String(value) => scalar(value.clone(), false),
        serde_json::Value::Array(elements) => yaml::Kind::List(
            elements
                .iter()
                .map(|element| of_json(element, at))
                .collect(),
        ),
        serde_json::Value::Object(entries) => yaml::Kind::Map(
            entries
                .iter()
                .map(|(key, value)| Entry {
                    key: key.as_str().into(),
                    key_span: at.span,
                    value: of_json(value, at),
                })
                .collect(),
        ),
    };
    Node {
        span: at.span,
        scope: at.scope,
        kind,
    }
}
