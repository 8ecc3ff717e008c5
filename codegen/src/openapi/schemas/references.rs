//! The targets of the `$ref`s in schemas.

use crate::{
    model::TypeRef,
    openapi::document::{self, Component, Section},
    yaml::Node,
};

use super::{Schemas, objects, unions};

impl<'a> Schemas<'a> {
    /// The final target of a schema, or of the `$ref` in it; the schema itself if the target does not exist.
    pub fn target(&mut self, node: &'a Node) -> &'a Node {
        let component = node
            .get("$ref")
            .and_then(|reference| self.component(reference));
        component.map_or(node, |component| component.node)
    }

    /// The way from a schema back to itself, if it is made of nothing else: by `$ref`, by the one `$ref` in an `allOf`,
    /// or by the one member of a union.
    pub(super) fn circle(&self, component: Component<'a>) -> Option<Vec<Component<'a>>> {
        let mut passed = vec![component];
        loop {
            let next = self.made_of(passed.last()?.node)?;
            let is_known = passed.iter().any(|known| known.is(&next));
            passed.push(next);
            if passed.len() > document::MOST_STEPS || next.is(&component) {
                return Some(passed);
            }
            if is_known {
                // Each schema of the circle finds it; this one only leads into it.
                return None;
            }
        }
    }

    fn made_of(&self, node: &'a Node) -> Option<Component<'a>> {
        let mut open = vec![node];
        while let Some(part) = open.pop() {
            if let Some(reference) = part.get("$ref") {
                return self.document.find(reference, Section::Schemas).ok();
            }
            open.extend(part.get("allOf").map(Node::elements).unwrap_or_default());
            // Beside properties the members of a union may be derived from the schema itself.
            if !objects::has_properties(part) {
                open.extend(unions::only_member(part));
            }
        }
        None
    }

    /// The component that a `$ref` refers to. Schemas that are only a `$ref` are skipped.
    pub(super) fn component(&mut self, reference: &'a Node) -> Option<Component<'a>> {
        let first = self
            .document
            .referred(reference, Section::Schemas, self.diagnostics)?;
        let mut passed = vec![first];
        while let Some(found) = passed.last().copied() {
            let Some(onward) = found.node.get("$ref") else {
                self.declare(found);
                return Some(found);
            };
            let next = self
                .document
                .referred(onward, Section::Schemas, self.diagnostics)?;
            if passed.iter().any(|known| known.is(&next)) {
                // The circle is reported where the schemas in it are read.
                self.declare(next);
                return None;
            }
            passed.push(next);
            if passed.len() > document::MOST_STEPS {
                self.report_circle(&passed);
                return None;
            }
        }
        None
    }

    pub(super) fn report_circle(&mut self, passed: &[Component<'a>]) {
        let is_long = passed.len() > document::MOST_STEPS;
        if !(is_long && self.has_long_chain) {
            self.diagnostics.add(document::circular(passed));
        }
        self.has_long_chain |= is_long;
    }

    pub(super) fn reference(&mut self, reference: &'a Node) -> TypeRef {
        let found = self
            .document
            .referred(reference, Section::Schemas, self.diagnostics);
        match found {
            Some(component) => {
                self.declare(component);
                TypeRef::Named(component.name.to_owned())
            }
            None => TypeRef::Any,
        }
    }
}
