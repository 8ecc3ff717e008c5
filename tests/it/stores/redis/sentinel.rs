//! A Redis that Sentinel looks after.

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
        let directory = TempDir::new().unwrap();
        let port = {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            listener.local_addr().unwrap().port()
        };
        let configuration = directory.path().join("sentinel.conf");
        let monitor = format!("sentinel monitor shop 127.0.0.1 {} 1\n", master.port());
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

#[tokio::test]
async fn the_store_is_in_the_master_that_sentinel_names() {
    let Some(master) = server() else { return };
    let sentinel = Sentinel::start(&master);
    let store = RedisStore::from_sentinel_client(sentinel.client("shop"));
    let (key, a) = (key("token:a"), text("a"));
    // Until Sentinel has started, there is no connection.
    in_time("Sentinel names the master", async {
        while store.get(&key).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    let direct = RedisStore::connect(&master.url()).unwrap();
    assert_eq!(get(&direct, "token:a").await.as_deref(), Some("a"));

    let other = RedisStore::from_sentinel_client(sentinel.client("of another name"));
    let error = other.get(&key).await.unwrap_err();
    assert!(!error.is_transient(), "{error}");
}
