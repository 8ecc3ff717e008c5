//! From the plan to Rust: plain functions, one for each kind of file. They return tokens; [`crate::output`] prints them.

mod alias;
mod arguments;
pub(crate) mod docs;
pub mod domains;
mod enumeration;
mod json;
pub mod manifest;
mod models;
mod page;
mod predicates;
mod references;
mod requests;
mod structure;
mod types;
mod union;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::Type,
    plan::{ApiModule, Gate, Plan, Runtime},
    source::FileId,
};

/// A file of Rust to print.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path, with `/`: at first below the folder of the API, later below the folder of the generated code.
    pub path: String,
    /// The emitter that made it.
    pub emitter: &'static str,
    /// The files of the specification that it was made from.
    pub from: Vec<FileId>,
    /// Its parts, in this order.
    pub items: Vec<Item>,
}

/// A part of a file.
#[derive(Clone, Debug)]
pub enum Item {
    /// Rust that is formatted when it is printed.
    Rust(TokenStream),
    /// Lines that are already formatted.
    Lines(String),
}

/// Generates all files of an API. Each is passed to `take` as soon as it exists, because its tokens need far more memory
/// than its text.
pub fn emit(plan: &Plan<'_>, take: &mut dyn FnMut(Source)) {
    let folder = folder(plan);
    let mut below = |file: Source| {
        take(Source {
            path: format!("{folder}/{}", file.path),
            ..file
        });
    };
    models::emit(plan, &mut below);
    requests::emit(plan, &mut below);
    predicates::emit(plan, &mut below);
    take(root(plan, &folder));
}

/// The folder of the API's files; the file of its root module is beside it.
pub fn folder(plan: &Plan<'_>) -> String {
    match &plan.settings.module {
        Some(module) => format!("generated/{}", module.name),
        None => "generated".to_owned(),
    }
}

/// The module with models and requests.
fn root(plan: &Plan<'_>, folder: &str) -> Source {
    let has_requests = !plan.api.resources.is_empty();
    let requests = has_requests.then(|| {
        quote!(
            pub mod requests;
        )
    });
    let predicates = predicates::modules(plan);
    let (doc, own) = match &plan.settings.module {
        Some(module) => own_module(plan, module),
        None => (
            docs::inner("What `cargo xtask codegen` makes of the specification."),
            TokenStream::new(),
        ),
    };
    let beside = plan.settings.beside.iter().map(|module| {
        let (name, gate) = (types::ident(&module.name), Gate::feature(&module.feature));
        let gate = cfg(&gate);
        // The crate root re-exports the module.
        quote!(#gate #[allow(unreachable_pub)] pub mod #name;)
    });
    let items = quote! {
        #doc

        #(#beside)*
        pub mod models;
        #predicates
        #requests
        #own
    };
    Source {
        path: format!("{folder}.rs"),
        emitter: "root",
        from: Vec::new(),
        items: vec![Item::Rust(items)],
    }
}

/// The documentation of the module of another API, and its public items.
fn own_module(plan: &Plan<'_>, module: &ApiModule) -> (TokenStream, TokenStream) {
    let doc = docs::inner(&format!("{}: its models and requests.", plan.api.title));
    let host = &module.host;
    let root = (!plan.api.resources.is_empty()).then(|| {
        quote!(
            pub use requests::ApiRoot;
        )
    });
    let own = quote! {
        #root

        /// The host of the API, with the placeholder `{region}`.
        pub const HOST: &str = #host;
    };
    (doc, own)
}

/// The tokens of several parts, one behind the other. `quote!` copies what it is given; this does not.
fn joined(parts: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    parts.into_iter().collect()
}

/// The path of the runtime's module.
fn runtime(plan: &Plan<'_>) -> TokenStream {
    match plan.settings.runtime {
        Runtime::Here => quote!(crate::runtime),
        Runtime::CtpSdk => quote!(ctp_sdk::runtime),
    }
}

/// The attribute that compiles a module only if its gate is open.
fn cfg(gate: &Gate) -> TokenStream {
    let features: Vec<&str> = gate.features().collect();
    match (gate, features.as_slice()) {
        (Gate::Always, _) => TokenStream::new(),
        (Gate::Any(_), [only]) => quote!(#[cfg(feature = #only)]),
        (Gate::Any(_), several) => quote!(#[cfg(any(#(feature = #several),*))]),
    }
}

/// The files of the specification that types are declared in.
fn files_of<'t>(types: impl IntoIterator<Item = &'t Type>) -> Vec<FileId> {
    types.into_iter().map(|of| of.span.file).collect()
}

/// All files of the specification that declare something.
fn all_files(plan: &Plan<'_>) -> Vec<FileId> {
    let resources = plan.api.all_resources();
    let resources = resources.iter().map(|resource| resource.span.file);
    files_of(plan.api.types.values())
        .into_iter()
        .chain(resources)
        .collect()
}
