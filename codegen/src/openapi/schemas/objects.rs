//! Objects: their properties, and `allOf` as inheritance.

use indexmap::IndexMap;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets::{self, boolean, text},
    model::{Access, Facets, Field, MapFacet, Marks, Object, TypeRef},
    openapi::{
        discriminators::Over,
        document::{Component, Section},
        fixed_fields,
    },
    source::Span,
    yaml::{Entry, Kind, Node},
};

use super::{MOST, Schemas, keywords, unions};

/// A property of a base.
struct Inherited<'a> {
    property: &'a Entry,
    is_required: bool,
}

/// The parts of an object besides the type that it is derived from.
#[derive(Default)]
pub(super) struct Made<'a> {
    /// Schemas whose properties it has because they are joined, such as a second `$ref` of an `allOf`.
    pub(super) joined: Vec<&'a Node>,
    /// Schemas whose properties it may have, such as the members of a union beside its properties.
    pub(super) possible: Vec<&'a Node>,
    /// Its own schema, and the other parts of its `allOf`.
    pub(super) own: Vec<&'a Node>,
    /// The type that it is derived from.
    pub(super) base: Option<Component<'a>>,
}

impl<'a> Schemas<'a> {
    /// An object of the properties in some parts.
    pub(super) fn object(&mut self, made: &Made<'a>, name: Option<&str>, depth: usize) -> Object {
        let mut object = Object::default();
        let joined = self.with_all_parts(&made.joined);
        let possible = self.with_all_parts(&made.possible);
        let required = {
            let mut parts = joined.clone();
            parts.extend(&made.own);
            self.required(&parts)
        };
        let mut places: IndexMap<&str, (&'a Entry, bool)> = IndexMap::new();
        let mut maps: Vec<&'a Node> = Vec::new();
        for part in joined.iter().chain(&made.own) {
            for property in self.declared_properties(part) {
                // What a base requires stays required where the property is declared again: all parts of an `allOf` hold.
                let is_required = required.contains_key(property.key.as_ref())
                    || made
                        .base
                        .and_then(|base| self.inherited(base, &property.key))
                        .is_some_and(|inherited| inherited.is_required);
                // Of two declarations, the later one is the nearer one.
                places.insert(&property.key, (property, is_required));
            }
            maps.push(part);
        }
        for part in &possible {
            for property in self.declared_properties(part) {
                let is_inherited = made
                    .base
                    .is_some_and(|base| self.inherited(base, &property.key).is_some());
                if !is_inherited {
                    places.entry(&property.key).or_insert((property, false));
                }
            }
        }
        for (property, is_required) in places.values() {
            object
                .fields
                .push(self.field(property, *is_required, depth));
        }
        for part in maps {
            self.maps(part, &mut object.maps, depth);
        }
        for part in &made.own {
            object.discriminator = object
                .discriminator
                .or_else(|| self.discriminating(part, name));
        }
        for (missing, span) in required {
            if places.contains_key(missing) {
                continue;
            }
            match made.base.and_then(|base| self.inherited(base, missing)) {
                Some(Inherited {
                    is_required: true, ..
                }) => {}
                // The base leaves open what is required here.
                Some(Inherited { property, .. }) => {
                    object.fields.push(self.field(property, true, depth));
                }
                None if object.maps.is_empty() => {
                    self.diagnostics.warn(Diagnostic::new(
                        span,
                        format!("required property `{missing}` is not declared"),
                        "the name of a property of this schema is expected; it is read as any JSON value",
                    ));
                    object.fields.push(undeclared(missing, span));
                }
                None => {}
            }
        }
        object
    }

    /// The properties of a schema. The whole map may be a `$ref`: tools that join files write one there.
    pub(super) fn declared_properties(&mut self, part: &'a Node) -> Vec<&'a Entry> {
        let is_reference = |entry: &Entry| {
            entry.key.as_ref() == "$ref" && matches!(entry.value.kind, Kind::Scalar(_))
        };
        let mut found: Vec<&'a Entry> = Vec::new();
        for entry in fixed_fields::map(part, "properties", self.diagnostics) {
            if !is_reference(entry) {
                found.push(entry);
                continue;
            }
            let map = self
                .document
                .referred(&entry.value, Section::Schemas, self.diagnostics);
            found.extend(map.map(|map| map.node.entries()).unwrap_or_default());
        }
        found
    }

    /// Schemas with those that their `allOf`s and `$ref`s join. A joined schema comes before the one that joins it.
    pub(super) fn with_all_parts(&self, nodes: &[&'a Node]) -> Vec<&'a Node> {
        let mut all: Vec<&'a Node> = Vec::new();
        for node in nodes {
            let mut found: Vec<&'a Node> = Vec::new();
            let mut open: Vec<&'a Node> = vec![node];
            while let Some(node) = open.pop() {
                let is_known = |known: &&'a Node| std::ptr::eq(*known, node);
                if found.len() > MOST || found.iter().chain(&all).any(is_known) {
                    continue;
                }
                found.push(node);
                open.extend(node.get("allOf").map(Node::elements).unwrap_or_default());
                let target = node
                    .get("$ref")
                    .and_then(|reference| self.document.find(reference, Section::Schemas).ok());
                open.extend(target.map(|component| component.node));
            }
            all.extend(found.iter().rev());
        }
        all
    }

    pub(super) fn target_of(&self, node: &'a Node) -> &'a Node {
        let component = node
            .get("$ref")
            .and_then(|reference| self.document.find(reference, Section::Schemas).ok());
        component.map_or(node, |component| component.node)
    }

    /// Whether a schema is an object, itself or by the schema that it refers to.
    pub fn is_object(&self, node: &'a Node) -> bool {
        let mut seen: Vec<*const Node> = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if seen.len() > MOST || seen.contains(&std::ptr::from_ref(node)) {
                continue;
            }
            seen.push(node);
            if is_plain_object(node) {
                return true;
            }
            open.extend(node.get("allOf").map(Node::elements).unwrap_or_default());
            let target = node
                .get("$ref")
                .and_then(|reference| self.document.find(reference, Section::Schemas).ok());
            open.extend(target.map(|component| component.node));
        }
        false
    }

    fn required(&mut self, parts: &[&'a Node]) -> IndexMap<&'a str, Span> {
        let mut found = IndexMap::new();
        for part in parts {
            if let Some(required) = keywords::required_like_a_property(part) {
                self.diagnostics.add(required);
                continue;
            }
            for name in fixed_fields::list(part, "required", self.diagnostics) {
                match name.as_str() {
                    Some(text) => {
                        found.insert(text, name.span);
                    }
                    None => self.diagnostics.add(Diagnostic::new(
                        name.span,
                        format!("a required property that is {}", name.what()),
                        "the name of a property is expected",
                    )),
                }
            }
        }
        found
    }

    fn field(&mut self, property: &'a Entry, required: bool, depth: usize) -> Field {
        let used = self.used(&property.value, depth + 1);
        let format = property.value.get("format").and_then(Node::as_str);
        Field {
            name: property.key.to_string(),
            of: used.of,
            required,
            nullable: used.nullable,
            description: used.description,
            facets: used.facets,
            marks: used.marks,
            secret: format == Some("password"),
            role: None,
            missing: None,
            access: self.access(&property.value),
            span: property.key_span,
        }
    }

    /// The direction of a property: that of its schema, or of a schema that it refers to.
    pub(super) fn access(&mut self, node: &'a Node) -> Access {
        let parts = self.with_all_parts(&[node]);
        let mut says = |key: &str| {
            let mut parts = parts.iter();
            parts.any(|part| boolean(part, key, self.diagnostics) == Some(true))
        };
        match (says("readOnly"), says("writeOnly")) {
            (false, false) => Access::Both,
            (true, false) => Access::ReadOnly,
            (false, true) => Access::WriteOnly,
            (true, true) => {
                self.diagnostics.warn(Diagnostic::new(
                    node.span,
                    "a property that is `readOnly` and `writeOnly`",
                    "one of them is expected; it is taken to be sent and received",
                ));
                Access::Both
            }
        }
    }

    fn maps(&mut self, part: &'a Node, maps: &mut Vec<MapFacet>, depth: usize) {
        for pattern in fixed_fields::map(part, "patternProperties", self.diagnostics) {
            let map = self.map(&pattern.key, &pattern.value, pattern.key_span, depth);
            maps.push(map);
        }
        match part.get("additionalProperties") {
            Some(additional) if additional.as_bool() != Some(false) => {
                let map = self.map("", additional, additional.span, depth);
                maps.push(map);
            }
            _ => {}
        }
    }

    fn map(&mut self, pattern: &str, value: &'a Node, span: Span, depth: usize) -> MapFacet {
        let of = self.value(value, depth + 1);
        // Their errors are reported where the schema is read.
        let facets = facets::facets(value, &of, &mut Diagnostics::default());
        MapFacet {
            pattern: pattern.to_owned(),
            value: of,
            facets,
            by_locale: false,
            description: text(value, "description"),
            span,
        }
    }

    fn discriminating(&mut self, part: &'a Node, name: Option<&str>) -> Option<String> {
        let node = part.get("discriminator")?;
        let Some(name) = name else {
            self.diagnostics.add(Diagnostic::new(
                node.span,
                "a discriminator on a schema without a name",
                "a schema in `components/schemas`, or a `oneOf`, is expected",
            ));
            return None;
        };
        let found = self.discriminator(part, Over::Subtypes(name.to_owned()))?;
        let property = found.property.clone();
        self.discriminators.push(found);
        Some(property)
    }

    /// A property that a base has, itself or by its own base.
    fn inherited(&self, base: Component<'a>, name: &str) -> Option<Inherited<'a>> {
        let mut passed: Vec<Component<'a>> = Vec::new();
        let mut next = Some(base);
        let mut is_required = false;
        let mut property = None;
        while let Some(component) = next.take() {
            if passed.len() > MOST || passed.iter().any(|known| known.is(&component)) {
                break;
            }
            passed.push(component);
            let mut open = vec![component.node];
            while let Some(part) = open.pop() {
                let required = part.get("required").map(Node::elements).unwrap_or_default();
                is_required |= required
                    .iter()
                    .any(|required| required.as_str() == Some(name));
                let properties = part
                    .get("properties")
                    .map(Node::entries)
                    .unwrap_or_default();
                let found = properties.iter().find(|entry| entry.key.as_ref() == name);
                property = property.or(found);
                open.extend(part.get("allOf").map(Node::elements).unwrap_or_default());
                if let Some(reference) = part.get("$ref") {
                    next = self.document.find(reference, Section::Schemas).ok();
                }
            }
        }
        property.map(|property| Inherited {
            property,
            is_required,
        })
    }
}

/// A property that is required and not declared.
fn undeclared(name: &str, span: Span) -> Field {
    Field {
        name: name.to_owned(),
        of: TypeRef::Any,
        required: false,
        nullable: false,
        description: None,
        facets: Facets::default(),
        marks: Marks::default(),
        secret: false,
        role: None,
        missing: None,
        access: Access::default(),
        span,
    }
}

/// Whether a part of an `allOf` says anything about the type, and not only about its use.
pub(super) fn says_type(part: &Node) -> bool {
    part.get("type").is_some()
        || keywords::STRUCTURE.iter().any(|keyword| match *keyword {
            "allOf" => false,
            "oneOf" | "anyOf" => {
                unions::union(part).is_some_and(|union| union.key.as_ref() == *keyword)
            }
            keyword => part.get(keyword).is_some(),
        })
}

/// Whether a schema is an object with properties, so that a union beside them is not all of it.
pub(super) fn has_properties(node: &Node) -> bool {
    is_plain_object(node) && node.get("properties").is_some()
}

/// Whether a schema is an object by its own keywords.
pub(super) fn is_plain_object(node: &Node) -> bool {
    let names = Schemas::type_names(node);
    names == ["object"] || names.is_empty() && keywords::has(node, keywords::OBJECT)
}
