//! The sessions of visitors.

mod change;
mod end;
mod id;
mod in_use;
mod limits;
mod source;
mod visitor;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::cache::{
    Found, Record, STARTS, SalvagedTokens, SharedToken, Slot, Unreadable, session_key,
};
use crate::{
    AccessToken, AnonymousSession, AuthClient, AuthError, GuardedStore, MemoryStore, ScopeSet,
    StoreError, TokenProvider, TokenResponse, TokenStore, task,
};

pub use change::PreparedSession;
pub use end::SessionEnd;
pub use id::SessionId;
pub use limits::SessionLimits;
pub use visitor::Visitor;

use in_use::InUse;
use source::SessionSource;

/// Starts and resumes sessions.
///
/// A session consists of its tokens and a [payload](Session::payload) of yours, kept in a [`TokenStore`]: in memory, in
/// Redis for several processes, or in your own store. A clone is cheap and has the same sessions.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_auth::{AuthClient, Config, MemoryStore, ScopeSet, SessionId, SessionStore, TokenProvider};
///
/// let config = Config::from_env()?;
/// let scopes = ScopeSet::visitor(config.project_key())?;
/// let sessions = SessionStore::new(AuthClient::new(&config)?, scopes, MemoryStore::new());
///
/// let session = sessions.start().await?;
/// let cookie = session.id().expose_secret().to_owned();
///
/// // At the next request of the same visitor:
/// let session = sessions.resume(&SessionId::new(cookie));
/// let token = session.token().await?;
/// # let _ = token;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SessionStore {
    inner: Arc<Inner>,
}

struct Inner {
    auth: AuthClient,
    scopes: ScopeSet,
    limits: SessionLimits,
    store: GuardedStore,
    in_use: InUse,
}

/// The session of a visitor, with the token to act for them.
///
/// It starts as the session of a guest, who may become a customer [with another id](Self::prepare). As a [`TokenProvider`]
/// it provides the token of the visitor. A clone is cheap and is the same session, and so is the result of
/// [`SessionStore::resume`] for the same id. Any number of requests may use it concurrently, in any number of processes.
///
/// The token of a guest is renewed with its refresh token only. When that is no longer accepted, the [session has
/// ended](AuthError::is_session_ended): the cart of the guest is not reachable any more, and no other token is provided
/// instead. A session also ends after a logout, after a change of the customer's password, and when one of the
/// [limits](SessionLimits) is reached.
#[derive(Clone)]
pub struct Session {
    id: SessionId,
    token: Arc<SharedToken>,
    sessions: SessionStore,
}

impl SessionStore {
    /// Sessions whose tokens have these scopes, kept in `store`, with the default [limits](SessionLimits).
    ///
    /// [`ScopeSet::visitor`] contains what visitors need.
    pub fn new(auth: AuthClient, scopes: ScopeSet, store: impl TokenStore + 'static) -> Self {
        let store = GuardedStore::new(store, Arc::clone(auth.clock()));
        Self {
            inner: Arc::new(Inner {
                auth,
                scopes,
                limits: SessionLimits::default(),
                store,
                in_use: InUse::default(),
            }),
        }
    }

    /// Sessions that are kept in the memory of this process and are lost with it. The number of sessions is limited by
    /// [`MemoryStore`].
    pub fn in_memory(auth: AuthClient, scopes: ScopeSet) -> Self {
        let store = MemoryStore::new().with_clock(Arc::clone(auth.clock()));
        Self::new(auth, scopes, store)
    }

    /// Sets the limits of the sessions.
    #[must_use]
    pub fn with_limits(self, limits: SessionLimits) -> Self {
        Self {
            inner: Arc::new(Inner {
                auth: self.inner.auth.clone(),
                scopes: self.inner.scopes.clone(),
                limits,
                store: self.inner.store.clone(),
                in_use: InUse::default(),
            }),
        }
    }

