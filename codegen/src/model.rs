//! The intermediate representation of a specification, independent of its language.
//!
//! It is the only source for all later phases. Special treatment in an emitter is a fact here.

mod hierarchy;
mod media;
mod properties;
mod resources;
mod types;

use std::collections::HashSet;

use indexmap::IndexMap;

pub use self::{
    hierarchy::{Hierarchy, Keyed},
    media::{Content, essence},
    properties::parameters_of,
    resources::{
        Body, Encoding, Header, Http, Lifecycle, Method, Paging, PathParameter, Placeholder,
        QueryName, QueryParameter, Reading, Resource, Response, Trait, Update, is_said_elsewhere,
    },
    types::{
        Access, EnumValue, Example, Facets, Field, Format, Literal, MapFacet, Marks, Missing,
        Object, Page, Role, Scalar, Shape, Type, TypeRef,
    },
};

/// So many names are compared with each other; more of them are hashed.
const FEW: usize = 16;

/// A longer chain of aliases is treated as circular.
const ALIASES: usize = 16;

/// A whole API.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// Its title.
    pub title: String,
    /// The base URI that SDKs use when none is given.
    pub base_uri: Option<String>,
    /// The page of the documentation that descriptions fall back to.
    pub documentation: Option<String>,
    /// The named types, in the order of the specification.
    pub types: IndexMap<String, Type>,
    /// The top-level resources.
    pub resources: Vec<Resource>,
    /// The security schemes by name, with the scopes each of them knows.
    pub security_schemes: IndexMap<String, Vec<String>>,
    /// The security schemes other than OAuth 2.0, by name, for a comparison: such as `API key in header X-Key`.
    pub authorisations: IndexMap<String, String>,
    /// How names that become equal in Rust are handled.
    pub alike: Alike,
    /// The types without a name in the specification, after they got one: see [`crate::lift`].
    pub anonymous: HashSet<String>,
    /// The types for objects of a base that are of none of its kinds, by base: see [`crate::lift`].
    pub itself: IndexMap<String, String>,
    /// The traits that methods use, for a restatement of the specification.
    pub traits: IndexMap<String, Trait>,
}

/// How names that become equal in Rust are handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alike {
    /// They are errors: the reader can change the specification.
    #[default]
    Reported,
    /// They are distinguished: the document is published by others, and is read unchanged.
    ToldApart,
}

impl Api {
    /// All resources, each before those below it.
    pub fn all_resources(&self) -> Vec<&Resource> {
        fn collect<'a>(resources: &'a [Resource], into: &mut Vec<&'a Resource>) {
            for resource in resources {
                into.push(resource);
                collect(&resource.resources, into);
            }
        }
        let mut all = Vec::new();
        collect(&self.resources, &mut all);
        all
    }

    /// The name of a type in the specification: for the objects of a base itself, that of the base.
    pub fn named_in_specification<'a>(&'a self, of: &'a Type) -> &'a str {
        let mut itself = self.itself.iter();
        let base = itself.find(|(_, itself)| **itself == of.name);
        base.map_or(&of.name, |(base, _)| base)
    }

    /// The base of a type that exists.
    pub fn base(&self, of: &Type) -> Option<&Type> {
        self.types.get(of.base.as_deref()?)
    }

    /// A type and its bases, nearest first; ends at a circular base.
    pub fn lineage<'a>(&'a self, of: &'a Type) -> Vec<&'a Type> {
        let mut line = vec![of];
        let mut names: HashSet<&str> = HashSet::new();
        let mut next = self.base(of);
        while let Some(base) = next {
            let is_known = match line.len() {
                length if length < FEW => line.iter().any(|known| known.name == base.name),
                FEW => {
                    names.extend(line.iter().map(|known| known.name.as_str()));
                    !names.insert(&base.name)
                }
                _ => !names.insert(&base.name),
            };
            if is_known {
                break;
            }
            line.push(base);
            next = self.base(base);
        }
        line
    }

    /// All fields of an object type: those of its bases first, each replaced by the declaration of a derived type.
    pub fn fields<'a>(&'a self, of: &'a Type) -> Vec<&'a Field> {
        let line = self.lineage(of).into_iter().rev();
        let declared: Vec<&Field> = line
            .filter_map(|declared| match &declared.shape {
                Shape::Object(object) => Some(&object.fields),
                _ => None,
            })
            .flatten()
            .collect();
        if declared.len() > FEW {
            let by_name = declared.into_iter().map(|field| (&field.name, field));
            return by_name.collect::<IndexMap<_, _>>().into_values().collect();
        }
        let mut fields: Vec<&Field> = Vec::with_capacity(declared.len());
        for field in declared {
            match fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) => *known = field,
                None => fields.push(field),
            }
        }
        fields
    }

    /// All pattern properties of an object type, inherited ones included.
    pub fn maps<'a>(&'a self, of: &'a Type) -> Vec<&'a MapFacet> {
        let mut maps: IndexMap<&str, &MapFacet> = IndexMap::new();
        for declared in self.lineage(of).into_iter().rev() {
            if let Shape::Object(object) = &declared.shape {
                for map in &object.maps {
                    maps.insert(&map.pattern, map);
                }
            }
        }
        maps.into_values().collect()
    }

    /// The scalar of a use of a type on the wire, through aliases.
    pub fn scalar(&self, of: &TypeRef) -> Option<Scalar> {
        match self.definition(of) {
            TypeRef::Scalar(scalar) => Some(*scalar),
            _ => None,
        }
    }

    /// Whether a use of a type is a string on the wire.
    pub fn is_text(&self, of: &TypeRef) -> bool {
        self.scalar(of) == Some(Scalar::String)
    }

    /// Whether a use of a type is an integer on the wire.
    pub fn is_whole(&self, of: &TypeRef) -> bool {
        self.scalar(of).is_some_and(Scalar::is_whole)
    }

    /// Whether a use of a type is a list on the wire.
    pub fn is_list(&self, of: &TypeRef) -> bool {
        matches!(self.definition(of), TypeRef::Array(_))
    }

    /// The type that a use stands for, after all aliases. Ends at a circular alias, which the front end has reported.
    pub fn definition<'a>(&'a self, of: &'a TypeRef) -> &'a TypeRef {
        let mut of = of;
        for _ in 0..ALIASES {
            match of {
                TypeRef::Named(name) => match self.types.get(name).map(|of| &of.shape) {
                    Some(Shape::Alias(alias)) => of = alias,
                    _ => break,
                },
                _ => break,
            }
        }
        of
    }

    /// A field of an object type by its role in the SDK.
    pub fn field_of_role<'a>(&'a self, of: &'a Type, role: Role) -> Option<&'a Field> {
        self.fields(of)
            .into_iter()
            .find(|field| field.role == Some(role))
    }

    /// The discriminator in force for a type, own or inherited, with the type that declares it.
    pub fn discriminator<'a>(&'a self, of: &'a Type) -> Option<(&'a str, &'a Type)> {
        self.lineage(of)
            .into_iter()
            .find_map(|declared| match &declared.shape {
                Shape::Object(object) => object
                    .discriminator
                    .as_deref()
                    .map(|property| (property, declared)),
                _ => None,
            })
    }
}
