//! What can be left out of a document: its types, resources and methods, with the places that belong to each.

use std::path::Path;

use crate::{
    diagnostics::Diagnostics,
    partial::{Region, places},
    raml::{document, keys},
    source::Sources,
    yaml::{Entry, Node},
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
                spans: places(declared.name_span, &declared.node),
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
            spans: places(resource.key_span, &resource.value),
        });
        let is_method = |entry: &&Entry| keys::METHODS.contains(&entry.key.as_ref());
        for method in resource.value.entries().iter().filter(is_method) {
            let http = method.key.to_uppercase();
            found.push(Region {
                what: format!("operation `{http} {path}`"),
                parent: Some(position),
                spans: places(method.key_span, &method.value),
            });
        }
        below(&resource.value, &path, Some(position), found);
    }
}
