//! As much of the platform as the examples need, in memory: tokens and whose they are, and a few kinds of resources.

use std::collections::{BTreeMap, BTreeSet};

use ctp_sdk::auth::AuthClient;
use ctp_sdk::{CtpClient, CtpClientBuilder};
use emulator::{Answer, Emulator, Request};
use serde_json::{Value, json};

use crate::auth::text::base64_decoded;
use crate::auth::{CLIENT_ID, config, form, token_answer};
use crate::wire::bodies::{self, with};

/// The project `my-shop`, with its authorization service and its API in one place.
pub(super) struct Shop {
    emulator: Emulator,
}

/// What is in the shop.
#[derive(Default)]
pub(super) struct Stock {
    /// The access tokens that are good.
    tokens: BTreeSet<String>,
    /// How many there were of each kind.
    issued: BTreeMap<String, usize>,
    /// The passwords of the customers, by their addresses.
    passwords: BTreeMap<String, String>,
    /// The resources by the name of their collection.
    resources: BTreeMap<String, Vec<Value>>,
}

impl Shop {
    /// A shop with products and nothing else.
    pub(super) fn open() -> Self {
        let mut stock = Stock::default();
        stock.put("product-projections", product("potato-0", Value::Null));
        let price = json!({"id": "price-1", "value": cents(250)});
        stock.put("product-projections", product("potato-1", price));
        Self::with(stock, |_, _| None)
    }

    /// A shop with this in stock. `before` is called before each answer; an answer that it gives takes the place of the
    /// shop's.
    pub(super) fn with(
        mut stock: Stock,
        mut before: impl FnMut(&Request, &mut Stock) -> Option<Answer> + Send + 'static,
    ) -> Self {
        let handler = move |request: &Request| {
            before(request, &mut stock).unwrap_or_else(|| stock.answer(request))
        };
        Self {
            emulator: Emulator::with(handler).unwrap(),
        }
    }

    pub(super) fn client(&self) -> CtpClient {
        self.client_builder().build().unwrap()
    }

    pub(super) fn client_builder(&self) -> CtpClientBuilder {
        let config = config(&self.emulator);
        let auth = AuthClient::builder(&config).build().unwrap();
        CtpClient::builder(&config).auth(auth)
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.emulator.requests()
    }

    /// What was asked for, each in a few words.
    pub(super) fn told(&self) -> Vec<String> {
        self.told_since(0)
    }

    /// The same since the first so many requests.
    pub(super) fn told_since(&self, requests: usize) -> Vec<String> {
        self.requests()[requests..].iter().map(told).collect()
    }

    /// The bodies of the requests of the API that have one.
    pub(super) fn sent(&self) -> Vec<Value> {
        self.sent_since(0)
    }

    /// The same since the first so many requests.
    pub(super) fn sent_since(&self, requests: usize) -> Vec<Value> {
        self.requests()[requests..]
            .iter()
            .filter(|request| request.header("content-type") == Some("application/json"))
            .map(body)
            .collect()
    }
}

fn told(request: &Request) -> String {
    let path = request.path();
    if path == "/oauth/token/revoke" {
        let form = form(request);
        return format!("revoke {} {}", form["token_type_hint"], form["token"]);
    }
    if path.starts_with("/oauth/") {
        let (form, client) = (form(request), basic_client(request));
        return format!("token of {} for {client}", grant(path, &form));
    }
    let path = path.strip_prefix("/my-shop").unwrap();
    format!("{} {path} as {}", request.method(), bearer(request))
}

impl Stock {
    /// Puts a resource into a collection, in its first version.
    pub(super) fn put(&mut self, collection: &str, resource: Value) {
        let resources = self.resources.entry(collection.to_owned()).or_default();
        resources.push(resource);
    }

    /// The resources of a collection.
    pub(super) fn all(&mut self, collection: &str) -> &mut Vec<Value> {
        self.resources.entry(collection.to_owned()).or_default()
    }

    fn answer(&mut self, request: &Request) -> Answer {
        match request.path() {
            "/oauth/token/revoke" => {
                self.tokens.remove(&form(request)["token"]);
                Answer::empty(200)
            }
            path if path.starts_with("/oauth/") => self.token(path, request),
            _ if !self.tokens.contains(&bearer(request)) => {
                refusal(401, "invalid_token", json!({}))
            }
            path => self.resource(path, request),
        }
    }

