//! Open unions: enums of structs, told apart by a tag or by the property that is there.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{
        Emitter, cfg, docs,
        fields::{Defaults, Emitted, Presence},
        structure::{self, Extra},
    },
    model::{Field, Type, TypeRef},
    names,
    plan::{Direction, Form, Variant, form},
};

impl<'a> Emitter<'a> {
    /// The enum of a union, with what it needs to be read and written.
    pub(crate) fn union(
        &self,
        of: &'a Type,
        form: &Form<'a>,
        defaults: &mut Defaults,
    ) -> TokenStream {
        let direction = self.plan.direction(&of.name);
        let gate = cfg(self.plan.gate(&of.name));
        let doc = self.type_doc(of);
        let deprecated = docs::deprecation(&of.marks);
        let name = names::ident(&names::type_name(&of.name));
        let variants = form.variants();
        let idents = self.variant_names(variants);
        let types: Vec<Ident> = variants
            .iter()
            .map(|variant| names::ident(&names::type_name(&variant.of.name)))
            .collect();
        let docs = variants
            .iter()
            .map(|variant| docs::doc(&variant_doc(form, variant)));
        let shared = self.shared(of, form, direction, defaults);
        let unknown = match &shared {
            Some((shared, _)) => quote!(runtime::Unknown<#shared>),
            None => quote!(runtime::Unknown),
        };
        let reading = if direction.received {
            reading(&name, form, &idents, &gate)
        } else {
            TokenStream::new()
        };
        let writing = if direction.sent {
            writing(&name, &idents, &gate)
        } else {
            TokenStream::new()
        };
        let accessors = shared
            .as_ref()
            .map(|(_, fields)| self.accessors(&name, &idents, variants, fields, &gate));
        let shared = shared
            .as_ref()
            .map(|(shared, fields)| self.shared_struct(of, shared, fields, &gate));
        let conversions = conversions(&name, &idents, &types, variants)
            .into_iter()
            .map(|conversion| quote!(#gate #conversion));
        quote! {
            #doc
            #deprecated
            #gate
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#docs #idents(#types),)*
                /// One that this version of the SDK does not know; it is kept and goes out as it came in.
                Unknown(#unknown),
            }

            #accessors
            #(#conversions)*
            #reading
            #writing
            #shared
        }
    }

    /// The names of the variants of a union.
    pub(crate) fn variant_names(&self, variants: &[Variant<'_>]) -> Vec<Ident> {
        let mut taken: Vec<String> = Vec::new();
        for variant in variants {
            let known: Vec<&str> = taken.iter().map(String::as_str).collect();
            let name = names::free(&names::variant_name(variant.tag), &known);
            taken.push(name);
        }
        taken.iter().map(|name| names::ident(name)).collect()
    }

    /// The struct of what every member has, for a union that is received: an unknown member has it too.
    fn shared(
        &self,
        of: &Type,
        form: &Form<'a>,
        direction: Direction,
        defaults: &mut Defaults,
    ) -> Option<(Ident, Vec<Emitted<'a>>)> {
        let Form::TagUnion { shared, .. } = form else {
            return None;
        };
        if !direction.received || shared.is_empty() {
            return None;
        }
        let received = Direction {
            sent: false,
            received: true,
        };
        let fields: Vec<&Field> = shared.iter().copied().filter(|field| !field.weak).collect();
        let known: Vec<&str> = self.type_names.iter().map(String::as_str).collect();
        let name = names::ident(&names::free(
            &names::type_name(&format!("{}Fields", of.name)),
            &known,
        ));
        Some((
            name,
            self.emitted(&of.name, fields, Vec::new(), received, defaults),
        ))
    }

    fn shared_struct(
        &self,
        of: &Type,
        name: &Ident,
        fields: &[Emitted<'_>],
        gate: &TokenStream,
    ) -> TokenStream {
        let received = Direction {
            sent: false,
            received: true,
        };
        let doc = docs::doc(&format!(
            "What every [`{}`] has, unknown ones included.",
            names::type_name(&of.name)
        ));
        let derives = structure::derives(fields, Extra::None, received);
        let debug = structure::debug(name, fields, Extra::None, gate);
        let fields = self.declarations(fields, received);
        quote! {
            #doc
            #gate
            #[derive(#derives)]
            #[serde(rename_all = "camelCase")]
            #[non_exhaustive]
            pub struct #name {
                #fields
            }

            #debug
        }
    }

    /// A method for each property that all members have alike.
    fn accessors(
        &self,
        name: &Ident,
        idents: &[Ident],
        variants: &[Variant<'a>],
        shared: &[Emitted<'a>],
        gate: &TokenStream,
    ) -> TokenStream {
        let members: Vec<Vec<Emitted<'a>>> = variants
            .iter()
            .map(|variant| {
                self.fields(
                    variant.of,
                    self.plan.direction(&variant.of.name),
                    &mut Defaults::new(),
                )
            })
            .collect();
        let accessors: Vec<TokenStream> = shared
            .iter()
            .filter(|field| {
                members.iter().all(|fields| {
                    fields.iter().any(|other| {
                        other.field.name == field.field.name
                            && other.name == field.name
                            && other.full_type().to_string() == field.full_type().to_string()
                    })
                })
            })
            .map(|field| self.accessor(idents, field))
            .collect();
        if accessors.is_empty() {
            return TokenStream::new();
        }
        quote! {
            #gate
            impl #name {
                #(#accessors)*
            }
        }
    }

    fn accessor(&self, idents: &[Ident], field: &Emitted<'_>) -> TokenStream {
        let doc = self.field_doc(field.field);
        let deprecated = docs::deprecation(&field.field.marks);
        let name = &field.name;
        let of = &field.of;
        let is_text = form::is_text(self.plan.api, &field.field.of);
        let is_copy = self.is_copy(&field.field.of);
        let optional = field.presence == Presence::Optional;
        let returned = match (optional, is_copy, is_text, &field.field.of) {
            (false, true, ..) => quote!(#of),
            (true, true, ..) => quote!(Option<#of>),
            (false, _, true, _) => quote!(&str),
            (true, _, true, _) => quote!(Option<&str>),
            (true, ..) => quote!(Option<&#of>),
            (false, _, _, TypeRef::Array(items)) => {
                let items = self.rust_type(items);
                quote!(&[#items])
            }
            (false, ..) => quote!(&#of),
        };
        let take = |from: TokenStream| match (optional, is_copy) {
            (_, true) => quote!(#from.#name),
            (true, _) if is_text || field.boxed => quote!(#from.#name.as_deref()),
            (true, _) => quote!(#from.#name.as_ref()),
            (false, _) => quote!(&#from.#name),
        };
        let (known, unknown) = (take(quote!(value)), take(quote!(value.fields())));
        quote! {
            #doc
            #deprecated
            pub fn #name(&self) -> #returned {
                match self {
                    #(Self::#idents(value) => #known,)*
                    Self::Unknown(value) => #unknown,
                }
            }
        }
    }
}

fn variant_doc(form: &Form<'_>, variant: &Variant<'_>) -> String {
    match form {
        Form::TagUnion { property, .. } => format!("`{property}` is `{}`.", variant.tag),
        _ => format!("The one with `{}`.", variant.tag),
    }
}

/// `From` for each member; a struct that stands behind two tags converts into neither.
fn conversions(
    name: &Ident,
    idents: &[Ident],
    types: &[Ident],
    variants: &[Variant<'_>],
) -> Vec<TokenStream> {
    let is_single = |of: &Type| {
        variants
            .iter()
            .filter(|other| other.of.name == of.name)
            .count()
            == 1
    };
    variants
        .iter()
        .zip(idents.iter().zip(types))
        .filter(|(variant, _)| is_single(variant.of))
        .map(|(_, (ident, of))| {
            quote! {
                impl From<#of> for #name {
                    fn from(value: #of) -> Self {
                        Self::#ident(value)
                    }
                }
            }
        })
        .collect()
}

fn reading(name: &Ident, form: &Form<'_>, idents: &[Ident], gate: &TokenStream) -> TokenStream {
    let body = match form {
        Form::TagUnion {
            property,
            variants,
            missing,
            optional,
            ..
        } => {
            let tags = variants.iter().map(|variant| variant.tag);
            let default = missing
                .and_then(|tag| variants.iter().position(|variant| variant.tag == tag))
                .and_then(|position| idents.get(position));
            let none = match default {
                Some(ident) => quote!(body.decode().map(Self::#ident)),
                None if *optional => quote!(body.unknown().map(Self::Unknown)),
                None => quote!(Err(body.missing_tag())),
            };
            quote! {
                let body = runtime::Tagged::deserialize_from(deserializer, #property)?;
                match body.tag() {
                    #(Some(#tags) => body.decode().map(Self::#idents),)*
                    Some(_) => body.unknown().map(Self::Unknown),
                    None => #none,
                }
            }
        }
        _ => {
            let keys = form.variants().iter().map(|variant| variant.tag);
            quote! {
                let body = runtime::Keyed::deserialize_from(deserializer)?;
                #(if body.has(#keys) {
                    return body.decode().map(Self::#idents);
                })*
                body.unknown().map(Self::Unknown)
            }
        }
    };
    quote! {
        #gate
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #body
            }
        }
    }
}

fn writing(name: &Ident, idents: &[Ident], gate: &TokenStream) -> TokenStream {
    quote! {
        #gate
        impl Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#idents(value) => value.serialize(serializer),)*
                    Self::Unknown(value) => value.serialize(serializer),
                }
            }
        }
    }
}
