//! Sessions in a store.

use super::platform::Platform;
use super::{draft, signin};

#[tokio::test]
async fn a_guest_in_a_store_logs_in_in_that_store() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    let session = session.log_in(signin()).await.unwrap().session;
    assert_eq!(
        platform.told_since(0)[..4],
        [
            "client_credentials /oauth/my-shop/in-store/key=berlin/anonymous/token",
            "password /oauth/my-shop/in-store/key=berlin/customers/token",
            "client_credentials",
            "POST /my-shop/in-store/key=berlin/login by project/1",
        ]
    );
    // The session stays in its store.
    let session = session.log_in(signin()).await.unwrap().session;
    platform.last("POST /my-shop/in-store/key=berlin/login");
    let store_key = session.tokens().store_key().await.unwrap();
    assert_eq!(store_key.as_deref(), Some("berlin"));
}

#[tokio::test]
async fn a_guest_in_a_store_signs_up_in_that_store() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("berlin").await.unwrap();
    // The store is that of the session, wherever it is resumed.
    let session = client.resume_session(session.id());
    let signed_up = session.sign_up(draft()).await.unwrap();
    assert_eq!(signed_up.customer.id, "bert");
    assert_eq!(
        platform.told_since(1)[..3],
        [
            "client_credentials",
            "POST /my-shop/in-store/key=berlin/customers by project/1",
            "password /oauth/my-shop/in-store/key=berlin/customers/token",
        ]
    );
}

#[tokio::test]
async fn the_key_of_a_store_cannot_leave_its_segment() {
    let platform = Platform::start();
    let client = platform.client();
    let session = client.start_session_in_store("a/../b?c").await.unwrap();
    // This platform has no such store, and says so.
    session.log_in(signin()).await.unwrap_err();
    let paths: Vec<String> = platform
        .emulator
        .requests()
        .iter()
        .map(|request| request.target().to_owned())
        .collect();
    for path in [
        "/oauth/my-shop/in-store/key=a%2F..%2Fb%3Fc/anonymous/token",
        "/oauth/my-shop/in-store/key=a%2F..%2Fb%3Fc/customers/token",
        "/my-shop/in-store/key=a%2F..%2Fb%3Fc/login",
    ] {
        assert!(paths.iter().any(|sent| sent == path), "{path}: {paths:?}");
    }
}
