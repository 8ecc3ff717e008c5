//! The bases of a declaration.

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostics::Diagnostic,
    raml::{
        annotations,
        document::Named,
        expression::{self, Expression},
    },
    yaml::{Kind, Node},
};

use super::{DEEPEST, Types};

impl Types<'_> {
    /// Reports types that inherit from themselves.
    pub(super) fn check_inheritance(&mut self) {
        // Nodes from which no chain of bases leads into a circle, or whose circle has been reported.
        let mut settled: HashSet<*const Node> = HashSet::new();
        for library in &self.document.libraries {
            for (name, declaration) in &library.types {
                let mut chain: Vec<(*const Node, String)> =
                    vec![(&raw const declaration.node, name.to_string())];
                let mut on_chain: HashSet<*const Node> = [&raw const declaration.node].into();
                let mut node = &declaration.node;
                while !settled.contains(&std::ptr::from_ref(node)) {
                    let Some((_, name, base)) = base_name(node)
                        .and_then(|base| self.document.find(Named::Type, &base, node.scope))
                    else {
                        break;
                    };
                    node = &base.node;
                    if !on_chain.insert(node) {
                        let first = chain
                            .iter()
                            .position(|(known, _)| std::ptr::eq(*known, node))
                            .unwrap_or(0);
                        let mut names: Vec<&str> = chain
                            .iter()
                            .skip(first)
                            .map(|(_, name)| name.as_str())
                            .collect();
                        names.push(&name);
                        self.diagnostics.add(Diagnostic::new(
                            base.name_span,
                            format!("a type that inherits from itself: {}", names.join(" -> ")),
                            "a base that does not refer to it is expected",
                        ));
                        break;
                    }
                    chain.push((node, name.to_string()));
                }
                settled.extend(on_chain);
                if self.leads_back(&declaration.node) {
                    self.diagnostics.add(Diagnostic::new(
                        declaration.name_span,
                        format!("a type that inherits from itself: {name}"),
                        "bases that do not refer to it are expected",
                    ));
                }
            }
        }
    }

    /// Whether one of a declaration's further bases leads back to it.
    fn leads_back(&self, node: &Node) -> bool {
        let mut seen: HashSet<*const Node> = HashSet::new();
        let mut open: Vec<&Node> = several_bases(node).iter().skip(1).collect();
        while let Some(base) = open.pop() {
            let declared = base_name(base)
                .filter(|_| several_bases(base).is_empty())
                .and_then(|name| self.document.find(Named::Type, &name, base.scope));
            match declared {
                Some((_, _, declared)) if std::ptr::eq(&raw const declared.node, node) => {
                    return true;
                }
                Some((_, _, declared)) if seen.insert(&raw const declared.node) => {
                    open.push(&declared.node);
                }
                Some(_) => {}
                None => open.extend(several_bases(base)),
            }
        }
        false
    }

    /// Whether a declaration derives from `object`.
    pub(super) fn is_object(&self, node: &Node) -> bool {
        self.is_object_among(node, &mut HashMap::new())
    }

    /// The same, with the results for other declarations: each is examined once, although several bases may lead to it.
    fn is_object_among(&self, node: &Node, known: &mut HashMap<*const Node, bool>) -> bool {
        let key = std::ptr::from_ref(node);
        if let Some(known) = known.get(&key) {
            return *known;
        }
        // What leads back to itself without properties is none.
        known.insert(key, false);
        let several = several_bases(node);
        let is_object = if node.get("properties").is_some() || node.get("discriminator").is_some() {
            true
        } else if several.is_empty() {
            match base_name(node).as_deref() {
                None => false,
                Some("object") => true,
                Some(name) => self
                    .document
                    .find(Named::Type, name, node.scope)
                    .is_some_and(|(_, _, base)| self.is_object_among(&base.node, known)),
            }
        } else {
            several.iter().all(|base| self.is_object_among(base, known))
        };
        known.insert(key, is_object);
        is_object
    }

    /// Whether the values of a declaration are texts, by what it derives from.
    pub(super) fn text_of(&self, node: &Node) -> Option<Text> {
        let mut node = node;
        let mut text = Text::Only;
        // A circle of bases has been reported; it only must not keep us here.
        for _ in 0..DEEPEST {
            let mut base = match base_expression(node) {
                Base::Unsaid => return Some(text),
                Base::Unreadable => return None,
                Base::Is(base) => base,
            };
            if let Expression::Union(mut members) = base {
                let count = members.len();
                members.retain(|member| *member != Expression::Name("nil".to_owned()));
                if members.len() == count {
                    return None;
                }
                text = Text::OrNull;
                base = members.pop().filter(|_| members.is_empty())?;
            }
            let Expression::Name(name) = base else {
                return None;
            };
            if name == "string" {
                return Some(text);
            }
            let (_, _, declared) = self.document.find(Named::Type, &name, node.scope)?;
            node = &declared.node;
        }
        None
    }

    /// Whether the type of a declaration was removed as a whole.
    pub fn names_gone_type(&self, node: &Node) -> bool {
        let text = node
            .as_str()
            .or_else(|| node.get("type").and_then(Node::as_str));
        let items = node
            .get("items")
            .is_some_and(|items| self.names_gone_type(items));
        let own = text
            .and_then(|text| expression::parse(text).ok())
            .is_some_and(|expression| self.is_gone(&expression, node));
        own || items
    }

    fn is_gone(&self, expression: &Expression, node: &Node) -> bool {
        match expression {
            Expression::Name(name) => self
                .document
                .find(Named::Type, name, node.scope)
                .is_some_and(|(_, _, declared)| {
                    annotations::is_gone(self.document, &declared.node)
                }),
            Expression::Array(items) => self.is_gone(items, node),
            Expression::Union(members) => members.iter().all(|member| self.is_gone(member, node)),
        }
    }
}

/// The bases of a declaration that has more than one.
pub(super) fn several_bases(node: &Node) -> &[Node] {
    let list = match &node.kind {
        Kind::Map(_) => node.get("type").or_else(|| node.get("schema")),
        _ => Some(node),
    };
    match list.map(Node::elements) {
        Some(bases) if bases.len() > 1 => bases,
        _ => &[],
    }
}

/// What a declaration of texts allows besides texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// Nothing.
    Only,
    /// `null`.
    OrNull,
}

/// The base that a declaration names.
enum Base {
    /// Nothing, which makes it a text.
    Unsaid,
    /// A base that cannot be read, which is reported elsewhere.
    Unreadable,
    /// A type; the first one, where it has several.
    Is(Expression),
}

fn base_expression(node: &Node) -> Base {
    let mut of = node;
    // A `type` may contain a whole declaration; trees are not deep enough for this to take long.
    while let Kind::Map(_) = of.kind {
        match of.get("type").or_else(|| of.get("schema")) {
            Some(base) if !base.is_null() => of = base,
            _ if of.get("items").is_some() => return Base::Unreadable,
            _ => return Base::Unsaid,
        }
    }
    if of.is_null() {
        return Base::Unsaid;
    }
    let text = match of.elements() {
        [first, ..] => first.as_str(),
        _ => of.as_str(),
    };
    match text.map(expression::parse) {
        Some(Ok(expression)) => Base::Is(expression),
        _ => Base::Unreadable,
    }
}

/// The name in the `type` of a declaration, where it is one name; the first one, where it has several bases.
fn base_name(node: &Node) -> Option<String> {
    match base_expression(node) {
        Base::Is(Expression::Name(name)) => Some(name),
        _ => None,
    }
}
