//! Many concurrent callers while Redis is down, frozen or slow.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use async_trait::async_trait;
use ctp_auth::{
    AuthClient, SecretString, Session, SessionStore, StoreError, StoreKey, TokenProvider,
    TokenStore,
};
use emulator::in_time;

use super::*;
use crate::auth::config;
use crate::auth::waiting::passing_short_sleeps;

/// A store in Redis that counts how often it is asked.
#[derive(Clone, Debug)]
struct Counting {
    inner: RedisStore,
    calls: Arc<AtomicUsize>,
}

impl Counting {
    fn new(inner: RedisStore) -> Self {
        Self {
            inner,
            calls: Arc::default(),
        }
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn count(&self) -> &RedisStore {
        self.calls.fetch_add(1, Ordering::SeqCst);
        &self.inner
    }
}

#[async_trait]
impl TokenStore for Counting {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        self.count().get(key).await
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.count().replace(key, expected, new, lifetime).await
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.count().try_lock(key, owner, lifetime).await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.count().extend_lock(key, owner, lifetime).await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        self.count().unlock(key, owner).await
    }
}

/// A client that goes by the clock of the system, as Redis does.
fn auth(emulator: &Emulator) -> AuthClient {
    AuthClient::new(&config(emulator)).unwrap()
}

/// A service that counts its tokens, which belong to no one in particular.
fn service() -> Emulator {
    let mut count = 0;
    let emulator = Emulator::with(move |_| {
        count += 1;
        token_answer(&format!("token-{count}"), Some("refresh"), 172_800, "a:b")
    });
    emulator.unwrap()
}

async fn burst(session: &Session, tasks: usize) {
    let asked: Vec<_> = (0..tasks)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.token().await.map(|_| ()) })
        })
        .collect();
    for asked in asked {
        in_time("the token of one of a burst", asked)
            .await
            .unwrap()
            .unwrap();
    }
}

/// Asks in bursts, of which all get their token though the store does not work. It is asked a few times only.
async fn assert_bursts_go_on(session: &Session, store: &Counting, at_once: usize) {
    let before = store.calls();
    burst(session, at_once).await;
    // These asked before anybody had waited for the store.
    assert!(store.calls() - before <= at_once);
    let before = store.calls();
    for _ in 0..50 {
        burst(session, at_once).await;
    }
    let calls = store.calls() - before;
    assert!(calls <= 10, "{calls}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bursts_go_on_while_redis_is_stopped_and_use_it_when_it_is_back() {
    let Some(mut fleet) = Fleet::start() else {
        return;
    };
    let (service, store) = (service(), Counting::new(fleet.store()));
    let sessions = SessionStore::new(auth(&service), ScopeSet::new(), store.clone());
    let session = sessions.start().await.unwrap();
    fleet.redis.stop().unwrap();
    assert_bursts_go_on(&session, &store, 20).await;
    fleet.redis.restart().unwrap();
    // It has come back without the session, which the session is told as soon as the store is asked again.
    in_time("the store is asked again", async {
        while session.token().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    assert!(session.token().await.unwrap_err().is_session_ended());
    assert_eq!(service.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bursts_go_on_while_redis_is_frozen_and_use_it_when_it_goes_on() {
    let Some(fleet) = Fleet::start() else { return };
    let service = service();
    let redis = fleet
        .store()
        .with_response_timeout(Duration::from_millis(100));
    let store = Counting::new(redis.with_connect_timeout(Duration::from_millis(100)));
    let sessions = SessionStore::new(auth(&service), ScopeSet::new(), store.clone());
    let started = SessionStore::new(auth(&service), ScopeSet::new(), fleet.store());
    let session = sessions.resume(started.start().await.unwrap().id());
    in_time("the session is in use", async {
        while session.token().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    fleet.redis.freeze().unwrap();
    assert_bursts_go_on(&session, &store, 20).await;
    // A session that only the store knows waits for it, and is told so at once.
    let elsewhere = SessionStore::new(auth(&service), ScopeSet::new(), store.clone());
    let error = elsewhere.resume(session.id()).token().await.unwrap_err();
    assert!(error.is_store() && error.is_transient(), "{error:?}");
    fleet.redis.thaw().unwrap();
    let resumed = elsewhere.resume(session.id());
    in_time("the store is asked again", async {
        while resumed.token().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    assert_eq!(service.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_caches_fetch_one_token_by_a_redis_that_is_slow() {
    let Some(fleet) = Fleet::start() else { return };
    let service = service();
    let port = slow_proxy(fleet.redis.port());
    let minute = Duration::from_secs(60);
    let caches: Vec<TokenCache> = (0..5)
        .map(|_| {
            // However slow the machine is, too.
            let store = RedisStore::connect(&format!("redis://127.0.0.1:{port}"))
                .unwrap()
                .with_connect_timeout(minute)
                .with_response_timeout(minute);
            TokenCache::with_store(
                auth_client(&service, &fleet.clock),
                Grant::ClientCredentials,
                ScopeSet::new(),
                store,
            )
        })
        .collect();
    let asked: Vec<_> = (0..200)
        .map(|index| {
            let cache = caches[index % caches.len()].clone();
            tokio::spawn(async move { cache.token().await.unwrap().expose_secret().to_owned() })
        })
        .collect();
    let tokens = async {
        for asked in asked {
            assert_eq!(asked.await.unwrap(), "token-1");
        }
    };
    passing_short_sleeps(&fleet.clock, tokens).await;
    assert_eq!(service.requests().len(), 1);
}

/// A port that leads to the server at another, whose answers it passes on after a while.
fn slow_proxy(server: u16) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            let server = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).unwrap();
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || pass_on(from, to, Duration::ZERO));
            thread::spawn(move || pass_on(server, client, Duration::from_millis(30)));
        }
    });
    port
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, pause: Duration) {
    let mut read = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut read) {
        thread::sleep(pause);
        if to.write_all(&read[..count]).is_err() {
            break;
        }
    }
    // What is closed already cannot be shut down.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
