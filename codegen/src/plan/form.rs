//! The Rust form of every type.
//!
//! The rule for types that others derive from:
//! - with a discriminator: an enum of the subtypes that have a tag, read by the tag ([`Form::TagUnion`]);
//! - without one, if each subtype has a required property that no other has: an enum read by the property
//!   that is present ([`Form::KeyUnion`]), such as a search expression; if the base has properties, its own objects are
//!   one of the kinds;
//! - without one, if the JSON does not distinguish the subtypes: a struct of the base's own properties that keeps the
//!   undeclared ones, into which every subtype converts ([`Form::OpenBase`]), such as `Money` and `BaseAddress`.

use std::collections::HashMap;

use crate::{
    model::{Api, Field, Hierarchy, Keyed, Shape, Type, TypeRef},
    resolve::{self, Through},
};

/// The Rust form of a type.
#[derive(Clone, Debug)]
pub enum Form<'a> {
    /// A struct.
    Struct,
    /// A struct that keeps undeclared properties; the subtypes that convert into it.
    OpenBase(Vec<&'a Type>),
    /// An enum of structs, distinguished by the value of a property.
    TagUnion {
        /// The property.
        property: &'a str,
        /// The subtypes.
        variants: Vec<Variant<'a>>,
        /// The tag of a body without the property.
        missing: Option<&'a str>,
        /// Whether the property is optional: without it the kind is unknown, unless a tag is assumed.
        optional: bool,
        /// The properties that all subtypes share, except the discriminator.
        shared: Vec<&'a Field>,
    },
    /// An enum of structs, distinguished by the property that is present; the tag of a variant is its property.
    KeyUnion(Vec<Variant<'a>>),
    /// An open enum of texts.
    Enum,
    /// A map from locales.
    LocaleMap(&'a TypeRef),
    /// A map from names.
    Map(&'a TypeRef),
    /// Another name for a type.
    Alias(&'a TypeRef),
    /// Any JSON value: its members cannot be distinguished.
    AnyValue,
}

/// Instead of a property that identifies a kind: an object with none of them.
pub const NO_KEY: &str = "";

/// A member of a union.
#[derive(Clone, Debug)]
pub struct Variant<'a> {
    /// The tag, or the property that identifies it; [`NO_KEY`] for an object with none of them.
    pub tag: &'a str,
    /// The subtype.
    pub of: &'a Type,
}

impl<'a> Form<'a> {
    /// Whether it is an enum of structs.
    pub fn is_union(&self) -> bool {
        matches!(self, Self::TagUnion { .. } | Self::KeyUnion(_))
    }

    /// Whether it is a struct.
    pub fn is_struct(&self) -> bool {
        matches!(self, Self::Struct | Self::OpenBase(_))
    }

    /// The members of a union.
    pub fn variants(&self) -> &[Variant<'a>] {
        match self {
            Self::TagUnion { variants, .. } | Self::KeyUnion(variants) => variants,
            _ => &[],
        }
    }
}

/// The forms of all types of an API.
pub fn all(api: &Api) -> HashMap<&str, Form<'_>> {
    let hierarchy = Hierarchy::of(api);
    let types = api.types.values();
    types
        .map(|of| (of.name.as_str(), form(api, of, &hierarchy)))
        .collect()
}

fn form<'a>(api: &'a Api, of: &'a Type, hierarchy: &Hierarchy<'a>) -> Form<'a> {
    match &of.shape {
        Shape::Enum(_) => Form::Enum,
        Shape::Alias(alias) => Form::Alias(alias),
        Shape::Union(members) => union(api, members, hierarchy),
        // An object that is of no known kind of a base may be of a future one.
        Shape::Object(_) if api.itself.values().any(|itself| *itself == of.name) => {
            Form::OpenBase(Vec::new())
        }
        Shape::Object(_) => object(api, of, hierarchy),
    }
}

