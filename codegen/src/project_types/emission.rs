//! From definitions to Rust.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    definition::{Definition, Level, Of},
    enumeration::enumeration,
    kind::{Kind, ProductTypeReference, REFERENCES},
    names::{Field, Struct, structs},
};
use crate::{
    emit::docs::{code, doc, inner, plain_doc},
    names::ident,
};

/// The module with a struct for each definition and an enum for each enum.
pub(super) fn module(definitions: &[Definition]) -> TokenStream {
    let structs = structs(definitions);
    let mut imports = Imports::default();
    let items: Vec<TokenStream> = structs
        .iter()
        .map(|of| structure(of, &structs, &mut imports))
        .collect();
    let title = inner(
        "The attributes and custom fields of a project, as its product types and types define them.",
    );
    let imports = imports.tokens();
    quote!(#title #imports #(#items)*)
}

/// What is imported from `ctp_sdk`: the names of each of its modules.
#[derive(Default)]
struct Imports {
    root: BTreeSet<&'static str>,
    models: BTreeSet<&'static str>,
    values: BTreeSet<&'static str>,
}

impl Imports {
    fn tokens(&self) -> TokenStream {
        let models = used(quote!(ctp_sdk::models), &self.models);
        let values = used(quote!(ctp_sdk::values), &self.values);
        let root = used(quote!(ctp_sdk), &self.root);
        quote! {
            #models
            #values
            #root
            use serde::{Deserialize, Serialize};
        }
    }
}

fn used(module: TokenStream, names: &BTreeSet<&'static str>) -> TokenStream {
    let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote!(use #module::#name;),
        names => quote!(use #module::{#(#names),*};),
    }
}

fn structure(of: &Struct<'_>, all: &[Struct<'_>], imports: &mut Imports) -> TokenStream {
    let name = ident(&of.name);
    let (title, description) = (doc(&title(of)), description(of));
    let fields: Vec<TokenStream> = of
        .fields
        .iter()
        .map(|planned| field(planned, all, imports))
        .collect();
    let default = match of.fields.iter().all(|field| !is_required(field)) {
        true => quote!(Default,),
        false => TokenStream::new(),
    };
    let conversions = conversions(of, imports);
    let enums = of.fields.iter().filter_map(|field| {
        let (enumeration_name, values) = (
            field.enumeration.as_deref()?,
            field.value.kind.enum_values()?,
        );
        let what = match of.definition.of {
            Of::Attributes => "attribute",
            Of::CustomFields => "field",
        };
        let title = format!(
            "A value of the {what} {} of [`{}`].",
            code(&field.value.name),
            of.name
        );
        Some(enumeration(enumeration_name, values, &title))
    });
    if of.fields.iter().any(|field| field.enumeration.is_some()) {
        imports.values.insert("EnumKey");
    }
    quote! {
        #title
        #description
        #[derive(Clone, Debug, #default PartialEq, Deserialize, Serialize)]
        pub struct #name {
            #(#fields,)*
        }

        #conversions
        #(#enums)*
    }
}

fn title(of: &Struct<'_>) -> String {
    let key = code(&of.definition.key);
    match (of.definition.of, of.level) {
        (Of::Attributes, Level::Product) => {
            format!("The attributes that a product of the type {key} has for all its variants.")
        }
        (Of::Attributes, Level::Variant) => {
            format!("The attributes of a variant of a product of the type {key}.")
        }
        (Of::CustomFields, _) => format!("The custom fields of the type {key}."),
    }
}

/// What the project says: the name and the description.
fn description(of: &Struct<'_>) -> TokenStream {
    let name = Some(&of.definition.name).filter(|name| name.shown() != of.definition.key);
    let texts = name.into_iter().chain(&of.definition.description);
    let texts: Vec<&str> = texts.map(|text| text.shown()).collect();
    paragraphs(&texts, true)
}

