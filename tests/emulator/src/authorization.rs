//! The authorization service: tokens, and what they permit.

mod clients;
mod form;
mod grants;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ctp_auth::{ExposeSecret, RequiredScopes, Scope, ScopeSet};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::contract::{Operation, Route};
use crate::refusal::Refusal;

pub(crate) use clients::{Client, ClientDraft};
use form::Form;
pub(crate) use grants::Grant;

/// Operations for visitors without a session. The specification requires a token with a holder, but the documentation of
/// the platform calls the holder optional, and a customer who has forgotten the password cannot have such a token.
const WITHOUT_SESSION: [&str; 4] = [
    "/me/signup",
    "/me/login",
    "/me/password/reset",
    "/me/email/confirm",
];

/// Operations whose scopes depend on their bodies, which their functions check.
const BY_BODY: [&str; 1] = ["/graphql"];

/// The maximum number of tokens of a kind; beyond that, the one that expires first is removed.
const MOST_TOKENS: usize = 100_000;

/// The maximum number of API clients, and of anonymous ids that callers chose; more are refused.
const MOST_CLIENTS: usize = 10_000;
const MOST_ANONYMOUS_IDS: usize = 100_000;

/// The API clients and their tokens.
pub(crate) struct Authorization {
    project_key: String,
    clock: Arc<Clock>,
    clients: BTreeMap<String, Client>,
    /// By their texts.
    access_tokens: HashMap<String, Token>,
    refresh_tokens: HashMap<String, Token>,
    /// Anonymous ids that callers chose, which no other session can get.
    anonymous_ids: HashSet<String>,
}

/// The properties of a token.
#[derive(Clone)]
struct Token {
    client_id: String,
    /// Including the scope that names the customer or the anonymous session.
    scopes: ScopeSet,
    ends: Timestamp,
    /// The refresh token that was issued with it.
    refresh_token: Option<String>,
}

/// The holder of the token of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holder {
    pub(crate) client_id: Option<String>,
    pub(crate) customer_id: Option<String>,
    pub(crate) anonymous_id: Option<String>,
    pub(crate) scopes: ScopeSet,
    /// Whether the token does not permit to read unpublished products.
    pub(crate) sees_published_only: bool,
}

impl Holder {
    /// Fails if an operation in a store is not permitted to the holder in this store either.
    pub(crate) fn check_store(&self, route: &Route<'_>, store: &str) -> Result<(), Refusal> {
        check_scopes(&self.scopes, route.operation, route, Some(store))
    }

    /// Fails if another operation in the project of a request is not permitted to the holder.
    pub(crate) fn check_query(&self, of: &Operation, route: &Route<'_>) -> Result<(), Refusal> {
        check_scopes(&self.scopes, of, route, None)
    }
}

impl Authorization {
    pub(crate) fn new(project_key: String, clock: Arc<Clock>) -> Self {
        Self {
            project_key,
            clock,
            clients: BTreeMap::new(),
            access_tokens: HashMap::new(),
            refresh_tokens: HashMap::new(),
            anonymous_ids: HashSet::new(),
        }
    }

    pub(crate) fn project_key(&self) -> &str {
        &self.project_key
    }

    /// `POST /oauth/introspect`.
    pub(crate) fn introspect(&self, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
        let (_, client) = self.client(headers)?;
        let needed = format!("introspect_oauth_tokens:{}", self.project_key);
        let needed: Option<Scope> = needed.parse().ok();
        if !needed.is_some_and(|needed| client.scopes.covers(&needed)) {
            let message = "The API client has no scope introspect_oauth_tokens.";
            return Err(Refusal::insufficient_scope(message));
        }
        let form = Form::read(body);
        let Some(token) = self.valid(form.get("token")?) else {
            return Ok(json!({"active": false}));
        };
        Ok(json!({
            "active": true,
            "scope": token.scopes.to_string(),
            "exp": token.ends.as_millisecond(),
            "client_id": token.client_id,
        }))
    }

    /// `POST /oauth/token/revoke`. An unknown token counts as revoked; a refresh token is revoked together with the access
    /// tokens that were issued with it.
    pub(crate) fn revoke(&mut self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
        let client_id = self.client(headers)?.0.to_owned();
        let form = Form::read(body);
        let text = form.get("token")?;
        let is_own = |token: Option<&Token>| token.is_some_and(|of| of.client_id == client_id);
        if is_own(self.access_tokens.get(text)) {
            self.access_tokens.remove(text);
        }
        if is_own(self.refresh_tokens.get(text)) {
            self.refresh_tokens.remove(text);
            let is_of_it = |token: &Token| token.refresh_token.as_deref() == Some(text);
            self.access_tokens.retain(|_, token| !is_of_it(token));
        }
        Ok(())
    }

