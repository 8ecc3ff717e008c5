//! A store in the memory of this process.

mod recency;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::{StoreError, StoreKey, TokenStore};
use crate::{Clock, SystemClock};

use recency::Recency;

/// Stores tokens in the memory of this process.
///
/// A clone is the same store.
///
/// It holds 100,000 entries, or [as many as you configure](Self::with_capacity). Beyond that, the least recently used entry
/// is removed, which ends its session.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// use std::time::Duration;
///
/// use ctp_auth::{MemoryStore, SecretString, StoreKey, TokenStore};
///
/// let store = MemoryStore::new();
/// let key = StoreKey::new("token:8d3f");
/// let token = SecretString::from("a token");
/// assert!(store.replace(&key, None, Some(&token), Duration::from_secs(60)).await?);
/// assert!(store.get(&key).await?.is_some());
/// # Ok::<(), ctp_auth::StoreError>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct MemoryStore {
    // Never held across an await.
    state: Arc<Mutex<State>>,
    clock: Arc<dyn Clock>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self {
            state: Arc::default(),
            clock: Arc::new(SystemClock),
        }
    }

    /// Sets the maximum number of entries, at least one. Existing entries are removed.
    #[must_use]
    pub fn with_capacity(mut self, entries: usize) -> Self {
        self.state = Arc::new(Mutex::new(State {
            capacity: entries.max(1),
            ..State::default()
        }));
        self
    }

    /// Sets the clock that decides about expiry.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is consistent even after a panic: no change to it has two steps.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MemoryStore")
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl TokenStore for MemoryStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        let now = self.clock.now();
        let mut state = self.state();
        let entry = state.entry(key, now).cloned();
        if entry.is_some() {
            state.touch(key);
        }
        Ok(entry)
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut state = self.state();
        let current = state.entry(key, now);
        if current.map(ExposeSecret::expose_secret) != expected.map(ExposeSecret::expose_secret) {
            return Ok(false);
        }
        match new {
            Some(text) => {
                let entry = Kept::new(text.clone(), now, lifetime);
                state.insert(key, entry);
                state.sweep_if_grown(now);
                state.drop_surplus();
            }
            None => state.remove(key),
        }
        Ok(true)
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut state = self.state();
        if state.locks.get(key).is_some_and(|lock| lock.lasts(now)) {
            return Ok(false);
        }
        let lock = Kept::new(owner.to_owned(), now, lifetime);
        state.locks.insert(key.clone(), lock);
        state.sweep_if_grown(now);
        Ok(true)
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut state = self.state();
        match state.locks.get_mut(key) {
            Some(lock) if lock.lasts(now) && lock.value == owner => {
                *lock = Kept::new(owner.to_owned(), now, lifetime);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        let mut state = self.state();
        if state.locks.get(key).is_some_and(|lock| lock.value == owner) {
            state.locks.remove(key);
        }
        Ok(())
    }
}

/// The number of entries and locks at the first sweep.
const FIRST_SWEEP: usize = 64;

/// The default maximum number of entries.
const CAPACITY: usize = 100_000;

struct State {
    entries: HashMap<StoreKey, Kept<SecretString>>,
    recency: Recency,
    capacity: usize,
    locks: HashMap<StoreKey, Kept<String>>,
    // The number of entries and locks at the next sweep.
    sweep_at: usize,
}

impl State {
    /// The entry, unless it has expired.
    fn entry(&self, key: &StoreKey, now: Duration) -> Option<&SecretString> {
        let entry = self.entries.get(key)?;
        entry.lasts(now).then_some(&entry.value)
    }

    fn insert(&mut self, key: &StoreKey, mut entry: Kept<SecretString>) {
        let before = self.entries.get(key).and_then(|entry| entry.used);
        entry.used = Some(self.recency.touch(key, before));
        self.entries.insert(key.clone(), entry);
    }

    fn remove(&mut self, key: &StoreKey) {
        if let Some(used) = self.entries.remove(key).and_then(|entry| entry.used) {
            self.recency.forget(used);
        }
    }

    /// Records a use of the entry.
    fn touch(&mut self, key: &StoreKey) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.used = Some(self.recency.touch(key, entry.used));
        }
    }

    /// Removes the least recently used entries, if there are too many.
    fn drop_surplus(&mut self) {
        while self.entries.len() > self.capacity
            && let Some(key) = self.recency.take_oldest()
        {
            self.entries.remove(&key);
        }
    }

    /// Removes expired entries and locks, if there are twice as many in total as after the last sweep.
    ///
    /// So the average cost of a change is constant, and at most half of the memory is used by expired entries.
    fn sweep_if_grown(&mut self, now: Duration) {
        if self.entries.len() + self.locks.len() < self.sweep_at {
            return;
        }
        let recency = &mut self.recency;
        self.entries.retain(|_, entry| {
            let lasts = entry.lasts(now);
            if let (false, Some(used)) = (lasts, entry.used) {
                recency.forget(used);
            }
            lasts
        });
        self.locks.retain(|_, lock| lock.lasts(now));
        let left = self.entries.len() + self.locks.len();
        self.sweep_at = FIRST_SWEEP.max(left.saturating_mul(2));
    }
}

impl Default for State {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            recency: Recency::default(),
            capacity: CAPACITY,
            locks: HashMap::new(),
            sweep_at: FIRST_SWEEP,
        }
    }
}

/// A value with its expiry.
struct Kept<T> {
    value: T,
    expires_at: Duration,
    /// The number of the last use.
    used: Option<u64>,
}

impl<T> Kept<T> {
    fn new(value: T, now: Duration, lifetime: Duration) -> Self {
        Self {
            value,
            expires_at: now.saturating_add(lifetime),
            used: None,
        }
    }

    fn lasts(&self, now: Duration) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn what_has_outlived_its_lifetime_does_not_pile_up() {
        let mut state = State::default();
        for second in 0..10_000 {
            let now = Duration::from_secs(second);
            let key = StoreKey::new(second.to_string());
            let entry = Kept::new(SecretString::from("text"), now, Duration::from_secs(10));
            state.insert(&key, entry);
            let lock = Kept::new("owner".to_owned(), now, Duration::from_secs(10));
            state.locks.insert(key, lock);
            state.sweep_if_grown(now);
            assert!(state.entries.len() + state.locks.len() <= FIRST_SWEEP);
            assert_eq!(state.recency.len(), state.entries.len());
        }
    }

    #[test]
    fn what_lasts_is_not_swept() {
        let mut state = State::default();
        for index in 0..1_000 {
            let key = StoreKey::new(index.to_string());
            let entry = Kept::new(
                SecretString::from("text"),
                Duration::ZERO,
                Duration::from_secs(1),
            );
            state.insert(&key, entry);
            state.sweep_if_grown(Duration::ZERO);
        }
        assert_eq!(state.entries.len(), 1_000);
    }
}
