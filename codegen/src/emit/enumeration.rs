//! Open enums of texts.

use indexmap::IndexSet;
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::EnumValue,
    names,
    plan::{Plan, Planned},
};

use super::{docs, json, types::ident};

/// An open enum: its known values, and `Unknown` for future ones. Also returns the lines that read and write it.
pub(crate) fn emit(
    plan: &Plan<'_>,
    of: &Planned<'_>,
    values: &[EnumValue],
) -> (TokenStream, String) {
    let doc = docs::type_doc(plan, of.of);
    let deprecated = docs::deprecation(&of.of.marks);
    let name = ident(&of.name);
    let mut taken: IndexSet<String> = IndexSet::new();
    let mut variants = Vec::new();
    for value in values {
        let variant = names::free_of(&names::variant_name(&value.value), |name| {
            taken.contains(name)
        });
        let doc = docs::doc(&match &value.description {
            Some(description) if !description.trim().is_empty() => docs::in_rust(description),
            _ => format!("`{}`", value.value),
        });
        let ident = ident(&variant);
        variants.push(quote!(#doc #ident,));
        taken.insert(variant);
    }
    let declaration = quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that this version of the SDK does not know.
            Unknown(runtime::UnknownValue),
        }
    };
    let texts = values.iter().map(|value| value.value.as_str());
    (
        declaration,
        json::of_enum(&of.name, texts.zip(taken.iter().map(String::as_str))),
    )
}
