//! Domains and gates: which Cargo feature switches what on.
//!
//! A domain is a part of the API with its own top-level path, such as `carts`; its feature switches on its request
//! builders. A type is compiled where a feature is on whose domain reaches it by strong edges; what most domains reach is
//! compiled with every one of them and carries no gate. So features only ever add.

use std::collections::{BTreeSet, HashMap, HashSet};

use heck::ToKebabCase;

use crate::model::{Api, Resource};

use super::{
    form::Form,
    reach::{self, Direction, Follow},
};

/// A part of the API with its own top-level path.
#[derive(Clone, Debug)]
pub struct Domain<'a> {
    /// Its name, which is also the name of its feature.
    pub name: String,
    /// Its resources. The root resource stands in the domain of its own methods.
    pub resources: Vec<&'a Resource>,
}

/// When a type is compiled.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// With every feature.
    Always,
    /// With any of these features.
    Any(BTreeSet<String>),
}

impl Gate {
    /// Open where one of the two is.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any(mut left), Self::Any(right)) => {
                left.extend(right);
                Self::Any(left)
            }
            _ => Self::Always,
        }
    }

    /// The features it names.
    pub fn features(&self) -> impl Iterator<Item = &str> {
        let features = match self {
            Self::Always => None,
            Self::Any(features) => Some(features),
        };
        features.into_iter().flatten().map(String::as_str)
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
    let mut domains: Vec<Domain<'_>> = Vec::new();
    let mut add =
        |name: String, resource| match domains.iter_mut().find(|domain| domain.name == name) {
            Some(domain) => domain.resources.push(resource),
            None => domains.push(Domain {
                name,
                resources: vec![resource],
            }),
        };
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
    domains.sort_by(|left, right| left.name.cmp(&right.name));
    domains
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

/// The name of a feature that a manifest does not need for itself.
fn feature_name(name: &str) -> String {
    match name {
        "" => "root".to_owned(),
        "default" | "generated" | "predicates" | "all-domains" => format!("{name}_"),
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

/// The gates of all types.
pub fn gates<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    directions: &HashMap<&'a str, Direction>,
    domains: &[Domain<'a>],
) -> HashMap<&'a str, Gate> {
    let is_sent = |name: &str| directions.get(name).is_some_and(|direction| direction.sent);
    let strong = Follow {
        weak: false,
        converts: &is_sent,
    };
    let reached: Vec<(&str, HashSet<&str>)> = domains
        .iter()
        .map(|domain| {
            (
                domain.name.as_str(),
                reach::closure(api, forms, types(api, domain), strong),
            )
        })
        .collect();
    let mut gates: HashMap<&str, Gate> = HashMap::new();
    for name in api.types.keys() {
        let features: BTreeSet<String> = reached
            .iter()
            .filter(|(_, types)| types.contains(name.as_str()))
            .map(|(domain, _)| (*domain).to_owned())
            .collect();
        if features.len() * 2 > domains.len() {
            gates.insert(name, Gate::Always);
        } else if !features.is_empty() {
            gates.insert(name, Gate::Any(features));
        }
    }
    add_unreached(api, forms, &mut gates, domains, strong);
    gates
}

/// Types that no operation reaches, such as the payloads of messages, have the feature of their package; whatever they
/// reach is compiled with it too. A base whose subtypes are reached without it only lends them its fields: it has no gate
/// and is not emitted.
fn add_unreached<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    gates: &mut HashMap<&'a str, Gate>,
    domains: &[Domain<'a>],
    strong: Follow<'_>,
) {
    let lends_fields = |name: &str| match forms.get(name) {
        Some(Form::OpenBase(below)) => below.iter().any(|of| gates.contains_key(of.name.as_str())),
        Some(form) => form
            .variants()
            .iter()
            .any(|variant| gates.contains_key(variant.of.name.as_str())),
        None => false,
    };
    let unreached: Vec<&'a str> = api
        .types
        .keys()
        .map(String::as_str)
        .filter(|name| !gates.contains_key(name) && !lends_fields(name))
        .collect();
    for start in unreached {
        let Some(of) = api.types.get(start) else {
            continue;
        };
        let feature = package_feature(of.package.as_deref(), domains);
        for name in reach::closure(api, forms, [start], strong) {
            match gates
                .entry(name)
                .or_insert_with(|| Gate::Any(BTreeSet::new()))
            {
                Gate::Always => {}
                Gate::Any(features) => {
                    features.insert(feature.clone());
                }
            }
        }
    }
}

/// The feature of a package: that of the domain it is named after (`Subscription` -> `subscriptions`), or its own.
fn package_feature(package: Option<&str>, domains: &[Domain<'_>]) -> String {
    let own = package.unwrap_or("common").to_kebab_case();
    let plural = pluralizer::pluralize(&own, 2, false);
    match domains
        .iter()
        .find(|domain| domain.name == own || domain.name == plural)
    {
        Some(domain) => domain.name.clone(),
        None => feature_name(&own),
    }
}

fn types<'a>(api: &'a Api, domain: &Domain<'a>) -> Vec<&'a str> {
    let root = root(api).map(|root| root.path.as_str());
    let mut found = Vec::new();
    let mut open: Vec<&Resource> = domain.resources.clone();
    while let Some(resource) = open.pop() {
        for method in &resource.methods {
            let (sent, received) = reach::of_method(api, method);
            found.extend(sent);
            found.extend(received);
        }
        if Some(resource.path.as_str()) != root {
            open.extend(&resource.resources);
        }
    }
    found
}
