//! Types that are another name for something.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, cfg, docs},
    model::Type,
    names,
};

impl Emitter<'_> {
    /// A type alias.
    pub(crate) fn alias(&self, of: &Type, target: &TokenStream) -> TokenStream {
        let gate = cfg(self.plan.gate(&of.name));
        let doc = self.type_doc(of);
        let deprecated = docs::deprecation(&of.marks);
        let name = names::ident(&names::type_name(&of.name));
        quote! {
            #doc
            #deprecated
            #gate
            pub type #name = #target;
        }
    }
}
