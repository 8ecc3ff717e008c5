//! How trees are merged: a near one over a far one (method > resource type > trait), or an Extension over its document.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    yaml::{Entry, Kind, Node},
};

/// Merges `far` into `near`, two methods, as RAML 1.0 says in "Algorithm of Merging Traits and Methods": what the near one
/// says stays, what only the far one says is added.
///
/// Maps merge key by key, where `name?` and `name` are one key; the values of an `enum` are those of both; values, such as
/// examples and annotations, stand as they are. A declaration in short form is one in long form: `integer` below
/// `{maximum: 3}` is `{type: integer, maximum: 3}`.
pub fn under(near: Node, far: &Node) -> Node {
    merged(near, far, Position::Keys)
}

/// Merges `far` into `near`, two declarations.
pub fn declaration_under(near: Node, far: &Node) -> Node {
    merged(near, far, Position::Declaration)
}

/// The role of a node in its parent node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// A declaration of a type, which may be in short form.
    Declaration,
    /// A map from names to declarations.
    Declarations,
    /// A map of keys of RAML.
    Keys,
    /// A map from names to maps of keys of RAML.
    Named,
    /// A body: a declaration, or a map from media types to declarations.
    Body,
    /// A list of which both sides give a part, such as the values of an `enum`.
    Choices,
    /// A list of names of traits or security schemes, each perhaps with parameters.
    Uses,
    /// A map from names to examples.
    Examples,
    /// A value, such as an example or that of an annotation.
    Value,
}

impl Position {
    fn below(self, key: &str) -> Self {
        let key = key.strip_suffix('?').unwrap_or(key);
        match self {
            Self::Declarations => Self::Declaration,
            Self::Named => Self::Keys,
            Self::Choices | Self::Uses | Self::Examples | Self::Value => Self::Value,
            Self::Declaration | Self::Keys | Self::Body => match key {
                // The use of a resource type is one value.
                "type" if self == Self::Keys => Self::Value,
                "default" | "example" => Self::Value,
                "examples" => Self::Examples,
                "enum" | "fileTypes" | "mediaType" | "protocols" => Self::Choices,
                "is" | "securedBy" => Self::Uses,
                "annotationTypes" | "baseUriParameters" | "facets" | "headers" | "properties"
                | "queryParameters" | "schemas" | "types" | "uriParameters" => Self::Declarations,
                "resourceTypes" | "responses" | "securitySchemes" | "traits" => Self::Named,
                "items" | "queryString" => Self::Declaration,
                "body" => Self::Body,
                key if key.starts_with('(') => Self::Value,
                key if key.contains('/') && !key.starts_with('/') => Self::Declaration,
                _ => Self::Keys,
            },
        }
    }

    /// The keys that may not stand beside a key.
    fn conflicting(self, key: &str) -> &'static [&'static str] {
        match (self, key) {
            (Self::Declaration | Self::Body, "example") => &["examples"],
            (Self::Declaration | Self::Body, "examples") => &["example"],
            (Self::Declaration | Self::Body, "type") => &["schema"],
            (Self::Declaration | Self::Body, "schema") => &["type"],
            (Self::Keys, "queryString") => &["queryParameters"],
            (Self::Keys, "queryParameters") => &["queryString"],
            _ => &[],
        }
    }

    /// Whether a scalar or a list here is a declaration in short form, beside one in long form.
    fn may_be_short(self, long: &[Entry]) -> bool {
        match self {
            Self::Declaration => true,
            Self::Body => !long.iter().any(|entry| entry.key.contains('/')),
            _ => false,
        }
    }
}

fn merged(near: Node, far: &Node, position: Position) -> Node {
    match (&near.kind, &far.kind) {
        _ if position == Position::Value => near,
        (Kind::Null, _) => far.clone(),
        (Kind::List(_), Kind::List(more)) if position == Position::Choices => {
            let Node { span, scope, kind } = near;
            let Kind::List(elements) = kind else {
                return far.clone();
            };
            Node {
                span,
                scope,
                kind: Kind::List(joined(elements, more.to_vec())),
            }
        }
        (Kind::Map(_), Kind::Map(more)) => {
            let Node { span, scope, kind } = near;
            let Kind::Map(mut entries) = kind else {
                return far.clone();
            };
            let index = Index::of(&entries, more.len());
            let own = entries.len();
            for entry in more {
                let conflicts = |known: &Entry| {
                    // Two ways to say what a query is are an error, which is reported once they are merged.
                    position != Position::Keys
                        && position.conflicting(&entry.key).contains(&&*known.key)
                };
                match index.position(entries.get(..own).unwrap_or_default(), &entry.key) {
                    Some(position_of_known) => {
                        if let Some(known) = entries.get_mut(position_of_known) {
                            let value =
                                std::mem::replace(&mut known.value, Node::null(known.key_span));
                            known.value = merged(value, &entry.value, position.below(&known.key));
                        }
                    }
                    None if entries.iter().take(own).any(conflicts) => {}
                    None => entries.push(entry.clone()),
                }
            }
            Node {
                span,
                scope,
                kind: Kind::Map(entries),
            }
        }
        (Kind::Scalar(_) | Kind::List(_), Kind::Map(far_entries))
            if position.may_be_short(far_entries) =>
        {
            merged(in_long_form(near), far, position)
        }
        (Kind::Map(entries), Kind::Scalar(_) | Kind::List(_)) if position.may_be_short(entries) => {
            merged(near, &in_long_form(far.clone()), position)
        }
        _ => near,
    }
}

