//! A project: its resources and operations.

mod action;
mod create;
mod custom;
mod delete;
mod edit;
mod expand;
mod extend;
mod parameters;
mod query;
mod seed;
mod seen;
mod take_over;
mod tell;
mod update;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use axum::http::HeaderMap;
use ctp_auth::SecretString;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::authorization::{Authorization, Grant};
use crate::build::{Build, Find, Found, unresolved};
use crate::check;
use crate::clock::Clock;
use crate::collection::Collection;
use crate::contract::{Contract, Operation, Route, Use};
use crate::extension::{Answered, Asked, Extending};
use crate::identifier;
use crate::image::Images;
use crate::kind::{Kinds, Object, Target};
use crate::kinds::business_units::rights::{self, Deed};
use crate::kinds::customers::{self, CustomerTokens};
use crate::kinds::extensions::Extensions;
use crate::kinds::negotiation;
use crate::kinds::orders;
use crate::kinds::product_tailoring;
use crate::kinds::project_settings;
use crate::kinds::recurring_orders;
use crate::kinds::states;
use crate::object::{given, text, whole};
use crate::refusal::{Problem, Refusal};
use crate::subscription::WAITING;
use crate::uniform::{By, Uniform};
use crate::utc;

pub(crate) use parameters::Parameters;
pub(crate) use query::page;
pub(crate) use seen::{Caller, Seen};
pub(crate) use update::Change;

/// The data of a project. A request changes it completely or not at all.
pub(crate) struct Project {
    pub(crate) contract: &'static Contract,
    pub(crate) kinds: &'static Kinds,
    pub(crate) clock: Arc<Clock>,
    pub(crate) authorization: Authorization,
    /// The passwords of customers by their ids.
    pub(crate) passwords: HashMap<String, SecretString>,
    /// The tokens that were made to verify their email addresses and to reset their passwords.
    pub(crate) customer_tokens: CustomerTokens,
    /// The images that were uploaded.
    pub(crate) images: Images,
    /// Data about API extensions, in addition to the resources.
    pub(crate) extensions: Extensions,
    /// The state of the current request with respect to extensions.
    extending: Extending,
    /// The receivers of each written message.
    pub(crate) subscribers: broadcast::Sender<Value>,
    /// The ids of the messages, the oldest first.
    message_ids: VecDeque<String>,
    /// The number of messages about a resource, by its id.
    message_numbers: HashMap<String, u64>,
    /// By the paths of their kinds.
    resources: HashMap<&'static str, Collection>,
    /// Used for a kind without resources.
    nothing: Collection,
}

/// A request to the API.
#[derive(Clone)]
pub(crate) struct Call<'a> {
    pub(crate) route: Route<'a>,
    pub(crate) parameters: Parameters,
    /// The requested host and port, such as `127.0.0.1:45678`.
    pub(crate) host: &'a str,
    /// The value of `Content-Type`.
    pub(crate) content_type: Option<&'a str>,
    pub(crate) body: &'a [u8],
    pub(crate) caller: Caller,
}

/// The outcome of a request.
pub(crate) enum Attempt {
    /// It was executed; this is the response body.
    Done(Option<Value>),
    /// It was not executed: API extensions must be called before.
    Asked(Asked),
}

impl Project {
    /// An empty project.
    pub(crate) fn new(
        contract: &'static Contract,
        clock: Arc<Clock>,
        authorization: Authorization,
    ) -> Self {
        let mut project = Self {
            contract,
            kinds: Kinds::platform(contract),
            clock,
            authorization,
            passwords: HashMap::new(),
            customer_tokens: CustomerTokens::default(),
            images: Images::default(),
            extensions: Extensions::default(),
            extending: Extending::default(),
            subscribers: broadcast::Sender::new(WAITING),
            message_ids: VecDeque::new(),
            message_numbers: HashMap::new(),
            resources: HashMap::new(),
            nothing: Collection::default(),
        };
        states::begin(&mut project);
        project_settings::begin(&mut project);
        project
    }

    /// Issues a token.
    pub(crate) fn token(
        &mut self,
        grant: Grant<'_>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Value, Refusal> {
        // The customer is looked up before, because a token changes the authorization service.
        let customer_id = match grant {
            Grant::Customer(store) => {
                let credentials = Authorization::credentials(body);
                credentials.and_then(|(email, password)| {
                    customers::sign_in(self, &email, &password, store)
                })
            }
            Grant::Client | Grant::Anonymous => None,
        };
        self.authorization.token(grant, headers, body, customer_id)
    }

