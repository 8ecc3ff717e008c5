//! Drops duplicates.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ctp_auth::{Clock, SystemClock};

use super::Delivery;
use super::recent::Recent;
use crate::Error;

/// The default lease of a claim.
const LEASE: Duration = Duration::from_secs(300);

/// Handles each notification once, although the platform and the destinations may deliver it several times.
///
/// ```
/// # async fn run(deliveries: ctp_sdk::events::Deliveries) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// use ctp_sdk::events::{Deduplicator, Handled, MemorySeenStore};
///
/// let deduplicator = Deduplicator::new(MemorySeenStore::new(100_000));
/// for received in deliveries {
///     let delivery = received.delivery?;
///     let handled = deduplicator
///         .once(&delivery, async || {
///             println!("{:?}", delivery.resource_id());
///             Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
///         })
///         .await?;
///     match handled {
///         Handled::Done(()) | Handled::Duplicate => println!("acknowledge {:?}", received.receipt),
///         // Another copy is being handled. Should that fail, this one is needed.
///         Handled::InProgress => println!("do not acknowledge {:?}", received.receipt),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// Notifications are identified by [`Delivery::deduplication_key`]; a notification without a key is always handled. It
/// counts as handled when the closure has succeeded. If the closure fails, the next copy is handled.
///
/// This is still at-least-once: if a program ends after the work and before it is recorded, the work is done again. Work
/// that must not be done twice needs its own protection, such as a key or a version.
///
/// Use a separate store for each of two subscriptions that get the same messages; otherwise the messages of one count as
/// duplicates of the other.
#[derive(Debug)]
pub struct Deduplicator<S = MemorySeenStore> {
    store: S,
    lease: Duration,
}

/// The result of handling a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a delivery that is in progress elsewhere must not be acknowledged"]
pub enum Handled<T> {
    /// It was handled now, with this result. Acknowledge it.
    Done(T),
    /// It was handled before. Acknowledge it.
    Duplicate,
    /// Another copy is being handled, or was being handled by a program that has crashed; that claim expires with its
    /// lease. Do not acknowledge it, so that it is delivered again.
    InProgress,
}

/// The state of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenState {
    /// It is unknown; the caller has claimed it now.
    New,
    /// It is claimed.
    InProgress,
    /// It was handled.
    Done,
}

/// Stores which notifications were handled.
///
/// Implement it for a store that several processes share, such as Redis: `SET key claimed NX PX lease` claims, `SET key
/// done EX …` finishes, `DEL key` releases. On `wasm32`, implementations are written with `#[async_trait(?Send)]`.
#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
pub trait SeenStore: Send + Sync {
    /// Claims the key atomically, unless it is claimed or done. The claim expires after `lease`.
    ///
    /// # Errors
    ///
    /// When the store fails. Nothing is handled then.
    async fn claim(&self, key: &str, lease: Duration) -> Result<SeenState, SeenError>;

    /// Records that it was handled.
    ///
    /// # Errors
    ///
    /// When the store fails. This is logged, and the next copy is handled again after the lease.
    async fn finish(&self, key: &str) -> Result<(), SeenError>;

    /// Releases the claim, because it was not handled.
    ///
    /// # Errors
    ///
    /// When the store fails. This is logged, and the claim expires after its lease.
    async fn release(&self, key: &str) -> Result<(), SeenError>;

    /// Called when the work on a key was dropped, where nothing can be awaited. The claim expires after its lease, unless
    /// the store can release it at once.
    fn abandon(&self, _key: &str) {}
}

/// Why a [`SeenStore`] failed.
#[derive(Debug, thiserror::Error)]
#[error("the store of handled deliveries failed")]
pub struct SeenError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl SeenError {
    /// Wraps an error of the store.
    pub fn new(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}

impl From<SeenError> for Error {
    fn from(error: SeenError) -> Self {
        Self::caller(error)
    }
}

impl<S: SeenStore> Deduplicator<S> {
    /// A deduplicator with this store.
    pub fn new(store: S) -> Self {
        Self {
            store,
            lease: LEASE,
        }
    }

