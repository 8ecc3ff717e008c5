//! The request builders: a file for each domain, and the root.

mod answer;
mod operation;
mod query;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    model::{Resource, Shape, TypeRef},
    names,
    plan::{
        Member, Plan, RequestModule, RustType, domains, imports, parameters,
        references::member,
        route::{Segment, chain_name, segments},
        rust_type::is_copy,
    },
    source::FileId,
};

use super::{
    Item, Source, cfg, docs, runtime,
    types::{ident, names_of, rust_type},
};

/// The root of all requests, which a user creates first.
const ROOT: &str = "ApiRoot";

/// The files of the requests.
pub(crate) fn emit(plan: &Plan<'_>, take: &mut dyn FnMut(Source)) {
    if plan.api.resources.is_empty() {
        return;
    }
    for module in &plan.requests {
        take(file(plan, module));
    }
    take(root(plan));
}

/// The file of a module.
fn file(plan: &Plan<'_>, module: &RequestModule<'_>) -> Source {
    let doc = docs::inner(&format!("The requests of `{}`.", module.path.join("/")));
    let runtime = runtime(plan);
    let up = module.path.iter().map(|_| quote!(super::));
    let below = below(plan, &module.path);
    let methods = module
        .resources
        .iter()
        .flat_map(|resource| &resource.methods);
    let mut models = imports::of_methods(plan, methods);
    let updated = module
        .resources
        .iter()
        .filter(|resource| update_with(plan, resource, "").is_some());
    for update in updated.filter_map(|resource| resource.update.as_ref()) {
        models.extend([&update.state, &update.action].map(|name| names::type_name(name)));
    }
    let models = names_of(&models);
    let models = (!models.is_empty()).then(|| quote!(use #(#up)* super::models::{#(#models),*};));
    let head = quote! {
        #doc

        use #runtime;
        #models
        #below
    };
    let mut items = vec![Item::Rust(head)];
    items.extend(entrances(plan, module).map(Item::Rust));
    for resource in &module.resources {
        items.extend(
            self::resource(plan, module, resource)
                .into_iter()
                .map(Item::Rust),
        );
    }
    Source {
        path: format!("requests/{}.rs", module.path.join("/")),
        emitter: "requests",
        from: module
            .resources
            .iter()
            .map(|resource| resource.span.file)
            .collect(),
        items,
    }
}

/// The declarations of the modules directly below the given one.
fn below(plan: &Plan<'_>, path: &[String]) -> TokenStream {
    let declared = plan.requests_below(path).map(|other| {
        let name = ident(other.path.last().map(String::as_str).unwrap_or_default());
        let gate = match other.is_gated {
            true => cfg(&other.gate),
            false => TokenStream::new(),
        };
        match path {
            // A caller uses the modules of the domains; the content of submodules is re-exported by them.
            [] => quote!(#gate pub mod #name;),
            _ => quote!(#gate mod #name; #gate pub use #name::*;),
        }
    });
    quote!(#(#declared)*)
}

/// The methods that lead from the builders above a module into it, which do not depend on its feature.
fn entrances(plan: &Plan<'_>, module: &RequestModule<'_>) -> Option<TokenStream> {
    let root = domains::root(plan.api);
    let mut methods: Vec<(Ident, TokenStream)> = Vec::new();
    for resource in &module.entrances {
        if root.is_some_and(|root| std::ptr::eq(root, *resource)) {
            continue;
        }
        let above = match parent(plan, module, resource) {
            Some(above) => builder(plan, above),
            None => format_ident!("{ROOT}"),
        };
        methods.push((above, chain_method(plan, resource)));
    }
    let mut builders: Vec<&Ident> = Vec::new();
    for (builder, _) in &methods {
        if !builders.contains(&builder) {
            builders.push(builder);
        }
    }
    let blocks = builders.iter().map(|builder| {
        let methods = methods
            .iter()
            .filter(|(of, _)| of == *builder)
            .map(|(_, method)| method);
        quote! {
            impl super::#builder {
                #(#methods)*
            }
        }
    });
    let blocks = quote!(#(#blocks)*);
    (!blocks.is_empty()).then_some(blocks)
}

/// The parent of a resource in another module; `None` below the root.
fn parent<'a>(
    plan: &Plan<'a>,
    module: &RequestModule<'a>,
    resource: &Resource,
) -> Option<&'a Resource> {
    if module.path.len() < 2 {
        return None;
    }
    plan.parents.get(resource.path.as_str()).copied()
}

/// The builder of a resource, and its operations.
fn resource(plan: &Plan<'_>, module: &RequestModule<'_>, resource: &Resource) -> Vec<TokenStream> {
    let is_root = domains::root(plan.api).is_some_and(|root| std::ptr::eq(root, resource));
    let name = match is_root {
        true => names::stem(&module.feature),
        false => plan.path_name(&resource.path),
    };
    let operations: Vec<operation::Operation> = resource
        .methods
        .iter()
        .map(|method| operation::emit(plan, resource, method, &name))
        .collect();
    let methods = operations.iter().map(|operation| &operation.constructor);
    let update_with = update_with(plan, resource, &name);
    let mut items = Vec::new();
    if is_root {
        let root = format_ident!("{ROOT}");
        items.push(quote! {
            impl super::#root {
                #(#methods)*
                #update_with
            }
        });
    } else {
        let is_here = |child: &&Resource| {
            let mut entrances = module.resources.iter();
            entrances.any(|here| std::ptr::eq(*here, *child))
        };
        let chain = resource
            .resources
            .iter()
            .filter(is_here)
            .map(|child| chain_method(plan, child));
        let ident = builder(plan, resource);
        let doc = docs::doc(&resource_doc(resource));
        let deprecated = docs::deprecation(&resource.marks);
        items.push(quote! {
            #doc
            #deprecated
            #[derive(Clone, Debug)]
            pub struct #ident(pub(crate) runtime::Resource);
        });
        items.push(quote! {
            impl #ident {
                #(#methods)*
                #update_with
                #(#chain)*
            }
        });
    }
    items.extend(operations.into_iter().map(|operation| operation.items));
    items
}

fn resource_doc(resource: &Resource) -> String {
    match &resource.description {
        Some(description) => format!("{}\n\n`{}`", docs::in_rust(description), resource.path),
        None => format!("Requests below `{}`.", resource.path),
    }
}

/// The method that returns the builder of a resource from its parent.
fn chain_method(plan: &Plan<'_>, child: &Resource) -> TokenStream {
    let doc = docs::doc(&format!(
        "Requests below `{}`.{}",
        child.path,
        parameter_notes(child)
    ));
    let deprecated = docs::deprecation(&child.marks);
    let name = ident(&chain_name(child));
    let builder = builder(plan, child);
    let (arguments, steps) = path_steps(plan, child, &[]);
    quote! {
        #doc
        #deprecated
        pub fn #name(&self #(, #arguments)*) -> #builder {
            #builder(self.0.clone() #steps)
        }
    }
}

