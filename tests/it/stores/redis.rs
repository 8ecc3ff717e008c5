//! The store in Redis.

mod broken;
mod cluster;
mod replies;
mod sentinel;
mod tls;

use std::sync::Arc;

use ctp_auth::{RedisStore, TokenStore};
use emulator::RedisServer;
use redis::{Commands, Connection};

use super::conformance::{assert_conforms, get};
use super::secrets::{assert_entries_are_hidden, printed, told};
use super::{MINUTE, PLANTED, key, text};

/// A server, or a line that tells that there is none.
fn server() -> Option<RedisServer> {
    let server = RedisServer::start().unwrap();
    if server.is_none() {
        crate::skip::say("redis-server is not installed");
    }
    server
}

/// The store, for a machine that is so slow that Redis seems not to answer.
fn with_long_timeouts(store: RedisStore) -> RedisStore {
    store
        .with_connect_timeout(MINUTE)
        .with_response_timeout(MINUTE)
}

/// A connection of the test's own.
fn connection(server: &RedisServer) -> Connection {
    let client = redis::Client::open(server.url()).unwrap();
    client.get_connection().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_conforms() {
    let Some(server) = server() else { return };
    // Not clones, so that they have a connection each.
    let handles: [Arc<dyn TokenStore>; 2] = [
        Arc::new(with_long_timeouts(
            RedisStore::connect(&server.url()).unwrap(),
        )),
        Arc::new(with_long_timeouts(
            RedisStore::connect(&server.url()).unwrap(),
        )),
    ];
    // The clock of Redis cannot be set. All keys expire no later than they shall, and are made to expire now.
    let pass = async |lifetime: std::time::Duration| {
        let lifetime = i64::try_from(lifetime.as_millis()).unwrap();
        let mut connection = connection(&server);
        let keys: Vec<String> = connection.keys("*").unwrap();
        assert_ne!(keys, Vec::<String>::new());
        for key in keys {
            let remaining: i64 = connection.pttl(&key).unwrap();
            assert!(0 < remaining && remaining <= lifetime, "{key}: {remaining}");
            let () = connection.pexpire(&key, 0).unwrap();
        }
    };
    assert_conforms(handles, pass).await;
}

#[tokio::test]
async fn it_prints_no_secret() {
    let Some(server) = server() else { return };
    let store = RedisStore::connect(&server.url()).unwrap();
    assert_entries_are_hidden(&store).await;
}

#[tokio::test]
async fn its_keys_begin_with_the_prefix() {
    let Some(server) = server() else { return };
    let store = RedisStore::connect(&server.url()).unwrap();
    let other = store.clone().with_prefix("shop:");
    let key = key("token:8d3f");
    for store in [&store, &other] {
        // Each finds its own place empty.
        assert!(
            store
                .replace(&key, None, Some(&text("a")), MINUTE)
                .await
                .unwrap()
        );
        assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
    }
    let mut keys: Vec<String> = connection(&server).keys("*").unwrap();
    keys.sort();
    assert_eq!(
        keys,
        [
            "ctp:entry:token:8d3f",
            "ctp:lock:token:8d3f",
            "shop:entry:token:8d3f",
            "shop:lock:token:8d3f"
        ]
    );
}

#[test]
fn a_url_that_is_none_of_redis_is_an_error_that_does_not_repeat_it() {
    let urls = [
        String::new(),
        PLANTED.to_owned(),
        format!("https://:{PLANTED}@127.0.0.1"),
        format!("redis://:{PLANTED}@"),
        format!("redis://:{PLANTED}@127.0.0.1:port"),
        format!("redis://127.0.0.1/{PLANTED}"),
        format!("redis://127.0.0.1/?protocol={PLANTED}"),
    ];
    for url in urls {
        let error = RedisStore::connect(&url).unwrap_err();
        assert!(told(&error).contains("read the URL of Redis"), "{url}");
    }
}

#[tokio::test]
async fn it_has_the_password_of_its_url_and_hides_it() {
    let Some(server) = server() else { return };
    let mut connection = connection(&server);
    let set_password = |connection: &mut Connection, password: &str| {
        let mut set = redis::cmd("CONFIG");
        set.arg("SET").arg("requirepass").arg(password);
        let () = set.query(connection).unwrap();
    };
    set_password(&mut connection, PLANTED);

    let url = format!("redis://:{PLANTED}@127.0.0.1:{}", server.port());
    let store = RedisStore::connect(&url).unwrap();
    assert!(printed(&store).contains(&server.port().to_string()));
    assert_entries_are_hidden(&store).await;

    let without = RedisStore::connect(&server.url()).unwrap();
    let told_without = told(&without.get(&key("token:a")).await.unwrap_err());
    assert!(told_without.contains("answers NOAUTH"), "{told_without}");

    // The password is wrong, until it is corrected.
    set_password(&mut connection, "another");
    let wrong = RedisStore::connect(&url).unwrap();
    let told_wrong = told(&wrong.get(&key("token:a")).await.unwrap_err());
    assert!(told_wrong.contains("authentication failed"), "{told_wrong}");
    set_password(&mut connection, PLANTED);
    assert_eq!(get(&wrong, "token:a").await, None);
}

#[test]
fn a_contributor_without_redis_is_told_what_was_not_tested() {
    let test = "stores::redis::it_conforms";
    let binary = std::env::current_exe().unwrap();
    let output = std::process::Command::new(binary)
        .args(["--exact", test])
        // Where no program is found.
        .env("PATH", "")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(
        told.contains(&format!("skipped: {test}: redis-server")),
        "{told}"
    );
}
