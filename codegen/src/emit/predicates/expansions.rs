//! The paths of references: a struct for each type with references below it, with a method for each step.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    model::Type,
    names,
    plan::{Expanded, Plan},
};

use super::{
    super::{Item, Source, docs, files_of, runtime, types::ident},
    methods,
};

/// The file of the expansions. It uses no models, so it needs no feature of a domain.
pub(crate) fn emit(plan: &Plan<'_>) -> Option<Source> {
    let querying = &plan.querying;
    if querying.expanded.is_empty() {
        return None;
    }
    let runtime = runtime(plan);
    let expansions = querying.expansions.keys();
    let types: Vec<&Type> = expansions
        .filter_map(|name| plan.api.types.get(*name))
        .collect();
    let head = quote! {
        #![doc = " The references that can be expanded, by the type of what an operation answers with."]
        #![allow(unused_imports)]

        use #runtime;
        use runtime::predicates::{Each, Expansion, Keyed, OpenExpansions};
    };
    let mut items = vec![Item::Rust(head)];
    items.extend(querying.expanded.iter().map(|of| Item::Rust(begin(of))));
    items.extend(types.iter().map(|of| Item::Rust(expansions_of(plan, of))));
    Some(Source {
        path: "expansions.rs".to_owned(),
        emitter: "predicates",
        from: files_of(types.iter().copied()),
        items,
    })
}

fn expansions_of(plan: &Plan<'_>, of: &Type) -> TokenStream {
    let fields = plan
        .querying
        .expansions
        .get(of.name.as_str())
        .into_iter()
        .flatten();
    let methods = methods(fields, expanded_type);
    let name = name(&of.name);
    let doc = format!("The references in `{}`.", of.name);
    quote! {
        runtime::predicates::fields!(#name, #doc);

        impl #name {
            #(#methods)*
        }
    }
}

/// The function that starts a path.
fn begin(of: &str) -> TokenStream {
    let function = ident(&names::value_name(of));
    let name = name(of);
    let doc = docs::doc(&format!("The references in a `{of}`."));
    quote! {
        #doc
        pub fn #function() -> #name {
            runtime::predicates::FieldPath::default().into()
        }
    }
}

fn name(of: &str) -> Ident {
    format_ident!("{}Expansions", names::type_name(of))
}

fn expanded_type(expanded: &Expanded<'_>) -> TokenStream {
    match expanded {
        Expanded::Reference(None) => quote!(Expansion),
        Expanded::Reference(Some(to)) => {
            let to = name(to);
            quote!(Expansion<#to>)
        }
        Expanded::Open => quote!(Expansion<OpenExpansions>),
        Expanded::Nested(of) => {
            let name = name(of);
            quote!(#name)
        }
        Expanded::Each(of) => {
            let of = expanded_type(of);
            quote!(Each<#of>)
        }
        Expanded::Keyed(of) => {
            let of = expanded_type(of);
            quote!(Keyed<#of>)
        }
    }
}