    /// Starts the session of a guest: fetches an anonymous token and stores it.
    ///
    /// Call it when a visitor first needs personal data, such as a cart. To show products, the project's token is enough,
    /// and most visitors are robots.
    ///
    /// # Errors
    ///
    /// When no token could be fetched, or the store failed. A token that could not be stored is revoked.
    pub async fn start(&self) -> Result<Session, AuthError> {
        self.start_as(AnonymousSession::new()?).await
    }

    /// Starts the session of a guest with an anonymous session that you configure, for example one in a store.
    ///
    /// # Errors
    ///
    /// The same errors as [`start`](Self::start).
    pub async fn start_as(&self, guest: AnonymousSession) -> Result<Session, AuthError> {
        let store_key = guest.store_key().map(str::to_owned);
        let inner = &self.inner;
        let response = inner.auth.token(&guest.into(), &inner.scopes).await?;
        let started = change::Unclaimed::create(self, &response, store_key).await?;
        Ok(started.claim())
    }

    /// Resumes the session with this id. Whether it exists is checked when it is used.
    pub fn resume(&self, id: &SessionId) -> Session {
        let inner = &self.inner;
        let key = session_key(&inner.auth, id.expose_secret());
        let token = inner.in_use.get_or_insert(&key, || {
            let source = SessionSource {
                auth: inner.auth.clone(),
                limits: inner.limits,
            };
            let slot = Slot::new(inner.store.clone(), key.clone());
            SharedToken::new(inner.auth.clone(), source, slot)
        });
        Session {
            id: id.clone(),
            token,
            sessions: self.clone(),
        }
    }

    /// The client of the authorization service.
    pub fn auth(&self) -> &AuthClient {
        &self.inner.auth
    }

    /// The scopes that are requested for the tokens of the sessions.
    pub fn scopes(&self) -> &ScopeSet {
        &self.inner.scopes
    }

    /// How long sessions last at most.
    pub fn limits(&self) -> SessionLimits {
        self.inner.limits
    }

    #[cfg(test)]
    fn in_use(&self) -> &InUse {
        &self.inner.in_use
    }
}

impl Session {
    /// The value of the visitor's cookie.
    pub fn id(&self) -> &SessionId {
        &self.id
    }

    /// The guest or customer of the session.
    ///
    /// # Errors
    ///
    /// When the session [has ended](AuthError::is_session_ended) or
    /// [cannot be read](AuthError::is_session_unreadable), or the store failed.
    pub async fn visitor(&self) -> Result<Visitor, AuthError> {
        let record = self.record().await?;
        Ok(Visitor::of(record.scopes()))
    }

    /// The key of the store that the session is restricted to, if any.
    ///
    /// # Errors
    ///
    /// The same errors as [`visitor`](Self::visitor).
    pub async fn store_key(&self) -> Result<Option<String>, AuthError> {
        let session = self.record().await?.session;
        Ok(session.and_then(|session| session.store_key))
    }

    /// A string that you keep with the session, such as the id of a cart. It is as well protected as the tokens, and is
    /// removed with the session. It is not passed on to a new holder.
    ///
    /// # Errors
    ///
    /// The same errors as [`visitor`](Self::visitor).
    pub async fn payload(&self) -> Result<Option<String>, AuthError> {
        let session = self.record().await?.session;
        Ok(session.and_then(|session| session.payload))
    }

    /// Changes the payload atomically, even if others change it at the same time. Returns the payload afterwards.
    ///
    /// `change` computes the new payload from the current one. It may be called more than once.
    ///
    /// # Errors
    ///
    /// The same errors as [`visitor`](Self::visitor).
    pub async fn update_payload(
        &self,
        change: impl Fn(Option<&str>) -> Option<String>,
    ) -> Result<Option<String>, AuthError> {
        const TRIES: usize = 16;
        for _ in 0..TRIES {
            let found = self.token.slot().find().await.map_err(AuthError::store)?;
            let (mut record, text) = self.readable(found)?;
            let Some(session) = &mut record.session else {
                return Err(AuthError::session_ended());
            };
            let payload = change(session.payload.as_deref());
            if payload == session.payload {
                return Ok(payload);
            }
            session.payload.clone_from(&payload);
            session.used_at = self.sessions.inner.auth.clock().now();
            let ends_at = self.sessions.inner.limits.ends_at(&record);
            let is_done = self
                .token
                .slot()
                .replace(Some(&text), Some((&record, ends_at)))
                .await
                .map_err(AuthError::store)?;
            if is_done {
                self.token.learn(Some(record));
                return Ok(payload);
            }
        }
        Err(AuthError::interrupted())
    }

