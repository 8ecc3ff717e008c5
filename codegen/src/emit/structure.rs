//! Structs: their fields, and for sent types a constructor and setters.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    model::{Type, TypeRef},
    names,
    plan::{
        Direction, Extra, Form, Holds, Plan, Planned, PlannedField, Presence, RustType,
        fields::EXTRA, rust_type::is_copy,
    },
};

use super::{
    arguments::{Argument, TypeParameters, argument, nullable},
    docs, joined,
    types::{field_type, ident, rust_type},
};

/// The struct of an object type.
pub(crate) fn emit(plan: &Plan<'_>, of: &Planned<'_>) -> TokenStream {
    let declaration = declaration(plan, of);
    let construction = of.direction.sent.then(|| construction(plan, of));
    joined([Some(declaration), construction].into_iter().flatten())
}

fn declaration(plan: &Plan<'_>, of: &Planned<'_>) -> TokenStream {
    let doc = docs::type_doc(plan, of.of);
    let deprecated = docs::deprecation(&of.of.marks);
    let name = ident(&of.name);
    let fields = declarations(&of.fields);
    let extra = of.extra.map(|extra| {
        let of = extra_type(&extra);
        quote! {
            /// Other members of the object.
            pub extra: #of,
        }
    });
    let derives = derives(&of.fields, of.extra, of.direction);
    let debug = debug(&name, &of.fields, of.extra);
    quote! {
        #doc
        #deprecated
        #[derive(#derives)]
        #[non_exhaustive]
        pub struct #name {
            #fields
            #extra
        }

        #debug
    }
}

