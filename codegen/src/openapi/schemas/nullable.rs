//! Whether a value may be `null`: OpenAPI 3.0 has the keyword `nullable`, OpenAPI 3.1 the type `null`.

use crate::{openapi::document::Section, yaml::Node};

use super::{MOST, Schemas};

impl<'a> Schemas<'a> {
    /// Whether a schema allows `null`, itself or by the schema that it refers to.
    pub(super) fn is_nullable(&self, node: &'a Node) -> bool {
        let mut seen: Vec<*const Node> = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if seen.len() > MOST || seen.contains(&std::ptr::from_ref(node)) {
                continue;
            }
            seen.push(node);
            if says_null(node) {
                return true;
            }
            for keyword in ["oneOf", "anyOf"] {
                open.extend(node.get(keyword).map(Node::elements).unwrap_or_default());
            }
            if let Some([only]) = node.get("allOf").map(Node::elements) {
                open.push(only);
            }
            let reference = node.get("$ref");
            let target = reference
                .and_then(|reference| self.document.find(reference, Section::Schemas).ok());
            open.extend(target.map(|component| component.node));
        }
        false
    }
}

/// Whether a schema is `null` and nothing else.
pub(super) fn is_only_null(node: &Node) -> bool {
    says_null(node)
        && Schemas::type_names(node).is_empty()
        && ![
            "properties",
            "items",
            "oneOf",
            "anyOf",
            "allOf",
            "$ref",
            "nullable",
        ]
        .iter()
        .any(|keyword| node.get(keyword).is_some())
        && node
            .get("enum")
            .is_none_or(|values| values.elements().iter().all(Node::is_null))
}

fn says_null(node: &Node) -> bool {
    let is_null = |named: &Node| named.is_null() || named.as_str() == Some("null");
    let by_type = node
        .get("type")
        .is_some_and(|of| of.as_str() == Some("null") || of.elements().iter().any(is_null));
    let by_value = node
        .get("enum")
        .is_some_and(|values| values.elements().iter().any(Node::is_null));
    let by_const = node.get("const").is_some_and(Node::is_null);
    let by_keyword = node.get("nullable").and_then(Node::as_bool) == Some(true);
    by_type || by_value || by_const || by_keyword
}