/// The builder of a resource.
fn builder(plan: &Plan<'_>, resource: &Resource) -> Ident {
    ident(&plan.builder_name(resource))
}

/// The root: created from a client and the common prefix of all paths.
fn root(plan: &Plan<'_>) -> Source {
    let api = plan.api;
    let runtime = runtime(plan);
    let (arguments, steps) = match domains::root(api) {
        Some(root) => path_steps(plan, root, &["client"]),
        None => (Vec::new(), TokenStream::new()),
    };
    let doc = docs::inner(&format!(
        "The requests of {}, by the paths of the API.",
        api.title
    ));
    let modules = below(plan, &[]);
    let raw_doc = docs::doc(&match domains::root(api) {
        Some(root) => format!(
            "`route` is the whole template, which begins with `{}/`; `parameters` are those that follow this prefix.",
            root.path
        ),
        None => "`route` is the whole template, and `parameters` are its parameters.".to_owned(),
    });
    let root = format_ident!("{ROOT}");
    let items = [
        quote! {
            #doc
            #![allow(clippy::new_without_default, dead_code, deprecated)]

            #modules
            use #runtime;
        },
        quote! {
            /// The root of all request builders.
            #[derive(Clone, Debug)]
            pub struct #root(pub(crate) runtime::Resource);
        },
        quote! {
            impl #root {
                /// The root of all requests that the given client sends.
                pub fn new(client: runtime::Client #(, #arguments)*) -> Self {
                    Self(runtime::Resource::new(client) #steps)
                }

                /// The client that sends the requests.
                pub fn client(&self) -> &runtime::Client {
                    self.0.client()
                }

                /// A request given by its method and the template of its path, for requests without a builder: see
                /// [`RawRequest`](runtime::RawRequest).
                ///
                #raw_doc
                /// If it cannot be sent, such as without a parameter of its path, sending it returns the error.
                pub fn raw_request(
                    &self,
                    method: runtime::Method,
                    route: &'static str,
                    parameters: &[(&str, &str)],
                ) -> runtime::RawRequest {
                    self.0.raw_request(method, route, parameters)
                }
            }
        },
    ];
    let from: Vec<FileId> = super::all_files(plan);
    Source {
        path: "requests.rs".to_owned(),
        emitter: "requests",
        from,
        items: items.into_iter().map(Item::Rust).collect(),
    }
}