/// Merges an Extension or Overlay over the document below, as RAML 1.0 says in "Merging Rules": what it says wins, maps merge
/// key by key, lists are joined; values, such as examples and annotations, are replaced.
pub fn extend(below: Node, mut over: Node) -> Node {
    if let Kind::Map(entries) = &mut over.kind {
        entries.retain(|entry| !matches!(entry.key.as_ref(), "extends" | "usage" | "uses"));
    }
    extended(below, over, Position::Keys)
}

fn extended(below: Node, over: Node, position: Position) -> Node {
    let Node { span, scope, kind } = below;
    let place = |kind: Kind| Node { span, scope, kind };
    match (kind, over.kind) {
        (_, kind) if position == Position::Value => Node {
            span: over.span,
            scope: over.scope,
            kind,
        },
        (kind, Kind::Null) => place(kind),
        (Kind::Map(entries), Kind::Map(more)) => {
            place(Kind::Map(extended_entries(entries, more, position)))
        }
        (Kind::List(elements), Kind::List(more)) => {
            let elements = match position {
                Position::Uses => joined_uses(elements, more),
                _ => joined(elements, more),
            };
            place(Kind::List(elements))
        }
        (kind @ Kind::Scalar(_), Kind::List(more))
            if matches!(position, Position::Choices | Position::Uses) =>
        {
            let elements = Kind::List(vec![place(kind)]);
            let more = Node {
                span: over.span,
                scope: over.scope,
                kind: Kind::List(more),
            };
            extended(place(elements), more, position)
        }
        (kind @ (Kind::Scalar(_) | Kind::List(_)), Kind::Map(more))
            if position.may_be_short(&more) =>
        {
            let more = Node {
                span: over.span,
                scope: over.scope,
                kind: Kind::Map(more),
            };
            extended(in_long_form(place(kind)), more, position)
        }
        (_, kind) => Node {
            span: over.span,
            scope: over.scope,
            kind,
        },
    }
}

fn extended_entries(mut entries: Vec<Entry>, more: Vec<Entry>, position: Position) -> Vec<Entry> {
    let index = Index::of(&entries, more.len());
    let mut new: Vec<Entry> = Vec::new();
    for entry in more {
        let at = index.position(&entries, &entry.key);
        match at.and_then(|at| entries.get_mut(at)) {
            None => new.push(entry),
            Some(known) => {
                let value = std::mem::replace(&mut known.value, Node::null(known.key_span));
                known.value = extended(value, entry.value, position.below(&known.key));
            }
        }
    }
    // What may not stand beside what is new gives way to it.
    let conflicting: Vec<&str> = new
        .iter()
        .flat_map(|entry| position.conflicting(&entry.key))
        .copied()
        .collect();
    if !conflicting.is_empty() {
        entries.retain(|entry| !conflicting.contains(&&*entry.key));
    }
    entries.extend(new);
    entries
}

/// The elements of two lists, without those of the second one that stand in the first.
fn joined(mut elements: Vec<Node>, more: Vec<Node>) -> Vec<Node> {
    let own = texts(&elements, Node::as_str);
    let is_new = |of: &Node| !of.as_str().is_some_and(|text| own.contains(text));
    elements.extend(more.into_iter().filter(is_new));
    elements
}

/// The uses of two lists. Of two uses of one trait or security scheme, the one in the second list counts.
fn joined_uses(mut uses: Vec<Node>, more: Vec<Node>) -> Vec<Node> {
    let new = texts(&more, used);
    uses.retain(|of| !used(of).is_some_and(|name| new.contains(name)));
    uses.extend(more);
    uses
}

/// The name of the trait or security scheme in a use of it.
fn used(of: &Node) -> Option<&str> {
    match of.entries() {
        [only] => Some(&only.key),
        _ => of.as_str(),
    }
}

fn texts(of: &[Node], text: impl Fn(&Node) -> Option<&str>) -> HashSet<String> {
    of.iter().filter_map(text).map(str::to_owned).collect()
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
        let is_ignored = match entry.key.as_ref() {
            "extends" | "usage" | "uses" => true,
            "types" => below.get("types").is_none(),
            _ => false,
        };
        if !is_ignored {
            check_overlaid(below, entry, diagnostics);
        }
    }
}

fn check_overlaid(below: &Node, entry: &Entry, diagnostics: &mut Diagnostics) {
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
    if describes {
        return;
    }
    match (below.get(key), &entry.value.kind) {
        (Some(known), Kind::Map(_) | Kind::Null) => {
            for entry in entry.value.entries() {
                check_overlaid(known, entry, diagnostics);
            }
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

/// Whether two keys name the same thing: `name?` is `name`, declared optional.
pub fn same_key(left: &str, right: &str) -> bool {
    bare(left) == bare(right)
}

/// Where the entries of a map stand, by their keys without `?`.
struct Index(Option<HashMap<Rc<str>, usize>>);

impl Index {
    /// The number of comparisons from which a map is faster.
    const FEW: usize = 256;

    /// The index of entries that so many others are looked up in.
    fn of(entries: &[Entry], lookups: usize) -> Self {
        if entries.len().saturating_mul(lookups) <= Self::FEW {
            return Self(None);
        }
        let mut known = HashMap::with_capacity(entries.len());
        for (position, entry) in entries.iter().enumerate() {
            known.entry(Rc::from(bare(&entry.key))).or_insert(position);
        }
        Self(Some(known))
    }

    fn position(&self, entries: &[Entry], key: &str) -> Option<usize> {
        match &self.0 {
            Some(known) => known.get(bare(key)).copied(),
            None => entries.iter().position(|entry| same_key(&entry.key, key)),
        }
    }
}

fn bare(key: &str) -> &str {
    key.strip_suffix('?').unwrap_or(key)
}
