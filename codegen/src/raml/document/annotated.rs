//! Scalars with annotations: `displayName: {value: Cart, (since): 2}` is read as `displayName: Cart`.

use std::{collections::HashSet, rc::Rc};

use crate::{
    diagnostics::Diagnostics,
    raml::keys,
    suggestion,
    yaml::{Entry, Kind, Node},
};

use super::{Declaration, Document};

/// An annotation of a scalar.
#[derive(Debug)]
pub struct ScalarAnnotation {
    /// The annotation.
    pub entry: Entry,
    /// Whether it is part of a trait or a resource type, so that it may have parameters.
    pub in_template: bool,
}

/// Facets with a scalar, or a list of scalars, and never a map.
const SCALARS: [&str; 37] = [
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
    "extends",
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

/// Facets that may have a declaration, or a use of a resource type, as well: neither is a map of nothing but a scalar `value`.
const SCALARS_OR_DECLARATIONS: [&str; 2] = ["schema", "type"];

/// A facet that may have any map as well: one with `value` is a scalar only if it has annotations.
const SCALAR_OR_MAP: &str = "default";

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

/// What a map contains.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    /// The facets of a declaration.
    Facets,
    /// Names of declarations.
    Declarations,
    /// Scalars and nothing else.
    Scalars,
    /// The settings of a security scheme, which may be any if RAML does not define its type.
    Settings,
    /// An example, which is a value or has it as a facet.
    Example,
    /// Names of examples.
    Examples,
    /// A value, which stays as it is.
    Value,
}

/// Puts the values of all scalars with annotations of a file in their places, and keeps the annotations in `found`. Its root
/// is a trait or a resource type where `in_template` says so.
pub(super) fn read(
    file: &mut Node,
    in_template: bool,
    found: &mut Vec<ScalarAnnotation>,
    diagnostics: &mut Diagnostics,
) {
    let mut reading = Reading {
        found,
        diagnostics,
        declared: None,
        in_template,
    };
    reading.below(file, Has::Facets);
}

/// The same for the facets that types declare themselves, which are known once all files are joined.
pub(super) fn read_declared(document: &mut Document) {
    let declared: HashSet<Rc<str>> = document
        .libraries
        .iter()
        .flat_map(|library| library.types.values())
        .filter_map(|declared| declared.node.get("facets"))
        .flat_map(Node::entries)
        .map(|facet| Rc::from(facet.key.strip_suffix('?').unwrap_or(&facet.key)))
        .collect();
    if declared.is_empty() {
        return;
    }
    let mut reading = Reading {
        found: &mut document.scalar_annotations,
        diagnostics: &mut Diagnostics::default(),
        declared: Some(&declared),
        in_template: false,
    };
    reading.below(&mut document.root, Has::Facets);
    for library in &mut document.libraries {
        reading.in_template = false;
        let types = library.types.values_mut();
        for Declaration { node, .. } in types.chain(library.annotation_types.values_mut()) {
            reading.below(node, Has::Facets);
        }
        reading.in_template = true;
        let templates = library.traits.values_mut();
        for Declaration { node, .. } in templates.chain(library.resource_types.values_mut()) {
            reading.below(node, Has::Facets);
        }
    }
}

/// The value of a scalar, which may have annotations.
pub(super) fn value(node: &Node) -> &Node {
    node.get("value").unwrap_or(node)
}

struct Reading<'r> {
    found: &'r mut Vec<ScalarAnnotation>,
    diagnostics: &'r mut Diagnostics,
    /// The facets that types declare, where those are read and not RAML's own.
    declared: Option<&'r HashSet<Rc<str>>>,
    in_template: bool,
}

/// The kinds of nodes that a scalar with annotations may be confused with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Otherwise {
    /// Nothing: the facet has a scalar.
    Nothing,
    /// A declaration, which has no key `value`, or the name of a resource type with a map of parameters.
    Declaration,
    /// A map, which may have a key `value`: only annotations distinguish the two.
    Map,
}

