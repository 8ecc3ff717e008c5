//! Servers: that of the document, and those of single paths and operations.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets::text,
    model::Http,
    openapi::{
        document::{Document, Section},
        fixed_fields,
    },
    yaml::{Kind, Node},
};

/// The URL of the first server of a document, or else, if it names none, of the server that all of its operations have.
pub fn of_document(document: &Document, diagnostics: &mut Diagnostics) -> Option<String> {
    let of_root = first(document.root(), diagnostics);
    of_root
        .or_else(|| of_all_operations(document))
        .filter(|url| url.contains("://"))
}

/// The URL of the server of each operation, if that is the same one.
fn of_all_operations(document: &Document) -> Option<String> {
    // Their errors are reported where the operations are read.
    let mut known = Diagnostics::default();
    let mut common: Option<String> = None;
    for path in fixed_fields::map(document.root(), "paths", &mut known) {
        let Some(item) = document.resolve(&path.value, Section::PathItems, &mut known) else {
            continue;
        };
        for operation in Http::ALL.iter().filter_map(|http| item.get(http.as_str())) {
            let url = first(holder(operation, item), &mut known)?;
            if common.get_or_insert_with(|| url.clone()) != &url {
                return None;
            }
        }
    }
    common
}

/// The node with the servers of an operation: the operation itself, or else its path.
fn holder<'n>(operation: &'n Node, item: &'n Node) -> &'n Node {
    match operation.get("servers") {
        Some(_) => operation,
        None => item,
    }
}

/// The URL of the server of an operation, if that is another one than that of the document.
pub fn of_operation(
    operation: &Node,
    item: &Node,
    document: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let holder = holder(operation, item);
    let url = first(holder, diagnostics)?;
    let url = match (url.contains("://"), document) {
        (true, _) => url,
        // A path alone is at the host of the document.
        (false, Some(document)) => format!("{}{url}", host(document)),
        (false, None) => {
            let place = holder.get("servers").unwrap_or(holder);
            diagnostics.warn(Diagnostic::new(
                place.span,
                format!("server `{url}` has no host"),
                "`url: https://…` is expected, here or for the document; the request goes to the server of the client",
            ));
            return None;
        }
    };
    (Some(url.as_str()) != document).then_some(url)
}

/// The scheme and the host of a URL.
fn host(url: &str) -> &str {
    let start = url.find("://").map_or(0, |position| position + 3);
    let end = url
        .get(start..)
        .and_then(|rest| rest.find('/'))
        .map_or(url.len(), |length| start + length);
    url.get(..end).unwrap_or(url)
}

/// The URL of the first server, with the defaults of its variables.
fn first(holder: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let server = fixed_fields::list(holder, "servers", diagnostics).first()?;
    let Some(mut url) = text(server, "url") else {
        diagnostics.add(Diagnostic::new(
            server.span,
            "a server without `url`",
            "`url: https://…` is expected",
        ));
        return None;
    };
    for variable in fixed_fields::map(server, "variables", diagnostics) {
        if let Some(default) = variable.value.get("default").and_then(Node::as_str) {
            url = url.replace(&format!("{{{}}}", variable.key), default);
        }
    }
    if url.contains('{') {
        let place = server
            .get("url")
            .filter(|url| matches!(url.kind, Kind::Scalar(_)))
            .unwrap_or(server);
        diagnostics.warn(Diagnostic::new(
            place.span,
            "a server with a variable that has no value",
            "each name in braces is expected in `variables`, with a `default`; the server is not used",
        ));
        return None;
    }
    Some(url.trim_end_matches('/').to_owned())
}
