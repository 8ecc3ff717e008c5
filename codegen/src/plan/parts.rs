//! The types that are compiled with every set of features, and those that belong to a part of the API with a separate feature.
//!
//! The types of all responses are always compiled, so that the resource of every reference has its type, and no
//! field depends on a feature. Only a few large families of types are left out: see [`crate::facts::Part`].

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use crate::{
    facts::{Facts, Part},
    model::{Api, Role},
};

use super::{
    Settings,
    domains::{self, Domain},
    reach::{self, Direction, Edges, Follow},
};

/// Types that this many domains send are always compiled.
const DOMAINS: usize = 5;

/// The parts that the types of an API belong to.
pub struct Parts<'a> {
    /// The types that are always compiled.
    pub always: HashSet<&'a str>,
    /// The features of the parts that other types belong to, or of the domains, for types that no operation uses.
    pub features: HashMap<&'a str, String>,
    /// Types that no operation uses, with the feature of a domain.
    pub unnamed: HashSet<&'a str>,
}

impl<'a> Parts<'a> {
    /// Divides the types of an API.
    pub fn of(
        api: &'a Api,
        settings: &Settings,
        edges: &Edges<'a>,
        directions: &HashMap<&'a str, Direction>,
        domains: &[Domain<'a>],
    ) -> Self {
        let facts = settings.facts;
        let parts = members(api, facts, edges);
        let in_part = |name: &str| parts.iter().any(|(_, members)| members.contains(name));
        let (_, received) = reach::of_all_methods(api);
        let mut always = edges.closure(received, Follow::Received, in_part);
        let sent = |name: &&str| directions.get(name).is_some_and(|direction| direction.sent);
        let shared = facts.always.iter().copied();
        let started: Vec<&'a str> = shared
            .filter_map(|name| api.types.get_key_value(name))
            .map(|(name, _)| name.as_str())
            .chain(identifiers(api).filter(sent))
            .chain(sent_by_many(api, edges, domains))
            .collect();
        always.extend(edges.closure(started, Follow::Received, in_part));
        let mut features = HashMap::new();
        for (part, members) in &parts {
            let sent_elsewhere = sent_elsewhere(api, edges, part, members);
            let reached = edges.closure(members.iter().copied(), Follow::Received, |name| {
                always.contains(name)
                    || parts.iter().any(|(other, theirs)| {
                        other.feature != part.feature && theirs.contains(name)
                    })
            });
            for name in reached {
                let received = directions
                    .get(name)
                    .is_some_and(|direction| direction.received);
                // A draft that other domains send as well belongs to the drafts of its package: in the file of the part it
                // would make each of them compile the part.
                if received && !sent_elsewhere.contains(name) {
                    features
                        .entry(name)
                        .or_insert_with(|| part.feature.to_owned());
                }
            }
        }
        let mut unnamed = HashSet::new();
        for (name, of) in &api.types {
            let name = name.as_str();
            let is_placed = always.contains(name) || features.contains_key(name) || sent(&name);
            if is_placed {
                continue;
            }
            // Types that no operation uses, such as the payload of an extension, belong to the domain of their package.
            match domains::of_package(of.package.as_deref(), domains) {
                Some(feature) if settings.module.is_none() => {
                    features.insert(name, feature);
                    unnamed.insert(name);
                }
                _ => {
                    always.insert(name);
                }
            }
        }
        Self {
            always,
            features,
            unnamed,
        }
    }
}

/// The initial types of each part, and those that contain them.
pub fn members<'a, 'f>(
    api: &'a Api,
    facts: &'f Facts,
    edges: &Edges<'a>,
) -> Vec<(&'f Part, HashSet<&'a str>)> {
    let mut holders: HashMap<&str, Vec<&'a str>> = HashMap::new();
    for name in api.types.keys() {
        for held in edges.from(name, Follow::Held) {
            holders.entry(held).or_default().push(name);
        }
    }
    let is_root = |name: &&str| facts.parts.iter().any(|part| part.roots.contains(name));
    let mut taken: HashSet<&str> = api
        .types
        .keys()
        .map(String::as_str)
        .filter(is_root)
        .collect();
    let mut parts = Vec::new();
    for part in facts.parts {
        let roots = part
            .roots
            .iter()
            .filter_map(|root| api.types.get_key_value(*root));
        let mut found: HashSet<&'a str> = roots.map(|(name, _)| name.as_str()).collect();
        let mut open: Vec<&'a str> = found.iter().copied().collect();
        while let Some(name) = open.pop() {
            for holder in holders.get(name).into_iter().flatten() {
                // A type with members of two parts belongs to the first of them.
                if taken.insert(holder) {
                    found.insert(holder);
                    open.push(holder);
                }
            }
        }
        if !found.is_empty() {
            parts.push((part, found));
        }
    }
    parts
}

/// The types that operations outside of a part send and that do not belong to it.
fn sent_elsewhere<'a>(
    api: &'a Api,
    edges: &Edges<'a>,
    part: &Part,
    members: &HashSet<&str>,
) -> HashSet<&'a str> {
    let resources = api.all_resources().into_iter().filter(|resource| {
        !part
            .path
            .is_some_and(|path| Path::new(&resource.path).starts_with(path))
    });
    let sent = resources
        .flat_map(|resource| &resource.methods)
        .flat_map(|method| reach::of_method(api, method).0);
    edges.closure(sent, Follow::Sent, |name| members.contains(name))
}

/// The types that identify a resource by its id or its key in a request.
fn identifiers(api: &Api) -> impl Iterator<Item = &str> {
    api.types
        .values()
        .filter(|of| {
            let is_optional = |role| {
                let field = api.field_of_role(of, role);
                field.is_some_and(|field| !field.required)
            };
            of.tag().is_some() && is_optional(Role::Id) && is_optional(Role::Key)
        })
        .map(|of| of.name.as_str())
}

/// The types that many domains send.
fn sent_by_many<'a>(api: &'a Api, edges: &Edges<'a>, domains: &[Domain<'a>]) -> Vec<&'a str> {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for domain in domains {
        let sent = domain
            .resources(api)
            .into_iter()
            .flat_map(|resource| &resource.methods)
            .flat_map(|method| reach::of_method(api, method).0);
        // Types contained in a type that many domains send are sent by as many.
        let is_counted = |name: &str| count.get(name).is_some_and(|count| *count >= DOMAINS);
        for name in edges.closure(sent, Follow::Sent, is_counted) {
            *count.entry(name).or_default() += 1;
        }
    }
    count
        .into_iter()
        .filter(|(_, count)| *count >= DOMAINS)
        .map(|(name, _)| name)
        .collect()
}
