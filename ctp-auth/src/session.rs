//! The tokens of people who come and go.

mod id;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use async_trait::async_trait;

use crate::cache::{Core, Entry, Origin, session_key};
use crate::{
    AccessToken, AnonymousSession, AuthClient, AuthError, MemoryStore, Scope, ScopeSet, StoreKey,
    TokenProvider, TokenResponse, TokenStore,
};

pub use id::SessionId;

/// Starts sessions, and finds them again.
///
/// What is kept of a session is its tokens and the id of its cart, in a [`TokenStore`]: in memory, in Redis for a fleet,
/// or one of your own. A clone is cheap and has the same sessions.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ctp_auth::{AuthClient, Config, MemoryStore, ScopeSet, SessionId, SessionStore, TokenProvider};
///
/// let config = Config::from_env()?;
/// let scopes = ScopeSet::storefront_customer(config.project_key())?;
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
    store: Arc<dyn TokenStore>,
    /// The sessions that are in use, so that all requests of one share the fetch of its token.
    in_use: Mutex<HashMap<StoreKey, Weak<Core>>>,
}

/// A visitor, and the token to act for them.
///
/// It starts as a guest and may become a customer; as a [`TokenProvider`] it gives the token of whoever it is at the
/// moment. A clone is cheap and is the same session, as is what [`SessionStore::resume`] gives for the same id. Any
/// number of requests may use it at once, in any number of processes.
///
/// A guest's token is renewed by its refresh token only. When that is no longer accepted, the
/// [session has ended](AuthError::is_session_ended): there is no way back to the cart of that guest, and nobody else's is
/// handed out in its place. The same is so after a logout, and when a customer's password has changed.
#[derive(Clone)]
pub struct Session {
    id: SessionId,
    core: Arc<Core>,
    sessions: SessionStore,
}

/// Who is in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Visitor {
    /// Somebody who is not signed in.
    Guest {
        /// The id of the anonymous session, if the authorization service named it.
        anonymous_id: Option<String>,
    },
    /// A customer.
    Customer {
        /// The id of the customer.
        customer_id: String,
    },
}

impl SessionStore {
    /// Sessions whose tokens have these scopes and are kept in `store`.
    ///
    /// [`ScopeSet::storefront_customer`] has what the server of a storefront needs.
    pub fn new(auth: AuthClient, scopes: ScopeSet, store: impl TokenStore + 'static) -> Self {
        Self {
            inner: Arc::new(Inner {
                auth,
                scopes,
                store: Arc::new(store),
                in_use: Mutex::default(),
            }),
        }
    }

    /// Sessions that are kept in the memory of this process, and are lost with it.
    pub fn in_memory(auth: AuthClient, scopes: ScopeSet) -> Self {
        Self::new(auth, scopes, MemoryStore::new())
    }

    /// Starts the session of a guest: fetches an anonymous token and stores it.
    ///
    /// Do it when a visitor first needs something of their own, such as a cart; to show products, the project's own
    /// token is enough, and most visitors are robots.
    ///
    /// # Errors
    ///
    /// When no token could be had, or the store failed.
    pub async fn start(&self) -> Result<Session, AuthError> {
        self.start_as(AnonymousSession::new()?).await
    }

    /// Starts the session of a guest with an anonymous session of your own, such as one in a store.
    ///
    /// # Errors
    ///
    /// As of [`start`](Self::start).
    pub async fn start_as(&self, guest: AnonymousSession) -> Result<Session, AuthError> {
        let session = self.resume(&SessionId::random()?);
        let inner = &self.inner;
        let store_key = guest.store_key().map(str::to_owned);
        let response = inner.auth.token(&guest.into(), &inner.scopes).await?;
        let mut entry = Entry::new(&response, None);
        entry.store_key = store_key;
        session.core.create(entry).await?;
        Ok(session)
    }

    /// The session with this id. Whether there is one shows when it is used.
    pub fn resume(&self, id: &SessionId) -> Session {
        let inner = &self.inner;
        let key = session_key(&inner.auth, id.expose_secret());
        let mut in_use = inner.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        let core = in_use.get(&key).and_then(Weak::upgrade);
        let core = core.unwrap_or_else(|| {
            // As often as it would have to grow, it is rid of the sessions that nobody uses.
            if in_use.len() == in_use.capacity() {
                in_use.retain(|_, core| core.strong_count() > 0);
            }
            let (auth, store) = (inner.auth.clone(), Arc::clone(&inner.store));
            let core = Arc::new(Core::new(auth, Origin::Session, key.clone(), store));
            in_use.insert(key, Arc::downgrade(&core));
            core
        });
        Session {
            id: id.clone(),
            core,
            sessions: self.clone(),
        }
    }

    /// The client of the authorization service.
    pub fn auth(&self) -> &AuthClient {
        &self.inner.auth
    }

    /// The scopes that the tokens of the sessions are asked for with.
    pub fn scopes(&self) -> &ScopeSet {
        &self.inner.scopes
    }
}