    /// Executes a request, unless API extensions must be called before; `answered` are their responses.
    pub(crate) fn attempt(
        &mut self,
        call: &Call<'_>,
        answered: Option<Answered>,
    ) -> Result<Attempt, Refusal> {
        recurring_orders::produce(self);
        self.extending = answered.map_or(Extending::On, Extending::Answered);
        let answer = self.call(call);
        match std::mem::take(&mut self.extending) {
            Extending::Asked(asked) => Ok(Attempt::Asked(asked)),
            _ => answer.map(Attempt::Done),
        }
    }

    /// Executes a request and returns the response body, which is empty if only the status matters.
    pub(crate) fn call(&mut self, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
        let operation = call.route.operation;
        // The response is expanded after the change was stored.
        if let (true, Some(Use::Named(state))) = (operation.method != "GET", &operation.answer) {
            self.check_expand(call.parameters.all("expand"), state)?;
        }
        // HEAD only asks whether the resource exists.
        if let (true, Some(key)) = (operation.method != "HEAD", &call.caller.store) {
            self.find("store", &json!({"typeId": "store", "key": key}))?;
        }
        match self.kinds.target(operation) {
            Some(Target::ByHand(handler)) => handler(self, call),
            Some(Target::Uniform(kind, view, what)) => {
                let caller = &call.caller;
                self.uniform(Seen { kind, view, caller }, &what, call)
            }
            None => {
                let what = format!("{} {}", operation.method, operation.path);
                Err(Refusal::not_emulated(&what))
            }
        }
    }

    /// Increases the version of the resource of a request, as if somebody else had changed it.
    pub(crate) fn outrun(&mut self, call: &Call<'_>) {
        let Some((kind, old)) = self.about(call).map(|(seen, old)| (seen.kind, old.clone())) else {
            return;
        };
        let mut resource = old.clone();
        let id = old.get("id").and_then(Value::as_str).unwrap_or_default();
        let next = version(&old).unwrap_or_default().saturating_add(1);
        resource.insert("version".to_owned(), next.into());
        self.all_mut(kind.row.path)
            .put(kind.row.unique, id, resource);
    }

    /// The resource that a call changes or deletes.
    fn about<'p, 'c>(&'p self, call: &'c Call<'_>) -> Option<(Seen<'c>, &'p Object)> {
        let operation = call.route.operation;
        let (path, what) = Uniform::of(&operation.method, &operation.path)?;
        let (Uniform::Update(by) | Uniform::Delete(by)) = what else {
            let cart = orders::cart_of(self, call);
            // `/me` has no other name.
            let customer = || customers::mine(self, call).filter(|_| operation.method != "GET");
            let tailoring = || product_tailoring::changed_in_store(self, call);
            let settings = || project_settings::named(self, call);
            let source = || negotiation::source(self, call);
            let found = cart.or_else(source).or_else(customer);
            return found.or_else(tailoring).or_else(settings);
        };
        let (kind, view) = self.kinds.seen_at(path).ok()?;
        let caller = &call.caller;
        let seen = Seen { kind, view, caller };
        let old = self.named(seen, &by, &call.route).ok()?;
        Some((seen, old))
    }

    /// Executes an operation of the uniform form and returns the response body.
    pub(crate) fn uniform(
        &mut self,
        seen: Seen<'_>,
        what: &Uniform,
        call: &Call<'_>,
    ) -> Result<Option<Value>, Refusal> {
        call.parameters.check_uniform(call.route.operation)?;
        seen.check()?;
        rights::check_path(self, seen)?;
        let body = self.done(seen, what, call)?;
        body.map(|body| self.expanded(body, call, &seen.kind.state))
            .transpose()
    }

