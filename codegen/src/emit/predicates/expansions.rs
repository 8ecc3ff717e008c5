//! The paths of references: a struct for each type that leads to some, with a method for each step.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    diagnostics::Diagnostics,
    emit::{Emitter, File, docs},
    model::Type,
    names,
    plan::Expanded,
};

impl<'a> Emitter<'a> {
    /// The file of the expansions. It names no models, so it needs no feature of a domain.
    pub(super) fn expansions(&self, diagnostics: &mut Diagnostics) -> Option<File> {
        let querying = &self.plan.querying;
        if querying.expanded.is_empty() {
            return None;
        }
        let runtime = self.runtime();
        let types: Vec<&Type> = querying
            .expansions
            .keys()
            .filter_map(|name| self.plan.api.types.get(*name))
            .collect();
        let head = quote! {
            #![doc = " The references that can be expanded, by the type of what an operation answers with."]
            #![allow(unused_imports)]

            use #runtime;
            use runtime::predicates::{Each, Expansion, Keyed, OpenExpansions};
        };
        let mut items: Vec<TokenStream> = querying.expanded.iter().map(|of| begin(of)).collect();
        items.extend(types.iter().map(|of| self.expansions_of(of)));
        let from = self.files_of(types.iter().copied());
        self.file(
            "generated/expansions.rs",
            "predicates",
            &head,
            &items,
            &from,
            diagnostics,
        )
    }

    fn expansions_of(&self, of: &Type) -> TokenStream {
        let fields = self.plan.querying.expansions.get(of.name.as_str());
        let mut taken: Vec<String> = Vec::new();
        let methods: Vec<TokenStream> = fields
            .into_iter()
            .flatten()
            .map(|(wire, expanded)| {
                let known: Vec<&str> = taken.iter().map(String::as_str).collect();
                let method = names::free(&names::value_name(wire), &known);
                let ident = names::ident(&method);
                taken.push(method);
                let doc = docs::doc(&format!("`{wire}`"));
                let of = expanded_type(expanded);
                quote! {
                    #doc
                    pub fn #ident(&self) -> #of {
                        self.0.to(#wire)
                    }
                }
            })
            .collect();
        let name = name(&of.name);
        let doc = format!("The references in `{}`.", of.name);
        quote! {
            runtime::predicates::fields!(#name, #doc);

            impl #name {
                #(#methods)*
            }
        }
    }
}

/// The function that a path begins with.
fn begin(of: &str) -> TokenStream {
    let function = names::ident(&names::value_name(of));
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
