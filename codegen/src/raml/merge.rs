//! How trees are merged: a near one over a far one (method > resource type > trait), or an Extension over its document.

use std::rc::Rc;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    yaml::{Entry, Kind, Node},
};

/// Merges `far` into `near`, two methods: what the near one says stays, what only the far one says is added.
///
/// Maps merge key by key, where `name?` and `name` are one key; lists and scalars of the near one stand as they are. A
/// declaration in short form is one in long form: `integer` below `{maximum: 3}` is `{type: integer, maximum: 3}`.
pub fn under(near: Node, far: &Node) -> Node {
    merged(near, far, Position::Facets)
}

/// Merges `far` into `near`, two declarations.
pub fn declaration_under(near: Node, far: &Node) -> Node {
    merged(near, far, Position::Declaration)
}

/// What a node is to the node that it stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// A declaration of a type, which may be in short form.
    Declaration,
    /// A map from names to declarations.
    Declarations,
    /// A map of facets or other keys of RAML.
    Facets,
    /// A value, such as an example.
    Value,
}

impl Position {
    fn below(self, key: &str) -> Self {
        match self {
            Self::Declarations => Self::Declaration,
            Self::Value => Self::Value,
            Self::Declaration | Self::Facets => match key.strip_suffix('?').unwrap_or(key) {
                "default" | "enum" | "example" | "examples" => Self::Value,
                "facets" | "headers" | "properties" | "queryParameters" | "uriParameters" => {
                    Self::Declarations
                }
                "items" | "queryString" => Self::Declaration,
                key if key.starts_with('(') => Self::Value,
                key if key.contains('/') => Self::Declaration,
                _ => Self::Facets,
            },
        }
    }
}

fn merged(near: Node, far: &Node, position: Position) -> Node {
    let is_declaration = position == Position::Declaration;
    match (&near.kind, &far.kind) {
        (Kind::Null, _) => far.clone(),
        (Kind::Map(_), Kind::Map(more)) => {
            let Node { span, scope, kind } = near;
            let Kind::Map(entries) = kind else {
                return far.clone();
            };
            let entries = merge_entries(entries, more, |key, near, far| {
                merged(near, far, position.below(key))
            });
            Node {
                span,
                scope,
                kind: Kind::Map(entries),
            }
        }
        (Kind::Scalar(_), Kind::Map(_)) if is_declaration => {
            merged(in_long_form(near), far, position)
        }
        (Kind::Map(_), Kind::Scalar(_)) if is_declaration => {
            merged(near, &in_long_form(far.clone()), position)
        }
        _ => near,
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
            let entries = merge_entries(entries, &over_entries, |_, below, over| {
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
    merge: impl Fn(&str, Node, &Node) -> Node,
) -> Vec<Entry> {
    for entry in more {
        match entries
            .iter_mut()
            .find(|known| same_key(&known.key, &entry.key))
        {
            None => entries.push(entry.clone()),
            Some(known) => {
                let value = std::mem::replace(&mut known.value, Node::null(known.key_span));
                known.value = merge(&known.key, value, &entry.value);
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
            | "schema"
            | "facets"
            | "xml"
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
            | "minProperties"
            | "maxProperties"
            | "additionalProperties"
            | "discriminator"
            | "discriminatorValue"
            | "fileTypes"
    ) || key.starts_with('(')
}
