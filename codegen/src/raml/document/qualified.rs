//! Annotations that are named with the library that declares them, such as `(annotations.beta)`.

use std::{collections::HashMap, rc::Rc};

use crate::{
    source::Span,
    yaml::{Entry, Kind, Node, ScopeId},
};

use super::{Declaration, Document, Library, LibraryId};

/// Takes the library out of the name of every annotation, so that `(annotations.beta)` is `(beta)` wherever annotations are
/// read, and remembers it by the place of the name. A name whose library is not known stays as it is.
pub(super) fn resolve(document: &mut Document) {
    let place = document.root.span;
    let mut root = std::mem::replace(&mut document.root, Node::null(place));
    let mut libraries = std::mem::take(&mut document.libraries);
    let mut of_scalars = std::mem::take(&mut document.scalar_annotations);
    let mut annotated = HashMap::new();
    resolve_below(document, &mut root, &mut annotated);
    for library in &mut libraries {
        resolve_in(document, library, &mut annotated);
    }
    for annotation in &mut of_scalars {
        let scope = annotation.entry.value.scope;
        rename(document, &mut annotation.entry, scope, &mut annotated);
    }
    document.root = root;
    document.scalar_annotations = of_scalars;
    document.libraries = libraries;
    document.annotated = annotated;
}

/// The library of each annotation that was named with one, by the place of the name.
type Annotated = HashMap<Span, LibraryId>;

fn resolve_in(document: &Document, library: &mut Library, annotated: &mut Annotated) {
    let declarations = [
        &mut library.types,
        &mut library.traits,
        &mut library.resource_types,
        &mut library.annotation_types,
        &mut library.security_schemes,
    ];
    for declaration in declarations
        .into_iter()
        .flat_map(|found| found.values_mut())
    {
        let Declaration { node, .. } = declaration;
        resolve_below(document, node, annotated);
    }
    for entry in &mut library.annotations {
        let scope = entry.value.scope;
        rename(document, entry, scope, annotated);
    }
}

fn resolve_below(document: &Document, node: &mut Node, annotated: &mut Annotated) {
    let scope = node.scope;
    match &mut node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                rename(document, entry, scope, annotated);
                resolve_below(document, &mut entry.value, annotated);
            }
        }
        Kind::List(elements) => {
            for element in elements {
                resolve_below(document, element, annotated);
            }
        }
        Kind::Null | Kind::Scalar(_) | Kind::Include(_) => {}
    }
}

fn rename(document: &Document, entry: &mut Entry, scope: ScopeId, annotated: &mut Annotated) {
    let name = entry
        .key
        .strip_prefix('(')
        .and_then(|key| key.strip_suffix(')'));
    let Some((aliases, name)) = name.and_then(|name| name.rsplit_once('.')) else {
        return;
    };
    if let Some(library) = document.library(aliases, scope) {
        annotated.insert(entry.key_span, library);
        entry.key = Rc::from(format!("({name})"));
    }
}
