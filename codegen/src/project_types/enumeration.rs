//! Enums for the values of an attribute or field.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{definition::Text, kind::EnumValue};
use crate::{
    emit::docs::{doc, plain_doc},
    names::{free_of, ident, variant_name},
};

/// An enum of the values, with their keys and labels. A value that was added later is kept by its key.
pub(super) fn enumeration(name: &str, values: &[EnumValue], title: &str) -> TokenStream {
    let name = ident(name);
    let variants = variants(values);
    let declared = variants.iter().map(|(variant, value)| {
        let label = plain_doc(value.label.shown());
        quote!(#label #variant)
    });
    let keys = variants.iter().map(|(variant, value)| {
        let key = &value.key;
        quote!(Self::#variant => #key)
    });
    let of_keys = variants.iter().map(|(variant, value)| {
        let key = &value.key;
        quote!(#key => Self::#variant)
    });
    let label = label(&variants);
    let (title, unknown) = (
        doc(title),
        doc("The key of a value that was added to the project later."),
    );
    quote! {
        #title
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
        #[serde(from = "EnumKey", into = "EnumKey")]
        pub enum #name {
            #(#declared,)*
            #unknown
            Unknown(String),
        }

        impl #name {
            /// The key.
            pub fn key(&self) -> &str {
                match self {
                    #(#keys,)*
                    Self::Unknown(key) => key,
                }
            }

            #label
        }

        impl From<EnumKey> for #name {
            fn from(key: EnumKey) -> Self {
                match key.as_str() {
                    #(#of_keys,)*
                    _ => Self::Unknown(key.into_string()),
                }
            }
        }

        impl From<#name> for EnumKey {
            fn from(value: #name) -> Self {
                Self::new(value.key())
            }
        }
    }
}

/// The variants in the order of the project, each with its value. A key that is there twice counts once.
fn variants(values: &[EnumValue]) -> Vec<(Ident, &EnumValue)> {
    let (mut names, mut keys) = (BTreeSet::new(), BTreeSet::new());
    values
        .iter()
        .filter(|value| keys.insert(&value.key))
        .map(|value| {
            let name = free_of(&variant_name(&value.key), |name| names.contains(name));
            names.insert(name.clone());
            (ident(&name), value)
        })
        .collect()
}

/// The method that gives what a shop shows: one text, or one by locale.
fn label(variants: &[(Ident, &EnumValue)]) -> TokenStream {
    let are_plain = |(_, value): &(Ident, &EnumValue)| matches!(value.label, Text::Plain(_));
    if variants.iter().all(are_plain) {
        let labels = variants.iter().map(|(variant, value)| {
            let label = value.label.shown();
            quote!(Self::#variant => Some(#label))
        });
        return quote! {
            /// What a shop shows for it, as it was when this was generated; `None` for a value that was added later.
            pub fn label(&self) -> Option<&'static str> {
                match self {
                    #(#labels,)*
                    Self::Unknown(_) => None,
                }
            }
        };
    }
    let labels = variants.iter().map(|(variant, value)| {
        let texts: Vec<TokenStream> = match &value.label {
            Text::Localized(texts) => texts
                .iter()
                .map(|(locale, text)| quote!((#locale, #text)))
                .collect(),
            Text::Plain(_) => Vec::new(),
        };
        quote!(Self::#variant => &[#(#texts),*])
    });
    quote! {
        /// What a shop shows for it in a locale such as `en`, as it was when this was generated; `None` if there is no
        /// label in that locale, and for a value that was added later.
        pub fn label(&self, locale: &str) -> Option<&'static str> {
            let labels: &[(&str, &'static str)] = match self {
                #(#labels,)*
                Self::Unknown(_) => &[],
            };
            let label = labels.iter().find(|(of, _)| *of == locale)?;
            Some(label.1)
        }
    }
}
