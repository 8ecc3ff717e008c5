//! What bodies mean that were written before a tag or a property existed: the platform adds both, bodies are kept in
//! files, queues and caches for years, and the documentation says what the platform did before.
//!
//! A row needs a source that says so. A property whose absence nobody has given a meaning stays one that must be there.

use crate::model::{Api, Field, Literal, Missing, Shape};

/// Unions whose discriminator older bodies lack, with the tag that they mean.
///
/// Money had no `type` before high precision money was introduced, so a body without it is in cents.
const TAGS: &[(&str, &str)] = &[
    ("TypedMoney", "centPrecision"),
    ("TypedMoneyDraft", "centPrecision"),
];

/// Required properties that older bodies lack: the type, the property, and what its absence means.
const PROPERTIES: &[(&str, &str, Means)] = &[
    // Money got its `fractionDigits` together with its `type`. "It is equal to the default number of fraction digits for a
    // currency": TypedMoney.
    (
        "CentPrecisionMoney",
        "fractionDigits",
        Means::CurrencyDigitsOf("currencyCode"),
    ),
    // "This is the default mode for backwards compatibility": CustomLineItemPriceMode, and the default of the draft.
    ("CustomLineItem", "priceMode", Means::Text("Standard")),
    // "This is the default mode": LineItemPriceMode. The others came later, with external prices.
    ("LineItem", "priceMode", Means::Text("Platform")),
    // "Default value is `Stacking`": the property itself, which yet declares none.
    (
        "DiscountsConfiguration",
        "discountCombinationMode",
        Means::Text("Stacking"),
    ),
    // A project that was read before it had these configurations does what each of their properties does by default.
    ("Project", "discounts", Means::Defaults),
    ("Project", "inventory", Means::Defaults),
];

/// What the absence of a property means, as a row has it.
enum Means {
    Text(&'static str),
    Defaults,
    CurrencyDigitsOf(&'static str),
}

/// Sets what a missing tag and a missing property mean.
pub(super) fn apply(api: &mut Api) {
    for (union, tag) in TAGS {
        if let Some(Shape::Object(object)) = api.types.get_mut(*union).map(|of| &mut of.shape)
            && object.discriminator.is_some()
        {
            object.missing_tag = Some((*tag).to_owned());
        }
    }
    for (of, property, means) in PROPERTIES {
        if let Some(Shape::Object(object)) = api.types.get_mut(*of).map(|of| &mut of.shape) {
            let named = |field: &&mut Field| field.name == *property;
            if let Some(field) = object.fields.iter_mut().find(named) {
                field.missing = Some(means.on_the_model());
            }
        }
    }
}

impl Means {
    fn on_the_model(&self) -> Missing {
        match self {
            Self::Text(text) => Missing::Value(Literal::String((*text).to_owned())),
            Self::Defaults => Missing::Defaults,
            Self::CurrencyDigitsOf(currency) => Missing::CurrencyDigits {
                of: (*currency).to_owned(),
            },
        }
    }
}

/// The rows that say nothing about an API: what they name is not there, is optional by now, or has a declared default.
pub fn idle(api: &Api) -> Vec<String> {
    let tags = TAGS.iter().filter(|(union, _)| {
        let object = api.types.get(*union).and_then(|of| of.object());
        object.is_none_or(|object| object.discriminator.is_none())
    });
    let properties = PROPERTIES.iter().filter(|(of, property, _)| {
        let object = api.types.get(*of).and_then(|of| of.object());
        let field = object.and_then(|object| {
            let mut fields = object.fields.iter();
            fields.find(|field| field.name == *property)
        });
        field.is_none_or(|field| !field.required || field.facets.default.is_some())
    });
    tags.map(|(union, _)| (*union).to_owned())
        .chain(properties.map(|(of, property, _)| format!("{of}.{property}")))
        .collect()
}
