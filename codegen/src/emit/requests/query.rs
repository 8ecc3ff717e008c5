//! Parameters of the query, of a form and headers: setters for optional ones, arguments for required ones.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    model::{Encoding, Placeholder, QueryName, QueryParameter, TypeRef},
    names,
    plan::{
        Plan, RustType,
        parameters::{Place, element, placeholder_of, union},
        rust_type::is_copy,
    },
};

use super::super::{
    docs,
    types::{ident, rust_type},
};

/// A required parameter: an argument of the operation's method.
pub(crate) struct Required {
    /// The argument, with its type.
    pub argument: TokenStream,
    /// The statement that adds it to the request.
    pub statement: TokenStream,
}

/// The setter of a parameter; `name` is not taken by another setter.
pub(crate) fn setter(
    plan: &Plan<'_>,
    parameter: &QueryParameter,
    name: &str,
    place: Place,
) -> TokenStream {
    let doc = parameter_doc(plan, parameter, place);
    let deprecated = docs::deprecation(&parameter.marks);
    let ident = ident(name);
    let (item, is_list) = element(plan.api, &parameter.of);
    match &parameter.name {
        QueryName::Fixed(wire) if parameter.encoding != Encoding::Texts => {
            let (argument, text) = one_text(plan, parameter, &ident);
            let function = function(place, false);
            quote! {
                #doc
                #deprecated
                pub fn #ident(mut self, #ident: #argument) -> Self {
                    self.0.request.#function(#wire, #text);
                    self
                }
            }
        }
        QueryName::Fixed(wire) => {
            let (argument, text) = text_argument(plan, item, &ident);
            let function = function(place, is_list);
            quote! {
                #doc
                #deprecated
                pub fn #ident(mut self, #ident: #argument) -> Self {
                    self.0.request.#function(#wire, #text);
                    self
                }
            }
        }
        QueryName::Pattern { placeholder, .. } => {
            let Placeholder {
                prefix,
                suffix,
                placeholder,
                ..
            } = placeholder_of(placeholder.as_ref());
            let key = names::free(&names::value_name(&placeholder), &["value"]);
            let key = super::ident(&key);
            let (argument, text) = text_argument(plan, item, &format_ident!("value"));
            let function = function(place, is_list);
            let format = format!(
                "{}{{}}{}",
                prefix.replace('{', "{{").replace('}', "}}"),
                suffix.replace('{', "{{").replace('}', "}}")
            );
            quote! {
                #doc
                #deprecated
                pub fn #ident(mut self, #key: impl AsRef<str>, value: #argument) -> Self {
                    self.0.request.#function(&format!(#format, #key.as_ref()), #text);
                    self
                }
            }
        }
    }
}

