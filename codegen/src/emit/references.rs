//! References: what a reference tells the runtime of itself, and how a resource becomes a reference to it.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{
        Emitter, cfg,
        fields::{Defaults, Presence},
    },
    model::{Api, Field, Type, TypeRef},
    names,
    plan::{Form, Gate, Plan},
};

/// The property that holds the resource itself, where a request expanded the reference.
const EXPANDED: &str = "obj";

/// The references of an API.
///
/// A reference is told apart by a discriminator from those to other kinds of resources, at least one of which can be
/// expanded. A resource identifier has the same value of the same discriminator, and names a resource by its id or its
/// key.
pub(crate) struct References<'a> {
    /// The references by their names, each with the resource identifier of the same kind.
    identifiers: HashMap<&'a str, Option<&'a Type>>,
    /// The reference to each resource, by the resource's name.
    to: HashMap<&'a str, &'a Type>,
}

impl<'a> References<'a> {
    /// Finds the references of an API.
    pub(crate) fn new(plan: &Plan<'a>) -> Self {
        let api = plan.api;
        let mut to: HashMap<&str, &Type> = HashMap::new();
        let mut families: Vec<&str> = Vec::new();
        for of in api.types.values().filter(|of| of.tag().is_some()) {
            if let (Some(resource), Some((_, family))) = (expanded(api, of), api.discriminator(of))
            {
                to.entry(resource).or_insert(of);
                families.push(&family.name);
            }
        }
        let identifiers = api
            .types
            .values()
            .filter(|of| is_of(api, of, &families))
            .map(|of| (of.name.as_str(), identifier(plan, of)))
            .collect();
        Self { identifiers, to }
    }
}

/// The name of the resource that a reference holds when it is expanded.
fn expanded<'a>(api: &'a Api, of: &'a Type) -> Option<&'a str> {
    api.fields(of)
        .into_iter()
        .find_map(|field| match &field.of {
            TypeRef::Named(name) if field.weak && field.name == EXPANDED => Some(name.as_str()),
            _ => None,
        })
}

fn is_of(api: &Api, of: &Type, families: &[&str]) -> bool {
    let family = api.discriminator(of).map(|(_, family)| &family.name);
    of.tag().is_some() && family.is_some_and(|family| families.contains(&family.as_str()))
}

/// The type that names a resource of the same kind by its id or its key.
fn identifier<'a>(plan: &Plan<'a>, reference: &Type) -> Option<&'a Type> {
    let api = plan.api;
    let (property, _) = api.discriminator(reference)?;
    api.types
        .values()
        .filter(|of| of.tag() == reference.tag() && plan.direction(&of.name).sent)
        .filter(|of| plan.gates.contains_key(of.name.as_str()))
        .filter(|of| {
            api.discriminator(of)
                .is_some_and(|(other, _)| other == property)
        })
        .find(|of| {
            let fields = api.fields(of);
            let is_optional = |name: &str| {
                let named = fields.iter().find(|field| field.name == name);
                named.is_some_and(|field| !field.required)
            };
            is_optional("id") && is_optional("key")
        })
}

impl<'a> Emitter<'a> {
    /// What a type has to do with references; nothing for most.
    pub(crate) fn references(&self, of: &'a Type) -> TokenStream {
        let reference = self.reference(of).unwrap_or_default();
        let resource = self.referring(of).unwrap_or_default();
        quote!(#reference #resource)
    }

    /// The trait of a reference, and the way from it to a resource identifier.
    fn reference(&self, of: &'a Type) -> Option<TokenStream> {
        let identifier = self.references.identifiers.get(of.name.as_str())?;
        let id = self.text_field(of, "id", &Presence::Required)?;
        let (name, tag) = (self.name_of(of), of.tag()?);
        let gate = self.plan.gate(&of.name);
        let gated = cfg(gate);
        let conversion = identifier
            .and_then(|to| self.by_id(to))
            .map(|(to, fields, theirs)| {
                let theirs = further(theirs, gate);
                quote! {
                    #gated
                    #theirs
                    impl From<#name> for #to {
                        fn from(reference: #name) -> Self {
                            Self { id: Some(reference.#id), #fields }
                        }
                    }
                }
            });
        Some(quote! {
            #gated
            impl runtime::ResourceReference for #name {
                const TYPE_ID: &'static str = #tag;
                fn id(&self) -> &str {
                    &self.#id
                }
            }
            #conversion
        })
    }

    /// The ways from a resource to a reference and to a resource identifier.
    fn referring(&self, of: &'a Type) -> Option<TokenStream> {
        let reference = self.references.to.get(of.name.as_str())?;
        let id = self.own_id(of)?;
        let name = self.name_of(of);
        let gate = self.plan.gate(&of.name);
        let gated = cfg(gate);
        let to_reference = self.to_reference(of, reference, &id);
        let identifier = self
            .references
            .identifiers
            .get(reference.name.as_str())?
            .and_then(|to| self.by_id(to));
        let to_identifier = identifier.as_ref().map(|(to, _, theirs)| {
            let theirs = further(theirs, gate);
            quote! {
                /// Names it in a request, by its id.
                #theirs
                pub fn to_resource_identifier(&self) -> #to {
                    self.into()
                }
            }
        });
        let conversion = identifier.as_ref().map(|(to, fields, theirs)| {
            let theirs = further(theirs, gate);
            quote! {
                #gated
                #theirs
                impl From<&#name> for #to {
                    fn from(resource: &#name) -> Self {
                        Self { id: Some(resource #id), #fields }
                    }
                }
            }
        });
        Some(quote! {
            #gated
            impl #name {
                #to_reference
                #to_identifier
            }
            #conversion
        })
    }

