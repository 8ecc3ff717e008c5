//! Which types a restatement holds: those that the chosen domains reach by strong edges, and their bases.

use std::collections::BTreeSet;

use crate::{
    model::{Api, Resource, Shape, Type, TypeRef},
    plan::{
        domains, form,
        reach::{self, Follow},
    },
};

/// The names of the types that the given resources need.
pub(super) fn types<'a>(api: &'a Api, chosen: &[&'a Resource]) -> BTreeSet<&'a str> {
    let forms = form::all(api);
    let directions = reach::directions(api, &forms);
    let is_sent = |name: &str| directions.get(name).is_some_and(|direction| direction.sent);
    let strong = Follow {
        weak: false,
        converts: &is_sent,
    };
    let root = domains::root(api);
    let mut named: Vec<&str> = Vec::new();
    let mut open: Vec<&Resource> = chosen.to_vec();
    while let Some(resource) = open.pop() {
        for method in &resource.methods {
            let (sent, received) = reach::of_method(api, method);
            named.extend(sent);
            named.extend(received);
        }
        if !root.is_some_and(|root| std::ptr::eq(root, resource)) {
            open.extend(&resource.resources);
        }
    }
    let mut selected = reach::closure(api, &forms, named, strong);
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
                    names.extend(api.types.get_key_value(name).map(|(name, _)| name.as_str()))
                });
                names
            });
            selected.extend(reach::closure(api, &forms, own, strong));
        }
    }
    selected.into_iter().collect()
}

fn fields_of(of: &Type) -> Vec<&TypeRef> {
    match &of.shape {
        Shape::Object(object) => object
            .fields
            .iter()
            .filter(|field| !field.weak)
            .map(|field| &field.of)
            .chain(object.maps.iter().map(|map| &map.value))
            .collect(),
        _ => Vec::new(),
    }
}
