//! The lock with which one process fetches for all.

use std::time::Duration;

use ctp_auth::{Clock, MemoryStore, TokenProvider};

use super::*;
use crate::auth::faulty_store::{Fault, FaultyStore};
use crate::auth::waiting::{crowd, passing_short_sleeps, token, tokens, until};

#[tokio::test]
async fn a_fetch_that_is_stopped_gives_its_lock_back() {
    let service = Service::start();
    let store = FaultyStore::by(&service.clock);
    let cache = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(Answer::stall());
    let asked = crowd(&cache, 1).await.remove(0);
    service.emulator.received(1).await;
    assert!(!store.lock_all("another").await);
    asked.abort();
    assert!(asked.await.unwrap_err().is_cancelled());
    drop(cache);
    // No time passes by the clock.
    let before = service.clock.now();
    until("the lock is given back", async || {
        store.lock_all("another").await
    })
    .await;
    assert_eq!(service.clock.now(), before);
}

#[tokio::test]
async fn a_lock_is_kept_while_its_owner_works_and_no_longer() {
    let service = Service::start();
    // Locks end by the same clock as the owner goes by.
    let store = MemoryStore::new().with_clock(std::sync::Arc::new(service.clock.clone()));
    let cache = service.cache_in(Grant::ClientCredentials, &store);
    let (answer, gate) = held(project_token("token-1"));
    service.enqueue(answer);
    let asked = crowd(&cache, 1).await;
    service.emulator.received(1).await;
    let other = service.cache_in(Grant::ClientCredentials, &store);
    let others = crowd(&other, 1).await;
    // Second by second, as time goes, for longer than the lock lasts.
    for _ in 0..45 {
        service.clock.advance(Duration::from_millis(100));
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(service.calls(), 1);
    gate.open();
    assert_eq!(tokens(asked).await, ["token-1"]);
    let others = passing_short_sleeps(&service.clock, tokens(others)).await;
    assert_eq!(others, ["token-1"]);
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn the_lock_of_a_process_that_is_gone_is_waited_for_for_three_seconds() {
    let service = Service::start();
    let store = MemoryStore::new().with_clock(std::sync::Arc::new(service.clock.clone()));
    // The owner is frozen: it neither works on nor gives the lock back.
    let frozen = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(Answer::stall());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let asking = std::thread::spawn(move || {
        // Driven for as long as it takes to send the request, and then no more.
        runtime.block_on(async {
            let asked = tokio::spawn(async move { frozen.token().await.map(|_| ()) });
            for _ in 0..200 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            drop(asked);
        });
        runtime
    });
    service.emulator.received(1).await;
    let runtime = tokio::task::spawn_blocking(move || asking.join().unwrap())
        .await
        .unwrap();
    let cache = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(project_token("token-2"));
    let before = service.clock.now();
    let token = async { token(&cache).await };
    let passing = async {
        loop {
            service
                .clock
                .pass(|asked| asked < Duration::from_millis(100))
                .await;
        }
    };
    tokio::select! {
        token = token => assert_eq!(token, "token-2"),
        () = passing => {}
    }
    let waited = service.clock.now() - before;
    assert!(waited <= Duration::from_millis(3_100), "{waited:?}");
    assert_eq!(service.calls(), 2);
    runtime.shutdown_background();
}

#[tokio::test]
async fn what_another_process_stored_just_before_the_lock_was_taken_is_seen() {
    let service = Service::start();
    let store = FaultyStore::default();
    let first = service.cache_in(Grant::ClientCredentials, &store);
    let second = service.cache_in(Grant::ClientCredentials, &store);
    // The second one has looked and found nothing, and is about to take the lock.
    let mut held = store.hold_next_lock();
    let asked = crowd(&second, 1).await;
    held.reached().await;
    service.enqueue(project_token("token-1"));
    assert_eq!(token(&first).await, "token-1");
    drop(held);
    assert_eq!(tokens(asked).await, ["token-1"]);
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn a_token_counts_from_when_it_was_asked_for() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    let (answer, gate) = super::held(token_answer("token-1", None, 100, SCOPE));
    service.enqueue(answer);
    let asked = crowd(&cache, 1).await;
    service.emulator.received(1).await;
    // The answer takes four seconds of the life of a hundred, of which the last tenth is not used.
    service.clock.advance(Duration::from_secs(4));
    gate.open();
    assert_eq!(tokens(asked).await, ["token-1"]);
    service.clock.advance(Duration::from_secs(86));
    // It has ten seconds left by the question, and would have fourteen by the answer.
    service.enqueue(token_answer("token-2", None, 100, SCOPE));
    assert_eq!(token(&cache).await, "token-2");
    assert_eq!(service.calls(), 2);
}

#[tokio::test]
async fn a_store_that_takes_no_locks_is_no_reason_to_wait() {
    let service = Service::start();
    let store = FaultyStore::default();
    store.set(Fault::Writes);
    let cache = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(project_token("token-1"));
    let before = service.clock.now();
    assert_eq!(token(&cache).await, "token-1");
    assert_eq!(service.clock.now(), before);
}
