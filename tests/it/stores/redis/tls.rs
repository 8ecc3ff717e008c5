//! A Redis that is reached by TLS. A server before it takes the TLS off.

use ctp_auth::{HttpClient, StoreError};

use super::*;
use crate::tls::{AUTHORITY, Flaw, Tls};

fn url(server: &Tls) -> String {
    format!("rediss://localhost:{}", server.port())
}

fn trusting() -> HttpClient {
    HttpClient::builder().root_certificates(AUTHORITY).build()
}

async fn ask(store: &RedisStore) -> Result<(), StoreError> {
    store.get(&key("token:a")).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_that_are_given_once_are_good_for_tokens_the_api_and_redis() {
    let Some(redis) = server() else { return };
    let redis = Tls::before(&redis.url(), Flaw::None).await;
    let platform = emulator::Emulator::with(|request| match request.path() {
        "/oauth/token" => crate::auth::token_answer("access", None, 172_800, ""),
        _ => {
            let page = r#"{"limit":20,"offset":0,"count":0,"results":[]}"#;
            emulator::Answer::json(200, page)
        }
    })
    .unwrap();
    let https = Tls::before(&platform.url(), Flaw::None).await;
    let region = ctp_auth::Region::custom(&https.url(), &https.url()).unwrap();
    let config = ctp_auth::Config::new(&region, "my-shop", "an-id", "a-secret").unwrap();
    let http = trusting();
    for _ in 0..2 {
        let store = with_long_timeouts(RedisStore::connect_with(&url(&redis), &http).unwrap());
        let client = ctp_sdk::CtpClient::builder(&config)
            .http(http.clone())
            .token_store(store)
            .build()
            .unwrap();
        let categories = client.integration_api_root().categories();
        categories.get().send().await.unwrap();
    }
    // The second client has found the token in Redis.
    let paths: Vec<String> = platform
        .requests()
        .iter()
        .map(|request| request.path().to_owned())
        .collect();
    let categories = "/my-shop/categories";
    assert_eq!(paths, ["/oauth/token", categories, categories]);
    assert_eq!(redis.connections(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_not_accepted_is_no_passing_failure_and_its_flaw_is_told() {
    let Some(redis) = server() else { return };
    for (flaw, http, reason) in [
        (Flaw::None, HttpClient::new(), "UnknownIssuer"),
        (Flaw::Expired, trusting(), "certificate expired"),
        (Flaw::OfAnotherHost, trusting(), "not valid for name"),
    ] {
        let server = Tls::before(&redis.url(), flaw).await;
        let store = RedisStore::connect_with(&url(&server), &http).unwrap();
        let error = ask(&with_long_timeouts(store)).await.unwrap_err();
        assert!(!error.is_transient(), "{error:?}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_certificate_is_refused_when_the_store_is_made() {
    for pem in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let http = HttpClient::builder().root_certificates(pem).build();
        let error = RedisStore::connect_with("rediss://redis.internal", &http).unwrap_err();
        assert!(!error.is_transient(), "{error:?}");
        assert!(told(&error).contains("certificate"), "{error:?}");
        // Without TLS none are needed.
        RedisStore::connect_with("redis://redis.internal", &http).unwrap();
    }
}

#[test]
fn what_is_trusted_is_what_was_given_and_what_the_system_has() {
    let pem = trusting().trusted_certificates().unwrap();
    let text = String::from_utf8(pem).unwrap();
    let body: String = AUTHORITY
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN"))
        .collect();
    assert!(text.replace('\n', "").starts_with(&body), "{text}");
    let of_system = HttpClient::new().trusted_certificates();
    let count = |text: &str| text.matches("-----BEGIN CERTIFICATE-----").count();
    // A system without any is an error, which says what to do.
    let others = of_system.map_or(0, |pem| count(&String::from_utf8(pem).unwrap()));
    assert_eq!(count(&text), others + 1);
}
