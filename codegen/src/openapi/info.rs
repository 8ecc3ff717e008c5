//! The information about the whole API in the head of a document.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets::{line, text},
    model::{Alike, Api},
    openapi::{document::Document, security, servers},
    yaml::Node,
};

/// The API with its title, server and security schemes; types and resources are still missing.
pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let root = document.root();
    let documentation = root
        .get("externalDocs")
        .and_then(|documentation| text(documentation, "url"));
    Api {
        title: title(root, diagnostics),
        base_uri: servers::of_document(document, diagnostics),
        documentation,
        security_schemes: security::schemes(document, diagnostics),
        authorisations: security::authorisations(document),
        alike: Alike::ToldApart,
        ..Api::default()
    }
}

fn title(root: &Node, diagnostics: &mut Diagnostics) -> String {
    let title = root.get("info").and_then(|info| line(info, "title"));
    title.unwrap_or_else(|| {
        let place = root.get("info").unwrap_or(root);
        diagnostics.warn(Diagnostic::new(
            place.span,
            "an API without a title",
            "`info` with a `title` is expected",
        ));
        "the API".to_owned()
    })
}
