//! How a property becomes a field: whether it may lack, what stands for it then, and what serde must know.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal as Token, TokenStream};
use quote::{format_ident, quote};

use crate::{
    emit::{Emitter, cfg, structure::EXTRA},
    model::{Field, Format, Literal, Scalar, Shape, Type, TypeRef},
    names,
    plan::{Direction, Form, Gate},
};

/// A field of an emitted struct.
pub(crate) struct Emitted<'a> {
    pub(crate) field: &'a Field,
    pub(crate) name: Ident,
    /// The type without `Option` and `Box`.
    pub(crate) of: TokenStream,
    pub(crate) presence: Presence,
    pub(crate) boxed: bool,
    /// When the field is compiled; a weak field is there only where its target is.
    pub(crate) gate: Gate,
}

/// What a field is where its property lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It must be there.
    Required,
    /// `None`.
    Optional,
    /// A list that is empty then.
    List,
    /// The value that the specification gives.
    Default(Fallback),
}

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
    /// The fields of a struct.
    pub(crate) fn fields(
        &self,
        of: &'a Type,
        direction: Direction,
        defaults: &mut Defaults,
    ) -> Vec<Emitted<'a>> {
        let discriminator = self
            .plan
            .api
            .discriminator(of)
            .map(|(property, _)| property)
            .filter(|_| of.tag().is_some());
        let fields = self
            .plan
            .api
            .fields(of)
            .into_iter()
            .filter(|field| Some(field.name.as_str()) != discriminator);
        let taken = if self.extra_type(of).is_some() {
            vec![EXTRA.to_owned()]
        } else {
            Vec::new()
        };
        self.emitted(&of.name, fields, taken, direction, defaults)
    }

    /// The given properties as fields, under none of the names that are taken.
    pub(crate) fn emitted(
        &self,
        of: &str,
        fields: impl IntoIterator<Item = &'a Field>,
        mut taken: Vec<String>,
        direction: Direction,
        defaults: &mut Defaults,
    ) -> Vec<Emitted<'a>> {
        let mut emitted = Vec::new();
        for field in fields {
            let Some(gate) = self.field_gate(field) else {
                continue;
            };
            let known: Vec<&str> = taken.iter().map(String::as_str).collect();
            let name = names::free(&names::value_name(&field.name), &known);
            emitted.push(Emitted {
                field,
                name: names::ident(&name),
                of: self.rust_type(&field.of),
                presence: self.presence(field, direction, defaults),
                boxed: self.plan.boxed.contains(&(of, field.name.as_str())),
                gate,
            });
            taken.push(name);
        }
        emitted
    }

    /// When a field is compiled; `None` where its target is nowhere.
    fn field_gate(&self, field: &Field) -> Option<Gate> {
        if !field.weak {
            return Some(Gate::Always);
        }
        let mut gates: Vec<&Gate> = Vec::new();
        let mut is_known = true;
        field
            .of
            .for_each_name(&mut |name| match self.plan.gates.get(name) {
                Some(gate) => gates.push(gate),
                None => is_known = false,
            });
        // A weak field names one type; a union of several stands behind a type of its own.
        is_known.then(|| gates.first().copied().cloned().unwrap_or(Gate::Always))
    }

    fn presence(&self, field: &Field, direction: Direction, defaults: &mut Defaults) -> Presence {
        let only_received = direction.received && !direction.sent;
        if matches!(field.of, TypeRef::Array(_)) {
            return match field.required {
                true if direction.received => Presence::List,
                true => Presence::Required,
                false if only_received => Presence::List,
                false => Presence::Optional,
            };
        }
        if field.weak && direction.sent {
            return Presence::Optional;
        }
        if (only_received || (field.required && direction.received))
            && let Some(fallback) = field
                .facets
                .default
                .as_ref()
                .and_then(|value| self.fallback(&field.of, value, defaults))
        {
            return Presence::Default(fallback);
        }
        if field.required {
            Presence::Required
        } else {
            Presence::Optional
        }
    }

    fn fallback(&self, of: &TypeRef, value: &Literal, defaults: &mut Defaults) -> Option<Fallback> {
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

impl Emitted<'_> {
    /// The type of the field as a whole.
    pub(crate) fn full_type(&self) -> TokenStream {
        let of = &self.of;
        let of = if self.boxed {
            quote!(Box<#of>)
        } else {
            quote!(#of)
        };
        if self.presence == Presence::Optional {
            quote!(Option<#of>)
        } else {
            of
        }
    }

    /// What serde must know of the field beyond its name and type.
    pub(crate) fn serde(&self, runtime: &TokenStream, direction: Direction) -> TokenStream {
        let mut attributes: Vec<TokenStream> = Vec::new();
        let wire = &self.field.name;
        if camel_case(&self.name.to_string()) != *wire {
            attributes.push(quote!(rename = #wire));
        }
        let runtime = runtime.to_string().replace(' ', "");
        match &self.presence {
            Presence::List if direction.received => {
                let list = format!("{runtime}::list");
                attributes.push(quote!(default, deserialize_with = #list));
            }
            Presence::Default(Fallback { missing, null }) if direction.received => {
                attributes.push(quote!(default = #missing, deserialize_with = #null))
            }
            Presence::Optional if direction.sent && !self.field.weak => {
                attributes.push(quote!(skip_serializing_if = "Option::is_none"))
            }
            _ => {}
        }
        if self.field.weak && direction.sent {
            attributes.push(quote!(skip_serializing));
        }
        if attributes.is_empty() {
            TokenStream::new()
        } else {
            quote!(#[serde(#(#attributes),*)])
        }
    }
}

/// What serde's `rename_all = "camelCase"` makes of the name of a field.
fn camel_case(name: &str) -> String {
    let mut result = String::new();
    let mut capital = false;
    for letter in name.chars() {
        if letter == '_' {
            capital = true;
        } else if capital && !result.is_empty() {
            result.extend(letter.to_uppercase());
            capital = false;
        } else {
            result.push(letter);
            capital = false;
        }
    }
    result
}
