//! Which types are compiled with every set of features, and which belong to a part of the API with a separate feature.
//!
//! What any response holds is always compiled, so that the resource behind every reference has its type everywhere, and no
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

/// What so many domains send is always compiled.
const DOMAINS: usize = 5;

/// Where the types of an API belong.
pub struct Parts<'a> {
    /// The types that are always compiled.
    pub always: HashSet<&'a str>,
    /// The features of the parts that other types belong to, or of the domains, for what no operation leads to.
    pub features: HashMap<&'a str, String>,
    /// What no operation leads to, with the feature of a domain.
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
                // A draft that others send as well is one of the drafts of its package: in the file of the part it would
                // have the part compiled with each of them.
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
            // What no operation leads to, such as the payload of an extension, goes with the domain of its package.
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

/// The types that each part begins with, and those that hold them.
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
                // What holds members of two parts belongs to the first of them.
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

/// What operations outside of a part send that does not belong to it.
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

/// The types that name a resource by its id or its key, for a request.
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
        // What lies behind a type that is sent by many is sent by as many.
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
