//! `oneOf` and `anyOf`.

use std::collections::HashSet;

use crate::{
    diagnostics::Diagnostic,
    facets::text,
    model::{EnumValue, Scalar, Shape, TypeRef},
    openapi::{
        discriminators::{Discriminator, Mapped, Over},
        document::Section,
        fixed_fields,
    },
    yaml::{Entry, Node},
};

use super::{Schemas, Shaped, keywords, nullable};

/// The `oneOf` or `anyOf` of a schema, if its members say what a value is: those that only require properties, such as
/// "one of `email` and `phone`", do not.
pub(super) fn union(node: &Node) -> Option<&Entry> {
    let is_union = |entry: &&Entry| {
        let members = entry.value.elements();
        matches!(entry.key.as_ref(), "oneOf" | "anyOf")
            && (members.is_empty() || !members.iter().all(only_narrows))
    };
    node.entries().iter().find(is_union)
}

/// Whether a member of a union only says which properties of an object must be there, or must not.
pub(super) fn only_narrows(member: &Node) -> bool {
    const NARROWING: &[&str] = &["required", "not", "dependentRequired"];
    const BESIDE: &[&str] = &["title", "description", "minProperties", "maxProperties"];
    let entries = member.entries();
    let is_known = |entry: &Entry| {
        let key = entry.key.as_ref();
        NARROWING.contains(&key)
            || BESIDE.contains(&key)
            || key == "type" && entry.value.as_str() == Some("object")
    };
    keywords::has(member, NARROWING) && entries.iter().all(is_known)
}

/// The members of the union of a schema.
pub(super) fn members_of(node: &Node) -> Vec<&Node> {
    union(node).map(members).unwrap_or_default()
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
                let mut found: Vec<TypeRef> = Vec::new();
                let mut names: HashSet<String> = HashSet::new();
                for member in several {
                    let of = self.member(member, depth);
                    let is_new = match &of {
                        TypeRef::Named(name) => names.insert(name.clone()),
                        _ => true,
                    };
                    if is_new {
                        found.push(of);
                    }
                }
                one_scalar(found)
            }
        }
    }

    /// The content of a `discriminator`, without the schemas that it distinguishes.
    pub(super) fn discriminator(&mut self, node: &'a Node, over: Over) -> Option<Discriminator> {
        let discriminator = node.get("discriminator")?;
        if !fixed_fields::check(discriminator, fixed_fields::DISCRIMINATOR, self.diagnostics) {
            return None;
        }
        let Some(property) = text(discriminator, "propertyName") else {
            self.diagnostics.add(Diagnostic::new(
                discriminator.span,
                "a discriminator without `propertyName`",
                "the name of the property that distinguishes the schemas is expected",
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
                self.diagnostics.warn(Diagnostic::new(
                    member.span,
                    "a member of a discriminated union without a name",
                    "a `$ref` to a schema in `components/schemas` is expected; the discriminator is not used",
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

    /// The schema that a value of `mapping` names: the value is a name or a reference.
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
            // What cannot be found is a value without a type: it is read as an unknown one.
            None => match self.document.find(value, Section::Schemas) {
                Ok(_) => self.component(value)?,
                Err(problem) => {
                    self.diagnostics.warn(*problem);
                    return None;
                }
            },
        };
        self.declare(component);
        Some(component.name.to_owned())
    }

    /// A member. Schemas that are only a `$ref` are skipped, so that the tag of their target is found.
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

/// A union as one scalar or one enum, where all of its members are: texts of any format, numbers of any kind.
fn one_scalar(members: Vec<TypeRef>) -> Shaped {
    if members.iter().all(is_text) {
        let mut values: Vec<EnumValue> = Vec::new();
        for member in members {
            if let TypeRef::Inline(of) = member
                && let Shape::Enum(listed) = of.shape
            {
                let is_new =
                    |value: &EnumValue| values.iter().all(|known| known.value != value.value);
                let listed: Vec<EnumValue> = listed.into_iter().filter(is_new).collect();
                values.extend(listed);
            }
        }
        // Enums keep values that they do not list, so that one beside any text is still one.
        return match values.is_empty() {
            true => Shaped::of(TypeRef::Scalar(Scalar::String)),
            false => Shaped {
                base: None,
                shape: Shape::Enum(values),
            },
        };
    }
    let is_number =
        |of: &TypeRef| matches!(of, TypeRef::Scalar(Scalar::Number(_) | Scalar::Integer(_)));
    if members.iter().all(is_number) {
        return Shaped::of(TypeRef::Scalar(Scalar::Number(None)));
    }
    match <[TypeRef; 1]>::try_from(members) {
        Ok([only]) => Shaped::of(only),
        Err(members) => Shaped {
            base: None,
            shape: Shape::Union(members),
        },
    }
}

fn is_text(of: &TypeRef) -> bool {
    match of {
        TypeRef::Scalar(scalar) => matches!(
            scalar,
            Scalar::String
                | Scalar::DateTime
                | Scalar::DateTimeOnly
                | Scalar::DateOnly
                | Scalar::TimeOnly
        ),
        TypeRef::Inline(of) => matches!(of.shape, Shape::Enum(_)),
        _ => false,
    }
}

fn members(union: &Entry) -> Vec<&Node> {
    let all = union.value.elements().iter();
    all.filter(|member| !nullable::is_only_null(member))
        .collect()
}
