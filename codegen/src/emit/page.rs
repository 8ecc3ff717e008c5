//! The implementation of paging for a page type: the field with the results, and their id.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Member, Planned};

use super::types::ident;

/// The implementation of the runtime's trait for a page; nothing for other types.
pub(crate) fn emit(of: &Planned<'_>) -> Option<TokenStream> {
    let page = of.page.as_ref()?;
    let (name, result) = (ident(&of.name), ident(&page.result));
    let results = ident(&page.results);
    let property = &page.property;
    let limit = page.limit.as_ref().and_then(|limit| {
        let field = of.fields.iter().find(|field| field.name == *limit)?;
        let limit = ident(limit);
        let limit = match (field.is_optional(), field.nullable) {
            (false, false) => quote!(runtime::page_limit(self.#limit)),
            (true, false) => quote!(self.#limit.and_then(runtime::page_limit)),
            (false, true) => quote!(self.#limit.into_option().and_then(runtime::page_limit)),
            (true, true) => quote! {
                self.#limit.and_then(runtime::Nullable::into_option).and_then(runtime::page_limit)
            },
        };
        Some(quote! {
            fn limit(&self) -> Option<u64> {
                #limit
            }
        })
    });
    let id = page.id.as_ref().map(|id| {
        let id = match id {
            Member::Field(name) => {
                let name = ident(name);
                quote!(&result.#name)
            }
            Member::Method(name) => {
                let name = ident(name);
                quote!(result.#name())
            }
        };
        quote! {
            fn id(result: &#result) -> Option<&str> {
                Some(#id)
            }
        }
    });
    Some(quote! {
        impl runtime::Page for #name {
            type Item = #result;
            fn read(answer: runtime::RawResponse) -> runtime::Result<Self> {
                answer.into_model()
            }
            fn read_apart(answer: runtime::RawResponse) -> runtime::Result<runtime::Apart<Self>> {
                runtime::Apart::read(answer, #property)
            }
            fn results(&mut self) -> &mut Vec<#result> {
                &mut self.#results
            }
            #limit
            #id
        }
    })
}
