//! Scalars with annotations: `displayName: {value: Cart, (since): 2}` is read as `displayName: Cart`.

use crate::yaml::{Entry, Kind, Node};

use super::{Declaration, Document};

/// An annotation of a scalar.
#[derive(Debug)]
pub struct ScalarAnnotation {
    /// The annotation.
    pub entry: Entry,
    /// Whether it stands in a trait or a resource type, where it may have parameters.
    pub in_template: bool,
}

/// Facets with a scalar, or a list of scalars, and never a map.
const SCALARS: [&str; 36] = [
    "accessTokenUri",
    "additionalProperties",
    "allowedTargets",
    "authorizationGrants",
    "authorizationUri",
    "baseUri",
    "content",
    "description",
    "discriminator",
    "discriminatorValue",
    "displayName",
    "enum",
    "fileTypes",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "mediaType",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "protocols",
    "requestTokenUri",
    "required",
    "scopes",
    "signatures",
    "strict",
    "title",
    "tokenCredentialsUri",
    "uniqueItems",
    "usage",
    "version",
];

/// Facets that may have a map as well: one with `value` is a scalar only if it has annotations.
const SCALARS_OR_MAPS: [&str; 3] = ["default", "schema", "type"];

/// Facets whose value is a map from names to declarations: `properties` may have a property `description`.
const DECLARATIONS: [&str; 12] = [
    "annotationTypes",
    "baseUriParameters",
    "facets",
    "headers",
    "properties",
    "queryParameters",
    "resourceTypes",
    "schemas",
    "securitySchemes",
    "traits",
    "types",
    "uriParameters",
];

/// What a map has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    /// The facets of a declaration.
    Facets,
    /// Names of declarations.
    Declarations,
    /// An example, which is a value or has it as a facet.
    Example,
    /// Names of examples.
    Examples,
    /// A value, which stays as it is.
    Value,
}

/// Puts the values of all scalars with annotations in their places, and keeps the annotations in the document.
pub(super) fn read(document: &mut Document) {
    let mut found = Vec::new();
    let mut reading = Reading {
        found: &mut found,
        in_template: false,
    };
    reading.below(&mut document.root, Has::Facets);
    for library in &mut document.libraries {
        reading.in_template = false;
        let plain = [
            &mut library.types,
            &mut library.annotation_types,
            &mut library.security_schemes,
        ];
        for Declaration { node, .. } in plain.into_iter().flat_map(|of| of.values_mut()) {
            reading.below(node, Has::Facets);
        }
        reading.in_template = true;
        let templates = [&mut library.traits, &mut library.resource_types];
        for Declaration { node, .. } in templates.into_iter().flat_map(|of| of.values_mut()) {
            reading.below(node, Has::Facets);
        }
    }
    document.scalar_annotations = found;
}

struct Reading<'f> {
    found: &'f mut Vec<ScalarAnnotation>,
    in_template: bool,
}

impl Reading<'_> {
    fn below(&mut self, node: &mut Node, has: Has) {
        match &mut node.kind {
            Kind::Map(entries) => {
                // An example without `value` is a value.
                let is_value = has == Has::Example && !entries.iter().any(|of| &*of.key == "value");
                for entry in entries {
                    let below = match is_value {
                        true => Has::Value,
                        false => below(has, &entry.key),
                    };
                    if below == Has::Value {
                        continue;
                    }
                    if matches!(has, Has::Facets | Has::Example) {
                        self.scalar(entry);
                    }
                    self.below(&mut entry.value, below);
                }
            }
            Kind::List(elements) => {
                for element in elements {
                    self.below(element, has);
                }
            }
            Kind::Null | Kind::Scalar(_) | Kind::Include(_) => {}
        }
    }

    /// Puts the value of a scalar with annotations in its place.
    fn scalar(&mut self, facet: &mut Entry) {
        let Kind::Map(entries) = &mut facet.value.kind else {
            return;
        };
        // In a resource type, a key may end in `?`.
        let key = facet.key.strip_suffix('?').unwrap_or(&facet.key);
        let is_scalar = SCALARS.contains(&key);
        if !is_scalar && !SCALARS_OR_MAPS.contains(&key) {
            return;
        }
        let is_annotation = |entry: &Entry| entry.key.starts_with('(');
        let Some(at) = entries.iter().position(|entry| &*entry.key == "value") else {
            return;
        };
        let annotations = entries.iter().filter(|entry| is_annotation(entry)).count();
        if annotations + 1 != entries.len() || annotations == 0 && !is_scalar {
            return;
        }
        let value = entries.remove(at).value;
        let in_template = self.in_template;
        self.found.extend(
            entries
                .drain(..)
                .map(|entry| ScalarAnnotation { entry, in_template }),
        );
        facet.value = value;
    }
}

/// What the value of an entry has.
fn below(has: Has, key: &str) -> Has {
    match has {
        Has::Declarations => Has::Facets,
        Has::Examples => Has::Example,
        Has::Example if key == "value" => Has::Value,
        Has::Example => Has::Facets,
        Has::Value => Has::Value,
        Has::Facets => match key.strip_suffix('?').unwrap_or(key) {
            "example" => Has::Example,
            "examples" => Has::Examples,
            key if key.starts_with('(') => Has::Value,
            key if DECLARATIONS.contains(&key) => Has::Declarations,
            _ => Has::Facets,
        },
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests;
