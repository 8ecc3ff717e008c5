//! The sessions that are in use in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::StoreKey;
use crate::cache::SharedToken;

/// The sessions that are in use, so that all requests of one share the fetch of its token.
#[derive(Default)]
pub(super) struct InUse {
    // Never held while anything is awaited.
    tokens: Mutex<HashMap<StoreKey, Weak<SharedToken>>>,
}

impl InUse {
    /// The one that is in use under this key, or else a new one.
    pub(super) fn get_or_insert(
        &self,
        key: &StoreKey,
        new: impl FnOnce() -> SharedToken,
    ) -> Arc<SharedToken> {
        let mut tokens = self.lock();
        if let Some(token) = tokens.get(key).and_then(Weak::upgrade) {
            return token;
        }
        // As often as it would have to grow, it is rid of the sessions that nobody uses.
        if tokens.len() == tokens.capacity() {
            tokens.retain(|_, token| token.strong_count() > 0);
        }
        let token = Arc::new(new());
        tokens.insert(key.clone(), Arc::downgrade(&token));
        token
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<StoreKey, Weak<SharedToken>>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session that nobody holds any more may still be having its token renewed. That goes on until it is done, but not
/// beyond the store.
impl Drop for InUse {
    fn drop(&mut self) {
        let tokens = self.lock();
        let tokens: Vec<_> = tokens.values().filter_map(Weak::upgrade).collect();
        for token in tokens {
            token.stop();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
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
        let count = sessions.in_use().lock().len();
        assert!((100..1_000).contains(&count), "{count}");
        // Those in use are there still, and are the same.
        for (number, session) in kept.iter().enumerate() {
            let again = sessions.resume(&SessionId::new(format!("kept-{number}")));
            assert!(session.shares_token_with(&again), "kept-{number}");
        }
    }
}
