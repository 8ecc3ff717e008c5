//! What stands for a property that a body lacks, as functions that serde calls.

use std::collections::BTreeMap;

use proc_macro2::{Literal as Token, TokenStream};
use quote::{format_ident, quote};

use super::Presence;
use crate::{
    emit::{Emitter, cfg},
    model::{Field, Format, Literal, Missing, Scalar, Shape, Type, TypeRef},
    names,
    plan::{Form, Gate},
};

/// A default value, as serde is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fallback {
    /// The path of the function that makes it.
    pub(crate) missing: String,
    /// The path of the function that reads a value or `null`.
    pub(crate) null: String,
}

/// The functions behind the defaults of one file by name, each with the value it makes.
pub(crate) type Defaults = BTreeMap<String, (String, TokenStream)>;

impl<'a> Emitter<'a> {
    /// What stands for a property that a body lacks, where anything does.
    pub(super) fn fallback(&self, field: &Field, defaults: &mut Defaults) -> Option<Fallback> {
        match (&field.facets.default, &field.missing) {
            (Some(value), _) | (None, Some(Missing::Value(value))) => {
                self.value(&field.of, value, defaults)
            }
            (None, Some(Missing::Defaults)) if field.required => {
                self.object_of_defaults(&field.of, defaults)
            }
            _ => None,
        }
    }

    /// An object in which every property has what stands for it; `None` where one has to be there.
    fn object_of_defaults(&self, of: &TypeRef, defaults: &mut Defaults) -> Option<Fallback> {
        let TypeRef::Named(name) = of else {
            return None;
        };
        let Form::Struct = self.plan.form(name)? else {
            return None;
        };
        let of = self.plan.api.types.get(name)?;
        // One level is all that a row asks for, and a specification can hold objects in circles.
        let is_deep = |field: &&Field| field.missing == Some(Missing::Defaults);
        if self.plan.api.fields(of).iter().any(is_deep) {
            return None;
        }
        let mut values = Vec::new();
        for field in self.fields(of, self.plan.direction(name), defaults) {
            let value = match &field.presence {
                Presence::Optional => quote!(None),
                Presence::List => quote!(Vec::new()),
                Presence::Default(fallback) => {
                    let missing: syn::Path = syn::parse_str(&fallback.missing).ok()?;
                    quote!(#missing())
                }
                Presence::Required | Presence::CurrencyDigits => return None,
            };
            let (gate, name) = (cfg(&field.gate), &field.name);
            values.push(quote!(#gate #name: #value,));
        }
        if self.extra_type(of).is_some() {
            values.push(quote!(extra: Default::default(),));
        }
        let rust_name = names::ident(&names::type_name(name));
        Some(function(
            &format!("{name} of defaults"),
            &quote!(#rust_name),
            &quote!(#rust_name { #(#values)* }),
            self.plan.gate(name),
            defaults,
        ))
    }

    fn value(&self, of: &TypeRef, value: &Literal, defaults: &mut Defaults) -> Option<Fallback> {
        let runtime = self.runtime().to_string().replace(' ', "");
        match (self.underlying(of)?, value) {
            (Underlying::Scalar(Scalar::Boolean), Literal::Bool(value)) => Some(Fallback {
                missing: format!("{runtime}::default_bool::<{value}>"),
                null: format!("{runtime}::bool_or::<_, {value}>"),
            }),
            (Underlying::Scalar(Scalar::String), Literal::String(text) | Literal::Number(text)) => {
                Some(function(
                    &format!("text_{text}"),
                    &quote!(String),
                    &quote!(#text.to_owned()),
                    &Gate::Always,
                    defaults,
                ))
            }
            (Underlying::Scalar(scalar), Literal::Number(text)) => match scalar {
                Scalar::Number(Some(Format::Int32 | Format::Int64))
                | Scalar::Integer(None | Some(Format::Int32 | Format::Int64)) => {
                    let number: i64 = text.parse().ok()?;
                    let of = if scalar.format() == Some(Format::Int32) {
                        "i32"
                    } else {
                        "i64"
                    };
                    let number = if number < 0 {
                        format!("{{ {number} }}")
                    } else {
                        number.to_string()
                    };
                    Some(Fallback {
                        missing: format!("{runtime}::default_int::<{of}, {number}>"),
                        null: format!("{runtime}::int_or::<_, _, {number}>"),
                    })
                }
                Scalar::Number(Some(Format::Int8 | Format::Int16))
                | Scalar::Integer(Some(Format::Int8 | Format::Int16)) => {
                    let number: i16 = text.parse().ok()?;
                    let (of, token) = (self.rust_type(of), Token::i16_unsuffixed(number));
                    Some(function(
                        &format!("{}_{text}", of),
                        &of,
                        &quote!(#token),
                        &Gate::Always,
                        defaults,
                    ))
                }
                Scalar::Number(None | Some(Format::Double | Format::Float)) => {
                    let number: f64 = text.parse().ok()?;
                    let token = Token::f64_unsuffixed(number);
                    Some(function(
                        &format!("number_{text}"),
                        &quote!(f64),
                        &quote!(#token),
                        &Gate::Always,
                        defaults,
                    ))
                }
                _ => None,
            },
            (Underlying::Enum(of), Literal::String(text) | Literal::Number(text)) => {
                let name = names::ident(&names::type_name(&of.name));
                let Shape::Enum(values) = &of.shape else {
                    return None;
                };
                values.iter().find(|known| known.value == *text)?;
                Some(function(
                    &format!("{} {text}", of.name),
                    &quote!(#name),
                    &quote!(#name::from(#text)),
                    self.plan.gate(&of.name),
                    defaults,
                ))
            }
            _ => None,
        }
    }

    /// The scalar or enum behind a use of a type.
    fn underlying(&self, of: &TypeRef) -> Option<Underlying<'a>> {
        match of {
            TypeRef::Scalar(scalar) => Some(Underlying::Scalar(*scalar)),
            TypeRef::Named(name) => match self.plan.form(name)? {
                Form::Alias(alias) => self.underlying(alias),
                Form::Enum => self.plan.api.types.get(name).map(Underlying::Enum),
                _ => None,
            },
            _ => None,
        }
    }
}

enum Underlying<'a> {
    Scalar(Scalar),
    Enum(&'a Type),
}

/// Adds the two functions of a default that no generic one makes.
fn function(
    name: &str,
    of: &TokenStream,
    value: &TokenStream,
    gate: &Gate,
    defaults: &mut Defaults,
) -> Fallback {
    let value_text = value.to_string();
    let mut name = names::value_name(name);
    // Values that differ only in what no Rust name holds, such as 1.5 and -1.5, have functions of their own.
    while defaults
        .get(&name)
        .is_some_and(|(known, _)| *known != value_text)
    {
        name.push('_');
    }
    let (missing, null) = (names::ident(&name), format_ident!("read_or_{name}"));
    let gate = cfg(gate);
    let functions = quote! {
        #gate
        pub(super) fn #missing() -> #of {
            #value
        }
        #gate
        pub(super) fn #null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<#of, D::Error> {
            runtime::or_default_with(deserializer, #missing)
        }
    };
    defaults.insert(name.clone(), (value_text, functions));
    Fallback {
        missing: format!("defaults::{name}"),
        null: format!("defaults::read_or_{name}"),
    }
}