    fn done(
        &mut self,
        seen: Seen<'_>,
        what: &Uniform,
        call: &Call<'_>,
    ) -> Result<Option<Value>, Refusal> {
        let operation = call.route.operation;
        match what {
            Uniform::Query => {
                let query = call.parameters.with_default_total(operation);
                self.query(seen, &query, &|_| true).map(Some)
            }
            Uniform::Exists => match self.matching(seen, &call.parameters)?.is_empty() {
                true => Err(Refusal::not_found("No resource was found.")),
                false => Ok(None),
            },
            Uniform::Create => {
                let draft = self.body(operation, call.body)?;
                let resource = self.create(seen, &draft)?;
                Ok(Some(Value::Object(resource)))
            }
            Uniform::Read(by) => {
                let resource = self.named(seen, by, &call.route)?;
                rights::check(self, seen, Deed::View, resource)?;
                Ok(Some(Value::Object(resource.clone())))
            }
            Uniform::IsThere(by) => {
                let resource = self.named(seen, by, &call.route);
                let resource = resource.map_err(|_| Refusal::not_found("It was not found."))?;
                rights::check(self, seen, Deed::View, resource)?;
                Ok(None)
            }
            Uniform::Update(by) => {
                let old = self.named(seen, by, &call.route)?.clone();
                rights::check(self, seen, Deed::Update, &old)?;
                let update = self.body(operation, call.body)?;
                let new = self.update(seen, &old, &update)?;
                Ok(Some(Value::Object(new)))
            }
            Uniform::Delete(by) => {
                let old = self.named(seen, by, &call.route)?.clone();
                rights::check(self, seen, Deed::Delete, &old)?;
                let expected = call.parameters.whole("version")?.unwrap_or_default();
                let removed = self.delete(seen, &old, expected)?;
                Ok(Some(Value::Object(removed)))
            }
        }
    }

    /// The body of a request, checked against the type of the operation.
    pub(crate) fn body(&self, operation: &Operation, body: &[u8]) -> Result<Object, Refusal> {
        let body: Value = serde_json::from_slice(body)
            .map_err(|error| Refusal::bad_request(Problem::json(error.to_string())))?;
        self.checked(body, operation.body.as_ref())
    }

    /// An object, checked against a type.
    pub(crate) fn checked(&self, mut body: Value, of: Option<&Use>) -> Result<Object, Refusal> {
        if let Some(of) = of {
            let problems = check::problems(self.contract, &body, of);
            if !problems.is_empty() {
                return Err(Refusal::of_all(problems));
            }
            utc::rewrite(self.contract, &mut body, of);
        }
        match body {
            Value::Object(body) => Ok(body),
            _ => Err(Refusal::bad_request(Problem::json("JSON object expected"))),
        }
    }

    /// The resources of a kind by its path, such as `/{projectKey}/carts`.
    pub(crate) fn all(&self, path: &str) -> &Collection {
        self.resources.get(path).unwrap_or(&self.nothing)
    }

    pub(crate) fn all_mut(&mut self, path: &'static str) -> &mut Collection {
        self.resources.entry(path).or_default()
    }

    /// The resource of a path, if it is visible there.
    pub(crate) fn named(
        &self,
        seen: Seen<'_>,
        by: &By,
        route: &Route<'_>,
    ) -> Result<&Object, Refusal> {
        let parameter = |name: &str| route.parameters.get(name).map_or("", String::as_str);
        let all = self.all(seen.kind.row.path);
        let (found, by, wanted) = match by {
            By::Id => (all.get(parameter("ID")), "ID", parameter("ID")),
            By::Field(field) => {
                let value = parameter(field);
                let id = all.id_of(field, value);
                let mut others = all.iter();
                // Values that are unique only within a business unit.
                let in_unit =
                    |of: &&Object| seen.has(of) && text(of, field.as_str()) == Some(value);
                let found = match id {
                    None if seen.view.is_of_unit => others.find(in_unit),
                    id => id.and_then(|id| all.get(id)),
                };
                (found, field.as_str(), value)
            }
        };
        let is_of_units = seen.kind.whole().is_ok_and(|whole| whole.is_of_unit);
        let is_elsewhere = seen.view.is_of_unit && found.is_some_and(|of| !seen.has(of));
        if is_elsewhere && !is_of_units {
            let message = format!("The Resource with {by} '{wanted}' is not of the business unit.");
            return Err(Refusal::invalid_operation(message));
        }
        let found = found.filter(|resource| seen.has(resource));
        found.ok_or_else(|| {
            let message = format!("The Resource with {by} '{wanted}' was not found.");
            Refusal::not_found(message)
        })
    }

    /// The resource that a draft names by its key or its id, if it is visible at a path.
    pub(crate) fn find_seen(
        &self,
        seen: Seen<'_>,
        type_id: &str,
        identifier: &Value,
    ) -> Result<&Object, Refusal> {
        let found = self.find(type_id, identifier)?;
        if seen.has(found) {
            return Ok(found);
        }
        Err(match seen.view.is_of_unit {
            true => {
                let message = format!("The {type_id} is not of the business unit of the path.");
                Refusal::invalid_operation(message)
            }
            false => unresolved(type_id, identifier),
        })
    }

