//! The result of an operation: how its response is read, and the enum of several responses.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    model::{Content, Method, Paging, Reading, TypeRef},
    plan::{
        Plan, RustType,
        exchange::{Answer, Lacking, Outcome, answer},
    },
};

use super::super::{
    docs,
    types::{ident, rust_type},
};

/// The items that implement the sending of an operation. `name` is that of the enum, if several bodies need one.
pub(crate) fn emit(
    plan: &Plan<'_>,
    method: &Method,
    operation: &Ident,
    name: &Ident,
) -> TokenStream {
    match answer(method) {
        Answer::Exists => quote!(runtime::operation!(#operation exists);),
        Answer::Nothing => quote!(runtime::operation!(#operation nothing);),
        Answer::Body(Content::Bytes) => quote!(runtime::operation!(#operation bytes);),
        Answer::Body(Content::Text) => quote!(runtime::operation!(#operation text);),
        Answer::Body(Content::Json(of)) => {
            let model = model(plan, method, of);
            quote!(runtime::operation!(#operation #model);)
        }
        Answer::MayLack(content, lacking) => may_lack(operation, content, &lacking),
        Answer::OneOf(outcomes) => one_of(operation, name, &outcomes),
    }
}

/// The documentation of an operation whose response may have no body.
pub(crate) fn note(method: &Method) -> String {
    let (word, statuses) = match answer(method) {
        Answer::MayLack(_, Lacking::Only(statuses)) => ("if", statuses),
        Answer::MayLack(_, Lacking::AllBut(statuses)) => ("unless", statuses),
        _ => return String::new(),
    };
    let statuses: Vec<String> = statuses
        .iter()
        .map(|status| format!("`{status}`"))
        .collect();
    format!(
        "\n\nThe response has no body {word} its status is {}.",
        statuses.join(" or ")
    )
}

/// A model, and its other forms of reading.
fn model(plan: &Plan<'_>, method: &Method, of: &TypeRef) -> TokenStream {
    let rust = rust_type(&RustType::of(of));
    let is_page = |of: &TypeRef| match of {
        TypeRef::Named(name) => plan
            .types
            .get(name.as_str())
            .is_some_and(|of| of.page.is_some()),
        _ => false,
    };
    match method.reading {
        Reading::One => quote!(#rust, optional),
        Reading::Pages(Paging { by_id, with_total }) if is_page(of) => {
            let by = match by_id {
                true => quote!(by_id),
                false => quote!(by_offset),
            };
            let total = with_total.then(|| quote!(without_total));
            quote!(#rust, pages #by #total)
        }
        _ => rust,
    }
}

/// A body that some statuses do not have.
fn may_lack(operation: &Ident, content: Content<'_>, lacking: &Lacking) -> TokenStream {
    let (of, read) = content_of(content);
    let arms = match lacking {
        Lacking::Only(statuses) => {
            let statuses = statuses.iter().copied().map(Literal::u16_unsuffixed);
            quote! {
                #(#statuses)|* => Ok(answer.whole(|_| None)),
                _ => answer.unless_empty(#read),
            }
        }
        Lacking::AllBut(statuses) => {
            let statuses = statuses.iter().copied().map(Literal::u16_unsuffixed);
            quote! {
                #(#statuses)|* => answer.unless_empty(#read),
                _ => Ok(answer.whole(|_| None)),
            }
        }
    };
    reading(operation, &quote!(Option<#of>), &arms)
}

/// One of several bodies.
fn one_of(operation: &Ident, name: &Ident, outcomes: &[Outcome<'_>]) -> TokenStream {
    let doc = docs::doc(&format!("The response to [`{operation}`]."));
    let variants = outcomes.iter().map(|outcome| {
        let variant = ident(&outcome.name);
        let doc = docs::doc(&match outcome.status {
            Some(status) => format!("The status {status}."),
            None => "Any other status of success.".to_owned(),
        });
        match outcome.content {
            None => quote!(#doc #variant,),
            Some(content) => {
                let (of, _) = content_of(content);
                quote!(#doc #variant(#of),)
            }
        }
    });
    let arms = outcomes.iter().map(|outcome| {
        let variant = ident(&outcome.name);
        let pattern = match outcome.status {
            Some(status) => {
                let status = Literal::u16_unsuffixed(status);
                quote!(#status)
            }
            None => quote!(_),
        };
        match outcome.content {
            None => quote!(#pattern => Ok(answer.whole(|_| #name::#variant)),),
            Some(content) => {
                let (_, read) = content_of(content);
                quote!(#pattern => Ok(#read(answer)?.map(#name::#variant)),)
            }
        }
    });
    let is_complete = outcomes.iter().any(|outcome| outcome.status.is_none());
    // The arm for all other statuses comes last.
    let (named, rest): (Vec<_>, Vec<_>) = outcomes
        .iter()
        .zip(arms)
        .partition(|(outcome, _)| outcome.status.is_some());
    let arms = named.into_iter().chain(rest).map(|(_, arm)| arm);
    let arms = match is_complete {
        true => quote!(#(#arms)*),
        false => quote!(#(#arms)* _ => Ok(answer.whole(#name::Undeclared)),),
    };
    let undeclared = (!is_complete).then(|| {
        quote! {
            /// A successful response with a status that the specification does not name.
            Undeclared(runtime::RawResponse),
        }
    });
    let reading = reading(operation, &quote!(#name), &arms);
    quote! {
        #doc
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant)]
        pub enum #name {
            #(#variants)*
            #undeclared
        }

        #reading
    }
}

fn reading(operation: &Ident, of: &TokenStream, arms: &TokenStream) -> TokenStream {
    quote! {
        impl runtime::Answers for #operation {
            type Answer = #of;

            fn read(answer: runtime::RawResponse) -> runtime::Result<runtime::Response<Self::Answer>> {
                match answer.status().as_u16() {
                    #arms
                }
            }
        }

        runtime::operation!(#operation answers #of);
    }
}

/// The Rust type of a body, and the function of the runtime that reads it.
fn content_of(content: Content<'_>) -> (TokenStream, TokenStream) {
    match content {
        Content::Json(of) => (
            rust_type(&RustType::of(of)),
            quote!(runtime::RawResponse::model),
        ),
        Content::Text => (quote!(String), quote!(runtime::RawResponse::text)),
        Content::Bytes => (
            quote!(runtime::Bytes),
            quote!(runtime::RawResponse::whole_bytes),
        ),
    }
}
