//! What annotations say, and what the head of a root document says about the whole API.

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
    for scheme in root
        .get("securitySchemes")
        .map(Node::entries)
        .unwrap_or_default()
    {
        let scopes = scheme
            .value
            .get("settings")
            .and_then(|settings| settings.get("scopes"));
        let scopes = scopes
            .map(Node::elements)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect();
        api.security_schemes.insert(scheme.key.to_string(), scopes);
    }
    api
}

/// What a declaration's annotations say about it.
pub fn marks(node: &Node) -> Marks {
    Marks {
        mark_deprecated: is_true(node, "(markDeprecated)"),
        deprecation_note: None,
        beta: is_true(node, "(beta)"),
        expandable: is_true(node, "(expandable)"),
        identifier: is_true(node, "(identifier)"),
        element_identifier: is_true(node, "(elementIdentifier)"),
    }
}

/// Whether a declaration is deprecated, which leaves it out altogether.
pub fn is_deprecated(node: &Node) -> bool {
    is_true(node, "(deprecated)")
}

fn is_true(node: &Node, key: &str) -> bool {
    // An annotation without a value is set.
    node.get(key)
        .is_some_and(|value| value.is_null() || value.as_bool() == Some(true))
}
