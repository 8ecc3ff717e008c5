//! The request builders: one file for each domain, and the root that leads to them.

mod operation;
mod query;
mod reading;
mod route;
mod updating;

use std::collections::{BTreeMap, HashMap, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    emit::{Emitter, File, cfg, docs},
    model::{Api, Resource},
    names,
    plan::{Domain, Gate, domains},
    source::FileId,
};

use self::{
    route::{Segment, chain_name, path_name, segments},
    updating::UPDATE_WITH,
};

/// The root of all requests, which a user makes first.
const ROOT: &str = "ApiRoot";

impl<'a> Emitter<'a> {
    /// The files of the requests.
    pub(crate) fn requests(&self, diagnostics: &mut Diagnostics) -> Vec<File> {
        if self.plan.api.resources.is_empty() {
            return Vec::new();
        }
        let mut files: Vec<File> = Vec::new();
        for domain in &self.plan.domains {
            files.extend(self.domain(domain, diagnostics));
        }
        files.extend(self.requests_root(diagnostics));
        files
    }

    fn domain(&self, domain: &Domain<'a>, diagnostics: &mut Diagnostics) -> Option<File> {
        let doc = docs::inner(&format!("The requests of `{}`.", domain.name));
        let runtime = self.runtime();
        let models = self.models_path();
        let head = quote! {
            #doc

            use #runtime;
            #[allow(unused_imports)]
            use #models::*;
        };
        let mut items = Vec::new();
        let mut from: Vec<FileId> = Vec::new();
        let mut taken: BTreeMap<String, &'a Resource> = BTreeMap::new();
        for resource in &domain.resources {
            self.resource(
                resource,
                domain,
                &mut items,
                &mut from,
                &mut taken,
                diagnostics,
            );
        }
        self.file(
            &format!("generated/requests/{}.rs", names::module_name(&domain.name)),
            "requests",
            &head,
            &items,
            &from,
            diagnostics,
        )
    }

