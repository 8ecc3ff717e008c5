//! What the head of a root document says about the whole API.

use crate::{
    model::Api,
    raml::{document::Document, facets},
    yaml::Node,
};

/// The API with its title, URIs and security schemes; types and resources are still missing.
pub fn api(document: &Document) -> Api {
    let root = &document.root;
    let base_uri = facets::text(root, "(sdkBaseUri)")
        .or_else(|| facets::text(root, "baseUri").filter(|uri| !uri.contains('{')));
    let mut api = Api {
        title: facets::text(root, "title").unwrap_or_default(),
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
