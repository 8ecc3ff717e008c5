//! The keywords of schemas: those that are read, those that do not affect a type, and those that no type can express.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    openapi::fixed_fields,
    yaml::{Kind, Node},
};

/// The keywords that only objects have.
pub(super) const OBJECT: &[&str] = &[
    "properties",
    "additionalProperties",
    "patternProperties",
    "required",
    "discriminator",
    "minProperties",
    "maxProperties",
];

/// The keywords that define the type of a value, and do not only restrict it.
pub(super) const STRUCTURE: &[&str] = &[
    "properties",
    "additionalProperties",
    "patternProperties",
    "required",
    "discriminator",
    "items",
    "prefixItems",
    "enum",
    "const",
    "allOf",
    "oneOf",
    "anyOf",
];

/// The keywords that are read or do not affect a type, except [`fixed_fields::VALIDATION`].
const OTHERS: &[&str] = &[
    "$ref",
    "type",
    "format",
    "title",
    "description",
    "default",
    "deprecated",
    "nullable",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "items",
    "prefixItems",
    "enum",
    "const",
    "allOf",
    "oneOf",
    "anyOf",
    "discriminator",
    // These narrow what is valid, and say nothing about what it is made of.
    "propertyNames",
    "dependentRequired",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "$schema",
    "$comment",
    // Names that only references use, and places of schemas that they lead to.
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$defs",
    "definitions",
];

/// The keywords that restrict a value in a way that no type can express. The type is that of the other keywords.
const NARROWING: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "contains",
    "$dynamicRef",
    "$recursiveRef",
];

/// Reports a node that is no schema, and keywords that are unknown or that no type can express.
///
/// Returns whether it is a map, so that the caller can continue.
pub(super) fn check(node: &Node, diagnostics: &mut Diagnostics) -> bool {
    if !matches!(node.kind, Kind::Map(_)) {
        diagnostics.add(Diagnostic::new(
            node.span,
            format!("a schema that is {}", node.what()),
            "a map such as `type: string` is expected",
        ));
        return false;
    }
    // On an object it is an error, which is reported where the object is read.
    let is_scalar = node
        .get("type")
        .is_some_and(|of| of.as_str() != Some("object"));
    if let Some(problem) = required_like_a_property(node).filter(|_| is_scalar) {
        diagnostics.warn(problem);
    }
    for entry in node.entries() {
        let key = entry.key.as_ref();
        if key.starts_with("x-") || is_known(key) {
            continue;
        }
        if NARROWING.contains(&key) {
            diagnostics.warn(Diagnostic::new(
                entry.key_span,
                format!("`{key}` has no Rust form"),
                "the type is what the other keywords say; without any, it is a JSON value",
            ));
        } else {
            let known: Vec<&str> = OTHERS
                .iter()
                .chain(fixed_fields::VALIDATION)
                .copied()
                .collect();
            fixed_fields::report_unknown(entry, "a schema", &known, diagnostics);
        }
    }
    true
}

/// The problem of `required: true`, which is how other languages say that a property is required.
pub(super) fn required_like_a_property(node: &Node) -> Option<Diagnostic> {
    let required = node.get("required")?;
    required.as_bool()?;
    let problem = Diagnostic::new(
        required.span,
        format!("`required` is {}", required.what()),
        "a list of names is expected",
    );
    Some(problem.help(
        "`required` is a list beside `properties`: a property whose name is in it is required",
    ))
}

fn is_known(key: &str) -> bool {
    OTHERS.contains(&key) || fixed_fields::VALIDATION.contains(&key)
}

/// Whether a schema has any of the keywords.
pub(super) fn has(node: &Node, keywords: &[&str]) -> bool {
    node.entries()
        .iter()
        .any(|entry| keywords.contains(&entry.key.as_ref()))
}
