//! The models that the code of a file uses. Glob imports would be shorter, but the compiler then enters each of the
//! thousands of models into each of the hundreds of files.

use std::collections::BTreeSet;

use crate::{
    model::{Content, Method, TypeRef},
    names,
};

use super::{
    Form, Plan, Planned, PlannedField, RustType,
    exchange::{self, Payload},
    parameters,
};

/// The models that the declarations of some types use, except these types and those `known` in their file.
pub fn of_types(
    plan: &Plan<'_>,
    types: &[&Planned<'_>],
    known: &[&Planned<'_>],
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for of in types {
        of_type(plan, of, &mut found);
    }
    for of in types.iter().chain(known) {
        found.remove(&of.name);
        if let Some(shared) = &of.shared {
            found.remove(&shared.name);
        }
    }
    found
}

/// The models that the requests of some operations use.
pub fn of_methods<'m>(
    plan: &Plan<'_>,
    methods: impl Iterator<Item = &'m Method>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for method in methods {
        if let Payload::Json { of, .. } = exchange::payload(method) {
            add(of, &mut found);
        }
        for content in exchange::contents(&exchange::answer(method)) {
            if let Content::Json(of) = content {
                add(of, &mut found);
            }
        }
        for (parameter, _) in parameters::all(method) {
            let (item, _) = parameters::element(plan.api, &parameter.of);
            let is_named = !plan.api.is_text(item) && parameters::union(plan.api, item).is_none();
            if is_named {
                add(item, &mut found);
            }
        }
    }
    found
}

fn of_type(plan: &Plan<'_>, of: &Planned<'_>, found: &mut BTreeSet<String>) {
    let shared = of
        .shared
        .iter()
        .flat_map(|shared| shared.fields.iter().chain(&shared.methods));
    for field in of.fields.iter().chain(shared) {
        of_field(field, found);
    }
    if let Some(value) = of.extra.and_then(|extra| extra.value) {
        add(value, found);
    }
    found.extend(of.kinds.iter().map(|kind| kind.of.clone()));
    match &of.form {
        Form::Alias(target) | Form::Map(target) | Form::LocaleMap(target) => add(target, found),
        Form::OpenBase(below) if of.direction.sent => {
            let below = below
                .iter()
                .filter_map(|sub| plan.types.get(sub.name.as_str()));
            found.extend(below.map(|sub| sub.name.clone()));
        }
        _ => {}
    }
    if let Some(reference) = &of.reference {
        found.extend(
            reference
                .expanded
                .iter()
                .map(|(_, resource)| resource.clone()),
        );
        found.extend(
            reference
                .identifier
                .iter()
                .map(|identifier| identifier.of.clone()),
        );
    }
    if let Some(referring) = &of.referring {
        let ways = referring.reference.iter().chain(&referring.identifier);
        found.extend(ways.map(|way| way.of.clone()));
    }
    found.extend(of.page.iter().map(|page| page.result.clone()));
    found.extend(
        plan.references_read_as(of)
            .map(|reference| reference.name.clone()),
    );
}

fn of_field(field: &PlannedField<'_>, found: &mut BTreeSet<String>) {
    of_rust(&field.of, found);
}

fn of_rust(of: &RustType, found: &mut BTreeSet<String>) {
    match of {
        RustType::Model(name) => {
            found.insert(name.clone());
        }
        RustType::List(of) | RustType::Optional(of) => of_rust(of, found),
        _ => {}
    }
}

fn add(of: &TypeRef, found: &mut BTreeSet<String>) {
    of.for_each_name(&mut |name| {
        found.insert(names::type_name(name));
    });
}