    /// Prepares the change to another holder, such as the customer that a guest has become, with the token of that holder.
    /// The holder gets a session **with another id**, and [`PreparedSession::commit`] ends this one.
    ///
    /// The id from before a login may be known to an attacker who placed it in the visitor's browser ([session
    /// fixation](https://owasp.org/www-community/attacks/Session_fixation)).
    ///
    /// # Errors
    ///
    /// The same errors as [`visitor`](Self::visitor). The session is then unchanged, and the token is revoked.
    pub async fn prepare(&self, token: &TokenResponse) -> Result<PreparedSession, AuthError> {
        let unused = change::UnusedTokens::of(&self.sessions, token);
        match self.store_key().await {
            Ok(store_key) => {
                unused.keep();
                let next = change::Unclaimed::create(&self.sessions, token, store_key).await?;
                Ok(PreparedSession::new(self.clone(), next))
            }
            Err(error) => {
                unused.revoke().await;
                Err(error)
            }
        }
    }

    /// [Prepares](Self::prepare) the session of another holder and [commits](PreparedSession::commit) it in one step.
    ///
    /// # Errors
    ///
    /// The errors of both.
    #[must_use = "the customer's session has another id: put it into the visitor's cookie"]
    pub async fn become_customer(
        &self,
        token: &TokenResponse,
        payload: Option<String>,
    ) -> Result<Session, AuthError> {
        self.prepare(token).await?.commit(payload).await
    }

    /// Ends the session: removes it from the store and revokes its tokens. A removed session has ended even if the
    /// revocation fails, which the result reports. A record that cannot be read is removed as well.
    ///
    /// # Errors
    ///
    /// When the store failed ([`AuthError::is_store`]): the session still exists. Its tokens are revoked if this process
    /// knows them; the message says whether they are.
    ///
    /// Once begun, it runs to completion even if the future is dropped, for example because the visitor closes the
    /// connection.
    pub async fn end(&self) -> Result<SessionEnd, AuthError> {
        let session = self.clone();
        task::uninterrupted(Box::pin(async move { session.end_now().await })).await
    }

    async fn end_now(&self) -> Result<SessionEnd, AuthError> {
        let known = self.token.known();
        match self.remove().await {
            Ok(Found::Nothing) => Ok(SessionEnd {
                was_there: false,
                not_revoked: None,
            }),
            Ok(Found::Record(record, _)) => Ok(SessionEnd {
                was_there: true,
                not_revoked: self.revoke(&record).await.err(),
            }),
            Ok(Found::Unreadable(reason, text)) => Ok(SessionEnd {
                was_there: true,
                not_revoked: self.revoke_salvaged(reason, &text).await.err(),
            }),
            Err(error) => {
                let revoked = match &known {
                    Some(record) => self.revoke(record).await.is_ok(),
                    None => false,
                };
                Err(AuthError::not_removed(error, revoked))
            }
        }
    }

    /// The record in the store, because another process may have changed it.
    async fn record(&self) -> Result<Record, AuthError> {
        match self.token.slot().find().await {
            Ok(found) => {
                let (record, text) = self.readable(found)?;
                let record = self.noted(record, &text).await;
                self.token.learn(Some(record.clone()));
                Ok(record)
            }
            Err(error) => match self.token.known() {
                Some(record) if self.lasts(&record) => Ok(record),
                _ => Err(AuthError::store(error)),
            },
        }
    }

