//! The properties of an object.

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostics::Diagnostic,
    facets,
    model::{Access, Field, MapFacet, Object, Shape, Type},
    raml::{
        annotations,
        document::Named,
        outline::{self, Outlines},
    },
    source::Span,
    yaml::{Entry, Kind, Node},
};

use super::{Types, inheritance::several_bases};

impl Types<'_> {
    pub(super) fn object(&mut self, node: &Node, depth: usize) -> Object {
        let mut object = Object {
            discriminator: facets::text(node, "discriminator"),
            tag: facets::text(node, "discriminatorValue"),
            ..Object::default()
        };
        if let Some(properties) = node.get("properties") {
            self.own_properties(&mut object, node, properties, depth);
        }
        let further = several_bases(node).get(1..).unwrap_or_default();
        let mut seen = HashSet::new();
        for base in further {
            self.inherited_properties(&mut object, node, base, depth, &mut seen);
        }
        object
    }

    /// Replaces a type with several bases by one without bases and with the properties of all: an anonymous type is no subtype.
    pub(super) fn without_base(&mut self, of: &mut Type, node: &Node, depth: usize) {
        if let (Shape::Object(object), Some(first)) = (&mut of.shape, several_bases(node).first()) {
            of.base = None;
            let mut all = Object::default();
            self.inherited_properties(&mut all, first, first, depth, &mut HashSet::new());
            all.fields
                .retain(|field| object.fields.iter().all(|own| own.name != field.name));
            object.fields.splice(0..0, all.fields);
            object.maps.extend(all.maps);
        }
    }

    /// Adds the properties of a base that is not the first one. The nearest declaration of a name counts.
    fn inherited_properties(
        &mut self,
        object: &mut Object,
        node: &Node,
        base: &Node,
        depth: usize,
        seen: &mut HashSet<*const Node>,
    ) {
        if !seen.insert(std::ptr::from_ref(base)) {
            return;
        }
        let mut inherited = Object::default();
        if let Some(properties) = base.get("properties") {
            self.own_properties(&mut inherited, base, properties, depth);
        }
        for field in inherited.fields {
            let is_known = object.fields.iter().any(|known| known.name == field.name)
                || self.first_base_has(node, &field.name);
            if !is_known {
                object.fields.push(field);
            }
        }
        for map in inherited.maps {
            if !object.maps.iter().any(|known| known.pattern == map.pattern) {
                object.maps.push(map);
            }
        }
        let bases = match &base.kind {
            Kind::Map(_) => base.get("type").or_else(|| base.get("schema")),
            _ => Some(base),
        };
        let Some(bases) = bases else { return };
        let listed = match &bases.kind {
            Kind::List(elements) => elements.as_slice(),
            _ => std::slice::from_ref(bases),
        };
        for base in listed {
            let document = self.document;
            let declared = base
                .as_str()
                .and_then(|name| document.find(Named::Type, name.trim(), base.scope));
            match declared {
                Some((_, _, declared)) => {
                    self.inherited_properties(object, node, &declared.node, depth, seen);
                }
                None if base.as_str().is_none() => {
                    self.inherited_properties(object, node, base, depth, seen);
                }
                None => {}
            }
        }
    }

    /// Whether the first base of a declaration, or one of its bases, has a property of a name.
    fn first_base_has(&self, node: &Node, name: &str) -> bool {
        let Some(first) = several_bases(node).first() else {
            return false;
        };
        let outline = Outlines::new(self.document).of(first, outline::Kind::Any);
        outline.property(name).is_some()
    }

    fn own_properties(
        &mut self,
        object: &mut Object,
        node: &Node,
        properties: &Node,
        depth: usize,
    ) {
        if !matches!(properties.kind, Kind::Map(_) | Kind::Null) {
            self.diagnostics.add(Diagnostic::new(
                properties.span,
                format!("`properties` is {}", properties.what()),
                "a map from name to declaration is expected",
            ));
        }
        let by_locale = node
            .get("(asMap)")
            .and_then(|map| map.get("key"))
            .and_then(Node::as_str)
            == Some("Locale");
        let mut places: HashMap<String, Span> = HashMap::new();
        for property in properties.entries() {
            if annotations::is_gone(self.document, &property.value)
                || self.names_gone_type(&property.value)
            {
                continue;
            }
            match property
                .key
                .strip_prefix('/')
                .and_then(|rest| rest.strip_suffix('/'))
            {
                Some(pattern) => object
                    .maps
                    .push(self.map(pattern, property, by_locale, depth)),
                None => {
                    let field = self.field(property, depth);
                    if let Some(first) = places.get(&field.name) {
                        self.diagnostics.add(
                            Diagnostic::new(
                                property.key_span,
                                format!("property `{}` is declared twice", field.name),
                                "each property is expected once, with or without `?`",
                            )
                            .related(*first, "first here"),
                        );
                        continue;
                    }
                    places.insert(field.name.clone(), field.span);
                    object.fields.push(field);
                }
            }
        }
    }

    fn field(&mut self, property: &Entry, depth: usize) -> Field {
        let (name, required) = self.name_and_required(property);
        let used = self.used(&property.value, depth + 1);
        Field {
            name,
            of: used.of,
            required,
            nullable: false,
            description: used.description,
            facets: used.facets,
            marks: used.marks,
            secret: false,
            role: None,
            missing: None,
            access: Access::default(),
            span: property.key_span,
        }
    }

    /// The name of a property or parameter, and whether it must be there: `name?`, or the facet `required`.
    ///
    /// RAML makes the question mark part of the name where both are given. Specifications in use never mean that: there
    /// `name?` in a method meets `required` in its trait.
    pub fn name_and_required(&mut self, entry: &Entry) -> (String, bool) {
        if let Some(required) = facets::boolean(&entry.value, "required", self.diagnostics) {
            return (
                entry.key.strip_suffix('?').unwrap_or(&entry.key).to_owned(),
                required,
            );
        }
        match entry.key.strip_suffix('?') {
            Some(name) => (name.to_owned(), false),
            None => (entry.key.to_string(), true),
        }
    }

    fn map(&mut self, pattern: &str, property: &Entry, by_locale: bool, depth: usize) -> MapFacet {
        let used = self.used(&property.value, depth + 1);
        MapFacet {
            pattern: pattern.to_owned(),
            value: used.of,
            facets: used.facets,
            by_locale,
            description: used.description,
            span: property.key_span,
        }
    }
}
