//! Responses of the authorization service.

mod whole_number;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use crate::{AccessToken, RefreshToken, ScopeSet};

use whole_number::WholeNumber;

/// The response to a request for a token.
///
/// `Debug` shows neither of the tokens.
///
/// # Sources
///
/// [RFC 6749, section 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1).
#[derive(Clone)]
pub struct TokenResponse {
    access_token: AccessToken,
    refresh_token: Option<RefreshToken>,
    asked_at: Duration,
    expires_in: Duration,
    refresh_expires_in: Option<Duration>,
    scopes: Arc<ScopeSet>,
    names_scopes: bool,
    client_id: Option<String>,
}

/// The response to an introspection: what the authorization service knows about an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introspection {
    active: bool,
    scopes: ScopeSet,
    expires_at: Option<Duration>,
    client_id: Option<String>,
}

impl TokenResponse {
    /// The access token.
    pub fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    /// The refresh token, if there is one: tokens of customers and of anonymous sessions have one.
    pub fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    /// The lifetime of the token, from when it was issued.
    pub fn expires_in(&self) -> Duration {
        self.expires_in
    }

    /// What the token permits, and for whom it acts.
    pub fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    /// The lifetime of the refresh token, from when it was issued, if the response contains it.
    pub fn refresh_expires_in(&self) -> Option<Duration> {
        self.refresh_expires_in
    }

    /// The API client that the token was issued to. Only this API client can renew and revoke it.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// Whether the response contains the scopes.
    pub(crate) fn names_scopes(&self) -> bool {
        self.names_scopes
    }

    pub(crate) fn of_client(mut self, client_id: String) -> Self {
        self.client_id = Some(client_id);
        self
    }

    /// When the token was requested. It was issued no earlier, so expiry times computed from here are on the safe side.
    pub(crate) fn asked_at(&self) -> Duration {
        self.asked_at
    }

    /// Reads a response to a request that was sent at the given time. The reason of a failure contains nothing of the body.
    pub(crate) fn read(
        body: &[u8],
        requested: &ScopeSet,
        asked_at: Duration,
    ) -> Result<Self, String> {
        let body: TokenBody = read_json(body)?;
        check_token(&body.access_token, "the access token")?;
        let refresh_token = body.refresh_token.filter(|token| !token.is_empty());
        if let Some(refresh_token) = &refresh_token {
            check_token(refresh_token, "the refresh token")?;
        }
        // RFC 6749, section 7.1: a token of a type that is not understood must not be used.
        if !body.token_type.eq_ignore_ascii_case("bearer") {
            return Err("it is not a bearer token".to_owned());
        }
        // RFC 6749, section 5.1: without a scope, it is the requested one.
        let names_scopes = body
            .scope
            .as_deref()
            .is_some_and(|text| !text.trim().is_empty());
        let scopes = match body.scope {
            Some(text) => text
                .parse()
                .map_err(|_| "its scopes are malformed".to_owned())?,
            None => requested.clone(),
        };
        let scopes = Arc::new(scopes);
        Ok(Self {
            access_token: AccessToken::new(body.access_token).with_scopes(Arc::clone(&scopes)),
            refresh_token: refresh_token.map(RefreshToken::new),
            asked_at,
            expires_in: Duration::from_secs(body.expires_in.or_zero()),
            refresh_expires_in: body
                .refresh_expires_in
                .map(WholeNumber::or_zero)
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs),
            scopes,
            names_scopes,
            client_id: None,
        })
    }
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenResponse")
            .field("expires_in", &self.expires_in)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl Introspection {
    /// Whether the token is active. If not, there is no other information.
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// What the token permits, and for whom it acts.
    pub fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    /// When the token expires, as the time since the Unix epoch.
    pub fn expires_at(&self) -> Option<Duration> {
        self.expires_at
    }

    /// The API client that the token was issued to.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        let body: IntrospectionBody = read_json(body)?;
        let scopes = body.scope.unwrap_or_default();
        Ok(Self {
            active: body.active,
            scopes: scopes
                .parse()
                .map_err(|_| "its scopes are malformed".to_owned())?,
            expires_at: body
                .exp
                .and_then(WholeNumber::non_negative)
                .map(Duration::from_millis),
            client_id: body.client_id,
        })
    }
}

#[derive(Deserialize)]
struct TokenBody {
    access_token: String,
    token_type: String,
    expires_in: WholeNumber,
    scope: Option<String>,
    refresh_token: Option<String>,
    // Not in RFC 6749. Services that send it use one of these names.
    #[serde(alias = "refresh_token_expires_in")]
    refresh_expires_in: Option<WholeNumber>,
}

#[derive(Deserialize)]
struct IntrospectionBody {
    active: bool,
    scope: Option<String>,
    exp: Option<WholeNumber>,
    client_id: Option<String>,
}

/// Refuses characters that are not allowed in tokens and headers: RFC 6749, appendices A.12 and A.17.
fn check_token(token: &str, name: &str) -> Result<(), String> {
    if token.is_empty() {
        return Err(format!("{name} is empty"));
    }
    if !token.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(format!(
            "{name} holds a character that is not printable ASCII"
        ));
    }
    Ok(())
}

fn read_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, String> {
    if body.is_empty() {
        return Err("the body is empty".to_owned());
    }
    // Serde would otherwise also accept the members as an array.
    if body
        .trim_ascii_start()
        .first()
        .is_some_and(|byte| *byte == b'[')
    {
        return Err("it is not a JSON object".to_owned());
    }
    // The message of the error may repeat a value of the body.
    serde_json::from_slice(body).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Data => "a field is missing or of another type",
            serde_json::error::Category::Eof => "the JSON ends too early",
            _ => "it is not JSON",
        };
        let (line, column) = (error.line(), error.column());
        format!("{what} (line {line}, column {column})")
    })
}
