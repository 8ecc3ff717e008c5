//! The properties of an object.

use crate::{
    diagnostics::Diagnostic,
    facets,
    model::{Field, MapFacet, Object},
    raml::annotations,
    yaml::{Entry, Kind, Node},
};

use super::Types;

impl Types<'_> {
    pub(super) fn object(&mut self, node: &Node, depth: usize) -> Object {
        let mut object = Object {
            discriminator: facets::text(node, "discriminator"),
            tag: facets::text(node, "discriminatorValue"),
            ..Object::default()
        };
        let Some(properties) = node.get("properties") else {
            return object;
        };
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
        for property in properties.entries() {
            if annotations::is_deprecated(&property.value)
                || self.names_deprecated_type(&property.value)
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
                    if let Some(first) = object.fields.iter().find(|known| known.name == field.name)
                    {
                        self.diagnostics.add(
                            Diagnostic::new(
                                property.key_span,
                                format!("property `{}` is declared twice", field.name),
                                "each property is expected once, with or without `?`",
                            )
                            .related(first.span, "first here"),
                        );
                        continue;
                    }
                    object.fields.push(field);
                }
            }
        }
        object
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
            by_locale,
            description: used.description,
            span: property.key_span,
        }
    }
}
