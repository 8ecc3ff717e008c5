//! A store in memory that fails when it is told to.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ctp_auth::{ExposeSecret, MemoryStore, SecretString, StoreError, StoreKey, TokenStore};
use emulator::in_time;
use tokio::sync::oneshot;

use crate::clock::ManualClock;

const DAY: Duration = Duration::from_secs(86_400);

/// A store in memory that fails when it is told to. Its clones are the same store.
#[derive(Clone, Debug, Default)]
pub(crate) struct FaultyStore {
    inner: MemoryStore,
    state: Arc<Mutex<State>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    #[default]
    None,
    /// Every method fails.
    All,
    /// Every method fails for a reason that stays, such as a wrong password.
    Permanent,
    /// Nothing can be written, as on a disk that is full.
    Writes,
    /// Every method panics.
    Panic,
    /// The writing of an entry panics, when the lock on it is taken already.
    PanicInReplace,
}

#[derive(Debug, Default)]
struct State {
    fault: Fault,
    keys: BTreeSet<String>,
    calls: usize,
    held: Option<(oneshot::Sender<()>, oneshot::Receiver<()>)>,
    held_lock: Option<(oneshot::Sender<()>, oneshot::Receiver<()>)>,
}

/// A change of an entry, or the taking of a lock, that is held back until this is dropped.
pub(crate) struct Held {
    entered: oneshot::Receiver<()>,
    _release: oneshot::Sender<()>,
}

impl Held {
    /// Waits until somebody is about to change the entry.
    pub(crate) async fn reached(&mut self) {
        let entered = in_time("an entry is about to be changed", &mut self.entered);
        entered.await.unwrap();
    }
}

impl FaultyStore {
    /// One whose lifetimes end by this clock.
    pub(crate) fn by(clock: &ManualClock) -> Self {
        Self {
            inner: MemoryStore::new().with_clock(Arc::new(clock.clone())),
            state: Arc::default(),
        }
    }

    pub(crate) fn set(&self, fault: Fault) {
        self.state().fault = fault;
    }

    /// The keys that were asked for so far.
    pub(crate) fn keys(&self) -> BTreeSet<String> {
        self.state().keys.clone()
    }

    /// Drops all entries.
    pub(crate) async fn empty(&self) {
        self.put(None).await;
    }

    /// Puts something in place of all entries.
    pub(crate) async fn damage(&self, text: &str) {
        self.put(Some(&SecretString::from(text))).await;
    }

    pub(crate) async fn is_empty(&self) -> bool {
        for key in self.keys() {
            if self.inner.get(&StoreKey::new(key)).await.unwrap().is_some() {
                return false;
            }
        }
        true
    }

    /// How many entries there are.
    pub(crate) async fn count(&self) -> usize {
        let mut count = 0;
        for key in self.keys() {
            let entry = self.inner.get(&StoreKey::new(key)).await.unwrap();
            count += usize::from(entry.is_some());
        }
        count
    }

    /// The texts of all entries.
    pub(crate) async fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for key in self.keys() {
            let entry = self.inner.get(&StoreKey::new(key)).await.unwrap();
            texts.extend(entry.map(|text| text.expose_secret().to_owned()));
        }
        texts
    }

    /// How often the store was asked for anything.
    pub(crate) fn calls(&self) -> usize {
        self.state().calls
    }

    /// Takes the locks on all entries; whether they were to be had.
    pub(crate) async fn lock_all(&self, owner: &str) -> bool {
        let mut are_taken = true;
        for key in self.keys() {
            let key = StoreKey::new(key);
            let taken = self.inner.try_lock(&key, owner, DAY);
            are_taken &= taken.await.unwrap();
        }
        are_taken
    }

    async fn put(&self, new: Option<&SecretString>) {
        for key in self.keys() {
            let key = StoreKey::new(key);
            let entry = self.inner.get(&key).await.unwrap();
            let replaced = self.inner.replace(&key, entry.as_ref(), new, DAY);
            assert!(replaced.await.unwrap());
        }
    }

    /// Holds the next change of an entry back.
    pub(crate) fn hold_next_replace(&self) -> Held {
        let (enter, entered) = oneshot::channel();
        let (release, released) = oneshot::channel();
        self.state().held = Some((enter, released));
        Held {
            entered,
            _release: release,
        }
    }

    /// Holds the next taking of a lock back.
    pub(crate) fn hold_next_lock(&self) -> Held {
        let (enter, entered) = oneshot::channel();
        let (release, released) = oneshot::channel();
        self.state().held_lock = Some((enter, released));
        Held {
            entered,
            _release: release,
        }
    }

    fn begin(&self, key: &StoreKey, is_write: bool, is_replace: bool) -> Result<(), StoreError> {
        let mut state = self.state();
        state.keys.insert(key.as_str().to_owned());
        state.calls += 1;
        let fault = state.fault;
        drop(state);
        match fault {
            Fault::Panic => panic!("a panic of the test's own"),
            Fault::PanicInReplace if is_replace => panic!("a panic of the test's own"),
            Fault::All => Err(StoreError::new("do anything", "it was told to fail")),
            Fault::Permanent => Err(StoreError::permanent("do anything", "it wants a password")),
            Fault::Writes if is_write => Err(StoreError::new("write", "it was told to fail")),
            _ => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TokenStore for FaultyStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        self.begin(key, false, false)?;
        self.inner.get(key).await
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let held = self.state().held.take();
        if let Some((enter, released)) = held {
            enter.send(()).unwrap();
            // It fails when it is released, which is what is waited for.
            let _ = released.await;
        }
        self.begin(key, true, true)?;
        self.inner.replace(key, expected, new, lifetime).await
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        let held = self.state().held_lock.take();
        if let Some((enter, released)) = held {
            enter.send(()).unwrap();
            // It fails when it is released, which is what is waited for.
            let _ = released.await;
        }
        self.begin(key, true, false)?;
        self.inner.try_lock(key, owner, lifetime).await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.begin(key, true, false)?;
        self.inner.extend_lock(key, owner, lifetime).await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        self.begin(key, true, false)?;
        self.inner.unlock(key, owner).await
    }
}
