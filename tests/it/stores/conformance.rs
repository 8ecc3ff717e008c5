//! What every store does.

use std::sync::Arc;
use std::time::Duration;

use ctp_auth::TokenStore;
use tokio::task::JoinSet;

use super::{MINUTE, exposed, key, text};

/// Two handles of one store, which is empty: two values that share what they keep, as two processes do.
pub(super) type Handles = [Arc<dyn TokenStore>; 2];

/// Fails if the store does not do what the trait promises. `pass` lets the time pass, no less than a lifetime that was
/// given.
pub(super) async fn assert_conforms(handles: Handles, pass: impl AsyncFn(Duration)) {
    entries_are_compared_and_replaced(&handles).await;
    entries_expire(&handles, &pass).await;
    texts_and_keys_may_be_anything(&handles).await;
    locks_are_exclusive(&handles).await;
    locks_fall(&handles, &pass).await;
    locks_are_extended_by_their_owner(&handles, &pass).await;
    one_of_many_replaces(&handles).await;
    one_of_many_takes_the_lock(&handles).await;
}

async fn entries_are_compared_and_replaced([one, other]: &Handles) {
    let key = key("token:compared");
    let (a, b) = (text("a"), text("b"));
    assert_eq!(get(one, "token:compared").await, None);

    // One that is expected is not there.
    assert!(!one.replace(&key, Some(&a), Some(&b), MINUTE).await.unwrap());
    assert!(!one.replace(&key, Some(&a), None, MINUTE).await.unwrap());
    assert_eq!(get(one, "token:compared").await, None);
    // None is there, and there shall be none.
    assert!(one.replace(&key, None, None, MINUTE).await.unwrap());

    assert!(one.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    assert_eq!(get(other, "token:compared").await.as_deref(), Some("a"));

    // Another is there than expected.
    assert!(!other.replace(&key, None, Some(&b), MINUTE).await.unwrap());
    assert!(!other.replace(&key, None, None, MINUTE).await.unwrap());
    assert!(
        !other
            .replace(&key, Some(&b), Some(&b), MINUTE)
            .await
            .unwrap()
    );
    assert!(!other.replace(&key, Some(&b), None, MINUTE).await.unwrap());
    assert_eq!(get(one, "token:compared").await.as_deref(), Some("a"));

    assert!(
        other
            .replace(&key, Some(&a), Some(&b), MINUTE)
            .await
            .unwrap()
    );
    assert_eq!(get(one, "token:compared").await.as_deref(), Some("b"));
    assert_eq!(get(one, "token:other").await, None);

    assert!(one.replace(&key, Some(&b), None, MINUTE).await.unwrap());
    assert_eq!(get(other, "token:compared").await, None);
}

async fn entries_expire([one, other]: &Handles, pass: impl AsyncFn(Duration)) {
    let key = key("token:expires");
    let (a, b) = (text("a"), text("b"));
    assert!(one.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    pass(MINUTE).await;
    assert_eq!(get(one, "token:expires").await, None);
    assert_eq!(get(other, "token:expires").await, None);
    assert!(!one.replace(&key, Some(&a), Some(&b), MINUTE).await.unwrap());
    assert!(one.replace(&key, None, Some(&b), MINUTE).await.unwrap());
    assert_eq!(get(one, "token:expires").await.as_deref(), Some("b"));

    // No lifetime is too long, and none so short that it is an error.
    assert!(
        one.replace(&key, Some(&b), Some(&a), Duration::MAX)
            .await
            .unwrap()
    );
    assert_eq!(get(other, "token:expires").await.as_deref(), Some("a"));
    assert!(
        one.replace(&key, Some(&a), Some(&b), Duration::ZERO)
            .await
            .unwrap()
    );
}

async fn texts_and_keys_may_be_anything([one, other]: &Handles) {
    let texts = ["", " ", "\0", "\"{}\"\r\n", "å🦀", &"long ".repeat(20_000)];
    let keys = ["", "a:b", "A:B", "a-b", "../a/b", "C:\\nul", "a b\n", "å"];
    for name in keys {
        for content in texts {
            let (key, content) = (key(name), text(content));
            assert!(
                one.replace(&key, None, Some(&content), MINUTE)
                    .await
                    .unwrap()
            );
            assert_eq!(get(other, name).await.as_deref(), Some(exposed(&content)));
            assert!(
                one.replace(&key, Some(&content), None, MINUTE)
                    .await
                    .unwrap()
            );
        }
    }
}

async fn locks_are_exclusive([one, other]: &Handles) {
    let (first, second) = (key("token:lock-1"), key("token:lock-2"));
    assert!(one.try_lock(&first, "me", MINUTE).await.unwrap());
    assert!(!other.try_lock(&first, "you", MINUTE).await.unwrap());
    assert!(!one.try_lock(&first, "me", MINUTE).await.unwrap());
    // The lock of another entry is another lock, and neither is in the way of the entry.
    assert!(other.try_lock(&second, "you", MINUTE).await.unwrap());
    let is_replaced = other.replace(&first, None, Some(&text("a")), MINUTE).await;
    assert!(is_replaced.unwrap());

    other.unlock(&first, "you").await.unwrap();
    assert!(!other.try_lock(&first, "you", MINUTE).await.unwrap());
    one.unlock(&first, "me").await.unwrap();
    assert!(other.try_lock(&first, "you", MINUTE).await.unwrap());
    assert!(!one.try_lock(&second, "me", MINUTE).await.unwrap());
    // What nobody has may be given back.
    one.unlock(&key("token:lock-3"), "me").await.unwrap();
}

async fn locks_fall([one, other]: &Handles, pass: impl AsyncFn(Duration)) {
    let key = key("token:lock-falls");
    assert!(one.try_lock(&key, "me", MINUTE).await.unwrap());
    pass(MINUTE).await;
    assert!(other.try_lock(&key, "you", MINUTE).await.unwrap());
    // Whose lock has fallen does not take it from the next.
    one.unlock(&key, "me").await.unwrap();
    assert!(!one.try_lock(&key, "me", MINUTE).await.unwrap());
}

async fn locks_are_extended_by_their_owner([one, other]: &Handles, pass: impl AsyncFn(Duration)) {
    let key = key("token:lock-extended");
    assert!(!one.extend_lock(&key, "me", MINUTE).await.unwrap());
    assert!(one.try_lock(&key, "me", MINUTE / 2).await.unwrap());
    assert!(!other.extend_lock(&key, "you", MINUTE).await.unwrap());
    assert!(one.extend_lock(&key, "me", MINUTE).await.unwrap());
    assert!(!other.try_lock(&key, "you", MINUTE).await.unwrap());
    pass(MINUTE).await;
    // What has fallen is not taken up again.
    assert!(!one.extend_lock(&key, "me", MINUTE).await.unwrap());
    assert!(other.try_lock(&key, "you", MINUTE).await.unwrap());
    assert!(!one.extend_lock(&key, "me", MINUTE).await.unwrap());
}

async fn one_of_many_replaces(handles: &Handles) {
    let key = key("token:race");
    let mut expected = None;
    for round in 0..4 {
        let mut tasks = JoinSet::new();
        for (index, store) in handles.iter().cycle().cloned().enumerate().take(32) {
            let (key, expected) = (key.clone(), expected.clone());
            tasks.spawn(async move {
                let new = text(&format!("{round} {index}"));
                let is_replaced = store
                    .replace(&key, expected.as_ref(), Some(&new), MINUTE)
                    .await;
                is_replaced.unwrap().then_some(new)
            });
        }
        let mut winners = tasks.join_all().await.into_iter().flatten();
        let winner = winners.next().unwrap();
        assert!(winners.next().is_none());
        let found = get(&handles[1], "token:race").await;
        assert_eq!(found.as_deref(), Some(exposed(&winner)));
        expected = Some(winner);
    }
}

async fn one_of_many_takes_the_lock(handles: &Handles) {
    let key = key("token:lock-race");
    let mut tasks = JoinSet::new();
    for (index, store) in handles.iter().cycle().cloned().enumerate().take(32) {
        let key = key.clone();
        tasks.spawn(async move {
            let is_taken = store
                .try_lock(&key, &format!("owner {index}"), MINUTE)
                .await;
            is_taken.unwrap()
        });
    }
    let taken = tasks.join_all().await;
    assert_eq!(taken.iter().filter(|is_taken| **is_taken).count(), 1);
}

/// The text of an entry.
pub(super) async fn get(store: &dyn TokenStore, name: &str) -> Option<String> {
    let entry = store.get(&key(name)).await.unwrap();
    entry.map(|text| exposed(&text).to_owned())
}
