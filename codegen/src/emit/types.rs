//! Rust types as tokens.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    names,
    plan::{Holds, PlannedField, RustType},
};

/// A Rust type. The module that contains it imports the runtime and the models.
pub(crate) fn rust_type(of: &RustType) -> TokenStream {
    match of {
        RustType::Text => quote!(String),
        RustType::Boolean => quote!(bool),
        RustType::Integer(8) => quote!(i8),
        RustType::Integer(16) => quote!(i16),
        RustType::Integer(32) => quote!(i32),
        RustType::Integer(_) => quote!(i64),
        RustType::Float => quote!(f64),
        RustType::DateTime => quote!(runtime::DateTime),
        RustType::LocalDateTime => quote!(runtime::LocalDateTime),
        RustType::Date => quote!(runtime::Date),
        RustType::Time => quote!(runtime::Time),
        RustType::Unit => quote!(()),
        RustType::Json => quote!(runtime::Value),
        RustType::JsonObject => quote!(runtime::JsonObject),
        RustType::Model(name) => {
            let name = ident(name);
            quote!(#name)
        }
        RustType::List(of) => {
            let of = rust_type(of);
            quote!(Vec<#of>)
        }
        RustType::Optional(of) => {
            let of = rust_type(of);
            quote!(Option<#of>)
        }
    }
}

/// The type of a field as a whole.
pub(crate) fn field_type(field: &PlannedField<'_>) -> TokenStream {
    let of = rust_type(&field.of);
    let of = match field.holds {
        Holds::Value | Holds::Beside => of,
        Holds::Boxed => quote!(Box<#of>),
        Holds::Expanded => quote!(runtime::Expanded<#of>),
    };
    let of = match field.nullable {
        true => quote!(runtime::Nullable<#of>),
        false => of,
    };
    match field.is_optional() {
        true => quote!(Option<#of>),
        false => of,
    }
}

/// Names that were planned.
pub(crate) fn names_of(names: &BTreeSet<String>) -> Vec<Ident> {
    names.iter().map(|name| ident(name)).collect()
}

/// A name that was planned.
pub(crate) fn ident(name: &str) -> Ident {
    names::ident(name)
}