/// A required parameter as an argument.
pub(crate) fn required(
    plan: &Plan<'_>,
    parameter: &QueryParameter,
    name: &str,
    place: Place,
) -> Required {
    let QueryName::Fixed(wire) = &parameter.name else {
        return Required {
            argument: TokenStream::new(),
            statement: TokenStream::new(),
        };
    };
    let ident = ident(name);
    if parameter.encoding != Encoding::Texts {
        let (argument, text) = one_text(plan, parameter, &ident);
        let set = function(place, false);
        return Required {
            argument: quote!(#ident: #argument),
            statement: quote!(request.#set(#wire, #text);),
        };
    }
    let (item, is_list) = element(plan.api, &parameter.of);
    if is_list {
        let (argument, text) = text_argument(plan, item, &format_ident!("value"));
        let append = function(place, true);
        return Required {
            argument: quote!(#ident: impl IntoIterator<Item = #argument>),
            statement: quote! {
                for value in #ident {
                    request.#append(#wire, #text);
                }
            },
        };
    }
    let (argument, text) = text_argument(plan, item, &ident);
    let set = function(place, false);
    Required {
        argument: quote!(#ident: #argument),
        statement: quote!(request.#set(#wire, #text);),
    }
}

/// An argument that is one string, although it is a list or an object: its type, and that string.
fn one_text(
    plan: &Plan<'_>,
    parameter: &QueryParameter,
    name: &Ident,
) -> (TokenStream, TokenStream) {
    let (item, is_list) = element(plan.api, &parameter.of);
    match parameter.encoding {
        Encoding::Joined(letter) if is_list => {
            let (argument, text) = text_argument(plan, item, &format_ident!("value"));
            let letter = letter.to_string();
            (
                quote!(impl IntoIterator<Item = #argument>),
                quote! {
                    #name
                        .into_iter()
                        .map(|value| #text.to_string())
                        .collect::<Vec<String>>()
                        .join(#letter)
                },
            )
        }
        Encoding::Members { within, between } => {
            let (within, between) = (within.to_string(), between.to_string());
            (
                quote!(impl IntoIterator<Item = (impl AsRef<str>, impl std::fmt::Display)>),
                quote! {
                    #name
                        .into_iter()
                        .map(|(name, value)| [name.as_ref(), &value.to_string()].join(#within))
                        .collect::<Vec<String>>()
                        .join(#between)
                },
            )
        }
        Encoding::Json => (
            quote!(impl Into<runtime::Value>),
            quote!(Into::<runtime::Value>::into(#name)),
        ),
        Encoding::Joined(_) | Encoding::Texts => text_argument(plan, item, name),
    }
}

/// An argument whose string is added to the query: its type, and the string of the argument with this name.
fn text_argument(plan: &Plan<'_>, of: &TypeRef, name: &Ident) -> (TokenStream, TokenStream) {
    let rust = rust_type(&RustType::of(of));
    if plan.api.is_text(of) || matches!(of, TypeRef::Any) {
        (quote!(impl AsRef<str>), quote!(#name.as_ref()))
    } else if union(plan.api, of).is_some() {
        (quote!(impl std::fmt::Display), quote!(#name))
    } else if is_copy(plan.api, of) {
        (quote!(#rust), quote!(#name))
    } else {
        (quote!(impl Into<#rust>), quote!(Into::<#rust>::into(#name)))
    }
}

fn parameter_doc(plan: &Plan<'_>, parameter: &QueryParameter, place: Place) -> TokenStream {
    let what = match place {
        Place::Query => "query parameter",
        Place::Form => "form field",
        Place::Header => "header",
        Place::Cookie => "cookie",
    };
    let wire = match &parameter.name {
        QueryName::Fixed(name) => name.clone(),
        QueryName::Pattern { placeholder, .. } => {
            let Placeholder {
                prefix,
                suffix,
                placeholder,
                ..
            } = placeholder_of(placeholder.as_ref());
            format!("{prefix}<{placeholder}>{suffix}")
        }
    };
    let (_, is_list) = element(plan.api, &parameter.of);
    let mut text = match &parameter.description {
        Some(description) if !description.trim().is_empty() => docs::in_rust(description),
        _ if is_list && parameter.encoding == Encoding::Texts => {
            format!("Adds a value of the {what} `{wire}`.")
        }
        _ => format!("Sets the {what} `{wire}`."),
    };
    if let Some(members) = union(plan.api, element(plan.api, &parameter.of).0) {
        let members: Vec<String> = members.iter().map(docs::type_name).collect();
        text.push_str(&format!("\n\nThe text of one of: {}.", members.join(", ")));
    }
    let constraints = docs::constraints(&parameter.facets, parameter.facets.default.as_ref());
    if !constraints.is_empty() {
        text.push_str(&format!("\n\n{constraints}"));
    }
    if parameter.encoding == Encoding::Json {
        text.push_str("\n\nSent as JSON.");
    } else if matches!(parameter.encoding, Encoding::Members { .. }) {
        text.push_str("\n\nSent as one parameter for each of its members.");
    } else if is_list && parameter.encoding == Encoding::Texts && parameter.description.is_some() {
        text.push_str("\n\nMay be given several times.");
    }
    docs::doc(&text)
}

fn function(place: Place, is_list: bool) -> Ident {
    let verb = if is_list { "append" } else { "set" };
    match place {
        Place::Query => format_ident!("{verb}_query"),
        Place::Form => format_ident!("{verb}_form"),
        Place::Header => format_ident!("{verb}_header_value"),
        // A parameter is set once; existing cookies are kept.
        Place::Cookie => format_ident!("append_cookie"),
    }
}
