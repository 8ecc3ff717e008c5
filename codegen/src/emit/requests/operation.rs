//! One operation: its constructor on the resource, its setters, and its sending.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    model::{Method, Resource},
    names,
    plan::{
        Plan, RustType,
        exchange::{self, Answer, Payload, accepted, payload},
        parameters,
    },
};

use super::{
    super::{
        arguments::argument,
        docs,
        types::{ident, rust_type},
    },
    answer,
    query::{self, Required},
};

/// The documentation of a body that the specification does not require.
const WITHOUT_BODY: &str = "\n\nThe specification does not require the body: `ApiRoot::raw_request` sends the request without one.";

/// A generated operation.
pub(crate) struct Operation {
    /// The method of the resource that creates it.
    pub constructor: TokenStream,
    /// The struct and its methods.
    pub items: TokenStream,
}

/// An operation of a resource whose builder has the given name.
pub(crate) fn emit(
    plan: &Plan<'_>,
    resource: &Resource,
    method: &Method,
    builder: &str,
) -> Operation {
    let name = ident(&plan.operation_name(builder, method.http));
    let text = format!(
        "{}{}",
        docs::method_doc(method, &resource.path),
        answer::note(method)
    );
    let deprecated = docs::deprecation(&method.marks);
    let constructor = constructor(plan, resource, method, &name, &text, &deprecated);
    let sending = match exchange::answer(method) {
        Answer::Exists => "[`Self::send`]",
        _ => "[`Self::send`] or [`Self::execute`]",
    };
    let doc = docs::doc(&format!(
        "{text}\n\nNothing is sent before {sending} is awaited."
    ));
    let scopes = method.scopes.iter();
    let setters = parameters::setters(plan, method);
    let setters = setters
        .iter()
        .map(|setter| query::setter(plan, setter.parameter, &setter.name, setter.place));
    let answer_name = ident(&plan.answer_name(builder, method.http));
    let sending = answer::emit(plan, method, &name, &answer_name);
    let scopes_doc = docs::doc(match plan.has_project_key {
        true => {
            "The scopes that the specification names; `{projectKey}` stands for the project's key."
        }
        false => "The scopes that the specification names.",
    });
    let items = quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #name(pub(crate) runtime::Operation);

        impl #name {
            #scopes_doc
            pub const REQUIRED_SCOPES: &'static [&'static str] = &[#(#scopes),*];
            #(#setters)*
        }

        #sending
    };
    Operation { constructor, items }
}

fn constructor(
    plan: &Plan<'_>,
    resource: &Resource,
    method: &Method,
    name: &Ident,
    text: &str,
    deprecated: &TokenStream,
) -> TokenStream {
    let function = ident(method.http.as_str());
    let verb = format_ident!("{}", method.http.as_str().to_uppercase());
    let route = &resource.path;
    let payload = payload(method);
    let mut arguments: Vec<TokenStream> = Vec::new();
    let mut statements: Vec<TokenStream> = Vec::new();
    let mut taken: HashSet<String> = ["operation", "request", "body", "content_type"]
        .map(str::to_owned)
        .into();
    for (parameter, place) in parameters::arguments(plan, method) {
        let name = names::free_of(&parameters::setter_name(parameter), |name| {
            taken.contains(name)
        });
        let Required {
            argument,
            statement,
        } = query::required(plan, parameter, &name, place);
        taken.insert(name);
        arguments.push(argument);
        statements.push(statement);
    }
    let mut notes = String::new();
    match &payload {
        Payload::None => {}
        Payload::Form => statements.insert(0, quote!(request.start_form();)),
        Payload::Json { of, media_type } => {
            let rust = RustType::of(of);
            let argument = argument(&format_ident!("body"), &rust);
            let (of, conversion, rust) = (argument.of, argument.conversion, rust_type(&rust));
            arguments.push(quote!(body: #of));
            let media_type =
                media_type.map(|of| quote!(request.set_header_value("Content-Type", #of);));
            statements.push(quote! {
                #media_type
                let body: #rust = #conversion;
                request.set_model(&body);
            });
        }
        Payload::Binary(media_types) => {
            arguments.push(quote!(content_type: &str));
            arguments.push(quote!(body: impl Into<runtime::Bytes>));
            statements.push(quote!(request.set_binary(content_type, body);));
            let listed: Vec<String> = media_types.iter().map(|of| format!("`{of}`")).collect();
            notes = format!("\n\n`content_type` is {}.", listed.join(", "));
        }
    }
    if method.is_body_optional && matches!(payload, Payload::Json { .. } | Payload::Binary(_)) {
        notes.push_str(WITHOUT_BODY);
    }
    if let Some(media_types) = accepted(method) {
        statements.push(quote!(request.set_header_value("Accept", #media_types);));
    }
    if let Some(server) = &method.server {
        statements.push(quote!(request.set_server(#server);));
        notes.push_str(&format!("\n\nIt is sent to `{server}`."));
    }
    if method.is_repeatable {
        statements.push(quote!(request.set_idempotent(true);));
    }
    let doc = docs::doc(&format!("{text}{notes}"));
    let operation =
        quote!(self.0.operation(runtime::Method::#verb, #route, #name::REQUIRED_SCOPES));
    let made = match statements.is_empty() {
        true => quote!(#name(#operation)),
        false => quote! {
            let mut operation = #operation;
            let request = &mut operation.request;
            #(#statements)*
            #name(operation)
        },
    };
    quote! {
        #doc
        #deprecated
        pub fn #function(&self #(, #arguments)*) -> #name {
            #made
        }
    }
}