    fn to_reference(
        &self,
        of: &Type,
        reference: &'a Type,
        id: &TokenStream,
    ) -> Option<TokenStream> {
        self.plan.gates.get(reference.name.as_str())?;
        let theirs = self.text_field(reference, "id", &Presence::Required)?;
        let fields = self.lacking(reference, "id", self.plan.gate(&of.name))?;
        let gate = further(self.plan.gate(&reference.name), self.plan.gate(&of.name));
        let name = self.name_of(reference);
        Some(quote! {
            /// A reference to it, not expanded.
            #gate
            pub fn to_reference(&self) -> #name {
                #name { #theirs: self #id, #fields }
            }
        })
    }

    /// The id of a resource, to be written behind it.
    fn own_id(&self, of: &'a Type) -> Option<TokenStream> {
        if let Some(Form::TagUnion { shared, .. }) = self.plan.form(&of.name) {
            let is_id = |field: &&Field| field.name == "id" && field.required;
            let id = shared.iter().copied().find(is_id)?;
            let is_text = self.rust_type(&id.of).to_string() == "String";
            return is_text.then(|| quote!(.id().to_owned()));
        }
        let id = self.text_field(of, "id", &Presence::Required)?;
        Some(quote!(.#id.clone()))
    }

    /// A resource identifier: its name, its fields but the id, and its gate.
    fn by_id(&self, of: &'a Type) -> Option<(Ident, TokenStream, &Gate)> {
        self.text_field(of, "id", &Presence::Optional)?;
        let gate = self.plan.gate(&of.name);
        let fields = self.lacking(of, "id", gate)?;
        Some((self.name_of(of), fields, gate))
    }

    /// The fields of a struct but one, where all of them may lack; for code behind a gate that stands already.
    fn lacking(&self, of: &'a Type, but: &str, standing: &Gate) -> Option<TokenStream> {
        let fields = self.fields(of, self.plan.direction(&of.name), &mut Defaults::new());
        let mut lacking = TokenStream::new();
        for field in fields.iter().filter(|field| field.field.name != but) {
            let (name, gate) = (&field.name, further(&field.gate, standing));
            match field.presence {
                Presence::Optional => lacking.extend(quote!(#gate #name: None,)),
                Presence::List => lacking.extend(quote!(#gate #name: Vec::new(),)),
                _ => return None,
            }
        }
        if self.extra_type(of).is_some() {
            lacking.extend(quote!(extra: Default::default(),));
        }
        Some(lacking)
    }

    /// The name of a field of a struct that is a text.
    fn text_field(&self, of: &'a Type, property: &str, presence: &Presence) -> Option<Ident> {
        if !matches!(self.plan.form(&of.name)?, Form::Struct) {
            return None;
        }
        let fields = self.fields(of, self.plan.direction(&of.name), &mut Defaults::new());
        let field = fields
            .into_iter()
            .find(|field| field.field.name == property && field.presence == *presence)?;
        let is_text = self.rust_type(&field.field.of).to_string() == "String";
        is_text.then_some(field.name)
    }

    fn name_of(&self, of: &Type) -> Ident {
        names::ident(&names::type_name(&of.name))
    }
}

/// The attribute of a gate beside another one that stands already.
fn further(gate: &Gate, standing: &Gate) -> TokenStream {
    if gate == standing {
        TokenStream::new()
    } else {
        cfg(gate)
    }
}
