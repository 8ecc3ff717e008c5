//! The cookies of the visitors, which their requests to both shops carry.

use std::sync::Arc;
use std::time::Duration;

use ctp_sdk::auth::{MemoryStore, RedisStore, SecretString, SessionId, StoreKey, TokenStore};

const LIFETIME: Duration = Duration::from_secs(3600);

/// The id of the session of each visitor.
#[derive(Clone, Debug)]
pub(crate) struct Visits {
    store: Arc<dyn TokenStore>,
}

impl Visits {
    pub(crate) fn in_redis(store: RedisStore) -> Self {
        let store = Arc::new(store.with_prefix("visits:"));
        Self { store }
    }

    pub(crate) fn in_memory() -> Self {
        let store = Arc::new(MemoryStore::new());
        Self { store }
    }

    /// The id in the cookie of a visitor.
    pub(crate) async fn current(&self, visitor: u32) -> Option<SessionId> {
        let id = self.store.get(&key(visitor)).await;
        id.expect("the cookies are read").map(SessionId::new)
    }

    /// Sets the cookie, unless somebody else has set it; whether that was so.
    pub(crate) async fn replace(
        &self,
        visitor: u32,
        old: Option<&SessionId>,
        new: Option<&SessionId>,
    ) -> bool {
        let text = |id: &SessionId| SecretString::from(id.expose_secret());
        let (old, new) = (old.map(text), new.map(text));
        let key = key(visitor);
        let replaced = self
            .store
            .replace(&key, old.as_ref(), new.as_ref(), LIFETIME);
        replaced.await.expect("the cookies are written")
    }
}

fn key(visitor: u32) -> StoreKey {
    StoreKey::new(format!("visitor:{visitor}"))
}
