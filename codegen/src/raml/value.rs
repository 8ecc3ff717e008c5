//! Compares the values in a specification with their types.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::{
    raml::{
        document::Document,
        outline::{Kind, Outline, Outlines, Property},
    },
    value::{self, Comparison, Limits, Misfit, calendar, number, shown},
    yaml::{self, Node},
};

impl Limits for Outline<'_> {
    fn limit(&self, key: &str) -> Option<&Node> {
        self.facet(key)
    }
}

/// Compares values with types.
pub struct Values<'d> {
    document: &'d Document,
    /// The outlines of the types.
    pub outlines: Outlines<'d>,
    /// The comparisons that RAML and JSON Schema share.
    pub comparison: Comparison,
    subtypes: RefCell<Option<Subtypes<'d>>>,
}

/// The subtypes of a type, by the declaration of their discriminator and by its value.
type Subtypes<'d> = HashMap<*const Node, HashMap<Rc<str>, &'d Node>>;

/// An object with more members than this is large.
const LARGE: usize = 64;

/// How deep values may nest.
const DEEPEST: usize = 2 * yaml::DEEPEST;

impl<'d> Values<'d> {
    /// A comparison of values with the types of a document.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            outlines: Outlines::new(document),
            comparison: Comparison::default(),
            subtypes: RefCell::default(),
        }
    }

    /// The place where a value of an `enum` does not fit the type that has it.
    pub fn misfit_of_choice(&self, value: &Node, of: &Outline<'_>) -> Option<Misfit> {
        self.check_kind(value, of, 0)
    }

    /// The place where a value does not fit a type, if there is one. A text in place of another type may be its JSON.
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
                        let json = value::of_json(&json, value);
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
        if depth > DEEPEST
            || matches!(value.kind, yaml::Kind::Include(_))
            || !self.comparison.spend(1)
        {
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
                yaml::Kind::Scalar(scalar) if !value::is_other_scalar(scalar, value) => {
                    self.comparison.text(value, &scalar.text, of)
                }
                _ => is(),
            },
            Kind::Number | Kind::Integer => match number(value) {
                Some(found) => value::out_of_range(value, found, of.kind == Kind::Integer, of),
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
        // The values of an enum are said of its texts and numbers; whether it may be null says its type.
        let is_null = value.is_null() && of.members.iter().any(|of| of.kind == Kind::Nil);
        if is_null || of.is_open() {
            return None;
        }
        self.comparison.choice(value, of)
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

    fn array(&self, value: &Node, of: &Outline<'_>, depth: usize) -> Option<Misfit> {
        if let Some(misfit) = self.comparison.list(value, of) {
            return Some(misfit);
        }
        let elements = value.elements();
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
        if let Some(misfit) = value::size(value, of) {
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

    /// The pattern property that matches a name.
    fn matching<'n>(&self, key: &str, of: &Outline<'n>) -> Option<Property<'n>> {
        of.properties()
            .filter(|property| property.is_pattern)
            .find(|property| {
                property.name.is_empty()
                    || self
                        .comparison
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
}
