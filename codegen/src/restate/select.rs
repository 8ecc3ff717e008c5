//! Which types a restatement contains: those that the chosen domains send, and all that their responses can contain.

use std::collections::{BTreeSet, HashSet};

use crate::{
    facts::Facts,
    model::{Api, Resource, Role, Shape, Type, TypeRef},
    plan::{
        domains, form, parts,
        reach::{self, Edges, Follow},
    },
};

/// The names of the types that the given resources need.
///
/// A part with a separate feature is left out, unless the feature is among the chosen `names` or its resources are among
/// those chosen.
pub(super) fn types<'a>(
    api: &'a Api,
    facts: &Facts,
    names: &BTreeSet<String>,
    chosen: &[&'a Resource],
) -> BTreeSet<&'a str> {
    let forms = form::all(api);
    let edges = Edges::of(api, &forms);
    let left_out: HashSet<&str> = parts::members(api, facts, &edges)
        .into_iter()
        .filter(|(part, _)| !names.contains(part.feature) && !has(chosen, part.path))
        .flat_map(|(_, members)| members)
        .collect();
    let stops = |name: &str| left_out.contains(name);
    let root = domains::root(api);
    let (mut sent, mut received) = (Vec::new(), unnamed(api, names, &edges));
    let mut open: Vec<&Resource> = chosen.to_vec();
    while let Some(resource) = open.pop() {
        for method in &resource.methods {
            let (request, response) = reach::of_method(api, method);
            sent.extend(request);
            received.extend(response);
        }
        if !root.is_some_and(|root| std::ptr::eq(root, resource)) {
            open.extend(&resource.resources);
        }
    }
    let always = facts
        .always
        .iter()
        .filter_map(|name| api.types.get_key_value(*name));
    sent.extend(always.map(|(name, _)| name.as_str()));
    let mut selected = edges.closure(sent, Follow::Sent, stops);
    selected.extend(edges.closure(received, Follow::Received, stops));
    // A base is declared for what its subtypes inherit; what else derives from it is not needed for that.
    loop {
        let missing: Vec<&Type> = selected
            .iter()
            .filter_map(|name| api.base(api.types.get(*name)?))
            .filter(|base| !selected.contains(base.name.as_str()))
            .collect();
        if missing.is_empty() {
            break;
        }
        for base in missing {
            selected.insert(&base.name);
            let own = fields_of(base).into_iter().flat_map(|of| {
                let mut names = Vec::new();
                of.for_each_name(&mut |name| {
                    names.extend(api.types.get_key_value(name).map(|(name, _)| name.as_str()));
                });
                names
            });
            selected.extend(edges.closure(own, Follow::Received, stops));
        }
    }
    selected.into_iter().collect()
}

/// The types that no operation of the API leads to, such as the payloads of deliveries. They belong to the domain of their
/// package, or to every restatement where the package has none.
fn unnamed<'a>(api: &'a Api, names: &BTreeSet<String>, edges: &Edges<'a>) -> Vec<&'a str> {
    let domains = domains::all(api);
    let reached = reach::by_all_methods(api, edges);
    let unnamed = api
        .types
        .values()
        .filter(|of| !reached.contains(of.name.as_str()));
    unnamed
        .filter(|of| {
            domains::of_package(of.package.as_deref(), &domains)
                .is_none_or(|domain| names.contains(&domain))
        })
        .map(|of| of.name.as_str())
        .collect()
}

/// Whether the resource at a path is one of the given ones, or below one.
fn has(resources: &[&Resource], path: Option<&str>) -> bool {
    fn is_at(resource: &Resource, path: &str) -> bool {
        resource.path == path || resource.resources.iter().any(|below| is_at(below, path))
    }
    path.is_some_and(|path| resources.iter().any(|resource| is_at(resource, path)))
}

fn fields_of(of: &Type) -> Vec<&TypeRef> {
    match &of.shape {
        Shape::Object(object) => object
            .fields
            .iter()
            .filter(|field| field.role != Some(Role::Expanded))
            .map(|field| &field.of)
            .chain(object.maps.iter().map(|map| &map.value))
            .collect(),
        _ => Vec::new(),
    }
}
