//! Values in a document, compared with their schemas: defaults, enums and examples, and the limits themselves,
//! patterns included.
//!
//! A value that does not fit is a warning: the generated code does not depend on it, and published documents have such values.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use crate::{
    diagnostics::Diagnostics,
    openapi::document::{Document, Section},
    value::{self, Comparison, Limits, Misfit, calendar, number, patterns, shown},
    yaml::{self, Entry, Kind, Node},
};

/// How deep values may nest, and how many `$ref`s may follow each other.
const DEEPEST: usize = 2 * yaml::DEEPEST;

/// Checks all values that the root document leads to.
pub(super) fn check(document: &Document, diagnostics: &mut Diagnostics) {
    let mut values = Values {
        document,
        comparison: Comparison::default(),
        known: RefCell::default(),
        seen: HashSet::new(),
        open: Vec::new(),
    };
    values.part(document.root(), diagnostics);
    while let Some(schema) = values.open.pop() {
        values.schema(schema, diagnostics);
    }
}

struct Values<'a> {
    document: &'a Document,
    comparison: Comparison,
    /// The results for the parts of the current value, by part and schema: unions of unions need the same result many times.
    known: RefCell<HashMap<(*const Node, *const Node), Option<Misfit>>>,
    seen: HashSet<*const Node>,
    /// Schemas that are still to be checked.
    open: Vec<&'a Node>,
}

/// The keywords whose values are schemas, lists of schemas and maps of schemas.
const SCHEMAS: &[&str] = &["items", "additionalProperties", "not"];
const LISTS: &[&str] = &["allOf", "oneOf", "anyOf", "prefixItems"];
const MAPS: &[&str] = &["properties", "patternProperties", "$defs", "definitions"];

