//! What can be left out of a document: its types, resources and methods, with the places that belong to each.

use std::path::Path;

use crate::{
    diagnostics::Diagnostics,
    partial::Region,
    raml::{document, keys},
    source::{Sources, Span},
    yaml::{Entry, Kind, Node},
};

/// The regions of the document at `root`, which has been read into `sources` before.
pub fn regions(root: &Path, sources: &mut Sources) -> Vec<Region> {
    let mut found = Vec::new();
    let Some(document) = document::load(root, sources, &mut Diagnostics::default()) else {
        return found;
    };
    for library in &document.libraries {
        for (name, declared) in &library.types {
            found.push(Region {
                what: format!("type `{name}`"),
                parent: None,
                spans: spans(declared.name_span, &declared.node),
            });
        }
    }
    below(&document.root, "", None, &mut found);
    found
}

/// The resources in a node, each before its methods and the resources in it.
fn below(node: &Node, path: &str, parent: Option<usize>, found: &mut Vec<Region>) {
    let resources = node
        .entries()
        .iter()
        .filter(|entry| entry.key.starts_with('/'));
    for resource in resources {
        let position = found.len();
        let path = format!("{path}{}", resource.key);
        found.push(Region {
            what: format!("resource `{path}`"),
            parent,
            spans: spans(resource.key_span, &resource.value),
        });
        let is_method = |entry: &&Entry| keys::METHODS.contains(&entry.key.as_ref());
        for method in resource.value.entries().iter().filter(is_method) {
            let http = method.key.to_uppercase();
            found.push(Region {
                what: format!("operation `{http} {path}`"),
                parent: Some(position),
                spans: spans(method.key_span, &method.value),
            });
        }
        below(&resource.value, &path, Some(position), found);
    }
}

/// The part of the file in which a declaration stands, and the files that it includes.
fn spans(name: Span, node: &Node) -> Vec<Span> {
    let mut spans = vec![Span {
        end: match name.file == node.span.file {
            true => node.span.end.max(name.end),
            false => name.end,
        },
        ..name
    }];
    includes(node, name, &mut spans);
    spans
}

fn includes(node: &Node, within: Span, spans: &mut Vec<Span>) {
    if node.span.file != within.file {
        spans.push(Span {
            file: node.span.file,
            start: 0,
            end: u32::MAX,
        });
    }
    match &node.kind {
        Kind::List(elements) => elements
            .iter()
            .for_each(|element| includes(element, node.span, spans)),
        Kind::Map(entries) => entries
            .iter()
            .for_each(|entry| includes(&entry.value, node.span, spans)),
        Kind::Null | Kind::Scalar(_) | Kind::Include(_) => {}
    }
}
