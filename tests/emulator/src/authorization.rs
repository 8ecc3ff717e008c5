//! The authorization service: who gets a token, and what a token permits.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ctp_auth::{ExposeSecret, RequiredScopes, ScopeSet, SecretString};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::contract::Route;
use crate::identifier;
use crate::refusal::Refusal;

/// How long a token is good for, as on the platform: two days.
const LIFETIME: Duration = Duration::from_secs(172_800);

/// More tokens at once are not kept; the one that ends first goes.
const MOST_TOKENS: usize = 100_000;

/// The API clients and their tokens.
#[derive(Default)]
pub(crate) struct Authorization {
    clients: HashMap<String, Client>,
    tokens: HashMap<String, Token>,
}

struct Client {
    secret: SecretString,
    scopes: ScopeSet,
}

struct Token {
    client_id: String,
    scopes: ScopeSet,
    ends: Instant,
}

impl Authorization {
    /// Makes an API client, and tells its id and its secret.
    pub(crate) fn add_client(&mut self, scopes: ScopeSet) -> (String, SecretString) {
        let (id, secret) = (
            identifier::secret(),
            SecretString::from(identifier::secret()),
        );
        let client = Client {
            secret: secret.clone(),
            scopes,
        };
        self.clients.insert(id.clone(), client);
        (id, secret)
    }

    /// `POST /oauth/token`.
    pub(crate) fn token(&mut self, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
        let (client_id, client) = self.client(headers)?;
        let form = Form::read(body);
        match form.get("grant_type")? {
            "client_credentials" => {}
            other @ ("password" | "refresh_token") => {
                return Err(Refusal::not_emulated(&format!("the grant {other} yet")));
            }
            _ => {
                let message = "The grant type is not supported.";
                return Err(Refusal::oauth(
                    StatusCode::BAD_REQUEST,
                    "unsupported_grant_type",
                    message,
                ));
            }
        }
        let scopes = match form.find("scope").filter(|scope| !scope.trim().is_empty()) {
            None => client.scopes.clone(),
            Some(asked) => {
                let scopes: Option<ScopeSet> = asked.parse().ok();
                let scopes = scopes.filter(|scopes| client.scopes.covers_all(scopes));
                scopes.ok_or_else(|| {
                    let message =
                        "The requested scope is not permitted to the API client, or is malformed.";
                    Refusal::oauth(StatusCode::BAD_REQUEST, "invalid_scope", message)
                })?
            }
        };
        let client_id = client_id.to_owned();
        self.make_room();
        let text = identifier::secret();
        let answer = json!({
            "access_token": text,
            "expires_in": LIFETIME.as_secs(),
            "scope": scopes.to_string(),
            "token_type": "Bearer",
        });
        let token = Token {
            client_id,
            scopes,
            ends: Instant::now() + LIFETIME,
        };
        self.tokens.insert(text, token);
        Ok(answer)
    }

    /// `POST /oauth/introspect`.
    pub(crate) fn introspect(&self, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
        self.client(headers)?;
        let form = Form::read(body);
        let Some(token) = self.valid(form.get("token")?) else {
            return Ok(json!({"active": false}));
        };
        let rest = token.ends.saturating_duration_since(Instant::now());
        let now = u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default();
        let rest = u64::try_from(rest.as_millis()).unwrap_or(u64::MAX);
        Ok(json!({
            "active": true,
            "scope": token.scopes.to_string(),
            "exp": now.saturating_add(rest),
            "client_id": token.client_id,
        }))
    }

    /// `POST /oauth/token/revoke`. A token that is not there is revoked already.
    pub(crate) fn revoke(&mut self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
        self.client(headers)?;
        self.tokens.remove(Form::read(body).get("token")?);
        Ok(())
    }

    /// Whether the token of a request permits an operation.
    pub(crate) fn permit(&self, headers: &HeaderMap, route: &Route<'_>) -> Result<(), Refusal> {
        let bearer = scheme(headers, "Bearer");
        let token = bearer.and_then(|token| self.valid(token)).ok_or_else(|| {
            Refusal::oauth(StatusCode::UNAUTHORIZED, "invalid_token", "invalid_token")
        })?;
        let templates: Vec<&str> = route.operation.scopes.iter().map(String::as_str).collect();
        let parameter = |name: &str| route.parameters.get(name).map(String::as_str);
        let project = parameter("projectKey").unwrap_or_default();
        let required = RequiredScopes::new(&templates);
        match required.missing_from(&token.scopes, project, parameter("storeKey")) {
            None => Ok(()),
            Some(missing) => {
                let message = format!(
                    "Insufficient scope. One of the following scopes is missing: {missing}."
                );
                Err(Refusal::oauth(
                    StatusCode::FORBIDDEN,
                    "insufficient_scope",
                    message,
                ))
            }
        }
    }

    fn client<'a>(&'a self, headers: &HeaderMap) -> Result<(&'a str, &'a Client), Refusal> {
        let found = scheme(headers, "Basic").and_then(|credentials| {
            let credentials = BASE64_STANDARD.decode(credentials).ok()?;
            let credentials = String::from_utf8(credentials).ok()?;
            let (id, secret) = credentials.split_once(':')?;
            let (id, client) = self.clients.get_key_value(id)?;
            (client.secret.expose_secret() == secret).then_some((id.as_str(), client))
        });
        found.ok_or_else(|| {
            let message =
                "Please provide valid client credentials using HTTP Basic Authentication.";
            Refusal::oauth(StatusCode::UNAUTHORIZED, "invalid_client", message)
        })
    }

    fn valid(&self, token: &str) -> Option<&Token> {
        self.tokens
            .get(token)
            .filter(|token| token.ends > Instant::now())
    }

    fn make_room(&mut self) {
        if self.tokens.len() < MOST_TOKENS {
            return;
        }
        let first = self.tokens.iter().min_by_key(|(_, token)| token.ends);
        if let Some(first) = first.map(|(text, _)| text.clone()) {
            self.tokens.remove(&first);
        }
    }
}

/// A form-urlencoded body.
struct Form(Vec<(String, String)>);

impl Form {
    fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    fn find(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter();
        found
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn get(&self, name: &str) -> Result<&str, Refusal> {
        self.find(name).ok_or_else(|| {
            let message = format!("The parameter {name} is missing.");
            Refusal::oauth(StatusCode::BAD_REQUEST, "invalid_request", message)
        })
    }
}

/// The credentials in `Authorization`, of a scheme in upper or lower case.
fn scheme<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (found, credentials) = value.split_once(' ')?;
    found
        .eq_ignore_ascii_case(scheme)
        .then(|| credentials.trim())
}
