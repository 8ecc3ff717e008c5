//! Values that a specification writes down, held against the type that they are of.

mod calendar;

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
};

use regex_lite::Regex;

use crate::{
    model::Format,
    raml::{
        document::Document,
        outline::{Kind, Outline, Outlines, Property},
    },
    source::Span,
    yaml::{self, Entry, Node, Scalar},
};

/// Where a value does not fit its type, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The place.
    pub span: Span,
    /// The way to it from the value, such as `items[0].price`; empty for the value itself.
    pub path: String,
    /// What is wrong with it: a sentence that goes on from the value.
    pub what: String,
}

impl Misfit {
    fn new(at: &Node, what: impl Into<String>) -> Self {
        Self {
            span: at.span,
            path: String::new(),
            what: what.into(),
        }
    }

    fn below(mut self, segment: &str) -> Self {
        let dot = match self.path.starts_with('[') || self.path.is_empty() {
            true => "",
            false => ".",
        };
        self.path = format!("{segment}{dot}{}", self.path);
        self
    }
}

/// Holds values against types.
pub struct Values<'d> {
    document: &'d Document,
    /// The outlines of the types.
    pub outlines: Outlines<'d>,
    patterns: RefCell<HashMap<String, Option<Rc<Regex>>>>,
    subtypes: RefCell<Option<Subtypes<'d>>>,
    /// How many comparisons may still be made.
    steps: Cell<usize>,
}

/// How many comparisons are made for one document: far above any real specification, few enough that unions of unions and
/// long lists end soon. Beyond, values are taken to fit.
const MOST_STEPS: usize = 50_000_000;

/// The subtypes of a type, by the declaration of their discriminator and by its value.
type Subtypes<'d> = HashMap<*const Node, HashMap<Rc<str>, &'d Node>>;

/// An object with more members than this is large.
const LARGE: usize = 64;

/// How deep values may nest.
const DEEPEST: usize = 2 * yaml::DEEPEST;

