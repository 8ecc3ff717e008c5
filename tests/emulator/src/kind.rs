//! The kinds of resources that are emulated from the specification alone, and the few rules that it does not say.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::collection::Collection;
use crate::contract::{Contract, Resolved};
use crate::refusal::Refusal;
use crate::rules;

/// A kind of resource of the uniform shape.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The path at which it is created and queried.
    pub(crate) path: &'static str,
    /// The fields of which no two resources have the same value; of texts by locale, in the same locale.
    pub(crate) unique: &'static [&'static str],
    /// What the specification does not say about it.
    pub(crate) rules: Rules,
    /// The type of its drafts.
    pub(crate) draft: String,
    /// The type of its resources.
    pub(crate) state: String,
    /// How references name it, such as `category`.
    pub(crate) type_id: String,
}

/// The rules of a kind that its types do not say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Sets what follows from the rest of a resource, after it was created and after each update. It is given the others.
    pub(crate) complete: fn(&mut Map<String, Value>, &Collection),
    /// Says whether a change is one that is not emulated.
    pub(crate) refuse: fn(Change<'_>, &Collection) -> Result<(), Refusal>,
}

/// A change that a rule is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<'a> {
    /// The resource of this id is deleted.
    Delete(&'a str),
    /// The resource of this id is changed by an action of this name.
    Action(&'a str, &'a str),
}

/// One kind a row. What is not here answers 501, so that nothing is made up for a resource whose rules nobody has written.
const KINDS: [(&str, &[&str], Rules); 2] = [
    (
        "/{projectKey}/categories",
        &["key", "slug"],
        rules::CATEGORIES,
    ),
    ("/{projectKey}/zones", &["key"], rules::ZONES),
];

/// The kinds by their paths.
pub(crate) fn kinds(contract: &Contract) -> HashMap<&'static str, Kind> {
    let kinds = KINDS.iter().filter_map(|(path, unique, rules)| {
        let resource = contract.resources.get(*path)?;
        let state = resource.updates.clone()?;
        let kind = Kind {
            path,
            unique,
            rules: *rules,
            draft: resource.creates.clone()?,
            type_id: type_id(contract, &state)?,
            state,
        };
        Some((*path, kind))
    });
    kinds.collect()
}

/// The tag of the references to a type: those that have it in `obj` when they are expanded.
fn type_id(contract: &Contract, state: &str) -> Option<String> {
    let references = contract.kinds_of("Reference")?;
    let is_to = |name: &str| {
        let fields = contract.fields(contract.definition(name)?)?;
        match contract.resolve(&fields.get("obj")?.of) {
            Resolved::Type(Some(name), _) => Some(name == state),
            _ => None,
        }
    };
    let mut references = references.iter();
    let found = references.find(|(_, name)| is_to(name) == Some(true));
    found.map(|(tag, _)| tag.clone())
}
