//! The Rust types of the specification's types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::Emitter,
    model::{Format, Scalar, TypeRef},
    names,
    plan::Form,
};

/// How a value of a type is taken as an argument.
pub(crate) struct Argument {
    /// The type of the argument.
    pub(crate) of: TokenStream,
    /// The expression that makes a value of the field's type from an argument called `value`.
    pub(crate) conversion: TokenStream,
}

impl Emitter<'_> {
    /// The Rust type of a use of a type.
    pub(crate) fn rust_type(&self, of: &TypeRef) -> TokenStream {
        match of {
            TypeRef::Named(name) => {
                let name = names::ident(&names::type_name(name));
                quote!(#name)
            }
            TypeRef::Scalar(scalar) => scalar_type(*scalar),
            TypeRef::Any | TypeRef::Union(_) | TypeRef::Inline(_) => quote!(runtime::Value),
            TypeRef::AnyObject => quote!(runtime::JsonObject),
            TypeRef::Array(items) => {
                let items = self.rust_type(items);
                quote!(Vec<#items>)
            }
        }
    }

    /// How a constructor or setter takes a value: whatever converts into it, where that spares the caller a conversion.
    pub(crate) fn argument(&self, name: &proc_macro2::Ident, of: &TypeRef) -> Argument {
        let rust = self.rust_type(of);
        match of {
            TypeRef::Array(items) => {
                let item = self.rust_type(items);
                if converts(items) {
                    Argument {
                        of: quote!(impl IntoIterator<Item = impl Into<#item>>),
                        conversion: quote!(#name.into_iter().map(Into::into).collect()),
                    }
                } else {
                    Argument {
                        of: quote!(impl IntoIterator<Item = #item>),
                        conversion: quote!(#name.into_iter().collect()),
                    }
                }
            }
            of if converts(of) => Argument {
                of: quote!(impl Into<#rust>),
                conversion: quote!(#name.into()),
            },
            _ => Argument {
                of: rust,
                conversion: quote!(#name),
            },
        }
    }

    /// Whether a value of a type is copied rather than borrowed.
    pub(crate) fn is_copy(&self, of: &TypeRef) -> bool {
        match of {
            TypeRef::Scalar(scalar) => !matches!(scalar, Scalar::String | Scalar::File),
            TypeRef::Named(name) => {
                matches!(self.plan.form(name), Some(Form::Alias(alias)) if self.is_copy(alias))
            }
            _ => false,
        }
    }
}

/// Whether values of a type are usually at hand in another one: texts, enums, unions, maps.
fn converts(of: &TypeRef) -> bool {
    match of {
        TypeRef::Scalar(scalar) => matches!(scalar, Scalar::String | Scalar::File),
        TypeRef::Named(_) | TypeRef::Any => true,
        _ => false,
    }
}

fn scalar_type(scalar: Scalar) -> TokenStream {
    match scalar {
        Scalar::String | Scalar::File => quote!(String),
        Scalar::Boolean => quote!(bool),
        Scalar::DateTime => quote!(runtime::DateTime),
        Scalar::DateTimeOnly => quote!(runtime::LocalDateTime),
        Scalar::DateOnly => quote!(runtime::Date),
        Scalar::TimeOnly => quote!(runtime::Time),
        Scalar::Nil => quote!(()),
        Scalar::Number(None) => quote!(f64),
        Scalar::Integer(None) => quote!(i64),
        Scalar::Number(Some(format)) | Scalar::Integer(Some(format)) => match format {
            Format::Int8 => quote!(i8),
            Format::Int16 => quote!(i16),
            Format::Int32 => quote!(i32),
            Format::Int64 => quote!(i64),
            // An f32 would change the digits of what was sent.
            Format::Float | Format::Double => quote!(f64),
        },
    }
}
