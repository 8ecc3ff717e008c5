//! How trees are merged: a near one over a far one (method > resource type > trait), or an Extension over its document.

use std::rc::Rc;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    yaml::{Entry, Kind, Node},
};

/// Merges `far` into `near`: what the near one says stays, what only the far one says is added.
///
/// Maps merge key by key, where `name?` and `name` are one key; lists and scalars of the near one stand as they are.
pub fn under(near: Node, far: &Node) -> Node {
    match (near.kind, &far.kind) {
        (Kind::Null, _) => far.clone(),
        (Kind::Map(entries), Kind::Map(more)) => {
            let entries = merge_entries(entries, more, under);
            Node {
                span: near.span,
                scope: near.scope,
                kind: Kind::Map(entries),
            }
        }
        (kind @ Kind::Scalar(_), Kind::Map(more)) if is_declaration(more) => under(
            in_long_form(Node {
                span: near.span,
                scope: near.scope,
                kind,
            }),
            far,
        ),
        (kind, _) => Node {
            span: near.span,
            scope: near.scope,
            kind,
        },
    }
}

/// Merges an Extension or Overlay over the document below: what it says wins, lists of plain values are joined.
pub fn extend(below: Node, over: Node) -> Node {
    match (below.kind, over.kind) {
        (kind, Kind::Null) => Node {
            span: below.span,
            scope: below.scope,
            kind,
        },
        (Kind::Map(entries), Kind::Map(over_entries)) => {
            let over_entries: Vec<Entry> = over_entries
                .into_iter()
                .filter(|entry| !matches!(entry.key.as_ref(), "extends" | "usage" | "uses"))
                .collect();
            let entries = merge_entries(entries, &over_entries, |below, over| {
                extend(below, over.clone())
            });
            Node {
                span: below.span,
                scope: below.scope,
                kind: Kind::Map(entries),
            }
        }
        (Kind::List(mut elements), Kind::List(more)) => {
            for element in more {
                let known = element
                    .as_str()
                    .is_some_and(|text| elements.iter().any(|known| known.as_str() == Some(text)));
                if !known {
                    elements.push(element);
                }
            }
            Node {
                span: below.span,
                scope: below.scope,
                kind: Kind::List(elements),
            }
        }
        (kind @ Kind::Scalar(_), Kind::Map(more)) if is_declaration(&more) => extend(
            in_long_form(Node {
                span: below.span,
                scope: below.scope,
                kind,
            }),
            Node {
                span: over.span,
                scope: over.scope,
                kind: Kind::Map(more),
            },
        ),
        (_, kind) => Node {
            span: over.span,
            scope: over.scope,
            kind,
        },
    }
}

/// Whether a map is a type declaration in long form.
fn is_declaration(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| is_facet(&entry.key))
}

/// A declaration in short form (`number`) as one in long form (`type: number`).
fn in_long_form(short: Node) -> Node {
    Node::map(
        &short,
        vec![Entry {
            key: Rc::from("type"),
            key_span: short.span,
            value: short.clone(),
        }],
    )
}

/// Reports what an Overlay changes though it may only describe.
pub fn check_overlay(below: &Node, over: &Node, diagnostics: &mut Diagnostics) {
    for entry in over.entries() {
        let key = entry.key.as_ref();
        let describes = key.starts_with('(')
            || matches!(
                key,
                "title"
                    | "displayName"
                    | "description"
                    | "documentation"
                    | "annotationTypes"
                    | "example"
                    | "examples"
            );
        let heads = matches!(key, "extends" | "usage" | "uses" | "types");
        if describes || heads && below.get(key).is_none() {
            continue;
        }
        match (below.get(key), &entry.value.kind) {
            (Some(known), Kind::Map(_) | Kind::Null) => {
                check_overlay(known, &entry.value, diagnostics)
            }
            (Some(known), Kind::Scalar(scalar)) if known.as_str() == Some(&scalar.text) => {}
            _ => diagnostics.add(
                Diagnostic::new(
                    entry.key_span,
                    format!("an Overlay may not change `{key}`"),
                    "descriptions, examples and annotations are expected",
                )
                .help("a document that changes behaviour is an Extension"),
            ),
        }
    }
}

/// Whether two keys name the same thing: `name?` is `name`, declared optional.
pub fn same_key(left: &str, right: &str) -> bool {
    left.strip_suffix('?').unwrap_or(left) == right.strip_suffix('?').unwrap_or(right)
}

fn merge_entries(
    mut entries: Vec<Entry>,
    more: &[Entry],
    merge: impl Fn(Node, &Node) -> Node,
) -> Vec<Entry> {
    for entry in more {
        match entries
            .iter_mut()
            .find(|known| same_key(&known.key, &entry.key))
        {
            None => entries.push(entry.clone()),
            Some(known) => {
                let value = std::mem::replace(&mut known.value, Node::null(known.key_span));
                known.value = merge(value, &entry.value);
            }
        }
    }
    entries
}

/// Keys that a type declaration may have: they tell a declaration in long form from any other map.
fn is_facet(key: &str) -> bool {
    matches!(
        key,
        "type"
            | "required"
            | "description"
            | "displayName"
            | "default"
            | "example"
            | "examples"
            | "enum"
            | "pattern"
            | "items"
            | "properties"
            | "minLength"
            | "maxLength"
            | "minimum"
            | "maximum"
            | "format"
            | "multipleOf"
            | "minItems"
            | "maxItems"
            | "uniqueItems"
    ) || key.starts_with('(')
}
