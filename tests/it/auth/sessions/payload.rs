//! What is kept with a session.

use super::*;
use crate::auth::waiting::{crowd, settled, token, tokens};

#[tokio::test]
async fn those_who_change_the_payload_at_once_agree_on_one() {
    for processes in [1, 2, 4] {
        let platform = Platform::start();
        let store = MemoryStore::new();
        let session = platform.guest(&platform.process(&store)).await;
        let carts: Vec<_> = (0..16)
            .map(|index| {
                let process = if index % processes == 0 {
                    session.clone()
                } else {
                    platform.process(&store).resume(session.id())
                };
                tokio::spawn(async move { remember(&process, &format!("cart-{index}")).await })
            })
            .collect();
        let mut agreed = Vec::new();
        for cart in carts {
            agreed.push(cart.await.unwrap().unwrap());
        }
        let kept = session.payload().await.unwrap().unwrap();
        assert_eq!(agreed, vec![kept; 16]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn they_agree_on_many_threads_as_well() {
    let platform = Platform::start();
    let store = MemoryStore::new();
    let session = platform.guest(&platform.process(&store)).await;
    let carts: Vec<_> = (0..64)
        .map(|index| {
            let process = platform.process(&store).resume(session.id());
            tokio::spawn(async move { remember(&process, &format!("cart-{index}")).await })
        })
        .collect();
    let mut agreed = Vec::new();
    for cart in carts {
        agreed.push(cart.await.unwrap().unwrap());
    }
    let kept = session.payload().await.unwrap().unwrap();
    assert_eq!(agreed, vec![kept; 64]);
}

#[tokio::test]
async fn a_change_sees_the_payload_that_is_there() {
    let platform = Platform::start();
    let session = platform.guest(&platform.process(&MemoryStore::new())).await;
    assert_eq!(session.payload().await.unwrap(), None);
    assert_eq!(remember(&session, "cart-1").await.unwrap(), "cart-1");
    assert_eq!(remember(&session, "cart-2").await.unwrap(), "cart-1");
    forget(&session, "cart-2").await.unwrap();
    assert_eq!(session.payload().await.unwrap().as_deref(), Some("cart-1"));
    forget(&session, "cart-1").await.unwrap();
    assert_eq!(session.payload().await.unwrap(), None);
    assert_eq!(remember(&session, "cart-2").await.unwrap(), "cart-2");
    assert_eq!(platform.calls(), 1);
}

#[tokio::test]
async fn a_payload_survives_a_refresh() {
    let platform = Platform::start();
    let store = MemoryStore::new();
    let session = platform.guest(&platform.process(&store)).await;
    remember(&session, "cart-1").await.unwrap();
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(guest_answer("guest-2"));
    assert_eq!(token(&session).await, "guest-2");
    let elsewhere = platform.process(&store).resume(session.id());
    assert_eq!(
        elsewhere.payload().await.unwrap().as_deref(),
        Some("cart-1")
    );
}

#[tokio::test]
async fn a_payload_that_is_changed_during_a_refresh_and_what_the_refresh_brings_are_both_kept() {
    // Once when the old token has ended, and once when it still serves.
    for passed in [TWO_DAYS, TWO_DAYS - Duration::from_secs(60)] {
        let platform = Platform::start();
        let store = MemoryStore::new();
        let session = platform.guest(&platform.process(&store)).await;
        platform.clock.advance(passed);
        let (answer, gate) = held(token_answer("guest-2", Some("refresh-2"), 172_800, "a:b"));
        platform.enqueue(answer);
        let asked = crowd(&session, 10).await;
        platform.emulator.received(2).await;
        let elsewhere = platform.process(&store).resume(session.id());
        assert_eq!(remember(&elsewhere, "cart-1").await.unwrap(), "cart-1");
        gate.open();
        let expected = if passed == TWO_DAYS {
            "guest-2"
        } else {
            "guest-1"
        };
        assert_eq!(tokens(asked).await, vec![expected; 10]);
        settled(&platform.clock).await;
        for session in [&session, &elsewhere] {
            assert_eq!(token(session).await, "guest-2");
            assert_eq!(session.payload().await.unwrap().as_deref(), Some("cart-1"));
        }
        // The old refresh token may no longer be good for anything.
        platform.clock.advance(TWO_DAYS);
        platform.enqueue(guest_answer("guest-3"));
        assert_eq!(token(&session).await, "guest-3");
        let asked = platform.asked_since(1);
        assert_eq!(
            asked,
            ["refresh_token guest-refresh", "refresh_token refresh-2"]
        );
    }
}