    /// The record that was found, with its text, if the session has not ended.
    fn readable(&self, found: Found) -> Result<(Record, SecretString), AuthError> {
        match found {
            Found::Record(record, text) if self.lasts(&record) => Ok((*record, text)),
            Found::Unreadable(Unreadable::Newer(version), _) => {
                Err(AuthError::session_unreadable(version))
            }
            Found::Record(..) | Found::Nothing | Found::Unreadable(Unreadable::Damaged, _) => {
                self.token.learn(None);
                Err(self.token.ended().unwrap_or_else(AuthError::session_ended))
            }
        }
    }

    /// Whether no limit is reached. A store removes expired entries, but not necessarily at once.
    fn lasts(&self, record: &Record) -> bool {
        let inner = &self.sessions.inner;
        inner.auth.clock().now() < inner.limits.ends_at(record)
    }

    /// Records that the session was used, if the last record is old enough.
    async fn noted(&self, record: Record, text: &SecretString) -> Record {
        let inner = &self.sessions.inner;
        let now = inner.auth.clock().now();
        if !inner.limits.is_use_to_be_noted(&record, now) {
            return record;
        }
        let mut noted = record.clone();
        if let Some(session) = &mut noted.session {
            session.used_at = now;
        }
        let ends_at = inner.limits.ends_at(&noted);
        let written = self
            .token
            .slot()
            .replace(Some(text), Some((&noted, ends_at)));
        match written.await {
            Ok(true) => noted,
            // Another process has changed it and so has used it, or the store failed, which is logged.
            Ok(false) | Err(_) => record,
        }
    }

    /// Removes the record and returns it.
    async fn remove(&self) -> Result<Found, StoreError> {
        const TRIES: usize = 16;
        for _ in 0..TRIES {
            let found = self.token.slot().find().await?;
            let Some(text) = found.text() else {
                self.token.learn(None);
                return Ok(found);
            };
            if self.token.slot().replace(Some(text), None).await? {
                self.token.learn(None);
                return Ok(found);
            }
        }
        Err(StoreError::new(
            "remove a session",
            "others change it continuously",
        ))
    }

    async fn revoke(&self, record: &Record) -> Result<(), AuthError> {
        let (access_token, refresh_token) = (&record.access_token, record.refresh_token.as_ref());
        self.sessions
            .inner
            .auth
            .revoke_of_client(
                record.client_id.as_deref(),
                Some(access_token),
                refresh_token,
            )
            .await
    }

    /// Revokes the tokens of a record that cannot be read, as far as they can be recognized.
    async fn revoke_salvaged(
        &self,
        reason: Unreadable,
        text: &SecretString,
    ) -> Result<(), AuthError> {
        let tokens = SalvagedTokens::of(text);
        if tokens.are_none() {
            return Err(match reason {
                Unreadable::Newer(version) => AuthError::session_unreadable(version),
                Unreadable::Damaged => AuthError::tokens_unknown(),
            });
        }
        self.sessions
            .inner
            .auth
            .revoke_of_client(
                tokens.client_id.as_deref(),
                tokens.access_token.as_ref(),
                tokens.refresh_token.as_ref(),
            )
            .await
    }

    #[cfg(test)]
    fn shares_token_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.token, &other.token)
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl TokenProvider for Session {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        for _ in 0..STARTS {
            self.record().await?;
            if let Some(token) = self.token.token().await? {
                return Ok(token);
            }
        }
        Err(AuthError::interrupted())
    }

    async fn invalidate(&self, rejected: &AccessToken) -> bool {
        self.token.invalidate(rejected)
    }
}

impl fmt::Debug for SessionStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionStore")
            .field("auth", &self.inner.auth)
            .field("scopes", &self.inner.scopes)
            .field("limits", &self.inner.limits)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("key", &self.token.key().as_str())
            .finish_non_exhaustive()
    }
}
