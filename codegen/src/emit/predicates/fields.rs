//! The fields of a type: a struct with a method for each of them.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    model::{Scalar, Type},
    names,
    plan::{Asked, Plan, domains},
};

use super::{
    super::{Item, Source, docs, files_of, runtime, types::ident},
    methods,
};

/// The name of the struct.
pub(crate) fn name(of: &str) -> Ident {
    format_ident!("{}Fields", names::type_name(of))
}

/// The file of a package.
pub(crate) fn emit(plan: &Plan<'_>, module: &str, types: &[&Type]) -> Source {
    let package = types.first().and_then(|of| of.package.as_deref());
    let package = domains::package_name(package);
    let doc = docs::inner(&format!("The fields of the models of {package}."));
    let runtime = runtime(plan);
    let declared: BTreeSet<&str> = types.iter().map(|of| of.name.as_str()).collect();
    let fields = types
        .iter()
        .filter_map(|of| plan.querying.fields.get(of.name.as_str()));
    let asked = fields.flatten().filter_map(|(_, asked)| asked.object());
    let others: BTreeSet<&str> = asked.filter(|name| !declared.contains(name)).collect();
    let others = others.into_iter().map(name);
    let others = (others.len() > 0).then(|| quote!(use super::{#(#others),*};));
    let head = quote! {
        #doc
        #![allow(unused_imports)]

        use super::super::super::models;
        #others
        use #runtime;
        use runtime::predicates::{Anything, Choice, Elements, Field, Keyed, List, Localized, Nested, Place};
    };
    let items = types.iter().map(|of| Item::Rust(fields_of(plan, of)));
    Source {
        path: format!("predicates/fields/{module}.rs"),
        emitter: "predicates",
        from: files_of(types.iter().copied()),
        items: std::iter::once(Item::Rust(head)).chain(items).collect(),
    }
}

fn fields_of(plan: &Plan<'_>, of: &Type) -> TokenStream {
    let fields = plan
        .querying
        .fields
        .get(of.name.as_str())
        .into_iter()
        .flatten();
    let methods = methods(fields, asked_type);
    let name = name(&of.name);
    let doc = format!("The fields of `{}`.", of.name);
    quote! {
        runtime::predicates::fields!(#name, #doc);

        impl #name {
            #(#methods)*
        }
    }
}

fn asked_type(asked: &Asked<'_>) -> TokenStream {
    match asked {
        Asked::Value(_) | Asked::Choice(_) => {
            let value = value_type(asked);
            quote!(Field<#value>)
        }
        Asked::List(of) => {
            let value = value_type(of);
            quote!(List<#value>)
        }
        Asked::Nested(of) => {
            let fields = name(of);
            quote!(Nested<#fields>)
        }
        Asked::Elements(of) => {
            let fields = name(of);
            quote!(Elements<#fields>)
        }
        Asked::Localized(of) => {
            let of = asked_type(of);
            quote!(Localized<#of>)
        }
        Asked::Keyed(of) => {
            let of = asked_type(of);
            quote!(Keyed<#of>)
        }
        Asked::Place => quote!(Place),
        Asked::Anything => quote!(Anything),
    }
}

/// The type that a field is compared with. Numbers have no sizes in predicates, because they are digits.
fn value_type(asked: &Asked<'_>) -> TokenStream {
    match asked {
        Asked::Choice(name) => {
            let name = ident(&names::type_name(name));
            quote!(Choice<models::#name>)
        }
        Asked::Value(scalar) => match scalar {
            Scalar::Boolean => quote!(bool),
            Scalar::Integer(_) => quote!(i64),
            Scalar::Number(Some(format)) if format.is_whole() => quote!(i64),
            Scalar::Number(_) => quote!(f64),
            Scalar::DateTime => quote!(runtime::DateTime),
            Scalar::DateTimeOnly => quote!(runtime::LocalDateTime),
            Scalar::DateOnly => quote!(runtime::Date),
            Scalar::TimeOnly => quote!(runtime::Time),
            Scalar::String | Scalar::File | Scalar::Nil => quote!(String),
        },
        _ => quote!(String),
    }
}