    fn resource(
        &self,
        resource: &'a Resource,
        domain: &Domain<'a>,
        items: &mut Vec<TokenStream>,
        from: &mut Vec<FileId>,
        taken: &mut BTreeMap<String, &'a Resource>,
        diagnostics: &mut Diagnostics,
    ) {
        from.push(resource.span.file);
        let is_root = domains::root(self.plan.api).is_some_and(|root| std::ptr::eq(root, resource));
        let name = if is_root {
            names::stem(&domain.name)
        } else {
            self.path_name(resource)
        };
        if let Some(first) = taken.insert(name.clone(), resource) {
            diagnostics.add(same_name(resource, first, &name));
        }
        let operations: Vec<_> = resource
            .methods
            .iter()
            .map(|method| self.operation(resource, method, &name, diagnostics))
            .collect();
        let methods = operations.iter().map(|operation| &operation.constructor);
        let update_with = self.update_with(resource, &name);
        let mut children = Vec::new();
        if is_root {
            items.push(quote! {
                impl super::ApiRoot {
                    #(#methods)*
                    #update_with
                }
            });
        } else {
            children = resource.resources.iter().collect();
            check_chain(resource, diagnostics);
            let chain = children
                .iter()
                .map(|child| self.chain_method(child, &Gate::Always, &TokenStream::new()));
            let ident = self.builder(resource);
            let doc = docs::doc(&self.resource_doc(resource));
            let deprecated = docs::deprecation(&resource.marks);
            items.push(quote! {
                #doc
                #deprecated
                #[derive(Clone, Debug)]
                pub struct #ident {
                    pub(crate) client: runtime::Client,
                    pub(crate) path: runtime::Path,
                }
            });
            items.push(quote! {
                impl #ident {
                    #(#methods)*
                    #update_with
                    #(#chain)*
                }
            });
        }
        items.extend(operations.into_iter().flat_map(|operation| operation.items));
        for child in children {
            self.resource(child, domain, items, from, taken, diagnostics);
        }
    }

    fn resource_doc(&self, resource: &Resource) -> String {
        match &resource.description {
            Some(description) => format!("{}\n\n`{}`", self.in_rust(description), resource.path),
            None => format!("Requests below `{}`.", resource.path),
        }
    }

    /// The method that leads to a resource from the one above it.
    fn chain_method(&self, child: &Resource, gate: &Gate, module: &TokenStream) -> TokenStream {
        let gate = cfg(gate);
        let doc = docs::doc(&format!("Requests below `{}`.", child.path));
        let deprecated = docs::deprecation(&child.marks);
        let name = names::ident(&chain_name(child));
        let builder = self.builder(child);
        let (arguments, steps) = path_steps(child, &[]);
        quote! {
            #doc
            #deprecated
            #gate
            pub fn #name(&self #(, #arguments: impl AsRef<str>)*) -> #module #builder {
                #module #builder {
                    client: self.client.clone(),
                    path: self.path.clone() #steps,
                }
            }
        }
    }

    /// The builder of a resource: `CartsByIdRequests`. The ending keeps it apart from the model that a path may be named
    /// like.
    fn builder(&self, resource: &Resource) -> Ident {
        format_ident!("{}Requests", self.path_name(resource))
    }

    pub(crate) fn path_name(&self, resource: &Resource) -> String {
        self.path_names
            .get(&resource.path)
            .cloned()
            .unwrap_or_else(|| path_name(&resource.path))
    }

    /// The root: made from a client and what every path begins with.
    fn requests_root(&self, diagnostics: &mut Diagnostics) -> Option<File> {
        let api = self.plan.api;
        let runtime = self.runtime();
        let root = domains::root(api);
        let modules = self.plan.domains.iter().map(|domain| {
            let module = names::ident(&names::module_name(&domain.name));
            let gate = cfg(&domain_gate(domain));
            quote!(#gate pub mod #module;)
        });
        let chain: Vec<TokenStream> = self
            .plan
            .domains
            .iter()
            .flat_map(|domain| {
                domain
                    .resources
                    .iter()
                    .map(move |resource| (domain, *resource))
            })
            .filter(|(_, resource)| !root.is_some_and(|root| std::ptr::eq(root, *resource)))
            .map(|(domain, resource)| {
                let module = names::ident(&names::module_name(&domain.name));
                self.chain_method(resource, &domain_gate(domain), &quote!(#module::))
            })
            .collect();
        match root {
            Some(root) => check_chain(root, diagnostics),
            None => check_names(&api.resources, diagnostics),
        }
        let (arguments, steps) = match root {
            Some(root) => path_steps(root, &["client"]),
            None => (Vec::new(), TokenStream::new()),
        };
        let doc = docs::inner(&format!(
            "The requests of {}, by the paths of the API.",
            api.title
        ));
        let root_ident = names::ident(ROOT);
        let head = quote! {
            #doc
            #![allow(clippy::new_without_default, dead_code, deprecated)]

            #(#modules)*
            use #runtime;
        };
        let items = [
            quote! {
                /// Where every request begins.
                #[derive(Clone, Debug)]
                pub struct #root_ident {
                    pub(crate) client: runtime::Client,
                    pub(crate) path: runtime::Path,
                }
            },
            quote! {
                impl #root_ident {
                    /// The root of all requests that the given client sends.
                    pub fn new(client: runtime::Client #(, #arguments: impl AsRef<str>)*) -> Self {
                        Self { client, path: runtime::Path::new() #steps }
                    }
                    #(#chain)*
                }
            },
        ];
        self.file(
            "generated/requests.rs",
            "requests",
            &head,
            &items,
            &self.all_files(),
            diagnostics,
        )
    }

    /// The module of the models, seen from a file of requests.
    fn models_path(&self) -> TokenStream {
        quote!(super::super::models)
    }
}

/// The names of all paths, without what every path begins with. Where two paths would get one name, the method name of the
/// later resource tells it apart, if it has one.
pub(crate) fn path_names(api: &Api) -> HashMap<String, String> {
    let root = domains::root(api)
        .map(|root| root.path.as_str())
        .unwrap_or_default();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::new();
    for resource in api.all_resources() {
        let mut name = path_name(resource.path.strip_prefix(root).unwrap_or(&resource.path));
        if let Some(method_name) = resource
            .method_name
            .as_ref()
            .filter(|_| taken.contains(&name))
        {
            let above = resource
                .path
                .strip_suffix(&resource.segment)
                .and_then(|above| names.get(above))
                .cloned()
                .unwrap_or_default();
            name = format!("{above}{}", names::stem(method_name));
        }
        taken.insert(name.clone());
        names.insert(resource.path.clone(), name);
    }
    names
}

/// The arguments of the method that leads to a resource, and the calls that lengthen the path.
fn path_steps(resource: &Resource, taken: &[&str]) -> (Vec<Ident>, TokenStream) {
    let mut arguments: Vec<String> = Vec::new();
    let mut steps = TokenStream::new();
    for segment in segments(&resource.segment) {
        steps.extend(match segment {
            Segment::Literal(text) => quote!(.literal(#text)),
            Segment::Parameter(name) => {
                let known: Vec<&str> = arguments
                    .iter()
                    .map(String::as_str)
                    .chain(taken.iter().copied())
                    .collect();
                let argument = names::free(&names::value_name(name), &known);
                let ident = names::ident(&argument);
                arguments.push(argument);
                quote!(.parameter(#name, #ident.as_ref()))
            }
        });
    }
    (
        arguments
            .iter()
            .map(|argument| names::ident(argument))
            .collect(),
        steps,
    )
}

fn domain_gate(domain: &Domain<'_>) -> Gate {
    Gate::Any([domain.name.clone()].into())
}

/// Reports children that one name would lead to, and a child named like a method.
fn check_chain(resource: &Resource, diagnostics: &mut Diagnostics) {
    check_names(&resource.resources, diagnostics);
    for child in &resource.resources {
        if let Some(method) = resource
            .methods
            .iter()
            .find(|method| method.http.as_str() == chain_name(child))
        {
            diagnostics.add(
                Diagnostic::new(child.span, format!("`{}` would be reached by `{}()`, which is an operation of the resource above", child.path, chain_name(child)), "a resource with a name of its own is expected")
                    .related(method.span, "the operation")
                    .help("give the resource a `(methodName)`"),
            );
        }
        if resource.update.is_some() && chain_name(child) == UPDATE_WITH {
            diagnostics.add(
                Diagnostic::new(child.span, format!("`{}` would be reached by `{UPDATE_WITH}()`, which changes the resource above", child.path), "a resource with a name of its own is expected")
                    .help("give the resource a `(methodName)`"),
            );
        }
    }
}

fn check_names(resources: &[Resource], diagnostics: &mut Diagnostics) {
    for (position, child) in resources.iter().enumerate() {
        if let Some(first) = resources
            .iter()
            .take(position)
            .find(|other| chain_name(other) == chain_name(child))
        {
            diagnostics.add(same_name(child, first, &format!("{}()", chain_name(child))));
        }
    }
}

fn same_name(resource: &Resource, first: &Resource, name: &str) -> Diagnostic {
    Diagnostic::new(
        resource.span,
        format!(
            "the operations of `{}` and `{}` would both be named `{name}`",
            first.path, resource.path
        ),
        "a name of its own is expected",
    )
    .related(first.span, "the other one")
    .help("give one of the resources a `(methodName)`")
}
