//! Properties of a schema that are needed before it is read, for the values of parameters.

use crate::{
    model::Access,
    openapi::document::Section,
    yaml::{Entry, Node},
};

use super::{MOST, Schemas, keywords, objects, unions};

impl<'a> Schemas<'a> {
    /// The schemas that a value may have: the members of a union, except `null`, or the schema itself.
    pub fn alternatives(&self, node: &'a Node) -> Vec<&'a Node> {
        let mut found: Vec<&'a Node> = Vec::new();
        let mut seen: Vec<*const Node> = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if seen.len() > MOST || seen.contains(&std::ptr::from_ref(node)) {
                continue;
            }
            seen.push(node);
            let target = self.target_of(node);
            let members = unions::members_of(target);
            if members.is_empty() || objects::has_properties(target) {
                found.push(node);
            } else {
                open.extend(members.into_iter().rev());
            }
        }
        found
    }

    /// Whether each value of a schema has a string form.
    pub fn is_scalar(&self, node: &'a Node) -> bool {
        let target = self.last_target(node);
        let names = Self::type_names(target);
        match names.as_slice() {
            [] => {
                let is_structure = |keyword: &&&str| !matches!(**keyword, "enum" | "const");
                let structure: Vec<&str> = keywords::STRUCTURE
                    .iter()
                    .filter(is_structure)
                    .copied()
                    .collect();
                !keywords::has(target, &structure)
            }
            names => names
                .iter()
                .all(|name| matches!(*name, "string" | "integer" | "number" | "boolean")),
        }
    }

    /// Whether a schema is a list.
    pub fn is_list(&self, node: &'a Node) -> bool {
        let target = self.last_target(node);
        let names = Self::type_names(target);
        names == ["array"] || names.is_empty() && target.get("items").is_some()
    }

    /// The properties of an object that can be sent, those of its bases included, and whether they are required.
    pub fn properties(&mut self, node: &'a Node) -> Vec<(&'a Entry, bool)> {
        let parts = self.with_all_parts(&[node]);
        let mut required: Vec<&str> = Vec::new();
        for part in &parts {
            let listed = part.get("required").map(Node::elements).unwrap_or_default();
            required.extend(listed.iter().filter_map(Node::as_str));
        }
        let mut found: Vec<(&'a Entry, bool)> = Vec::new();
        for part in parts {
            for property in self.declared_properties(part) {
                found.retain(|(known, _)| known.key != property.key);
                if self.access(&property.value) != Access::ReadOnly {
                    found.push((property, required.contains(&property.key.as_ref())));
                }
            }
        }
        found
    }

    /// The schema of the properties that an object does not name.
    pub fn further_properties(&self, node: &'a Node) -> Option<&'a Node> {
        let parts = self.with_all_parts(&[node]);
        let mut found = parts
            .iter()
            .filter_map(|part| part.get("additionalProperties"));
        found.find(|further| further.as_bool().is_none())
    }

    /// Whether an object declares that it has properties without names.
    pub fn has_further_properties(&self, node: &'a Node) -> bool {
        let parts = self.with_all_parts(&[node]);
        parts.iter().any(|part| {
            let further = part.get("additionalProperties");
            let has_further = further.is_some_and(|further| further.as_bool() != Some(false));
            has_further || part.get("patternProperties").is_some()
        })
    }

    /// The schema that a schema refers to by `$ref`s, and by an `allOf` of one schema.
    fn last_target(&self, node: &'a Node) -> &'a Node {
        let mut node = node;
        for _ in 0..MOST {
            let only = match node.get("allOf").map(Node::elements) {
                Some([only]) if !objects::says_type(node) => Some(only),
                _ => None,
            };
            let reference = node.get("$ref");
            let next = reference
                .and_then(|reference| self.document.find(reference, Section::Schemas).ok());
            match next.map(|component| component.node).or(only) {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }
}
