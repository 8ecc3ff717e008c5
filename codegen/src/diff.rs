//! The changes between two versions of a specification, for the users of the generated Rust.
//!
//! The generated Rust is compared (`rust`), so that no rule of an emitter is implemented a second time. Information that it
//! does not contain is taken from the plan (`limits`): ranges of sent values, defaults, statuses and headers of responses.

mod changelog;
mod compare;
mod facts;
mod features;
mod fold;
mod item;
mod limits;
mod render;
mod rust;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use heck::ToKebabCase;
use serde::Serialize;

use crate::{
    emit,
    plan::{Features, Plan, domains},
};

pub use self::{
    changelog::with_changes,
    compare::compare,
    render::{NamedChanges, json, markdown, text},
};

use self::item::Item;

/// The guarantees of the Rust of one API for its users.
#[derive(Clone, Debug, Default)]
pub struct PublicApi {
    /// The public items by key: the path, followed by the member.
    items: BTreeMap<String, Item>,
    /// The features, each with all features that it turns on, including itself.
    features: BTreeMap<String, BTreeSet<String>>,
    /// The default features.
    default: BTreeSet<String>,
}

impl PublicApi {
    /// The items of a plan.
    ///
    /// # Errors
    ///
    /// When the generated Rust does not parse, which is a bug of the generator.
    pub fn of(plan: &Plan<'_>) -> Result<Self, String> {
        let mut sources = Vec::new();
        emit::emit(plan, &mut |source| sources.push(source));
        let mut items = rust::items(&sources, &emit::folder(plan), &|place| domain(plan, place))?;
        limits::add(plan, &mut items);
        Ok(Self {
            items,
            features: closures(&plan.features),
            default: plan.features.default.iter().cloned().collect(),
        })
    }
}

/// Each feature with all features that it turns on, directly or indirectly.
fn closures(features: &Features) -> BTreeMap<String, BTreeSet<String>> {
    let closure = |name: &String| {
        let mut found = BTreeSet::new();
        let mut open = vec![name.clone()];
        while let Some(next) = open.pop() {
            let needed = features.all.get(&next).into_iter().flatten();
            if found.insert(next.clone()) {
                open.extend(needed.cloned());
            }
        }
        (name.clone(), found)
    };
    features.all.keys().map(closure).collect()
}

/// The domain of the content of a module: that of its path, or of its package.
fn domain(plan: &Plan<'_>, place: &[&str]) -> Option<String> {
    match place {
        ["requests", module, ..] => {
            let mut modules = plan.requests.iter();
            let module = modules.find(|known| known.path.first().is_some_and(|of| of == module))?;
            let of_path = module.resources.first().copied();
            let mut domains = plan.domains.iter();
            let of = domains.find(|domain| {
                let mut resources = domain.resources(plan.api).into_iter();
                resources.any(|resource| of_path.is_some_and(|of| std::ptr::eq(of, resource)))
            });
            Some(of.map_or_else(|| module.feature.clone(), |domain| domain.name.clone()))
        }
        ["predicates", "operations", module] => {
            let mut modules = plan.requests.iter();
            let module = modules.find(|known| known.path.join("_") == **module)?;
            domain(plan, &["requests", module.path.first()?])
        }
        ["models", package, ..] | ["predicates", "fields", package] => {
            let mut modules = plan.modules.iter();
            let module = modules.find(|known| known.package_module() == **package)?;
            let package = Some(module.package.as_str());
            let of = domains::of_package(package, &plan.domains);
            Some(of.unwrap_or_else(|| domains::package_name(package).to_kebab_case()))
        }
        _ => None,
    }
}

/// A change, as users of the Rust see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The domain.
    pub domain: String,
    /// The severity for users.
    pub severity: Severity,
    /// What happened.
    pub action: Action,
    /// The kind of the item: a `type`, a `field`, a `method`, a `feature`.
    pub what: &'static str,
    /// Its name: `Cart.line_items`.
    pub item: String,
    /// The changed property, if it is not the Rust code: its scopes, its minimum length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The old value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// The new value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// An explanation, if it is not obvious.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The severity of a change for users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Only documentation changes.
    Documentation,
    /// There are new items, or the compiler warns; existing code still compiles and does the same.
    Additive,
    /// A program that uses it does not compile any more, or an exchange that worked before fails.
    Breaking,
}

impl Severity {
    /// All severities, the most severe first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Additive, Self::Documentation];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

/// The change of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is new.
    Added,
    /// It was removed.
    Removed,
    /// It was changed.
    Changed,
    /// It was deprecated.
    Deprecated,
}

/// The most severe severity of some changes.
pub fn severity(changes: &[Change]) -> Option<Severity> {
    changes.iter().map(|change| change.severity).max()
}