impl<'d> Values<'d> {
    /// Holds values against the types of a document.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            outlines: Outlines::new(document),
            patterns: RefCell::default(),
            subtypes: RefCell::default(),
            steps: Cell::new(MOST_STEPS),
        }
    }

    /// Takes so many comparisons, if there are enough left.
    pub fn spend(&self, steps: usize) -> bool {
        let left = self.steps.get().checked_sub(steps);
        self.steps.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Where a value of an `enum` does not fit the type that has it.
    pub fn misfit_of_choice(&self, value: &Node, of: &Outline<'_>) -> Option<Misfit> {
        self.check_kind(value, of, 0)
    }

    /// Where a value does not fit a type, if anywhere. A text where something else is expected may be its JSON.
    pub fn misfit(&self, value: &Node, of: &Outline<'_>) -> Option<Misfit> {
        if let Some(text) = value.as_str().map(str::trim_start)
            && !matches!(of.kind, Kind::String | Kind::File | Kind::Any)
        {
            if text.starts_with('<') {
                // XML is not read.
                return None;
            }
            if text.starts_with(['{', '[']) {
                return match serde_json::from_str(text) {
                    Ok(json) => {
                        let json = of_json(&json, value);
                        self.check(&json, of, 0)
                    }
                    Err(_) if self.takes_texts(of) => None,
                    Err(problem) => Some(Misfit::new(value, format!("is no JSON: {problem}"))),
                };
            }
        }
        self.check(value, of, 0)
    }

    fn takes_texts(&self, of: &Outline<'_>) -> bool {
        of.kind == Kind::String || of.members.iter().any(|member| self.takes_texts(member))
    }

    fn check(&self, value: &Node, of: &Outline<'_>, depth: usize) -> Option<Misfit> {
        self.check_kind(value, of, depth)
            .or_else(|| self.enumerated(value, of))
    }

    fn check_kind(&self, value: &Node, of: &Outline<'_>, depth: usize) -> Option<Misfit> {
        if depth > DEEPEST || matches!(value.kind, yaml::Kind::Include(_)) || !self.spend(1) {
            return None;
        }
        let is = || {
            let kind = of.kind.what();
            Some(Misfit::new(
                value,
                format!("is {}, not {kind}", shown(value)),
            ))
        };
        match of.kind {
            Kind::Any | Kind::External | Kind::Unknown => None,
            Kind::Nil if value.is_null() => None,
            Kind::Nil => is(),
            Kind::Object => match value.kind {
                yaml::Kind::Map(_) => self.object(value, of, depth),
                _ => is(),
            },
            Kind::Array => match value.kind {
                yaml::Kind::List(_) => self.array(value, of, depth),
                _ => is(),
            },
            Kind::Union => self.union(value, of, depth),
            Kind::String | Kind::File => match &value.kind {
                yaml::Kind::Scalar(scalar) if !is_other_scalar(scalar, value) => {
                    self.text(value, &scalar.text, of)
                }
                _ => is(),
            },
            Kind::Number | Kind::Integer => match number(value) {
                Some(found) => self.number(value, found, of),
                None => is(),
            },
            Kind::Boolean if value.as_bool().is_some() => None,
            Kind::Boolean => is(),
            Kind::DateTime | Kind::DateTimeOnly | Kind::DateOnly | Kind::TimeOnly => {
                let text = value.as_str().unwrap_or_default();
                let fits = match of.kind {
                    Kind::DateOnly => calendar::is_date(text),
                    Kind::TimeOnly => calendar::is_time(text),
                    Kind::DateTimeOnly => calendar::is_date_time_only(text),
                    _ if of.facet("format").and_then(Node::as_str) == Some("rfc2616") => {
                        calendar::is_rfc_2616(text)
                    }
                    _ => calendar::is_rfc_3339(text),
                };
                if fits { None } else { is() }
            }
        }
    }

    fn enumerated(&self, value: &Node, of: &Outline<'_>) -> Option<Misfit> {
        let values = of.facet("enum")?.elements();
        // The values of an enum are said of its texts and numbers; whether it may be null says its type.
        let is_null = value.is_null() && of.members.iter().any(|of| of.kind == Kind::Nil);
        if values.is_empty()
            || is_null
            || of.is_open()
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

    fn union(&self, value: &Node, of: &Outline<'_>, depth: usize) -> Option<Misfit> {
        let mut misfits = Vec::new();
        for member in &of.members {
            misfits.push((member, self.check(value, member, depth + 1)?));
        }
        misfits.retain(|(member, _)| member.kind != Kind::Nil);
        match misfits.len() {
            0 => None,
            1 => misfits.pop().map(|(_, misfit)| misfit),
            _ => Some(Misfit::new(value, "fits no member of the union".to_owned())),
        }
    }

    fn text(&self, value: &Node, text: &str, of: &Outline<'_>) -> Option<Misfit> {
        let length = || count(text.chars().count());
        self.at_least(value, of, "minLength", length)
            .or_else(|| self.at_most(value, of, "maxLength", length))
            .or_else(|| {
                let pattern = of.facet("pattern")?.as_str()?;
                match self.pattern(pattern) {
                    Some(regex) if !regex.is_match(text) => Some(Misfit::new(
                        value,
                        format!("does not match the pattern `{pattern}`"),
                    )),
                    _ => None,
                }
            })
    }

    fn number(&self, value: &Node, found: f64, of: &Outline<'_>) -> Option<Misfit> {
        let format = of.facet("format").and_then(Node::as_str);
        let is_whole = of.kind == Kind::Integer
            || format.and_then(Format::parse).is_some_and(Format::is_whole);
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
        let multiple = of.facet("multipleOf").and_then(number);
        if let Some(multiple) = multiple.filter(|multiple| *multiple > 0.0) {
            let ratio = found / multiple;
            if (ratio - ratio.round()).abs() > 1e-9 * ratio.abs().max(1.0) {
                return Some(Misfit::new(value, format!("is no multiple of {multiple}")));
            }
        }
        self.at_least(value, of, "minimum", || found)
            .or_else(|| self.at_most(value, of, "maximum", || found))
    }

    fn array(&self, value: &Node, of: &Outline<'_>, depth: usize) -> Option<Misfit> {
        let elements = value.elements();
        let length = || count(elements.len());
        if let Some(misfit) = self
            .at_least(value, of, "minItems", length)
            .or_else(|| self.at_most(value, of, "maxItems", length))
        {
            return Some(misfit);
        }
        if of.facet("uniqueItems").and_then(Node::as_bool) == Some(true)
            && self.spend(elements.len().saturating_mul(elements.len()))
        {
            for (position, element) in elements.iter().enumerate() {
                if elements
                    .iter()
                    .take(position)
                    .any(|known| equals(known, element))
                {
                    return Some(
                        Misfit::new(element, "stands twice in a list of unique elements")
                            .below(&format!("[{position}]")),
                    );
                }
            }
        }
        let items = self.outlines.used(of.items.as_ref()?);
        if items.is_open() {
            return None;
        }
        elements.iter().enumerate().find_map(|(position, element)| {
            let misfit = self.check(element, &items, depth + 1)?;
            Some(misfit.below(&format!("[{position}]")))
        })
    }

    fn object(&self, value: &Node, of: &Outline<'_>, depth: usize) -> Option<Misfit> {
        let subtype = match self.subtype(value, of) {
            Ok(subtype) => subtype,
            Err(misfit) => return Some(misfit),
        };
        let of = subtype.as_deref().unwrap_or(of);
        let entries = value.entries();
        // In large objects, names are looked up in sets.
        let is_large = entries.len() > LARGE;
        let keys: Option<HashSet<&str>> =
            is_large.then(|| entries.iter().map(|entry| &*entry.key).collect());
        let has = |name: &str| match &keys {
            Some(keys) => keys.contains(name),
            None => entries.iter().any(|entry| entry.key.as_ref() == name),
        };
        let declared: Option<HashMap<&str, Property<'_>>> = is_large.then(|| {
            let mut declared = HashMap::new();
            for property in of.properties().filter(|property| !property.is_pattern) {
                declared.entry(property.name).or_insert(property);
            }
            declared
        });
        let nearest = |name: &str| match &declared {
            Some(declared) => declared.get(name).copied(),
            None => of.property(name),
        };
        let missing = of.properties().find(|property| {
            property.is_required
                && !property.is_pattern
                && !has(property.name)
                // A nearer declaration may have made it optional.
                && nearest(property.name).is_some_and(|nearest| nearest.is_required)
        });
        if let Some(missing) = missing {
            return Some(Misfit::new(
                value,
                format!("has no `{}`, which is required", missing.name),
            ));
        }
        let length = || count(entries.len());
        if let Some(misfit) = self
            .at_least(value, of, "minProperties", length)
            .or_else(|| self.at_most(value, of, "maxProperties", length))
        {
            return Some(misfit);
        }
        let is_closed = of.facet("additionalProperties").and_then(Node::as_bool) == Some(false);
        entries.iter().find_map(|entry| {
            match nearest(&entry.key).or_else(|| self.matching(&entry.key, of)) {
                Some(property) => {
                    let of = self.outlines.of(property.node, Kind::String);
                    let misfit = self.check(&entry.value, &of, depth + 1)?;
                    Some(misfit.below(&entry.key))
                }
                None if is_closed => Some(
                    Misfit::new(
                        &Node::null(entry.key_span),
                        "is no property of its type, which allows no others",
                    )
                    .below(&entry.key),
                ),
                None => None,
            }
        })
    }

    /// The pattern property that stands for a name.
    fn matching<'n>(&self, key: &str, of: &Outline<'n>) -> Option<Property<'n>> {
        of.properties()
            .filter(|property| property.is_pattern)
            .find(|property| {
                property.name.is_empty()
                    || self
                        .pattern(property.name)
                        .is_none_or(|regex| regex.is_match(key))
            })
    }

    /// The subtype that the discriminator of a value names.
    fn subtype(&self, value: &Node, of: &Outline<'_>) -> Result<Option<Rc<Outline<'d>>>, Misfit> {
        let Some(layer) = of
            .layers
            .iter()
            .find(|layer| layer.get("discriminator").is_some())
        else {
            return Ok(None);
        };
        let discriminator = layer.get("discriminator").and_then(Node::as_str);
        let Some(named) = discriminator.and_then(|name| value.get(name)) else {
            return Ok(None);
        };
        let Some(tag) = named.as_str() else {
            return Ok(None);
        };
        let mut subtypes = self.subtypes.borrow_mut();
        let subtypes = subtypes.get_or_insert_with(|| self.all_subtypes());
        let Some(known) = subtypes.get(&std::ptr::from_ref(*layer)) else {
            return Ok(None);
        };
        match known.get(tag) {
            // A type without a name, derived from the one with that value, says more than that one.
            Some(node) if of.layers.iter().any(|layer| std::ptr::eq(*layer, *node)) => Ok(None),
            Some(node) => Ok(Some(self.outlines.of(node, Kind::String))),
            None => Err(Misfit::new(
                named,
                format!("is `{tag}`, which is the discriminator of no type"),
            )
            .below(discriminator.unwrap_or_default())),
        }
    }

    fn all_subtypes(&self) -> Subtypes<'d> {
        let mut found: Subtypes<'d> = HashMap::new();
        for library in &self.document.libraries {
            for (name, declaration) in &library.types {
                let outline = self.outlines.of(&declaration.node, Kind::String);
                let Some(layer) = outline
                    .layers
                    .iter()
                    .find(|layer| layer.get("discriminator").is_some())
                else {
                    continue;
                };
                let tag = declaration
                    .node
                    .get("discriminatorValue")
                    .and_then(Node::as_str)
                    .map_or_else(|| Rc::clone(name), Rc::from);
                found
                    .entry(std::ptr::from_ref(*layer))
                    .or_default()
                    .insert(tag, &declaration.node);
            }
        }
        found
    }

    /// A regular expression of the specification; `None` for one that is of ECMAScript alone.
    fn pattern(&self, pattern: &str) -> Option<Rc<Regex>> {
        if let Some(known) = self.patterns.borrow().get(pattern) {
            return known.clone();
        }
        let regex = Regex::new(pattern).ok().map(Rc::new);
        self.patterns
            .borrow_mut()
            .insert(pattern.to_owned(), regex.clone());
        regex
    }

    fn at_least(
        &self,
        value: &Node,
        of: &Outline<'_>,
        key: &str,
        found: impl Fn() -> f64,
    ) -> Option<Misfit> {
        let least = of.facet(key).and_then(number)?;
        (found() < least).then(|| Misfit::new(value, format!("is below `{key}`, which is {least}")))
    }

    fn at_most(
        &self,
        value: &Node,
        of: &Outline<'_>,
        key: &str,
        found: impl Fn() -> f64,
    ) -> Option<Misfit> {
        let most = of.facet(key).and_then(number)?;
        (found() > most).then(|| Misfit::new(value, format!("is above `{key}`, which is {most}")))
    }
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
fn is_other_scalar(scalar: &Scalar, node: &Node) -> bool {
    scalar.plain && (node.as_bool().is_some() || number(node).is_some())
}

/// A value as a message shows it.
fn shown(value: &Node) -> Cow<'_, str> {
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

/// A JSON value as a tree that stands where its text stands.
fn of_json(json: &serde_json::Value, at: &Node) -> Node {
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
