//! What lets the runtime go through the pages of a query: which field of a page has the results, and what is their id.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{
        Emitter, cfg,
        fields::{Defaults, Presence},
        member::Member,
    },
    model::{Page, Type, TypeRef},
    plan::Form,
};

/// What a page is made of.
struct Parts<'a> {
    page: &'a Page,
    results: Ident,
    /// The most results that it could have, where it tells.
    limit: Option<Ident>,
}

impl<'a> Emitter<'a> {
    /// Whether [`Self::page`] emits something.
    pub(crate) fn is_page(&self, of: &'a Type) -> bool {
        self.parts(of).is_some()
    }

    /// The implementation of the runtime's trait for a page; nothing for what is none.
    pub(crate) fn page(&self, of: &'a Type) -> TokenStream {
        let Some(Parts {
            page,
            results,
            limit,
        }) = self.parts(of)
        else {
            return TokenStream::new();
        };
        let gate = cfg(self.plan.gate(&of.name));
        let name = self.rust_type(&TypeRef::Named(of.name.clone()));
        let result = self.rust_type(&TypeRef::Named(page.result.clone()));
        let limit = limit.map(|limit| {
            quote! {
                fn limit(&self) -> Option<u64> {
                    runtime::page_limit(self.#limit)
                }
            }
        });
        let id = self.id(page).map(|id| {
            quote! {
                fn id(result: &#result) -> Option<&str> {
                    Some(#id)
                }
            }
        });
        quote! {
            #gate
            impl runtime::Page for #name {
                type Item = #result;
                fn results(&mut self) -> &mut Vec<#result> {
                    &mut self.#results
                }
                #limit
                #id
            }
        }
    }

    fn id(&self, page: &Page) -> Option<TokenStream> {
        let result = self.plan.api.types.get(&page.result)?;
        match self.member(result, "id").filter(|_| page.identified)? {
            Member::Field(name) => Some(quote!(&result.#name)),
            Member::Method(name) => Some(quote!(result.#name())),
        }
    }

    fn parts(&self, of: &'a Type) -> Option<Parts<'a>> {
        let page = of.object()?.page.as_ref()?;
        if !matches!(self.plan.form(&of.name), Some(Form::Struct)) {
            return None;
        }
        let fields = self.fields(of, self.plan.direction(&of.name), &mut Defaults::new());
        let field = |name: &str| fields.iter().find(|field| field.field.name == name);
        let results = field("results")
            .filter(|field| matches!(field.presence, Presence::Required | Presence::List))?;
        let is_whole = |of: &TypeRef| {
            let rust = self.rust_type(of).to_string();
            matches!(rust.as_str(), "i32" | "i64")
        };
        let limit = field("limit").filter(|field| is_whole(&field.field.of));
        Some(Parts {
            page,
            results: results.name.clone(),
            limit: limit.map(|field| field.name.clone()),
        })
    }
}
