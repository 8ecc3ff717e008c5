//! The fields of a type: a struct with a method for each of them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    diagnostics::Diagnostics,
    emit::{Emitter, File, cfg, docs, models::package_of},
    model::{Scalar, Type},
    names,
    plan::Asked,
};

/// The name of the struct.
pub(super) fn name(of: &Type) -> Ident {
    format_ident!("{}Fields", names::type_name(&of.name))
}

impl<'a> Emitter<'a> {
    /// The file of a package.
    pub(super) fn fields_file(
        &self,
        module: &str,
        types: &[&'a Type],
        diagnostics: &mut Diagnostics,
    ) -> Option<File> {
        let package = package_of(types);
        let doc = docs::inner(&format!("The fields of the models of {package}."));
        let runtime = self.runtime();
        let head = quote! {
            #doc
            #![allow(unused_imports)]

            use super::super::super::models;
            use super::*;
            use #runtime;
            use runtime::predicates::{Anything, Choice, Elements, Field, Keyed, List, Localized, Nested, Place};
        };
        let items: Vec<TokenStream> = types.iter().map(|of| self.fields_of(of)).collect();
        let from = self.files_of(types.iter().copied());
        self.file(
            &format!("generated/predicates/fields/{module}.rs"),
            "predicates",
            &head,
            &items,
            &from,
            diagnostics,
        )
    }

    fn fields_of(&self, of: &'a Type) -> TokenStream {
        let fields = self.plan.querying.fields.get(of.name.as_str());
        let mut taken: Vec<String> = Vec::new();
        let methods: Vec<TokenStream> = fields
            .into_iter()
            .flatten()
            .map(|(wire, asked)| {
                let known: Vec<&str> = taken.iter().map(String::as_str).collect();
                let method = names::free(&names::value_name(wire), &known);
                let ident = names::ident(&method);
                taken.push(method);
                let doc = docs::doc(&format!("`{wire}`"));
                let of = self.asked_type(asked);
                quote! {
                    #doc
                    pub fn #ident(&self) -> #of {
                        self.0.to(#wire)
                    }
                }
            })
            .collect();
        let name = name(of);
        let gate = cfg(self.plan.gate(&of.name));
        let doc = format!("The fields of `{}`.", of.name);
        quote! {
            #gate
            runtime::predicates::fields!(#name, #doc);

            #gate
            impl #name {
                #(#methods)*
            }
        }
    }

    fn asked_type(&self, asked: &Asked<'a>) -> TokenStream {
        match asked {
            Asked::Value(_) | Asked::Choice(_) => {
                let value = value_type(asked);
                quote!(Field<#value>)
            }
            Asked::List(of) => {
                let value = value_type(of);
                quote!(List<#value>)
            }
            Asked::Nested(name) => {
                let fields = named(name);
                quote!(Nested<#fields>)
            }
            Asked::Elements(name) => {
                let fields = named(name);
                quote!(Elements<#fields>)
            }
            Asked::Localized(of) => {
                let of = self.asked_type(of);
                quote!(Localized<#of>)
            }
            Asked::Keyed(of) => {
                let of = self.asked_type(of);
                quote!(Keyed<#of>)
            }
            Asked::Place => quote!(Place),
            Asked::Anything => quote!(Anything),
        }
    }
}

/// The type of what a field is compared with. Numbers have no sizes there: they are digits.
fn value_type(asked: &Asked<'_>) -> TokenStream {
    match asked {
        Asked::Choice(name) => {
            let name = names::ident(&names::type_name(name));
            quote!(Choice<models::#name>)
        }
        Asked::Value(scalar) => match scalar {
            Scalar::Boolean => quote!(bool),
            Scalar::Integer(_) => quote!(i64),
            Scalar::Number(Some(format)) if format.is_whole() => quote!(i64),
            Scalar::Number(_) => quote!(f64),
            Scalar::DateTime => quote!(runtime::DateTime),
            Scalar::DateTimeOnly => quote!(runtime::LocalDateTime),
            Scalar::DateOnly => quote!(runtime::Date),
            Scalar::TimeOnly => quote!(runtime::Time),
            Scalar::String | Scalar::File | Scalar::Nil => quote!(String),
        },
        _ => quote!(String),
    }
}

fn named(name: &str) -> Ident {
    format_ident!("{}Fields", names::type_name(name))
}