    /// The resource that a draft names by its key or its id.
    pub(crate) fn find(&self, type_id: &str, identifier: &Value) -> Result<&Object, Refusal> {
        let kind = self.kinds.of_type_id(type_id)?;
        let member = |name: &str| identifier.get(name).and_then(Value::as_str);
        let all = self.all(kind.row.path);
        let found = match (member("id"), member("key")) {
            (Some(id), _) => all.get(id),
            (None, Some(key)) => all.id_of("key", key).and_then(|id| all.get(id)),
            (None, None) => None,
        };
        found.ok_or_else(|| unresolved(type_id, identifier))
    }

    /// All resources of a kind by its path, as they are visible to the caller.
    pub(crate) fn whole<'a>(&self, path: &str, caller: &'a Caller) -> Result<Seen<'a>, Refusal> {
        let kind = self.kinds.at(path)?;
        let view = kind.whole()?;
        Ok(Seen { kind, view, caller })
    }

    /// The resources of a kind that are visible at a path, such as `/{projectKey}/me/carts`.
    pub(crate) fn seen_at<'a>(&self, path: &str, caller: &'a Caller) -> Result<Seen<'a>, Refusal> {
        let (kind, view) = self.kinds.seen_at(path)?;
        let seen = Seen { kind, view, caller };
        seen.check()?;
        Ok(seen)
    }

    /// A resource of the type `state` as a response body, with the requested expansions.
    pub(crate) fn answer(
        &self,
        resource: Object,
        call: &Call<'_>,
        state: &str,
    ) -> Result<Option<Value>, Refusal> {
        let body = Value::Object(resource);
        self.expanded(body, call, state).map(Some)
    }

    /// Calls a function with the converter of drafts of this project.
    pub(crate) fn building<T>(&self, of: impl FnOnce(&Build<'_>) -> T) -> T {
        let find: Find<'_> = &|type_id, identifier| {
            let found = self.find(type_id, identifier)?;
            let text = |name: &str| found.get(name).and_then(Value::as_str).map(str::to_owned);
            Ok(Found {
                id: text("id").unwrap_or_default(),
                key: text("key"),
            })
        };
        of(&Build {
            contract: self.contract,
            find,
            custom: &|identifier, fields| self.custom_fields(identifier, fields),
            now: &self.clock.text(),
        })
    }

    /// Converts a value of the type `sent` to the type `received`.
    pub(crate) fn built(
        &self,
        value: &Value,
        (sent, received): (&str, &str),
    ) -> Result<Value, Refusal> {
        let of = |name: &str| Use::Named(name.to_owned());
        self.building(|build| build.value(value, &of(sent), &of(received)))
    }

    /// Converts a field, if the draft has it.
    pub(crate) fn built_at(
        &self,
        draft: &Object,
        name: &str,
        types: (&str, &str),
    ) -> Result<Option<Value>, Refusal> {
        let value = given(draft, name).map(|value| self.built(value, types));
        value.transpose()
    }

    /// The fields of every new resource.
    pub(crate) fn created_now(&self, caller: &Caller) -> [(&'static str, Value); 6] {
        let (now, signed) = (self.clock.text(), self.signed(caller));
        [
            ("id", json!(identifier::id())),
            ("version", json!(1)),
            ("createdAt", now.clone()),
            ("lastModifiedAt", now),
            ("createdBy", signed.clone()),
            ("lastModifiedBy", signed),
        ]
    }

    /// The client of a request, as in `createdBy` and `lastModifiedBy`.
    pub(crate) fn signed(&self, caller: &Caller) -> Value {
        let holder = &caller.holder;
        let mut signed = Object::new();
        let texts = [
            ("clientId", holder.client_id.as_deref()),
            ("anonymousId", holder.anonymous_id.as_deref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                signed.insert(name.to_owned(), text.into());
            }
        }
        signed.insert("isPlatformClient".to_owned(), false.into());
        if let Some(id) = &holder.customer_id {
            let customer = json!({"typeId": "customer", "id": id});
            signed.insert("customer".to_owned(), customer);
        }
        if let Some(id) = &caller.associate {
            let associate = json!({"typeId": "customer", "id": id});
            signed.insert("associate".to_owned(), associate);
        }
        Value::Object(signed)
    }
}

/// Fails if the expected version is not the current one.
pub(crate) fn check_version(of: &Object, expected: i64) -> Result<(), Refusal> {
    let actual = version(of).unwrap_or_default();
    // The project has only a key.
    let id = text(of, "id").or_else(|| text(of, "key"));
    let id = id.unwrap_or_default();
    match actual == expected {
        true => Ok(()),
        false => Err(Refusal::conflict(id, expected, actual)),
    }
}

/// The version in a resource or an update.
pub(crate) fn version(of: &Object) -> Option<i64> {
    whole(of.get("version")?)
}
