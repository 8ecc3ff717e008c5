//! The constraints and the description of a schema.

use crate::{
    diagnostics::Diagnostics,
    facets::{self, text},
    model::{Facets, TypeRef},
    yaml::Node,
};

use super::enums;

/// The constraints of a schema: the keywords of JSON Schema are those of RAML, except exclusive limits.
pub(super) fn facets(node: &Node, diagnostics: &mut Diagnostics) -> Facets {
    let facets = facets::facets(node, &TypeRef::Any, diagnostics);
    let minimum = match exclusive(node, "exclusiveMinimum", "minimum") {
        Some(bound) => whole(node, bound, 1),
        None => facets.minimum,
    };
    let maximum = match exclusive(node, "exclusiveMaximum", "maximum") {
        Some(bound) => whole(node, bound, -1),
        None => facets.maximum,
    };
    Facets {
        minimum,
        maximum,
        values: enums::not_texts(node),
        ..facets
    }
}

/// The description of a schema, with the limits that the model cannot express.
pub(super) fn description(node: &Node) -> Option<String> {
    let mut paragraphs: Vec<String> = text(node, "description").into_iter().collect();
    for (keyword, inclusive, word) in [
        ("exclusiveMinimum", "minimum", "more"),
        ("exclusiveMaximum", "maximum", "less"),
    ] {
        if let Some(bound) = exclusive(node, keyword, inclusive)
            && whole(node, bound, 0).is_none()
        {
            paragraphs.push(format!("The value is {word} than {bound}."));
        }
    }
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}

/// The exclusive limit: a separate number in OpenAPI 3.1, a flag beside the other limit in 3.0.
fn exclusive<'n>(node: &'n Node, keyword: &str, inclusive: &str) -> Option<&'n str> {
    let value = node.get(keyword)?;
    let bound = match value.as_bool() {
        Some(true) => node.get(inclusive)?,
        Some(false) => return None,
        None => value,
    };
    let text = bound.as_str()?;
    text.parse::<f64>()
        .is_ok_and(f64::is_finite)
        .then_some(text)
}

/// The inclusive limit of a whole number that corresponds to an exclusive one.
fn whole(node: &Node, bound: &str, step: i64) -> Option<String> {
    let is_integer = node.get("type").and_then(Node::as_str) == Some("integer");
    let bound: i64 = bound.parse().ok().filter(|_| is_integer)?;
    Some(bound.checked_add(step)?.to_string())
}
