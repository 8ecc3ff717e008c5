//! One operation: its constructor on the resource, its setters, its `send` and `execute`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    emit::{Emitter, docs},
    facts,
    model::{Body, Http, Method, QueryName, QueryParameter, Resource, Scalar, TypeRef},
    names,
};

use super::{
    query::{Place, Required, setter_name},
    reading,
};

/// An emitted operation.
pub(crate) struct Operation {
    /// The method of the resource that makes it.
    pub(crate) constructor: TokenStream,
    /// The struct and its methods.
    pub(crate) items: Vec<TokenStream>,
}

/// What a request's body is made of.
enum Payload<'a> {
    None,
    Json(&'a TypeRef),
    Form,
    Binary(Vec<&'a str>),
}

/// What a response gives.
enum Answer<'a> {
    Exists,
    Nothing,
    Json(&'a TypeRef),
    Bytes,
}

impl Emitter<'_> {
    /// An operation of a resource whose builder has the given name.
    pub(crate) fn operation(
        &self,
        resource: &Resource,
        method: &Method,
        builder: &str,
        diagnostics: &mut Diagnostics,
    ) -> Operation {
        let name = operation_name(builder, method.http);
        let text = self.method_doc(method, &resource.path);
        let deprecated = docs::deprecation(&method.marks);
        let constructor = self.constructor(resource, method, &name, &text, &deprecated);
        let sending = match answer(method) {
            Answer::Exists => "[`Self::send`]",
            _ => "[`Self::send`] or [`Self::execute`]",
        };
        let doc = docs::doc(&format!(
            "{text}\n\nNothing is sent before {sending} is awaited."
        ));
        let declaration = quote! {
            #doc
            #deprecated
            #[derive(Clone, Debug)]
            #[must_use = "a request does nothing until it is sent"]
            pub struct #name {
                client: runtime::Client,
                request: runtime::Request,
            }
        };
        let scopes = method.scopes.iter();
        let setters = self.setters(method, diagnostics);
        let sending = self.sending(method);
        let reading = self.reading(method);
        let methods = quote! {
            impl #name {
                /// The scopes that the specification names; `{projectKey}` stands for the project's key.
                pub const REQUIRED_SCOPES: &'static [&'static str] = &[#(#scopes),*];
                #(#setters)*
                #sending
                #reading
            }
        };
        let options = quote! {
            impl runtime::RequestOptions for #name {
                fn request_mut(&mut self) -> &mut runtime::Request {
                    &mut self.request
                }
            }
        };
        Operation {
            constructor,
            items: vec![declaration, methods, options],
        }
    }

    fn constructor(
        &self,
        resource: &Resource,
        method: &Method,
        name: &Ident,
        text: &str,
        deprecated: &TokenStream,
    ) -> TokenStream {
        let function = names::ident(method.http.as_str());
        let verb = format_ident!("{}", method.http.as_str().to_uppercase());
        let route = &resource.path;
        let payload = payload(method);
        let mut arguments: Vec<TokenStream> = Vec::new();
        let mut statements: Vec<TokenStream> = Vec::new();
        let mut taken: Vec<String> = ["request", "body", "content_type"]
            .map(str::to_owned)
            .into();
        for (parameter, place) in parameters(method)
            .filter(|(parameter, _)| is_argument(parameter) && self.is_writable(&parameter.of))
        {
            let known: Vec<&str> = taken.iter().map(String::as_str).collect();
            let name = names::free(&setter_name(parameter), &known);
            let Required {
                argument,
                statement,
            } = self.required(parameter, &name, place);
            taken.push(name);
            arguments.push(argument);
            statements.push(statement);
        }
        let mut notes = String::new();
        match &payload {
            Payload::None => {}
            Payload::Form => statements.insert(0, quote!(request.start_form();)),
            Payload::Json(of) => {
                let rust = self.rust_type(of);
                let argument = self.argument(&format_ident!("body"), of);
                let (of, conversion) = (argument.of, argument.conversion);
                arguments.push(quote!(body: #of));
                statements.push(quote! {
                    let body: #rust = #conversion;
                    request.set_json(&body);
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
        if method.is_repeatable {
            statements.push(quote!(request.set_idempotent(true);));
        }
        let doc = docs::doc(&format!("{text}{notes}"));
        let mutability = if statements.is_empty() {
            TokenStream::new()
        } else {
            quote!(mut)
        };
        let scopes = if method.scopes.is_empty() {
            TokenStream::new()
        } else {
            quote!(.requiring(#name::REQUIRED_SCOPES))
        };
        quote! {
            #doc
            #deprecated
            pub fn #function(&self #(, #arguments)*) -> #name {
                let #mutability request = runtime::Request::new(runtime::Method::#verb, #route, self.path.clone())#scopes;
                #(#statements)*
                #name { client: self.client.clone(), request }
            }
        }
    }

    fn setters(&self, method: &Method, diagnostics: &mut Diagnostics) -> Vec<TokenStream> {
        for (parameter, _) in
            parameters(method).filter(|(parameter, _)| !self.is_writable(&parameter.of))
        {
            diagnostics.add(Diagnostic::new(
                parameter.span,
                "a parameter that no text stands for",
                "a scalar, an enum or a list of them is expected",
            ));
        }
        let mut taken: Vec<(String, &QueryParameter)> = Vec::new();
        let mut setters = Vec::new();
        for (parameter, place) in
            parameters(method).filter(|(parameter, _)| !is_argument(parameter))
        {
            let name = names::free(&setter_name(parameter), reading::names(method));
            if !self.is_writable(&parameter.of) {
                continue;
            }
            if let Some((_, first)) = taken.iter().find(|(known, _)| *known == name) {
                diagnostics.add(
                    Diagnostic::new(
                        parameter.span,
                        format!("two query parameters would be set by `{name}()`"),
                        "a name of its own is expected",
                    )
                    .related(first.span, "the other one"),
                );
                continue;
            }
            setters.push(self.setter(parameter, &name, place));
            taken.push((name, parameter));
        }
        setters
    }

    fn sending(&self, method: &Method) -> TokenStream {
        let (of, read) = match answer(method) {
            Answer::Exists => {
                return quote! {
                    /// Sends the request: whether there is something.
                    ///
                    /// # Errors
                    ///
                    /// Anything but success and 404.
                    pub async fn send(self) -> Result<bool, runtime::Error> {
                        self.client.exists(self.request).await
                    }
                };
            }
            Answer::Nothing => (quote!(()), quote!(Ok(response.empty()))),
            Answer::Bytes => (quote!(runtime::Bytes), quote!(Ok(response.bytes()))),
            Answer::Json(of) => (self.rust_type(of), quote!(response.json())),
        };
        quote! {
            /// Sends the request and returns the body of the answer.
            ///
            /// # Errors
            ///
            /// The request cannot be sent, the API refuses it, or its answer cannot be read.
            pub async fn send(self) -> Result<#of, runtime::Error> {
                Ok(self.execute().await?.into_body())
            }

            /// Sends the request and returns the whole answer: status, headers, correlation id and body.
            ///
            /// # Errors
            ///
            /// As [`Self::send`].
            pub async fn execute(self) -> Result<runtime::Response<#of>, runtime::Error> {
                let response = self.client.execute(self.request).await?;
                #read
            }
        }
    }
}

/// The name of an operation of the builder that is named so: `CartsByIdGet`.
pub(super) fn operation_name(builder: &str, http: Http) -> Ident {
    format_ident!("{}{}", builder, names::type_name(http.as_str()))
}

/// The parameters of an operation, with the place that their pairs go to.
fn parameters(method: &Method) -> impl Iterator<Item = (&QueryParameter, Place)> {
    let query = method
        .query
        .iter()
        .map(|parameter| (parameter, Place::Query));
    query.chain(method.form.iter().map(|parameter| (parameter, Place::Form)))
}

/// Whether a parameter is an argument of the operation's method and not a setter.
fn is_argument(parameter: &QueryParameter) -> bool {
    parameter.required && matches!(parameter.name, QueryName::Fixed(_))
}

fn payload(method: &Method) -> Payload<'_> {
    let json = method.bodies.iter().find(|body| is_json(&body.media_type));
    let form = method
        .bodies
        .iter()
        .find(|body| body.media_type == facts::FORM);
    match (json, form) {
        (Some(body), _) => body
            .of
            .as_ref()
            .map_or(Payload::Json(&TypeRef::Any), Payload::Json),
        (None, Some(_)) => Payload::Form,
        _ if method.bodies.is_empty() => Payload::None,
        _ => Payload::Binary(
            method
                .bodies
                .iter()
                .map(|body| body.media_type.as_str())
                .collect(),
        ),
    }
}

fn answer(method: &Method) -> Answer<'_> {
    if method.http == Http::Head {
        return Answer::Exists;
    }
    match method.success() {
        None => Answer::Nothing,
        Some(Body {
            of: Some(TypeRef::Scalar(Scalar::File)),
            ..
        }) => Answer::Bytes,
        Some(Body { of: Some(of), .. }) => Answer::Json(of),
        Some(body) if is_json(&body.media_type) => Answer::Json(&TypeRef::Any),
        Some(_) => Answer::Bytes,
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}
