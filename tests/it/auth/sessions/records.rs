//! Records of other versions of the crate, and damaged ones.

use ctp_auth::TokenProvider;
use serde_json::{Value, json};

use super::*;
use crate::auth::faulty_store::FaultyStore;
use crate::auth::waiting::token;

/// A session, in a store whose one record is changed by another version.
async fn changed(
    platform: &Platform,
    store: &FaultyStore,
    change: impl FnOnce(&mut Value),
) -> Session {
    let session = platform.guest(&platform.process(store)).await;
    let mut record = record(store).await;
    change(&mut record);
    store.damage(&record.to_string()).await;
    // Another process, which knows no more than the store.
    platform.process(store).resume(session.id())
}

async fn record(store: &FaultyStore) -> Value {
    let texts = store.texts().await;
    assert_eq!(texts.len(), 1);
    serde_json::from_str(&texts[0]).unwrap()
}

#[tokio::test]
async fn a_record_of_a_later_version_cannot_be_read_and_has_not_ended() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let session = changed(&platform, &store, |record| record["version"] = 2.into()).await;
    let before = record(&store).await;
    for error in [
        session.token().await.unwrap_err(),
        session.visitor().await.unwrap_err(),
        remember(&session, "cart-1").await.unwrap_err(),
    ] {
        assert!(error.is_session_unreadable(), "{error:?}");
        assert!(!error.is_session_ended() && !error.is_transient());
        assert!(error.to_string().contains("later version"), "{error}");
    }
    // Nothing of it was touched, and nothing was asked for.
    assert_eq!(record(&store).await, before);
    assert_eq!(platform.calls(), 1);
}

#[tokio::test]
async fn a_logout_removes_what_it_cannot_read_and_revokes_the_tokens_that_it_finds() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let session = changed(&platform, &store, |record| {
        record["version"] = 2.into();
        record["obtained_at"] = json!({"is": "no number any more"});
    })
    .await;
    platform.enqueue_all([Answer::empty(200), Answer::empty(200)]);
    let end = session.end().await.unwrap();
    assert!(end.was_there() && end.is_revoked());
    assert!(store.is_empty().await);
    assert_eq!(
        platform.asked_since(1),
        [
            "revoke refresh_token guest-refresh",
            "revoke access_token guest-1",
        ]
    );
}

#[tokio::test]
async fn a_logout_says_that_it_could_not_revoke_what_it_cannot_read() {
    for text in ["damaged", r#"{"version":2,"tokens":"sealed"}"#] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let session = platform.guest(&platform.process(&store)).await;
        store.damage(text).await;
        let session = platform.process(&store).resume(session.id());
        let end = session.end().await.unwrap();
        assert!(end.was_there() && !end.is_revoked(), "{text}");
        let told = end.revocation_error().unwrap().to_string();
        assert!(told.contains("the record of the session"), "{told}");
        assert!(store.is_empty().await);
        assert_eq!(platform.calls(), 1);
    }
}

#[tokio::test]
async fn a_session_whose_record_is_damaged_has_ended() {
    for text in ["", "{", "[]", r#"["version",1]"#, "{}", r#"{"version":1}"#] {
        let platform = Platform::start();
        let store = FaultyStore::default();
        let session = platform.guest(&platform.process(&store)).await;
        store.damage(text).await;
        let session = platform.process(&store).resume(session.id());
        let error = session.token().await.unwrap_err();
        assert!(error.is_session_ended(), "{text}: {error:?}");
    }
}

#[tokio::test]
async fn members_that_this_version_does_not_know_survive_each_write() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let session = changed(&platform, &store, |record| {
        record["mood"] = json!({"is": "good"});
    })
    .await;
    remember(&session, "cart-1").await.unwrap();
    assert_eq!(record(&store).await["mood"], json!({"is": "good"}));
    platform.clock.advance(TWO_DAYS);
    platform.enqueue(guest_answer("guest-2"));
    assert_eq!(token(&session).await, "guest-2");
    let after = record(&store).await;
    assert_eq!(after["mood"], json!({"is": "good"}));
    assert_eq!(after["access_token"], "guest-2");
    assert_eq!(after["payload"], "cart-1");
}

#[tokio::test]
async fn a_record_of_a_later_version_is_not_overwritten_by_a_cache() {
    let platform = Platform::start();
    let store = FaultyStore::default();
    let auth = auth_client(&platform.emulator, &platform.clock);
    let cache = || {
        let grant = ctp_auth::Grant::ClientCredentials;
        ctp_auth::TokenCache::with_store(auth.clone(), grant, scopes(), store.clone())
    };
    platform.enqueue(token_answer("project-1", None, 172_800, ""));
    assert_eq!(token(&cache()).await, "project-1");
    let mut record = record(&store).await;
    record["version"] = 2.into();
    store.damage(&record.to_string()).await;
    platform.enqueue(token_answer("project-2", None, 172_800, ""));
    assert_eq!(token(&cache()).await, "project-2");
    assert_eq!(store.texts().await, [record.to_string()]);
}