    /// Whether the token of a request permits an operation; returns its holder.
    pub(crate) fn permit(&self, headers: &HeaderMap, route: &Route<'_>) -> Result<Holder, Refusal> {
        // An operation without scopes needs no token.
        if route.operation.scopes.is_empty() {
            return Ok(Holder::default());
        }
        let bearer = scheme(headers, "Bearer");
        let token = bearer
            .and_then(|token| self.valid(token))
            .ok_or_else(Refusal::invalid_token)?;
        let parameter = |name: &str| route.parameters.get(name).map(String::as_str);
        let (project, store) = (parameter("projectKey"), parameter("storeKey"));
        let path = &route.operation.path;
        if !BY_BODY.iter().any(|end| path.ends_with(end)) {
            check_scopes(&token.scopes, route.operation, route, store)?;
        }
        let staged = RequiredScopes::new(&["view_products:{projectKey}"]);
        let unseen = staged.missing_from(&token.scopes, project.unwrap_or_default(), store);
        let identity =
            |id: fn(&Scope) -> Option<&str>| token.scopes.iter().find_map(id).map(str::to_owned);
        Ok(Holder {
            client_id: Some(token.client_id.clone()),
            customer_id: identity(Scope::customer_id),
            anonymous_id: identity(Scope::anonymous_id),
            scopes: token.scopes.clone(),
            sees_published_only: unseen.is_some(),
        })
    }

    /// Revokes all tokens of a customer.
    pub(crate) fn end_customer(&mut self, id: &str) {
        let is_of = |token: &Token| token.scopes.iter().any(|of| of.customer_id() == Some(id));
        self.access_tokens.retain(|_, token| !is_of(token));
        self.refresh_tokens.retain(|_, token| !is_of(token));
    }

    /// Expires the access token of a request.
    pub(crate) fn expire(&mut self, headers: &HeaderMap) {
        if let Some(token) = scheme(headers, "Bearer") {
            self.access_tokens.remove(token);
        }
    }

    /// The API client whose credentials a request has.
    fn client(&self, headers: &HeaderMap) -> Result<(&str, &Client), Refusal> {
        let now = self.clock.now();
        let found = scheme(headers, "Basic").and_then(|credentials| {
            let credentials = BASE64_STANDARD.decode(credentials).ok()?;
            let credentials = String::from_utf8(credentials).ok()?;
            let (id, secret) = credentials.split_once(':')?;
            let (id, client) = self.clients.get_key_value(id)?;
            let is_right = client.secret.expose_secret() == secret && client.lives(now);
            is_right.then_some((id.as_str(), client))
        });
        found.ok_or_else(|| {
            let message =
                "Please provide valid client credentials using HTTP Basic Authentication.";
            Refusal::oauth(StatusCode::UNAUTHORIZED, "invalid_client", message)
        })
    }

    /// A token that has not expired. The tokens of a deleted API client are invalid.
    fn valid(&self, token: &str) -> Option<&Token> {
        let now = self.clock.now();
        let token = self.access_tokens.get(token)?;
        let client = self.clients.get(&token.client_id)?;
        (token.ends > now && client.lives(now)).then_some(token)
    }
}

/// Fails if an operation, in a store or not, needs other scopes.
fn check_scopes(
    scopes: &ScopeSet,
    operation: &Operation,
    route: &Route<'_>,
    store: Option<&str>,
) -> Result<(), Refusal> {
    let path = &operation.path;
    let needs_session = !WITHOUT_SESSION.iter().any(|end| path.ends_with(end));
    let templates = operation.scopes.iter().map(String::as_str);
    let templates = templates.filter(|template| needs_session || !template.ends_with(":{id}"));
    let templates: Vec<&str> = templates.collect();
    let project = route.parameters.get("projectKey");
    let project = project.map_or("", String::as_str);
    let missing = RequiredScopes::new(&templates).missing_from(scopes, project, store);
    missing.map_or(Ok(()), |missing| {
        let message =
            format!("Insufficient scope. One of the following scopes is missing: {missing}.");
        Err(Refusal::insufficient_scope(message))
    })
}

/// The credentials in `Authorization` for this scheme, ignoring case.
fn scheme<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (found, credentials) = value.split_once(' ')?;
    found
        .eq_ignore_ascii_case(scheme)
        .then(|| credentials.trim())
}

/// Stores a token; if there are too many, the one that expires first is removed.
fn keep(tokens: &mut HashMap<String, Token>, text: String, token: Token) {
    if tokens.len() >= MOST_TOKENS {
        let first = tokens.iter().min_by_key(|(_, token)| token.ends);
        if let Some(first) = first.map(|(text, _)| text.clone()) {
            tokens.remove(&first);
        }
    }
    tokens.insert(text, token);
}
