//! Annotations that are named with the library that declares them, such as `(annotations.beta)`.

use std::rc::Rc;

use crate::yaml::{Entry, Kind, Node, ScopeId};

use super::{Declaration, Document, Library};

/// Takes the library out of the name of every annotation, so that `(annotations.beta)` is `(beta)` wherever annotations are
/// read. A name whose library is not known stays as it is.
pub(super) fn resolve(document: &mut Document) {
    let place = document.root.span;
    let mut root = std::mem::replace(&mut document.root, Node::null(place));
    let mut libraries = std::mem::take(&mut document.libraries);
    resolve_below(document, &mut root);
    for library in &mut libraries {
        resolve_in(document, library);
    }
    document.root = root;
    document.libraries = libraries;
}

fn resolve_in(document: &Document, library: &mut Library) {
    let declarations = [
        &mut library.types,
        &mut library.traits,
        &mut library.resource_types,
    ];
    for declaration in declarations
        .into_iter()
        .flat_map(|found| found.values_mut())
    {
        let Declaration { node, .. } = declaration;
        resolve_below(document, node);
    }
    for entry in &mut library.annotations {
        let scope = entry.value.scope;
        rename(document, entry, scope);
    }
}

fn resolve_below(document: &Document, node: &mut Node) {
    let scope = node.scope;
    match &mut node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                rename(document, entry, scope);
                resolve_below(document, &mut entry.value);
            }
        }
        Kind::List(elements) => {
            for element in elements {
                resolve_below(document, element);
            }
        }
        Kind::Null | Kind::Scalar(_) | Kind::Include(_) => {}
    }
}

fn rename(document: &Document, entry: &mut Entry, scope: ScopeId) {
    let name = entry
        .key
        .strip_prefix('(')
        .and_then(|key| key.strip_suffix(')'));
    let Some((aliases, name)) = name.and_then(|name| name.rsplit_once('.')) else {
        return;
    };
    if document.library(aliases, scope).is_some() {
        entry.key = Rc::from(format!("({name})"));
    }
}
