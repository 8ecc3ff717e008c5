//! The keywords of schemas: those that are read, those that say nothing about a type, and those that are refused.

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

/// The keywords that say what a value is, and not only something about it.
pub(super) const STRUCTURE: &[&str] = &[
    "properties",
    "additionalProperties",
    "patternProperties",
    "required",
    "discriminator",
    "items",
    "enum",
    "const",
    "allOf",
    "oneOf",
    "anyOf",
];

const KNOWN: &[&str] = &[
    "$ref",
    "type",
    "format",
    "title",
    "description",
    "default",
    "example",
    "examples",
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
    "enum",
    "const",
    "allOf",
    "oneOf",
    "anyOf",
    "discriminator",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    // These narrow what is valid, and say nothing about what it is made of.
    "propertyNames",
    "dependentRequired",
    "minContains",
    "maxContains",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "$schema",
    "$comment",
];

/// What cannot become a type, with what is expected instead.
const REFUSED: &[(&str, &str)] = &[
    (
        "not",
        "a schema that says what a value is, and not what it is not, is expected",
    ),
    ("if", "`oneOf`, or optional properties, are expected"),
    ("then", "`oneOf`, or optional properties, are expected"),
    ("else", "`oneOf`, or optional properties, are expected"),
    (
        "dependentSchemas",
        "`oneOf`, or optional properties, are expected",
    ),
    (
        "prefixItems",
        "`items` with one schema for all elements is expected",
    ),
    (
        "contains",
        "`items` with one schema for all elements is expected",
    ),
    ("$defs", "schemas are expected in `components/schemas`"),
    (
        "definitions",
        "schemas are expected in `components/schemas`",
    ),
    (
        "$id",
        "the name in `components/schemas` is expected to be enough",
    ),
    (
        "$anchor",
        "the name in `components/schemas` is expected to be enough",
    ),
    (
        "$dynamicAnchor",
        "the name in `components/schemas` is expected to be enough",
    ),
    ("$dynamicRef", "`$ref` is expected"),
    ("$recursiveRef", "`$ref` is expected"),
];

/// Reports what is no schema, and keywords that are unknown or refused.
///
/// Returns whether it is a map, so that the caller can go on.
pub(super) fn check(node: &Node, diagnostics: &mut Diagnostics) -> bool {
    if !matches!(node.kind, Kind::Map(_)) {
        diagnostics.add(Diagnostic::new(
            node.span,
            format!("a schema that is {}", node.what()),
            "a map such as `type: string` is expected",
        ));
        return false;
    }
    for entry in node.entries() {
        let key = entry.key.as_ref();
        if key.starts_with("x-") || KNOWN.contains(&key) {
            continue;
        }
        diagnostics.add(match REFUSED.iter().find(|(refused, _)| *refused == key) {
            Some((_, expected)) => Diagnostic::new(
                entry.key_span,
                format!("`{key}` is not supported"),
                *expected,
            ),
            None => fixed_fields::unknown_field(entry, "a schema", KNOWN),
        });
    }
    if node.get("$ref").is_some() {
        refuse_beside(node, "$ref", STRUCTURE, diagnostics);
    }
    true
}

/// Reports keywords that may not stand beside another one.
pub(super) fn refuse_beside(
    node: &Node,
    keyword: &str,
    refused: &[&str],
    diagnostics: &mut Diagnostics,
) {
    let beside = node
        .entries()
        .iter()
        .filter(|entry| entry.key.as_ref() != keyword && refused.contains(&entry.key.as_ref()));
    for entry in beside {
        diagnostics.add(
            Diagnostic::new(
                entry.key_span,
                format!("`{}` beside `{keyword}`", entry.key),
                format!("`{keyword}` is expected to say all of the type"),
            )
            .help(
                "one `$ref` in an `allOf`, beside own properties, is a schema that extends another",
            ),
        );
    }
}

/// Whether a schema has any of the keywords.
pub(super) fn has(node: &Node, keywords: &[&str]) -> bool {
    node.entries()
        .iter()
        .any(|entry| keywords.contains(&entry.key.as_ref()))
}
