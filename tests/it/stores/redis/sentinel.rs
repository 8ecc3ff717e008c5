//! A Redis that Sentinel monitors.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ctp_auth::redis::sentinel::{SentinelClient, SentinelServerType};
use emulator::in_time;
use tempfile::TempDir;

use super::*;

/// A Sentinel that looks after one master. It is killed when it is dropped.
struct Sentinel {
    port: u16,
    process: Child,
    _directory: TempDir,
}

impl Sentinel {
    fn start(master: &RedisServer) -> Self {
        // After how many milliseconds of silence a master counts as down.
        const SILENCE: u32 = 1_000;
        let directory = TempDir::new().unwrap();
        let port = {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            listener.local_addr().unwrap().port()
        };
        let configuration = directory.path().join("sentinel.conf");
        let monitor = format!(
            "sentinel monitor shop 127.0.0.1 {} 1\nsentinel down-after-milliseconds shop {SILENCE}\n",
            master.port()
        );
        fs::write(
            &configuration,
            format!("port {port}\nbind 127.0.0.1\n{monitor}"),
        )
        .unwrap();
        let process = Command::new("redis-server")
            .arg(&configuration)
            .arg("--sentinel")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            port,
            process,
            _directory: directory,
        }
    }

    fn knows_replica(&self, replica: &RedisServer) -> bool {
        let client = redis::Client::open(format!("redis://127.0.0.1:{}", self.port)).unwrap();
        let replicas = client.get_connection().and_then(|mut connection| {
            redis::cmd("SENTINEL")
                .arg(&["REPLICAS", "shop"])
                .query::<redis::Value>(&mut connection)
        });
        let name = format!("127.0.0.1:{}", replica.port());
        replicas.is_ok_and(|replicas| format!("{replicas:?}").contains(&name))
    }

    fn client(&self, master: &str) -> SentinelClient {
        let sentinels = vec![format!("redis://127.0.0.1:{}", self.port)];
        SentinelClient::build(
            sentinels,
            String::from(master),
            None,
            SentinelServerType::Master,
        )
        .unwrap()
    }
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Asks again and again until it is so.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    in_time(what, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_store_is_in_the_master_that_sentinel_names() {
    let Some(master) = server() else { return };
    let sentinel = Sentinel::start(&master);
    let store = RedisStore::from_sentinel_client(sentinel.client("shop"));
    let (key, a) = (key("token:a"), text("a"));
    // Until Sentinel has started, there is no connection.
    until("Sentinel names the master", async || {
        store.get(&key).await.is_ok()
    })
    .await;
    assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    let direct = RedisStore::connect(&master.url()).unwrap();
    assert_eq!(get(&direct, "token:a").await.as_deref(), Some("a"));

    let other = RedisStore::from_sentinel_client(sentinel.client("of another name"));
    let error = other.get(&key).await.unwrap_err();
    // It cannot be told from a failover that is not over.
    assert!(error.is_transient());
    assert!(error.to_string().contains("the name is wrong"), "{error}");
}

#[tokio::test]
async fn after_a_failover_the_store_is_in_the_new_master() {
    let Some(mut master) = server() else { return };
    let Some(replica) = master.start_replica().unwrap() else {
        return;
    };
    let (key, a, b) = (key("token:a"), text("a"), text("b"));
    let direct = RedisStore::connect(&master.url()).unwrap();
    assert!(direct.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    let copy = RedisStore::connect(&replica.url()).unwrap();
    // Then the replica is known to the master, of whom Sentinel learns of it.
    until("the replica has the entry", async || {
        copy.get(&key).await.is_ok_and(|entry| entry.is_some())
    })
    .await;
    let sentinel = Sentinel::start(&master);
    let store = RedisStore::from_sentinel_client(sentinel.client("shop"));
    until("Sentinel names the master", async || {
        store.get(&key).await.is_ok()
    })
    .await;
    assert_eq!(get(&store, "token:a").await.as_deref(), Some("a"));
    until("Sentinel knows the replica", async || {
        sentinel.knows_replica(&replica)
    })
    .await;

    master.stop().unwrap();
    // Until Sentinel has made the replica the master, the store fails, and says that it may pass.
    until("the replica is the master", async || {
        match store.replace(&key, Some(&a), Some(&b), MINUTE).await {
            Ok(is_replaced) => {
                assert!(is_replaced);
                true
            }
            Err(error) => {
                assert!(error.is_transient(), "{error}");
                false
            }
        }
    })
    .await;
    assert_eq!(get(&copy, "token:a").await.as_deref(), Some("b"));
    assert_eq!(get(&store, "token:a").await.as_deref(), Some("b"));
    let lock = store.try_lock(&key, "me", MINUTE).await;
    assert!(lock.unwrap());
}