    /// Sets the lease of a claim; five minutes by default. It should be longer than the longest work, otherwise the work is
    /// done twice.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// Calls `handle`, unless the notification was handled before or is being handled.
    ///
    /// If the future is dropped, the claim is released at once or expires, depending on the store.
    ///
    /// # Errors
    ///
    /// The error of `handle`; a [`SeenError`] if the store fails, in which case `handle` was not called.
    pub async fn once<T, E: From<SeenError>>(
        &self,
        delivery: &Delivery,
        handle: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<Handled<T>, E> {
        let Some(key) = delivery.deduplication_key() else {
            return handle().await.map(Handled::Done);
        };
        match self.store.claim(&key, self.lease).await? {
            SeenState::Done => return Ok(Handled::Duplicate),
            SeenState::InProgress => return Ok(Handled::InProgress),
            SeenState::New => {}
        }
        let claim = Claim {
            store: &self.store,
            key: &key,
        };
        let outcome = handle().await;
        let noted = match &outcome {
            Ok(_) => {
                // If it is dropped from here on, no other copy is handled before the lease expires.
                claim.settle();
                self.store.finish(&key).await
            }
            Err(_) => {
                let released = self.store.release(&key).await;
                claim.settle();
                released
            }
        };
        if let Err(error) = noted {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(key, cause, "the result of a delivery could not be recorded");
        }
        outcome.map(Handled::Done)
    }
}

/// A claim that is released when the work on it is dropped.
struct Claim<'a, S: SeenStore> {
    store: &'a S,
    key: &'a str,
}

impl<S: SeenStore> Claim<'_, S> {
    fn settle(self) {
        std::mem::forget(self);
    }
}

impl<S: SeenStore> Drop for Claim<'_, S> {
    fn drop(&mut self) {
        self.store.abandon(self.key);
    }
}

/// A store in the memory of this process, for a limited number of notifications.
///
/// A clone shares the memory.
#[derive(Clone)]
pub struct MemorySeenStore {
    seen: Arc<Mutex<Recent<Seen>>>,
    clock: Arc<dyn Clock>,
}

#[derive(Clone, Copy, Debug)]
enum Seen {
    Claimed { until: Duration },
    Done,
}

impl MemorySeenStore {
    /// Remembers this many notifications, about 200 bytes each. Beyond that, the oldest is forgotten.
    pub fn new(capacity: usize) -> Self {
        Self {
            seen: Arc::new(Mutex::new(Recent::new(capacity))),
            clock: Arc::new(SystemClock),
        }
    }

    /// Sets the clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// No code panics while it is locked.
    fn lock(&self) -> MutexGuard<'_, Recent<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl SeenStore for MemorySeenStore {
    async fn claim(&self, key: &str, lease: Duration) -> Result<SeenState, SeenError> {
        let now = self.clock.now();
        let mut seen = self.lock();
        match seen.get(key) {
            Some(Seen::Done) => {
                // A repeated notification is worth remembering.
                seen.insert(key, Seen::Done);
                return Ok(SeenState::Done);
            }
            Some(Seen::Claimed { until }) if *until > now => return Ok(SeenState::InProgress),
            _ => {}
        }
        let until = now.saturating_add(lease);
        seen.insert(key, Seen::Claimed { until });
        Ok(SeenState::New)
    }

    async fn finish(&self, key: &str) -> Result<(), SeenError> {
        self.lock().insert(key, Seen::Done);
        Ok(())
    }

    async fn release(&self, key: &str) -> Result<(), SeenError> {
        self.abandon(key);
        Ok(())
    }

    fn abandon(&self, key: &str) {
        self.lock().remove(key);
    }
}

impl fmt::Debug for MemorySeenStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MemorySeenStore")
            .finish_non_exhaustive()
    }
}