impl Reading<'_> {
    fn below(&mut self, node: &mut Node, has: Has) {
        match &mut node.kind {
            Kind::Map(entries) => {
                // An example without `value` is a value.
                let is_value = has == Has::Example && !entries.iter().any(|of| &*of.key == "value");
                if is_value {
                    return;
                }
                for entry in entries {
                    if let Some(otherwise) = self.scalar(has, &entry.key) {
                        self.put_value(&mut entry.value, otherwise);
                    }
                    let below = match self.declared {
                        Some(declared) if has == Has::Facets && declared.contains(&entry.key) => {
                            Has::Value
                        }
                        _ => below(has, &entry.key),
                    };
                    if below == Has::Value {
                        continue;
                    }
                    let in_template = self.in_template;
                    self.in_template |= has == Has::Facets
                        && matches!(entry.key.as_ref(), "traits" | "resourceTypes");
                    self.below(&mut entry.value, below);
                    self.in_template = in_template;
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

    /// Whether the value of a key is a scalar that may have annotations.
    fn scalar(&self, has: Has, key: &str) -> Option<Otherwise> {
        // In a resource type, a key may end in `?`.
        let key = key.strip_suffix('?').unwrap_or(key);
        let is_scalar = SCALARS.contains(&key);
        match (has, self.declared) {
            (Has::Facets, Some(declared)) => declared.contains(key).then_some(Otherwise::Map),
            (_, Some(_)) => None,
            (Has::Scalars, None) => Some(Otherwise::Nothing),
            (Has::Facets | Has::Example, None) if is_scalar => Some(Otherwise::Nothing),
            (Has::Facets, None) if SCALARS_OR_DECLARATIONS.contains(&key) => {
                Some(Otherwise::Declaration)
            }
            (Has::Facets, None) if key == SCALAR_OR_MAP => Some(Otherwise::Map),
            (Has::Settings, None) if is_scalar => Some(Otherwise::Map),
            _ => None,
        }
    }

    /// Replaces a scalar with annotations by its value.
    fn put_value(&mut self, facet: &mut Node, otherwise: Otherwise) {
        let Kind::Map(entries) = &mut facet.kind else {
            return;
        };
        let is_annotation = |entry: &Entry| entry.key.starts_with('(');
        let is_value = |entry: &Entry| &*entry.key == "value";
        let has_value = entries.iter().any(is_value);
        let has_annotations = entries.iter().any(is_annotation);
        let has_scalar = entries.iter().any(|entry| {
            is_value(entry) && matches!(entry.value.kind, Kind::Scalar(_) | Kind::List(_))
        });
        let mut others = entries
            .iter()
            .filter(|entry| !is_annotation(entry) && !is_value(entry))
            .peekable();
        match otherwise {
            Otherwise::Map | Otherwise::Declaration if !has_value || others.peek().is_some() => {
                return;
            }
            Otherwise::Map if !has_annotations => return,
            Otherwise::Declaration if !has_annotations && !has_scalar => return,
            Otherwise::Nothing => {
                let is_near = |entry: &Entry| suggestion::near(&entry.key, &["value"]).is_some();
                let is_meant = has_value || has_annotations || others.clone().any(is_near);
                if !is_meant || !has_value && others.peek().is_none() {
                    return;
                }
                for other in others.filter(|other| !other.key.contains("<<")) {
                    self.diagnostics.add(keys::SCALAR.unknown(other, &[]));
                }
            }
            Otherwise::Map | Otherwise::Declaration => {}
        }
        let (annotations, rest): (Vec<Entry>, Vec<Entry>) =
            entries.drain(..).partition(is_annotation);
        let in_template = self.in_template;
        self.found.extend(
            annotations
                .into_iter()
                .map(|entry| ScalarAnnotation { entry, in_template }),
        );
        let place = Node {
            scope: facet.scope,
            ..Node::null(facet.span)
        };
        let value = rest.into_iter().find(is_value).map(|entry| entry.value);
        *facet = value.unwrap_or(place);
    }
}

/// What the value of an entry contains.
fn below(has: Has, key: &str) -> Has {
    match has {
        Has::Declarations => Has::Facets,
        Has::Examples => Has::Example,
        Has::Example if key == "value" => Has::Value,
        Has::Example | Has::Settings => Has::Facets,
        Has::Value | Has::Scalars => Has::Value,
        Has::Facets => match key.strip_suffix('?').unwrap_or(key) {
            "default" | "enum" => Has::Value,
            "example" => Has::Example,
            "examples" => Has::Examples,
            "settings" => Has::Settings,
            "uses" | "xml" => Has::Scalars,
            key if key.starts_with('(') => Has::Value,
            key if DECLARATIONS.contains(&key) => Has::Declarations,
            _ => Has::Facets,
        },
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests;
