//! The meaning of bodies that were written before a tag or a property existed: the platform adds both, applications keep
//! bodies in files, queues and caches for years, and the documentation describes the earlier behavior.
//!
//! A row needs a source. A property whose absence has no documented meaning remains required.

use crate::model::{Api, Field, Literal, Missing, Shape};

use super::{Facts, Means};

/// Sets the meaning of missing tags and properties.
pub(super) fn mark(api: &mut Api, facts: &Facts) {
    for (union, tag) in facts.tags_of_older_bodies {
        if let Some(Shape::Object(object)) = api.types.get_mut(*union).map(|of| &mut of.shape)
            && object.discriminator.is_some()
        {
            object.missing_tag = Some((*tag).to_owned());
        }
    }
    for (of, property, means) in facts.properties_of_older_bodies {
        if let Some(Shape::Object(object)) = api.types.get_mut(*of).map(|of| &mut of.shape) {
            let named = |field: &&mut Field| field.name == *property;
            if let Some(field) = object.fields.iter_mut().find(named) {
                field.missing = Some(means.on_the_model());
            }
        }
    }
}

impl Means {
    fn on_the_model(self) -> Missing {
        match self {
            Self::Text(text) => Missing::Value(Literal::String(text.to_owned())),
            Self::Defaults => Missing::Defaults,
            Self::CurrencyDigitsOf(currency) => Missing::CurrencyDigits {
                of: currency.to_owned(),
            },
        }
    }
}

/// The rows that do not apply to an API: what they name does not exist, or is now optional.
pub(super) fn idle(facts: &Facts, api: &Api) -> Vec<String> {
    let tags = facts.tags_of_older_bodies.iter().filter(|(union, _)| {
        let object = api.types.get(*union).and_then(|of| of.object());
        object.is_none_or(|object| object.discriminator.is_none())
    });
    let properties = facts
        .properties_of_older_bodies
        .iter()
        .filter(|(of, property, _)| {
            let object = api.types.get(*of).and_then(|of| of.object());
            let field = object.and_then(|object| {
                let mut fields = object.fields.iter();
                fields.find(|field| field.name == *property)
            });
            field.is_none_or(|field| !field.required)
        });
    tags.map(|(union, _)| (*union).to_owned())
        .chain(properties.map(|(of, property, _)| format!("{of}.{property}")))
        .collect()
}
