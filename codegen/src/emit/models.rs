//! The models: for each package a file of received types, and files of sent types below it.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::{Shape, TypeRef},
    plan::{Form, Module, Plan, Planned, RustType, Section, imports},
};

use super::{
    Item, Source, alias, cfg, docs, enumeration, files_of, joined, json, page, references, runtime,
    structure,
    types::{ident, names_of, rust_type},
    union,
};

/// The files of the models.
pub(crate) fn emit(plan: &Plan<'_>, take: &mut dyn FnMut(Source)) {
    let mut packages: BTreeMap<String, Vec<&Module<'_>>> = BTreeMap::new();
    for module in &plan.modules {
        packages
            .entry(module.package_module())
            .or_default()
            .push(module);
    }
    take(root(plan, packages.keys()));
    for (name, modules) in &packages {
        take(package(plan, name, modules));
        let sections = modules.iter();
        sections
            .filter_map(|module| section(plan, name, module))
            .for_each(&mut *take);
    }
}

/// The module that lists the packages and re-exports every type.
fn root<'n>(plan: &Plan<'_>, packages: impl Iterator<Item = &'n String> + Clone) -> Source {
    let doc = docs::inner(&format!(
        "The models of {}: what is sent and what is received.",
        plan.api.title
    ));
    let modules = packages.clone().map(|name| {
        let name = ident(name);
        quote!(mod #name;)
    });
    let exported = packages.map(|name| {
        let name = ident(name);
        quote!(pub use #name::*;)
    });
    let items = quote! {
        #doc
        #![allow(
            clippy::large_enum_variant,
            clippy::module_inception,
            clippy::new_without_default,
            dead_code,
            deprecated,
            missing_docs,
            unreachable_pub,
            unused_imports
        )]
        #(#modules)*
        #(#exported)*
    };
    Source {
        path: "models.rs".to_owned(),
        emitter: "models",
        from: super::all_files(plan),
        items: vec![Item::Rust(items)],
    }
}

/// The file of a package: received types, and the modules of sent types.
fn package(plan: &Plan<'_>, name: &str, modules: &[&Module<'_>]) -> Source {
    let package = modules
        .first()
        .map_or(name, |module| module.package.as_str());
    let doc = docs::inner(&format!("The models of {package}."));
    let below = modules.iter().filter_map(|module| {
        let name = ident(&module.section_module()?);
        let gate = cfg(&module.gate);
        Some(quote! {
            #gate
            mod #name;
            #gate
            pub use #name::*;
        })
    });
    // The content of a submodule is re-exported here: an import of it would hide it from others.
    let all: Vec<&Planned<'_>> = modules
        .iter()
        .flat_map(|module| in_order(plan, module))
        .collect();
    let received = modules
        .iter()
        .find(|module| module.section == Section::Received);
    let types: Vec<&Planned<'_>> = received
        .map(|module| in_order(plan, module))
        .unwrap_or_default();
    let imports = (!types.is_empty()).then(|| imports(plan, &quote!(super), &types, &all));
    let mut items = vec![Item::Rust(quote! {
        #doc
        #imports
        #(#below)*
    })];
    items.extend(models(plan, &types));
    Source {
        path: format!("models/{name}.rs"),
        emitter: "models",
        from: files_of(all.iter().map(|of| of.of)),
        items,
    }
}

