//! A project: its resources, and what is done with them.

mod create;
mod parameters;
mod query;
mod update;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::build::unresolved;
use crate::check;
use crate::collection::Collection;
use crate::contract::{Contract, Operation, Route};
use crate::kind::{Change, Kind, kinds};
use crate::refusal::{Problem, Refusal};
use crate::uniform::{By, Uniform};

pub(crate) use parameters::Parameters;

/// What a project holds. One call changes it as a whole or not at all.
pub(crate) struct Project {
    contract: &'static Contract,
    /// By their paths.
    kinds: HashMap<&'static str, Kind>,
    resources: HashMap<&'static str, Collection>,
    /// Stands for the resources of a kind that has none.
    nothing: Collection,
}

/// What the API is asked for.
pub(crate) struct Call<'a> {
    pub(crate) route: Route<'a>,
    pub(crate) parameters: Parameters,
    pub(crate) body: &'a [u8],
}

impl Project {
    /// An empty one.
    pub(crate) fn new(contract: &'static Contract) -> Self {
        Self {
            contract,
            kinds: kinds(contract),
            resources: HashMap::new(),
            nothing: Collection::default(),
        }
    }

    /// Does what is asked for, and gives the body of the answer, which has none where only its status matters.
    pub(crate) fn call(&mut self, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
        let operation = call.route.operation;
        let found = Uniform::of(operation)
            .and_then(|(path, what)| Some((self.kinds.get(path)?.path, what)));
        let Some((path, what)) = found else {
            let what = format!("{} {}", operation.method, operation.path);
            return Err(Refusal::not_emulated(&what));
        };
        call.parameters.check(operation)?;
        match what {
            Uniform::Query => self.query(path, &call.parameters).map(Some),
            Uniform::Exists => match self.all(path).is_empty() {
                true => Err(Refusal::not_found("No resource was found.")),
                false => Ok(None),
            },
            Uniform::Create => {
                let draft = self.body(operation, call.body)?;
                self.create(path, &draft).map(Some)
            }
            Uniform::Read(by) => {
                let id = self.id(path, by, &call.route)?;
                let resource = self.resource(path, &id)?.clone();
                Ok(Some(Value::Object(resource)))
            }
            Uniform::IsThere(by) => self.id(path, by, &call.route).map(|_| None),
            Uniform::Update(by) => {
                let id = self.id(path, by, &call.route)?;
                let update = self.body(operation, call.body)?;
                self.update(path, &id, &update).map(Some)
            }
            Uniform::Delete(by) => {
                let id = self.id(path, by, &call.route)?;
                self.delete(path, &id, &call.parameters).map(Some)
            }
        }
    }

    /// The body of a request, once it is what the operation takes.
    fn body(&self, operation: &Operation, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
        let body: Value = serde_json::from_slice(body)
            .map_err(|error| Refusal::bad_request(Problem::json(error.to_string())))?;
        if let Some(of) = &operation.body {
            let problems = check::problems(self.contract, &body, of);
            if !problems.is_empty() {
                return Err(Refusal::of_all(problems));
            }
        }
        match body {
            Value::Object(body) => Ok(body),
            _ => Err(Refusal::bad_request(Problem::json("JSON object expected"))),
        }
    }

    fn all(&self, path: &str) -> &Collection {
        self.resources.get(path).unwrap_or(&self.nothing)
    }

    fn kind(&self, path: &str) -> Result<&Kind, Refusal> {
        let kind = self.kinds.get(path);
        kind.ok_or_else(|| Refusal::not_emulated(path))
    }

    /// The id of the resource that a path names.
    fn id(&self, path: &str, by: By, route: &Route<'_>) -> Result<String, Refusal> {
        let parameter = |name: &str| route.parameters.get(name).map_or("", String::as_str);
        let all = self.all(path);
        let (found, by, wanted) = match by {
            By::Id => {
                let id = parameter("ID");
                (all.get(id).map(|_| id), "ID", id)
            }
            By::Key => {
                let key = parameter("key");
                (all.id_of_key(key), "key", key)
            }
        };
        let message = || format!("The Resource with {by} '{wanted}' was not found.");
        let found = found.map(str::to_owned);
        found.ok_or_else(|| Refusal::not_found(message()))
    }

    fn resource(&self, path: &str, id: &str) -> Result<&Map<String, Value>, Refusal> {
        let message = || format!("The Resource with ID '{id}' was not found.");
        let found = self.all(path).get(id);
        found.ok_or_else(|| Refusal::not_found(message()))
    }

    /// The id of a resource that a draft names.
    fn find(&self, type_id: &str, identifier: &Value) -> Result<String, Refusal> {
        let mut kinds = self.kinds.values();
        let Some(kind) = kinds.find(|kind| kind.type_id == type_id) else {
            let what = format!("references to resources of type {type_id}");
            return Err(Refusal::not_emulated(&what));
        };
        let member = |name: &str| identifier.get(name).and_then(Value::as_str);
        let all = self.all(kind.path);
        let found = match (member("id"), member("key")) {
            (Some(id), _) => all.get(id).map(|_| id),
            (None, Some(key)) => all.id_of_key(key),
            (None, None) => None,
        };
        let found = found.map(str::to_owned);
        found.ok_or_else(|| unresolved(type_id, identifier))
    }

    /// Fails where another resource has one of the values that must be unique.
    fn check_unique(&self, kind: &Kind, id: &str, of: &Map<String, Value>) -> Result<(), Refusal> {
        let conflicts = self.all(kind.path).conflicts(kind.unique, id, of);
        let problems = conflicts.iter();
        let problems = problems.map(|(field, value)| Problem::duplicate(field, value));
        match conflicts.is_empty() {
            true => Ok(()),
            false => Err(Refusal::of_all(problems.collect())),
        }
    }

    fn delete(
        &mut self,
        path: &'static str,
        id: &str,
        parameters: &Parameters,
    ) -> Result<Value, Refusal> {
        let expected = parameters.whole("version")?.unwrap_or_default();
        check_version(self.resource(path, id)?, id, expected)?;
        let kind = self.kind(path)?;
        (kind.rules.refuse)(Change::Delete(id), self.all(path))?;
        let unique = kind.unique;
        let all = self.resources.entry(path).or_default();
        Ok(Value::Object(all.remove(unique, id).unwrap_or_default()))
    }
}

fn check_version(of: &Map<String, Value>, id: &str, expected: i64) -> Result<(), Refusal> {
    let actual = version(of).unwrap_or_default();
    match actual == expected {
        true => Ok(()),
        false => Err(Refusal::conflict(id, expected, actual)),
    }
}

/// The version in a resource or an update, where JSON may also write it as `5.0`.
fn version(of: &Map<String, Value>) -> Option<i64> {
    let version = of.get("version")?;
    // It has been checked that the number is whole and fits.
    let written_otherwise = || version.as_f64().map(|version| version as i64);
    version.as_i64().or_else(written_otherwise)
}

/// The time as the platform writes it, to the millisecond.
fn now() -> Value {
    format!("{:.3}", jiff::Timestamp::now()).into()
}
