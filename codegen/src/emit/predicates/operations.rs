//! The operations that take a predicate together with the values of its variables.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::{
    diagnostics::Diagnostics,
    emit::{Emitter, File, cfg, docs},
    model::{Method, Resource},
    names,
    plan::{Gate, domains, querying},
    source::FileId,
};

/// The method that takes both at once.
const MATCHING: &str = "matching";

impl Emitter<'_> {
    /// The file of the operations. It stands apart from the requests, for these do without predicates.
    pub(super) fn operations(&self, diagnostics: &mut Diagnostics) -> Option<File> {
        let root = domains::root(self.plan.api);
        let runtime = self.runtime();
        let mut items = Vec::new();
        let mut from: Vec<FileId> = Vec::new();
        for domain in &self.plan.domains {
            let module = names::ident(&names::module_name(&domain.name));
            let gate = Gate::Any([domain.name.clone()].into());
            let mut open: Vec<&Resource> = domain.resources.iter().rev().copied().collect();
            while let Some(resource) = open.pop() {
                if root.is_some_and(|root| std::ptr::eq(root, resource)) {
                    continue;
                }
                open.extend(resource.resources.iter().rev());
                for method in resource.methods.iter().filter(|method| takes_both(method)) {
                    let name = format_ident!(
                        "{}{}",
                        self.path_name(resource),
                        names::type_name(method.http.as_str())
                    );
                    items.push(matching(&quote!(requests::#module::#name), &gate));
                    from.push(resource.span.file);
                }
            }
        }
        let head = quote! {
            #![doc = " The queries that take a predicate together with the values of its variables."]
            #![allow(deprecated, unused_imports)]

            use super::super::requests;
            use #runtime;
        };
        self.file(
            "generated/predicates/operations.rs",
            "predicates",
            &head,
            &items,
            &from,
            diagnostics,
        )
    }
}

/// Whether an operation has setters for both, and none of the name that the method here has.
fn takes_both(method: &Method) -> bool {
    querying::may_take(method, querying::PREDICATE)
        && querying::takes_variables(method)
        && !querying::may_take(method, MATCHING)
}

fn matching(operation: &TokenStream, gate: &Gate) -> TokenStream {
    let gate = cfg(gate);
    let predicate = names::ident(&names::value_name(querying::PREDICATE));
    let variable = names::ident(&names::value_name(querying::VARIABLE.trim_end_matches('.')));
    let method = names::ident(MATCHING);
    let doc = docs::doc(
        "Adds a predicate that results have to meet, and sends the values of its variables along.",
    );
    quote! {
        #gate
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
