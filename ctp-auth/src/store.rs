//! Stores for tokens between requests, processes and restarts.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;

#[cfg(all(feature = "file-store", not(target_arch = "wasm32")))]
mod file;
mod guarded;
#[cfg(target_arch = "wasm32")]
mod local;
#[cfg(any(target_arch = "wasm32", test))]
mod local_entry;
mod memory;
#[cfg(all(feature = "redis-store", not(target_arch = "wasm32")))]
mod redis;

#[cfg(all(feature = "file-store", not(target_arch = "wasm32")))]
pub use file::FileStore;
pub use guarded::GuardedStore;
#[cfg(target_arch = "wasm32")]
pub use local::LocalStore;
pub use memory::MemoryStore;
#[cfg(all(feature = "redis-store", not(target_arch = "wasm32")))]
pub use redis::RedisStore;

/// Stores tokens and sessions, for one process or for several.
///
/// A store is a map of strings with compare-and-swap and a lock. The format of the strings is private to this crate; they
/// contain secrets, so your own store may encrypt them. The keys are digests and contain no secrets.
///
/// One store can be used for any number of projects, API clients, users and sessions: they never share a key.
///
/// On `wasm32`, implementations are written with `#[async_trait(?Send)]`.
///
/// # Errors
///
/// A method fails when the store cannot be reached or cannot execute the operation. Tokens can then still be fetched from
/// the authorization service; only sessions that exist in the store alone cannot be resumed.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// The entry, if there is one that has not expired.
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError>;

    /// Replaces an entry if it has the expected value; returns whether it did.
    ///
    /// Both values may be `None`: no entry is expected, or the entry is removed. Comparison and change are atomic across
    /// all processes. The store may remove a new entry when `lifetime` has passed.
    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError>;

    /// Takes the lock on an entry for `owner`, if nobody has it; returns whether it was taken.
    ///
    /// The lock expires after `lifetime`, so that a process that crashes blocks nobody. It prevents processes from doing
    /// the same work at the same time; it does not protect the entry, which [`replace`](Self::replace) does.
    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError>;

    /// Extends the lock to `lifetime` from now on, if `owner` still has it; returns whether it was extended.
    ///
    /// The owner calls this about every second while it works, so that the lifetime can be short and others soon notice an
    /// owner that has crashed.
    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError>;

    /// Releases the lock, if `owner` still has it.
    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError>;
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        S::get(self, key).await
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        S::replace(self, key, expected, new, lifetime).await
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        S::try_lock(self, key, owner, lifetime).await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        S::extend_lock(self, key, owner, lifetime).await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        S::unlock(self, key, owner).await
    }
}

/// The key of an entry: a word for its kind, a colon, and a digest in hexadecimal digits.
///
/// It can be used as a file name or as a database key, and contains no secrets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreKey {
    text: String,
}

impl StoreKey {
    /// A key with this text. The crate creates its own keys; this is for tests of your own store.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// The text of the key, such as `token:8d3f…`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for StoreKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Why a [`TokenStore`] could not execute an operation.
///
/// The message contains the reason, and so does the [`source`](StdError::source). The reason must not contain secrets.
#[derive(Debug, thiserror::Error)]
#[error("the token store failed to {action}: {source}")]
pub struct StoreError {
    action: &'static str,
    is_transient: bool,
    source: Box<dyn StdError + Send + Sync>,
}

impl StoreError {
    /// The store failed to `action`, such as `read the entry`, for a temporary reason, such as a broken connection.
    pub fn new(action: &'static str, reason: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            action,
            is_transient: true,
            source: reason.into(),
        }
    }

    /// The store failed to `action` for a permanent reason, such as a wrong password.
    pub fn permanent(
        action: &'static str,
        reason: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            is_transient: false,
            ..Self::new(action, reason)
        }
    }

    /// Whether a later attempt may succeed.
    pub fn is_transient(&self) -> bool {
        self.is_transient
    }

    /// The operation that failed, and why.
    fn action_and_reason(&self) -> String {
        format!("{}: {}", self.action, self.source)
    }
}