    fn token(&mut self, path: &str, request: &Request) -> Answer {
        let form = form(request);
        let grant = grant(path, &form);
        let (kind, refresh, whose) = match grant.as_str() {
            "anonymous" => ("guest", Some("guest-refresh"), " anonymous_id:guest-17"),
            "refresh_token guest-refresh" => ("guest", None, " anonymous_id:guest-17"),
            "password" if self.passwords.get(&form["username"]) != Some(&form["password"]) => {
                return refusal(400, "invalid_customer_account_credentials", json!({}));
            }
            "password" => (
                "customer",
                Some("customer-refresh"),
                " customer_id:customer-1",
            ),
            "refresh_token customer-refresh" => ("customer", None, " customer_id:customer-1"),
            _ => ("", None, ""),
        };
        let client = basic_client(request);
        let kind = match kind {
            "" if client == CLIENT_ID => "project",
            "" => &client,
            kind => kind,
        };
        let count = self.issued.entry(kind.to_owned()).or_default();
        *count += 1;
        let token = format!("{kind}-token-{count}");
        self.tokens.insert(token.clone());
        let scopes = form.get("scope").map_or("", String::as_str);
        token_answer(&token, refresh, 172_800, &format!("{scopes}{whose}"))
    }

    fn resource(&mut self, path: &str, request: &Request) -> Answer {
        let mut parts: Vec<&str> = path.split('/').skip(2).collect();
        // What is a person's own takes the token of one, and the rest that of the project.
        let is_own = parts.first() == Some(&"me");
        if is_own == bearer(request).starts_with("project-") {
            return refusal(403, "insufficient_scope", json!({}));
        }
        if is_own && parts.len() > 1 {
            parts.remove(0);
        }
        match (request.method(), parts.as_slice()) {
            ("GET", ["me"]) => Answer::json(200, bodies::customer().to_string()),
            ("GET", ["active-cart"]) => found(self.all("carts").first()),
            ("POST", ["customers"]) => self.sign_up(&body(request)),
            ("POST", ["login"]) => signed_in(200),
            ("GET", [collection]) => self.query(collection, request),
            ("POST", [collection]) => self.create(collection, body(request)),
            ("GET", [collection, name]) => found(self.find(collection, name).map(|found| &*found)),
            ("POST", [collection, name]) => match self.find(collection, name) {
                Some(resource) => update(resource, &body(request)),
                None => found(None),
            },
            ("DELETE", [collection, name]) => {
                let deleted = self.find(collection, name).cloned();
                self.all(collection)
                    .retain(|resource| Some(resource) != deleted.as_ref());
                found(deleted.as_ref())
            }
            _ => found(None),
        }
    }

    fn sign_up(&mut self, draft: &Value) -> Answer {
        let text = |name: &str| draft[name].as_str().unwrap().to_owned();
        if self.passwords.contains_key(&text("email")) {
            return refusal(400, "DuplicateField", json!({"field": "email"}));
        }
        self.passwords.insert(text("email"), text("password"));
        signed_in(201)
    }

    /// What goes by an id, or by `key=` and a key.
    fn find(&mut self, collection: &str, name: &str) -> Option<&mut Value> {
        let (member, value) = match name.strip_prefix("key=") {
            Some(key) => ("key", key),
            None => ("id", name),
        };
        let mut resources = self.all(collection).iter_mut();
        resources.find(|resource| resource[member] == value)
    }

    /// A page in the order of the ids; of the predicates, only the one that leads from page to page is understood.
    fn query(&mut self, collection: &str, request: &Request) -> Answer {
        let query = request.query().unwrap_or_default().as_bytes();
        let (mut limit, mut after) = (20, String::new());
        for (name, value) in url::form_urlencoded::parse(query) {
            match &*name {
                "limit" => limit = value.parse().unwrap(),
                "where" if value.starts_with("id > ") => {
                    after = value["id > ".len()..].trim_matches('"').to_owned();
                }
                _ => {}
            }
        }
        let resources = self.all(collection).iter();
        let behind = resources.filter(|resource| resource["id"].as_str().unwrap() > after.as_str());
        let results: Vec<&Value> = behind.take(limit).collect();
        let page = with(bodies::page(json!(results)), json!({"limit": limit}));
        Answer::json(200, page.to_string())
    }

