//! The meaning that a specification does not contain, set on the model once.
//!
//! Most of it is derived from the form of types and operations, and applies to every API. Facts of one API are in the
//! tables of that API ([`Facts`]), which do not affect a type of the same name in another API.

mod api;
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
    /// Its name in `apis.toml`.
    pub name: &'static str,
    /// Parts of the API with a separate feature, because they are large and few callers need them.
    pub parts: &'static [Part],
    /// Types that are compiled with every set of features, although they are only sent, because hand-written code uses
    /// them.
    pub always: &'static [&'static str],
    /// Strings that are secrets, by the type and the property, although their names do not show it.
    pub secret_fields_of: &'static [(&'static str, &'static str)],
    /// Properties in which error objects repeat parts of a request: they may contain anything, including a password.
    pub repeated_fields: &'static [&'static str],
    /// Properties that are integers although the specification only says `number`.
    pub whole_numbers: &'static [&'static str],
    /// Maps whose names are locales, although the specification does not say so.
    pub locale_maps: &'static [&'static str],
    /// Unions whose discriminator is missing in older bodies, with its meaning.
    pub tags_of_older_bodies: &'static [(&'static str, &'static str)],
    /// Required properties that are missing in older bodies: the type, the property, and the meaning of its absence.
    pub properties_of_older_bodies: &'static [(&'static str, &'static str, Means)],
    /// Objects that contain the properties of another object beside their own.
    pub payloads: &'static [Payload],
    /// Deprecated operations, although the specification does not say so.
    pub deprecations: &'static [Deprecation],
    /// Corrections of its official specification: see [`crate::fixups`].
    pub fixups: &'static [Fixup],
}

/// A part of an API with a separate feature.
#[derive(Debug)]
pub struct Part {
    /// The name of the feature.
    pub feature: &'static str,
    /// The initial types: all types that contain one of them belong to the part, and so do all types that only they
    /// contain.
    pub roots: &'static [&'static str],
    /// The path of the resources that belong to it, if these are below those of another feature.
    pub path: Option<&'static str>,
}

/// An object that contains the properties of another object beside its own.
#[derive(Debug)]
pub struct Payload {
    /// The object.
    pub of: &'static str,
    /// The name of the field for the other object.
    pub field: &'static str,
    /// The type of the other object, a union with a tag: it is present if the tag is.
    pub holds: &'static str,
}

/// Operations that are deprecated.
#[derive(Debug)]
pub struct Deprecation {
    /// The paths of their resources, without the resources below these.
    pub paths: &'static [&'static str],
    /// The message for callers: since when, for whom, and what to use instead.
    pub note: &'static str,
}

/// The meaning of a missing property.
#[derive(Clone, Copy, Debug)]
pub enum Means {
    /// This text.
    Text(&'static str),
    /// An object in which all properties have their defaults.
    Defaults,
    /// The number of decimal digits of the currency that another property names.
    CurrencyDigitsOf(&'static str),
}

impl Facts {
    /// For an API without facts.
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

    /// The rows that do not apply to an API: what they name does not exist, or does not need them any more.
    pub fn idle(&self, api: &Api) -> Vec<String> {
        let mut idle = older_bodies::idle(self, api);
        let is_known = |name: &&str| api.types.contains_key(*name);
        let parts = self.parts.iter().flat_map(|part| part.roots).copied();
        let named = parts.chain(self.always.iter().copied());
        idle.extend(named.filter(|name| !is_known(name)).map(str::to_owned));
        idle.extend(payloads::idle(self, api));
        idle.extend(deprecations::idle(self, api));
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

/// Amounts in minor units are integers, even if the specification only says `number`.
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
