//! The ways to read an answer beside `send` and `execute`: what may not be there, and what comes page by page.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::Emitter,
    model::{Method, Paging, Reading, TypeRef},
};

impl Emitter<'_> {
    /// The methods of an operation that read what it answers in a way of its own.
    pub(super) fn reading(&self, method: &Method) -> TokenStream {
        let Some(TypeRef::Named(name)) = method.success().and_then(|body| body.of.as_ref()) else {
            return TokenStream::new();
        };
        match method.reading {
            Reading::Other => TokenStream::new(),
            Reading::One => self.send_optional(name),
            Reading::Pages(paging) => self.pages(name, paging),
        }
    }

    fn send_optional(&self, name: &str) -> TokenStream {
        let of = self.rust_type(&TypeRef::Named(name.to_owned()));
        quote! {
            /// Sends the request and returns the body of the answer, or `None` where the API answers 404.
            ///
            /// # Errors
            ///
            /// As [`Self::send`], but for 404.
            pub async fn send_optional(self) -> Result<Option<#of>, runtime::Error> {
                runtime::optional(self.send().await)
            }
        }
    }

    fn pages(&self, name: &str, paging: Paging) -> TokenStream {
        let page = self.plan.api.types.get(name);
        if !page.is_some_and(|page| self.is_page(page)) {
            return TokenStream::new();
        }
        let of = self.rust_type(&TypeRef::Named(name.to_owned()));
        let by = match paging.by_id {
            true => quote!(runtime::Paging::by_id()),
            false => quote!(runtime::Paging::by_offset()),
        };
        let total = paging.with_total.then(|| quote!(.without_total()));
        quote! {
            /// All pages of the results, each fetched when it is asked for: see [`runtime::Pages`].
            ///
            /// `limit` is the size of a page, 500 where it is not set.
            pub fn pages(self) -> runtime::Pages<#of> {
                runtime::Pages::new(self.client, self.request, #by #total)
            }

            /// All results, one by one, a page fetched whenever the last one is used up: see [`runtime::Items`].
            ///
            /// `limit` is the size of a page, 500 where it is not set.
            pub fn items(self) -> runtime::Items<#of> {
                self.pages().items()
            }
        }
    }
}

/// The names of those methods, which no setter may have.
pub(super) fn names(method: &Method) -> &'static [&'static str] {
    match method.reading {
        Reading::Other => &[],
        Reading::One => &["send_optional"],
        Reading::Pages(_) => &["pages", "items"],
    }
}