fn extra_type(extra: &Extra<'_>) -> TokenStream {
    match extra.value {
        None => quote!(runtime::JsonObject),
        Some(value) => {
            let value = rust_type(&RustType::of(value));
            quote!(std::collections::BTreeMap<String, #value>)
        }
    }
}

/// The declarations of fields.
pub(crate) fn declarations(fields: &[PlannedField<'_>]) -> TokenStream {
    let fields = fields.iter().map(|field| {
        let doc = docs::field_doc(field);
        let deprecated = docs::deprecation(&field.field.marks);
        let (name, of) = (ident(&field.name), field_type(field));
        joined([doc, deprecated, quote!(pub #name: #of,)])
    });
    joined(fields)
}

/// The derives of a struct.
pub(crate) fn derives(
    fields: &[PlannedField<'_>],
    extra: Option<Extra<'_>>,
    direction: Direction,
) -> TokenStream {
    let mut derives = vec![quote!(Clone)];
    if !may_hold_secrets(fields, extra) {
        derives.push(quote!(Debug));
    }
    derives.push(quote!(PartialEq));
    if direction.sent && fields.iter().all(PlannedField::is_optional) {
        derives.push(quote!(Default));
    }
    quote!(#(#derives),*)
}

/// Whether `Debug` is written out, field by field.
fn may_hold_secrets(fields: &[PlannedField<'_>], extra: Option<Extra<'_>>) -> bool {
    extra.is_some_and(|extra| !extra.are_values_shown)
        || fields.iter().any(|field| field.field.secret)
}

/// `Debug` for a struct that may contain secrets. It is `#[inline]` like a derived one, so that it is compiled only where
/// it is called.
pub(crate) fn debug(
    name: &Ident,
    fields: &[PlannedField<'_>],
    extra: Option<Extra<'_>>,
) -> TokenStream {
    if !may_hold_secrets(fields, extra) {
        return TokenStream::new();
    }
    let shown = fields.iter().map(|field| {
        let (text, field_name) = (&field.name, ident(&field.name));
        if field.field.secret {
            quote!(shown.field(#text, &format_args!("[redacted]"));)
        } else {
            quote!(shown.field(#text, &self.#field_name);)
        }
    });
    let extra = match extra {
        None => TokenStream::new(),
        Some(extra) if extra.are_values_shown => quote!(shown.field(#EXTRA, &self.extra);),
        Some(_) => quote!(shown.field(#EXTRA, &self.extra.keys().collect::<Vec<_>>());),
    };
    let text = name.to_string();
    quote! {
        impl std::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(#text);
                #(#shown)*
                #extra
                shown.finish()
            }
        }
    }
}

fn construction(plan: &Plan<'_>, of: &Planned<'_>) -> TokenStream {
    let name = ident(&of.name);
    let (mut arguments, mut values, mut setters) = (Vec::new(), Vec::new(), Vec::new());
    let mut of_constructor = TypeParameters::default();
    for field in &of.fields {
        let field_name = ident(&field.name);
        let mut of_setter = TypeParameters::default();
        let parameters = match field.is_argument() {
            true => &mut of_constructor,
            false => &mut of_setter,
        };
        let Argument {
            of: argument_of,
            conversion,
        } = match field.nullable {
            true => nullable(&field_name, &field.of),
            false => argument(&field_name, &field.of, parameters),
        };
        let value = match field.holds {
            Holds::Boxed if field.nullable => quote!(#conversion.map(Box::new)),
            Holds::Boxed => quote!(Box::new(#conversion)),
            _ => conversion,
        };
        if field.is_argument() {
            let value = match field.is_optional() {
                true => quote!(Some(#value)),
                false => value,
            };
            arguments.push(quote!(#field_name: #argument_of));
            values.push(match *field_name.to_string() == value.to_string() {
                true => quote!(#field_name,),
                false => quote!(#field_name: #value,),
            });
        } else {
            values.push(quote!(#field_name: None,));
            if !field.field.is_sent() {
                // It is never sent.
                continue;
            }
            let doc = docs::doc(&format!("Sets [`Self::{field_name}`]."));
            let deprecated = docs::deprecation(&field.field.marks);
            let parameters = of_setter.declaration();
            let setter = quote! {
                pub fn #field_name #parameters(mut self, #field_name: #argument_of) -> Self {
                    self.#field_name = Some(#value);
                    self
                }
            };
            setters.push(joined([doc, deprecated, setter]));
        }
        setters.extend(adder(plan, field, &of.fields));
    }
    let extra = of.extra.map(|_| quote!(extra: Default::default(),));
    let choices = choices(plan, of);
    let (doc, too_many) = constructor_notes(arguments.len());
    let parameters = of_constructor.declaration();
    quote! {
        impl #name {
            #doc
            #too_many
            pub fn new #parameters(#(#arguments),*) -> Self {
                Self { #(#values)* #extra }
            }

            #choices

            #(#setters)*
        }
    }
}

/// The constructors of a struct without required fields that names something by one of several.
fn choices(plan: &Plan<'_>, of: &Planned<'_>) -> TokenStream {
    if of.fields.iter().any(PlannedField::is_argument) {
        return TokenStream::new();
    }
    let rows = plan.settings.facts.choices.iter();
    let rows = rows.filter(|choice| {
        let mut properties = choice.properties();
        properties.all(|property| of.field(property).is_some_and(|field| !field.nullable))
    });
    let constructors = rows.flat_map(|choice| choice.constructors).map(|of_row| {
        let (doc, name) = (docs::doc(of_row.doc), ident(of_row.name));
        let mut parameters = TypeParameters::default();
        let fields = of_row.properties.iter().filter_map(|name| of.field(name));
        let (arguments, setters): (Vec<_>, Vec<_>) = fields
            .map(|field| {
                let name = ident(&field.name);
                let Argument { of, .. } = argument(&name, &field.of, &mut parameters);
                (quote!(#name: #of), quote!(.#name(#name)))
            })
            .unzip();
        let parameters = parameters.declaration();
        quote! {
            #doc
            pub fn #name #parameters(#(#arguments),*) -> Self {
                Self::new() #(#setters)*
            }
        }
    });
    quote!(#(#constructors)*)
}

/// The method that adds one element to a list of a union, because a list of different kinds is awkward to write.
fn adder(
    plan: &Plan<'_>,
    field: &PlannedField<'_>,
    fields: &[PlannedField<'_>],
) -> Option<TokenStream> {
    let (TypeRef::Array(items), RustType::List(item)) = (&field.field.of, &field.of) else {
        return None;
    };
    if field.nullable {
        return None;
    }
    let TypeRef::Named(item_name) = items.as_ref() else {
        return None;
    };
    if !plan.form(item_name)?.is_union() {
        return None;
    }
    let list = ident(&field.name);
    let name = names::value_name(&pluralizer::pluralize(&field.name, 1, false));
    if fields.iter().any(|other| other.name == name) {
        return None;
    }
    let name = ident(&name);
    let mut parameters = TypeParameters::default();
    let Argument { of, conversion } = argument(&name, item, &mut parameters);
    let parameters = parameters.declaration();
    let doc = docs::doc(&format!("Adds one to [`Self::{list}`]."));
    let list = match field.presence {
        Presence::Optional => quote!(self.#list.get_or_insert_default()),
        _ => quote!(self.#list),
    };
    Some(quote! {
        #doc
        pub fn #name #parameters(mut self, #name: #of) -> Self {
            #list.push(#conversion);
            self
        }
    })
}

/// The conversions of all subtypes into a base without discriminator.
pub(crate) fn conversions(plan: &Plan<'_>, of: &Planned<'_>, below: &[&Type]) -> TokenStream {
    if !of.direction.sent {
        return TokenStream::new();
    }
    let conversions = below
        .iter()
        .filter_map(|sub| conversion(plan, of, plan.types.get(sub.name.as_str())?));
    quote!(#(#conversions)*)
}

fn conversion(plan: &Plan<'_>, of: &Planned<'_>, sub: &Planned<'_>) -> Option<TokenStream> {
    let (name, sub_name) = (ident(&of.name), ident(&sub.name));
    let body = match &sub.form {
        Form::Struct | Form::OpenBase(_) => fields_conversion(&of.fields, sub)?,
        Form::TagUnion {
            variants, shared, ..
        } => {
            for variant in variants {
                fields_conversion(&of.fields, plan.types.get(variant.of.name.as_str())?)?;
            }
            let has_all = of.fields.iter().all(|field| {
                shared.iter().any(|known| {
                    known.name == field.field.name && known.required == field.field.required
                })
            });
            if !has_all || sub.shared.is_none() {
                return None;
            }
            let value = match sub.are_kinds_boxed {
                true => quote!(*value),
                false => quote!(value),
            };
            let arms = sub.kinds.iter().map(|kind| {
                let variant = ident(&kind.variant);
                quote!(#sub_name::#variant(value) => (#value).into(),)
            });
            let fields = of.fields.iter().map(|field| {
                let name = ident(&field.name);
                let clone = (!is_copy(plan.api, &field.field.of)).then(|| quote!(.clone()));
                quote!(#name: value.fields().#name #clone,)
            });
            let names = of.fields.iter().map(|field| &field.field.name);
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
        impl From<#sub_name> for #name {
            fn from(value: #sub_name) -> Self {
                #body
            }
        }
    })
}

/// Moves the common fields, and keeps the others; `None` if the base needs something that the subtype may lack or has in
/// another form.
fn fields_conversion(base: &[PlannedField<'_>], sub: &Planned<'_>) -> Option<TokenStream> {
    let mut moved = Vec::new();
    for field in base {
        let name = ident(&field.name);
        let other = sub.field(&field.field.name)?;
        // A subtype may declare a property of its base again, with another type.
        if field.nullable != other.nullable || field.of != other.of {
            return None;
        }
        let other_name = ident(&other.name);
        let value = match (field.is_optional(), other.is_optional()) {
            (true, true) | (false, false) if field.holds == other.holds => {
                quote!(value.#other_name)
            }
            (true, false) if field.holds == other.holds => quote!(Some(value.#other_name)),
            _ => return None,
        };
        moved.push(quote!(#name: #value,));
    }
    let tag = sub
        .tag
        .map(|(property, tag)| quote!(runtime::keep(&mut extra, #property, &#tag.to_owned());));
    let mut kept: Vec<TokenStream> = sub
        .fields
        .iter()
        .filter(|other| {
            base.iter()
                .all(|field| field.field.name != other.field.name)
        })
        .map(|other| {
            let (member, name) = (&other.field.name, ident(&other.name));
            quote!(runtime::keep(&mut extra, #member, &value.#name);)
        })
        .collect();
    kept.extend(tag);
    let start = match sub.extra {
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

fn constructor_notes(arguments: usize) -> (TokenStream, TokenStream) {
    let doc = match arguments {
        0 => docs::doc("Creates one with no value set."),
        _ => docs::doc(
            "Creates one with its required values; the methods below set the optional ones.",
        ),
    };
    let too_many = match arguments > 7 {
        true => quote!(#[allow(clippy::too_many_arguments)]),
        false => TokenStream::new(),
    };
    (doc, too_many)
}
