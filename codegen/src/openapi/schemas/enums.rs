//! Enums: lists of texts become types; lists of anything else only constrain one.

use std::collections::HashSet;

use crate::{
    diagnostics::Diagnostic,
    facets::text,
    model::{EnumValue, Scalar, Shape, TypeRef},
    openapi::annotations,
    yaml::{Kind, Node},
};

use super::{Schemas, Shaped, keywords, nullable};

impl<'a> Schemas<'a> {
    /// The type of a schema with `enum` or `const`; `None` for a schema with neither, or whose `type` is sufficient.
    pub(super) fn enumeration(&mut self, node: &'a Node) -> Option<Shaped> {
        if !keywords::has(node, &["enum", "const"]) {
            return None;
        }
        if let Some(list) = node.get("enum")
            && list.elements().is_empty()
        {
            self.diagnostics.add(Diagnostic::new(
                list.span,
                format!("an `enum` that is {}", list.what()),
                "a list of at least one value is expected",
            ));
            return Some(Shaped::any());
        }
        let names = Schemas::type_names(node);
        match names.as_slice() {
            ["string"] => Some(self.texts(node)),
            [] if node.get("type").is_none() => Some(match implied(node) {
                Implied::Text => self.texts(node),
                Implied::Scalar(scalar) => Shaped::of(TypeRef::Scalar(scalar)),
                Implied::Any => Shaped::any(),
            }),
            _ => None,
        }
    }

    /// A union whose members are single texts, which is how an enum with descriptions is written.
    pub(super) fn described_texts(&mut self, members: &[&'a Node]) -> Option<Shaped> {
        let is_text = |member: &&Node| {
            member.get("const").is_some() && matches!(implied(member), Implied::Text)
        };
        if !members.iter().all(is_text) {
            return None;
        }
        let mut values: Vec<EnumValue> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        for member in members {
            keywords::check(member, self.diagnostics);
            let value = member.get("const")?;
            if self.is_new(value, &mut known) {
                values.push(EnumValue {
                    value: value.as_str()?.to_owned(),
                    description: text(member, "description").or_else(|| text(member, "title")),
                });
            }
        }
        Some(Shaped {
            base: None,
            shape: Shape::Enum(values),
        })
    }

    fn texts(&mut self, node: &'a Node) -> Shaped {
        let mut found: Vec<EnumValue> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        let descriptions = annotations::value(node, "enumDescriptions");
        for value in values(node).filter(|value| !value.is_null()) {
            if self.is_new(value, &mut known) {
                found.extend(value.as_str().map(|value| EnumValue {
                    value: value.to_owned(),
                    description: descriptions.and_then(|descriptions| text(descriptions, value)),
                }));
            }
        }
        if nullable::is_only_null(node) {
            return Shaped::of(TypeRef::Scalar(Scalar::Nil));
        }
        Shaped {
            base: None,
            shape: Shape::Enum(found),
        }
    }

    fn is_new(&mut self, value: &'a Node, known: &mut HashSet<&'a str>) -> bool {
        let Some(text) = value.as_str() else {
            self.diagnostics.add(Diagnostic::new(
                value.span,
                format!("a value of an enum that is {}", value.what()),
                "a text is expected",
            ));
            return false;
        };
        let is_new = known.insert(text);
        if !is_new {
            self.diagnostics.warn(Diagnostic::new(
                value.span,
                format!("`{text}` stands twice in one enum"),
                "each value is expected once",
            ));
        }
        is_new
    }
}

/// The values of an enum that are no texts, as they were written.
pub(super) fn not_texts(node: &Node) -> Vec<String> {
    let names = Schemas::type_names(node);
    let are_texts = match names.as_slice() {
        [] => !matches!(implied(node), Implied::Scalar(_)),
        names => names.contains(&"string"),
    };
    let written = values(node).filter_map(Node::as_str).map(str::to_owned);
    if are_texts {
        Vec::new()
    } else {
        written.collect()
    }
}

enum Implied {
    Text,
    Scalar(Scalar),
    Any,
}

/// The type that the values alone imply.
fn implied(node: &Node) -> Implied {
    let mut found: Option<Implied> = None;
    for value in values(node).filter(|value| !value.is_null()) {
        let next = match &value.kind {
            Kind::Scalar(scalar) if scalar.plain => match value.as_bool() {
                Some(_) => Implied::Scalar(Scalar::Boolean),
                None if scalar.text.parse::<i64>().is_ok() => {
                    Implied::Scalar(Scalar::Integer(None))
                }
                None if scalar.text.parse::<f64>().is_ok_and(f64::is_finite) => {
                    Implied::Scalar(Scalar::Number(None))
                }
                None => Implied::Text,
            },
            Kind::Scalar(_) => Implied::Text,
            _ => Implied::Any,
        };
        found = Some(match (found, next) {
            (None, next) => next,
            (Some(Implied::Text), Implied::Text) => Implied::Text,
            (Some(Implied::Scalar(one)), Implied::Scalar(other)) if one == other => {
                Implied::Scalar(one)
            }
            (
                Some(Implied::Scalar(Scalar::Integer(_) | Scalar::Number(_))),
                Implied::Scalar(Scalar::Integer(_) | Scalar::Number(_)),
            ) => Implied::Scalar(Scalar::Number(None)),
            _ => Implied::Any,
        });
    }
    found.unwrap_or(Implied::Scalar(Scalar::Nil))
}

fn values(node: &Node) -> impl Iterator<Item = &Node> {
    let listed = node.get("enum").map(Node::elements).unwrap_or_default();
    listed.iter().chain(node.get("const"))
}
