//! A store with a timeout and a circuit breaker.

use std::any::Any;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::{Either, select};
use secrecy::SecretString;

use super::{StoreError, StoreKey, TokenStore};
use crate::{Clock, task};

/// The timeout of a call to the store.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The number of consecutive failures that open the circuit breaker, so that the store is not called during a pause.
const FAILURES: u32 = 3;

/// The first pause. It doubles each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A store with a timeout and a circuit breaker.
///
/// Each call has 2 seconds. After three consecutive failures the store is not called during a pause of 1 to 30 seconds, so
/// that slow failures do not delay every request.
///
/// Caches and sessions wrap their store in it. Clones share the breaker: use clones of one guarded store for many caches,
/// for example for all projects of a process.
///
/// ```
/// use std::sync::Arc;
///
/// use ctp_auth::{GuardedStore, MemoryStore, SystemClock};
///
/// let store = GuardedStore::new(MemoryStore::new(), Arc::new(SystemClock));
/// let of_another_cache = store.clone();
/// # let _ = of_another_cache;
/// ```
#[derive(Clone)]
pub struct GuardedStore {
    inner: Arc<Inner>,
}

struct Inner {
    store: Box<dyn TokenStore>,
    clock: Arc<dyn Clock>,
    // Never held across an await.
    breaker: Mutex<Breaker>,
}

#[derive(Default)]
struct Breaker {
    failures: u32,
    pauses: u32,
    /// The store is not called before this time; `None` if the breaker is closed, as it is while the store works.
    open_until: Option<Duration>,
    /// Whether a call is in progress that checks whether the store works again.
    is_probing: bool,
    /// Why the store failed the last time, for calls while the breaker is open.
    last_failure: Option<Failure>,
}

struct Failure {
    reason: String,
    is_transient: bool,
}

impl GuardedStore {
    /// Guards this store with this clock. A store that is already guarded is returned unchanged.
    pub fn new(store: impl TokenStore + 'static, clock: Arc<dyn Clock>) -> Self {
        if let Some(guarded) = (&store as &dyn Any).downcast_ref::<Self>() {
            return guarded.clone();
        }
        Self {
            inner: Arc::new(Inner {
                store: Box::new(store),
                clock,
                breaker: Mutex::default(),
            }),
        }
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    async fn guarded<T>(
        &self,
        key: &StoreKey,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        self.breaker().check(self.inner.clock.now())?;
        let outcome = match select(pin!(work), pin!(self.limit())).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), _)) => Err(StoreError::new(
                "answer in time",
                format!("it took longer than {TIMEOUT:?}"),
            )),
        };
        match &outcome {
            Ok(_) => self.breaker().succeeded(),
            Err(error) => self.breaker().failed(self.inner.clock.now(), key, error),
        }
        outcome
    }

    /// Waits for the timeout. Without a runtime there may be no timer, and therefore no timeout.
    async fn limit(&self) {
        if task::require_runtime().is_err() {
            std::future::pending::<()>().await;
        }
        self.inner.clock.sleep(TIMEOUT).await;
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        // The state is consistent even if a thread panicked while it held the lock.
        self.inner
            .breaker
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The output of the store itself.
impl fmt::Debug for GuardedStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.store.fmt(formatter)
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl TokenStore for GuardedStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        self.guarded(key, self.inner.store.get(key)).await
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let replace = self.inner.store.replace(key, expected, new, lifetime);
        self.guarded(key, replace).await
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.guarded(key, self.inner.store.try_lock(key, owner, lifetime))
            .await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.guarded(key, self.inner.store.extend_lock(key, owner, lifetime))
            .await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        self.guarded(key, self.inner.store.unlock(key, owner)).await
    }
}

impl Breaker {
    /// Fails while the store is not to be called. At the end of a pause one call is let through, and the pause continues
    /// for all others until that call has completed.
    fn check(&mut self, now: Duration) -> Result<(), StoreError> {
        let Some(until) = self.open_until else {
            return Ok(());
        };
        if now < until {
            return Err(self.skipped());
        }
        // If that call is dropped, another one is let through after this time.
        self.open_until = Some(now.saturating_add(TIMEOUT));
        self.is_probing = true;
        Ok(())
    }

    /// Why the store is not called: the last failure, and whether it is transient.
    fn skipped(&self) -> StoreError {
        const ACTION: &str = "be asked";
        let failures = self.failures;
        match &self.last_failure {
            Some(last) => {
                let reason = format!(
                    "it has failed {failures} times in a row, the last time to {}",
                    last.reason
                );
                match last.is_transient {
                    true => StoreError::new(ACTION, reason),
                    false => StoreError::permanent(ACTION, reason),
                }
            }
            None => StoreError::new(ACTION, format!("it has failed {failures} times in a row")),
        }
    }

    fn succeeded(&mut self) {
        if self.open_until.is_some() {
            tracing::info!("the token store works again");
        }
        *self = Self::default();
    }

    fn failed(&mut self, now: Duration, key: &StoreKey, error: &StoreError) {
        self.failures = self.failures.saturating_add(1);
        self.last_failure = Some(Failure {
            reason: error.action_and_reason(),
            is_transient: error.is_transient(),
        });
        if self.failures < FAILURES {
            tracing::warn!(key = key.as_str(), %error, "the token store failed");
            return;
        }
        if self.open_until.is_some() && !self.is_probing {
            // It was called before the pause began.
            return;
        }
        let pause = FIRST_PAUSE
            .saturating_mul(1 << self.pauses.min(10))
            .min(LONGEST_PAUSE);
        // Logged once for each outage, however many requests are affected.
        if self.pauses == 0 {
            tracing::warn!(
                key = key.as_str(),
                %error,
                failures = self.failures,
                ?pause,
                "the token store keeps failing and is not used for a moment"
            );
        }
        self.pauses = self.pauses.saturating_add(1);
        self.open_until = Some(now.saturating_add(pause));
        self.is_probing = false;
    }
}
