//! How a property becomes a field: whether it may lack, what stands for it then, and what serde must know.

mod defaults;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, structure::EXTRA},
    model::{Field, Format, Missing, Scalar, Type, TypeRef},
    names,
    plan::{Direction, Form, Gate, form},
};

pub(crate) use self::defaults::{Defaults, Fallback};

/// A field of an emitted struct.
#[derive(Clone)]
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
    /// The value that the specification gives, or that older bodies mean.
    Default(Fallback),
    /// The digits of the currency that another property names: see [`crate::emit::older_body`].
    CurrencyDigits,
}

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
        let fields: Vec<&'a Field> = fields.into_iter().collect();
        let mut emitted = Vec::new();
        for field in fields.iter().copied() {
            let Some(gate) = self.field_gate(field) else {
                continue;
            };
            let known: Vec<&str> = taken.iter().map(String::as_str).collect();
            let name = names::free(&names::value_name(&field.name), &known);
            let boxed = self.plan.boxed.contains(&(of, field.name.as_str()));
            let presence = match self.presence(field, &fields, direction, defaults) {
                // Only an object can be boxed, and an object on a circle has no end of defaults.
                Presence::Default(_) if boxed => Presence::Required,
                presence => presence,
            };
            emitted.push(Emitted {
                field,
                name: names::ident(&name),
                of: self.rust_type(&field.of),
                presence,
                boxed,
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

    fn presence(
        &self,
        field: &Field,
        siblings: &[&Field],
        direction: Direction,
        defaults: &mut Defaults,
    ) -> Presence {
        let only_received = direction.received && !direction.sent;
        if self.is_list(&field.of) {
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
        if only_received || (field.required && direction.received) {
            if let Some(fallback) = self.fallback(field, defaults) {
                return Presence::Default(fallback);
            }
            if field.required && self.has_currency_digits(field, siblings) {
                return Presence::CurrencyDigits;
            }
        }
        if field.required {
            Presence::Required
        } else {
            Presence::Optional
        }
    }

    /// Whether a use of a type is a list, if need be by another name.
    fn is_list(&self, of: &TypeRef) -> bool {
        match of {
            TypeRef::Array(_) => true,
            TypeRef::Named(name) => {
                matches!(self.plan.form(name), Some(Form::Alias(alias)) if self.is_list(alias))
            }
            _ => false,
        }
    }

    /// Whether a property holds the digits of a currency that a property beside it always names.
    fn has_currency_digits(&self, field: &Field, siblings: &[&Field]) -> bool {
        let Some(Missing::CurrencyDigits { of }) = &field.missing else {
            return false;
        };
        let is_whole = matches!(
            field.of,
            TypeRef::Scalar(
                Scalar::Integer(None | Some(Format::Int32 | Format::Int64))
                    | Scalar::Number(Some(Format::Int32 | Format::Int64))
            )
        );
        is_whole
            && siblings.iter().any(|other| {
                other.name == *of && other.required && form::is_text(self.plan.api, &other.of)
            })
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
