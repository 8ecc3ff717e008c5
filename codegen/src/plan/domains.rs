//! Domains: the parts of an API with their own top-level paths, such as `carts`. The feature of a domain turns on its
//! requests and their bodies.

use std::collections::BTreeMap;

use heck::ToKebabCase;

use crate::model::{Api, Resource};

/// A part of the API with its own top-level path.
#[derive(Clone, Debug)]
pub struct Domain<'a> {
    /// Its name, which is also the name of its feature.
    pub name: String,
    /// Its resources. The root resource belongs to the domain of its methods.
    pub resources: Vec<&'a Resource>,
}

impl<'a> Domain<'a> {
    /// All resources of the domain, each before those below it.
    pub fn resources(&self, api: &'a Api) -> Vec<&'a Resource> {
        let root = root(api).map(|root| root.path.as_str());
        let mut found: Vec<&Resource> = Vec::new();
        let mut open: Vec<&Resource> = self.resources.iter().rev().copied().collect();
        while let Some(resource) = open.pop() {
            found.push(resource);
            if Some(resource.path.as_str()) != root {
                open.extend(resource.resources.iter().rev());
            }
        }
        found
    }
}

/// The root resource of an API whose paths all begin with one: `/{projectKey}`.
pub fn root(api: &Api) -> Option<&Resource> {
    match api.resources.as_slice() {
        [only] if only.segment.starts_with("/{") && only.segment.ends_with('}') => Some(only),
        _ => None,
    }
}

/// The domains of an API, in the order of their names.
pub fn all(api: &Api) -> Vec<Domain<'_>> {
    let mut domains: BTreeMap<String, Vec<&Resource>> = BTreeMap::new();
    let mut add = |name: String, resource| domains.entry(name).or_default().push(resource);
    match root(api) {
        Some(root) => {
            if !root.methods.is_empty() {
                add(root_name(root), root);
            }
            root.resources
                .iter()
                .for_each(|resource| add(name(resource), resource));
        }
        None => api
            .resources
            .iter()
            .for_each(|resource| add(name(resource), resource)),
    }
    let domains = domains.into_iter();
    domains
        .map(|(name, resources)| Domain { name, resources })
        .collect()
}

/// The name of a domain: the first literal part of its path.
pub fn name(resource: &Resource) -> String {
    let first = resource
        .segment
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    let literal = first.split('{').next().unwrap_or_default();
    let name = if literal.is_empty() { first } else { literal };
    feature_name(&name.to_kebab_case())
}

/// The name of a feature: ASCII, as the module of the same name, and none that a manifest needs for itself.
fn feature_name(name: &str) -> String {
    let ascii: String = name.chars().filter(char::is_ascii).collect();
    let name = ascii.trim_matches('-');
    match name {
        "" => "root".to_owned(),
        "default" | "full" | "predicates" | "serialize" | "deserialize" | "all-domains"
        | "default-domains" | "all-apis" | "ctp-sdk" => {
            format!("{name}_")
        }
        _ => name.to_owned(),
    }
}

/// The name of the root's own domain: that of what its parameter names (`projectKey` -> `project`).
fn root_name(root: &Resource) -> String {
    let parameter = root
        .segment
        .trim_start_matches("/{")
        .trim_end_matches('}')
        .to_kebab_case();
    let name = parameter
        .strip_suffix("-key")
        .or_else(|| parameter.strip_suffix("-id"))
        .unwrap_or(&parameter);
    feature_name(name)
}

/// The feature of the domain that a package is named after, if there is one: `Subscription` -> `subscriptions`.
pub fn of_package(package: Option<&str>, domains: &[Domain<'_>]) -> Option<String> {
    let own = package_name(package).to_kebab_case();
    let plural = pluralizer::pluralize(&own, 2, false);
    let mut domains = domains.iter();
    let domain = domains.find(|domain| domain.name == own || domain.name == plural)?;
    Some(domain.name.clone())
}

/// The name of a package. Types without a package are common to all.
pub fn package_name(package: Option<&str>) -> &str {
    package.unwrap_or("Common")
}
