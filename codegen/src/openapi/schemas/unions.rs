//! `oneOf` and `anyOf`.

use crate::{
    diagnostics::Diagnostic,
    facets::text,
    model::{Shape, TypeRef},
    openapi::{
        discriminators::{Discriminator, Mapped, Over},
        document::Section,
        fixed_fields,
    },
    yaml::{Entry, Node},
};

use super::{Schemas, Shaped, keywords, nullable};

/// The `oneOf` or `anyOf` of a schema.
pub(super) fn union(node: &Node) -> Option<&Entry> {
    let is_union = |entry: &&Entry| matches!(entry.key.as_ref(), "oneOf" | "anyOf");
    node.entries().iter().find(is_union)
}

/// The one member of a union beside `null`.
pub(super) fn only_member(node: &Node) -> Option<&Node> {
    match members(union(node)?).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

impl<'a> Schemas<'a> {
    /// A union: of its members, or what its one member is beside `null`.
    pub(super) fn union(&mut self, node: &'a Node, union: &'a Entry, depth: usize) -> Shaped {
        let beside: Vec<&str> = keywords::STRUCTURE
            .iter()
            .copied()
            .filter(|keyword| *keyword != "discriminator")
            .collect();
        keywords::refuse_beside(node, &union.key, &beside, self.diagnostics);
        fixed_fields::list(node, &union.key, self.diagnostics);
        let members = members(union);
        if let Some(shaped) = self
            .described_texts(&members)
            .filter(|_| !members.is_empty())
        {
            return shaped;
        }
        match members.as_slice() {
            [] => {
                self.diagnostics.add(Diagnostic::new(
                    union.key_span,
                    format!("`{}` of nothing", union.key),
                    "a list of at least one schema is expected",
                ));
                Shaped::any()
            }
            [only] => self.shape(only, None, depth + 1),
            several => {
                self.discriminated_members(node, several);
                let members = several.iter().map(|member| self.member(member, depth));
                Shaped {
                    base: None,
                    shape: Shape::Union(members.collect()),
                }
            }
        }
    }

    /// What a `discriminator` says, but for what it is over.
    pub(super) fn discriminator(&mut self, node: &'a Node, over: Over) -> Option<Discriminator> {
        let discriminator = node.get("discriminator")?;
        if !fixed_fields::check(discriminator, fixed_fields::DISCRIMINATOR, self.diagnostics) {
            return None;
        }
        let Some(property) = text(discriminator, "propertyName") else {
            self.diagnostics.add(Diagnostic::new(
                discriminator.span,
                "a discriminator without `propertyName`",
                "the name of the property that tells the schemas apart is expected",
            ));
            return None;
        };
        let mut mapping = Vec::new();
        for entry in fixed_fields::map(discriminator, "mapping", self.diagnostics) {
            if let Some(name) = self.mapped(&entry.value) {
                mapping.push(Mapped {
                    value: entry.key.to_string(),
                    name,
                    span: entry.key_span,
                });
            }
        }
        Some(Discriminator {
            property,
            mapping,
            over,
            span: discriminator.span,
        })
    }

    fn discriminated_members(&mut self, node: &'a Node, members: &[&'a Node]) {
        if node.get("discriminator").is_none() {
            return;
        }
        let mut names = Vec::new();
        for member in members {
            let Some(reference) = member.get("$ref") else {
                self.diagnostics.add(Diagnostic::new(
                    member.span,
                    "a member of a discriminated union without a name",
                    "a `$ref` to a schema in `components/schemas` is expected",
                ));
                return;
            };
            names.extend(
                self.component(reference)
                    .map(|component| component.name.to_owned()),
            );
        }
        let discriminator = self.discriminator(node, Over::Members(names));
        self.discriminators.extend(discriminator);
    }

    /// The schema behind a value of `mapping`: a name, or a reference.
    fn mapped(&mut self, value: &'a Node) -> Option<String> {
        let text = value.as_str().unwrap_or_default();
        let by_name = self
            .document
            .component(value.span.file, Section::Schemas, text);
        let component = match by_name {
            Some(component) => match component.node.get("$ref") {
                Some(onward) => self.component(onward)?,
                None => component,
            },
            None => self.component(value)?,
        };
        self.declare(component);
        Some(component.name.to_owned())
    }

    /// A member: schemas that are nothing but a `$ref` are passed over, so that a tag is found on what they lead to.
    fn member(&mut self, member: &'a Node, depth: usize) -> TypeRef {
        let component = member
            .get("$ref")
            .and_then(|reference| self.component(reference));
        match component {
            Some(component) => TypeRef::Named(component.name.to_owned()),
            None => self.type_of(member, depth + 1),
        }
    }
}

fn members(union: &Entry) -> Vec<&Node> {
    let all = union.value.elements().iter();
    all.filter(|member| !nullable::is_only_null(member))
        .collect()
}
