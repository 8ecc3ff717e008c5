//! The operations that take a predicate together with the values of its variables.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::Method,
    names,
    plan::{Plan, RequestModule, domains, querying},
    source::FileId,
};

use super::super::{Item, Source, cfg, docs, runtime, types::ident};

/// The method that takes both.
const MATCHING: &str = "matching";

/// The files of the operations, one for each domain. They are separate from the requests, which do not depend on
/// predicates.
pub(crate) fn emit(plan: &Plan<'_>) -> Vec<Source> {
    let mut files = Vec::new();
    let mut declared = Vec::new();
    for module in &plan.requests {
        let Some(file) = file(plan, module) else {
            continue;
        };
        let name = ident(&module.path.join("_"));
        let gate = cfg(&module.gate);
        declared.push(quote!(#gate mod #name;));
        files.push(file);
    }
    let root = quote! {
        #![doc = " The queries that take a predicate together with the values of its variables."]

        #(#declared)*
    };
    files.push(Source {
        path: "predicates/operations.rs".to_owned(),
        emitter: "predicates",
        from: Vec::new(),
        items: vec![Item::Rust(root)],
    });
    files
}

fn file(plan: &Plan<'_>, module: &RequestModule<'_>) -> Option<Source> {
    let root = domains::root(plan.api);
    let mut items = Vec::new();
    let mut from: Vec<FileId> = Vec::new();
    // The content of a file below that of the domain is re-exported by the module of the domain.
    let domain = ident(module.path.first()?);
    for resource in &module.resources {
        if root.is_some_and(|root| std::ptr::eq(root, *resource)) {
            continue;
        }
        for method in resource.methods.iter().filter(|method| takes_both(method)) {
            let builder = plan.path_name(&resource.path);
            let name = ident(&plan.operation_name(&builder, method.http));
            items.push(Item::Rust(matching(&quote!(requests::#domain::#name))));
            from.push(resource.span.file);
        }
    }
    if items.is_empty() {
        return None;
    }
    let runtime = runtime(plan);
    let doc = docs::inner(&format!("The queries of `{}`.", module.path.join("/")));
    let head = Item::Rust(quote! {
        #doc
        #![allow(deprecated)]

        use super::super::super::requests;
        use #runtime;
    });
    Some(Source {
        path: format!("predicates/operations/{}.rs", module.path.join("_")),
        emitter: "predicates",
        from,
        items: std::iter::once(head).chain(items).collect(),
    })
}

/// Whether an operation has setters for both, and none with the name of this method.
fn takes_both(method: &Method) -> bool {
    querying::may_take(method, querying::PREDICATE)
        && querying::takes_variables(method)
        && !querying::may_take(method, MATCHING)
}

fn matching(operation: &TokenStream) -> TokenStream {
    let predicate = ident(&names::value_name(querying::PREDICATE));
    let variable = ident(&names::value_name(querying::VARIABLE.trim_end_matches('.')));
    let method = ident(MATCHING);
    let doc = docs::doc(
        "Adds a predicate that results have to match, and sends the values of its variables.",
    );
    quote! {
        impl #operation {
            #doc
            pub fn #method(self, predicate: impl Into<runtime::predicates::Predicate>) -> Self {
                let predicate = predicate.into();
                let mut operation = self.#predicate(&predicate);
                for (name, value) in predicate.variables() {
                    operation = operation.#variable(name, value);
                }
                operation
            }
        }
    }
}