/// Texts of the project, a paragraph each; empty and repeated ones are left out.
fn paragraphs(texts: &[&str], follow: bool) -> TokenStream {
    let mut said: Vec<&str> = Vec::new();
    for text in texts.iter().map(|text| text.trim()) {
        if !text.is_empty() && !said.contains(&text) {
            said.push(text);
        }
    }
    let docs = said.iter().enumerate().map(|(index, text)| {
        let text = plain_doc(text);
        match index > 0 || follow {
            true => quote!(#[doc = ""] #text),
            false => text,
        }
    });
    quote!(#(#docs)*)
}

fn field(field: &Field<'_>, all: &[Struct<'_>], imports: &mut Imports) -> TokenStream {
    let value = field.value;
    let mut texts = vec![value.label.shown()];
    texts.extend(value.input_tip.as_ref().map(|tip| tip.shown()));
    let docs = paragraphs(&texts, false);
    let kind = rust_type(&value.kind, field, all, imports);
    let is_set = matches!(value.kind, Kind::Set { .. });
    let rename = (field.name != value.name).then(|| {
        let name = &value.name;
        quote!(rename = #name)
    });
    let empty = is_set.then(|| quote!(default, skip_serializing_if = "Vec::is_empty"));
    let settings: Vec<TokenStream> = rename.into_iter().chain(empty).collect();
    let settings = match settings.is_empty() {
        true => TokenStream::new(),
        false => quote!(#[serde(#(#settings),*)]),
    };
    let kind = match is_required(field) || is_set {
        true => kind,
        false => quote!(Option<#kind>),
    };
    let name = ident(&field.name);
    quote!(#docs #settings pub #name: #kind)
}

/// Whether reading fails where the value is missing. A set that is missing is empty.
fn is_required(field: &Field<'_>) -> bool {
    field.value.is_required && !matches!(field.value.kind, Kind::Set { .. })
}

fn rust_type(
    kind: &Kind,
    field: &Field<'_>,
    all: &[Struct<'_>],
    imports: &mut Imports,
) -> TokenStream {
    match kind {
        Kind::Boolean => quote!(bool),
        Kind::Text => quote!(String),
        Kind::Number => quote!(f64),
        Kind::LocalizedText => imported(&mut imports.models, "LocalizedString"),
        Kind::Money => imported(&mut imports.models, "TypedMoney"),
        Kind::Date => imported(&mut imports.root, "Date"),
        Kind::Time => imported(&mut imports.root, "Time"),
        Kind::DateTime => imported(&mut imports.root, "DateTime"),
        Kind::Unknown => imported(&mut imports.root, "Value"),
        Kind::Enum { .. } => match &field.enumeration {
            Some(name) => {
                let name = ident(name);
                quote!(#name)
            }
            None => imported(&mut imports.values, "EnumKey"),
        },
        Kind::Reference { reference_type_id } => {
            let known = REFERENCES
                .iter()
                .find(|(type_id, _)| type_id == reference_type_id);
            let model = known.map_or("Reference", |(_, model)| model);
            imported(&mut imports.models, model)
        }
        Kind::Set { element_type } => {
            let element = rust_type(element_type, field, all, imports);
            quote!(Vec<#element>)
        }
        Kind::Nested { type_reference } => match nested(type_reference, all) {
            Some(name) => {
                imports.values.insert("Nested");
                let name = ident(name);
                quote!(Nested<#name>)
            }
            None => {
                imports.models.insert("Attribute");
                quote!(Vec<Attribute>)
            }
        },
    }
}

fn imported(names: &mut BTreeSet<&'static str>, name: &'static str) -> TokenStream {
    names.insert(name);
    let name = ident(name);
    quote!(#name)
}

/// The struct of the product type, where it is known and has all attributes in one struct.
fn nested<'a>(reference: &ProductTypeReference, all: &'a [Struct<'_>]) -> Option<&'a str> {
    let is_meant = |of: &&Struct<'_>| {
        let id = of.definition.id.is_some() && of.definition.id == reference.id;
        let key = reference.key.as_ref() == Some(&of.definition.key);
        of.definition.of == Of::Attributes && (id || key)
    };
    let mut meant = all.iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(only), None) => Some(&only.name),
        _ => None,
    }
}

/// From what the API sends, and back.
fn conversions(of: &Struct<'_>, imports: &mut Imports) -> TokenStream {
    imports.values.extend(["NamedValues", "ValueError"]);
    let name = ident(&of.name);
    match of.definition.of {
        Of::Attributes => {
            imports.models.insert("Attribute");
            imports.values.insert("FromValues");
            quote! {
                impl TryFrom<&[Attribute]> for #name {
                    type Error = ValueError;

                    fn try_from(attributes: &[Attribute]) -> Result<Self, ValueError> {
                        attributes.read_into()
                    }
                }

                impl TryFrom<&#name> for Vec<Attribute> {
                    type Error = ValueError;

                    fn try_from(attributes: &#name) -> Result<Self, ValueError> {
                        Self::from_values(attributes)
                    }
                }
            }
        }
        Of::CustomFields => {
            imports.models.extend([
                "CustomFields",
                "CustomFieldsDraft",
                "TypeResourceIdentifier",
            ]);
            let key = &of.definition.key;
            quote! {
                impl #name {
                    /// The key of the type.
                    pub const TYPE_KEY: &'static str = #key;
                }

                impl TryFrom<&CustomFields> for #name {
                    type Error = ValueError;

                    fn try_from(fields: &CustomFields) -> Result<Self, ValueError> {
                        fields.read_into()
                    }
                }

                impl TryFrom<&#name> for CustomFieldsDraft {
                    type Error = ValueError;

                    fn try_from(fields: &#name) -> Result<Self, ValueError> {
                        let type_ = TypeResourceIdentifier::new().key(#name::TYPE_KEY);
                        Self::new(type_).values(fields)
                    }
                }
            }
        }
    }
}