/// The values of the parameters in the path segment of a resource.
fn parameter_notes(resource: &Resource) -> String {
    let notes = resource.parameters.iter().filter_map(|parameter| {
        let values = match &parameter.of {
            TypeRef::Inline(of) => match &of.shape {
                Shape::Enum(values) => values
                    .iter()
                    .map(|value| format!("`{}`", value.value))
                    .collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let constraints = docs::constraints(&parameter.facets, parameter.facets.default.as_ref());
        match (values.is_empty(), constraints.is_empty()) {
            (true, true) => None,
            (true, false) => Some(format!("\n\n`{}`: {constraints}", parameter.name)),
            (false, _) => Some(format!(
                "\n\n`{}`: one of {}.",
                parameter.name,
                values.join(", ")
            )),
        }
    });
    notes.collect()
}

/// The arguments of the method that returns a resource, and the calls that extend the path.
fn path_steps(
    plan: &Plan<'_>,
    resource: &Resource,
    taken: &[&str],
) -> (Vec<TokenStream>, TokenStream) {
    let mut names: Vec<String> = Vec::new();
    let mut arguments: Vec<TokenStream> = Vec::new();
    let mut steps = TokenStream::new();
    for segment in segments(&resource.segment) {
        steps.extend(match segment {
            Segment::Literal(text) => quote!(.literal(#text)),
            Segment::Parameter(name) => {
                let known: Vec<&str> = names
                    .iter()
                    .map(String::as_str)
                    .chain(taken.iter().copied())
                    .collect();
                let argument = names::free(&names::value_name(name), &known);
                let ident = ident(&argument);
                names.push(argument);
                let declared = resource.parameters.iter().find(|known| known.name == name);
                let (of, text) = path_argument(plan, declared.map(|known| &known.of), &ident);
                arguments.push(quote!(#ident: #of));
                quote!(.parameter(#name, #text))
            }
        });
    }
    (arguments, steps)
}

/// The form of a path parameter: its type, and the string of the argument with this name. Enums are strings.
fn path_argument(
    plan: &Plan<'_>,
    of: Option<&TypeRef>,
    name: &Ident,
) -> (TokenStream, TokenStream) {
    let of = of.unwrap_or(&TypeRef::Any);
    if parameters::union(plan.api, of).is_some() {
        (quote!(impl std::fmt::Display), quote!(&#name.to_string()))
    } else if is_copy(plan.api, of) {
        let of = rust_type(&RustType::of(plan.api.definition(of)));
        (of, quote!(&#name.to_string()))
    } else {
        (quote!(impl AsRef<str>), quote!(#name.as_ref()))
    }
}

/// The method of a resource's builder that updates it with actions and handles conflicts; `builder` is the name of its
/// operations.
fn update_with(plan: &Plan<'_>, resource: &Resource, builder: &str) -> Option<TokenStream> {
    let update = resource.update.as_ref()?;
    let state = plan.types.get(update.state.as_str())?;
    let version = match member(plan.api, state, crate::model::Role::Version)? {
        Member::Field(name) => {
            let name = ident(&name);
            quote!(state.#name)
        }
        Member::Method(name) => {
            let name = ident(&name);
            quote!(state.#name())
        }
    };
    let version = match state.field(&update.version).map(|field| &field.of) {
        Some(RustType::Integer(64)) | None => version,
        Some(_) => quote!(#version.into()),
    };
    let state = ident(&state.name);
    let action = rust_type(&RustType::of(&TypeRef::Named(update.action.clone())));
    let post = ident(&plan.operation_name(builder, crate::model::Http::Post));
    Some(quote! {
        /// Changes the resource with the actions that `actions` returns for its current state: see [`runtime::UpdateWith`].
        ///
        /// If it has been changed in the meantime, it is fetched again and `actions` is called again.
        pub fn update_with<'a>(
            &self,
            mut actions: impl FnMut(&#state) -> Vec<#action> + runtime::MaybeSend + 'a,
        ) -> runtime::UpdateWith<'a, #state, #action> {
            self.try_update_with(move |state| Ok::<_, runtime::Error>(actions(state)))
        }

        /// The same for a closure that may fail: its error ends the update, and is in the
        /// [`caller_error`](runtime::Error::caller_error) of the result.
        pub fn try_update_with<'a, E: Into<Box<dyn std::error::Error + Send + Sync>>>(
            &self,
            actions: impl FnMut(&#state) -> Result<Vec<#action>, E> + runtime::MaybeSend + 'a,
        ) -> runtime::UpdateWith<'a, #state, #action> {
            runtime::UpdateWith::new(self.get().0, #post::REQUIRED_SCOPES, |state| #version, actions)
        }
    })
}
