//! The sessions that are in use in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::StoreKey;
use crate::cache::SharedToken;

/// The sessions in use, so that all requests of a session share the fetch of its token, and the most recently used
/// sessions.
#[derive(Default)]
pub(super) struct InUse {
    // Never held across an await.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tokens: HashMap<StoreKey, Weak<SharedToken>>,
    recent: Recent,
}

/// The most recently used sessions. Each request of a visitor looks up the session by its id and drops it at the end, so
/// remembered failures would otherwise be lost between two requests.
///
/// There are two generations: when the younger one is full, the older one is dropped and the younger one replaces it.
#[derive(Default)]
struct Recent {
    younger: HashMap<StoreKey, Arc<SharedToken>>,
    older: HashMap<StoreKey, Arc<SharedToken>>,
}

/// The number of sessions in a generation.
const GENERATION: usize = 512;

impl InUse {
    /// The session in use under this key, or a new one.
    pub(super) fn get_or_insert(
        &self,
        key: &StoreKey,
        new: impl FnOnce() -> SharedToken,
    ) -> Arc<SharedToken> {
        let mut state = self.lock();
        let known = state.tokens.get(key).and_then(Weak::upgrade);
        let token = known.unwrap_or_else(|| state.insert(key, new()));
        let dropped = state.recent.note(key, &token);
        drop(state);
        // Dropped outside of the lock, because the drop may take the lock again.
        drop(dropped);
        token
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn insert(&mut self, key: &StoreKey, token: SharedToken) -> Arc<SharedToken> {
        // Removes unused sessions whenever the map would have to grow.
        if self.tokens.len() == self.tokens.capacity() {
            self.tokens.retain(|_, token| token.strong_count() > 0);
        }
        let token = Arc::new(token);
        self.tokens.insert(key.clone(), Arc::downgrade(&token));
        token
    }
}

impl Recent {
    /// Records a use; returns the sessions that are no longer among the most recent.
    #[must_use = "drop them outside of the lock"]
    fn note(
        &mut self,
        key: &StoreKey,
        token: &Arc<SharedToken>,
    ) -> HashMap<StoreKey, Arc<SharedToken>> {
        let is_new = self
            .younger
            .insert(key.clone(), Arc::clone(token))
            .is_none();
        if is_new && self.younger.len() > GENERATION {
            let younger = std::mem::take(&mut self.younger);
            return std::mem::replace(&mut self.older, younger);
        }
        HashMap::new()
    }
}

/// A session that nobody holds any more may still be renewing its token. The renewal continues until it is done or the
/// store is dropped.
impl Drop for InUse {
    fn drop(&mut self) {
        let state = self.lock();
        let tokens: Vec<_> = state.tokens.values().filter_map(Weak::upgrade).collect();
        drop(state);
        for token in tokens {
            token.stop();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::GENERATION;
    use crate::session::SessionStore;
    use crate::{AuthClient, Config, MemoryStore, Region, ScopeSet, SessionId};

    fn sessions() -> SessionStore {
        let region = Region::custom("http://127.0.0.1:1", "http://127.0.0.1:1").unwrap();
        let config = Config::new(&region, "my-shop", "an-id", "a-secret").unwrap();
        let auth = AuthClient::new(&config).unwrap();
        SessionStore::new(auth, ScopeSet::new(), MemoryStore::new())
    }

    #[test]
    fn sessions_that_nobody_uses_do_not_pile_up() {
        let sessions = sessions();
        let kept: Vec<_> = (0..100)
            .map(|number| sessions.resume(&SessionId::new(format!("kept-{number}"))))
            .collect();
        for number in 0..100_000 {
            drop(sessions.resume(&SessionId::new(format!("dropped-{number}"))));
        }
        let state = sessions.in_use().lock();
        let count = state.tokens.len();
        assert!((100..10 * GENERATION).contains(&count), "{count}");
        let recent = state.recent.younger.len() + state.recent.older.len();
        assert!(
            (GENERATION..=2 * GENERATION + 1).contains(&recent),
            "{recent}"
        );
        drop(state);
        // Sessions in use are still the same.
        for (number, session) in kept.iter().enumerate() {
            let again = sessions.resume(&SessionId::new(format!("kept-{number}")));
            assert!(session.shares_token_with(&again), "kept-{number}");
        }
    }
}
