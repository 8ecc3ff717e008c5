//! What is to be emitted: for every type its Rust form, its direction, its feature gate; for every field its box.
//!
//! Everything here is computed from the [`crate::model`]; nothing knows Rust syntax yet.

pub mod cycles;
pub mod domains;
pub mod form;
pub mod querying;
pub mod reach;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::Api;

pub use self::{
    domains::{Domain, Gate},
    form::{Form, Variant},
    querying::{Asked, Expanded, Querying},
    reach::Direction,
};

/// The plan of one API.
pub struct Plan<'a> {
    /// The API: lifted, with its facts.
    pub api: &'a Api,
    /// The Rust form of every type.
    pub forms: HashMap<&'a str, Form<'a>>,
    /// The direction of every type.
    pub directions: HashMap<&'a str, Direction>,
    /// The feature gate of every type that is emitted.
    pub gates: HashMap<&'a str, Gate>,
    /// The fields that are boxed, by type and name.
    pub boxed: HashSet<(&'a str, &'a str)>,
    /// The domains: the parts of the API that a feature switches on.
    pub domains: Vec<Domain<'a>>,
    /// The names of all features.
    pub features: BTreeSet<String>,
    /// What can be asked of the results of queries.
    pub querying: Querying<'a>,
}

impl<'a> Plan<'a> {
    /// Plans an API.
    pub fn new(api: &'a Api) -> Self {
        let forms = form::all(api);
        let directions = reach::directions(api, &forms);
        let domains = domains::all(api);
        let gates = domains::gates(api, &forms, &directions, &domains);
        let features = domains
            .iter()
            .map(|domain| domain.name.clone())
            .chain(
                gates
                    .values()
                    .flat_map(|gate| gate.features().map(str::to_owned)),
            )
            .collect();
        let boxed = cycles::boxed(api, &forms);
        let mut plan = Self {
            api,
            forms,
            directions,
            gates,
            boxed,
            domains,
            features,
            querying: Querying::default(),
        };
        plan.querying = Querying::of(&plan);
        plan
    }

    /// The form of a type; a name that is not in the API has none.
    pub fn form(&self, name: &str) -> Option<&Form<'a>> {
        self.forms.get(name)
    }

    /// The direction of a type.
    pub fn direction(&self, name: &str) -> Direction {
        self.directions.get(name).copied().unwrap_or_default()
    }

    /// The gate of a type.
    pub fn gate(&self, name: &str) -> &Gate {
        self.gates.get(name).unwrap_or(&Gate::Always)
    }
}
