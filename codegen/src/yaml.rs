//! Reads YAML text into a tree in which each node has its place.
//!
//! The tree keeps what RAML needs and a plain YAML loader loses: spans, the order of keys, the text of scalars as it was
//! written, and `!include` as a separate node.

mod correction;
mod offsets;
mod reader;

use std::rc::Rc;

use crate::source::Span;

pub use self::reader::{DEEPEST, parse};

/// A node of a document.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its position.
    pub span: Span,
    /// The names that its text may use: see [`crate::raml::document`].
    pub scope: ScopeId,
    /// What it is.
    pub kind: Kind,
}

/// Names a scope of type, trait and resource type names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ScopeId(pub u32);

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Nothing: an empty value, `~` or `null`.
    Null,
    /// A text, number or boolean.
    Scalar(Scalar),
    /// `!include path`.
    Include(Rc<str>),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the text.
    Map(Vec<Entry>),
}

/// A scalar as it was written.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// Its text.
    pub text: Rc<str>,
    /// Whether it was written without quotes, so that `true` or `12` mean more than their text.
    pub plain: bool,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key's text.
    pub key: Rc<str>,
    /// The key's place.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// An empty node at a place.
    pub fn null(span: Span) -> Self {
        Self {
            span,
            scope: ScopeId::default(),
            kind: Kind::Null,
        }
    }

    /// A map of the given entries, at the place of `like`.
    pub fn map(like: &Self, entries: Vec<Entry>) -> Self {
        Self {
            span: like.span,
            scope: like.scope,
            kind: Kind::Map(entries),
        }
    }

    /// A scalar of the given text, at the place of `like`.
    pub fn text(like: &Self, text: &str) -> Self {
        let scalar = Scalar {
            text: text.into(),
            plain: true,
        };
        Self {
            span: like.span,
            scope: like.scope,
            kind: Kind::Scalar(scalar),
        }
    }

    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The boolean of a plain `true` or `false`.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Scalar(Scalar { text, plain: true }) => match text.as_ref() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the node is empty.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The entries of a map; none for any other node.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; none for any other node.
    pub fn elements(&self) -> &[Self] {
        match &self.kind {
            Kind::List(elements) => elements,
            _ => &[],
        }
    }

    /// The value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|entry| entry.key.as_ref() == key)
            .map(|entry| &entry.value)
    }

    /// What kind of node it is, for messages.
    pub fn what(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "a scalar",
            Kind::Include(_) => "an include",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }
}

/// How many nodes a tree has.
pub fn size(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::List(elements) => elements.iter().map(size).sum::<usize>(),
        Kind::Map(entries) => entries.iter().map(|entry| size(&entry.value)).sum(),
        _ => 0,
    }
}

/// How deep a tree nests.
pub fn depth(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::List(elements) => elements.iter().map(depth).max().unwrap_or(0),
        Kind::Map(entries) => entries
            .iter()
            .map(|entry| depth(&entry.value))
            .max()
            .unwrap_or(0),
        _ => 0,
    }
}
