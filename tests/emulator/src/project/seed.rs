//! Initial resources.

use std::collections::HashMap;

use serde_json::Value;

use super::{Call, Caller, Parameters, Project};
use crate::check;
use crate::contract::{Operation, Route, Use};
use crate::extension::Extending;
use crate::refusal::{Problem, Refusal};
use crate::suggestion::near;

/// A draft that is not created yet.
struct Seed<'a> {
    /// Its place among the drafts, such as `zones[1]`.
    place: String,
    operation: &'static Operation,
    draft: &'a Value,
}

impl Project {
    /// Creates resources from drafts, as the API would. `seeds` has a member for each kind, such as `categories`, with a
    /// list of drafts; the order of references does not matter. Returns the number of created resources; those created
    /// before an error are kept.
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
                    // The referenced draft may come later.
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
            let operation = operation.filter(|of| takes_draft(of));
            let operation = operation.ok_or_else(|| malformed(self.no_kind(kind)))?;
            let operation = Some(operation).filter(|of| self.kinds.target(of).is_some());
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

    /// The error for an unknown kind, with the kind that was probably meant.
    fn no_kind(&self, kind: &str) -> String {
        let operations = self.contract.routes.operations().into_iter();
        let created = operations.filter(|of| of.method == "POST" && takes_draft(of));
        let emulated = created.filter(|of| self.kinds.target(of).is_some());
        let kinds = emulated.filter_map(|of| of.path.strip_prefix("/{projectKey}/"));
        let mut kinds: Vec<&str> = kinds.filter(|kind| !kind.contains('/')).collect();
        kinds.sort_unstable();
        let message = format!("There is no kind of resource '{kind}' to create.");
        match near(kind, &kinds) {
            Some(meant) => format!("{message} Did you mean '{meant}'?"),
            None => format!("{message} There are: {}.", kinds.join(", ")),
        }
    }

    /// Creates a resource from a draft. An unknown field of the draft is an error, unlike in requests.
    fn sow(&mut self, seed: &Seed<'_>) -> Result<(), Refusal> {
        let body = seed.operation.body.as_ref();
        let unknown = body.map(|of| check::unknown_fields(self.contract, seed.draft, of));
        if let Some(unknown) = unknown.filter(|unknown| !unknown.is_empty()) {
            return Err(Refusal::of_all(unknown));
        }
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

/// Whether an operation creates a resource, unlike a query or a sign-in by `POST`.
fn takes_draft(operation: &Operation) -> bool {
    matches!(&operation.body, Some(Use::Named(name)) if name.ends_with("Draft"))
}