    fn create(&mut self, collection: &str, draft: Value) -> Answer {
        let id = format!("{collection}-{}", self.all(collection).len() + 1);
        let resource = match collection {
            "carts" => with(bodies::cart(), draft),
            "api-clients" => with(bodies::api_client(), draft),
            _ => with(category(), draft),
        };
        let resource = with(resource, json!({"id": id, "version": 1}));
        self.put(collection, resource.clone());
        // The secret of an API client is told this once.
        let told = with(resource, json!({"secret": format!("secret-of-{id}")}));
        Answer::json(201, told.to_string())
    }
}

/// Applies the actions that the examples use.
fn update(resource: &mut Value, update: &Value) -> Answer {
    if update["version"] != resource["version"] {
        let current = json!({"currentVersion": resource["version"]});
        return refusal(409, "ConcurrentModification", current);
    }
    for action in update["actions"].as_array().unwrap() {
        match action["action"].as_str().unwrap() {
            "setCountry" => resource["country"] = action["country"].clone(),
            "setLocale" => resource["locale"] = action["locale"].clone(),
            "setCustomerEmail" => resource["customerEmail"] = action["email"].clone(),
            "changeName" => resource["name"] = action["name"].clone(),
            "changeParent" => resource["parent"] = action["parent"].clone(),
            "addLineItem" => {
                resource["lineItems"]
                    .as_array_mut()
                    .unwrap()
                    .push(line_item());
                resource["totalPrice"] = cents(250);
            }
            other => panic!("the shop does not know the action {other}"),
        }
        changed(resource);
    }
    found(Some(resource))
}

/// Makes it the next version.
pub(super) fn changed(resource: &mut Value) {
    resource["version"] = json!(resource["version"].as_i64().unwrap() + 1);
}

fn signed_in(status: u16) -> Answer {
    Answer::json(status, json!({"customer": bodies::customer()}).to_string())
}

/// The resource, or else that there is none.
fn found(resource: Option<&Value>) -> Answer {
    match resource {
        Some(resource) => Answer::json(200, resource.to_string()),
        None => refusal(404, "ResourceNotFound", json!({})),
    }
}

pub(super) fn refusal(status: u16, code: &str, members: Value) -> Answer {
    let error = with(json!({"code": code, "message": code}), members);
    let body = json!({"statusCode": status, "message": code, "errors": [error], "error": code});
    let answer = Answer::json(status, body.to_string());
    match status {
        401 => answer.header("WWW-Authenticate", format!("Bearer error=\"{code}\"")),
        _ => answer,
    }
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

fn bearer(request: &Request) -> String {
    let header = request.header("authorization").unwrap();
    header.strip_prefix("Bearer ").unwrap().to_owned()
}

/// The API client that asks for a token.
fn basic_client(request: &Request) -> String {
    let header = request.header("authorization").unwrap();
    let credentials = base64_decoded(header.strip_prefix("Basic ").unwrap()).unwrap();
    let credentials = String::from_utf8(credentials).unwrap();
    credentials.split_once(':').unwrap().0.to_owned()
}

/// The grant that a token is asked for by.
fn grant(path: &str, form: &BTreeMap<String, String>) -> String {
    match form["grant_type"].as_str() {
        _ if path.ends_with("/anonymous/token") => "anonymous".to_owned(),
        "refresh_token" => format!("refresh_token {}", form["refresh_token"]),
        grant => grant.to_owned(),
    }
}

fn cents(amount: i64) -> Value {
    json!({"type": "centPrecision", "currencyCode": "EUR", "centAmount": amount, "fractionDigits": 2})
}

fn product(sku: &str, price: Value) -> Value {
    json!({
        "id": sku,
        "version": 1,
        "createdAt": "2024-01-31T12:00:00.100Z",
        "lastModifiedAt": "2024-01-31T12:00:00.100Z",
        "productType": {"typeId": "product-type", "id": "type-1"},
        "name": {"en": "Potato"},
        "slug": {"en": sku},
        "categories": [],
        "masterVariant": {"id": 1, "sku": sku, "price": price},
    })
}

fn category() -> Value {
    json!({
        "createdAt": "2024-01-31T12:00:00.100Z",
        "lastModifiedAt": "2024-01-31T12:00:00.100Z",
        "ancestors": [],
        "orderHint": "0.1",
    })
}

fn line_item() -> Value {
    json!({
        "id": "line-1",
        "productId": "potato-1",
        "name": {"en": "Potato"},
        "productType": {"typeId": "product-type", "id": "type-1"},
        "variant": {"id": 1, "sku": "potato-1"},
        "price": {"id": "price-1", "value": cents(250)},
        "quantity": 1,
        "totalPrice": cents(250),
        "priceMode": "Platform",
    })
}
