//! Resources that are there from the beginning.

use std::collections::HashMap;

use serde_json::Value;

use super::{Call, Caller, Parameters, Project};
use crate::contract::{Operation, Route};
use crate::extension::Extending;
use crate::refusal::{Problem, Refusal};

/// A draft that is not created yet.
struct Seed<'a> {
    /// Its place among the drafts, such as `zones[1]`.
    place: String,
    operation: &'static Operation,
    draft: &'a Value,
}

impl Project {
    /// Creates resources of drafts, as the API would. `seeds` has a member for each kind, such as `categories`, with a list of
    /// drafts; in which order they refer to each other does not matter. Gives how many were made; what was made before a
    /// refusal stays.
    pub(crate) fn seed(&mut self, seeds: &Value) -> Result<usize, Refusal> {
        self.extending = Extending::Off;
        let mut waiting = self.seeds(seeds)?;
        let mut made = 0;
        while !waiting.is_empty() {
            let before = made;
            let mut later = Vec::new();
            let mut missing = None;
            for seed in waiting {
                match self.sow(&seed) {
                    Ok(()) => made += 1,
                    // What it refers to may be among those behind it.
                    Err(refusal) if refusal.is("ReferencedResourceNotFound") => {
                        missing.get_or_insert(refusal.at(&seed.place));
                        later.push(seed);
                    }
                    Err(refusal) => return Err(refusal.at(&seed.place)),
                }
            }
            match missing {
                Some(missing) if made == before => return Err(missing),
                _ => waiting = later,
            }
        }
        Ok(made)
    }

    fn seeds<'a>(&self, seeds: &'a Value) -> Result<Vec<Seed<'a>>, Refusal> {
        let malformed = |message: String| {
            let problem = Problem::new("InvalidInput", message);
            Refusal::bad_request(problem)
        };
        let kinds = seeds.as_object();
        let kinds = kinds.ok_or_else(|| malformed("An object of lists is expected.".to_owned()))?;
        let mut read = Vec::new();
        for (kind, drafts) in kinds {
            let path = format!("/{{projectKey}}/{kind}");
            let operation = self.contract.operation("POST", &path);
            let operation = operation.filter(|of| self.kinds.target(of).is_some());
            let operation = operation.ok_or_else(|| Refusal::not_emulated(&path))?;
            let drafts = drafts.as_array();
            let drafts =
                drafts.ok_or_else(|| malformed(format!("{kind} is no list of drafts.")))?;
            read.extend(drafts.iter().enumerate().map(|(place, draft)| Seed {
                place: format!("{kind}[{place}]"),
                operation,
                draft,
            }));
        }
        Ok(read)
    }

    fn sow(&mut self, seed: &Seed<'_>) -> Result<(), Refusal> {
        let body = seed.draft.to_string();
        let call = Call {
            route: Route {
                operation: seed.operation,
                parameters: HashMap::new(),
            },
            parameters: Parameters::default(),
            host: "",
            content_type: None,
            body: body.as_bytes(),
            caller: Caller::default(),
        };
        self.call(&call).map(drop)
    }
}
