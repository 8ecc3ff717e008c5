//! What the environment of a process says: its proxies and its certificates. Each of these tests is a process of its own.

use std::env;
use std::process::Command;

use ctp_auth::{RedisStore, StoreKey, TokenStore};
use ctp_sdk::CtpClient;
use emulator::RedisServer;

use super::*;
use crate::tls::{AUTHORITY, Flaw, Tls};

/// What the process is to do, and the server that it talks to.
const ORDERS: &str = "CTP_TESTS_HTTP_CLIENT";

/// Runs the test binary with this order and these variables.
#[track_caller]
fn run(order: &str, url: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "http_client::environment::child_process",
            "--nocapture",
        ])
        .env(ORDERS, format!("{order} {url}"));
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{order}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn child_process() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let (order, url) = orders.split_once(' ').unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        match order {
            "send" => send(url).await,
            "without-certificates" => without_certificates(url).await,
            _ => panic!("{orders}"),
        }
    });
}

/// Fetches a token and sends a request with it.
async fn send(url: &str) {
    let region = Region::custom(url, url).unwrap();
    let config = Config::new(&region, "my-shop", CLIENT_ID, CLIENT_SECRET).unwrap();
    let client = CtpClient::new(&config).unwrap();
    let api = client.integration_api_root();
    api.categories().get().send().await.unwrap();
}

/// The system has no certificates. This machine can be reached all the same, and others by certificates that are given.
async fn without_certificates(url: &str) {
    send(url).await;

    let error = Client::builder("https://api.example.com")
        .build()
        .unwrap_err();
    assert!(
        error.is_request() && !error.is_transient() && !error.is_auth(),
        "{error:?}"
    );
    for hint in ["SSL_CERT_FILE", "webpki-roots", "root_certificates"] {
        assert!(error.to_string().contains(hint), "{error}");
    }
    let region = Region::EuropeWest1Gcp;
    let config = Config::new(&region, "my-shop", CLIENT_ID, CLIENT_SECRET).unwrap();
    let error = AuthClient::new(&config).unwrap_err();
    assert!(
        error.http_client_error().unwrap().is_missing_certificates(),
        "{error:?}"
    );
    assert!(!error.is_transient());
    let error = CtpClient::new(&config).unwrap_err();
    assert!(
        error.is_request() && error.to_string().contains("SSL_CERT_FILE"),
        "{error:?}"
    );

    let service = Emulator::with(|_| Answer::json(200, "{}")).unwrap();
    let server = Tls::before(&service.url(), Flaw::None).await;
    let http = HttpClient::builder().root_certificates(AUTHORITY).build();
    let client = client(&server.url()).http(http).build().unwrap();
    client.execute(get()).await.unwrap();

    let error = RedisStore::connect("rediss://redis.internal").unwrap_err();
    assert!(!error.is_transient());
    let told = error.source().unwrap().to_string();
    for hint in ["SSL_CERT_FILE", "webpki-roots", "root_certificates"] {
        assert!(told.contains(hint), "{told}");
    }
    let Some(redis) = RedisServer::start().unwrap() else {
        crate::skip::say("redis-server is not installed");
        return;
    };
    let server = Tls::before(&redis.url(), Flaw::None).await;
    let url = format!("rediss://localhost:{}", server.port());
    let http = HttpClient::builder().root_certificates(AUTHORITY).build();
    let store = RedisStore::connect_with(&url, &http).unwrap();
    let key = StoreKey::new("token:a");
    assert!(store.get(&key).await.unwrap().is_none());
}

#[test]
fn the_proxy_of_the_environment_gets_nothing_that_is_sent_to_the_same_machine() {
    let (service, proxy) = (service(), Emulator::start().unwrap());
    let url = service.url().replace("127.0.0.1", "localhost");
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy"] {
        run("send", &url, &[(name, &proxy.url())]);
    }
    assert_eq!((service.requests().len(), proxy.connections()), (6, 0));
}

#[test]
fn a_system_without_certificates_can_be_worked_with_and_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("empty.pem");
    std::fs::write(&file, "").unwrap();
    let (file, folder) = (file.to_str().unwrap(), folder.path().to_str().unwrap());
    let variables = [("SSL_CERT_FILE", file), ("SSL_CERT_DIR", folder)];
    run("without-certificates", &service().url(), &variables);
}
