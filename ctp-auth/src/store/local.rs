//! A store in the `localStorage` of a browser.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::local_entry::Entry;
use super::{StoreError, StoreKey, TokenStore};
use crate::{Clock, SessionId, SystemClock};

/// Stores tokens and sessions in the `localStorage` of a browser, so that they survive a reload of the page.
///
/// All pages of one origin share it. It exists only on `wasm32`, in a page; a worker has no `localStorage`.
///
/// ```ignore
/// let store = LocalStore::new();
/// let client = CtpClient::builder(&config).session_store(store.clone()).token_store(store.clone()).build()?;
/// let session = match store.session_id()? {
///     Some(id) => client.resume_session(&id),
///     None => client.start_session().await?,
/// };
/// store.remember_session(session.id())?;
/// ```
///
/// **Any script of the page can read it**, including injected scripts: store only tokens with the scopes of a visitor, as
/// in [`ScopeSet::mobile_application`](crate::ScopeSet::mobile_application).
///
/// `localStorage` has no compare-and-swap: if two pages change the same entry at the same moment, the later change wins.
#[derive(Clone)]
pub struct LocalStore {
    prefix: String,
    clock: Arc<dyn Clock>,
}

impl LocalStore {
    /// A store whose keys begin with `ctp:`.
    pub fn new() -> Self {
        Self::with_prefix("ctp:")
    }

    /// A store whose keys begin with this text, for an origin with several apps.
    pub fn with_prefix(prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            clock: Arc::new(SystemClock),
        }
    }

    /// Sets the clock that decides about expiry.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The session that was [remembered](Self::remember_session). Whether it still exists is checked when it is used.
    ///
    /// # Errors
    ///
    /// When the browser denies access to `localStorage`.
    pub fn session_id(&self) -> Result<Option<SessionId>, StoreError> {
        let id = self.read(&self.session_key())?;
        Ok(id.map(SessionId::new))
    }

    /// Remembers the session of the visitor. Call it again after a login or a sign-up, which change the id.
    ///
    /// # Errors
    ///
    /// When the browser denies access to `localStorage`, or it is full.
    pub fn remember_session(&self, id: &SessionId) -> Result<(), StoreError> {
        self.write(&self.session_key(), id.expose_secret())
    }

    /// Forgets the session of the visitor, after a logout.
    ///
    /// # Errors
    ///
    /// When the browser denies access to `localStorage`.
    pub fn forget_session(&self) -> Result<(), StoreError> {
        self.remove(&self.session_key())
    }

    fn session_key(&self) -> String {
        format!("{}visitor", self.prefix)
    }

    fn entry_key(&self, key: &StoreKey) -> String {
        format!("{}{key}", self.prefix)
    }

    fn lock_key(&self, key: &StoreKey) -> String {
        format!("{}lock:{key}", self.prefix)
    }

    /// The text of the entry, unless it has expired.
    fn living(&self, key: &str) -> Result<Option<String>, StoreError> {
        let Some(text) = self.read(key)? else {
            return Ok(None);
        };
        match Entry::read(&text) {
            Some(entry) if entry.lasts(self.clock.now()) => Ok(Some(entry.text)),
            // An entry that this crate did not write counts as missing.
            _ => {
                self.remove(key)?;
                Ok(None)
            }
        }
    }

    fn keep(&self, key: &str, text: &str, lifetime: Duration) -> Result<(), StoreError> {
        let entry = Entry::new(text, self.clock.now(), lifetime);
        self.write(key, &entry.to_text())
    }

    fn read(&self, key: &str) -> Result<Option<String>, StoreError> {
        let read = storage().and_then(|storage| storage.get_item(key));
        read.map_err(|error| failed("read an entry", &error))
    }

    fn write(&self, key: &str, text: &str) -> Result<(), StoreError> {
        let written = storage().and_then(|storage| storage.set_item(key, text));
        written.map_err(|error| failed("write an entry", &error))
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        let removed = storage().and_then(|storage| storage.remove_item(key));
        removed.map_err(|error| failed("remove an entry", &error))
    }
}

/// Requested for each call, because browser objects cannot be sent between threads.
fn storage() -> Result<Storage, JsValue> {
    let window = web_sys::window().ok_or_else(|| JsValue::from_str("there is no page"))?;
    let storage = window.local_storage()?;
    storage.ok_or_else(|| JsValue::from_str("the page has no localStorage"))
}

/// Permanent until the user changes the settings of the browser, or frees space.
fn failed(action: &'static str, error: &JsValue) -> StoreError {
    let reason = format!("{error:?}");
    StoreError::permanent(action, crate::platform::short_reason(&reason))
}

impl Default for LocalStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for LocalStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LocalStore")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

#[async_trait(?Send)]
impl TokenStore for LocalStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        Ok(self.living(&self.entry_key(key))?.map(SecretString::from))
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let key = self.entry_key(key);
        let current = self.living(&key)?;
        if current.as_deref() != expected.map(ExposeSecret::expose_secret) {
            return Ok(false);
        }
        match new {
            Some(text) => self.keep(&key, text.expose_secret(), lifetime)?,
            None => self.remove(&key)?,
        }
        Ok(true)
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let key = self.lock_key(key);
        if self.living(&key)?.is_some() {
            return Ok(false);
        }
        self.keep(&key, owner, lifetime)?;
        Ok(true)
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let key = self.lock_key(key);
        let is_owner = self.living(&key)?.as_deref() == Some(owner);
        if is_owner {
            self.keep(&key, owner, lifetime)?;
        }
        Ok(is_owner)
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        let key = self.lock_key(key);
        match self.living(&key)?.as_deref() == Some(owner) {
            true => self.remove(&key),
            false => Ok(()),
        }
    }
}