impl Session {
    /// What the visitor's cookie holds.
    pub fn id(&self) -> &SessionId {
        &self.id
    }

    /// Who is in the session.
    ///
    /// # Errors
    ///
    /// When the session has ended, or the store failed.
    pub async fn visitor(&self) -> Result<Visitor, AuthError> {
        let entry = self.core.entry().await?;
        Ok(Visitor::of(entry.scopes()))
    }

    /// The store that the session was started in, if it is not for all of them.
    ///
    /// # Errors
    ///
    /// As of [`visitor`](Self::visitor).
    pub async fn store_key(&self) -> Result<Option<String>, AuthError> {
        Ok(self.core.entry().await?.store_key)
    }

    /// The cart that was [remembered](Self::remember_cart) for the session.
    ///
    /// # Errors
    ///
    /// As of [`visitor`](Self::visitor).
    pub async fn cart_id(&self) -> Result<Option<String>, AuthError> {
        Ok(self.core.entry().await?.cart_id)
    }

    /// Remembers the cart of the session, unless it has one; the cart that it has now.
    ///
    /// # Errors
    ///
    /// As of [`visitor`](Self::visitor).
    pub async fn remember_cart(&self, cart_id: &str) -> Result<String, AuthError> {
        let before = self
            .core
            .update(|entry| {
                let mut entry = entry.clone();
                entry.cart_id.get_or_insert_with(|| cart_id.to_owned());
                Some(entry)
            })
            .await?;
        Ok(before.cart_id.unwrap_or_else(|| cart_id.to_owned()))
    }

    /// Forgets the cart of the session if it is this one, as after an order.
    ///
    /// # Errors
    ///
    /// As of [`visitor`](Self::visitor).
    pub async fn forget_cart(&self, cart_id: &str) -> Result<(), AuthError> {
        let forget = |entry: &Entry| {
            let mut entry = entry.clone();
            entry.cart_id = entry.cart_id.filter(|present| present != cart_id);
            Some(entry)
        };
        self.core.update(forget).await.map(drop)
    }

    /// Gives the session to the customer whose token this is, with the cart that they have from now on.
    ///
    /// The session keeps its id. The tokens from before are revoked; if that fails they end by themselves, and the log
    /// says so.
    ///
    /// # Errors
    ///
    /// As of [`visitor`](Self::visitor). The session is then what it was.
    pub async fn become_customer(
        &self,
        token: &TokenResponse,
        cart_id: Option<String>,
    ) -> Result<(), AuthError> {
        let before = self
            .core
            .update(|before| {
                let mut entry = Entry::new(token, None);
                entry.store_key = before.store_key.clone();
                entry.cart_id = cart_id.clone();
                Some(entry)
            })
            .await?;
        if let Err(error) = self.revoke(&before).await {
            tracing::warn!(%error, "a guest's tokens could not be revoked");
        }
        Ok(())
    }

    /// Ends the session: removes it from the store and revokes its tokens. To end one that has ended is no error.
    ///
    /// # Errors
    ///
    /// When the store or the authorization service failed. Each of them is asked, whatever becomes of the other, so it
    /// helps to call it again only where the store failed.
    pub async fn end(&self) -> Result<(), AuthError> {
        let known = self.core.entry().await;
        let removed = self.core.update(|_| None).await;
        let entry = match (&removed, known) {
            (Ok(entry), _) => Some(entry.clone()),
            (Err(error), _) if error.is_session_ended() => return Ok(()),
            (Err(_), known) => known.ok(),
        };
        let revoked = match entry {
            Some(entry) => self.revoke(&entry).await,
            None => Ok(()),
        };
        removed.and(revoked)
    }

    async fn revoke(&self, entry: &Entry) -> Result<(), AuthError> {
        let auth = &self.sessions.inner.auth;
        auth.revoke(&entry.access_token, entry.refresh_token.as_ref())
            .await
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl TokenProvider for Session {
    async fn token(&self) -> Result<AccessToken, AuthError> {
        self.core.token().await
    }

    async fn invalidate(&self, rejected: &AccessToken) -> bool {
        self.core.invalidate(rejected)
    }
}

/// A session that nobody holds any more may still be having its token renewed. That goes on until it is done, but not
/// beyond the store.
impl Drop for Inner {
    fn drop(&mut self) {
        let in_use = self
            .in_use
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        for core in in_use.values().filter_map(Weak::upgrade) {
            core.stop();
        }
    }
}

impl Visitor {
    fn of(scopes: Option<&ScopeSet>) -> Self {
        let find = |read: fn(&Scope) -> Option<&str>| {
            scopes?
                .iter()
                .find_map(|scope| read(scope).map(str::to_owned))
        };
        match find(Scope::customer_id) {
            Some(customer_id) => Self::Customer { customer_id },
            None => Self::Guest {
                anonymous_id: find(Scope::anonymous_id),
            },
        }
    }
}

impl fmt::Debug for SessionStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionStore")
            .field("auth", &self.inner.auth)
            .field("scopes", &self.inner.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("key", &self.core.key().as_str())
            .finish_non_exhaustive()
    }
}
