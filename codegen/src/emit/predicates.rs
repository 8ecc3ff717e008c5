//! The builders of predicates and expansion paths: one file for the fields of each package, and a module for each type
//! that a query finds.
//!
//! All of it is behind a feature of its own, so whoever writes texts does not compile it.

mod expansions;
mod fields;
mod operations;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    diagnostics::Diagnostics,
    emit::{Emitter, File, cfg, docs},
    model::Type,
    names,
    plan::{Gate, Querying},
    source::FileId,
};

/// The feature that compiles them.
pub(crate) const FEATURE: &str = "predicates";

/// Modules of the root that no type's module may be named like.
const TAKEN: &[&str] = &["fields", "operations", "search"];

impl<'a> Emitter<'a> {
    /// The files of the builders: none where no query takes a predicate or expands references.
    pub(crate) fn predicates(&self, diagnostics: &mut Diagnostics) -> Vec<File> {
        let querying = &self.plan.querying;
        let mut files = Vec::new();
        if !querying.queried.is_empty() {
            let packages = self.packages(querying);
            for (module, types) in &packages {
                files.extend(self.fields_file(module, types, diagnostics));
            }
            files.extend(self.fields_root(&packages, diagnostics));
            files.extend(self.operations(diagnostics));
            files.extend(self.predicates_root(diagnostics));
        }
        files.extend(self.expansions(diagnostics));
        files
    }

    /// The declarations of the modules, for the root of the generated code.
    pub(crate) fn predicate_modules(&self) -> TokenStream {
        let querying = &self.plan.querying;
        // The crate root may take from a module without showing the module itself.
        let gate = quote!(#[cfg(feature = #FEATURE)] #[allow(unreachable_pub)]);
        let expansions = (!querying.expanded.is_empty()).then(|| quote!(#gate pub mod expansions;));
        let predicates = (!querying.queried.is_empty()).then(|| quote!(#gate pub mod predicates;));
        quote!(#expansions #predicates)
    }

    fn packages(&self, querying: &Querying<'a>) -> BTreeMap<String, Vec<&'a Type>> {
        let mut packages: BTreeMap<String, Vec<&'a Type>> = BTreeMap::new();
        let types = querying
            .fields
            .keys()
            .filter_map(|name| self.plan.api.types.get(*name));
        for of in types {
            packages
                .entry(names::module_name(
                    of.package.as_deref().unwrap_or("common"),
                ))
                .or_default()
                .push(of);
        }
        packages
    }

    fn fields_root(
        &self,
        packages: &BTreeMap<String, Vec<&'a Type>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<File> {
        let modules = packages.iter().map(|(module, types)| {
            let name = names::ident(module);
            let gates = types.iter().map(|of| self.plan.gate(&of.name).clone());
            let gate = cfg(&gates.reduce(Gate::or).unwrap_or(Gate::Always));
            quote! {
                #gate
                mod #name;
                #gate
                pub use #name::*;
            }
        });
        let head = quote! {
            #![doc = " The fields of the models, as predicates and sort expressions name them."]

            #(#modules)*
        };
        let from = self.files_of(packages.values().flatten().copied());
        self.file(
            "generated/predicates/fields.rs",
            "predicates",
            &head,
            &[],
            &from,
            diagnostics,
        )
    }

    /// The module of the root: one module for each type that a query finds.
    fn predicates_root(&self, diagnostics: &mut Diagnostics) -> Option<File> {
        let runtime = self.runtime();
        let types: Vec<&Type> = self
            .plan
            .querying
            .queried
            .iter()
            .filter_map(|name| self.plan.api.types.get(*name))
            .collect();
        let modules = types.iter().map(|of| {
            let gate = cfg(self.plan.gate(&of.name));
            let module = names::ident(&names::free(&names::module_name(&of.name), TAKEN));
            let fields = fields::name(of);
            let doc = docs::doc(&format!("What queries for `{}` ask and sort by.", of.name));
            quote! {
                #doc
                #gate
                pub mod #module {
                    use #runtime;
                    use super::fields::#fields;

                    /// A predicate begins here: with the field that it is about.
                    pub fn predicate() -> #fields {
                        runtime::predicates::FieldPath::default().into()
                    }

                    /// A sort expression begins here: with the field that it is by.
                    pub fn sort() -> #fields {
                        runtime::predicates::FieldPath::default().into()
                    }
                }
            }
        });
        let head = quote! {
            #![doc = " What can be asked of the results of queries, by the type of a result."]

            pub mod fields;
            mod operations;
        };
        let items: Vec<TokenStream> = modules.collect();
        let from = self.files_of(types.iter().copied());
        self.file(
            "generated/predicates.rs",
            "predicates",
            &head,
            &items,
            &from,
            diagnostics,
        )
    }

    fn files_of<'t>(&self, types: impl Iterator<Item = &'t Type>) -> Vec<FileId> {
        types.map(|of| of.span.file).collect()
    }
}
