//! How a constructor, a setter or an operation takes a value.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::plan::RustType;

use super::types::rust_type;

/// How a value of a type is taken as an argument: whatever converts into it, where that spares the caller a conversion.
pub(crate) struct Argument {
    /// The type of the argument.
    pub of: TokenStream,
    /// The expression that makes a value of the type of it.
    pub conversion: TokenStream,
}

/// How an argument of the given name is taken.
pub(crate) fn argument(name: &Ident, of: &RustType) -> Argument {
    let rust = rust_type(of);
    match of {
        RustType::List(items) => {
            let item = rust_type(items);
            match items.converts() {
                true => Argument {
                    of: quote!(impl IntoIterator<Item = impl Into<#item>>),
                    conversion: quote!(#name.into_iter().map(Into::into).collect()),
                },
                false => Argument {
                    of: quote!(impl IntoIterator<Item = #item>),
                    conversion: quote!(#name.into_iter().collect()),
                },
            }
        }
        of if of.converts() => Argument {
            of: quote!(impl Into<#rust>),
            conversion: quote!(#name.into()),
        },
        _ => Argument {
            of: rust,
            conversion: quote!(#name),
        },
    }
}

/// How an argument is taken that may be `null`: as a value, as an `Option`, or as `Nullable`.
pub(crate) fn nullable(name: &Ident, of: &RustType) -> Argument {
    let rust = rust_type(of);
    Argument {
        of: quote!(impl Into<runtime::Nullable<#rust>>),
        conversion: quote!(Into::<runtime::Nullable<#rust>>::into(#name)),
    }
}
