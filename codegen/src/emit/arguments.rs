//! How a constructor, a setter or an operation takes a value.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::plan::RustType;

use super::types::rust_type;

/// The form of an argument of a type: everything that converts into it, if this saves the caller a conversion.
pub(crate) struct Argument {
    /// The type of the argument.
    pub of: TokenStream,
    /// The expression that converts it to the type.
    pub conversion: TokenStream,
}

/// The form of an argument with this name.
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

/// The form of an argument that may be `null`: a value, an `Option`, or a `Nullable`.
pub(crate) fn nullable(name: &Ident, of: &RustType) -> Argument {
    let rust = rust_type(of);
    Argument {
        of: quote!(impl Into<runtime::Nullable<#rust>>),
        conversion: quote!(Into::<runtime::Nullable<#rust>>::into(#name)),
    }
}
