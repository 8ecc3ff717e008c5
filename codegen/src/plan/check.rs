//! Reports names that collide, and parameters that cannot be sent: valid in an API, but not in Rust or the runtime.

use std::collections::{BTreeMap, HashMap};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Method, Reading, Resource, Shape, Type, TypeRef},
    names,
};

use super::{Plan, domains, parameters, route::chain_name};

/// The methods that change a resource by actions.
const UPDATES: [&str; 2] = ["update_with", "try_update_with"];

/// The methods of the root in addition to those of every builder.
const OF_ROOT: [&str; 2] = ["client", "raw_request"];

/// Reports what cannot be emitted.
pub fn check(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    check_types(plan, diagnostics);
    check_builders(plan, diagnostics);
    let root = domains::root(plan.api);
    if root.is_none() {
        check_chain_names(&plan.api.resources, diagnostics);
    }
    check_root(
        root.map_or(&plan.api.resources, |root| &root.resources),
        diagnostics,
    );
    for resource in plan.api.all_resources() {
        check_chain(resource, diagnostics);
        check_path(plan, resource, diagnostics);
        for method in &resource.methods {
            check_parameters(plan, method, diagnostics);
        }
    }
}

/// The names of the methods of an operation that no setter may have.
pub fn reserved(method: &Method) -> &'static [&'static str] {
    match method.reading {
        Reading::Other => &[],
        Reading::One => &["send_optional"],
        Reading::Pages(_) => &["pages", "items"],
    }
}

fn check_types(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    let mut rust_names: BTreeMap<&str, &Type> = BTreeMap::new();
    for planned in plan.types.values() {
        if let Some(first) = rust_names.insert(&planned.name, planned.of) {
            diagnostics.add(
                Diagnostic::new(
                    planned.of.span,
                    format!(
                        "the types `{}` and `{}` would both be named `{}`",
                        first.name, planned.of.name, planned.name
                    ),
                    "a different name is expected",
                )
                .related(first.span, "the other one")
                .help(renaming([first, planned.of])),
            );
        }
    }
}

/// How one of two types can be renamed without changing the sent data.
fn renaming(types: [&Type; 2]) -> String {
    let is_sent = |of: &&Type| of.tag() == Some(&of.name);
    let rename = "rename one of the two: names of types are not sent";
    match types.into_iter().find(is_sent) {
        Some(of) => format!(
            "{rename}, but for that of a subtype without `discriminatorValue`; `{name}` needs `discriminatorValue: {name}` then",
            name = of.name
        ),
        None => rename.to_owned(),
    }
}

fn check_builders(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    let root = domains::root(plan.api);
    for domain in &plan.domains {
        let mut taken: BTreeMap<String, &Resource> = BTreeMap::new();
        for resource in domain.resources(plan.api) {
            let is_root = root.is_some_and(|root| std::ptr::eq(root, resource));
            let name = match is_root {
                true => names::stem(&domain.name),
                false => plan.path_name(&resource.path),
            };
            if let Some(first) = taken.insert(name.clone(), resource) {
                diagnostics.add(same_name(resource, first, &name));
            }
        }
    }
}

/// Reports children with equal names, and a child named like a method.
fn check_chain(resource: &Resource, diagnostics: &mut Diagnostics) {
    check_chain_names(&resource.resources, diagnostics);
    for child in &resource.resources {
        if let Some(method) = resource
            .methods
            .iter()
            .find(|method| method.http.as_str() == chain_name(child))
        {
            diagnostics.add(
                Diagnostic::new(
                    child.span,
                    format!(
                        "`{}` would need the method `{}()`, which is an operation of its parent",
                        child.path,
                        chain_name(child)
                    ),
                    "a resource with a different name is expected",
                )
                .related(method.span, "the operation")
                .help("give the resource a `(methodName)`"),
            );
        }
        let name = chain_name(child);
        if resource.update.is_some() && UPDATES.contains(&name.as_str()) {
            diagnostics.add(
                Diagnostic::new(
                    child.span,
                    format!(
                        "`{}` would need the method `{name}()`, which updates its parent",
                        child.path
                    ),
                    "a resource with a different name is expected",
                )
                .help("give the resource a `(methodName)`"),
            );
        }
    }
}

/// Reports parameters of a path that have no text form.
fn check_path(plan: &Plan<'_>, resource: &Resource, diagnostics: &mut Diagnostics) {
    for parameter in &resource.parameters {
        let is_enum =
            matches!(&parameter.of, TypeRef::Inline(of) if matches!(of.shape, Shape::Enum(_)));
        let is_list = plan.api.is_list(&parameter.of);
        if !is_enum && (is_list || !parameters::is_writable(plan, &parameter.of)) {
            diagnostics.add(Diagnostic::new(
                resource.span,
                format!("the parameter `{}` has no text", parameter.name),
                "a scalar or an enum is expected",
            ));
        }
    }
}

/// Reports a child of the root that is named like a method of it.
fn check_root(resources: &[Resource], diagnostics: &mut Diagnostics) {
    for child in resources {
        let name = chain_name(child);
        if OF_ROOT.contains(&name.as_str()) {
            diagnostics.add(
                Diagnostic::new(
                    child.span,
                    format!(
                        "`{}` would need the method `{name}()`, which the root of all requests already has",
                        child.path
                    ),
                    "a resource with a different name is expected",
                )
                .help("give the resource a `(methodName)`"),
            );
        }
    }
}

fn check_chain_names(resources: &[Resource], diagnostics: &mut Diagnostics) {
    let mut taken: HashMap<String, &Resource> = HashMap::new();
    for child in resources {
        let name = chain_name(child);
        match taken.get(&name) {
            Some(first) => diagnostics.add(same_name(child, first, &format!("{name}()"))),
            None => {
                taken.insert(name, child);
            }
        }
    }
}

fn same_name(resource: &Resource, first: &Resource, name: &str) -> Diagnostic {
    Diagnostic::new(
        resource.span,
        format!(
            "the operations of `{}` and `{}` would both be named `{name}`",
            first.path, resource.path
        ),
        "a different name is expected",
    )
    .related(first.span, "the other one")
    .help("give one of the resources a `(methodName)`")
}

fn check_parameters(plan: &Plan<'_>, method: &Method, diagnostics: &mut Diagnostics) {
    for (parameter, _) in parameters::all(method) {
        if !parameters::has_text(plan, parameter) {
            diagnostics.add(Diagnostic::new(
                parameter.span,
                "a parameter without a text form",
                "a scalar, an enum or a list of them is expected",
            ));
        }
    }
}