impl<'a> Values<'a> {
    /// Checks the nodes that are not schemas: the root, a path, an operation, a parameter, a response.
    fn part(&mut self, node: &'a Node, diagnostics: &mut Diagnostics) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if !self.seen.insert(std::ptr::from_ref(node)) {
                continue;
            }
            open.extend(node.elements());
            for entry in node.entries() {
                match entry.key.as_ref() {
                    "schema" => {
                        self.open.push(&entry.value);
                        self.examples(node, &entry.value, diagnostics);
                    }
                    "schemas" => self
                        .open
                        .extend(entry.value.entries().iter().map(|schema| &schema.value)),
                    "content" => {
                        for media_type in entry.value.entries() {
                            if media_type.key.contains("json") {
                                open.push(&media_type.value);
                            } else {
                                // What is written of XML and of texts are their texts.
                                self.open.extend(media_type.value.get("schema"));
                            }
                        }
                    }
                    "$ref" => {
                        let mut sections = Section::ALL
                            .into_iter()
                            .filter(|section| *section != Section::Schemas);
                        let found = sections
                            .find_map(|section| self.document.find(&entry.value, section).ok());
                        open.extend(found.map(|component| component.node));
                    }
                    "example" | "examples" => {}
                    key if key.starts_with("x-") && key != "x-webhooks" => {}
                    _ => open.push(&entry.value),
                }
            }
        }
    }

    /// Checks the keywords of a schema, and collects the schemas in it and those that it refers to.
    fn schema(&mut self, schema: &'a Node, diagnostics: &mut Diagnostics) {
        if !self.seen.insert(std::ptr::from_ref(schema)) {
            return;
        }
        for problem in value::contradictions(schema, schema) {
            diagnostics.warn(problem);
        }
        let pattern = schema.get("pattern");
        let pattern = pattern.and_then(|pattern| Some((pattern.as_str()?, pattern.span)));
        let of_names = schema
            .get("patternProperties")
            .map(Node::entries)
            .unwrap_or_default()
            .iter()
            .map(|entry| (entry.key.as_ref(), entry.key_span));
        for (pattern, at) in pattern.into_iter().chain(of_names) {
            if let Some(problem) = patterns::problem(pattern, at) {
                diagnostics.warn(problem);
            }
        }
        for (entry, what) in schema.entries().iter().filter_map(|entry| {
            let what = match entry.key.as_ref() {
                "default" => "the default",
                "const" => "the constant",
                _ => return None,
            };
            Some((entry, what))
        }) {
            if let Some(misfit) = self.misfit(&entry.value, schema) {
                diagnostics.warn(misfit.problem(what));
            }
        }
        let choices = schema.get("enum").map(Node::elements).unwrap_or_default();
        for choice in choices.iter().filter(|choice| !choice.is_null()) {
            if let Some(misfit) = self.of_type(choice, schema, 0) {
                diagnostics.warn(misfit.problem("a value of the enum"));
            }
        }
        self.examples(schema, schema, diagnostics);
        for entry in schema.entries() {
            let key = entry.key.as_ref();
            if SCHEMAS.contains(&key) {
                self.open.push(&entry.value);
            } else if LISTS.contains(&key) {
                self.open.extend(entry.value.elements());
            } else if MAPS.contains(&key) {
                self.open
                    .extend(entry.value.entries().iter().map(|schema| &schema.value));
            } else if key == "$ref" {
                let found = self.document.find(&entry.value, Section::Schemas).ok();
                self.open.extend(found.map(|component| component.node));
            }
        }
    }

    /// Checks the examples of a node against a schema.
    fn examples(&self, holder: &'a Node, schema: &'a Node, diagnostics: &mut Diagnostics) {
        let many = holder.get("examples").into_iter().flat_map(|examples| {
            let named = examples
                .entries()
                .iter()
                .filter_map(|entry| entry.value.get("value"));
            named.chain(examples.elements())
        });
        for example in holder.get("example").into_iter().chain(many) {
            if let Some(misfit) = self.misfit(example, schema).filter(|_| !example.is_null()) {
                diagnostics.warn(misfit.problem("the example"));
            }
        }
    }

    /// The place where a value does not fit a schema, if there is one. A text in place of another type may be its JSON.
    fn misfit(&self, value: &Node, schema: &'a Node) -> Option<Misfit> {
        self.known.borrow_mut().clear();
        let misfit = self.fits_not(value, schema, 0)?;
        let text = value.as_str().map(str::trim_start);
        let text = text.filter(|text| text.starts_with(['{', '[']));
        let json = text.and_then(|text| serde_json::from_str(text).ok());
        match json {
            Some(json) => {
                let json = value::of_json(&json, value);
                self.known.borrow_mut().clear();
                self.fits_not(&json, schema, 0)
            }
            None => Some(misfit),
        }
    }

    fn fits_not(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        if depth > DEEPEST || !matches!(schema.kind, Kind::Map(_)) || !self.comparison.spend(1) {
            return None;
        }
        if !["allOf", "oneOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some())
        {
            return self.compare(value, schema, depth);
        }
        let question = (std::ptr::from_ref(value), std::ptr::from_ref(schema));
        let known = self.known.borrow().get(&question).cloned();
        known.unwrap_or_else(|| {
            let found = self.compare(value, schema, depth);
            self.known.borrow_mut().insert(question, found.clone());
            found
        })
    }

    fn compare(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        if value.is_null() && schema.get("nullable").and_then(Node::as_bool) == Some(true) {
            return None;
        }
        if let Some(reference) = schema.get("$ref") {
            let target = self.document.find(reference, Section::Schemas).ok()?;
            let misfit = self.fits_not(value, target.node, depth + 1);
            if misfit.is_some() || !self.document.reads_beside_references() {
                return misfit;
            }
        }
        let mut parts = schema
            .get("allOf")
            .map(Node::elements)
            .unwrap_or_default()
            .iter();
        parts
            .find_map(|part| self.fits_not(value, part, depth + 1))
            .or_else(|| self.of_members(value, schema, depth))
            .or_else(|| self.of_type(value, schema, depth))
            .or_else(|| self.comparison.choice(value, schema))
            .or_else(|| {
                let only = schema.get("const")?;
                (!value::equals(only, value)).then(|| {
                    let only = shown(only);
                    Misfit::new(value, format!("is {}, not {only}", shown(value)))
                })
            })
    }

    /// The place where a value fits no member of a union. It may fit several of them.
    fn of_members(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        ["oneOf", "anyOf"].into_iter().find_map(|key| {
            let members = schema.get(key)?.elements();
            let mut misfits = Vec::new();
            for member in members {
                misfits.push(self.fits_not(value, member, depth + 1)?);
            }
            match misfits.len() {
                0 => None,
                1 => misfits.pop(),
                _ => Some(Misfit::new(value, "fits no member of the union")),
            }
        })
    }

    /// Where a value is not of the `type` of a schema, or out of its limits.
    fn of_type(&self, value: &Node, schema: &'a Node, depth: usize) -> Option<Misfit> {
        let named = schema.get("type");
        let several = named.map(Node::elements).unwrap_or_default();
        let mut names = named
            .and_then(Node::as_str)
            .into_iter()
            .chain(several.iter().filter_map(Node::as_str))
            .peekable();
        if names.peek().is_some() && !names.clone().any(|name| is_of(value, name)) {
            let expected: Vec<&str> = names.map(in_words).collect();
            return Some(Misfit::new(
                value,
                format!("is {}, not {}", shown(value), expected.join(" or ")),
            ));
        }
        match &value.kind {
            Kind::Map(entries) => self.object(value, entries, schema, depth),
            Kind::List(elements) => self.comparison.list(value, schema).or_else(|| {
                let items = schema.get("items")?;
                elements.iter().enumerate().find_map(|(position, element)| {
                    let misfit = self.fits_not(element, items, depth + 1)?;
                    Some(misfit.below(&format!("[{position}]")))
                })
            }),
            Kind::Scalar(scalar) => match number(value) {
                Some(found) => {
                    let mut names = names;
                    let is_integer = names.all(|name| name == "integer") && named.is_some();
                    value::out_of_range(value, found, is_integer, schema)
                        .or_else(|| beyond(value, found, schema))
                }
                None if value.as_bool().is_some() => None,
                None => self
                    .comparison
                    .text(value, &scalar.text, schema)
                    .or_else(|| of_format(value, &scalar.text, schema)),
            },
            Kind::Null | Kind::Include(_) => None,
        }
    }

    fn object(
        &self,
        value: &Node,
        entries: &[Entry],
        schema: &'a Node,
        depth: usize,
    ) -> Option<Misfit> {
        let property = |name: &str| schema.get("properties")?.get(name);
        let required = schema
            .get("required")
            .map(Node::elements)
            .unwrap_or_default();
        let missing = required.iter().filter_map(Node::as_str).find(|name| {
            value.get(name).is_none()
                // It may be an example of the other way.
                && property(name).is_none_or(|property| !self.travels_one_way(property))
        });
        if let Some(missing) = missing {
            return Some(Misfit::new(
                value,
                format!("has no `{missing}`, which is required"),
            ));
        }
        if let Some(misfit) = value::size(value, schema) {
            return Some(misfit);
        }
        let patterns = schema
            .get("patternProperties")
            .map(Node::entries)
            .unwrap_or_default();
        entries.iter().find_map(|entry| {
            let mut patterns = patterns.iter();
            let of_pattern = patterns.find(|pattern| {
                let regex = self.comparison.pattern(&pattern.key);
                regex.is_none_or(|regex| regex.is_match(&entry.key))
            });
            let of = property(&entry.key).or(of_pattern.map(|pattern| &pattern.value));
            let of = of.or_else(|| schema.get("additionalProperties"))?;
            if of.as_bool() == Some(false) {
                let misfit = Misfit::new(
                    &Node::null(entry.key_span),
                    "is no property of its type, which allows no others",
                );
                return Some(misfit.below(&entry.key));
            }
            let misfit = self.fits_not(&entry.value, of, depth + 1)?;
            Some(misfit.below(&entry.key))
        })
    }

    /// Whether a property is not in each example: it is only sent, or only received.
    fn travels_one_way(&self, property: &Node) -> bool {
        let says = |node: &Node| {
            ["readOnly", "writeOnly"]
                .iter()
                .any(|key| node.get(key).and_then(Node::as_bool) == Some(true))
        };
        let parts = property
            .get("allOf")
            .map(Node::elements)
            .unwrap_or_default();
        let mut all = std::iter::once(property).chain(parts);
        all.any(|part| {
            let target = part
                .get("$ref")
                .and_then(|reference| self.document.find(reference, Section::Schemas).ok());
            says(part) || target.is_some_and(|target| says(target.node))
        })
    }
}

