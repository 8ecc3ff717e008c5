//! How a constructor, a setter or an operation takes a value.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{names, plan::RustType};

use super::types::rust_type;

/// The form of an argument of a type: everything that converts into it, if this saves the caller a conversion.
pub(crate) struct Argument {
    /// The type of the argument.
    pub of: TokenStream,
    /// The expression that converts it to the type.
    pub conversion: TokenStream,
}

/// The type parameters of a function, of which each argument that is a list needs one.
#[derive(Default)]
pub(crate) struct TypeParameters(Vec<Ident>);

impl TypeParameters {
    fn of_list(&mut self) -> Ident {
        let name = format_ident!("{}", names::list_parameter(self.0.len()));
        self.0.push(name.clone());
        name
    }

    /// What stands behind the name of the function.
    pub(crate) fn declaration(&self) -> TokenStream {
        let names = &self.0;
        match names.is_empty() {
            true => TokenStream::new(),
            false => quote!(<#(#names),*>),
        }
    }
}

/// The form of an argument with this name, by a function with the given type parameters.
pub(crate) fn argument(name: &Ident, of: &RustType, parameters: &mut TypeParameters) -> Argument {
    let rust = rust_type(of);
    match of {
        RustType::List(items) => {
            let item = rust_type(items);
            match items.converts() {
                true => {
                    let by = parameters.of_list();
                    Argument {
                        of: quote!(impl runtime::IntoList<#item, #by>),
                        conversion: quote!(#name.into_list()),
                    }
                }
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
