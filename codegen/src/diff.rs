//! What changed between two versions of a specification, for those who use the Rust that is emitted for it.
//!
//! The Rust is compared as it is emitted (`rust`), so that no rule of an emitter is told a second time here. What it does
//! not show is taken from the plan (`limits`): the ranges of what is sent, defaults, the statuses and headers of answers.

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

/// What users of the Rust of one API can rely on.
#[derive(Clone, Debug, Default)]
pub struct PublicApi {
    /// The public items by their keys: the path, behind it the member.
    items: BTreeMap<String, Item>,
    /// The features, each with all that it switches on, itself included.
    features: BTreeMap<String, BTreeSet<String>>,
    /// The features that are switched on by default.
    default: BTreeSet<String>,
}

impl PublicApi {
    /// What is emitted for a plan.
    ///
    /// # Errors
    ///
    /// The emitted Rust does not parse, which is a mistake of the generator.
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

/// Each feature with all that it switches on, directly or not.
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

/// The domain of what stands in a module: that of its path, or the one that its package is named after.
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
    /// What it means for users.
    pub severity: Severity,
    /// What happened.
    pub action: Action,
    /// What it happened to: a `type`, a `field`, a `method`, a `feature`.
    pub what: &'static str,
    /// Its name: `Cart.line_items`.
    pub item: String,
    /// What of it changed, if that is not its Rust: its scopes, its least length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// What that means, where it does not go without saying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a change means for users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing but what is documented changes.
    Documentation,
    /// There is more than before, or the compiler warns; what there was still compiles and does the same.
    Additive,
    /// A program that uses it does not compile any more, or an exchange that worked does not work any more.
    Breaking,
}

impl Severity {
    /// All of them, the gravest first.
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

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It is other than it was.
    Changed,
    /// Callers should move away from it.
    Deprecated,
}

/// The gravest severity of some changes.
pub fn severity(changes: &[Change]) -> Option<Severity> {
    changes.iter().map(|change| change.severity).max()
}
