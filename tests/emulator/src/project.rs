//! A project: its resources, and what is done with them.

mod create;
mod query;
mod update;

use std::collections::HashMap;

use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::build::unresolved;
use crate::check;
use crate::contract::{Contract, Operation, Route};
use crate::kind::{Change, Kind, Resources, kinds};
use crate::refusal::{Problem, Refusal};

/// What a project holds. One call changes it as a whole or not at all.
pub(crate) struct Project {
    contract: &'static Contract,
    kinds: HashMap<&'static str, Kind>,
    resources: HashMap<&'static str, Resources>,
}

/// What the API is asked for.
pub(crate) struct Call<'a> {
    pub(crate) route: Route<'a>,
    pub(crate) query: Query,
    pub(crate) body: &'a [u8],
}

impl Project {
    /// An empty one.
    pub(crate) fn new(contract: &'static Contract) -> Self {
        Self {
            contract,
            kinds: kinds(contract),
            resources: HashMap::new(),
        }
    }

    /// Does what is asked for, and gives the body of the answer, which has none where only its status matters.
    pub(crate) fn call(&mut self, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
        let operation = call.route.operation;
        let (collection, by) = split(&operation.path);
        let Some(kind) = self.kinds.get(collection) else {
            return Err(not_emulated(operation));
        };
        let path = kind.path;
        call.query.check(operation)?;
        let method = operation.method.as_str();
        match (method, by) {
            ("GET", None) => self.query(path, &call.query).map(Some),
            ("HEAD", None) => {
                call.query.refuse("where")?;
                match self.resources.get(path).is_some_and(|all| !all.is_empty()) {
                    true => Ok(None),
                    false => Err(Refusal::not_found("No resource was found.")),
                }
            }
            ("POST", None) => {
                let draft = self.body(operation, call.body)?;
                self.create(path, &draft).map(Some)
            }
            (method, Some(by)) => {
                let id = self.id(path, by, &call.route)?;
                match method {
                    "HEAD" => Ok(None),
                    "GET" => self
                        .resource(path, &id)
                        .map(|of| Some(Value::Object(of.clone()))),
                    "POST" => {
                        let update = self.body(operation, call.body)?;
                        self.update(path, &id, &update).map(Some)
                    }
                    "DELETE" => self.delete(path, &id, &call.query).map(Some),
                    _ => Err(not_emulated(operation)),
                }
            }
            _ => Err(not_emulated(operation)),
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

    /// The id of the resource that a path names.
    fn id(&self, path: &str, by: By, route: &Route<'_>) -> Result<String, Refusal> {
        let parameter = match by {
            By::Id => "ID",
            By::Key => "key",
        };
        let wanted = route.parameters.get(parameter).map_or("", String::as_str);
        let all = self.resources.get(path);
        let found = match by {
            By::Id => all.filter(|all| all.contains_key(wanted)).map(|_| wanted),
            By::Key => all.and_then(|all| by_key(all, wanted)),
        };
        let by = match by {
            By::Id => "ID",
            By::Key => "key",
        };
        let message = || format!("The Resource with {by} '{wanted}' was not found.");
        found
            .map(str::to_owned)
            .ok_or_else(|| Refusal::not_found(message()))
    }

    fn resource(&self, path: &str, id: &str) -> Result<&Map<String, Value>, Refusal> {
        let found = self.resources.get(path).and_then(|all| all.get(id));
        found.ok_or_else(|| {
            Refusal::not_found(format!("The Resource with ID '{id}' was not found."))
        })
    }

    /// The id of a resource that a draft names.
    fn find(&self, type_id: &str, identifier: &Value) -> Result<String, Refusal> {
        let mut kinds = self.kinds.values();
        let Some(kind) = kinds.find(|kind| kind.type_id == type_id) else {
            let what = format!("references to resources of type {type_id}");
            return Err(Refusal::not_emulated(&what));
        };
        let member = |name: &str| identifier.get(name).and_then(Value::as_str);
        let all = self.resources.get(kind.path);
        let found = all.and_then(|all| match (member("id"), member("key")) {
            (Some(id), _) => all.contains_key(id).then_some(id),
            (None, Some(key)) => by_key(all, key),
            (None, None) => None,
        });
        found
            .map(str::to_owned)
            .ok_or_else(|| unresolved(type_id, identifier))
    }

    /// Fails where another resource has one of the values that must be unique.
    fn check_unique(
        &self,
        kind: &Kind,
        id: Option<&str>,
        of: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        let others = self.resources.get(kind.path).into_iter().flatten();
        let others: Vec<_> = others
            .filter(|(other, _)| Some(other.as_str()) != id)
            .collect();
        let mut problems = Vec::new();
        for field in kind.unique {
            let values: Vec<(String, &Value)> = match of.get(*field) {
                Some(Value::Object(by_locale)) => by_locale
                    .iter()
                    .map(|(locale, value)| (format!("/{field}/{locale}"), value))
                    .collect(),
                Some(value) => vec![(format!("/{field}"), value)],
                None => Vec::new(),
            };
            for (place, value) in values {
                let mut others = others.iter();
                let is_taken = others.any(|(_, other)| {
                    let other = other.get(*field);
                    let rest = place
                        .strip_prefix('/')
                        .and_then(|place| place.strip_prefix(field));
                    other.and_then(|other| other.pointer(rest.unwrap_or_default())) == Some(value)
                });
                if is_taken {
                    let field = place.trim_start_matches('/').replace('/', ".");
                    problems.push(Problem::duplicate(&field, value));
                }
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Refusal::of_all(problems)),
        }
    }

    fn delete(&mut self, path: &'static str, id: &str, query: &Query) -> Result<Value, Refusal> {
        let expected = query.whole("version")?.unwrap_or_default();
        check_version(self.resource(path, id)?, id, expected)?;
        let (Some(kind), Some(all)) = (self.kinds.get(path), self.resources.get_mut(path)) else {
            return Err(Refusal::not_emulated(path));
        };
        (kind.rules.refuse)(Change::Delete(id), all)?;
        Ok(Value::Object(all.remove(id).unwrap_or_default()))
    }
}

/// The parameters of a query.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the part of a URL behind the question mark.
    pub(crate) fn read(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first value of a parameter.
    fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// All values of a parameter.
    fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        let found = self.0.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A whole number; `None` where the parameter is not there.
    fn whole(&self, name: &str) -> Result<Option<u64>, Refusal> {
        let value = self.get(name).map(str::parse).transpose();
        value.map_err(|_| Refusal::parameter(name, "a whole number is expected"))
    }

    /// Fails where a parameter is missing or out of its range, and where it is one that is not emulated.
    fn check(&self, operation: &Operation) -> Result<(), Refusal> {
        self.refuse("expand")?;
        for parameter in &operation.query {
            let Some(name) = &parameter.name else {
                continue;
            };
            if parameter.required && self.get(name).is_none() {
                return Err(Refusal::parameter(name, "it is required"));
            }
            if let Some(value) = self.get(name)
                && let Some(why) = check::number_problem(value.parse().ok(), &parameter.facets)
            {
                return Err(Refusal::parameter(name, &why));
            }
        }
        Ok(())
    }

    fn refuse(&self, name: &str) -> Result<(), Refusal> {
        match self.get(name) {
            Some(_) => Err(Refusal::not_emulated(&format!(
                "the query parameter {name} yet"
            ))),
            None => Ok(()),
        }
    }
}

/// What a path names a resource by.
#[derive(Clone, Copy)]
enum By {
    Id,
    Key,
}

/// The path of the collection, and what stands behind it.
fn split(path: &str) -> (&str, Option<By>) {
    match (path.strip_suffix("/{ID}"), path.strip_suffix("/key={key}")) {
        (Some(collection), _) => (collection, Some(By::Id)),
        (_, Some(collection)) => (collection, Some(By::Key)),
        _ => (path, None),
    }
}

fn by_key<'a>(all: &'a Resources, key: &str) -> Option<&'a str> {
    let mut all = all.iter();
    let has_key = |of: &Map<String, Value>| of.get("key").and_then(Value::as_str) == Some(key);
    all.find(|(_, of)| has_key(of)).map(|(id, _)| id.as_str())
}

fn check_version(of: &Map<String, Value>, id: &str, expected: u64) -> Result<(), Refusal> {
    let actual = of
        .get("version")
        .and_then(Value::as_u64)
        .unwrap_or_default();
    match actual == expected {
        true => Ok(()),
        false => Err(Refusal::conflict(id, expected, actual)),
    }
}

fn not_emulated(operation: &Operation) -> Refusal {
    Refusal::not_emulated(&format!("{} {}", operation.method, operation.path))
}

/// The time as the platform writes it, to the millisecond.
fn now() -> Value {
    format!("{:.3}", jiff::Timestamp::now()).into()
}
