//! Where tokens are kept between requests, processes and restarts.

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

/// Keeps tokens and sessions, for this process or for a fleet.
///
/// A store is a map of texts with a compare-and-swap and a lock. What the texts say is this crate's own affair; they are
/// secrets, so a store of your own may well encrypt them. The keys are digests, which hold no secret.
///
/// One store serves any number of projects, API clients, users and sessions: they never share a key.
///
/// On `wasm32`, implementations are written with `#[async_trait(?Send)]`.
///
/// # Errors
///
/// A method fails when the store cannot be reached or cannot do as it is told. Tokens are still had without it, from the
/// authorization service; what fails is the resuming of a session that only the store knows.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// The entry, if there is one that has not outlived its lifetime.
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError>;

    /// Changes an entry if it still is what it is taken to be; whether that was so.
    ///
    /// Both texts may be `None`: there is no entry, there shall be none. Comparison and change are one step, which no
    /// other process can come between. The store may drop a new entry when `lifetime` has passed.
    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError>;

    /// Takes the lock on an entry for `owner`, if nobody has it; whether that was so.
    ///
    /// The lock ends when `lifetime` has passed, so that a process that dies stops nobody. It keeps a fleet from doing
    /// the same work at the same time; it does not guard the entry, which [`replace`](Self::replace) does.
    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError>;

    /// Makes the lock last for `lifetime` from now on, if `owner` still has it; whether that was so.
    ///
    /// The owner does so about every second while it works, so that the lifetime can be short, and others soon notice an owner
    /// that is gone.
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
/// It is fit to be the name of a file or the key of a database, and holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreKey {
    text: String,
}

impl StoreKey {
    /// The key of this text. The crate makes its own keys; this is for the tests of a store of your own.
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

/// Why a [`TokenStore`] could not do as it was told.
///
/// The message has the reason, as has the [`source`](StdError::source). The reason must not hold secrets.
#[derive(Debug, thiserror::Error)]
#[error("the token store failed to {action}: {source}")]
pub struct StoreError {
    action: &'static str,
    is_transient: bool,
    source: Box<dyn StdError + Send + Sync>,
}

impl StoreError {
    /// The store failed to `action`, such as `read the entry`, for a reason that may pass, such as a broken connection.
    pub fn new(action: &'static str, reason: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            action,
            is_transient: true,
            source: reason.into(),
        }
    }

    /// The same for a reason that stays until somebody changes something, such as a wrong password.
    pub fn permanent(
        action: &'static str,
        reason: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            is_transient: false,
            ..Self::new(action, reason)
        }
    }

    /// Whether the same may well succeed a little later.
    pub fn is_transient(&self) -> bool {
        self.is_transient
    }

    /// What the store failed to do, and why.
    fn action_and_reason(&self) -> String {
        format!("{}: {}", self.action, self.source)
    }
}
