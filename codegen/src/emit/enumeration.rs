//! Open enums of texts.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, cfg, docs},
    model::{EnumValue, Type},
    names,
};

impl Emitter<'_> {
    /// An open enum: its known values, and `Unknown` for those to come.
    pub(crate) fn enumeration(&self, of: &Type, values: &[EnumValue]) -> TokenStream {
        let gate = cfg(self.plan.gate(&of.name));
        let doc = self.type_doc(of);
        let deprecated = docs::deprecation(&of.marks);
        let name = names::ident(&names::type_name(&of.name));
        let mut taken: Vec<String> = Vec::new();
        let mut variants = Vec::new();
        let mut texts = Vec::new();
        for value in values {
            let known: Vec<&str> = taken.iter().map(String::as_str).collect();
            let variant = names::free(&names::variant_name(&value.value), &known);
            let doc = docs::doc(&match &value.description {
                Some(description) if !description.trim().is_empty() => self.in_rust(description),
                _ => format!("`{}`", value.value),
            });
            let ident = names::ident(&variant);
            variants.push(quote!(#doc #ident,));
            let text = &value.value;
            texts.push(quote!(#text => #ident));
            taken.push(variant);
        }
        quote! {
            #doc
            #deprecated
            #gate
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that this version of the SDK does not know.
                Unknown(runtime::UnknownValue),
            }

            #gate
            runtime::open_enum!(#name { #(#texts),* });
        }
    }
}
