//! Objects: their properties, and `allOf` as inheritance.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::{
    diagnostics::Diagnostic,
    facets::text,
    model::{Field, MapFacet, Object, Shape},
    openapi::{
        discriminators::Over,
        document::{Component, Section},
        fixed_fields,
    },
    source::Span,
    yaml::{Entry, Node},
};

use super::{DEEPEST, MOST, Schemas, Shaped, keywords};

/// What an `allOf` joins.
#[derive(Default)]
struct Parts<'a> {
    /// The `$ref`s.
    bases: Vec<&'a Node>,
    /// The schema itself, and the other ones in its `allOf`.
    own: Vec<&'a Node>,
}

/// A property of a base.
struct Inherited<'a> {
    property: &'a Entry,
    is_required: bool,
}

impl<'a> Schemas<'a> {
    /// A schema with `allOf`: an object that extends the one it refers to, or all that its parts say together.
    pub(super) fn all_of(&mut self, node: &'a Node, name: Option<&str>, depth: usize) -> Shaped {
        let mut parts = Parts::default();
        self.collect(node, &mut parts, depth);
        let said: Vec<&Node> = parts
            .own
            .iter()
            .copied()
            .filter(|part| says_type(part))
            .collect();
        match (parts.bases.as_slice(), said.as_slice()) {
            ([], [only]) if !std::ptr::eq(*only, node) => self.shape(only, name, depth + 1),
            ([], said) => {
                if let Some(other) = said.iter().find(|part| !is_plain_object(part)) {
                    self.refuse_part(other);
                    return Shaped::any();
                }
                let object = self.object(&parts.own, None, name, depth);
                Shaped {
                    base: None,
                    shape: Shape::Object(object),
                }
            }
            ([reference], said) => self.extended(reference, &parts.own, said, name, depth),
            ([first, second, ..], _) => {
                self.diagnostics.add(
                    Diagnostic::new(
                        second.span,
                        "an `allOf` of several `$ref`s",
                        "one `$ref` is expected",
                    )
                    .related(first.span, "the first one")
                    .help("declare the properties of the other schemas in the schema itself"),
                );
                Shaped::any()
            }
        }
    }

    /// An object of the properties in some parts.
    pub(super) fn object(
        &mut self,
        parts: &[&'a Node],
        base: Option<Component<'a>>,
        name: Option<&str>,
        depth: usize,
    ) -> Object {
        let mut object = Object::default();
        let mut places: HashMap<&str, Span> = HashMap::new();
        let required = self.required(parts);
        for part in parts {
            for property in fixed_fields::map(part, "properties", self.diagnostics) {
                if let Some(first) = places.insert(&property.key, property.key_span) {
                    self.diagnostics.add(
                        Diagnostic::new(
                            property.key_span,
                            format!("property `{}` is declared twice", property.key),
                            "each property is expected once",
                        )
                        .related(first, "first here"),
                    );
                    continue;
                }
                let is_required = required.contains_key(property.key.as_ref());
                object.fields.push(self.field(property, is_required, depth));
            }
            self.maps(part, &mut object.maps, depth);
            object.discriminator = object
                .discriminator
                .or_else(|| self.discriminating(part, name));
        }
        for (missing, span) in required {
            if places.contains_key(missing) {
                continue;
            }
            match base.and_then(|base| self.inherited(base, missing)) {
                Some(Inherited {
                    is_required: true, ..
                }) => {}
                // The base leaves open what is required here.
                Some(Inherited { property, .. }) => {
                    object.fields.push(self.field(property, true, depth));
                }
                None if object.maps.is_empty() => self.diagnostics.add(Diagnostic::new(
                    span,
                    format!("required property `{missing}` is not declared"),
                    "the name of a property of this schema is expected",
                )),
                None => {}
            }
        }
        object
    }

    /// Whether a schema is an object, itself or by what it leads to.
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

    fn collect(&mut self, node: &'a Node, parts: &mut Parts<'a>, depth: usize) {
        parts.own.push(node);
        let listed = fixed_fields::list(node, "allOf", self.diagnostics);
        if listed.is_empty() {
            self.diagnostics.add(Diagnostic::new(
                node.span,
                "an `allOf` of nothing",
                "a list of at least one schema is expected",
            ));
        }
        for part in listed {
            if !keywords::check(part, self.diagnostics) {
                continue;
            }
            match part.get("$ref") {
                Some(reference) => parts.bases.push(reference),
                None if part.get("allOf").is_some() && depth < DEEPEST => {
                    self.collect(part, parts, depth + 1);
                }
                None => parts.own.push(part),
            }
        }
    }

    fn extended(
        &mut self,
        reference: &'a Node,
        own: &[&'a Node],
        said: &[&'a Node],
        name: Option<&str>,
        depth: usize,
    ) -> Shaped {
        let Some(base) = self.component(reference) else {
            return Shaped::any();
        };
        if self.is_object(base.node) {
            if let Some(other) = said.iter().find(|part| !is_plain_object(part)) {
                self.refuse_part(other);
            }
            return Shaped {
                base: Some(base.name.to_owned()),
                shape: Shape::Object(self.object(own, Some(base), name, depth)),
            };
        }
        for part in said {
            self.diagnostics.add(
                Diagnostic::new(
                    part.span,
                    format!(
                        "an `allOf` that extends `{}`, which is no object",
                        base.name
                    ),
                    "a `$ref` to an object is expected beside own properties",
                )
                .related(base.span, "declared here"),
            );
        }
        Shaped::of(self.reference(reference))
    }

    fn refuse_part(&mut self, part: &'a Node) {
        self.diagnostics.add(Diagnostic::new(
            part.span,
            "a part of an `allOf` that is no object",
            "one `$ref`, or objects with `properties`, are expected",
        ));
    }

    fn required(&mut self, parts: &[&'a Node]) -> IndexMap<&'a str, Span> {
        let mut found = IndexMap::new();
        for part in parts {
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
            // A value that may be `null` is one that may lack: both are read as the absence of a value.
            required,
            nullable: used.nullable,
            description: used.description,
            facets: used.facets,
            marks: used.marks,
            secret: format == Some("password"),
            role: None,
            missing: None,
            span: property.key_span,
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
        MapFacet {
            pattern: pattern.to_owned(),
            value: self.value(value, depth + 1),
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

/// Whether a part of an `allOf` says anything about the type, and not only about its use.
fn says_type(part: &Node) -> bool {
    part.get("type").is_some()
        || keywords::STRUCTURE
            .iter()
            .any(|keyword| *keyword != "allOf" && part.get(keyword).is_some())
}

/// Whether a schema is an object by its own keywords.
fn is_plain_object(node: &Node) -> bool {
    let names = Schemas::type_names(node);
    names == ["object"] || names.is_empty() && keywords::has(node, keywords::OBJECT)
}
