//! The constraints of a declaration, which RAML and JSON Schema have in common.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Facets, Literal, Scalar, TypeRef},
    yaml::{Kind, Node},
};

/// The constraints in a declaration of the given type.
pub fn facets(node: &Node, of: &TypeRef, diagnostics: &mut Diagnostics) -> Facets {
    let is_number = matches!(
        of.or_null().unwrap_or(of),
        TypeRef::Scalar(Scalar::Number(_) | Scalar::Integer(_)) | TypeRef::Named(_)
    );
    Facets {
        pattern: text(node, "pattern"),
        min_length: number(node, "minLength", diagnostics),
        max_length: number(node, "maxLength", diagnostics),
        minimum: number(node, "minimum", diagnostics),
        maximum: number(node, "maximum", diagnostics),
        multiple_of: number(node, "multipleOf", diagnostics),
        min_items: number(node, "minItems", diagnostics),
        max_items: number(node, "maxItems", diagnostics),
        unique_items: boolean(node, "uniqueItems", diagnostics),
        min_properties: number(node, "minProperties", diagnostics),
        max_properties: number(node, "maxProperties", diagnostics),
        values: if is_number {
            texts(node, "enum")
        } else {
            Vec::new()
        },
        file_types: texts(node, "fileTypes"),
        default: node.get("default").and_then(literal),
        items: below(node, "items"),
    }
}

/// The constraints of a declaration within another one. Its errors are reported where it is read as a type.
fn below(node: &Node, key: &str) -> Option<Box<Facets>> {
    let inner = node.get(key)?;
    let facets = facets(inner, &TypeRef::Any, &mut Diagnostics::default());
    (facets != Facets::default()).then(|| Box::new(facets))
}

/// A text of a declaration, such as its description; a multi-line text loses its trailing line break.
pub fn text(node: &Node, key: &str) -> Option<String> {
    let text = node.get(key)?.as_str()?;
    Some(text.trim_end().to_owned())
}

/// A text of a declaration in one line, such as its title: line breaks become spaces.
pub fn line(node: &Node, key: &str) -> Option<String> {
    let text = node.get(key)?.as_str()?;
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(words.join(" "))
}

/// The texts of a list in a declaration.
fn texts(node: &Node, key: &str) -> Vec<String> {
    let elements = node.get(key).map(Node::elements).unwrap_or_default();
    let texts = elements.iter().filter_map(Node::as_str);
    texts.map(str::to_owned).collect()
}

/// A boolean facet.
pub fn boolean(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<bool> {
    let value = node.get(key)?;
    let boolean = value.as_bool();
    if boolean.is_none() && !value.is_null() {
        diagnostics.add(Diagnostic::new(
            value.span,
            format!("`{key}` is not a boolean"),
            "`true` or `false` is expected",
        ));
    }
    boolean
}

fn number(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let value = node.get(key)?;
    match value.as_str().map(str::parse::<f64>) {
        Some(Ok(number)) if number.is_finite() => value.as_str().map(str::to_owned),
        _ => {
            diagnostics.add(Diagnostic::new(
                value.span,
                format!("`{key}` is not a number"),
                "a number is expected",
            ));
            None
        }
    }
}

fn literal(node: &Node) -> Option<Literal> {
    match &node.kind {
        Kind::Scalar(scalar) if scalar.plain => Some(match node.as_bool() {
            Some(value) => Literal::Bool(value),
            None if scalar.text.parse::<f64>().is_ok_and(f64::is_finite) => {
                Literal::Number(scalar.text.to_string())
            }
            None => Literal::String(scalar.text.to_string()),
        }),
        Kind::Scalar(scalar) => Some(Literal::String(scalar.text.to_string())),
        Kind::List(elements) => Some(Literal::List(elements.iter().filter_map(literal).collect())),
        _ => None,
    }
}
