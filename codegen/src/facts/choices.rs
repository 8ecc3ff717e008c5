//! Objects that name something by one of several properties.

use crate::model::{Api, Type};

use super::{Choice, Facts};

/// The rows that say nothing about an API.
pub(super) fn idle(facts: &Facts, api: &Api) -> Vec<String> {
    let rows = facts.choices.iter();
    rows.filter(|choice| !api.types.values().any(|of| has_all(choice, api, of)))
        .flat_map(|choice| choice.constructors)
        .map(|constructor| constructor.name.to_owned())
        .collect()
}

fn has_all(choice: &Choice, api: &Api, of: &Type) -> bool {
    let fields = api.fields(of);
    let mut properties = choice.properties();
    properties.all(|property| fields.iter().any(|field| field.name == property))
}

impl Choice {
    /// The properties of all constructors.
    pub fn properties(&self) -> impl Iterator<Item = &'static str> {
        let constructors = self.constructors.iter();
        constructors.flat_map(|constructor| constructor.properties.iter().copied())
    }
}
