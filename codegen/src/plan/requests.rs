//! The file of each resource's requests, and the feature that they are compiled with.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::{
    facts::Facts,
    model::{Api, Resource},
    names,
};

use super::{
    Settings,
    domains::{self, Domain},
    gate::Gate,
    route,
};

/// A domain with more operations than this has a file for each of the resources below its own.
const OPERATIONS: usize = 50;

/// A file of requests.
#[derive(Debug)]
pub struct RequestModule<'a> {
    /// The modules that lead to it: `["in_store", "carts"]`.
    pub path: Vec<String>,
    /// The domain or the part of one that it belongs to: the feature that it is compiled with, where the domains of its API
    /// have features.
    pub feature: String,
    /// When it is compiled.
    pub gate: Gate,
    /// Whether its parent module is compiled with other features, so that it needs its own gate.
    pub is_gated: bool,
    /// Its resources, each before those below it.
    pub resources: Vec<&'a Resource>,
    /// Its resources whose parent is in another file, or is the root.
    pub entrances: Vec<&'a Resource>,
}

/// The files of an API's requests, each before those below it.
pub fn modules<'a>(
    api: &'a Api,
    settings: &Settings,
    domains: &[Domain<'a>],
) -> Vec<RequestModule<'a>> {
    let mut modules = Vec::new();
    for domain in domains {
        let split = starts_of_files(api, settings.facts, domain);
        let name = names::module_name(&domain.name);
        let mut module = RequestModule {
            path: vec![name],
            feature: domain.name.clone(),
            gate: Gate::feature(&domain.name),
            is_gated: true,
            resources: Vec::new(),
            entrances: domain.resources.clone(),
        };
        let root = domains::root(api);
        let mut below = IndexMap::new();
        for resource in &domain.resources {
            if root.is_some_and(|root| std::ptr::eq(root, *resource)) {
                module.resources.push(resource);
            } else {
                collect(resource, &split, &mut module, &mut below);
            }
        }
        modules.push(module);
        modules.extend(below.into_values());
    }
    if settings.module.is_some() {
        for module in &mut modules {
            (module.gate, module.is_gated) = (Gate::Always, false);
        }
    }
    modules
}

fn collect<'a>(
    resource: &'a Resource,
    split: &HashMap<&str, Option<String>>,
    module: &mut RequestModule<'a>,
    below: &mut IndexMap<Vec<String>, RequestModule<'a>>,
) {
    module.resources.push(resource);
    for child in &resource.resources {
        let Some(feature) = split.get(child.path.as_str()) else {
            collect(child, split, module, below);
            continue;
        };
        let name = names::module_name(&route::chain_name(child));
        let path: Vec<String> = module.path.iter().cloned().chain([name]).collect();
        let mut inner = match below.shift_remove(&path) {
            // Two resources of one name, such as those of a store found by its key and by its id, share a file.
            Some(known) => known,
            None => {
                let is_gated = feature.is_some();
                let feature = feature.clone().unwrap_or_else(|| module.feature.clone());
                RequestModule {
                    path,
                    gate: Gate::feature(&feature),
                    feature,
                    is_gated,
                    resources: Vec::new(),
                    entrances: Vec::new(),
                }
            }
        };
        inner.entrances.push(child);
        collect(child, split, &mut inner, below);
        below.insert(inner.path.clone(), inner);
    }
}

/// The paths of the resources that start a separate file, each with its feature, if that is separate, too.
fn starts_of_files<'a>(
    api: &'a Api,
    facts: &Facts,
    domain: &Domain<'a>,
) -> HashMap<&'a str, Option<String>> {
    let mut starts: HashMap<&str, Option<String>> = HashMap::new();
    let resources = domain.resources(api);
    if resources
        .iter()
        .map(|resource| resource.methods.len())
        .sum::<usize>()
        > OPERATIONS
    {
        for resource in &domain.resources {
            split(resource, &mut starts);
        }
    }
    let own: HashSet<&str> = resources
        .iter()
        .map(|resource| resource.path.as_str())
        .collect();
    for part in facts.parts {
        if let Some(path) = part.path.and_then(|path| own.get(path).copied()) {
            starts.insert(path, Some(part.feature.to_owned()));
        }
    }
    starts
}

/// Gives each child resource a file, and recursively the children of one that is still large.
fn split<'a>(resource: &'a Resource, starts: &mut HashMap<&'a str, Option<String>>) {
    for branch in branches(resource) {
        starts.insert(&branch.path, None);
        if operations(branch) > OPERATIONS {
            split(branch, starts);
        }
    }
}

/// How many operations a resource has, with those of all below it.
fn operations(resource: &Resource) -> usize {
    let below: usize = resource.resources.iter().map(operations).sum();
    resource.methods.len() + below
}

/// The resources below the first one that has several of them.
fn branches(resource: &Resource) -> Vec<&Resource> {
    match resource.resources.as_slice() {
        [only] => branches(only),
        several => several.iter().collect(),
    }
}
