//! References: the properties that the runtime needs, and the conversions from a resource.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Identifier, Member, Planned, Reference, Referring};

use super::types::ident;

/// The items for references of a type; none for most types.
pub(crate) fn emit(of: &Planned<'_>) -> TokenStream {
    let reference = of
        .reference
        .as_ref()
        .map(|reference| self::reference(of, reference));
    let referring = of
        .referring
        .as_ref()
        .map(|referring| self::referring(of, referring));
    quote!(#reference #referring)
}

/// The method that reads an expanded resource with a separate feature. None for most types.
pub(crate) fn of_resource(of: &Planned<'_>, references: &[&Planned<'_>]) -> TokenStream {
    let resource = ident(&of.name);
    let readers = references.iter().filter_map(|other| {
        let (field, target) = other.reference.as_ref()?.unread.as_ref()?;
        if *target != of.name {
            return None;
        }
        let (name, field) = (ident(&other.name), ident(field));
        Some(quote! {
            impl #name {
                /// The resource, if the request expanded it.
                ///
                /// # Errors
                ///
                /// If the resource cannot be decoded.
                pub fn read_expanded(&self) -> Option<Result<#resource, runtime::DecodeFailure>> {
                    Some(runtime::from_object(self.#field.as_ref()?.resource()?))
                }
            }
        })
    });
    quote!(#(#readers)*)
}

/// The trait of a reference, the expanded resource, and the conversion to a resource identifier.
fn reference(of: &Planned<'_>, reference: &Reference) -> TokenStream {
    let (name, id, tag) = (ident(&of.name), ident(&reference.id), &reference.tag);
    let expanded = reference.expanded.as_ref().map(|(field, resource)| {
        let (field, resource) = (ident(field), ident(resource));
        quote! {
            impl #name {
                /// The resource, if the request expanded it and it could be decoded.
                pub fn expanded(&self) -> Option<&#resource> {
                    self.#field.as_ref()?.resource()
                }
            }
        }
    });
    let conversion = reference.identifier.as_ref().map(|identifier| {
        let to = ident(&identifier.of);
        let value = made_of(identifier, &quote!(reference.#id));
        quote! {
            impl From<#name> for #to {
                fn from(reference: #name) -> Self {
                    Self { #value }
                }
            }
        }
    });
    quote! {
        impl runtime::ResourceReference for #name {
            const TYPE_ID: &'static str = #tag;
            fn id(&self) -> &str {
                &self.#id
            }
        }
        #expanded
        #conversion
    }
}

/// The conversions from a resource to a reference and to a resource identifier.
fn referring(of: &Planned<'_>, referring: &Referring) -> TokenStream {
    let name = ident(&of.name);
    let id = |resource: TokenStream| match &referring.id {
        Member::Field(id) => {
            let id = ident(id);
            quote!(#resource.#id.clone())
        }
        Member::Method(id) => {
            let id = ident(id);
            quote!(#resource.#id().to_owned())
        }
    };
    let to_reference = referring.reference.as_ref().map(|reference| {
        let to = ident(&reference.of);
        let value = made_of(reference, &id(quote!(self)));
        quote! {
            /// A reference to this resource, not expanded.
            pub fn to_reference(&self) -> #to {
                #to { #value }
            }
        }
    });
    let to_identifier = referring.identifier.as_ref().map(|identifier| {
        let to = ident(&identifier.of);
        quote! {
            /// The identifier of this resource by its id, for requests.
            pub fn to_resource_identifier(&self) -> #to {
                self.into()
            }
        }
    });
    let conversion = referring.identifier.as_ref().map(|identifier| {
        let to = ident(&identifier.of);
        let value = made_of(identifier, &id(quote!(resource)));
        quote! {
            impl From<&#name> for #to {
                fn from(resource: &#name) -> Self {
                    Self { #value }
                }
            }
        }
    });
    if to_reference.is_none() && to_identifier.is_none() {
        return TokenStream::new();
    }
    quote! {
        impl #name {
            #to_reference
            #to_identifier
        }
        #conversion
    }
}

/// The fields of a struct that names a resource by this id.
fn made_of(identifier: &Identifier, id: &TokenStream) -> TokenStream {
    let field = ident(&identifier.id);
    let id = match identifier.is_id_optional {
        true => quote!(#field: Some(#id),),
        false => quote!(#field: #id,),
    };
    let empty = identifier.empty.iter().map(|name| {
        let name = ident(name);
        quote!(#name: Default::default(),)
    });
    let extra = identifier
        .has_extra
        .then(|| quote!(extra: Default::default(),));
    quote!(#id #(#empty)* #extra)
}