/// Whether a value has the type with this name. Every value has a type with an unknown name.
fn is_of(value: &Node, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.as_bool().is_some(),
        "integer" => number(value).is_some_and(|number| number.fract() == 0.0),
        "number" => number(value).is_some(),
        "string" => match &value.kind {
            Kind::Scalar(scalar) => !value::is_other_scalar(scalar, value),
            _ => false,
        },
        "array" => matches!(value.kind, Kind::List(_)),
        "object" => matches!(value.kind, Kind::Map(_)),
        _ => true,
    }
}

fn in_words(name: &str) -> &str {
    match name {
        "null" => "null",
        "boolean" => "a boolean",
        "integer" => "an integer",
        "number" => "a number",
        "string" => "a string",
        "array" => "an array",
        "object" => "an object",
        other => other,
    }
}

/// The place where a number reaches an exclusive limit.
fn beyond(value: &Node, found: f64, of: &Node) -> Option<Misfit> {
    let bound = |key: &str, inclusive: &str| {
        let bound = of.limit(key)?;
        match bound.as_bool() {
            Some(true) => of.limit(inclusive).and_then(number),
            Some(false) => None,
            None => number(bound),
        }
    };
    let least = bound("exclusiveMinimum", "minimum").filter(|least| found <= *least);
    let most = bound("exclusiveMaximum", "maximum").filter(|most| found >= *most);
    let what = match (least, most) {
        (Some(least), _) => format!("is not above {least}"),
        (None, Some(most)) => format!("is not below {most}"),
        (None, None) => return None,
    };
    Some(Misfit::new(value, what))
}

/// The place where a text does not have its `format`.
fn of_format(value: &Node, text: &str, of: &Node) -> Option<Misfit> {
    let (fits, what) = match of.limit("format").and_then(Node::as_str)? {
        "date-time" | "datetime" => (calendar::is_rfc_3339(text), "a date and time"),
        "date" | "date-only" => (calendar::is_date(text), "a date"),
        _ => return None,
    };
    (!fits).then(|| Misfit::new(value, format!("is {}, not {what}", shown(value))))
}
