//! Query parameters: setters for optional ones, arguments for required ones.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    emit::{Emitter, docs},
    model::{Placeholder, QueryName, QueryParameter, Scalar, TypeRef},
    names,
    plan::{Form, form::is_text},
};

/// Where the pairs of a parameter go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The query of the URL.
    Query,
    /// A form-urlencoded body.
    Form,
}

/// A required parameter: an argument of the operation's method.
pub(crate) struct Required {
    pub(crate) argument: TokenStream,
    pub(crate) statement: TokenStream,
}

impl Emitter<'_> {
    /// The setter of a parameter; `name` is free among the setters.
    pub(crate) fn setter(
        &self,
        parameter: &QueryParameter,
        name: &str,
        place: Place,
    ) -> TokenStream {
        let doc = self.parameter_doc(parameter, place);
        let deprecated = docs::deprecation(&parameter.marks);
        let ident = names::ident(name);
        let (item, is_list) = element(&parameter.of);
        match &parameter.name {
            QueryName::Fixed(wire) => {
                let (argument, text) = self.text_argument(item, &ident);
                let function = function(place, is_list);
                quote! {
                    #doc
                    #deprecated
                    pub fn #ident(mut self, #ident: #argument) -> Self {
                        self.request.#function(#wire, #text);
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
                let key = names::ident(&names::free(&names::value_name(&placeholder), &["value"]));
                let (argument, text) = self.text_argument(item, &names::ident("value"));
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
                        self.request.#function(&format!(#format, #key.as_ref()), #text);
                        self
                    }
                }
            }
        }
    }

    /// A required parameter as an argument.
    pub(crate) fn required(
        &self,
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
        let ident = names::ident(name);
        let (item, is_list) = element(&parameter.of);
        if is_list {
            let (argument, text) = self.text_argument(item, &names::ident("value"));
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
        let (argument, text) = self.text_argument(item, &ident);
        let set = function(place, false);
        Required {
            argument: quote!(#ident: #argument),
            statement: quote!(request.#set(#wire, #text);),
        }
    }

    /// An argument whose text goes into the query: its type, and the text of the argument of the given name.
    fn text_argument(&self, of: &TypeRef, name: &Ident) -> (TokenStream, TokenStream) {
        let rust = self.rust_type(of);
        if is_text(self.plan.api, of) || matches!(of, TypeRef::Any) {
            (quote!(impl AsRef<str>), quote!(#name.as_ref()))
        } else if self.is_copy(of) {
            (quote!(#rust), quote!(#name))
        } else {
            (quote!(impl Into<#rust>), quote!(Into::<#rust>::into(#name)))
        }
    }

    /// Whether a text stands for a value of a type: one that is neither an object nor a list of lists.
    pub(crate) fn is_writable(&self, of: &TypeRef) -> bool {
        let is_text_of = |of: &TypeRef| match of {
            TypeRef::Scalar(scalar) => *scalar != Scalar::Nil,
            TypeRef::Any => true,
            TypeRef::Named(name) => match self.plan.form(name) {
                Some(Form::Enum) => true,
                Some(Form::Alias(of)) => !matches!(of, TypeRef::Array(_)) && self.is_writable(of),
                _ => false,
            },
            _ => false,
        };
        is_text_of(element(of).0)
    }

    fn parameter_doc(&self, parameter: &QueryParameter, place: Place) -> TokenStream {
        let what = match place {
            Place::Query => "query parameter",
            Place::Form => "form field",
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
        let (_, is_list) = element(&parameter.of);
        let mut text = match &parameter.description {
            Some(description) if !description.trim().is_empty() => self.in_rust(description),
            _ if is_list => format!("Adds a value of the {what} `{wire}`."),
            _ => format!("Sets the {what} `{wire}`."),
        };
        let constraints = docs::constraints(&parameter.facets);
        if !constraints.is_empty() {
            text.push_str(&format!("\n\n{constraints}"));
        }
        if is_list && parameter.description.is_some() {
            text.push_str("\n\nMay be given several times.");
        }
        docs::doc(&text)
    }
}

/// The name of the setter of a parameter.
pub(crate) fn setter_name(parameter: &QueryParameter) -> String {
    match &parameter.name {
        QueryName::Fixed(name) => names::value_name(name),
        QueryName::Pattern { placeholder, .. } => names::value_name(
            placeholder_of(placeholder.as_ref())
                .prefix
                .trim_end_matches(|letter: char| !letter.is_alphanumeric()),
        ),
    }
}

/// A pattern without a placeholder takes the whole name.
fn placeholder_of(placeholder: Option<&Placeholder>) -> Placeholder {
    placeholder.cloned().unwrap_or_else(|| Placeholder {
        parameter: "parameter".to_owned(),
        prefix: String::new(),
        placeholder: "name".to_owned(),
        suffix: String::new(),
    })
}

/// The type of one value, and whether there may be several.
fn element(of: &TypeRef) -> (&TypeRef, bool) {
    match of {
        TypeRef::Array(items) => (items, true),
        other => (other, false),
    }
}

fn function(place: Place, is_list: bool) -> Ident {
    let verb = if is_list { "append" } else { "set" };
    match place {
        Place::Query => format_ident!("{verb}_query"),
        Place::Form => format_ident!("{verb}_form"),
    }
}