fn union<'a>(api: &'a Api, members: &'a [TypeRef], hierarchy: &Hierarchy<'a>) -> Form<'a> {
    let mut property = None;
    let mut variants: Vec<Variant<'a>> = Vec::new();
    for member in members {
        let TypeRef::Named(name) = member else {
            return Form::AnyValue;
        };
        let Some(of) = api.types.get(name) else {
            return Form::AnyValue;
        };
        let kinds = tagged(of, hierarchy);
        match api.discriminator(of) {
            Some((discriminator, _))
                if !kinds.is_empty() && property.is_none_or(|known| known == discriminator) =>
            {
                property = Some(discriminator);
                for kind in kinds {
                    // A member that is listed twice is one kind.
                    let is_same = |known: &Variant<'_>| {
                        known.tag == kind.tag && known.of.name == kind.of.name
                    };
                    if !variants.iter().any(is_same) {
                        variants.push(kind);
                    }
                }
            }
            _ => return Form::AnyValue,
        }
    }
    match property {
        Some(property) => Form::TagUnion {
            property,
            variants,
            missing: None,
            optional: false,
            shared: Vec::new(),
        },
        None => Form::AnyValue,
    }
}

/// A type and the types that derive from it, if they have tags.
fn tagged<'a>(of: &'a Type, hierarchy: &Hierarchy<'a>) -> Vec<Variant<'a>> {
    let below = hierarchy.descendants(of);
    let tagged = |of: &'a Type| of.tag().map(|tag| Variant { tag, of });
    std::iter::once(of)
        .chain(below)
        .filter_map(tagged)
        .collect()
}

fn object<'a>(api: &'a Api, of: &'a Type, hierarchy: &Hierarchy<'a>) -> Form<'a> {
    let below = hierarchy.descendants(of);
    if below.is_empty() {
        let maps = api.maps(of);
        let is_alias = api.fields(of).is_empty()
            && !resolve::is_defined_by_itself(api, of, Through::AliasesAndMaps);
        return match (maps.as_slice(), is_alias) {
            ([map], true) if map.by_locale => Form::LocaleMap(&map.value),
            ([map], true) => Form::Map(&map.value),
            ([], true) if is_bare(api, of) => Form::Alias(&TypeRef::AnyObject),
            _ => Form::Struct,
        };
    }
    if let Some((property, declared)) = api.discriminator(of) {
        let variants = tagged(of, hierarchy);
        if !variants.is_empty() {
            return Form::TagUnion {
                property,
                variants,
                optional: api
                    .fields(of)
                    .iter()
                    .any(|field| field.name == property && !field.required),
                missing: declared
                    .object()
                    .and_then(|object| object.missing_tag.as_deref()),
                shared: api
                    .fields(of)
                    .into_iter()
                    .filter(|field| field.name != property)
                    .collect(),
            };
        }
    }
    if let Some(kinds) = hierarchy.by_key(of) {
        let mut variants: Vec<Variant<'a>> = kinds
            .into_iter()
            .map(|Keyed { key, of }| Variant {
                tag: key,
                of: itself(api, of),
            })
            .collect();
        if api.itself.contains_key(&of.name) {
            variants.push(Variant {
                tag: NO_KEY,
                of: itself(api, of),
            });
        }
        return Form::KeyUnion(variants);
    }
    let adds = below
        .iter()
        .any(|sub| api.fields(sub).len() > api.fields(of).len() || !api.maps(sub).is_empty());
    match adds {
        true => Form::OpenBase(below),
        false => Form::Struct,
    }
}

/// The objects of a type with kinds that belong to none of them.
fn itself<'a>(api: &'a Api, of: &'a Type) -> &'a Type {
    let itself = api.itself.get(&of.name);
    itself.and_then(|name| api.types.get(name)).unwrap_or(of)
}

/// An object without any property, base or tag: its body may be anything.
fn is_bare(api: &Api, of: &Type) -> bool {
    api.base(of).is_none()
        && of.tag().is_none()
        && of
            .object()
            .is_some_and(|object| object.discriminator.is_none())
}
