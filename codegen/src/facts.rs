//! What a specification means and does not say, set on the model once.
//!
//! Most of it is told by the shape of types and operations, and holds for every API. What holds for one API alone stands in
//! the tables of that API ([`Facts`]), which touch no type of the same name in another one.

mod api;
mod choices;
mod deprecations;
mod forms;
mod history;
mod import;
mod older_bodies;
mod payloads;
mod reading;
mod references;
mod repeating;
mod roles;
mod secrets;
mod updating;

use crate::{
    fixups::Fixup,
    model::{Api, Field, Scalar, Shape},
};

pub use forms::FORM;
pub use references::mark as mark_references;

/// The tables of one API.
#[derive(Debug)]
pub struct Facts {
    /// The name by which `apis.toml` names them.
    pub name: &'static str,
    /// Parts of the API with a feature of their own, because they are large and few callers need them.
    pub parts: &'static [Part],
    /// Types that are compiled with every set of features, although they are only sent: code written by hand builds on
    /// them.
    pub always: &'static [&'static str],
    /// Texts that are secrets, by the type and the property, though their names do not tell.
    pub secret_fields_of: &'static [(&'static str, &'static str)],
    /// Properties in which error objects repeat parts of a request: anything may be in them, a password too.
    pub repeated_fields: &'static [&'static str],
    /// Properties that hold whole numbers where the specification only says `number`.
    pub whole_numbers: &'static [&'static str],
    /// Maps whose names are locales, though the specification does not say so.
    pub locale_maps: &'static [&'static str],
    /// Unions whose discriminator older bodies lack, with the tag that they mean.
    pub tags_of_older_bodies: &'static [(&'static str, &'static str)],
    /// Required properties that older bodies lack: the type, the property, and what its absence means.
    pub properties_of_older_bodies: &'static [(&'static str, &'static str, Means)],
    /// Objects that have the properties of another one beside their own.
    pub payloads: &'static [Payload],
    /// Constructors of what is sent and has no required property, but names something by one of several.
    pub choices: &'static [Choice],
    /// Operations that are deprecated, though the specification does not say so.
    pub deprecations: &'static [Deprecation],
    /// Corrections of its official specification: see [`crate::fixups`].
    pub fixups: &'static [Fixup],
}

/// A part of an API with a feature of its own.
#[derive(Debug)]
pub struct Part {
    /// The name of the feature.
    pub feature: &'static str,
    /// The types it begins with: all that holds one of them belongs to the part, and so does all that only they hold.
    pub roots: &'static [&'static str],
    /// The path of the resources that belong to it, where these stand below those of another feature.
    pub path: Option<&'static str>,
}

/// An object that has the properties of another one beside its own.
#[derive(Debug)]
pub struct Payload {
    /// The object.
    pub of: &'static str,
    /// The name of the field that has the other one.
    pub field: &'static str,
    /// The type of the other one, a union that is told apart by a tag: it is there where the tag is.
    pub holds: &'static str,
}

/// The ways in which an object names something: one of them has to be chosen, though none of the properties is required.
#[derive(Debug)]
pub struct Choice {
    /// The constructors, each with the properties that it takes. An object has them if it has the properties of all.
    pub constructors: &'static [Constructor],
}

/// A constructor for one of the ways in which an object names something.
#[derive(Debug)]
pub struct Constructor {
    /// Its name.
    pub name: &'static str,
    /// The properties that it takes.
    pub properties: &'static [&'static str],
    /// Its documentation.
    pub doc: &'static str,
}

/// Operations that are deprecated.
#[derive(Debug)]
pub struct Deprecation {
    /// The paths of their resources. What is below these is not meant.
    pub paths: &'static [&'static str],
    /// What the compiler tells callers: since when, for whom, and what to use instead.
    pub note: &'static str,
}

/// What the absence of a property means.
#[derive(Clone, Copy, Debug)]
pub enum Means {
    /// This text.
    Text(&'static str),
    /// An object in which all properties have their defaults.
    Defaults,
    /// The digits behind the decimal point of the currency that another property names.
    CurrencyDigitsOf(&'static str),
}

impl Facts {
    /// Of an API of which nothing is known but its specification.
    pub const NONE: Self = Self {
        name: "none",
        parts: &[],
        always: &[],
        secret_fields_of: &[],
        repeated_fields: &[],
        whole_numbers: &[],
        locale_maps: &[],
        tags_of_older_bodies: &[],
        properties_of_older_bodies: &[],
        payloads: &[],
        choices: &[],
        deprecations: &[],
        fixups: &[],
    };

    /// The tables of all APIs.
    pub const ALL: &'static [&'static Self] =
        &[&Self::NONE, &api::FACTS, &history::FACTS, &import::FACTS];

    /// The tables of the given name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().copied().find(|facts| facts.name == name)
    }

    /// The rows that say nothing about an API: what they name is not there, or needs them no more.
    pub fn idle(&self, api: &Api) -> Vec<String> {
        let mut idle = older_bodies::idle(self, api);
        let is_known = |name: &&str| api.types.contains_key(*name);
        let parts = self.parts.iter().flat_map(|part| part.roots).copied();
        let named = parts.chain(self.always.iter().copied());
        idle.extend(named.filter(|name| !is_known(name)).map(str::to_owned));
        idle.extend(payloads::idle(self, api));
        idle.extend(deprecations::idle(self, api));
        idle.extend(choices::idle(self, api));
        let maps = self.locale_maps.iter().copied();
        idle.extend(
            maps.filter(|name| !is_locale_map_to_mark(api, name))
                .map(str::to_owned),
        );
        idle
    }
}

/// Sets all facts.
pub fn apply(api: &mut Api, facts: &Facts) {
    roles::mark(api);
    references::mark(api);
    secrets::mark(api, facts);
    older_bodies::mark(api, facts);
    payloads::mark(api, facts);
    mark_locale_maps(api, facts);
    make_whole(api, facts);
    let mut resources = std::mem::take(&mut api.resources);
    forms::fill(&mut resources, api);
    reading::mark(&mut resources, api);
    updating::mark(&mut resources, api);
    repeating::mark(&mut resources, api);
    deprecations::mark(&mut resources, facts);
    api.resources = resources;
}

/// Amounts in minor units are whole, also where the specification only says `number`.
fn make_whole(api: &mut Api, facts: &Facts) {
    for_each_field(api, |_, field| {
        use crate::model::{Format, TypeRef};
        let is_number = matches!(field.of, TypeRef::Scalar(Scalar::Number(None)));
        if is_number && facts.whole_numbers.contains(&field.name.as_str()) {
            field.of = TypeRef::Scalar(Scalar::Integer(Some(Format::Int64)));
        }
    });
}

/// Calls `set` with every own field of every object type, and the type's name.
fn for_each_field(api: &mut Api, mut set: impl FnMut(&str, &mut Field)) {
    for of in api.types.values_mut() {
        if let Shape::Object(object) = &mut of.shape {
            for field in &mut object.fields {
                set(&of.name, field);
            }
        }
    }
}

fn mark_locale_maps(api: &mut Api, facts: &Facts) {
    for name in facts.locale_maps {
        if let Some(Shape::Object(object)) = api.types.get_mut(*name).map(|of| &mut of.shape) {
            object.maps.iter_mut().for_each(|map| map.by_locale = true);
        }
    }
}

/// Whether a type is a map, and the specification does not say that its names are locales.
fn is_locale_map_to_mark(api: &Api, name: &str) -> bool {
    let object = api.types.get(name).and_then(|of| of.object());
    object.is_some_and(|object| object.maps.iter().any(|map| !map.by_locale))
}
