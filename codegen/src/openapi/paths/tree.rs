//! The tree of resources that flat paths stand for: `/pets/{petId}` is below `/pets`, whether that is a path of the document
//! or not. Each part between slashes is a resource, so that it has a builder.

use std::collections::HashMap;

use crate::{
    model::{Lifecycle, Marks, Resource},
    names::{self, paths::chain_name},
};

/// A path of the document.
pub(super) struct Flat {
    /// The resource, with its whole path as its segment and the parameters of all of it.
    pub(super) resource: Resource,
    /// The `operationId` of its first operation.
    pub(super) operation_id: Option<String>,
}

/// The top-level resources of some paths, in the order in which the document names their parts.
pub(super) fn grow(paths: Vec<Flat>) -> Vec<Resource> {
    let mut top = Vec::new();
    let mut operation_ids = HashMap::new();
    for Flat {
        resource,
        operation_id,
    } in paths
    {
        if let Some(id) = operation_id {
            operation_ids.insert(resource.path.clone(), id);
        }
        plant(resource, &mut top);
    }
    let names = Names { operation_ids };
    names.give(&mut top, &OF_ROOT);
    top
}

/// The methods that the root has itself; those of any builder are reserved already.
const OF_ROOT: [&str; 2] = ["client", "raw_request"];

/// Puts a resource into the tree, with those above it that the document does not name.
fn plant(resource: Resource, top: &mut Vec<Resource>) {
    let path = resource.path.clone();
    let mut resource = Some(resource);
    let mut level = top;
    let parts: Vec<&str> = parts(&path);
    for (position, part) in parts.iter().enumerate() {
        let known = level.iter().position(|known| known.segment == *part);
        let at = known.unwrap_or_else(|| {
            let above = parts.get(..=position).unwrap_or_default().concat();
            level.extend(resource.as_ref().map(|below| empty(part, above, below)));
            level.len().saturating_sub(1)
        });
        let Some(found) = level.get_mut(at) else {
            return;
        };
        if position + 1 == parts.len()
            && let Some(resource) = resource.take()
        {
            fill(found, resource);
        }
        level = &mut found.resources;
    }
}

/// The parts of a path: `/pets`, `/{petId}`.
fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(_, letter)| *letter == '/')
            .map_or(rest.len(), |(end, _)| end);
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    parts
}

/// A parent resource that the document does not describe.
fn empty(segment: &str, path: String, below: &Resource) -> Resource {
    Resource {
        segment: segment.to_owned(),
        path,
        method_name: None,
        description: None,
        parameters: own_parameters(segment, below),
        methods: Vec::new(),
        resources: Vec::new(),
        marks: Marks::default(),
        lifecycle: Lifecycle::default(),
        update: None,
        span: below.span,
    }
}

fn own_parameters(segment: &str, resource: &Resource) -> Vec<crate::model::PathParameter> {
    let is_own = |name: &str| segment.contains(&format!("{{{name}}}"));
    let all = resource.parameters.iter();
    all.filter(|parameter| is_own(&parameter.name))
        .cloned()
        .collect()
}

/// The description of a resource. Its own parameters are those of the last part of its path.
fn fill(found: &mut Resource, resource: Resource) {
    let parameters = own_parameters(&found.segment, &resource);
    *found = Resource {
        segment: found.segment.clone(),
        parameters,
        resources: std::mem::take(&mut found.resources),
        ..resource
    };
}

struct Names {
    operation_ids: HashMap<String, String>,
}

impl Names {
    /// Names each resource whose path gives it no name, or one that is taken.
    fn give(&self, resources: &mut [Resource], reserved: &[&str]) {
        let mut taken: Vec<String> = reserved.iter().map(|name| (*name).to_owned()).collect();
        for resource in resources.iter_mut() {
            let says_something = |letter: char| letter.is_ascii_alphanumeric();
            let is_named =
                resource.method_name.is_some() || resource.segment.contains(says_something);
            let name = match is_named {
                true => chain_name(resource),
                // A slash at the end of a path.
                false => "root".to_owned(),
            };
            if is_named && !taken.contains(&name) {
                taken.push(name);
            } else {
                let name = self.other_name(resource, &name, &taken);
                taken.push(name.clone());
                resource.method_name = Some(name);
            }
            let methods: Vec<&str> = resource
                .methods
                .iter()
                .map(|method| method.http.as_str())
                .collect();
            self.give(&mut resource.resources, &methods);
        }
    }

    /// The `operationId` of a resource, or else its name with its parameters, or else with a number.
    fn other_name(&self, resource: &Resource, name: &str, taken: &[String]) -> String {
        let parameters = resource.parameters.iter();
        let parameters: Vec<&str> = parameters
            .map(|parameter| parameter.name.as_str())
            .collect();
        let id = self.operation_ids.get(&resource.path);
        let by_id = id.map(|id| names::value_name(id));
        let by_parameters = (!parameters.is_empty())
            .then(|| names::value_name(&format!("{name}-with-{}", parameters.join("-and-"))));
        let by_number = (2..).map(|number| names::value_name(&format!("{name}-{number}")));
        by_id
            .into_iter()
            .chain([name.to_owned()])
            .chain(by_parameters)
            .chain(by_number)
            .find(|name| !taken.contains(name))
            .unwrap_or_default()
    }
}
