//! The meaning of annotations, and the information about the whole API in the head of a root document.

use crate::{
    facets,
    model::{Api, Marks},
    raml::document::Document,
    yaml::Node,
};

/// The API with its title, URIs and security schemes; types and resources are still missing.
pub fn api(document: &Document) -> Api {
    let root = &document.root;
    let base_uri = facets::text(root, "(sdkBaseUri)")
        .or_else(|| facets::text(root, "baseUri").filter(|uri| !uri.contains('{')));
    let mut api = Api {
        title: facets::line(root, "title").unwrap_or_default(),
        base_uri,
        documentation: facets::text(root, "(documentationPage)"),
        ..Api::default()
    };
    let schemes = document
        .libraries
        .first()
        .map(|root| &root.security_schemes);
    for (name, scheme) in schemes.into_iter().flatten() {
        let scopes = scheme
            .node
            .get("settings")
            .and_then(|settings| settings.get("scopes"));
        let scopes = scopes
            .map(Node::elements)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect();
        // What stands in a header or the query is told by what describes the scheme.
        let told = scheme.node.get("type").and_then(Node::as_str);
        let described = ["headers", "queryParameters"].into_iter().flat_map(|key| {
            let described = scheme.node.get("describedBy").and_then(|of| of.get(key));
            let names = described.map(Node::entries).unwrap_or_default().iter();
            names.map(|of| of.key.strip_suffix('?').unwrap_or(&of.key).to_owned())
        });
        if let Some(told) = told.filter(|told| *told != "OAuth 2.0") {
            let told = std::iter::once(told.to_owned()).chain(described);
            let told = told.collect::<Vec<_>>().join(" ");
            api.authorisations.insert(name.to_string(), told);
        }
        api.security_schemes.insert(name.to_string(), scopes);
    }
    api
}

/// The annotations of a declaration.
pub fn marks(document: &Document, node: &Node) -> Marks {
    let deprecated = node
        .get(DEPRECATED)
        .filter(|value| value.as_bool() != Some(false))
        .filter(|_| !document.has_mark_deprecated());
    Marks {
        mark_deprecated: deprecated.is_some() || is_true(node, "(markDeprecated)"),
        deprecation_note: deprecated
            .filter(|value| value.as_bool().is_none())
            .and_then(Node::as_str)
            .map(|note| note.trim_end().to_owned().into()),
        beta: is_true(node, "(beta)"),
        expandable: is_true(node, "(expandable)"),
        identifier: is_true(node, "(identifier)"),
        element_identifier: is_true(node, "(elementIdentifier)"),
    }
}

/// Whether a declaration was removed: `(deprecated)` in a document that marks with `(markDeprecated)` what callers should move
/// away from. See [`Document::has_mark_deprecated`].
pub fn is_gone(document: &Document, node: &Node) -> bool {
    is_true(node, DEPRECATED) && document.has_mark_deprecated()
}

const DEPRECATED: &str = "(deprecated)";

fn is_true(node: &Node, key: &str) -> bool {
    // An annotation without a value is set.
    node.get(key)
        .is_some_and(|value| value.is_null() || value.as_bool() == Some(true))
}
