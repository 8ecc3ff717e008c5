//! The chain of resource types of a resource, and the traits of its methods.

use std::rc::Rc;

use crate::{
    raml::{
        document::Named,
        template::{self, Parameters},
    },
    yaml::Node,
};

use super::Resources;

/// A resource type as it applies to one resource: its parameters are replaced.
pub(super) struct Layer {
    pub(super) node: Node,
}

/// A trait as it applies to one method.
pub(super) struct Applied {
    pub(super) name: String,
    pub(super) node: Node,
}

impl Resources<'_, '_> {
    /// The resource types of a resource, nearest first.
    ///
    /// A parameter that a resource type does not pass on to its own base has in the base the value that it was given: RAML
    /// leaves it as `<<parameter>>` there, and the outer application fills it.
    pub(super) fn layers(&mut self, resource: &Node, path: &str) -> Vec<Layer> {
        let mut layers: Vec<Layer> = Vec::new();
        let mut names: Vec<Rc<str>> = Vec::new();
        let mut given = Parameters::new();
        let mut next = resource.get("type").cloned();
        while let Some(of) = next.take() {
            let Some((name, mut parameters)) = self.applied(&of, Named::ResourceType) else {
                break;
            };
            let text = name.as_str().unwrap_or_default();
            let Some((_, declared_name, declared)) =
                self.document.find(Named::ResourceType, text, name.scope)
            else {
                self.document
                    .unknown(Named::ResourceType, text, &name, self.diagnostics);
                break;
            };
            // A circle has been reported with the declarations.
            if names.contains(&declared_name) {
                break;
            }
            names.push(declared_name);
            reserved(&mut parameters, &of, path);
            for (name, value) in &given {
                if !parameters.contains_key(name) {
                    parameters.insert(Rc::clone(name), value.clone());
                }
            }
            let node = template::substitute(
                &declared.node,
                &parameters,
                &mut self.room,
                self.diagnostics,
            );
            given = parameters;
            next = node.get("type").cloned();
            layers.push(Layer { node });
        }
        layers
    }

    /// The traits of a method, nearest first, each once.
    ///
    /// `declared` are the resource and its resource types, each with the node in it that declares the method. The traits
    /// that traits use come behind those that use them: RAML 1.0, "Algorithm of Merging Traits and Methods".
    pub(super) fn traits(
        &mut self,
        declared: &[(Option<&Node>, &Node)],
        path: &str,
        method: &str,
    ) -> Vec<Applied> {
        let mut applied: Vec<Applied> = Vec::new();
        for (method_node, resource_node) in declared {
            let lists = [
                method_node.and_then(|node| node.get("is")),
                resource_node.get("is"),
            ];
            for list in lists.into_iter().flatten() {
                let first = applied.len();
                self.apply(list.elements(), path, method, &mut applied);
                let mut next = first;
                while let Some(used) = applied.get(next).map(|of| of.node.get("is").cloned()) {
                    let used = used.as_ref().map(Node::elements).unwrap_or_default();
                    self.apply(used, path, method, &mut applied);
                    next += 1;
                }
            }
        }
        applied
    }

    /// Adds the traits of a list that do not apply already.
    fn apply(&mut self, uses: &[Node], path: &str, method: &str, applied: &mut Vec<Applied>) {
        for of in uses {
            let Some((name, mut parameters)) = self.applied(of, Named::Trait) else {
                continue;
            };
            let text = name.as_str().unwrap_or_default();
            let Some((_, name, declared)) = self.document.find(Named::Trait, text, name.scope)
            else {
                self.document
                    .unknown(Named::Trait, text, &name, self.diagnostics);
                continue;
            };
            if applied.iter().any(|known| known.name == name.as_ref()) {
                continue;
            }
            reserved(&mut parameters, of, path);
            parameters
                .entry("methodName".into())
                .or_insert_with(|| Node::text(of, method));
            let node = template::substitute(
                &declared.node,
                &parameters,
                &mut self.room,
                self.diagnostics,
            );
            applied.push(Applied {
                name: name.to_string(),
                node,
            });
        }
    }
}

/// The parameters that RAML supplies itself.
fn reserved(parameters: &mut Parameters, at: &Node, path: &str) {
    let name = path
        .split('/')
        .rev()
        .find(|segment| !segment.is_empty() && !segment.contains('{'))
        .unwrap_or("");
    parameters
        .entry("resourcePath".into())
        .or_insert_with(|| Node::text(at, path));
    parameters
        .entry("resourcePathName".into())
        .or_insert_with(|| Node::text(at, name));
}
