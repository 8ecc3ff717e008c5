//! The grants.

use axum::http::{HeaderMap, StatusCode};
use ctp_auth::{Permission, Scope, ScopeSet, SecretString};
use serde_json::{Value, json};

use super::form::Form;
use super::{Authorization, Client, MOST_ANONYMOUS_IDS, Token, keep};
use crate::clock;
use crate::identifier;
use crate::refusal::Refusal;

/// The kind of grant, according to the path.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grant<'a> {
    /// `/oauth/token`: the API client, or the holder of a refresh token.
    Client,
    /// `…/customers/token`: a customer, in a store where its key is given.
    Customer(Option<&'a str>),
    /// `…/anonymous/token`: somebody who is not signed in.
    Anonymous,
}

impl Authorization {
    /// The email address and the password in the body of the password grant.
    pub(crate) fn credentials(body: &[u8]) -> Option<(String, SecretString)> {
        let form = Form::read(body);
        let email = form.find("username")?.to_owned();
        Some((email, SecretString::from(form.find("password")?)))
    }

    /// Issues a token; with the password grant, to the customer that was found.
    pub(crate) fn token(
        &mut self,
        grant: Grant<'_>,
        headers: &HeaderMap,
        body: &[u8],
        customer_id: Option<String>,
    ) -> Result<Value, Refusal> {
        let (client_id, client) = self.client(headers)?;
        let client_id = client_id.to_owned();
        let form = Form::read(body);
        match (grant, form.get("grant_type")?) {
            (Grant::Client, "client_credentials") => {
                let scopes = scopes(client, &form)?;
                Ok(self.hand_out(&client_id, scopes, None))
            }
            (Grant::Client, "refresh_token") => self.refresh(&client_id, &form),
            (Grant::Customer(_), "password") => {
                let scopes = scopes(client, &form)?;
                form.get("username")?;
                form.get("password")?;
                let id = customer_id.ok_or_else(|| {
                    let message = "Customer account with the given credentials not found.";
                    bad_request("invalid_customer_account_credentials", message)
                })?;
                self.begin_session(&client_id, scopes, Scope::for_customer(&id).ok())
            }
            (Grant::Anonymous, "client_credentials") => {
                let needed = format!("create_anonymous_token:{}", self.project_key);
                let needed: Option<Scope> = needed.parse().ok();
                if !needed.is_some_and(|needed| client.scopes.covers(&needed)) {
                    let message = "The API client has no scope create_anonymous_token.";
                    return Err(bad_request("invalid_scope", message));
                }
                let scopes = scopes(client, &form)?;
                let chosen = form.find("anonymous_id").map(str::to_owned);
                if chosen
                    .as_ref()
                    .is_some_and(|id| self.anonymous_ids.contains(id))
                {
                    let message = "The anonymousId is already in use.";
                    return Err(bad_request("invalid_request", message));
                }
                if self.anonymous_ids.len() >= MOST_ANONYMOUS_IDS {
                    let message = "The emulator keeps no more anonymous ids.";
                    return Err(bad_request("invalid_request", message));
                }
                let id = chosen.clone().unwrap_or_else(identifier::id);
                let identity = Scope::for_anonymous_session(&id).ok();
                let answer = self.begin_session(&client_id, scopes, identity)?;
                self.anonymous_ids.extend(chosen);
                Ok(answer)
            }
            _ => {
                let message = "The grant type is not supported.";
                Err(bad_request("unsupported_grant_type", message))
            }
        }
    }

    /// A token for a refresh token, which remains valid for its whole lifetime.
    fn refresh(&mut self, client_id: &str, form: &Form) -> Result<Value, Refusal> {
        let text = form.get("refresh_token")?;
        let now = self.clock.now();
        let token = self.refresh_tokens.get_mut(text);
        let token = token.filter(|token| token.ends > now && token.client_id == client_id);
        let (Some(token), Some(client)) = (token, self.clients.get(client_id)) else {
            let message = "The refresh token was not found. It may have expired.";
            return Err(bad_request("invalid_grant", message));
        };
        token.ends = clock::after(now, client.refresh_lifetime);
        let scopes = token.scopes.clone();
        Ok(self.hand_out(client_id, scopes, Some(text.to_owned())))
    }

    /// A token with a refresh token.
    fn begin_session(
        &mut self,
        client_id: &str,
        mut scopes: ScopeSet,
        identity: Option<Scope>,
    ) -> Result<Value, Refusal> {
        let Some(identity) = identity else {
            let message = "The id of the session is malformed.";
            return Err(bad_request("invalid_request", message));
        };
        scopes.insert(identity);
        let text = identifier::secret();
        let lifetime = self.clients.get(client_id).map(|of| of.refresh_lifetime);
        let token = Token {
            client_id: client_id.to_owned(),
            scopes: scopes.clone(),
            ends: clock::after(self.clock.now(), lifetime.unwrap_or_default()),
            refresh_token: None,
        };
        keep(&mut self.refresh_tokens, text.clone(), token);
        let mut answer = self.hand_out(client_id, scopes, Some(text.clone()));
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("refresh_token".to_owned(), text.into());
        }
        Ok(answer)
    }

    /// An access token, and the response that contains it.
    fn hand_out(
        &mut self,
        client_id: &str,
        scopes: ScopeSet,
        refresh_token: Option<String>,
    ) -> Value {
        let lifetime = self.clients.get(client_id).map(|of| of.access_lifetime);
        let lifetime = lifetime.unwrap_or_default();
        let text = identifier::secret();
        let answer = json!({
            "access_token": text,
            "expires_in": lifetime.as_secs(),
            "scope": scopes.to_string(),
            "token_type": "Bearer",
        });
        let token = Token {
            client_id: client_id.to_owned(),
            scopes,
            ends: clock::after(self.clock.now(), lifetime),
            refresh_token,
        };
        keep(&mut self.access_tokens, text, token);
        answer
    }
}

/// The requested scopes, or all scopes of the API client.
///
/// An API client with `manage_project` cannot request fewer scopes:
/// [Scopes](https://docs.commercetools.com/api/scopes#manage_projectprojectkey).
fn scopes(client: &Client, form: &Form) -> Result<ScopeSet, Refusal> {
    let asked = form.find("scope").filter(|scope| !scope.trim().is_empty());
    let Some(asked) = asked else {
        return Ok(client.scopes.clone());
    };
    let scopes: Option<ScopeSet> = asked.parse().ok();
    let scopes = scopes.filter(|scopes| client.scopes.covers_all(scopes));
    let scopes = scopes.ok_or_else(|| {
        let message = "The requested scope is not permitted to the API client, or is malformed.";
        bad_request("invalid_scope", message)
    })?;
    if has_whole_project(&client.scopes) && !has_whole_project(&scopes) {
        let message =
            "An API client with manage_project cannot request a token without that scope.";
        return Err(bad_request("invalid_scope", message));
    }
    Ok(scopes)
}

fn has_whole_project(scopes: &ScopeSet) -> bool {
    let mut permissions = scopes.iter().filter_map(Scope::permission);
    permissions.any(|permission| permission == Permission::ManageProject)
}

fn bad_request(code: &'static str, message: &str) -> Refusal {
    Refusal::oauth(StatusCode::BAD_REQUEST, code, message)
}
