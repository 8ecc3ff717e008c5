//! What the head of a document says about the whole API.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets::{line, text},
    model::Api,
    openapi::{document::Document, fixed_fields, security},
    yaml::{Kind, Node},
};

/// The API with its title, server and security schemes; types and resources are still missing.
pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let root = document.root();
    let documentation = root
        .get("externalDocs")
        .and_then(|documentation| text(documentation, "url"));
    Api {
        title: title(root, diagnostics),
        base_uri: base_uri(root, diagnostics),
        documentation,
        security_schemes: security::schemes(document, diagnostics),
        ..Api::default()
    }
}

fn title(root: &Node, diagnostics: &mut Diagnostics) -> String {
    let title = root.get("info").and_then(|info| line(info, "title"));
    title.unwrap_or_else(|| {
        let place = root.get("info").unwrap_or(root);
        diagnostics.add(Diagnostic::new(
            place.span,
            "an API without a title",
            "`info` with a `title` is expected",
        ));
        String::new()
    })
}

/// The first server, with the defaults of its variables. A server that is relative to the place the document is read from
/// says nothing here.
fn base_uri(root: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let server = fixed_fields::list(root, "servers", diagnostics).first()?;
    let Some(mut uri) = text(server, "url") else {
        diagnostics.add(Diagnostic::new(
            server.span,
            "a server without `url`",
            "`url: https://…` is expected",
        ));
        return None;
    };
    for variable in fixed_fields::map(server, "variables", diagnostics) {
        if let Some(default) = variable.value.get("default").and_then(Node::as_str) {
            uri = uri.replace(&format!("{{{}}}", variable.key), default);
        }
    }
    if uri.contains('{') {
        let place = server
            .get("url")
            .filter(|url| matches!(url.kind, Kind::Scalar(_)))
            .unwrap_or(server);
        diagnostics.add(Diagnostic::new(
            place.span,
            "a server with a variable that has no value",
            "each name in braces is expected in `variables`, with a `default`",
        ));
        return None;
    }
    uri.contains("://")
        .then(|| uri.trim_end_matches('/').to_owned())
}
