//! Type aliases.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Plan, Planned};

use super::{docs, types::ident};

/// A type alias.
pub(crate) fn emit(plan: &Plan<'_>, of: &Planned<'_>, target: &TokenStream) -> TokenStream {
    let doc = docs::type_doc(plan, of.of);
    let deprecated = docs::deprecation(&of.of.marks);
    let name = ident(&of.name);
    quote! {
        #doc
        #deprecated
        pub type #name = #target;
    }
}
