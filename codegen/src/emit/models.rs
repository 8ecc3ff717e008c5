//! The models: one file for each package.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    emit::{Emitter, File, cfg, docs, fields::Defaults},
    model::{Shape, Type, TypeRef},
    names,
    plan::{Form, Gate},
    source::FileId,
};

impl<'a> Emitter<'a> {
    /// The files of the models.
    pub(crate) fn models(&self, diagnostics: &mut Diagnostics) -> Vec<File> {
        let mut packages: BTreeMap<String, Vec<&'a Type>> = BTreeMap::new();
        let mut rust_names: BTreeMap<String, &Type> = BTreeMap::new();
        for of in self.plan.api.types.values() {
            if !self.plan.gates.contains_key(of.name.as_str()) {
                continue;
            }
            let rust_name = names::type_name(&of.name);
            if let Some(first) = rust_names.insert(rust_name.clone(), of) {
                diagnostics.add(
                    Diagnostic::new(
                        of.span,
                        format!(
                            "the types `{}` and `{}` would both be named `{rust_name}`",
                            first.name, of.name
                        ),
                        "a name of its own is expected",
                    )
                    .related(first.span, "the other one"),
                );
            }
            packages
                .entry(names::module_name(
                    of.package.as_deref().unwrap_or("common"),
                ))
                .or_default()
                .push(of);
        }
        let mut files: Vec<File> = Vec::new();
        for (module, types) in &packages {
            files.extend(self.package(module, types, diagnostics));
        }
        files.extend(self.models_root(&packages, diagnostics));
        files
    }

    fn package(
        &self,
        module: &str,
        types: &[&'a Type],
        diagnostics: &mut Diagnostics,
    ) -> Option<File> {
        let package = package_of(types);
        let doc = format!("The models of {package}.");
        let runtime = self.runtime();
        let doc = docs::inner(&doc);
        let head = quote! {
            #doc

            use serde::{Deserialize, Serialize};
            use #runtime;
            use super::*;
        };
        let mut defaults = Defaults::new();
        let mut items: Vec<TokenStream> = types
            .iter()
            .filter_map(|of| self.model(of, &mut defaults))
            .collect();
        if !defaults.is_empty() {
            let functions = defaults.values().map(|(_, functions)| functions);
            items.push(quote! {
                /// What stands for properties that a body lacks.
                mod defaults {
                    use super::*;
                    #(#functions)*
                }
            });
        }
        let from: Vec<FileId> = types.iter().map(|of| of.span.file).collect();
        self.file(
            &format!("generated/models/{module}.rs"),
            "models",
            &head,
            &items,
            &from,
            diagnostics,
        )
    }

    fn model(&self, of: &'a Type, defaults: &mut Defaults) -> Option<TokenStream> {
        Some(match (self.plan.form(&of.name)?, &of.shape) {
            (Form::Struct, _) => {
                let structure = self.structure(of, defaults);
                let page = self.page(of);
                let references = self.references(of);
                quote!(#structure #page #references)
            }
            (Form::OpenBase(below), _) => {
                let structure = self.structure(of, defaults);
                let conversions = self.conversions(of, below);
                quote!(#structure #conversions)
            }
            (form @ (Form::TagUnion { .. } | Form::KeyUnion(_)), _) => {
                let union = self.union(of, form, defaults);
                let references = self.references(of);
                quote!(#union #references)
            }
            (Form::Enum, Shape::Enum(values)) => self.enumeration(of, values),
            (Form::Enum, _) => return None,
            (Form::LocaleMap(value), _) => {
                let value = self.rust_type(value);
                self.alias(of, &quote!(runtime::Localized<#value>))
            }
            (Form::Map(TypeRef::Any), _) => self.alias(of, &quote!(runtime::JsonObject)),
            (Form::Map(value), _) => {
                let value = self.rust_type(value);
                self.alias(of, &quote!(std::collections::BTreeMap<String, #value>))
            }
            (Form::Alias(target), _) => {
                let target = self.rust_type(target);
                self.alias(of, &target)
            }
            (Form::AnyValue, _) => self.alias(of, &quote!(runtime::Value)),
        })
    }

    /// The module that lists the packages; every type is found in it directly.
    fn models_root(
        &self,
        packages: &BTreeMap<String, Vec<&Type>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<File> {
        let (mut declared, mut exported) = (Vec::new(), Vec::new());
        for (module, types) in packages {
            let name = names::ident(module);
            // A module is compiled where any of its types is.
            let gates = types.iter().map(|of| self.plan.gate(&of.name).clone());
            let gate = cfg(&gates.reduce(Gate::or).unwrap_or(Gate::Always));
            declared.push(quote!(#gate mod #name;));
            exported.push(quote!(#gate pub use #name::*;));
        }
        let doc = docs::inner(&format!(
            "The models of {}: what is sent and what is received.",
            self.plan.api.title
        ));
        let head = quote! {
            #doc
            #![allow(clippy::large_enum_variant, clippy::new_without_default, dead_code, deprecated, unused_imports)]
            #(#declared)*
            #(#exported)*
        };
        self.file(
            "generated/models.rs",
            "models",
            &head,
            &[],
            &self.all_files(),
            diagnostics,
        )
    }

    pub(crate) fn all_files(&self) -> Vec<FileId> {
        self.plan
            .api
            .types
            .values()
            .map(|of| of.span.file)
            .chain(
                self.plan
                    .api
                    .all_resources()
                    .iter()
                    .map(|resource| resource.span.file),
            )
            .collect()
    }
}

/// The package that types share, which they do within a file. A type without one is of none in particular.
pub(super) fn package_of<'a>(types: &[&'a Type]) -> &'a str {
    types
        .first()
        .and_then(|of| of.package.as_deref())
        .unwrap_or("Common")
}
