//! Fetches that are interrupted: by the end of a runtime, by the last one who has the cache, by a store that panics.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::*;
use crate::auth::faulty_store::{Fault, FaultyStore};
use crate::auth::waiting::{crowd, errors, passing_short_sleeps, settled, token, tokens};

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_cache_whose_runtime_was_shut_down_during_a_fetch_works_in_another() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    service.enqueue(Answer::stall());
    service.enqueue(project_token("token-2"));

    let first = runtime();
    first.block_on(async {
        crowd(&cache, 10).await;
        service.emulator.received(1).await;
    });
    first.shutdown_background();

    runtime().block_on(async {
        // The lock of the fetch that is gone ends after three seconds at most.
        assert_eq!(
            passing_short_sleeps(&service.clock, token(&cache)).await,
            "token-2"
        );
        assert_eq!(tokens(crowd(&cache, 10).await).await, vec!["token-2"; 10]);
    });
    assert_eq!(service.calls(), 2);
}

#[test]
fn those_who_wait_in_another_runtime_when_that_of_the_fetch_is_shut_down_fetch_for_themselves() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    service.enqueue(Answer::stall());
    service.enqueue(project_token("token-2"));

    let first = runtime();
    first.block_on(async {
        crowd(&cache, 1).await;
        service.emulator.received(1).await;
    });
    let second = runtime();
    let asked = second.block_on(crowd(&cache, 10));
    first.shutdown_background();
    second.block_on(async {
        let tokens = passing_short_sleeps(&service.clock, tokens(asked)).await;
        assert_eq!(tokens, vec!["token-2"; 10]);
    });
    assert_eq!(service.calls(), 2);
}

#[tokio::test]
async fn nothing_runs_on_when_the_last_clone_is_dropped_during_the_first_fetch() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    service.enqueue(Answer::stall());
    let asked = crowd(&cache.clone(), 1).await.remove(0);
    service.emulator.received(1).await;
    asked.abort();
    assert!(asked.await.unwrap_err().is_cancelled());
    drop(cache);
    service.emulator.idle().await;
    settled(&service.clock).await;
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn nothing_runs_on_when_the_last_clone_is_dropped_during_a_renewal() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    service.enqueue(project_token("token-1"));
    service.enqueue(Answer::stall());
    assert_eq!(token(&cache).await, "token-1");
    service.clock.advance(Duration::from_secs(172_800 - 60));
    assert_eq!(token(&cache).await, "token-1");
    service.emulator.received(2).await;
    drop(cache);
    service.emulator.idle().await;
    settled(&service.clock).await;
    assert_eq!(service.calls(), 2);
}

#[tokio::test]
async fn nothing_runs_on_when_the_last_clone_is_dropped_between_two_attempts() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    service.enqueue(Answer::close());
    let asked = crowd(&cache, 1).await.remove(0);
    service.emulator.received(1).await;
    // The sleep beside the attempt is the first, the pause is the second.
    while service.clock.next_sleep().await >= Duration::from_secs(1) {}
    asked.abort();
    assert!(asked.await.unwrap_err().is_cancelled());
    drop(cache);
    settled(&service.clock).await;
    service.emulator.idle().await;
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn a_fetch_goes_on_while_a_clone_is_left() {
    let service = Service::start();
    let cache = service.cache(Grant::ClientCredentials);
    let (answer, gate) = held(project_token("token-1"));
    service.enqueue(answer);
    let asked = crowd(&cache.clone(), 1).await.remove(0);
    let left = cache.clone();
    drop(cache);
    service.emulator.received(1).await;
    asked.abort();
    assert!(asked.await.unwrap_err().is_cancelled());
    gate.open();
    assert_eq!(token(&left).await, "token-1");
    assert_eq!(service.calls(), 1);
}

#[tokio::test]
async fn a_store_that_panics_does_not_harm_the_cache_for_good() {
    for fault in [Fault::Panic, Fault::PanicInReplace] {
        let service = Service::start();
        let store = FaultyStore::default();
        let cache = service.cache_in(Grant::ClientCredentials, &store);
        // Those who wait try it a few times, and where the panic comes late, each time fetches a token for nothing.
        let calls = if fault == Fault::Panic { 0 } else { 3 };
        for _ in 0..calls {
            service.enqueue(project_token("token-lost"));
        }
        store.set(fault);
        let asked = crowd(&cache, 10).await;
        for error in passing_short_sleeps(&service.clock, errors(asked)).await {
            assert!(error.is_transient(), "{error:?}");
        }
        assert_eq!(service.calls(), calls);

        store.set(Fault::None);
        service.enqueue(project_token("token-1"));
        let asked = crowd(&cache, 10).await;
        let tokens = passing_short_sleeps(&service.clock, tokens(asked)).await;
        assert_eq!(tokens, vec!["token-1"; 10]);
        assert_eq!(service.calls(), calls + 1);
    }
}

#[tokio::test]
async fn a_store_that_fails_is_done_without() {
    for fault in [Fault::All, Fault::Writes] {
        let service = Service::start();
        let store = FaultyStore::default();
        store.set(fault);
        let cache = service.cache_in(customer(), &store);
        service.enqueue(user_token("token-1", "refresh-1"));
        service.enqueue(project_token("token-2"));
        service.enqueue(project_token("token-3"));
        assert_eq!(tokens(crowd(&cache, 10).await).await, vec!["token-1"; 10]);
        service.clock.advance(Duration::from_secs(172_800));
        assert_eq!(token(&cache).await, "token-2");
        service.clock.advance(Duration::from_secs(172_800));
        assert_eq!(token(&cache).await, "token-3");
        assert_eq!(service.asked()[1..], ["token: refresh_token refresh-1"; 2]);
    }
}

#[tokio::test]
async fn a_store_that_is_well_again_is_used_again() {
    let service = Service::start();
    let store = FaultyStore::default();
    store.set(Fault::All);
    let cache = service.cache_in(Grant::ClientCredentials, &store);
    service.enqueue(project_token("token-1"));
    assert_eq!(token(&cache).await, "token-1");
    store.set(Fault::None);
    service.clock.advance(Duration::from_secs(172_800));
    service.enqueue(project_token("token-2"));
    assert_eq!(token(&cache).await, "token-2");
    let other = service.cache_in(Grant::ClientCredentials, &store);
    assert_eq!(token(&other).await, "token-2");
    assert_eq!(service.calls(), 2);
}
