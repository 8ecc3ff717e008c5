//! The builders of predicates and expansion paths: one file for the fields of each package, and a module for each type that
//! a query returns.
//!
//! They have a separate feature: callers who write their predicates as strings need not compile them.

mod expansions;
mod fields;
mod operations;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::Type,
    names,
    plan::{Gate, Plan, domains},
};

use super::{Item, Source, cfg, docs, files_of, runtime, types::ident};

/// The feature that compiles them.
pub(crate) const FEATURE: &str = "predicates";

/// Modules of the root whose names the modules of types must not have.
const TAKEN: &[&str] = &["fields", "operations", "search"];

/// The files of the builders: none if no query takes a predicate or expands references.
pub(crate) fn emit(plan: &Plan<'_>, take: &mut dyn FnMut(Source)) {
    if !plan.querying.queried.is_empty() {
        let packages = packages(plan);
        for (module, types) in &packages {
            take(fields::emit(plan, module, types));
        }
        take(fields_root(plan, &packages));
        operations::emit(plan).into_iter().for_each(&mut *take);
        take(root(plan));
    }
    expansions::emit(plan).into_iter().for_each(take);
}

/// The declarations of the modules, for the root of the generated code.
pub(crate) fn modules(plan: &Plan<'_>) -> TokenStream {
    // The crate root may re-export items of a module without the module itself.
    let gate = quote!(#[cfg(feature = #FEATURE)] #[allow(unreachable_pub)]);
    let expansions =
        (!plan.querying.expanded.is_empty()).then(|| quote!(#gate pub mod expansions;));
    let predicates = (!plan.querying.queried.is_empty()).then(|| quote!(#gate pub mod predicates;));
    quote!(#expansions #predicates)
}

fn packages<'a>(plan: &Plan<'a>) -> BTreeMap<String, Vec<&'a Type>> {
    let mut packages: BTreeMap<String, Vec<&'a Type>> = BTreeMap::new();
    let types = plan
        .querying
        .fields
        .keys()
        .filter_map(|name| plan.api.types.get(*name));
    for of in types {
        let package = domains::package_name(of.package.as_deref());
        packages
            .entry(names::module_name(package))
            .or_default()
            .push(of);
    }
    packages
}

fn fields_root(plan: &Plan<'_>, packages: &BTreeMap<String, Vec<&Type>>) -> Source {
    let modules = packages.iter().map(|(module, types)| {
        let name = ident(module);
        let gate = types
            .first()
            .map_or(&Gate::Always, |of| plan.querying.gate(of));
        let gate = cfg(gate);
        quote! {
            #gate
            mod #name;
            #gate
            pub use #name::*;
        }
    });
    let items = quote! {
        #![doc = " The fields of the models, as predicates and sort expressions name them."]

        #(#modules)*
    };
    Source {
        path: "predicates/fields.rs".to_owned(),
        emitter: "predicates",
        from: files_of(packages.values().flatten().copied()),
        items: vec![Item::Rust(items)],
    }
}

/// The module of the root: one module for each type that a query returns.
fn root(plan: &Plan<'_>) -> Source {
    let runtime = runtime(plan);
    let queried = plan.querying.queried.iter();
    let types: Vec<&Type> = queried
        .filter_map(|name| plan.api.types.get(*name))
        .collect();
    let modules = types.iter().map(|of| {
        let gate = cfg(plan.querying.gate(of));
        let module = ident(&names::free(&names::module_name(&of.name), TAKEN));
        let fields = fields::name(&of.name);
        let doc = docs::doc(&format!(
            "The predicates and sort expressions of queries for `{}`.",
            of.name
        ));
        Item::Rust(quote! {
            #doc
            #gate
            pub mod #module {
                use #runtime;
                use super::fields::#fields;

                /// Starts a predicate with the field that it tests.
                pub fn predicate() -> #fields {
                    runtime::predicates::FieldPath::default().into()
                }

                /// Starts a sort expression with the field to sort by.
                pub fn sort() -> #fields {
                    runtime::predicates::FieldPath::default().into()
                }
            }
        })
    });
    let head = Item::Rust(quote! {
        #![doc = " What can be asked of the results of queries, by the type of a result."]

        pub mod fields;
        mod operations;
    });
    Source {
        path: "predicates.rs".to_owned(),
        emitter: "predicates",
        from: files_of(types.iter().copied()),
        items: std::iter::once(head).chain(modules).collect(),
    }
}

/// The methods of a type's fields, each of which returns what `of` says about the field.
fn methods<'f, T: 'f>(
    fields: impl Iterator<Item = &'f (&'f str, T)>,
    of: impl Fn(&T) -> TokenStream,
) -> Vec<TokenStream> {
    let mut taken: Vec<String> = Vec::new();
    fields
        .map(|(member, field)| {
            let known: Vec<&str> = taken.iter().map(String::as_str).collect();
            let method = names::free(&names::value_name(member), &known);
            let ident = ident(&method);
            taken.push(method);
            let doc = docs::doc(&format!("`{member}`"));
            let of = of(field);
            quote! {
                #doc
                pub fn #ident(&self) -> #of {
                    self.0.to(#member)
                }
            }
        })
        .collect()
}
