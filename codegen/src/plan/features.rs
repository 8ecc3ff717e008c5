//! The Cargo features of an API.

use std::collections::{BTreeMap, BTreeSet};

use super::{Domain, Module, RequestModule, Settings};

/// The Cargo features of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// All features, each with those that it turns on.
    pub all: BTreeMap<String, BTreeSet<String>>,
    /// The features that are on by default.
    pub default: Vec<String>,
}

impl Features {
    /// The features of the domains, and those of the parts that have their own.
    pub fn of(
        settings: &Settings,
        domains: &[Domain<'_>],
        modules: &[Module<'_>],
        requests: &[RequestModule<'_>],
    ) -> Self {
        if let Some(module) = &settings.module {
            return Self {
                all: [(module.feature.clone(), BTreeSet::new())].into(),
                default: Vec::new(),
            };
        }
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for domain in domains {
            all.entry(domain.name.clone()).or_default();
        }
        for feature in modules.iter().flat_map(|module| module.gate.features()) {
            all.entry(feature.to_owned()).or_default();
        }
        for module in requests {
            // The requests of a part that stand below those of another feature are reached through these.
            let above = requests.iter().find(|other| {
                module.path.len() > 1
                    && module.path.starts_with(&other.path)
                    && other.path.len() == 1
            });
            let needed = above.map(|above| above.feature.clone());
            let needs = all.entry(module.feature.clone()).or_default();
            needs.extend(needed.filter(|needed| *needed != module.feature));
        }
        let default = settings.default_domains.iter();
        let default: Vec<String> = match settings.default_domains.is_empty() {
            true => all.keys().cloned().collect(),
            false => default
                .filter(|name| all.contains_key(*name))
                .cloned()
                .collect(),
        };
        Self { all, default }
    }
}
