//! Structs that are read from bodies in which a property may lack that another one tells: the body is read as a struct
//! of its own first, in which the property is optional.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{
        Emitter, cfg, docs,
        fields::{Emitted, Presence},
    },
    model::{Missing, Type},
    names,
    plan::Direction,
};

impl Emitter<'_> {
    /// The name of the struct that a body is read as first, where there is one.
    pub(crate) fn older_body_name(
        &self,
        of: &Type,
        fields: &[Emitted<'_>],
        direction: Direction,
    ) -> Option<Ident> {
        let lacks = |field: &Emitted<'_>| field.presence == Presence::CurrencyDigits;
        if !direction.received || !fields.iter().any(lacks) {
            return None;
        }
        let known: Vec<&str> = self.type_names.iter().map(String::as_str).collect();
        let name = names::type_name(&format!("{}Body", of.name));
        Some(names::ident(&names::free(&name, &known)))
    }

    /// That struct, and what is made of it.
    pub(crate) fn older_body(
        &self,
        of: &Type,
        fields: &[Emitted<'_>],
        extra: Option<&TokenStream>,
        direction: Direction,
    ) -> TokenStream {
        let Some(body) = self.older_body_name(of, fields, direction) else {
            return TokenStream::new();
        };
        let name = names::ident(&names::type_name(&of.name));
        let gate = cfg(self.plan.gate(&of.name));
        let doc = docs::doc(&format!("A [`{name}`] as bodies have it, older ones too."));
        let received = Direction {
            sent: false,
            received: true,
        };
        let runtime = self.runtime();
        let declarations = fields.iter().map(as_in_older_bodies).map(|field| {
            let (gate, serde) = (cfg(&field.gate), field.serde(&runtime, received));
            let (name, of) = (&field.name, field.full_type());
            quote!(#gate #serde #name: #of,)
        });
        let extra_declaration = extra.map(|of| quote!(#[serde(flatten)] extra: #of,));
        let extra_value = extra.map(|_| quote!(extra: body.extra,));
        let told = fields
            .iter()
            .filter_map(|field| currency_digits(field, fields));
        let values = fields.iter().map(|field| {
            let (gate, name) = (cfg(&field.gate), &field.name);
            if field.presence == Presence::CurrencyDigits {
                quote!(#gate #name,)
            } else {
                quote!(#gate #name: body.#name,)
            }
        });
        quote! {
            #doc
            #gate
            #[derive(Deserialize)]
            #[serde(rename_all = "camelCase")]
            struct #body {
                #(#declarations)*
                #extra_declaration
            }

            #gate
            impl TryFrom<#body> for #name {
                type Error = runtime::UnknownDigits;

                fn try_from(body: #body) -> Result<Self, Self::Error> {
                    #(#told)*
                    Ok(Self { #(#values)* #extra_value })
                }
            }
        }
    }
}

fn as_in_older_bodies<'a>(field: &Emitted<'a>) -> Emitted<'a> {
    let mut field = field.clone();
    if field.presence == Presence::CurrencyDigits {
        field.presence = Presence::Optional;
    }
    field
}

/// What is made of a property that may lack, and of the one that names its currency, while nothing is moved yet.
fn currency_digits(field: &Emitted<'_>, fields: &[Emitted<'_>]) -> Option<TokenStream> {
    let Some(Missing::CurrencyDigits { of }) = &field.field.missing else {
        return None;
    };
    if field.presence != Presence::CurrencyDigits {
        return None;
    }
    let currency = &fields.iter().find(|other| other.field.name == *of)?.name;
    let (name, wire) = (&field.name, &field.field.name);
    let gate = cfg(&field.gate);
    Some(quote! {
        #gate
        let #name = match body.#name {
            Some(digits) => digits,
            None => runtime::currency_digits(#wire, &body.#currency)?,
        };
    })
}
