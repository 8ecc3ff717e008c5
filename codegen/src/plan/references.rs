//! References: their properties, and how a resource is converted to a reference.
//!
//! A reference is distinguished by a discriminator from those to other kinds of resources, at least one of which can be
//! expanded. A resource identifier has the same value of the same discriminator, and names a resource by its id or its
//! key.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::model::{Api, Role, Type, TypeRef};

use super::{
    Form, Holds, Identifier, Member, Planned, Presence, Reference, Referring, rust_type::RustType,
};

/// Plans the references of an API.
pub fn plan<'a>(api: &'a Api, types: &mut IndexMap<&'a str, Planned<'a>>) {
    let found = References::of(api, types);
    let references: Vec<(&str, Reference)> = types
        .iter()
        .filter_map(|(name, of)| Some((*name, found.reference(of, types)?)))
        .collect();
    let referring: Vec<(&str, Referring)> = types
        .iter()
        .filter_map(|(name, of)| Some((*name, found.referring(api, of, types)?)))
        .collect();
    for (name, reference) in references {
        if let Some(of) = types.get_mut(name) {
            of.reference = Some(reference);
        }
    }
    for (name, referring) in referring {
        if let Some(of) = types.get_mut(name) {
            of.referring = Some(referring);
        }
    }
}

struct References<'a> {
    /// The references by their names, each with the resource identifier of the same kind.
    identifiers: HashMap<&'a str, Option<&'a str>>,
    /// The reference to each resource, by the resource's name.
    to: HashMap<&'a str, &'a str>,
}

impl<'a> References<'a> {
    fn of(api: &'a Api, types: &IndexMap<&'a str, Planned<'a>>) -> Self {
        let mut to: HashMap<&str, &str> = HashMap::new();
        let mut families: HashSet<&str> = HashSet::new();
        for of in api.types.values().filter(|of| of.tag().is_some()) {
            let expanded = api.field_of_role(of, Role::Expanded);
            if let (Some(expanded), Some((_, family))) = (expanded, api.discriminator(of)) {
                if let TypeRef::Named(resource) = &expanded.of {
                    to.entry(resource).or_insert(&of.name);
                }
                families.insert(&family.name);
            }
        }
        let in_family = |of: &&Type| {
            let family = api
                .discriminator(of)
                .map(|(_, family)| family.name.as_str());
            of.tag().is_some() && family.is_some_and(|family| families.contains(family))
        };
        let identifiers = api
            .types
            .values()
            .filter(in_family)
            .map(|of| (of.name.as_str(), identifier(api, of, types)))
            .collect();
        Self { identifiers, to }
    }

    fn reference(
        &self,
        of: &Planned<'a>,
        types: &IndexMap<&'a str, Planned<'a>>,
    ) -> Option<Reference> {
        let identifier = self.identifiers.get(of.of.name.as_str())?;
        let id = text_field(of, Role::Id, &Presence::Required)?;
        let (_, tag) = of.tag?;
        let held = of
            .fields
            .iter()
            .find(|field| field.holds == Holds::Expanded);
        let target = |field: &super::PlannedField<'_>| match &field.field.of {
            TypeRef::Named(name) => types.get(name.as_str()).map(|of| of.name.clone()),
            _ => None,
        };
        let is_typed = |field: &&super::PlannedField<'_>| matches!(field.of, RustType::Model(_));
        Some(Reference {
            id,
            tag: tag.to_owned(),
            expanded: held
                .filter(is_typed)
                .and_then(|field| Some((field.name.clone(), target(field)?))),
            unread: held
                .filter(|field| !is_typed(field))
                .and_then(|field| Some((field.name.clone(), target(field)?))),
            identifier: identifier.and_then(|name| by_id(types.get(name)?, &Presence::Optional)),
        })
    }

    fn referring(
        &self,
        api: &'a Api,
        of: &Planned<'a>,
        types: &IndexMap<&'a str, Planned<'a>>,
    ) -> Option<Referring> {
        let reference = self.to.get(of.of.name.as_str())?;
        let id = member(api, of, Role::Id)?;
        let identifier = self.identifiers.get(reference).copied().flatten();
        Some(Referring {
            id,
            reference: types
                .get(reference)
                .and_then(|reference| by_id(reference, &Presence::Required)),
            identifier: identifier.and_then(|name| by_id(types.get(name)?, &Presence::Optional)),
        })
    }
}

/// The type that names a resource of the same kind by its id or its key.
fn identifier<'a>(
    api: &'a Api,
    reference: &Type,
    types: &IndexMap<&'a str, Planned<'a>>,
) -> Option<&'a str> {
    let (property, _) = api.discriminator(reference)?;
    types
        .values()
        .filter(|of| of.of.tag() == reference.tag() && of.direction.sent)
        .filter(|of| of.tag.is_some_and(|(other, _)| other == property))
        .find(|of| {
            let is_optional = |role| {
                let field = api.field_of_role(of.of, role);
                field.is_some_and(|field| !field.required)
            };
            is_optional(Role::Id) && is_optional(Role::Key)
        })
        .map(|of| of.of.name.as_str())
}

/// A struct that can be created from an id alone.
fn by_id(of: &Planned<'_>, presence: &Presence<'_>) -> Option<Identifier> {
    let id = text_field(of, Role::Id, presence)?;
    let others = of.fields.iter().filter(|field| field.name != id);
    let mut empty = Vec::new();
    for other in others {
        match other.presence {
            Presence::Optional | Presence::List => empty.push(other.name.clone()),
            _ => return None,
        }
    }
    Some(Identifier {
        of: of.name.clone(),
        id,
        is_id_optional: *presence == Presence::Optional,
        empty,
        has_extra: of.extra.is_some(),
    })
}

/// The name of the only text field of a struct.
fn text_field(of: &Planned<'_>, role: Role, presence: &Presence<'_>) -> Option<String> {
    if !matches!(of.form, Form::Struct) {
        return None;
    }
    let mut fields = of.fields.iter();
    let field =
        fields.find(|field| field.field.role == Some(role) && field.presence == *presence)?;
    (field.of == RustType::Text).then(|| field.name.clone())
}

/// The member with which the property of a role is read from every value of a type.
pub fn member(api: &Api, of: &Planned<'_>, role: Role) -> Option<Member> {
    let property = api
        .field_of_role(of.of, role)
        .filter(|field| field.required)?;
    if of.form.is_struct() {
        return Some(Member::Field(of.field(&property.name)?.name.clone()));
    }
    let methods = of.shared.iter().flat_map(|shared| &shared.methods);
    let method = methods
        .into_iter()
        .find(|field| field.field.name == property.name)?;
    Some(Member::Method(method.name.clone()))
}
