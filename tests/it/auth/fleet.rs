//! Processes that share a Redis.

mod burst;
mod outage;
mod processes;

use std::time::Duration;

use ctp_auth::{Grant, RedisStore, ScopeSet, TokenCache};
use emulator::{Answer, Emulator, RedisServer};

use super::{auth_client, token_answer};
use crate::clock::ManualClock;

use processes::ask_as_child;

/// A process of the fleet, when the test binary is started as one. It is no test otherwise.
#[test]
fn child_process() {
    ask_as_child();
}

/// A Redis and an authorization service.
struct Fleet {
    redis: RedisServer,
    emulator: Emulator,
    clock: ManualClock,
}

impl Fleet {
    /// `None`, and a line that says so, where Redis is not installed.
    fn start() -> Option<Self> {
        let Some(redis) = RedisServer::start().unwrap() else {
            crate::skip::say("redis-server is not installed");
            return None;
        };
        Some(Self {
            redis,
            emulator: Emulator::start().unwrap(),
            clock: ManualClock::new(),
        })
    }

    /// The store of one process. It has a connection of its own.
    fn store(&self) -> RedisStore {
        const MINUTE: Duration = Duration::from_secs(60);
        // For a machine that is so slow that Redis seems not to answer.
        let store = RedisStore::connect(&self.redis.url()).unwrap();
        store
            .with_connect_timeout(MINUTE)
            .with_response_timeout(MINUTE)
    }

    /// The cache of one process.
    fn cache(&self) -> TokenCache {
        let auth = auth_client(&self.emulator, &self.clock);
        TokenCache::with_store(
            auth,
            Grant::ClientCredentials,
            ScopeSet::new(),
            self.store(),
        )
    }

    fn enqueue_token(&self, access: &str) {
        self.emulator.enqueue(project_token(access));
    }

    fn calls(&self) -> usize {
        self.emulator.requests().len()
    }
}

fn project_token(access: &str) -> Answer {
    token_answer(access, None, 172_800, "view_products:my-shop")
}
