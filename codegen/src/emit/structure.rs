//! Structs: their fields, and for what is sent a constructor and setters.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{
        Emitter, cfg, docs,
        fields::{Defaults, Emitted, Presence},
    },
    model::{Type, TypeRef},
    names,
    plan::{Direction, Form},
};

/// The property that keeps what a struct does not declare.
pub(crate) const EXTRA: &str = "extra";

impl<'a> Emitter<'a> {
    /// The struct of an object type.
    pub(crate) fn structure(&self, of: &'a Type, defaults: &mut Defaults) -> TokenStream {
        let direction = self.plan.direction(&of.name);
        let fields = self.fields(of, direction, defaults);
        let extra = self.extra_type(of);
        let declaration = self.declaration(of, &fields, extra.as_ref(), direction);
        let name = names::ident(&names::type_name(&of.name));
        let gate = cfg(self.plan.gate(&of.name));
        let shown = self.extra_shown(of, &fields);
        let debug = debug(&name, &fields, shown, &gate);
        let older_body = self.older_body(of, &fields, extra.as_ref(), direction);
        let construction = if direction.sent {
            self.construction(of, &fields, extra.is_some())
        } else {
            TokenStream::new()
        };
        quote!(#declaration #debug #construction #older_body)
    }

    /// The type of the field that keeps undeclared properties, where the struct has one.
    pub(crate) fn extra_type(&self, of: &Type) -> Option<TokenStream> {
        let is_open = matches!(self.plan.form(&of.name), Some(Form::OpenBase(_)));
        match self.plan.api.maps(of).as_slice() {
            [] if is_open => Some(quote!(runtime::JsonObject)),
            [] => None,
            [map] if !is_open && !matches!(map.value, TypeRef::Any) => {
                let value = self.rust_type(&map.value);
                Some(quote!(std::collections::BTreeMap<String, #value>))
            }
            _ => Some(quote!(runtime::JsonObject)),
        }
    }

    /// Whether undeclared properties of a type may hold anything at all.
    fn is_of_any_kind(&self, of: &Type) -> bool {
        let maps = self.plan.api.maps(of);
        maps.iter().any(|map| matches!(map.value, TypeRef::Any))
    }

    /// What `Debug` shows of the undeclared properties of a type.
    fn extra_shown(&self, of: &Type, fields: &[Emitted<'_>]) -> Extra {
        match self.plan.form(&of.name) {
            // What a subtype left here may be a secret of its; and what stands beside a secret may be one.
            Some(Form::OpenBase(_)) => Extra::Names,
            _ if self.extra_type(of).is_none() => Extra::None,
            _ if fields.iter().any(|field| field.field.secret) => Extra::Names,
            // Nobody knows what is there, as with an unknown member of a union.
            _ if self.is_of_any_kind(of) => Extra::Names,
            _ => Extra::Values,
        }
    }

    fn declaration(
        &self,
        of: &Type,
        fields: &[Emitted<'_>],
        extra: Option<&TokenStream>,
        direction: Direction,
    ) -> TokenStream {
        let doc = self.type_doc(of);
        let deprecated = docs::deprecation(&of.marks);
        let gate = cfg(self.plan.gate(&of.name));
        let name = names::ident(&names::type_name(&of.name));
        let serde = self.container_attributes(of, fields, direction);
        let derives = derives(fields, self.extra_shown(of, fields), direction);
        let extra = extra.map(|of| {
            quote! {
                /// What is there beside the fields above.
                #[serde(flatten)]
                pub extra: #of,
            }
        });
        let fields = self.declarations(fields, direction);
        quote! {
            #doc
            #deprecated
            #gate
            #[derive(#derives)]
            #serde
            #[non_exhaustive]
            pub struct #name {
                #fields
                #extra
            }
        }
    }

    /// The declarations of fields.
    pub(crate) fn declarations(&self, fields: &[Emitted<'_>], direction: Direction) -> TokenStream {
        let runtime = self.runtime();
        let fields = fields.iter().map(|field| {
            let doc = self.field_doc(field.field);
            let deprecated = docs::deprecation(&field.field.marks);
            let gate = cfg(&field.gate);
            let serde = field.serde(&runtime, direction);
            let (name, of) = (&field.name, field.full_type());
            quote!(#doc #deprecated #gate #serde pub #name: #of,)
        });
        quote!(#(#fields)*)
    }

    fn container_attributes(
        &self,
        of: &Type,
        fields: &[Emitted<'_>],
        direction: Direction,
    ) -> TokenStream {
        let mut attributes: Vec<TokenStream> = Vec::new();
        if !fields.is_empty() {
            attributes.push(quote!(rename_all = "camelCase"));
        }
        if let (true, Some(tag), Some((property, _))) =
            (direction.sent, of.tag(), self.plan.api.discriminator(of))
        {
            attributes.push(quote!(tag = #property, rename = #tag));
        }
        if let Some(body) = self.older_body_name(of, fields, direction) {
            let body = body.to_string();
            attributes.push(quote!(try_from = #body));
        }
        if attributes.is_empty() {
            TokenStream::new()
        } else {
            quote!(#[serde(#(#attributes),*)])
        }
    }

    fn construction(&self, of: &Type, fields: &[Emitted<'_>], has_extra: bool) -> TokenStream {
        let name = names::ident(&names::type_name(&of.name));
        let gate = cfg(self.plan.gate(&of.name));
        let (mut arguments, mut values, mut setters) = (Vec::new(), Vec::new(), Vec::new());
        for field in fields {
            let field_name = &field.name;
            let field_gate = cfg(&field.gate);
            let argument = self.argument(field_name, &field.field.of);
            let (of, conversion) = (&argument.of, &argument.conversion);
            let conversion = if field.boxed {
                quote!(Box::new(#conversion))
            } else {
                conversion.clone()
            };
            if field.presence == Presence::Optional {
                values.push(quote!(#field_gate #field_name: None,));
                if field.field.weak {
                    // An expanded reference is received; nobody sends one.
                    continue;
                }
                let doc = docs::doc(&format!("Sets [`Self::{field_name}`]."));
                let deprecated = docs::deprecation(&field.field.marks);
                setters.push(quote! {
                    #doc
                    #deprecated
                    pub fn #field_name(mut self, #field_name: #of) -> Self {
                        self.#field_name = Some(#conversion);
                        self
                    }
                });
            } else {
                let is_same = *field_name == conversion.to_string();
                arguments.push(quote!(#field_name: #of));
                values.push(if is_same {
                    quote!(#field_name,)
                } else {
                    quote!(#field_name: #conversion,)
                });
            }
            setters.extend(self.adder(field, fields));
        }
        let extra = has_extra.then(|| quote!(extra: Default::default(),));
        let (doc, too_many) = constructor_notes(arguments.len());
        quote! {
            #gate
            impl #name {
                #doc
                #too_many
                pub fn new(#(#arguments),*) -> Self {
                    Self { #(#values)* #extra }
                }

                #(#setters)*
            }
        }
    }

    /// The method that adds one element to a list of a union: a list of different kinds is awkward to write at once.
    fn adder(&self, field: &Emitted<'_>, fields: &[Emitted<'_>]) -> Option<TokenStream> {
        let TypeRef::Array(items) = &field.field.of else {
            return None;
        };
        let TypeRef::Named(item) = items.as_ref() else {
            return None;
        };
        if !matches!(
            self.plan.form(item)?,
            Form::TagUnion { .. } | Form::KeyUnion(_)
        ) {
            return None;
        }
        let list = &field.name;
        let name = names::value_name(&pluralizer::pluralize(&list.to_string(), 1, false));
        if fields.iter().any(|other| other.name == name) {
            return None;
        }
        let name = names::ident(&name);
        let argument = self.argument(&name, items);
        let (of, conversion) = (&argument.of, &argument.conversion);
        let doc = docs::doc(&format!("Adds one to [`Self::{list}`]."));
        let list = if field.presence == Presence::Optional {
            quote!(self.#list.get_or_insert_default())
        } else {
            quote!(self.#list)
        };
        Some(quote! {
            #doc
            pub fn #name(mut self, #name: #of) -> Self {
                #list.push(#conversion);
                self
            }
        })
    }

    /// The conversions of all subtypes into a base without discriminator.
    pub(crate) fn conversions(&self, of: &'a Type, below: &[&'a Type]) -> TokenStream {
        let direction = self.plan.direction(&of.name);
        if !direction.sent {
            return TokenStream::new();
        }
        let base = self.fields(of, direction, &mut Defaults::new());
        let conversions = below
            .iter()
            .filter_map(|sub| self.conversion(of, &base, sub));
        quote!(#(#conversions)*)
    }

    fn conversion(&self, of: &'a Type, base: &[Emitted<'a>], sub: &'a Type) -> Option<TokenStream> {
        let name = names::ident(&names::type_name(&of.name));
        let sub_name = names::ident(&names::type_name(&sub.name));
        // Either type may be compiled where the other is not.
        let (base_gate, sub_gate) = (self.plan.gate(&of.name), self.plan.gate(&sub.name));
        let base_cfg = (base_gate != sub_gate).then(|| cfg(base_gate));
        let sub_cfg = cfg(sub_gate);
        let body = match self.plan.form(&sub.name)? {
            Form::Struct | Form::OpenBase(_) => self.fields_conversion(base, sub)?,
            Form::TagUnion {
                variants, shared, ..
            } => {
                for variant in variants {
                    self.fields_conversion(base, variant.of)?;
                }
                let has_all = base.iter().all(|field| {
                    shared.iter().any(|known| {
                        known.name == field.field.name && known.required == field.field.required
                    })
                });
                if !has_all {
                    return None;
                }
                let arms = self
                    .variant_names(variants)
                    .into_iter()
                    .map(|variant| quote!(#sub_name::#variant(value) => value.into(),));
                let fields = base.iter().map(|field| {
                    let name = &field.name;
                    let clone = if self.is_copy(&field.field.of) {
                        TokenStream::new()
                    } else {
                        quote!(.clone())
                    };
                    quote!(#name: value.fields().#name #clone,)
                });
                let names = base.iter().map(|field| &field.field.name);
                quote! {
                    match value {
                        #(#arms)*
                        #sub_name::Unknown(value) => Self {
                            #(#fields)*
                            extra: runtime::without(value.body(), &[#(#names),*]),
                        },
                    }
                }
            }
            _ => return None,
        };
        Some(quote! {
            #base_cfg
            #sub_cfg
            impl From<#sub_name> for #name {
                fn from(value: #sub_name) -> Self {
                    #body
                }
            }
        })
    }

    /// Moves the fields that both have, and keeps the others; `None` where the base needs what the subtype may lack.
    fn fields_conversion(&self, base: &[Emitted<'a>], sub: &'a Type) -> Option<TokenStream> {
        let theirs = self.fields(sub, self.plan.direction(&sub.name), &mut Defaults::new());
        let mut moved = Vec::new();
        for field in base {
            let name = &field.name;
            let other = theirs
                .iter()
                .find(|other| other.field.name == field.field.name)?;
            let value = match (&field.presence, &other.presence) {
                (Presence::Optional, Presence::Optional) => quote!(value.#name),
                (Presence::Optional, _) => quote!(Some(value.#name)),
                (_, Presence::Optional) => return None,
                _ => quote!(value.#name),
            };
            moved.push(quote!(#name: #value,));
        }
        let tag = match (sub.tag(), self.plan.api.discriminator(sub)) {
            (Some(tag), Some((property, _))) => {
                Some(quote!(runtime::keep(&mut extra, #property, #tag);))
            }
            _ => None,
        };
        let mut kept: Vec<TokenStream> = theirs
            .iter()
            .filter(|other| {
                !other.field.weak
                    && base
                        .iter()
                        .all(|field| field.field.name != other.field.name)
            })
            .map(|other| {
                let (wire, name) = (&other.field.name, &other.name);
                quote!(runtime::keep(&mut extra, #wire, &value.#name);)
            })
            .collect();
        kept.extend(tag);
        let start = match self.extra_type(sub) {
            Some(_) if kept.is_empty() => quote!(let extra = value.extra;),
            Some(_) => quote!(let mut extra = value.extra;),
            None if kept.is_empty() => {
                return Some(quote!(Self { #(#moved)* extra: runtime::JsonObject::new() }));
            }
            None => quote!(let mut extra = runtime::JsonObject::new();),
        };
        Some(quote! {
            #start
            #(#kept)*
            Self { #(#moved)* extra }
        })
    }
}

/// What is shown of undeclared properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    /// There are none.
    None,
    /// Their names.
    Names,
    /// All of them.
    Values,
}

/// What a struct derives.
pub(crate) fn derives(fields: &[Emitted<'_>], extra: Extra, direction: Direction) -> TokenStream {
    let mut derives = vec![quote!(Clone)];
    if !may_hold_secrets(fields, extra) {
        derives.push(quote!(Debug));
    }
    derives.push(quote!(PartialEq));
    if direction.sent
        && fields
            .iter()
            .all(|field| field.presence == Presence::Optional)
    {
        derives.push(quote!(Default));
    }
    if direction.received {
        derives.push(quote!(Deserialize));
    }
    if direction.sent {
        derives.push(quote!(Serialize));
    }
    quote!(#(#derives),*)
}

/// Whether `Debug` is written out, field by field.
fn may_hold_secrets(fields: &[Emitted<'_>], extra: Extra) -> bool {
    extra == Extra::Names || fields.iter().any(|field| field.field.secret)
}

/// `Debug` for a struct that may hold secrets.
pub(crate) fn debug(
    name: &proc_macro2::Ident,
    fields: &[Emitted<'_>],
    extra: Extra,
    gate: &TokenStream,
) -> TokenStream {
    if !may_hold_secrets(fields, extra) {
        return TokenStream::new();
    }
    let shown = fields.iter().map(|field| {
        let field_gate = cfg(&field.gate);
        let field_name = &field.name;
        let text = field_name.to_string();
        if field.field.secret {
            quote!(#field_gate shown.field(#text, &format_args!("[redacted]"));)
        } else {
            quote!(#field_gate shown.field(#text, &self.#field_name);)
        }
    });
    let extra = match extra {
        Extra::None => TokenStream::new(),
        Extra::Names => quote!(shown.field(#EXTRA, &self.extra.keys().collect::<Vec<_>>());),
        Extra::Values => quote!(shown.field(#EXTRA, &self.extra);),
    };
    let text = name.to_string();
    quote! {
        #gate
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(#text);
                #(#shown)*
                #extra
                shown.finish()
            }
        }
    }
}

fn constructor_notes(arguments: usize) -> (TokenStream, TokenStream) {
    let doc = if arguments == 0 {
        docs::doc("Nothing set.")
    } else {
        docs::doc("What is required; the rest is set by the methods below.")
    };
    let too_many = if arguments > 7 {
        quote!(#[allow(clippy::too_many_arguments)])
    } else {
        TokenStream::new()
    };
    (doc, too_many)
}