/// A file of sent types, or of types with a separate feature.
fn section(plan: &Plan<'_>, package: &str, module: &Module<'_>) -> Option<Source> {
    let name = module.section_module()?;
    let what = what(&module.section);
    let what = match &module.section {
        Section::Part { words, .. } => format!(
            "{what}, of {}, with names that begin with `{}`.",
            module.package,
            words.to_upper_camel_case()
        ),
        Section::Feature { name, subject } => match subject {
            Some(subject) => format!("{what} `{name}` that are about {subject}."),
            None => format!("{what} `{name}`."),
        },
        _ => format!("{what}, of {}.", module.package),
    };
    let doc = docs::inner(&what);
    let types = in_order(plan, module);
    let imports = imports(plan, &quote!(super::super), &types, &[]);
    let mut items = vec![Item::Rust(quote!(#doc #imports))];
    items.extend(models(plan, &types));
    Some(Source {
        path: format!("models/{package}/{name}.rs"),
        emitter: "models",
        from: files_of(types.iter().map(|of| of.of)),
        items,
    })
}

/// The content of a section.
fn what(section: &Section) -> &'static str {
    match section {
        Section::Received => "The models that are received",
        Section::Drafts => "The models that are sent, except update actions",
        Section::UpdateActions => "The update actions",
        Section::SetActions => "The update actions that set a value",
        Section::Feature { .. } => "The models of the feature",
        Section::Unnamed => "The models that no operation names",
        Section::Part { of, .. } => what(of),
    }
}

fn imports(
    plan: &Plan<'_>,
    models: &TokenStream,
    types: &[&Planned<'_>],
    known: &[&Planned<'_>],
) -> TokenStream {
    let runtime = runtime(plan);
    let needs_runtime = types.iter().any(|of| !is_plain_alias(of));
    let runtime = needs_runtime.then(|| quote!(use #runtime;));
    let names = names_of(&imports::of_types(plan, types, known));
    let models = (!names.is_empty()).then(|| quote!(use #models::{#(#names),*};));
    quote!(#runtime #models)
}

/// Whether a type is an alias for a type of the standard library or for a model.
fn is_plain_alias(of: &Planned<'_>) -> bool {
    match &of.form {
        Form::Alias(target) => !RustType::of(target).is_of_runtime(),
        _ => false,
    }
}

fn in_order<'p, 'a>(plan: &'p Plan<'a>, module: &Module<'a>) -> Vec<&'p Planned<'a>> {
    module
        .types
        .iter()
        .filter_map(|name| plan.types.get(name))
        .collect()
}

/// The declarations of types, followed by the lines that read and write them.
fn models(plan: &Plan<'_>, types: &[&Planned<'_>]) -> Vec<Item> {
    let (mut items, mut lines) = (Vec::new(), String::new());
    for of in types {
        let (declaration, json) = model(plan, of);
        items.push(Item::Rust(declaration));
        if !json.is_empty() {
            lines.push('\n');
            lines.push_str(&json);
        }
    }
    if !lines.is_empty() {
        items.push(Item::Lines(format!(
            "// How they are read and written.\n{lines}"
        )));
    }
    items
}

fn model(plan: &Plan<'_>, of: &Planned<'_>) -> (TokenStream, String) {
    match (&of.form, &of.of.shape) {
        (Form::Struct, _) => {
            let structure = structure::emit(plan, of);
            let page = page::emit(of);
            let references = references::emit(of);
            let unread = unread(plan, of);
            (
                joined([structure, page.unwrap_or_default(), references, unread]),
                json::of_struct(of),
            )
        }
        (Form::OpenBase(below), _) => {
            let structure = structure::emit(plan, of);
            let conversions = structure::conversions(plan, of, below);
            (joined([structure, conversions]), json::of_struct(of))
        }
        (Form::TagUnion { .. } | Form::KeyUnion(_), _) => {
            let union = union::emit(plan, of);
            let references = references::emit(of);
            let unread = unread(plan, of);
            let mut lines = json::of_union(of);
            if let Some(shared) = &of.shared {
                lines.push('\n');
                lines.push_str(&json::of_shared(&shared.name, &shared.fields));
            }
            if let Some(methods) = union::shared_methods(plan, of) {
                lines.push('\n');
                lines.push_str(&methods);
            }
            (joined([union, references, unread]), lines)
        }
        (Form::Enum, Shape::Enum(values)) => enumeration::emit(plan, of, values),
        (Form::Enum, _) => (TokenStream::new(), String::new()),
        (Form::LocaleMap(value), _) => {
            let value = rust_type(&RustType::of(value));
            (
                alias::emit(plan, of, &quote!(runtime::Localized<#value>)),
                String::new(),
            )
        }
        (Form::Map(TypeRef::Any), _) => (
            alias::emit(plan, of, &quote!(runtime::JsonObject)),
            String::new(),
        ),
        (Form::Map(value), _) => {
            let value = rust_type(&RustType::of(value));
            let map = quote!(std::collections::BTreeMap<String, #value>);
            (alias::emit(plan, of, &map), String::new())
        }
        (Form::Alias(target), _) => (
            alias::emit(plan, of, &rust_type(&RustType::of(target))),
            String::new(),
        ),
        (Form::AnyValue, _) => (
            alias::emit(plan, of, &quote!(runtime::Value)),
            String::new(),
        ),
    }
}

/// The method that reads a resource from references that are compiled without it.
fn unread(plan: &Plan<'_>, of: &Planned<'_>) -> TokenStream {
    if plan.is_always(&of.of.name) {
        return TokenStream::new();
    }
    let references: Vec<&Planned<'_>> = plan.references_read_as(of).collect();
    references::of_resource(of, &references)
}
