//! The API clients of a project.

use ctp_auth::{ExposeSecret, ScopeSet, SecretString};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{Authorization, MOST_CLIENTS};
use crate::clock;
use crate::identifier;

/// The default lifetimes of tokens: two days, and 200 days.
const ACCESS_SECONDS: i64 = 172_800;
const REFRESH_SECONDS: i64 = 17_280_000;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// An API client.
pub(crate) struct Client {
    name: String,
    pub(super) secret: SecretString,
    pub(super) scopes: ScopeSet,
    created: Timestamp,
    deleted: Option<Timestamp>,
    pub(super) access_lifetime: SignedDuration,
    pub(super) refresh_lifetime: SignedDuration,
}

/// The properties of a new API client.
pub(crate) struct ClientDraft {
    pub(crate) name: String,
    pub(crate) scopes: ScopeSet,
    pub(crate) delete_days_after_creation: Option<i64>,
    pub(crate) access_seconds: Option<i64>,
    pub(crate) refresh_seconds: Option<i64>,
}

impl ClientDraft {
    pub(crate) fn new(name: &str, scopes: ScopeSet) -> Self {
        Self {
            name: name.to_owned(),
            scopes,
            delete_days_after_creation: None,
            access_seconds: None,
            refresh_seconds: None,
        }
    }
}

impl Client {
    pub(super) fn lives(&self, now: Timestamp) -> bool {
        self.deleted.is_none_or(|deleted| deleted > now)
    }

    /// The representation in the API, without the secret.
    fn shown(&self, id: &str) -> Map<String, Value> {
        let shown = [
            ("id", Some(json!(id))),
            ("name", Some(json!(self.name))),
            ("scope", Some(json!(self.scopes.to_string()))),
            ("createdAt", Some(clock::text(self.created))),
            ("deleteAt", self.deleted.map(clock::text)),
            (
                "accessTokenValiditySeconds",
                Some(json!(self.access_lifetime.as_secs())),
            ),
            (
                "refreshTokenValiditySeconds",
                Some(json!(self.refresh_lifetime.as_secs())),
            ),
        ];
        let shown = shown.into_iter();
        let shown = shown.filter_map(|(name, value)| Some((name.to_owned(), value?)));
        shown.collect()
    }
}

impl Authorization {
    /// Creates an API client, and returns its id and secret.
    pub(crate) fn add_client(&mut self, draft: ClientDraft) -> (String, SecretString) {
        let (id, secret) = (
            identifier::secret(),
            SecretString::from(identifier::secret()),
        );
        let created = self.clock.now();
        let seconds = |given: Option<i64>, default| {
            SignedDuration::from_secs(given.unwrap_or(default).max(0))
        };
        let days = draft.delete_days_after_creation;
        let client = Client {
            name: draft.name,
            secret: secret.clone(),
            scopes: draft.scopes,
            created,
            deleted: days.map(|days| {
                let days = SignedDuration::from_secs(days.saturating_mul(SECONDS_OF_A_DAY));
                clock::after(created, days)
            }),
            access_lifetime: seconds(draft.access_seconds, ACCESS_SECONDS),
            refresh_lifetime: seconds(draft.refresh_seconds, REFRESH_SECONDS),
        };
        self.clients.insert(id.clone(), client);
        (id, secret)
    }

    /// Whether the maximum number of API clients is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.clients.len() >= MOST_CLIENTS
    }

    /// All API clients in their API representation, ordered by id.
    pub(crate) fn clients(&self) -> Vec<Map<String, Value>> {
        let now = self.clock.now();
        let living = self.clients.iter().filter(|(_, client)| client.lives(now));
        living.map(|(id, client)| client.shown(id)).collect()
    }

    /// An API client in its API representation.
    pub(crate) fn shown_client(&self, id: &str) -> Option<Map<String, Value>> {
        let client = self.clients.get(id)?;
        client.lives(self.clock.now()).then(|| client.shown(id))
    }

    /// An API client with its secret, once.
    pub(crate) fn new_client(&self, id: &str) -> Option<Map<String, Value>> {
        let mut shown = self.shown_client(id)?;
        let secret = self.clients.get(id)?.secret.expose_secret();
        shown.insert("secret".to_owned(), secret.into());
        Some(shown)
    }

    /// Removes an API client; its tokens become invalid.
    pub(crate) fn remove_client(&mut self, id: &str) -> Option<Map<String, Value>> {
        let shown = self.shown_client(id)?;
        self.clients.remove(id);
        self.access_tokens.retain(|_, token| token.client_id != id);
        self.refresh_tokens.retain(|_, token| token.client_id != id);
        Some(shown)
    }
}
