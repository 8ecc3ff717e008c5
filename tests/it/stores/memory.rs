//! The store in memory.

use std::sync::Arc;

use ctp_auth::{MemoryStore, TokenStore};

use super::conformance::{assert_conforms, get};
use super::secrets::assert_entries_are_hidden;
use super::{MINUTE, key, text};
use crate::clock::ManualClock;

#[tokio::test(flavor = "multi_thread")]
async fn it_conforms() {
    let clock = ManualClock::new();
    let store = MemoryStore::new().with_clock(Arc::new(clock.clone()));
    assert_conforms(
        [Arc::new(store.clone()), Arc::new(store)],
        async |lifetime| clock.advance(lifetime),
    )
    .await;
}

#[tokio::test]
async fn it_prints_no_secret() {
    assert_entries_are_hidden(&MemoryStore::default()).await;
}

#[tokio::test]
async fn two_of_them_share_nothing() {
    let (one, other) = (MemoryStore::new(), MemoryStore::new());
    let (key, a) = (key("token:a"), text("a"));
    assert!(one.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    assert_eq!(get(&other, "token:a").await, None);
}
